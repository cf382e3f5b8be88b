"""The pictures on a virtual card: name, address and numbers as 1-bit PNG, a drawn portrait as grey JPEG 2000 of about 6 kB.

Fonts: BIZ UDPGothic as everywhere in the product. Nobody is shown: the face is an oval with a few lines that differ by serial number.
"""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path
from random import Random

from PIL import Image, ImageDraw, ImageFont

from drivers.protocols import DeviceFault, Fault

FONTS = Path(os.environ.get("KAZASU_FONTS", "/usr/share/fonts/truetype/bizud-gothic"))
FONT = "BIZUDGothic-Regular.ttf"

PORTRAIT = (240, 320)
PORTRAIT_BYTES = 6000
"""About what a portrait takes; the size on real cards is not published."""

NUMBER_SIZE, CODE_SIZE = (72, 12), (24, 12)
"""Pixels of the pictures of My Number and of the security code, as measured on a card."""

LINE_HEIGHT = 24


def digits(text: str, size: tuple[int, int]) -> bytes:
    """Digits that fill a PNG of that size. Raises DeviceFault."""
    return _png(text, size, size[1])


def line(text: str) -> bytes:
    """A line of text, as wide as it needs to be. Raises DeviceFault."""
    return _png(text, (max(1, round(_font(LINE_HEIGHT - 4).getlength(text))), LINE_HEIGHT), LINE_HEIGHT - 4)


def portrait(seed: int) -> bytes:
    """A drawn face, the same for the same seed, as JP2."""
    chance = Random(seed)  # noqa: S311 - a picture, nothing secret
    image = Image.new("L", PORTRAIT, 225)
    draw = ImageDraw.Draw(image)
    skin, hair = chance.randint(165, 205), chance.randint(25, 110)
    draw.ellipse((20, 235, 220, 420), fill=chance.randint(40, 140))
    draw.ellipse((62, 46, 178, 200), fill=hair)
    draw.ellipse((72, 72, 168, 214), fill=skin)
    _features(draw, chance)
    return _within(_grain(image, chance))


def _features(draw: ImageDraw.ImageDraw, chance: Random) -> None:
    """Eyes, nose and mouth."""
    apart, low = chance.randint(20, 28), chance.randint(128, 140)
    for x in (120 - apart, 120 + apart):
        draw.ellipse((x - 7, low - 4, x + 7, low + 4), fill=60)
        draw.line((x - 11, low - 13, x + 11, low - 13), fill=70, width=4)
    draw.line((120, low + 10, 116, low + 32, 123, low + 33), fill=120, width=3)
    draw.arc((98, low + 36, 142, low + 56), 15, 165, fill=80, width=4)


def _grain(image: Image.Image, chance: Random) -> Image.Image:
    """With the grain of a photograph, or the portrait would be much smaller than one."""
    grain = Image.frombytes("L", image.size, chance.randbytes(image.width * image.height))
    return Image.blend(image, grain, 0.06)


def _within(image: Image.Image) -> bytes:
    """JP2 of about `PORTRAIT_BYTES`."""
    out = BytesIO()
    # The encoder takes a ratio, one byte a pixel to so many bytes in all.
    rate = image.width * image.height / PORTRAIT_BYTES
    image.save(out, "JPEG2000", quality_mode="rates", quality_layers=[rate], irreversible=True)
    return out.getvalue()


def _png(text: str, size: tuple[int, int], points: int) -> bytes:
    image = Image.new("1", size, 1)
    ImageDraw.Draw(image).text((0, size[1] // 2), text, font=_font(points), fill=0, anchor="lm")
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _font(points: int) -> ImageFont.FreeTypeFont:
    try:
        return ImageFont.truetype(str(FONTS / FONT), points)
    except OSError as error:
        raise DeviceFault(Fault.UNKNOWN, f"The font {FONT} is missing in {FONTS}.") from error
