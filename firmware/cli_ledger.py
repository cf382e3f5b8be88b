"""`kazasu central check`, `close` and `export`: what a city's bookkeeper does with the ledger."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from firmware.cli_central import Command, on_store

if TYPE_CHECKING:
    from central.service.stores import Store

FAULTY = 1
ENCODINGS = {"utf-8": "utf-8-sig", "cp932": "cp932"}


def _check(args: argparse.Namespace) -> int:
    from central.service.clock import SystemClock
    from central.service.ledger.checking import findings, set_aside

    def act(store: Store) -> int:
        found = 0
        for sentence in findings(store, SystemClock()):
            found += 1
            print(f"central: {sentence}")
        for record, terminal, reason in set_aside(store):
            print(f"central: {terminal}: record {record} is set aside: {reason}")
        print("central: the ledger does not agree" if found else "central: the ledger agrees with its records")
        return FAULTY if found else 0

    return on_store(args, act)


def _close(args: argparse.Namespace) -> int:
    from central.service.clock import SystemClock
    from central.service.ledger.months import close, write
    from central.service.ledger.poster import post_new

    def act(store: Store) -> int:
        clock = SystemClock()
        while post_new(store, clock):
            pass
        closed = close(store, clock, args.month, ENCODINGS[args.encoding], early=args.early)
        try:
            folder = write(closed, args.folder)
        except OSError as error:
            raise ValueError(f"{args.folder}: cannot be written ({error.strerror})") from None
        print(f"central: {args.month}: closed, {closed.lines} lines, {closed.subsidy} yen, in {folder}")
        for ledger, left in sorted(closed.at_risk.items()):
            print(f"central: {ledger}: {left} taken off line beyond what there was")
        return 0

    return on_store(args, act)


def _export(args: argparse.Namespace) -> int:
    from central.service.ledger.audit import exported

    def act(store: Store) -> int:
        with store.snapshot() as connection:
            if not args.file:
                sys.stdout.writelines(f"{line}\n" for line in exported(connection))
                return 0
            _replace(args.file, (f"{line}\n" for line in exported(connection)))
        return 0

    try:
        return on_store(args, act)
    except OSError as error:
        raise ValueError(f"{args.file}: cannot be written ({error.strerror})") from None


def _replace(path: Path, lines: Iterable[str]) -> None:
    """Write it beside the file and then in its place, so that nobody finds half a ledger."""
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as draft:
        try:
            draft.writelines(lines)
            draft.flush()
            os.fsync(draft.fileno())
            Path(draft.name).replace(path)
        except BaseException:
            Path(draft.name).unlink()
            raise


def _close_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("month", metavar="MONTH", help="such as 2026-10")
    parser.add_argument("--folder", type=Path, required=True, help="the files come into MONTH in it")
    parser.add_argument("--encoding", choices=sorted(ENCODINGS), default="utf-8", help="of the files (utf-8 with BOM)")
    parser.add_argument("--early", action="store_true", help="although the month is not over")


def _export_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--file", type=Path, help="where to (standard output)")


COMMANDS = {
    "check": Command("whether records, transfers, accounts and months agree", lambda _parser: None, _check),
    "close": Command("close a month, and write what each firm claims", _close_arguments, _close),
    "export": Command("the ledger as text for beancount", _export_arguments, _export),
}
