"""`kazasu conformance`: what standards ask of a terminal, what this one measures of it, as a PDF for whoever buys or inspects it."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from firmware.config import ConfigError

if TYPE_CHECKING:
    from firmware.cli import Commands

MISSED = 1


def add_conformance(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "conformance", help="measure accessibility on this terminal and write the sheet as PDF"
    )
    parser.add_argument("config", type=Path, metavar="terminal.toml")
    parser.add_argument("--out", type=Path, default=Path("conformance.pdf"), help="the file to write (conformance.pdf)")
    parser.add_argument("--language", choices=("ja", "en"), default="ja", help="of the sheet (ja)")
    parser.set_defaults(run=_run)


def _run(chosen: argparse.Namespace) -> int:
    # pygame greets whoever imports it
    os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
    from firmware.clock import Clock
    from firmware.config import read
    from firmware.conformance.clauses import clauses
    from firmware.conformance.measures import measure
    from firmware.conformance.sheet import pdf, verdict

    settings, table = read(chosen.config), clauses()
    # measuring takes a minute: better to know before it
    _write(chosen.out, b"")
    found = measure(table, settings)
    verdicts = {clause.number: verdict(clause, found.get(clause.number)) for clause in table.clause}
    for clause in table.clause:
        if clause.number in found:
            value = found[clause.number].value
            told = "not measured" if value is None else f"{value:.4g} {clause.unit}"
            print(f"{clause.number:>4}  {verdicts[clause.number] or '-':6}  {told:>14}  {clause.en}")
    day = Clock().now().date().isoformat()
    _write(chosen.out, pdf(table, found, f"{settings.name} ({settings.role}), {day}", chosen.language))
    by_hand = sum(bool(clause.by_hand_ja) for clause in table.clause)
    tested = sum(bool(clause.test) and clause.number not in found for clause in table.clause)
    measured = sum(one.value is not None for one in found.values())
    print(
        f"{measured} measured here, {tested} proved by tests, {by_hand} for a person with an instrument: {chosen.out}"
    )
    return MISSED if "misses" in verdicts.values() else 0


def _write(path: Path, document: bytes) -> None:
    try:
        path.write_bytes(document)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written: {error.strerror}") from error
