"""Where each key and each value of a TOML file stands, since the readers of TOML tell only what it says.

TOML 1.0.0: a path is a tuple of keys and, in arrays, of indices, as one would write them to get at what was read.
The text must have been read without fault before; here nothing is checked again.
"""

from __future__ import annotations

import re
import tomllib

Path = tuple[str | int, ...]

STRING = r'"""(?:\\.|[^\\])*?"{3,5}|' + r"'''.*?'{3,5}|" + r'"(?:\\.|[^"\\])*"|' + r"'[^']*'"
KEY = re.compile(rf"(?:{STRING}|[A-Za-z0-9_-]+)(?:[ \t]*\.[ \t]*(?:{STRING}|[A-Za-z0-9_-]+))*")
PART = re.compile(rf"{STRING}|[A-Za-z0-9_-]+")
BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
VALUE = re.compile(rf"{STRING}|[^,\]}}#\n]+", re.DOTALL)


def lines_of(source: str) -> dict[Path, int]:
    """The line, counted from 1, of every table, key and array element of a TOML text, by its path."""
    return _Finder(source).found


def line_of(lines: dict[Path, int], path: Path) -> int:
    """The line of a path, or of the nearest thing around it; 1 for the file as a whole."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


class _Finder:
    """Walks over the text once; `found` is what came of it."""

    def __init__(self, source: str) -> None:
        self.found: dict[Path, int] = {}
        self._source, self._at = source, 0
        self._counts: dict[Path, int] = {}
        table: Path = ()
        while self._skip():
            if source[self._at] == "[":
                table = self._header()
            else:
                self._pair(table)

    def _header(self) -> Path:
        """`[a.b]` or `[[a.b]]`: the path of the table that begins; an array's name on the way means its last table."""
        is_array = self._source.startswith("[[", self._at)
        place = self._at
        self._at += 2 if is_array else 1
        table: Path = ()
        keys = self._keys()
        for n, key in enumerate(keys):
            table = (*table, key)
            if is_array and n == len(keys) - 1:
                self._counts[table] = self._counts.get(table, -1) + 1
            # A header below an array of tables speaks of the last one there.
            if table in self._counts:
                self._note(table, place)
                table = (*table, self._counts[table])
            self._note(table, place)
        self._skip()
        self._at += 2 if is_array else 1
        return table

    def _pair(self, table: Path) -> None:
        """`a.b = value`, which may go over several lines."""
        self._skip()
        place = self._at
        for key in self._keys():
            table = (*table, key)
            self._note(table, place)
        self._skip()
        self._at += 1  # the sign of equality
        self._value(table)

    def _value(self, path: Path) -> None:
        self._skip()
        opening = self._source[self._at]
        # What a plain value says is of no interest, only where it ends.
        if opening not in "[{":
            found = VALUE.match(self._source, self._at)
            self._at = found.end() if found else self._at + 1
            return
        self._at += 1
        index = 0
        while self._skip() and self._source[self._at] not in "]}":
            if opening == "[":
                self._note((*path, index), self._at)
                self._value((*path, index))
                index += 1
            else:
                self._pair(path)
            if self._skip() and self._source[self._at] == ",":
                self._at += 1
        self._at += 1

    def _keys(self) -> list[str]:
        self._skip()
        found = KEY.match(self._source, self._at)
        text = found[0] if found else ""
        self._at += len(text)
        return [_plain(part) for part in PART.findall(text)]

    def _skip(self) -> bool:
        """Go over blanks and comments; whether anything is left."""
        found = BLANK.match(self._source, self._at)
        self._at = found.end() if found else self._at
        return self._at < len(self._source)

    def _note(self, path: Path, place: int) -> None:
        # The first place counts: a table that is opened again further down began there.
        self.found.setdefault(path, self._source.count("\n", 0, place) + 1)


def _plain(key: str) -> str:
    """A key without its quotes."""
    return next(iter(tomllib.loads(f"{key} = 0")))
