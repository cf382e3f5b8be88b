"""A PN532 on the I2C or SPI pins of a Raspberry Pi, as transports that nfcpy's chip class takes, and its serial line read with less work.

NXP UM0701-02, 6.2.4 (I2C, address 24, a ready byte before every frame) and 6.2.5 (SPI mode 0, least significant bit first, a byte
before every frame says what it is). Quirk: a sleeping chip does not acknowledge the write that wakes it.
Kernel interfaces only, /dev/i2c-N and /dev/spidevB.C, so no library needs to be built for arm64.
"""

from __future__ import annotations

import errno
import fcntl
import os
import select
import struct
import time
from array import array
from collections.abc import Callable, Sequence
from typing import Protocol

I2C_SLAVE = 0x0703
PN532_I2C_ADDRESS = 0x24

SPI_IOC_WR_MODE, SPI_IOC_WR_MAX_SPEED_HZ, SPI_IOC_MESSAGE_1 = 0x40016B01, 0x40046B04, 0x40206B00
SPI_HZ = 1_000_000
DATAWRITE, STATUSREAD, DATAREAD = 0x01, 0x02, 0x03

READY = 0x01
ACK, NACK = bytes.fromhex("0000FF00FF00"), bytes.fromhex("0000FFFF0000")
SHORT_FRAME = 32
"""Bytes that are read at first: the answers to polls and most commands fit."""

WAKE_TRIES = 5
WAKE_S, POLL_S = 0.002, 0.0005
REVERSED = bytes(int(f"{octet:08b}"[::-1], 2) for octet in range(256))


class I2cBus(Protocol):
    """Transactions with one address; OSError when it does not acknowledge."""

    def write(self, frame: bytes | bytearray) -> None:
        """One write transaction."""

    def read(self, length: int) -> bytes:
        """One read transaction."""

    def close(self) -> None:
        """Free the bus."""


class SpiBus(Protocol):
    """Transactions with the chip selected, bytes as in the manual; as many come back."""

    def xfer(self, out: bytes) -> bytes:
        """One transaction."""

    def close(self) -> None:
        """Free the bus."""


class _Transport:
    """What nfcpy's chip class asks of a transport; `clock` and `sleep` in seconds. Only the transactions differ by bus."""

    TYPE = "PINS"

    def __init__(self, clock: Callable[[], float], sleep: Callable[[float], None]) -> None:
        self._clock, self._sleep = clock, sleep
        self._acknowledged = True

    def write(self, frame: bytes | bytearray) -> None:
        """Send one frame. Raises OSError."""
        self._send(frame)
        # An ACK is a frame that nobody acknowledges.
        self._acknowledged = frame == ACK

    def read(self, timeout: int) -> bytearray:
        """One frame within `timeout` milliseconds. Raises OSError (ETIMEDOUT when none comes)."""
        until = self._clock() + timeout / 1000
        # A read takes the frame away however much of it was read, and most are short.
        expected = SHORT_FRAME if self._acknowledged else len(ACK)
        self._acknowledged = True
        content = self._when_ready(until, expected)
        size = size_of(content)
        if size > expected:
            self._send(NACK)  # once more, whole
            content = self._when_ready(until, size)
        return bytearray(content[:size])

    def _when_ready(self, until: float, length: int) -> bytes:
        while not self._ready():
            if self._clock() >= until:
                raise OSError(errno.ETIMEDOUT, "the chip is not ready")
            self._sleep(POLL_S)
        return self._take(length)

    def _send(self, frame: bytes | bytearray) -> None:
        raise NotImplementedError

    def _ready(self) -> bool:
        raise NotImplementedError

    def _take(self, length: int) -> bytes:
        raise NotImplementedError


