"""The receipt printer's twin: draws each slip exactly as the real driver does and keeps it as a PNG in memory."""

from __future__ import annotations

import io
from dataclasses import dataclass

from drivers.protocols import Fault, Slip
from drivers.virtual.faults import Breakable

SENTENCES = {
    Fault.PAPER_OUT: "The receipt printer has no paper: put in a new roll.",
    Fault.PAPER_JAM: "Paper is jammed in the receipt printer: clear the cutter.",
    Fault.COVER_OPEN: "The receipt printer's cover is open: close it.",
    Fault.OFFLINE: "The receipt printer does not answer: look at its power and its cable.",
}


@dataclass(frozen=True)
class PrintedSlip:
    """One slip that came out: what was asked for, and the picture on the paper."""

    id: str
    slip: Slip
    png: bytes

    @property
    def text(self) -> str:
        """What a reader finds on it, a row a line."""
        return "\n".join(" ".join(part for part in (line.left, line.right) if part) for line in self.slip.lines)


class VirtualReceiptPrinter(Breakable):
    """A receipt printer in memory; `dots` is the width of the paper (80 mm: 576, 58 mm: 384)."""

    def __init__(self, dots: int = 576) -> None:
        super().__init__("receipt printer", SENTENCES)
        self._dots = dots
        self._tray: dict[str, PrintedSlip] = {}
        self._history: list[PrintedSlip] = []

    def open(self) -> None:
        """Be ready. Raises DeviceFault when off line."""
        self._refuse(Fault.OFFLINE)

    def close(self) -> None:
        """Keep the slips as they are."""

    @property
    def tray(self) -> tuple[PrintedSlip, ...]:
        """The slips that hang out of the printer, oldest first."""
        with self._lock:
            return tuple(self._tray.values())

    @property
    def history(self) -> tuple[PrintedSlip, ...]:
        """All slips that ever came out."""
        with self._lock:
            return tuple(self._history)

    def take(self, identifier: str) -> PrintedSlip:
        """Take one slip. Raises KeyError when it is not there."""
        with self._lock:
            return self._tray.pop(identifier)

    def print(self, slip: Slip) -> None:
        """Print and cut one slip. Raises DeviceFault, with nothing on paper."""
        # Drawn before the lock: a sign that the font lacks is refused as the real driver does, with no slip begun.
        png = _png(slip, self._dots)
        with self._lock:
            self._refuse()
            printed = PrintedSlip(f"receipt-{len(self._history) + 1}", slip, png)
            self._tray[printed.id] = printed
            self._history.append(printed)
            self._count()


def _png(slip: Slip, dots: int) -> bytes:
    from drivers.slip_raster import draw  # noqa: PLC0415 - Pillow is not needed before the first slip

    picture = io.BytesIO()
    draw(slip, dots).save(picture, "PNG")
    return picture.getvalue()
