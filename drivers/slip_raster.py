"""A slip drawn as a black-and-white picture, the one form of Japanese text that every ESC/POS printer prints alike.

Letters are BIZ UD Gothic at 203 dots an inch (8 a millimetre); long text wraps and is never cut or shrunk.
"""

from __future__ import annotations

import functools
import itertools
import os
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from drivers.protocols import DeviceFault, Fault, Slip, SlipLine

DOTS = {80: 576, 58: 384}
FONTS = Path(os.environ.get("KAZASU_FONTS", "/usr/share/fonts/truetype/bizud-gothic"))
PLAIN, STRONG = ("BIZUDGothic-Regular.ttf", 24), ("BIZUDGothic-Bold.ttf", 32)
MARGIN, GAP, LEADING = 8, 16, 8
NO_SIGN = "\U0010ffff"
# a row must not begin with the first nor end with the second (JIS X 4051)
CLOSING = "、。，．・：；？！）］｝」』】〕〉》ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ,.:;?!)]}"
OPENING = "（［｛「『【〔〈《￥([{"

Font = ImageFont.FreeTypeFont


def draw(slip: Slip, dots: int = DOTS[80]) -> Image.Image:
    """Draw a slip `dots` wide as a 1-bit picture, ink black. Raises DeviceFault when the font lacks a sign, or is missing."""
    strips = [strip for line in slip.lines for strip in _strips(line, dots)]
    paper = Image.new("1", (dots, sum(strip.height for strip in strips) + 2 * MARGIN), 1)
    top = MARGIN
    for strip in strips:
        paper.paste(strip, (0, top))
        top += strip.height
    return paper


def _strips(line: SlipLine, dots: int) -> Iterator[Image.Image]:
    """The rows of one line, each a picture over the full width."""
    font = _font(line.strong)
    _refuse_unknown(line.left + line.right, line.strong)
    if line.rule:
        yield _rule(dots)
    if not (line.left or line.right):
        if not line.rule:
            yield _row("", "", font, dots)
        return
    room = dots - 2 * MARGIN
    lefts, rights = _wrap(line.left, font, room), _wrap(line.right, font, room)
    if line.left and line.right and font.getlength(lefts[-1]) + GAP + font.getlength(rights[0]) <= room:
        yield from (_row(left, "", font, dots) for left in lefts[:-1])
        yield _row(lefts[-1], rights[0], font, dots)
        rights = rights[1:]
    else:
        yield from (_row(left, "", font, dots) for left in lefts if left)
    yield from (_row("", right, font, dots) for right in rights if right)


def _row(left: str, right: str, font: Font, dots: int) -> Image.Image:
    ascent, descent = font.getmetrics()
    row = Image.new("1", (dots, ascent + descent + LEADING), 1)
    pen = ImageDraw.Draw(row)
    # no grey edges: a thermal head knows only black and white
    pen.fontmode = "1"
    pen.text((MARGIN, LEADING // 2), left, font=font, fill=0)
    pen.text((dots - MARGIN - font.getlength(right), LEADING // 2), right, font=font, fill=0)
    return row


def _rule(dots: int) -> Image.Image:
    row = Image.new("1", (dots, 16), 1)
    ImageDraw.Draw(row).line((MARGIN, 8, dots - MARGIN, 8), fill=0, width=2)
    return row


def _wrap(text: str, font: Font, room: int) -> list[str]:
    """Break text where it no longer fits: at a cluster's end, inside one only when it is longer than a row."""
    if font.getlength(text) <= room:
        return [text]
    rows, row = [], ""
    fitting = (c if font.getlength(c) <= room else list(c) for c in _clusters(text))
    for cluster in itertools.chain.from_iterable([c] if isinstance(c, str) else c for c in fitting):
        if row and font.getlength(row + cluster) > room:
            rows.append(row)
            row = ""
        row += cluster
    return [*rows, row]


def _clusters(text: str) -> list[str]:
    """Signs that must stay together: letters of a Latin word or number, a kanji with its selector and its marks."""
    clusters: list[str] = []
    for sign in text:
        if clusters and _joined(clusters[-1][-1], sign):
            clusters[-1] += sign
        else:
            clusters.append(sign)
    return clusters


def _joined(before: str, sign: str) -> bool:
    return _selector(sign) or sign in CLOSING or before in OPENING or (_latin(before) and _latin(sign))


def _selector(sign: str) -> bool:
    return 0xE0100 <= ord(sign) <= 0xE01EF


def _latin(sign: str) -> bool:
    return sign.isascii() and not sign.isspace()


@functools.cache
def _font(strong: bool) -> Font:
    name, size = STRONG if strong else PLAIN
    try:
        return ImageFont.truetype(FONTS / name, size)
    except OSError as error:
        raise DeviceFault(Fault.UNKNOWN, f"The font {name} is not in {FONTS}: install BIZ UD Gothic.") from error


def _refuse_unknown(text: str, strong: bool) -> None:
    """Raise DeviceFault for the first sign that would come out as an empty box."""
    for sign in text:
        # Pillow draws the font's box for a missing sign and says nothing; a selector has no ink of its own.
        if not _selector(sign) and _glyph(sign, strong) == _glyph(NO_SIGN, strong):
            raise DeviceFault(Fault.UNKNOWN, f"The slips' font lacks U+{ord(sign):04X}: choose another wording.")


@functools.lru_cache(1024)
def _glyph(sign: str, strong: bool) -> bytes:
    return bytes(_font(strong).getmask(sign))