class Pn532I2c(_Transport):
    """A PN532 on an I2C bus."""

    def __init__(
        self, bus: I2cBus, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        super().__init__(clock, sleep)
        self._bus = bus

    def close(self) -> None:
        """Free the bus."""
        self._bus.close()

    def _send(self, frame: bytes | bytearray) -> None:
        for _ in range(WAKE_TRIES - 1):
            try:
                return self._bus.write(frame)
            except OSError:
                self._sleep(WAKE_S)
        return self._bus.write(frame)

    def _ready(self) -> bool:
        return bool(self._bus.read(1)[0] & READY)

    def _take(self, length: int) -> bytes:
        return self._bus.read(1 + length)[1:]


class Pn532Spi(_Transport):
    """A PN532 on an SPI bus."""

    def __init__(
        self, bus: SpiBus, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        super().__init__(clock, sleep)
        self._bus = bus
        self._awake = False

    def close(self) -> None:
        """Free the bus."""
        self._bus.close()

    def _send(self, frame: bytes | bytearray) -> None:
        # The select line wakes the chip, which misses what comes with it (6.2.5).
        if not self._awake:
            self._bus.xfer(b"\x00")
            self._sleep(WAKE_S)
            self._awake = True
        self._bus.xfer(bytes((DATAWRITE,)) + bytes(frame))

    def _ready(self) -> bool:
        return bool(self._bus.xfer(bytes((STATUSREAD, 0)))[1] & READY)

    def _take(self, length: int) -> bytes:
        return self._bus.xfer(bytes((DATAREAD,)) + bytes(length))[1:]


def read_frame(line: int, timeout: int) -> bytearray:
    """One frame from a serial line's file descriptor within `timeout` milliseconds.

    Raises OSError (ETIMEDOUT when none comes whole, ENODEV when the line is gone).
    """
    until = time.monotonic() + timeout / 1000
    frame = bytearray()
    while len(frame) < (size := size_of(frame) if len(frame) >= len(ACK) else len(ACK)):
        if not select.select([line], [], [], max(until - time.monotonic(), 0))[0]:
            raise OSError(errno.ETIMEDOUT, "no whole frame")
        part = os.read(line, size - len(frame))
        if not part:
            raise OSError(errno.ENODEV, "the line is gone")
        frame += part
    return frame


def size_of(content: bytes | bytearray) -> int:
    """Bytes of the frame that begins so, preamble and postamble counted (6.2.1)."""
    if content.startswith(ACK):
        return len(ACK)
    return int.from_bytes(content[5:7], "big") + 10 if content[3:5] == b"\xff\xff" else content[3] + 7


class _I2cDevice:
    """/dev/i2c-N with the chip's address chosen."""

    def __init__(self, path: str) -> None:
        self._file = _set_up(path, [(I2C_SLAVE, PN532_I2C_ADDRESS)])

    def write(self, frame: bytes | bytearray) -> None:
        os.write(self._file, frame)

    def read(self, length: int) -> bytes:
        return os.read(self._file, length)

    def close(self) -> None:
        os.close(self._file)


class _SpiDevice:
    """/dev/spidevB.C in mode 0; the Pi's controller sends the highest bit first, so every byte is turned round."""

    def __init__(self, path: str) -> None:
        mode, speed = struct.pack("=B", 0), struct.pack("=I", SPI_HZ)
        self._file = _set_up(path, [(SPI_IOC_WR_MODE, mode), (SPI_IOC_WR_MAX_SPEED_HZ, speed)])

    def xfer(self, out: bytes) -> bytes:
        sent, got = array("B", out.translate(REVERSED)), array("B", bytes(len(out)))
        addresses = sent.buffer_info()[0], got.buffer_info()[0]
        # struct spi_ioc_transfer: tx_buf, rx_buf, len, speed_hz, delay_usecs, bits_per_word, cs_change, four bytes more
        fcntl.ioctl(self._file, SPI_IOC_MESSAGE_1, struct.pack("=QQIIHBBI", *addresses, len(out), SPI_HZ, 0, 8, 0, 0))
        sent[:] = array("B", bytes(len(out)))  # it may hold a PIN
        return got.tobytes().translate(REVERSED)

    def close(self) -> None:
        os.close(self._file)


def _set_up(path: str, settings: Sequence[tuple[int, int | bytes]]) -> int:
    """A device file with its settings made; closed again when it takes one not, since it is tried every second."""
    file = os.open(path, os.O_RDWR)
    try:
        for number, setting in settings:
            fcntl.ioctl(file, number, setting)
    except OSError:
        os.close(file)
        raise
    return file


def open_i2c(number: int, path: str = "/dev/i2c-{}") -> Pn532I2c:
    """The PN532 on /dev/i2c-N. Raises OSError."""
    return Pn532I2c(_I2cDevice(path.format(number)))


def open_spi(bus: int, chip: int, path: str = "/dev/spidev{}.{}") -> Pn532Spi:
    """The PN532 on /dev/spidevB.C. Raises OSError."""
    return Pn532Spi(_SpiDevice(path.format(bus, chip)))
