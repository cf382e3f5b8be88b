"""Grey pictures as the pages of a PDF (ISO 32000-1), packed without loss, with only one of them in memory at a time."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

from PIL import Image

CATALOG, TREE, FIRST = 1, 2, 3
POINTS_PER_INCH = 72


def document(pictures: Iterable[Image.Image], dots_per_inch: int) -> bytes:
    """One page for each picture, of its size; pictures are of mode L."""
    objects, pages = {CATALOG: b"<</Type/Catalog/Pages %d 0 R>>" % TREE}, []
    for n, picture in enumerate(pictures):
        image, content, page = range(FIRST + 3 * n, FIRST + 3 * n + 3)
        wide, high = (size * POINTS_PER_INCH / dots_per_inch for size in picture.size)
        kind = b"/Type/XObject/Subtype/Image/ColorSpace/DeviceGray/BitsPerComponent 8/Width %d/Height %d"
        objects[image] = _stream(kind % picture.size, picture.tobytes())
        objects[content] = _stream(b"", b"%.3f 0 0 %.3f 0 0 cm /P Do" % (wide, high))
        parts = (TREE, wide, high, image, content)
        objects[page] = (
            b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 %.3f %.3f]/Resources<</XObject<</P %d 0 R>>>>/Contents %d 0 R>>"
            % parts
        )
        pages.append(b"%d 0 R" % page)
    objects[TREE] = b"<</Type/Pages/Count %d/Kids[%b]>>" % (len(pages), b" ".join(pages))
    return _file(objects)


def _stream(kind: bytes, content: bytes) -> bytes:
    packed = zlib.compress(content)
    return b"<<%b/Filter/FlateDecode/Length %d>>stream\n%b\nendstream" % (kind, len(packed), packed)


def _file(objects: dict[int, bytes]) -> bytes:
    """The objects, and the table of where each of them begins."""
    pdf, table = bytearray(b"%PDF-1.4\n"), [b"0000000000 65535 f \n"]
    for number in sorted(objects):
        table.append(b"%010d 00000 n \n" % len(pdf))
        pdf += b"%d 0 obj\n%b\nendobj\n" % (number, objects[number])
    end = b"xref\n0 %d\n%btrailer\n<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF\n"
    return bytes(pdf + end % (len(table), b"".join(table), len(table), CATALOG, len(pdf)))
