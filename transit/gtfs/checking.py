"""Each cell of a table held against the table's layout: blank, unreadable, an id twice, an id of nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple

from transit.gtfs.faults import Faults, Place
from transit.gtfs.rows import Table
from transit.gtfs.tables import JAPANESE, OPTIONAL, REQUIRED, Column, Layout
from transit.gtfs.values import KINDS

Ids = dict[str, dict[str, int]]
"""The ids of each table, numbered from 1 in the order of the file."""


class _Check(NamedTuple):
    at: int
    column: Column
    good: Callable[[str], bool] | None
    code: str
    wrong: str


class Checker:
    """Passes a table's rows on and lists what is wrong with them. Ids of the table are taken in `ids`; later tables refer to them."""

    def __init__(self, table: Table, layout: Layout, ids: Ids, faults: Faults) -> None:
        self._table, self._layout, self._ids, self._faults = table, layout, ids, faults
        self._key = next((column.name for column in layout.columns if column.kind == "key"), None)
        self._checks = tuple(self._check(column) for column in layout.columns if column.name in table.columns)
        self._check_heading()

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Line and cells of each row."""
        checks = [check for check in self._checks if check.good or check.column.need != OPTIONAL]
        key = self._table.columns.index(self._key) if self._key in self._table.columns else None
        taken = self._ids.setdefault(self._layout.name, {})
        count = 0
        for line, cells in self._table.rows():
            count += 1
            for check in checks:
                value = cells[check.at]
                if not value:
                    if check.column.need != OPTIONAL:
                        self._blank(line, check.column)
                elif check.good and not check.good(value):
                    self._wrong(line, check, value)
            if key is not None and cells[key]:
                self._take_key(taken, line, cells[key])
            yield line, cells
        self._faults.counts[self._table.file] = count

    def _check(self, column: Column) -> _Check:
        at = self._table.columns.index(column.name)
        kind = column.kind
        if kind.startswith(">"):
            # a table refers to itself only once it is read: parent_station is checked with the stops
            known: Collection[str] | None = None if kind[1:] == self._layout.name else self._ids.get(kind[1:], {})
            return _Check(
                at,
                column,
                known.__contains__ if known is not None else None,
                "unknown_reference",
                f"is not in {_told(kind[1:])}",
            )
        if kind[:1].isdigit():
            first, last = map(int, kind.split("-"))
            allowed = frozenset(map(str, range(first, last + 1)))
            return _Check(at, column, allowed.__contains__, "choice", f"is none of {kind}")
        good, wrong = KINDS.get(kind, (None, ""))
        return _Check(at, column, good, kind, wrong)

    def _check_heading(self) -> None:
        place = Place(self._table.file, 1)
        known = {column.name for column in self._layout.columns}
        for column in self._layout.columns:
            if column.need != OPTIONAL and column.name not in self._table.columns:
                told = f"The column {column.name} is missing; it is {column.need}."
                (self._faults.error if column.need == REQUIRED else self._faults.warning)(
                    place, column.name, "missing_column", told
                )
        for name in self._table.columns:
            if name not in known:
                self._faults.warning(
                    place, name, "unknown_column", f"The standard has no column {name} in {self._table.file}."
                )

    def _blank(self, line: int, column: Column) -> None:
        say = self._faults.warning if column.need == JAPANESE else self._faults.error
        say(Place(self._table.file, line), column.name, "blank", f"{column.name} is blank; it is {column.need}.")

    def _wrong(self, line: int, check: _Check, value: str) -> None:
        name = check.column.name
        self._faults.error(Place(self._table.file, line), name, check.code, f"{name} {shown(value)} {check.wrong}.")

    def _take_key(self, taken: dict[str, int], line: int, key: str) -> None:
        if key in taken:
            told = f"{self._key} {shown(key)} is there twice; {'both count' if self._layout.name == 'fare_attributes' else 'the first one counts'}."
            self._faults.error(Place(self._table.file, line), str(self._key), "duplicate_id", told)
        else:
            taken[key] = len(taken) + 1


def shown(value: str) -> str:
    """A value of the feed in a sentence, cut when it is long."""
    return f"'{value if len(value) <= 60 else value[:57] + '...'}'"


def _told(table: str) -> str:
    return {"services": "calendar.txt or calendar_dates.txt"}.get(table, f"{table}.txt")
