"""Fuzz what a card or the air may answer: `python -m fuzz answers|frames [SECONDS]`, ten minutes by default; needs the extra `fuzz`.

Coverage-guided (libFuzzer through atheris, Apache-2.0), with the liars of the property tests, so that whatever is found here becomes
an `@example` there. A finding is written to `fuzz/findings/`; inputs that reached new code are kept in `fuzz/corpus/`.
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import atheris

HERE = Path(__file__).parent
TARGETS = ("answers", "frames")
LONGEST = 96


def main() -> None:
    """Fuzz one target for so many seconds."""
    target, seconds = (*sys.argv[1:], "600")[:2]
    if target not in TARGETS:
        sys.exit(f"fuzz: no target {target!r} (known: {', '.join(TARGETS)})")
    sys.path.append(str(HERE.parent / "tests"))
    with atheris.instrument_imports(include=["cards", "drivers.isodep"]):
        targets = importlib.import_module("fuzz.targets")
    corpus, findings = HERE / "corpus" / target, HERE / "findings"
    for folder in (corpus, findings):
        folder.mkdir(parents=True, exist_ok=True)
    flags = (f"-max_total_time={seconds}", f"-max_len={LONGEST}", "-print_final_stats=1")
    atheris.Setup(
        [sys.argv[0], *flags, f"-artifact_prefix={findings}/{target}-", str(corpus)], getattr(targets, target)
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main()
