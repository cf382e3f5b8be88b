"""`kazasu journal`: how a terminal's journal is, whether it is whole, what can be read of it, and records from elsewhere into it."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import IO, Annotated, Any

import msgspec

from central.chain import genesis, link
from central.wire import Word
from firmware.chaining import Tags
from firmware.checking import Kept, Reading, faults
from firmware.clock import Clock
from firmware.config import ConfigError, read
from firmware.journal import Journal
from firmware.journal_file import open_to_read
from firmware.terminal_key import load_or_make

DAMAGED, USAGE = 1, 2
MOST_FAULTS = 20
LONGEST = 32_768
"""Bytes of one line: what central takes in a record, with room."""

WANTED = {
    "what": "at most 32 letters, digits, _ and -",
    "visit": "a text of at most 64 characters",
    "detail": "made of whole numbers of 64 bits, texts, true, false and null, each under a name",
}


class Line(msgspec.Struct, frozen=True):
    """One line of standard input."""

    what: Word
    visit: Annotated[str, msgspec.Meta(max_length=64)]
    detail: dict[str, str | Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)] | bool | None]


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `journal` with its own commands; each sets `run`, which takes the arguments and returns the exit status."""
    journal = commands.add_parser("journal", help="look at a terminal's journal, or write into it")
    kinds = journal.add_subparsers(required=True, metavar="COMMAND")
    for name, (run, about) in COMMANDS.items():
        command = kinds.add_parser(name, help=about)
        command.add_argument("config", type=Path, nargs="?", metavar="terminal.toml")
        command.add_argument("--journal", type=Path, metavar="FILE", help="the file, instead of a terminal's")
        command.set_defaults(run=run)
        if name == "show":
            command.add_argument("--json", action="store_true", help="for programs")


def show(chosen: argparse.Namespace) -> int:
    """Print how many records there are, which of them central has, what is open and what is wrong."""
    path = _path(chosen)
    with closing(open_to_read(path)) as connection:
        found = state(Reading(connection), path, Clock().now())
    if chosen.json:
        print(json.dumps(found, ensure_ascii=False))
    else:
        for line in _lines(found):
            print(line)
    return DAMAGED if found["damage"] else 0


def check(chosen: argparse.Namespace) -> int:
    """Verify pages, chain and tags; 1 when anything is damaged, with a sentence each that names the record."""
    path = _path(chosen)
    if not (path.parent / "terminal.key").exists():
        raise ConfigError(f"{path.parent}: no terminal.key lies beside the journal, so its tags cannot be checked")
    with closing(open_to_read(path)) as connection:
        found = list(islice(faults(Reading(connection), Tags(load_or_make(path.parent))), MOST_FAULTS))
    for fault in found:
        print(f"{path}: {fault}")
    if not found:
        print(f"{path}: whole")
    return DAMAGED if found else 0


def export(chosen: argparse.Namespace) -> int:
    """Print every record that can be read as a line of JSON; how many cannot is told at the end, and status 1."""
    path, unread = _path(chosen), 0
    with closing(open_to_read(path)) as connection:
        for row, missing in exported(Reading(connection)):
            unread += missing
            if row:
                print(json.dumps(row, ensure_ascii=False))
    sys.stdout.flush()
    if unread:
        print(f"{path}: {unread} records could not be read", file=sys.stderr)
    return DAMAGED if unread else 0


def append(chosen: argparse.Namespace) -> int:
    """Commit standard input's lines as notes; each id is printed once its record is durable."""
    path, wrong = _path(chosen), 0
    with closing(Journal(path, Clock(), load_or_make(path.parent))) as journal:
        for number, text in _numbered(sys.stdin.buffer):
            try:
                line = read_line(text)
            except ValueError as error:
                print(f"line {number}: {error}", file=sys.stderr, flush=True)
                wrong += 1
            else:
                print(journal.note(line.visit, line.what, **line.detail), flush=True)
    return USAGE if wrong else 0


def seen(chosen: argparse.Namespace) -> int:
    """Staff have looked at what central refused: the terminal tells only of what comes after."""
    path = _path(chosen)
    with closing(Journal(path, Clock(), load_or_make(path.parent))) as journal:
        print(f"{path}: {journal.see_refused()} refused records marked as seen")
    return 0


def state(reading: Reading, path: Path, now: datetime) -> dict[str, Any]:
    """What `show --json` prints."""
    [(rows, first, last)] = reading.table("SELECT count(*), min(seq), max(seq) FROM record") or [(0, None, None)]
    acknowledged, held = (reading.table("SELECT acknowledged, held FROM stand") or [(0, 0)])[0]
    oldest = reading.table("SELECT at FROM record WHERE seq > ? ORDER BY seq LIMIT 1", acknowledged)
    epochs = reading.table("SELECT id, first FROM epoch ORDER BY first DESC LIMIT 1") or [("", 0)]
    refused = reading.table("SELECT seq, sentence FROM refused ORDER BY seq")
    return {
        "journal": str(path),
        "bytes": path.stat().st_size,
        "rows": rows,
        "first": first,
        "last": last,
        "epoch": {"id": epochs[0][0], "first": epochs[0][1]},
        "acknowledged": acknowledged,
        "held": bool(held),
        "backlog": {"count": max((last or 0) - acknowledged, 0), "oldest": oldest[0][0] if oldest else None},
        "backlog_age_s": max(0, int((now - datetime.fromisoformat(oldest[0][0])).total_seconds())) if oldest else 0,
        "refused": [{"seq": seq, "sentence": sentence} for seq, sentence in refused],
        "open": [dict(zip(("act", "visit", "what", "at"), row, strict=True)) for row in reading.table(OPEN)],
        "damage": reading.page_faults(),
    }


