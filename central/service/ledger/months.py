"""The close of a month: balanced, checked, written, and from then on never changed; what comes later is booked in an open one."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from calendar import monthrange
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from central.service.clock import Clock
from central.service.ledger import book
from central.service.ledger.balancing import ACT_COLUMNS, Booking, at_risk, balanced, borne, every_offline
from central.service.ledger.claims import UTF8, Line, city_file, firm_file, lines_of
from central.service.rides.settling import booked, booked_points, settlement
from central.service.stores import Connection, Store

MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


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
        lines = lines_in(connection, month)
        # in one transaction with the files' making: a character that cannot be written leaves the month open
        _seal(connection, month, clock.now(), _digest(lines))
        files = dict(firm_file(firm, each, encoding) for firm, each in lines.items())
        files |= [city_file(lines, files, encoding)]
        count, subsidy = _sums(lines)
        return Closed(month, files, count, subsidy, at_risk(connection))


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
    # one after the other: what is borne is what the balance has left
    for step in (balanced, borne):
        book.enter(connection, list(step(connection, booking, every_offline(connection))))


def lines_in(connection: Connection, month: str) -> dict[str, list[Line]]:
    """The lines of a month by firm, open or closed. Raises ValueError when the ledger has another sum for one of its schemes, or for its points."""
    found = connection.execute("SELECT first, last FROM month WHERE name = ?", (month,)).fetchone()
    lines = lines_of(connection, month, *(found or (1, 0)))
    sums, points = settlement(lines), Counter[str]()
    for each in sums:
        points[each.firm] += each.points
    yen = {f"{each.scheme}: firm {each.firm}": each.subsidy for each in sums}
    in_ledger = {f"{scheme}: firm {firm}": found for (firm, scheme), found in booked(connection, month).items()}
    _refuse_other(month, "yen", yen, in_ledger)
    in_ledger = {f"firm {firm}": found for firm, found in booked_points(connection, month).items()}
    _refuse_other(month, "points", {f"firm {firm}": count for firm, count in points.items()}, in_ledger)
    return lines


def _refuse_other(month: str, unit: str, claimed: Mapping[str, int], in_ledger: Mapping[str, int]) -> None:
    for whose in sorted(claimed.keys() | in_ledger.keys()):
        ours, theirs = claimed.get(whose, 0), in_ledger.get(whose, 0)
        if ours != theirs:
            raise ValueError(f"{month}: {whose}: its lines come to {ours} {unit}, the ledger to {theirs}")


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
    return _digest(lines_in(connection, month))


def _digest(lines: Mapping[str, list[Line]]) -> str:
    taken = hashlib.sha256()
    for each in lines.values():
        for line in each:
            taken.update(line.sealed().encode())
    return taken.hexdigest()


def _sums(lines: Mapping[str, list[Line]]) -> tuple[int, int]:
    return sum(map(len, lines.values())), sum(line.subsidy for each in lines.values() for line in each)
