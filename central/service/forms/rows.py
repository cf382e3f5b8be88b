"""Labelled lines as rows of a form with two columns, and rows on sheets: what belongs together is never torn apart.

A row is one line of print. A 【label】 and the first words of its value always share one, and a wrapped value stays on
its sheet unless it is longer than a sheet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from central.service.coverage import is_selector
from central.service.family import Line
from central.service.forms.order import Cause, NotPrintable

WIDTH = 36.0  # em of the right column
LETTER = 0.65  # em, more than any digit of the certificates' font; a wider letter makes the line be condensed
RECORD = "記録"  # named in place of a label, which would tell what is recorded of somebody
HANG = 2.0  # em by which what follows the first row of a value is moved in
INNER = 2.0  # em by which lines below another are moved in
ASIAN = 0x2E80  # from here on characters are one em wide
NOT_FIRST = frozenset("、。，．・）」』】〕ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ")
NOT_LAST = frozenset("（「『【〔")


class Row(Struct, frozen=True):
    """One line of print: a heading at the left, a pair of label and text at the right, `indent` in em.

    `rule` is drawn above it: 0 none, 1 a thin line, 2 a thick one. `level` 1 moves the heading in; `boxed` stands in a
    frame below the heading.
    """

    entry: list[str]
    heading: str = ""
    level: int = 0
    indent: float = 0.0
    rule: int = 0
    boxed: str = ""

    def __repr__(self) -> str:
        # an entry of the family register
        return f"Row({len(self.entry)} lines)"


Group = list[Row]  # rows that stay on one sheet


def rows_of(line: Line, indent: float = 0.0) -> Group:
    """A line and those below it, wrapped. Raises NotPrintable when its label leaves no room for the value."""
    pieces = list(_wrapped(f"【{line.label}】", line.value, WIDTH - indent))
    if not pieces:
        raise NotPrintable(Cause.OVERFLOW, RECORD)
    first, *rest = pieces
    rows = [Row([line.label, first], indent=indent)]
    rows += [Row([line.label, piece], indent=indent + HANG) for piece in rest]
    for inner in line.inner:
        rows += rows_of(inner, indent + INNER)
    return rows


def groups_of(line: Line) -> list[Group]:
    """What of a line must stay together: all of it, but of the lines below it only the first."""
    own = rows_of(Line(line.label, line.value))
    below = [rows_of(inner, INNER) for inner in line.inner]
    return [own + below[0], *below[1:]] if below else [own]


def sheets_of(groups: Iterable[Group], capacity: int) -> list[list[Row]]:
    """Rows sheet by sheet, at most `capacity` on each; a group that is longer than a sheet begins a new one."""
    sheets: list[list[Row]] = [[]]
    for group in groups:
        if sheets[-1] and len(sheets[-1]) + len(group) > capacity:
            sheets.append([])
        for row in group:
            if len(sheets[-1]) == capacity:
                sheets.append([])
            sheets[-1].append(row)
    return sheets


def _wrapped(label: str, value: str, width: float) -> Iterator[str]:
    """The label with as much of the value as its row takes, then the rest row by row; nothing without room for both."""
    room, row = width - _em(label), label
    if room < 1:
        return
    for word in _words(value, min(room, width - HANG)):
        if _em(word) > room:
            yield row
            row, room = "", width - HANG
        row, room = row + word, room - _em(word)
    yield row


def _words(text: str, longest: float) -> Iterator[str]:
    """What a line may be broken between: characters with their selectors, numbers, and what clings to them."""
    word = ""
    for character in text:
        selects = is_selector(ord(character))
        clings = word and (selects or _clings(word[-1], character))
        # A run without end has to be broken somewhere.
        if word and not (clings and (selects or _em(word + character) <= longest)):
            yield word
            word = ""
        word += character
    if word:
        yield word


def _clings(before: str, after: str) -> bool:
    if after in NOT_FIRST or before in NOT_LAST:
        return True
    return before.isascii() and after.isascii() and before.isalnum() and after.isalnum()


def _em(text: str) -> float:
    wide = sum(1 for c in text if ord(c) >= ASIAN and not is_selector(ord(c)))
    return wide + LETTER * sum(1 for c in text if ord(c) < ASIAN)
