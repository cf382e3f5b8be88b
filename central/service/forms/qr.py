"""The QR code on each sheet (ISO/IEC 18004): what whoever receives the paper can check it with."""

from __future__ import annotations

import re

import segno

LARGEST = 5  # version: 37 modules, 84 bytes; a larger code would reach into the certifying words
MASK = 2


def drawn(text: str) -> str:
    """A text as QR code of level M without its quiet zone, one unit a module, as SVG; empty for an empty text.

    Raises ValueError when it is longer than the place on the sheet takes.
    """
    if not text:
        return ""
    try:
        # Trying all eight masks for the best looking one costs six times as much; readers take any.
        code = segno.make_qr(text, error="m", version=LARGEST, mask=MASK, boost_error=False)
    except segno.DataOverflowError:
        raise ValueError("check: the text for the QR code is longer than its place on the sheet takes") from None
    rows = ["".join("x" if dark else " " for dark in line) for line in code.matrix]
    # Each run of dark modules as a shape: with strokes a renderer may leave light between two lines.
    runs = ((found.start(), y, len(found[0])) for y, row in enumerate(rows) for found in re.finditer("x+", row))
    dots = "".join(f"M{x} {y}h{wide}v1h-{wide}z" for x, y, wide in runs)
    size = len(rows)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}"><path d="{dots}"/></svg>'
