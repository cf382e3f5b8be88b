"""The files of a month: what each firm claims, a line for each ride, and what they come to for the city.

CSV (RFC 4180) in UTF-8 with BOM, or in CP932 for spreadsheets that want it. No name and no number of a person stands in them.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

import msgspec

from central.service.ledger.postings import Fact
from central.service.ledger.transfers import Kind
from central.service.rides.journeys import text
from central.service.rides.ways import NO_WAY, Way, way_of
from central.service.spreadsheets import Cell, text_of
from central.service.stores import Connection

UTF8, CP932 = "utf-8-sig", "cp932"
CITY_FILE = "city.csv"
OFFLINE_AFTER = timedelta(minutes=15)
CLAIMED = ("ride", "voucher_used")
PAGE = 5000
ROWS = """SELECT t.seq, t.kind, t.record, r.body, r.received, c.terminal, old.record, oldr.body, oldc.terminal
    FROM transfer t JOIN record r ON r.id = t.record JOIN chain c ON c.id = r.chain
    LEFT JOIN transfer old ON old.id = t.names LEFT JOIN record oldr ON oldr.id = old.record
    LEFT JOIN chain oldc ON oldc.id = oldr.chain
    WHERE t.month = ? AND t.seq > ? AND t.seq <= ? AND (t.credit LIKE 'yen/firm/%' OR t.debit LIKE 'yen/firm/%')
    ORDER BY t.seq LIMIT ?"""
Cells = list[Cell]
NOTHING: Cells = []
_facts = msgspec.json.Decoder(Fact)


class Line(NamedTuple):
    """A ride or a used voucher in a firm's file; a correction's sums are negative. Money in yen."""

    ride_id: str
    scheme: str
    rule_version: str
    service_date: str
    terminal: str
    rides: int
    fare: int
    subsidy: int
    rider_paid: int
    status: str
    corrects_id: str
    firm: str
    way: Way = NO_WAY

    def cells(self) -> Cells:
        """What stands in its columns, in the order of HEAD."""
        return [cell for cell in self[: len(HEAD)] if not isinstance(cell, Way)]

    def sealed(self) -> str:
        """As a month's digest has it. A way stands behind, if there is one: months were closed before there were any."""
        told = ", ".join(f"{name}={value!r}" for name, value in zip((*HEAD, "firm"), self, strict=False))
        return f"Line({told})" + (repr(self.way) if self.way != NO_WAY else "")


HEAD = Line._fields[:-2]
VOUCHER = "voucher"
SUMMED = ("party", "points")
CITY_HEAD = ("firm", "scheme", "count", "rides", "fare", "subsidy", "rider_paid", "sha256")


class Unwritable(ValueError):
    """A character that CP932 does not have, with its place."""


def lines_of(connection: Connection, month: str, first: int, last: int) -> dict[str, list[Line]]:
    """The lines of a month by firm, each list by day and id."""
    found: dict[str, list[Line]] = defaultdict(list)
    taken_back: set[str] = set()
    for line in _read(connection, month, first, last):
        found[line.firm].append(line)
        taken_back.add(line.corrects_id)
    return {
        firm: sorted((_with_status(line, taken_back) for line in lines), key=_place)
        for firm, lines in sorted(found.items())
    }


def firm_file(firm: str, lines: list[Line], encoding: str) -> tuple[str, bytes]:
    """The name and the bytes of a firm's file; its last line has count, sums and the SHA-256 of all before. Raises Unwritable.

    The columns of ways stand in it when any of its lines has one.
    """
    sums = [sum(getattr(line, name) for line in lines) for name in ("rides", "fare", "subsidy", "rider_paid")]
    foot: Cells = ["total", "count", len(lines), "", "", *sums, "sha256"]
    if all(line.way == NO_WAY for line in lines):
        return _file(_name(firm), [list(HEAD), *(line.cells() for line in lines)], foot, encoding)
    rows: list[Cells] = [[*HEAD, *Way._fields]]
    rows += [[*line.cells(), *line.way] for line in lines]
    rest: Cells = [sum(getattr(line.way, name) for line in lines) if name in SUMMED else "" for name in Way._fields]
    return _file(_name(firm), rows, foot, encoding, rest)


