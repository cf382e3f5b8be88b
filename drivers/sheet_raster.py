"""Rows of text as A4 pages in a PDF: a table for the city's own use, drawn as a picture at 150 dots an inch.

Letters are BIZ UD Gothic, 10 points high. A text that is wider than its column is cut, so that rows stay rows.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

from drivers import picture_pdf
from drivers.protocols import DeviceFault, Fault, Sheet
from drivers.slip_raster import FONTS

DOTS_PER_INCH = 150
WIDTH, HEIGHT = 1240, 1754  # A4
MARGIN, ROW, HEAD = 89, 31, 180  # 15 mm at the sides
TEXT, TITLE, MARK = 21, 36, 440
BLACK, GREY, LIGHT = 0, 150, 226
ROWS = (HEIGHT - HEAD - 2 * MARGIN) // ROW

Font = ImageFont.FreeTypeFont


@dataclass(frozen=True)
class Pages:
    """A PDF and how many sheets it has."""

    document: bytes
    sheets: int


def draw(sheet: Sheet) -> Pages:
    """Draw a sheet, at least one page. Raises DeviceFault when the font is missing."""
    parts = [sheet.rows[n : n + ROWS] for n in range(0, len(sheet.rows), ROWS)] or [()]
    pages = (_page(sheet, part, f"{n} / {len(parts)}") for n, part in enumerate(parts, 1))
    return Pages(picture_pdf.document(pages, DOTS_PER_INCH), len(parts))


def _page(sheet: Sheet, rows: tuple[tuple[str, ...], ...], number: str) -> Image.Image:
    paper = Image.new("L", (WIDTH, HEIGHT), 255)
    pen = ImageDraw.Draw(paper)
    if sheet.mark:
        words = sheet.mark.replace(" ", "\n")
        pen.multiline_text((WIDTH / 2, HEIGHT / 2), words, LIGHT, _font(MARK, bold=True), anchor="mm", align="center")
    pen.text((MARGIN, MARGIN), sheet.title, BLACK, _font(TITLE, bold=True))
    pen.text((MARGIN, MARGIN + 60), sheet.note, BLACK, _font(TEXT))
    pen.text((WIDTH - MARGIN, HEIGHT - MARGIN), number, BLACK, _font(TEXT), anchor="rs")
    _row(pen, sheet.columns, tuple(name for name, _ in sheet.columns), MARGIN + HEAD - ROW)
    for n, row in enumerate(rows):
        _row(pen, sheet.columns, row, MARGIN + HEAD + n * ROW)
    return paper


def _row(pen: ImageDraw.ImageDraw, columns: tuple[tuple[str, float], ...], row: tuple[str, ...], top: int) -> None:
    """One row with a hairline below; a column's width is its share of the page between the margins."""
    left, room = float(MARGIN), WIDTH - 2 * MARGIN
    for (_, share), text in zip(columns, row, strict=True):
        pen.text((left, top), _cut(text, share * room - 8), BLACK, _font(TEXT))
        left += share * room
    pen.line((MARGIN, top + ROW - 5, WIDTH - MARGIN, top + ROW - 5), GREY)


def _cut(text: str, room: float) -> str:
    font = _font(TEXT)
    while len(text) > 1 and font.getlength(text) > room:
        text = text[:-2] + "…"
    return text


@functools.cache
def _font(size: int, *, bold: bool = False) -> Font:
    name = "BIZUDGothic-Bold.ttf" if bold else "BIZUDGothic-Regular.ttf"
    try:
        return ImageFont.truetype(FONTS / name, size)
    except OSError as error:
        raise DeviceFault(Fault.UNKNOWN, f"The font {name} is not in {FONTS}: install BIZ UD Gothic.") from error
