"""Fuzz what a card or the air may answer: `python -m fuzz [answers|frames] [SECONDS]`, ten minutes by default; needs the extra `fuzz`.

Coverage-guided (libFuzzer through atheris, Apache-2.0), with the liars of the property tests, so that whatever is found here becomes
an `@example` there. A finding is written to `fuzz/findings/`; inputs that reached new code are kept in `fuzz/corpus/`.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path

import atheris

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "tests")]

with atheris.instrument_imports(include=["cards", "drivers.isodep"]):
    from properties.acts import ACTS

    from cards.apdu import Channel
    from cards.errors import CardError, CardMute, CertificateRefused
    from drivers.isodep import FSC, IsoDep

from properties.frame_liar import DEADLINE_S, SHORTEST_S, FrameLiar
from properties.liar import Liar
from sample_cards import sample

from drivers.virtual.reader import VirtualReader

FWT_S = (0.000302, 0.309, 2.475)
READER = VirtualReader(sample())
TRIES = {name: READER.card.counters.left(name, 0) for name in ("user_authentication", "signature")}


def answers(given: bytes) -> None:
    """Two bytes choose the act and what the reader passes, the rest is the script of lies."""
    if len(given) < 3:
        return
    act = ACTS[given[0] % len(ACTS)]
    with READER.connect() as connection:
        liar = Liar(connection, given[2:], (None, True, False)[given[1] % 3])
        with suppress(CardError, CertificateRefused):
            act.does(Channel(liar, liar.limits))


def frames(given: bytes) -> None:
    """Three bytes choose what card it is and the length of the command, the rest is the script."""
    if len(given) < 4:
        return
    liar = FrameLiar(given[3:])
    link = IsoDep(liar.exchange, FSC[given[0] % len(FSC)], FWT_S[given[1] % len(FWT_S)], DEADLINE_S, liar.clock)
    with suppress(CardMute):
        link.transmit(bytearray(4 + given[2]))
    assert liar.now <= DEADLINE_S + SHORTEST_S


def main() -> None:
    """Fuzz one of them for so many seconds."""
    target, seconds = (*sys.argv[1:], "answers", "600")[:2] if len(sys.argv) != 2 else (sys.argv[1], "600")
    corpus, findings = HERE / "corpus" / target, HERE / "findings"
    for folder in (corpus, findings):
        folder.mkdir(parents=True, exist_ok=True)
    flags = [
        f"-max_total_time={seconds}",
        "-max_len=96",
        f"-artifact_prefix={findings}/{target}-",
        "-print_final_stats=1",
    ]
    atheris.Setup([sys.argv[0], *flags, str(corpus)], {"answers": answers, "frames": frames}[target])
    atheris.Fuzz()


if __name__ == "__main__":
    main()