def exported(reading: Reading) -> Iterator[tuple[dict[str, Any] | None, int]]:
    """Each record as it is printed, or None, with the count of those that could not be read before or with it."""
    epochs = dict(reading.table("SELECT first, id FROM epoch"))
    anchors = dict(reading.table("SELECT seq, hash FROM anchor"))
    epoch, previous = "", b""
    for row, missing in reading.missing(reading.rows()):
        if row is None:
            yield None, missing
            return
        epoch = epochs.get(row.seq, epoch)
        before = genesis(epoch) if row.seq in epochs else anchors.get(row.seq, previous)
        previous = row.hash
        fields = _fields(row)
        if fields is None:
            yield None, missing + 1
        else:
            fits = {} if missing or link(before, row.body) == row.hash else {"damaged": True}
            yield {"seq": row.seq, "epoch": epoch, "hash": row.hash.hex(), **fits, **fields}, missing


def read_line(text: bytes) -> Line:
    """A line of `append`: keys other than what, visit and detail are details. Raises ValueError with a sentence."""
    if len(text) > LONGEST:
        raise ValueError(f"{len(text)} bytes are too long for a record: {LONGEST} at most")
    try:
        given = msgspec.json.decode(text)
    except msgspec.DecodeError as error:
        raise ValueError(f"no JSON: {error}") from error
    if not isinstance(given, dict):
        raise ValueError("no JSON object")  # noqa: TRY004 - a line is wrong, not the program
    what, visit, detail = given.pop("what", "note"), given.pop("visit", ""), given.pop("detail", {})
    if not isinstance(detail, dict):
        raise ValueError("detail is no JSON object")  # noqa: TRY004 - as above
    try:
        return msgspec.convert({"what": what, "visit": visit, "detail": {**detail, **given}}, Line)
    except msgspec.ValidationError as error:
        field = str(error).rpartition("`$.")[2].partition("`")[0].partition("[")[0]
        raise ValueError(f"{field} must be {WANTED[field]}") from error


def _numbered(lines: IO[bytes]) -> Iterator[tuple[int, bytes]]:
    # readline, for iterating reads ahead and would keep back what has been sent
    number = 0
    while text := lines.readline():
        number += 1
        yield number, text.rstrip(b"\r\n")


def _fields(row: Kept) -> dict[str, Any] | None:
    with suppress(msgspec.DecodeError, UnicodeDecodeError):
        fields = msgspec.json.decode(row.body)
        return fields if isinstance(fields, dict) else None
    return None


def _lines(found: dict[str, Any]) -> Iterator[str]:
    backlog = found["backlog"]
    yield f"{found['journal']}: {found['rows']} records, {found['bytes'] / 2**20:.1f} MiB"
    yield f"  epoch {found['epoch']['id']} from {found['epoch']['first']} on, numbers {found['first']} to {found['last']}"
    yield f"  central has acknowledged up to {found['acknowledged']}; {backlog['count']} are to leave" + (
        f", the oldest since {backlog['oldest'][:16]} ({found['backlog_age_s'] // 3600} h)" if backlog["oldest"] else ""
    )
    if found["held"]:
        yield "  held: another machine uses this terminal's key"
    yield from (f"  refused: {one['seq']}: {one['sentence']}" for one in found["refused"])
    yield from (f"  open: {one['what']} since {one['at'][:16]}, act {one['act']}" for one in found["open"])
    yield from (f"  damaged: {fault}" for fault in found["damage"])


def _path(chosen: argparse.Namespace) -> Path:
    if (chosen.config is None) == (chosen.journal is None):
        raise ConfigError("name a terminal.toml, or a file with --journal FILE")
    path: Path = chosen.journal or Path(read(chosen.config).state) / "journal.db"
    if chosen.run is not append and not path.exists():
        raise ConfigError(f"{path}: there is no such file")
    return path


OPEN = """SELECT act, visit, what, at FROM record WHERE phase = 'intent'
    AND visit IN (SELECT visit FROM open_act) AND act IN (SELECT act FROM open_act) ORDER BY seq"""
COMMANDS: dict[str, tuple[Callable[[argparse.Namespace], int], str]] = {
    "show": (show, "how many records there are, what central has, what is open or wrong"),
    "check": (check, "verify pages, chain and tags"),
    "export": (export, "print what can be read as lines of JSON"),
    "seen": (seen, "mark the records that central refused as looked at"),
    "append": (append, "commit lines of JSON from standard input, and print each one's id once it is durable"),
}
