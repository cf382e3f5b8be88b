"""What a month comes to for each firm and scheme, reckoned twice: from the lines of the files, and from the ledger alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from central.service.ledger.claims import VOUCHER, Line
from central.service.stores import Connection

BOOKED = """SELECT payer, firm, sum(yen) FROM (
    SELECT debit AS payer, credit AS firm, amount AS yen FROM transfer
    WHERE month = ? AND seq BETWEEN ? AND ? AND credit LIKE 'yen/firm/%'
    UNION ALL SELECT credit, debit, -amount FROM transfer
    WHERE month = ? AND seq BETWEEN ? AND ? AND debit LIKE 'yen/firm/%') AS moved GROUP BY payer, firm"""
POINTS = """SELECT firm, sum(points) FROM (
    SELECT credit AS firm, amount AS points FROM transfer
    WHERE month = ? AND seq BETWEEN ? AND ? AND credit LIKE 'points.%/ridden/%'
    UNION ALL SELECT debit, -amount FROM transfer
    WHERE month = ? AND seq BETWEEN ? AND ? AND debit LIKE 'points.%/ridden/%') AS moved GROUP BY firm"""
RANGE = "SELECT first, last FROM month WHERE name = ?"


@dataclass(frozen=True)
class Settled:
    """What a firm has to its credit for one scheme in a month: lines, rides, and yen; `points` are a part of the subsidy."""

    firm: str
    scheme: str
    count: int
    rides: int
    fare: int
    subsidy: int
    rider_paid: int
    points: int


def settlement(lines: Mapping[str, Iterable[Line]]) -> list[Settled]:
    """By firm and scheme, from the lines of the firms' files."""
    sums: dict[tuple[str, str], list[int]] = {}
    for line in (line for each in lines.values() for line in each):
        found = sums.setdefault((line.firm, line.scheme), [0] * 6)
        more = (1, line.rides, line.fare, line.subsidy, line.rider_paid, line.way.points)
        found[:] = [a + b for a, b in zip(found, more, strict=True)]
    return [Settled(*key, *found) for key, found in sorted(sums.items())]


def booked(connection: Connection, month: str) -> dict[tuple[str, str], int]:
    """The yen that the ledger has for each firm and scheme in a month."""
    found: dict[tuple[str, str], int] = {}
    for payer, firm, yen in connection.execute(BOOKED, _range(connection, month) * 2).fetchall():
        key = firm.rpartition("/")[2], _scheme(payer)
        found[key] = found.get(key, 0) + int(yen)
    return found


def booked_points(connection: Connection, month: str) -> dict[str, int]:
    """The points that the ledger has for rides of each firm in a month, of all cities together."""
    found: dict[str, int] = {}
    for account, points in connection.execute(POINTS, _range(connection, month) * 2).fetchall():
        firm = account.rpartition("/")[2]
        found[firm] = found.get(firm, 0) + int(points)
    return found


def _range(connection: Connection, month: str) -> tuple[str, int, int]:
    first, last = connection.execute(RANGE, (month,)).fetchone() or (1, 0)
    return month, int(first), int(last)


def _scheme(payer: str) -> str:
    """The scheme in the account that pays: `yen/city/SCHEME/YEAR`, or the vouchers."""
    kind, _, rest = payer.removeprefix("yen/").partition("/")
    return rest.partition("/")[0] if kind == "city" else VOUCHER
