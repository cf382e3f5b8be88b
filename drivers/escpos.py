"""An ESC/POS receipt printer (Epson TM, Star in ESC/POS mode, and the many alike) on USB, a serial line or the network.

Address: `PATH` of a device such as /dev/usb/lp0, or `HOST[:PORT]` (9100 when left out); `,58` behind it tells of 58 mm
paper instead of 80. A serial line keeps the speed it was set to. Slips go as a raster (GS v 0), since text() of python-escpos sends kanji in a code few printers know.
Status is asked by DLE EOT and, after the cut, by GS r 1, which is answered only when all before it is on paper (Epson
ESC/POS reference). Quirk: many cheap printers and one-way cables never answer; then nothing but "sent" is known.
"""

from __future__ import annotations

import contextlib
import io
import os
import select
import socket
import stat
import termios
import threading
import time
import tty
from collections.abc import Iterator
from typing import Protocol

from drivers.protocols import DeviceFault, Fault, Health, Slip
from drivers.slip_raster import DOTS, draw

PORT = 9100
DLE_EOT_OFFLINE_CAUSE = b"\x10\x04\x02"
DLE_EOT_PAPER = b"\x10\x04\x04"
GS_R_PAPER = b"\x1dr\x01"
# bits that every DLE EOT answer has: 0 and 7 clear, 1 and 4 set
FIXED, FIXED_VALUE = 0x93, 0x12
COVER_OPEN, ERROR, PAPER_END = 0x04, 0x40, 0x60
ANSWER_WITHIN, WRITE_WITHIN, PRINT_WITHIN = 0.5, 10.0, 15.0
SILENT = "The receipt printer does not tell its state: whether it has paper is not known."


class Line(Protocol):
    """The way to the printer: a socket or an open device."""

    def fileno(self) -> int:
        """Its file descriptor."""

    def close(self) -> None:
        """Let others use it."""


class EscposReceiptPrinter:
    """An ESC/POS printer; each print or question takes the line and lets it go. A bad address raises ValueError."""

    def __init__(self, address: str) -> None:
        self._where, self._dots = _parse(address)
        # The health check must not ask in the middle of a raster: the printer would take the question for dots.
        self._lock = threading.Lock()

    def open(self) -> None:
        """Find the printer. Raises DeviceFault."""
        with self._line():
            pass

    def close(self) -> None:
        """Nothing is kept open between two slips."""

    def health(self) -> Health:
        """Ask for paper and cover; a printer that does not answer is taken for ready, and the sentence says so."""
        try:
            with self._line() as line:
                return Health() if _refuse(line) else Health(None, SILENT)
        except DeviceFault as fault:
            return Health(fault.fault, str(fault))

    def print(self, slip: Slip) -> None:
        """Print and cut one slip, and wait until it is on paper when the printer can tell. Raises DeviceFault."""
        commands = _commands(slip, self._dots)
        with self._line() as line:
            answers = _refuse(line)
            _write(line, commands)
            if answers:
                # DLE EOT is answered at once, GS r in its turn: only this one tells that all is on paper
                _forget(line)
                _write(line, GS_R_PAPER)
                if _read(line, PRINT_WITHIN) is None:
                    _refuse(line)
                    # No fault was told, so the reason is not known; whether the slip came out is not either.
                    raise DeviceFault(Fault.MUTE, "The receipt printer did not finish a slip: look at it.")

    @contextlib.contextmanager
    def _line(self) -> Iterator[Line]:
        with self._lock, contextlib.closing(self._connect()) as line:
            yield line

    def _connect(self) -> Line:
        try:
            if isinstance(self._where, tuple):
                return socket.create_connection(self._where, ANSWER_WITHIN * 10)
            return _raw(io.FileIO(self._where, "r+", opener=_opener))
        except (OSError, termios.error) as error:
            name = self._where if isinstance(self._where, str) else ":".join(map(str, self._where))
            sentence = f"The receipt printer {name} does not answer: look at its power and its cable."
            raise DeviceFault(Fault.OFFLINE, sentence) from error


def _raw(device: io.FileIO) -> io.FileIO:
    # the terminal driver would turn newlines in a raster into others and hold answers back
    if device.isatty():
        tty.setraw(device.fileno())
    return device


