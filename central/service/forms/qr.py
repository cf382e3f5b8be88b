"""The QR code on each sheet (ISO/IEC 18004): what whoever receives the paper can check it with."""

from __future__ import annotations

import segno

LARGEST = 5  # version: 37 modules, 84 bytes; a larger code would reach into the certifying words


def drawn(text: str) -> str:
    """A text as QR code of level M without its quiet zone, one unit a module, as SVG; empty for an empty text.

    Raises ValueError when it is longer than the place on the sheet takes.
    """
    if not text:
        return ""
    try:
        code = segno.make_qr(text, error="m", version=LARGEST, boost_error=False)
    except segno.DataOverflowError:
        raise ValueError("check: the text for the QR code is longer than its place on the sheet takes") from None
    lines = [list(line) for line in code.matrix]
    # Squares side by side as one shape each line: with a stroke a renderer may leave light between two lines.
    dots = "".join(f"M{x} {y}h1v1h-1z" for y, line in enumerate(lines) for x, dark in enumerate(line) if dark)
    size = len(lines)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}"><path d="{dots}"/></svg>'
