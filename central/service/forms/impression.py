"""A registered seal's impression (印影): held against what can be printed as it is, in true size and pure black.

To be registered, a seal is larger than a square of 8 mm and within one of 25 mm (model ordinance on seal registration).
Its drawing is an SVG that tells its size in millimetres: black and white shapes, or one scan as PNG of one bit a pixel.
"""

from __future__ import annotations

import re
import struct
from base64 import b64decode
from xml.etree import ElementTree as Tree

from central.service.forms.order import Cause, NotPrintable

LABEL = "印影"
LARGEST_MM = 25
TOO_SMALL_MM = 8
LEAST_DPI = 400
SHAPES = {"path", "circle", "ellipse", "rect", "line", "polyline", "polygon"}
COLOURS = {"none", "black", "white", "#000", "#fff", "#000000", "#ffffff"}
PAINTS = {"fill", "stroke"}
GEOMETRY = {"d", "x", "y", "r", "rx", "ry", "cx", "cy", "x1", "y1", "x2", "y2", "points", "width", "height"}
DRAWN = {"transform", "stroke-width", "stroke-linecap", "stroke-linejoin", "fill-rule"}
SVG = "{http://www.w3.org/2000/svg}"
HREF = {"href", "{http://www.w3.org/1999/xlink}href"}
PNG = re.compile(r"data:image/png;base64,([A-Za-z0-9+/=\s]+)\Z")
MILLIMETRES = re.compile(r"(\d{1,2}(?:\.\d+)?)mm\Z")
HEADER = struct.Struct(">8s4x4sIIBB")
GREY_OF_ONE_BIT = (1, 0)  # depth and colour type


def measured(svg: str) -> list[float]:
    """Width and height in millimetres of a drawing that can be printed as it is. Raises NotPrintable."""
    try:
        root = Tree.fromstring(svg)  # noqa: S314 -- the town's own register, and expat stops expansions
        size = [_millimetres(root.get(side, "")) for side in ("width", "height")]
        _of_true_size(root, size)
        drawn = [_drawing(one, root, size) for one in root.iter() if one is not root]
        if not any(drawn):
            raise ValueError("nothing is drawn")
    except (Tree.ParseError, ValueError, struct.error):
        raise NotPrintable(Cause.IMPRESSION, LABEL) from None
    return size


def _millimetres(text: str) -> float:
    found = MILLIMETRES.match(text)
    if not found:
        raise ValueError("no size in millimetres")
    return float(found[1])


def _of_true_size(root: Tree.Element, size: list[float]) -> None:
    left, top, *box = map(float, root.get("viewBox", "").split())
    if root.tag != SVG + "svg" or set(root.keys()) - {"width", "height", "viewBox"} or (left, top) != (0, 0):
        raise ValueError("not the plain drawing of one seal")
    if max(size) > LARGEST_MM or max(size) <= TOO_SMALL_MM:
        raise ValueError("no size that can be registered")
    # Else it would be fitted into its place, and that is no true size.
    if abs(box[0] * size[1] - box[1] * size[0]) > 0.001 * box[0] * size[1]:
        raise ValueError("drawn in another shape than it has")


def _drawing(one: Tree.Element, root: Tree.Element, size: list[float]) -> bool:
    """Whether an element puts something on paper. Raises ValueError when it is not purely black or white."""
    tag = one.tag.removeprefix(SVG)
    if tag == "image":
        _scan(one, root, size)
        return True
    if tag not in SHAPES | {"g"} or set(one.keys()) - PAINTS - GEOMETRY - DRAWN:
        raise ValueError("no shape in black and white")
    if any(one.get(paint, "none") not in COLOURS for paint in PAINTS):
        raise ValueError("neither black nor white")
    return tag in SHAPES


def _scan(one: Tree.Element, root: Tree.Element, size: list[float]) -> None:
    _, _, *box = root.get("viewBox", "").split()
    if set(one.keys()) - {"width", "height"} - HREF or [one.get("width"), one.get("height")] != box:
        raise ValueError("a scan that does not fill the drawing")
    found = PNG.match("".join(one.get(name, "") for name in HREF))
    signature, header, *pixels, depth, colour = HEADER.unpack_from(b64decode(found[1] if found else ""))
    if (signature, header) != (b"\x89PNG\r\n\x1a\n", b"IHDR") or (depth, colour) != GREY_OF_ONE_BIT:
        raise ValueError("no scan of one bit a pixel")
    wide, high = (many / length * 25.4 for many, length in zip(pixels, size, strict=True))
    if min(wide, high) < LEAST_DPI or abs(wide - high) > 0.005 * wide:
        raise ValueError("too coarse a scan, or stretched")