def _opener(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_APPEND | os.O_NOCTTY | os.O_NONBLOCK)


def _parse(address: str) -> tuple[str | tuple[str, int], int]:
    where, _, paper = address.partition(",")
    dots = DOTS.get(int(paper) if paper.isdecimal() else 0 if paper else 80)
    if dots is None:
        raise ValueError(f"escpos:{address}: the paper {paper!r} must be 80 or 58 (millimetres)")
    if where.startswith("/"):
        return where, dots
    host, colon, port = where.partition(":")
    if not host or (colon and not (port.isdecimal() and 0 < int(port) < 65536)):
        raise ValueError(f"escpos:{address}: write a path such as /dev/usb/lp0, or HOST or HOST:PORT")
    return (host, int(port) if port else PORT), dots


def _commands(slip: Slip, dots: int) -> bytes:
    from escpos.printer import Dummy  # noqa: PLC0415 - reads its printers' profiles, 0.3 s, before the first slip only

    printer = Dummy()
    # without a width the library writes a remark to standard output for every image
    printer.profile.profile_data = {**printer.profile.profile_data, "media": {"width": {"pixels": dots}}}
    printer.image(draw(slip, dots), impl="bitImageRaster")
    printer.cut(mode="PART")
    return bytes(printer.output)


def _refuse(line: Line) -> bool:
    """Raise DeviceFault when the printer tells a fault; False when it tells nothing."""
    # a file would be read back its own bytes as an answer
    if stat.S_ISREG(os.fstat(line.fileno()).st_mode):
        return False
    cause, paper = _ask(line, DLE_EOT_OFFLINE_CAUSE), _ask(line, DLE_EOT_PAPER)
    if cause is None and paper is None:
        return False
    if (paper or 0) & PAPER_END:
        raise DeviceFault(Fault.PAPER_OUT, "The receipt printer has no paper: put in a new roll.")
    if (cause or 0) & COVER_OPEN:
        raise DeviceFault(Fault.COVER_OPEN, "The receipt printer's cover is open: close it.")
    if (cause or 0) & ERROR:
        raise DeviceFault(Fault.PAPER_JAM, "The receipt printer reports an error: clear paper and cutter.")
    return True


def _ask(line: Line, question: bytes) -> int | None:
    """One DLE EOT answer; None when none comes. Raises DeviceFault when it is none of ESC/POS."""
    _forget(line)
    _write(line, question)
    answer = _read(line, ANSWER_WITHIN)
    if answer is not None and answer & FIXED != FIXED_VALUE:
        raise DeviceFault(Fault.UNKNOWN, f"The receipt printer answers 0x{answer:02x}, which is no ESC/POS status.")
    return answer


def _forget(line: Line) -> None:
    """Drop what the printer said before it was asked."""
    # An answer that came too late, or a status sent unasked (ASB), would be taken for the answer to the next question.
    _take(line, 0, 4096)


def _read(line: Line, seconds: float) -> int | None:
    answer = _take(line, seconds, 1)
    return answer[0] if answer else None


def _take(line: Line, seconds: float, most: int) -> bytes:
    """What has come within the time, empty when nothing has. Raises DeviceFault."""
    try:
        return os.read(line.fileno(), most) if select.select([line], [], [], seconds)[0] else b""
    except OSError as error:
        raise _broken(error) from error


def _write(line: Line, commands: bytes) -> None:
    """Write all; a printer that takes nothing for a while has stopped. Raises DeviceFault."""
    late = time.monotonic() + WRITE_WITHIN
    rest = memoryview(commands)
    while rest:
        if not select.select([], [line], [], max(late - time.monotonic(), 0))[1]:
            raise DeviceFault(Fault.MUTE, "The receipt printer takes no more: look for paper, cover and jam.")
        try:
            # In pieces: a printer with a small buffer takes little at a time, and the clock runs on.
            rest = rest[os.write(line.fileno(), rest[:4096]) :]
        except BlockingIOError:
            continue
        except OSError as error:
            raise _broken(error) from error


def _broken(error: OSError) -> DeviceFault:
    return DeviceFault(Fault.OFFLINE, f"The receipt printer broke off ({error.strerror}): look at its cable.")
