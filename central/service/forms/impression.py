"""A registered seal's impression (印影): held against what can be printed as it is, in true size and pure black.

To be registered, a seal is larger than a square of 8 mm and within one of 25 mm (model ordinance on seal registration).
Its drawing is an SVG that tells its size in millimetres: black and white shapes, or one scan as PNG of one bit a pixel.
"""

from __future__ import annotations

import re
import struct
import zlib
from base64 import b64decode
from collections.abc import Mapping
from xml.etree import ElementTree as Tree

from central.service.forms.order import Cause, NotPrintable

LABEL = "印影"
LARGEST_MM = 25
TOO_SMALL_MM = 8
DPI = range(400, 2401)
SHAPES = {"path", "circle", "ellipse", "rect", "line", "polyline", "polygon"}
BLACK = {"black", "#000", "#000000"}
COLOURS = BLACK | {"none", "white", "#fff", "#ffffff"}
UNPAINTED = {"fill": "black", "stroke": "none"}  # what holds where nothing is said (SVG 1.1, 11.3 and 11.4)
GEOMETRY = {"d", "x", "y", "r", "rx", "ry", "cx", "cy", "x1", "y1", "x2", "y2", "points", "width", "height"}
DRAWN = {"transform", "stroke-width", "stroke-linecap", "stroke-linejoin", "fill-rule"}
SVG = "{http://www.w3.org/2000/svg}"
HREF = {"href", "{http://www.w3.org/1999/xlink}href"}
PNG = re.compile(r"data:image/png;base64,([A-Za-z0-9+/=\s]+)\Z")
BOX = re.compile(r"0 0 (\d+(?:\.\d+)?) (\d+(?:\.\d+)?)")
# What a reader does not understand of a path it leaves out without a word.
PATH = re.compile(r"\s*[Mm][MmZzLlHhVvCcSsQqTtAa0-9eE.,+\s-]*\d[\s,Zz]*")
MILLIMETRES = re.compile(r"(\d{1,2}(?:\.\d+)?)mm\Z")
HEADER = struct.Struct(">8s4x4sIIBB")  # up to depth and colour
GREY_OF_ONE_BIT = [1, 0]  # depth and colour type


def measured(svg: str) -> list[float]:
    """Width and height in millimetres of a drawing that can be printed as it is. Raises NotPrintable."""
    try:
        root = Tree.fromstring(svg)  # noqa: S314 -- the town's own register, and expat stops expansions
        size = [_millimetres(root.get(side, "")) for side in ("width", "height")]
        box = _of_true_size(root, size)
        drawn = [_inked(one, UNPAINTED, box, size) for one in root]
        # Never a certificate with an empty frame: whoever gets it could stamp anything into it.
        if not any(drawn):
            raise ValueError("nothing is drawn")
    except (Tree.ParseError, ValueError, RecursionError, struct.error, zlib.error):
        raise NotPrintable(Cause.IMPRESSION, LABEL) from None
    return size


def _millimetres(text: str) -> float:
    found = MILLIMETRES.match(text)
    if not found:
        raise ValueError("no size in millimetres")
    return float(found[1])


def _of_true_size(root: Tree.Element, size: list[float]) -> list[str]:
    """Width and height of the drawing's own units, as they are written."""
    found = BOX.fullmatch(root.get("viewBox", ""))
    if root.tag != SVG + "svg" or set(root.keys()) - {"width", "height", "viewBox"} or not found:
        raise ValueError("not the plain drawing of one seal")
    if max(size) > LARGEST_MM or max(size) <= TOO_SMALL_MM:
        raise ValueError("no size that can be registered")
    wide, high = map(float, found.groups())
    # Else it would be fitted into its place, and that is no true size.
    if not wide or abs(wide * size[1] - high * size[0]) > 0.001 * wide * size[1]:
        raise ValueError("drawn in another shape than it has")
    return list(found.groups())


def _inked(one: Tree.Element, painted: Mapping[str, str], box: list[str], size: list[float]) -> bool:
    """Whether an element puts black on paper. Raises ValueError when it is not purely black or white."""
    tag = one.tag.removeprefix(SVG)
    if tag == "image":
        _scan(one, box, size)
        return True
    if tag not in SHAPES | {"g"} or set(one.keys()) - UNPAINTED.keys() - GEOMETRY - DRAWN:
        raise ValueError("no shape in black and white")
    painted = {paint: one.get(paint, above) for paint, above in painted.items()}
    if not COLOURS.issuperset(painted.values()):
        raise ValueError("neither black nor white")
    if tag == "path" and not PATH.fullmatch(one.get("d", "")):
        raise ValueError("no path")
    inside = [_inked(inner, painted, box, size) for inner in one]
    return any(inside) or (tag in SHAPES and not BLACK.isdisjoint(painted.values()))


def _scan(one: Tree.Element, box: list[str], size: list[float]) -> None:
    if set(one.keys()) - {"width", "height"} - HREF or [one.get("width"), one.get("height")] != box:
        raise ValueError("a scan that does not fill the drawing")
    found = PNG.match("".join(one.get(name, "") for name in HREF))
    png = b64decode(found[1] if found else "")
    signature, header, wide, high, *kind = HEADER.unpack_from(png)
    if (signature, header) != (b"\x89PNG\r\n\x1a\n", b"IHDR") or kind != GREY_OF_ONE_BIT:
        raise ValueError("no scan of one bit a pixel")
    across, down = (many / length * 25.4 for many, length in zip((wide, high), size, strict=True))
    if round(across) not in DPI or abs(across - down) > 0.005 * across:
        raise ValueError("too coarse a scan, or stretched")
    if not _has_ink(png, (wide + 7) // 8 + 1, high):
        raise ValueError("a scan that is cut off, or white")


def _has_ink(png: bytes, row: int, rows: int) -> bool:
    """Whether all rows of a PNG are there, and something stands in one of them (ISO/IEC 15948, 5.3 and 9)."""
    pressed, at = b"", HEADER.size + 7  # behind the first chunk: compression, filter, interlace and the sum
    while at < len(png):
        length, kind = struct.unpack_from(">I4s", png, at)
        pressed += png[at + 8 : at + 8 + length] if kind == b"IDAT" else b""
        at += length + 12
    pixels = zlib.decompressobj().decompress(pressed, row * rows + 1)
    # White is all ones, or all zeros in a row that tells what differs from the one above. A row's first byte is its filter,
    # its last may be filled up.
    inks = (set(pixels[at + 1 : at + row - 1]) - {0x00, 0xFF} for at in range(0, len(pixels), row))
    return len(pixels) == row * rows and any(inks)
