"""A table's rows with their line numbers, from whatever an operator's tools wrote: BOM, CRLF, quotes, Shift_JIS, torn lines."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator
from operator import itemgetter
from typing import IO, Any

from transit.gtfs.faults import Faults, Place
from transit.gtfs.source import READING_FAULTS, Source

# byte order marks come within files that were glued together, hard blanks from spreadsheets
_WHITE = " \t\ufeff\u00a0"
_MOST_LINES = 20


class _Held:
    """Lines for a csv reader with those of the record at hand, of which it hands out no more than could be one."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._again: list[str] = []
        self.record: list[str] = []

    def __iter__(self) -> _Held:
        return self

    def __next__(self) -> str:
        if len(self.record) > _MOST_LINES:
            raise StopIteration
        line = self._again.pop() if self._again else next(self._lines)
        self.record.append(line)
        return line

    def take_back(self) -> str:
        """Only the first line of the record; the others come again."""
        self._again += reversed(self.record[1:])
        del self.record[1:]
        return self.record[0]


class Table:
    """A table's heading, and its rows once. Cells are stripped and as many as the heading has, plus a blank one for what is missing."""

    def __init__(self, name: str, source: Source, faults: Faults) -> None:
        self.file = f"{name}.txt"
        self._faults = faults
        self._columns: dict[str, int] = {}
        self._width = 0
        self._records = self._read(source)
        for _, heading in self._records:
            self._take_heading(heading)
            break
        else:
            faults.error(Place(self.file, 0), "", "empty_file", f"{self.file} is empty: there is not even a heading.")

    @property
    def columns(self) -> list[str]:
        """The names in the heading."""
        return list(self._columns)

    def picker(self, *names: str) -> Callable[[list[str]], Any]:
        """A function from a row's cells to these (two or more) columns; a column that the file has not is blank."""
        return itemgetter(*(self._columns.get(name, -1) for name in names))

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Line and cells of each row; blank lines are left out."""
        width = self._width
        for line, record in self._records:
            cells = [cell.strip(_WHITE) for cell in record]
            if len(cells) != width:
                self._mend(line, cells)
            # a picker finds here, at -1, the columns that the file has not
            cells.append("")
            yield line, cells

    def _take_heading(self, heading: list[str]) -> None:
        self._width = len(heading)
        for number, cell in enumerate(heading):
            name = cell.strip(_WHITE).strip('"').lower()
            if name in self._columns:
                self._faults.error(
                    Place(self.file, 1),
                    name,
                    "duplicate_column",
                    f"The column {name} is there twice; the first one counts.",
                )
            self._columns.setdefault(name, number)
        self._columns.pop("", None)

    def _mend(self, line: int, cells: list[str]) -> None:
        if len(cells) < self._width:
            told = f"The row has {len(cells)} values where the heading has {self._width}; the rest is taken as blank."
            self._faults.warning(Place(self.file, line), "", "row_length", told)
            cells.extend([""] * (self._width - len(cells)))
        else:
            if any(cells[self._width :]):
                told = f"The row has {len(cells)} values where the heading has {self._width}; the last ones belong to no column."
                self._faults.error(Place(self.file, line), "", "row_length", told)
            del cells[self._width :]

    def _read(self, source: Source) -> Iterator[tuple[int, list[str]]]:
        """Line and cells of each record that is not blank."""
        try:
            with source.open(self.file) as raw:
                yield from self._records_of(_Held(self._lines(raw)))
        except READING_FAULTS as error:
            self._faults.error(
                Place(self.file, 0), "", "unreadable", f"{self.file} cannot be read to its end ({error})."
            )

    def _records_of(self, lines: _Held) -> Iterator[tuple[int, list[str]]]:
        number, reader = 1, csv.reader(lines, skipinitialspace=True)
        while True:
            lines.record.clear()
            try:
                record = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                self._faults.error(Place(self.file, number), "", "csv", f"The row cannot be read ({error}).")
                record = []
            if self._is_open(lines.record, record):
                told = "A quote is not closed; the row was read without its quotes."
                self._faults.error(Place(self.file, number), "", "quote", told)
                record = next(csv.reader([lines.take_back().replace('"', "")]), [])
            if any(record):
                yield number, record
            number += len(lines.record)

    def _is_open(self, lines: list[str], record: list[str]) -> bool:
        """Whether a quote swallowed lines: a value may have several, but then its row is as long as the others."""
        return len(lines) > 1 and (len(lines) > _MOST_LINES or len(record) != (self._width or len(record)))

    def _lines(self, raw: IO[bytes]) -> Iterator[str]:
        start = raw.peek(4)[:4] if hasattr(raw, "peek") else b""
        wide = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
        if wide:
            self._faults.warning(Place(self.file, 0), "", "encoding", f"{self.file} is in UTF-16; GTFS is in UTF-8.")
        encoding, errors = ("utf-16", "replace") if wide else ("utf-8-sig", "surrogateescape")
        # newline: universal ones would break a row at a carriage return within a value
        text = io.TextIOWrapper(raw, encoding=encoding, errors=errors, newline="\n")
        for number, line in enumerate(text, 1):
            readable = line if line.isascii() else self._readable(number, line)
            inner = readable.rstrip("\r\n")
            if "\r" not in inner:
                yield readable
            elif number == 1 and not readable.endswith("\n"):
                yield from inner.split("\r")  # a whole file without a line feed
            else:
                told = "There is a carriage return within the line; it was left out."
                self._faults.warning(Place(self.file, number), "", "carriage_return", told)
                yield inner.replace("\r", "") + "\n"

    def _readable(self, number: int, line: str) -> str:
        try:
            line.encode()
        except UnicodeEncodeError:
            code = line.encode(errors="surrogateescape")
            try:
                # Windows calls by this name what Japanese spreadsheets save
                line, told = code.decode("cp932"), "is in Shift_JIS; it was read so"
            except UnicodeDecodeError:
                line, told = code.decode(errors="replace"), "is not in UTF-8; what cannot be read is marked �"
            self._faults.error(Place(self.file, number), "", "encoding", f"The line {told}. GTFS is in UTF-8.")
        return line


def read_table(name: str, source: Source, faults: Faults) -> Table | None:
    """A table, or None when the feed has not got it."""
    return Table(name, source, faults) if f"{name}.txt" in source.names else None
