"""Central authorises afterwards: which rides, in the order in which they began, went beyond what a day, a month or a year has.

Two vehicles off line know nothing of each other, so both were right to say yes. The rider keeps his benefit; the list says what it cost.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from central.service.ledger.postings import fiscal_year
from central.service.rides.using import UNITS
from central.service.stores import Connection, Row
from transit.schemes.scheme import Scheme

# of each ride, how many there were with it: that day, that month, that fiscal year
COUNTED = f"""SELECT id, terminal, rider, day, board_at, subsidy, points, of_day, of_month, of_year FROM (
    SELECT id, terminal, rider, day, board_at, subsidy, points,
    sum({UNITS}) OVER (PARTITION BY rider, day ORDER BY board_at, id) AS of_day,
    sum({UNITS}) OVER (PARTITION BY rider, substr(day, 1, 7) ORDER BY board_at, id) AS of_month,
    sum({UNITS}) OVER (PARTITION BY rider ORDER BY board_at, id) AS of_year
    FROM ride WHERE scheme = ? AND day >= ? AND day <= ? AND rider IS NOT NULL AND status NOT IN ('void', 'refused')) AS counted
    WHERE day >= ? AND (of_day > ? OR of_month > ? OR of_year > ?) ORDER BY board_at, id"""  # noqa: S608 - words of ours
PERIODS = ("day", "month", "fiscal_year")
ENDLESS = 2**31


class Beyond(NamedTuple):
    """A ride beyond a quota: the `nth` of that period (day, month, fiscal_year), of which `most` were granted. Money in yen."""

    ride: str
    terminal: str
    scheme: str
    rider: str
    day: str
    board_at: str
    per: str
    nth: int
    most: int
    subsidy: int
    points: int


def beyond(connection: Connection, schemes: Iterable[Scheme], first: date, last: date) -> list[Beyond]:
    """The rides from one service day to another of the same fiscal year that went beyond a quota of their schemes."""
    # from April on, whatever is asked: a ride's place in its year depends on all before it
    since = f"{fiscal_year(first.isoformat())}-04-01"
    found: list[Beyond] = []
    for scheme in schemes:
        most = {per: quota.most for per in PERIODS if (quota := scheme.quota(per))}
        if not most:
            continue
        limits = [most.get(per, ENDLESS) for per in PERIODS]
        asked: tuple[str | int, ...] = (scheme.id, since, last.isoformat(), first.isoformat(), *limits)
        for row in connection.execute(COUNTED, asked).fetchall():
            found.append(_beyond(scheme.id, row, most))
    return found


def _beyond(scheme: str, row: Row, most: Mapping[str, int]) -> Beyond:
    """The longest period that is used up, for that is what cannot be waited for."""
    ride, terminal, rider, day, board_at, subsidy, points, *of = row
    counts = dict(zip(PERIODS, map(int, of), strict=True))
    per = next(per for per in reversed(PERIODS) if per in most and counts[per] > most[per])
    return Beyond(ride, terminal, scheme, rider, day, board_at, per, counts[per], most[per], subsidy, points)
