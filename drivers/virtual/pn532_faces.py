"""A simulated PN532 on its buses: serial line in process and on a pseudo terminal, I2C and SPI (NXP UM0701-02, 6.2.2 to 6.2.5).

Every transfer advances the field's clock by what its bits take; what the chip does is done when the command has been written.
"""

from __future__ import annotations

import errno
import os
import pty
import threading
import tty
from contextlib import suppress

from drivers.virtual.pn532_chip import Pn532Chip

SERIAL_BITS = 10
"""Start, eight bits, stop."""

I2C_HZ = 400_000
I2C_BITS = 9
"""Eight bits and their acknowledgement (fast mode, the chip's fastest)."""

SPI_HZ = 1_000_000
SPI_DATA_WRITE, SPI_STATUS_READ, SPI_DATA_READ = 0x01, 0x02, 0x03
READY = 0x01


class Pn532Link:
    """The chip on a serial line in this process, in the shape of nfcpy's transports; nothing waits, the clock goes by."""

    TYPE = "TTY"
    manufacturer_name = None
    product_name = None

    def __init__(self, chip: Pn532Chip, port: str = "virtual") -> None:
        self._chip = chip
        self.port = port
        self.baudrate = 115200

    def open(self, port: str, baudrate: int = 115200) -> None:
        """Take the line at that speed."""
        self.port, self.baudrate = port, baudrate

    def write(self, frame: bytes | bytearray) -> None:
        """Send bytes. Raises OSError when unplugged."""
        self._transferred(len(frame))
        self._chip.feed(bytes(frame))

    def read(self, timeout: float) -> bytearray:
        """The next frame, waiting so many milliseconds for it. Raises OSError: ETIMEDOUT, or EIO when unplugged."""
        if not self._chip.out:
            self._transferred(0)
            self._chip.clock.advance(timeout / 1000)
            raise OSError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT))
        frame = self._chip.out.popleft()
        self._transferred(len(frame))
        return bytearray(frame)

    def close(self) -> None:
        """Let go of the line."""

    def _transferred(self, size: int) -> None:
        _transferred(self._chip, size * SERIAL_BITS / self.baudrate)


class Pn532Pty:
    """The chip behind a pseudo terminal, for programs that open a serial port; a thread answers at once."""

    def __init__(self, chip: Pn532Chip) -> None:
        self._chip = chip
        self._ours, self._theirs = pty.openpty()
        tty.setraw(self._theirs)
        self.path = os.ttyname(self._theirs)
        self._plugged = True
        self._thread = threading.Thread(target=self._serve, name="PN532", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Pull the chip off the line: whoever has the port open finds it gone."""
        if self._plugged:
            self._plugged = False
            # The thread waits in a read, which only bytes end.
            os.write(self._theirs, b"\x00")
            self._thread.join()
            os.close(self._theirs)
            os.close(self._ours)

    def __enter__(self) -> Pn532Pty:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                data = os.read(self._ours, 1024)
                if not self._plugged:
                    return
                self._chip.transfers += 1
                self._chip.feed(data)
                while self._chip.out:
                    os.write(self._ours, self._chip.out.popleft())


class Pn532I2c:
    """The chip on an I2C bus, its address chosen already: one transaction a call."""

    def __init__(self, chip: Pn532Chip) -> None:
        self._chip = chip

    def write(self, frame: bytes | bytearray) -> None:
        """Write a frame. Raises OSError: ENXIO from a chip that sleeps (and wakes by it), EIO when unplugged."""
        self._transferred(len(frame))
        if self._chip.asleep:
            self._chip.wake()
            raise OSError(errno.ENXIO, os.strerror(errno.ENXIO))
        self._chip.feed(bytes(frame))

    def read(self, size: int) -> bytes:
        """The ready byte and the frame, which is gone however much of it is read (a NACK brings it back); the ready byte alone leaves it.

        Raises OSError as `write` does.
        """
        self._transferred(size)
        if not self._chip.out:
            return bytes(size)
        frame = self._chip.out.popleft() if size > 1 else b""
        return (bytes((READY,)) + frame)[:size].ljust(size, b"\x00")

    def close(self) -> None:
        """Let go of the bus."""

    def _transferred(self, size: int) -> None:
        _transferred(self._chip, (size + 1) * I2C_BITS / I2C_HZ)  # the address byte too


class Pn532Spi:
    """The chip on an SPI bus, bytes as the manual writes them: one transaction with chip select a call."""

    def __init__(self, chip: Pn532Chip) -> None:
        self._chip = chip

    def xfer(self, out: bytes | bytearray) -> bytes:
        """Send and receive as many bytes; the first one says what it is for. Raises OSError when unplugged."""
        _transferred(self._chip, len(out) * 8 / SPI_HZ)
        kind, chip = out[0], self._chip
        # It goes to sleep only once its answer has been fetched.
        if chip.asleep and not chip.out:
            chip.wake()
        elif kind == SPI_DATA_WRITE:
            chip.feed(bytes(out[1:]))
        elif kind == SPI_STATUS_READ and chip.out:
            return bytes((0x00, READY)).ljust(len(out), b"\x00")
        elif kind == SPI_DATA_READ and chip.out:
            return (b"\x00" + chip.out.popleft())[: len(out)].ljust(len(out), b"\x00")
        return bytes(len(out))

    def close(self) -> None:
        """Let go of the bus."""


def _transferred(chip: Pn532Chip, seconds: float) -> None:
    chip.transfers += 1
    chip.clock.advance(seconds)
    if chip.unplugged:
        raise OSError(errno.EIO, os.strerror(errno.EIO))
