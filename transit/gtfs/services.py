"""Which days a service runs: calendar.txt and calendar_dates.txt."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from transit.gtfs.checking import shown
from transit.gtfs.faults import Place
from transit.gtfs.values import day

if TYPE_CHECKING:
    from transit.gtfs.feed import Feed, Rows
    from transit.gtfs.rows import Table

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Services:
    """Services by number: from, until (ordinal days), a bit for each weekday; and the days on which they differ."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self._weeks: dict[int, tuple[int, int, int]] = {}
        self._dates: dict[tuple[int, int], int] = {}

    def number(self, service: str) -> int:
        """A service's number from 0."""
        return self.numbers.setdefault(service, len(self.numbers))

    def week(self, service: str, start: int, end: int, days: int) -> None:
        """It runs on these weekdays (bit 0 is Monday) of this time; the first row of a service counts."""
        self._weeks.setdefault(self.number(service), (start, end, days))

    def exception(self, service: str, on: int, kind: int) -> bool:
        """On this day it runs, or does not; False when the feed has said the opposite."""
        return self._dates.setdefault((self.number(service), on), kind) == kind

    def arrays(self) -> dict[str, array[int]]:
        """The services for the compiled file."""
        weeks = array("I")
        for number in range(len(self.numbers)):
            # a week that ends before it begins: the service runs on added days alone
            weeks.extend(self._weeks.get(number, (1, 0, 0)))
        dates = array("I")
        for (number, on), kind in sorted(self._dates.items()):
            dates.extend((number, on, kind))
        return {"service_week": weeks, "service_date": dates}


def take_calendar(feed: Feed, table: Table, rows: Rows) -> None:
    """Remember the weeks."""
    pick = table.picker("service_id", "start_date", "end_date", *DAYS)
    for line, cells in rows:
        service, start, end, *week = pick(cells)
        if not service:
            continue
        feed.services.number(service)
        first, last = day(start), day(end)
        if first is None or last is None:
            continue
        if last < first:
            told = f"The service {shown(service)} ends ({end}) before it starts ({start})."
            feed.faults.error(Place(table.file, line), "end_date", "date_order", told)
        days = sum(1 << number for number, runs in enumerate(week) if runs == "1")
        feed.services.week(service, first.toordinal(), last.toordinal(), days)


def take_dates(feed: Feed, table: Table, rows: Rows) -> None:
    """Remember the days that differ."""
    pick = table.picker("service_id", "date", "exception_type")
    for line, cells in rows:
        service, on, kind = pick(cells)
        found = day(on)
        if not service or found is None or kind not in {"1", "2"}:
            continue
        if not feed.services.exception(service, found.toordinal(), int(kind)):
            told = f"{on} is both added to and taken from the service {shown(service)}; the first one counts."
            feed.faults.error(Place(table.file, line), "exception_type", "duplicate_id", told)
