"""Tables as CSV (RFC 4180) that offices open in a spreadsheet: a text of a feed or an operator is never a formula there.

CWE-1236, OWASP ASVS 5.0 requirement 1.2.10. Programs that read a file take one apostrophe off a cell that begins with one.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import TextIO

Cell = str | int
# a Japanese spreadsheet takes the wide signs for the narrow ones
FORMULA = (*"=+-@", *"＝＋－＠", "\t", "\r", "\n", "\0")


def write_rows(file: TextIO, rows: Iterable[Iterable[Cell]]) -> None:
    """Write rows as CSV, lines ended by CRLF; numbers as they are, texts as `plain` has them."""
    csv.writer(file, lineterminator="\r\n").writerows([plain(cell) for cell in row] for row in rows)


def text_of(rows: Iterable[Iterable[Cell]]) -> str:
    """The same as a text."""
    text = io.StringIO()
    write_rows(text, rows)
    return text.getvalue()


def plain(cell: Cell) -> Cell:
    """A text that a spreadsheet would take for a formula goes behind an apostrophe; a number, negative too, is none."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
