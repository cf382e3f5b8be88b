"""The close of a month: balanced, checked, written, and from then on never changed; what comes later is booked in an open one."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from central.service.clock import Clock
from central.service.ledger import book
from central.service.ledger.balancing import ACT_COLUMNS, Booking, balanced, every_offline
from central.service.ledger.claims import UTF8, Line, city_file, firm_file, lines_of
from central.service.stores import Connection, Store

MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
FIRMS = """SELECT account, sum(yen) FROM (
    SELECT credit AS account, amount AS yen FROM transfer WHERE month = ? AND seq BETWEEN ? AND ? AND credit LIKE 'yen/firm/%'
    UNION ALL
    SELECT debit, -amount FROM transfer WHERE month = ? AND seq BETWEEN ? AND ? AND debit LIKE 'yen/firm/%'
    ) AS moved GROUP BY account"""


@dataclass(frozen=True)
class Closed:
    """A closed month: its files by name, how many lines, the subsidies in yen, and what offline facts found nothing to balance with."""

    month: str
    files: Mapping[str, bytes]
    lines: int
    subsidy: int
    at_risk: Mapping[str, int]


def close(store: Store, clock: Clock, month: str, encoding: str = UTF8, *, early: bool = False) -> Closed:
    """Close a month, or make its files again; nothing is written to a folder yet.

    Raises ValueError when it is not over, an earlier one is open, sums differ, or a character cannot be written.
    """
    if not MONTH.fullmatch(month):
        raise ValueError(f"{month!r}: is no month as 2026-10 is one")
    with store.writing() as connection:
        connection.alone(book.LOCK)
        closed = connection.execute("SELECT closed FROM month WHERE name = ?", (month,)).fetchone()
        if not (closed and closed[0]):
            _refuse_untimely(connection, month, clock.now(), early=early)
            _balance(connection, month, clock.now())
        lines = _lines(connection, month)
        # in one transaction with the files' making: a character that cannot be written leaves the month open
        _seal(connection, month, clock.now(), _digest(lines))
        files = dict(firm_file(firm, each, encoding) for firm, each in lines.items())
        files |= [city_file(lines, files, encoding)]
        count, subsidy = _sums(lines)
        return Closed(month, files, count, subsidy, _at_risk(connection))


def write(closed: Closed, folder: Path) -> Path:
    """Put a month's files into `folder/MONTH`, all at once; the same again changes nothing.

    Raises ValueError when other files stand there, OSError.
    """
    target = folder / closed.month
    folder.mkdir(parents=True, exist_ok=True)
    if target.exists():
        found = {path.name: path.read_bytes() for path in target.iterdir()}
        if found != closed.files:
            names = sorted(
                name for name in found.keys() | closed.files.keys() if found.get(name) != closed.files.get(name)
            )
            raise ValueError(f"{target}: {names[0]} is another one than the ledger gives; move the folder away first")
        return target
    prefix = f".{closed.month}-"
    # of a close that was cut off before its files were whole
    for left in folder.glob(f"{prefix}*"):
        shutil.rmtree(left, ignore_errors=True)
    draft = Path(tempfile.mkdtemp(prefix=prefix, dir=folder))
    try:
        draft.chmod(0o750)
        for name, content in closed.files.items():
            with (draft / name).open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        # before it has its name: a month that lacks a file after a power cut would be taken for another one
        _settle_folder(draft)
        draft.rename(target)
    except OSError:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    _settle_folder(folder)
    return target


def _settle_folder(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _refuse_untimely(connection: Connection, month: str, now: datetime, *, early: bool) -> None:
    this_month = f"{now:%Y-%m}"
    # a slip in the year would close every month until then, and nothing opens one again
    if month > this_month:
        raise ValueError(f"{month}: has not begun")
    if month == this_month and not early:
        raise ValueError(f"{month}: is not over; with --early what is still to come of it is booked in the next month")
    earlier = connection.execute("SELECT min(name) FROM month WHERE closed IS NULL AND name < ?", (month,)).fetchone()[
        0
    ]
    if earlier:
        raise ValueError(f"{month}: {earlier} is still open, close it first")
    if month < book.first_open_month(connection):
        raise ValueError(f"{month}: nothing was booked in it, and a later month is closed")


def _balance(connection: Connection, month: str, now: datetime) -> None:
    act = f"close-{month}"
    connection.insert("ledger_act", ACT_COLUMNS, [(act, "close", now.isoformat(), None, month)])
    booking = Booking(act, month, min(f"{now:%Y-%m-%d}", f"{month}-{monthrange(int(month[:4]), int(month[5:]))[1]}"))
    book.enter(connection, list(balanced(connection, booking, every_offline(connection))))


def _lines(connection: Connection, month: str) -> dict[str, list[Line]]:
    """The lines by firm. Raises ValueError when the ledger has another sum for one of them."""
    found = connection.execute("SELECT first, last FROM month WHERE name = ?", (month,)).fetchone()
    first, last = found or (1, 0)
    lines = lines_of(connection, month, first, last)
    booked = {row[0].rpartition("/")[2]: int(row[1]) for row in connection.execute(FIRMS, (month, first, last) * 2)}
    claimed = {firm: sum(line.subsidy for line in each) for firm, each in lines.items()}
    for firm in sorted(booked.keys() | claimed.keys()):
        if booked.get(firm) != claimed.get(firm):
            raise ValueError(
                f"{month}: firm {firm}: its lines come to {claimed.get(firm)} yen, the ledger to {booked.get(firm)}"
            )
    return lines


def _seal(connection: Connection, month: str, now: datetime, digest: str) -> None:
    """Close it, or hold it against what it was when it was closed."""
    number = connection.execute("SELECT coalesce(max(last), 0) FROM month").fetchone()[0]
    empty = (month, number + 1, number, 0)
    connection.insert("month", ("name", "first", "last", "transfers"), [empty], skip_known=True)
    closed, before = connection.execute("SELECT closed, digest FROM month WHERE name = ?", (month,)).fetchone()
    if not closed:
        at = now.isoformat(timespec="seconds")
        connection.execute("UPDATE month SET closed = ?, digest = ? WHERE name = ?", (at, digest, month))
    elif before != digest:
        raise ValueError(f"{month}: is no longer what it was when it was closed on {closed}; run kazasu central check")


def digest_of(connection: Connection, month: str) -> str:
    """What a month comes to now, held at its close against what it came to then. Raises ValueError when sums differ."""
    return _digest(_lines(connection, month))


def _digest(lines: Mapping[str, list[Line]]) -> str:
    taken = hashlib.sha256()
    for each in lines.values():
        for line in each:
            taken.update(repr(line).encode())
    return taken.hexdigest()


def _sums(lines: Mapping[str, list[Line]]) -> tuple[int, int]:
    return sum(map(len, lines.values())), sum(line.subsidy for each in lines.values() for line in each)


def _at_risk(connection: Connection) -> dict[str, int]:
    """What is left in the `-offline` accounts, by ledger."""
    left: dict[str, int] = {}
    for account in every_offline(connection):
        ledger = account.name.partition("/")[0]
        left[ledger] = left.get(ledger, 0) + account.debits_posted - account.credits_posted
    return left
