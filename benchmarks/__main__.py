"""Measure everything, print a table, write `results.json`: `python -m benchmarks [PART ...]`, without parts all of them."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterator

from benchmarks.table import Figure, line, rounded, write

PARTS = (
    "card",
    "visit",
    "response",
    "start",
    "footprint",
    "interleavings",
    "kill",
    "journal",
    "lookups",
    "central_load",
    "ingest",
    "records",
    "ledger",
    "sound",
    "speech",
    "fares",
    "position",
    "taps",
    "taps_radio",
)


def main() -> int:
    """Run the parts named, or all; only a whole run is written down. The exit status is 2 for an unknown part."""
    parts = sys.argv[1:] or PARTS
    if unknown := [part for part in parts if part not in PARTS]:
        print(f"benchmarks: no part {unknown[0]!r} (known: {', '.join(PARTS)})", file=sys.stderr)
        return 2
    found = []
    for part in parts:
        found.append(
            Figure(f"machine.load.{part}", rounded(os.getloadavg()[0]), "tasks", "what else ran before this part")
        )
        for figure in _figures(part):
            print(line(figure), flush=True)
            found.append(figure)
    if len(parts) == len(PARTS):
        write(found)
    return 0


def _figures(part: str) -> Iterator[Figure]:
    yield from importlib.import_module(f"benchmarks.{part}").figures()


if __name__ == "__main__":
    sys.exit(main())