def city_file(lines: dict[str, list[Line]], files: Mapping[str, bytes], encoding: str) -> tuple[str, bytes]:
    """The name and the bytes of the city's file: a line for each firm and scheme, with the SHA-256 of the firm's file."""
    sums: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0] * 5)
    for line in (line for each in lines.values() for line in each):
        found = sums[line.firm, line.scheme]
        for place, more in enumerate((1, line.rides, line.fare, line.subsidy, line.rider_paid)):
            found[place] += more
    rows: list[Cells] = [list(CITY_HEAD)]
    rows += ([*key, *found, hashlib.sha256(files[_name(key[0])]).hexdigest()] for key, found in sorted(sums.items()))
    totals = [sum(found[place] for found in sums.values()) for place in range(5)]
    return _file(CITY_FILE, rows, ["total", "", *totals], encoding)


def _name(firm: str) -> str:
    return f"firm-{firm}.csv"


def _read(connection: Connection, month: str, after: int, last: int) -> Iterator[Line]:
    after -= 1
    while rows := connection.execute(ROWS, (month, after, last, PAGE)).fetchall():
        for _seq, kind, record, body, received, terminal, old, old_body, old_terminal in rows:
            fact = _facts.decode(old_body if kind == Kind.REVERSAL else body)
            line = _line(fact, old_terminal if kind == Kind.REVERSAL else terminal)
            if kind == Kind.REVERSAL:
                yield _against(line, record, old)
            else:
                yield line._replace(status="offline") if _is_late(fact.at, received) else line
        after = rows[-1][0]


def _line(fact: Fact, terminal: str) -> Line:
    # a voucher is worth what stands on it, and belongs to no scheme that its use would name
    used = fact.what == "voucher_used"
    fare = subsidy = fact.amount("yen") if used else fact.amount("subsidy")
    return Line(
        ride_id=fact.id,
        scheme=VOUCHER if used else fact.name("scheme"),
        rule_version=text(fact.detail, "rules") or fact.rules,
        service_date=fact.service_day,
        terminal=terminal,
        rides=0 if used else fact.amount("rides"),
        fare=fare if used else fact.amount("fare"),
        subsidy=subsidy,
        rider_paid=0 if used else fact.amount("paid"),
        status="normal",
        corrects_id="",
        firm=fact.name("firm"),
        way=NO_WAY if used else way_of(fact),
    )


def _against(line: Line, record: str, old: str) -> Line:
    return line._replace(
        ride_id=record,
        rides=-line.rides,
        fare=-line.fare,
        subsidy=-line.subsidy,
        rider_paid=-line.rider_paid,
        status="void",
        corrects_id=old,
        way=line.way._replace(party=-line.way.party, points=-line.way.points),
    )


def _with_status(line: Line, taken_back: set[str]) -> Line:
    return line._replace(status="corrected") if line.ride_id in taken_back else line


def _place(line: Line) -> tuple[str, str, bool, str]:
    # a correction right behind what it corrects
    return line.service_date, line.corrects_id or line.ride_id, bool(line.corrects_id), line.ride_id


def _is_late(at: str, received: str) -> bool:
    try:
        return datetime.fromisoformat(received) - datetime.fromisoformat(at) > OFFLINE_AFTER
    except (ValueError, TypeError):
        return True


def _file(name: str, rows: Iterable[Cells], foot: Cells, encoding: str, rest: Cells = NOTHING) -> tuple[str, bytes]:
    body = _encoded(name, text_of(rows), encoding)
    digest = hashlib.sha256(body).hexdigest()
    # the sign at the beginning of a text in UTF-8 stands there once
    return name, body + text_of([[*foot, digest, *rest]]).encode("ascii")


def _encoded(name: str, text: str, encoding: str) -> bytes:
    try:
        return text.encode(encoding)
    except UnicodeEncodeError as error:
        # what is cut off within a cell is still in that cell
        before = list(csv.reader(io.StringIO(text[: error.start + 1], newline="")))
        column = before[0][len(before[-1]) - 1]
        place = f"{name}: line {len(before)}, {column}"
        raise Unwritable(f"{place}: {text[error.start]!r} does not exist in {encoding}") from None
