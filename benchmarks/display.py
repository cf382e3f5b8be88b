"""A display without glass: Xvfb whose framebuffer is a file, so that pixels are watched from outside, and fingers by XTEST.

Source: XWD file format 7 (X11/XWDFile.h); X Window System Protocol, version 11; XTEST Extension Protocol, version 2.2.
"""

from __future__ import annotations

import mmap
import os
import socket
import struct
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.processes import stop, word

SIZE = (1080, 1920)
EVERY = 8
"""One row in so many is looked at: no letter and no sign is lower."""
LOOK_S = 0.0004
ANSWER_S = 10.0
QUERY_EXTENSION = 98
X_TEST_FAKE_INPUT = 2
BUTTON_PRESS, BUTTON_RELEASE, MOTION_NOTIFY = 4, 5, 6


class Display:
    """One display: its `environment` for programs, what it shows, and a finger on it."""

    def __init__(self, number: str, framebuffer: mmap.mmap) -> None:
        self.environment = {**os.environ, "DISPLAY": f":{number}"}
        self.environment.pop("SDL_VIDEODRIVER", None)
        self._pixels = memoryview(framebuffer)
        header = struct.unpack(">25I", self._pixels[:100])
        self._start, self._row = header[0] + 12 * header[19], header[12]
        self._line = socket.socket(socket.AF_UNIX)
        self._line.settimeout(ANSWER_S)
        self._line.connect(f"/tmp/.X11-unix/X{number}")
        self._xtest = self._hello()

    def look(self) -> bytes:
        """What is shown: every so many rows."""
        rows = range(self._start, self._start + SIZE[1] * self._row, EVERY * self._row)
        return b"".join(self._pixels[row : row + self._row] for row in rows)

    def pixel(self, x: int, y: int) -> bytes:
        """The four bytes of one pixel."""
        at = self._start + y * self._row + 4 * x
        return bytes(self._pixels[at : at + 4])

    def changed(self, before: bytes, settle: float = 0.03, within: float = 5.0) -> float:
        """When the last pixel of the change that comes next was there, on `time.monotonic`. Raises TimeoutError."""
        last = time.monotonic()
        until, seen, when = last + within, before, 0.0
        while not when or last - when < settle:
            now = self.look()
            last = time.monotonic()
            if now != seen:
                seen, when = now, last
            if last > until:
                raise TimeoutError("nothing changed on the display")
            time.sleep(LOOK_S)
        return when

    def when(self, shown: Callable[[], bool], within: float = 30.0) -> float:
        """When something is shown, on `time.monotonic`. Raises TimeoutError."""
        until = time.monotonic() + within
        while not shown():
            if time.monotonic() > until:
                raise TimeoutError("what was waited for was never shown")
            time.sleep(LOOK_S)
        return time.monotonic()

    def finger_down(self, x: int, y: int) -> None:
        """A finger comes down on a pixel."""
        self._fake(MOTION_NOTIFY, 0, x, y)
        self._fake(BUTTON_PRESS, 1)

    def finger_up(self) -> None:
        """The finger leaves."""
        self._fake(BUTTON_RELEASE, 1)

    def close(self) -> None:
        """Let go of framebuffer and connection."""
        self._line.close()
        self._pixels.release()

    def _hello(self) -> int:
        """Connect as a client; the major opcode of XTEST."""
        self._line.sendall(struct.pack("<cxHHHHxx", b"l", 11, 0, 0, 0))
        accepted, rest = struct.unpack("<B5xH", self._receive(8))
        self._receive(4 * rest)
        self._line.sendall(struct.pack("<BxHHxx8s", QUERY_EXTENSION, 4, 5, b"XTEST"))
        present, opcode = struct.unpack("<8x2B22x", self._receive(32))
        if not (accepted and present):
            raise RuntimeError("the display has no XTEST")
        return int(opcode)

    def _receive(self, size: int) -> bytes:
        received = b""
        while len(received) < size:
            try:
                more = self._line.recv(size - len(received))
            except TimeoutError:
                raise TimeoutError(f"the display did not answer within {ANSWER_S:g} s") from None
            if not more:
                raise RuntimeError("the display closed the connection")
            received += more
        return received

    def _fake(self, kind: int, detail: int, x: int = 0, y: int = 0) -> None:
        request = struct.pack("<BBHBBxxII8xhh8x", self._xtest, X_TEST_FAKE_INPUT, 9, kind, detail, 0, 0, x, y)
        self._line.sendall(request)


@contextmanager
def display() -> Iterator[Display]:
    """A display of 1080 x 1920 until the block ends."""
    with TemporaryDirectory() as folder:
        ours, theirs = os.pipe()
        size = "{}x{}x24".format(*SIZE)
        command = ["Xvfb", "-displayfd", str(theirs), "-screen", "0", size, "-fbdir", folder, "-nolisten", "tcp", "-ac"]
        program = subprocess.Popen(command, pass_fds=[theirs], stderr=subprocess.DEVNULL)
        os.close(theirs)
        try:
            with os.fdopen(ours, "rb") as told:
                number = word(told, "Xvfb").decode()
            with (Path(folder) / "Xvfb_screen0").open("rb") as file:
                shown = Display(number, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
            yield shown
            shown.close()
        finally:
            stop(program, "Xvfb")
