"""A PN532 on the I2C or SPI pins of a Raspberry Pi, as transports that nfcpy's chip class takes (it knows UART and USB only).

NXP UM0701-02, 6.2.4 (I2C, address 24, a ready byte before every frame) and 6.2.5 (SPI mode 0, least significant bit first, a byte
before every frame says what it is). Quirk: a sleeping chip does not acknowledge the write that wakes it.
Kernel interfaces only, /dev/i2c-N and /dev/spidevB.C, so no library needs to be built for arm64.
"""

from __future__ import annotations

import errno
import fcntl
import os
import struct
import time
from collections.abc import Callable
from typing import Protocol

I2C_SLAVE = 0x0703
PN532_I2C_ADDRESS = 0x24

SPI_IOC_WR_MODE, SPI_IOC_WR_MAX_SPEED_HZ, SPI_IOC_MESSAGE_1 = 0x40016B01, 0x40046B04, 0x40206B00
SPI_HZ = 1_000_000
DATAWRITE, STATUSREAD, DATAREAD = 0x01, 0x02, 0x03

READY = 0x01
ACK = bytes.fromhex("0000FF00FF00")
LONGEST_FRAME = 265 + 10
"""Bytes of an extended frame: preamble, start, lengths, content, checksum, postamble (6.2.1.2)."""

WAKE_TRIES = 5
WAKE_S, POLL_S = 0.002, 0.0005
REVERSED = bytes(int(f"{octet:08b}"[::-1], 2) for octet in range(256))


class I2cBus(Protocol):
    """Transactions with one address; OSError when it does not acknowledge."""

    def write(self, frame: bytes) -> None:
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
    """What nfcpy's chip class asks of a transport; `clock` and `sleep` in seconds."""

    TYPE = "PINS"

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._clock, self._sleep = clock, sleep

    def read(self, timeout: int) -> bytearray:
        """One frame within `timeout` milliseconds. Raises OSError (ETIMEDOUT when none comes)."""
        until = self._clock() + timeout / 1000
        while True:
            if frame := self._frame():
                return bytearray(frame)
            if self._clock() >= until:
                raise OSError(errno.ETIMEDOUT, "the chip is not ready")
            self._sleep(POLL_S)

    def _frame(self) -> bytes | None:
        raise NotImplementedError


class Pn532I2c(_Transport):
    """A PN532 on an I2C bus."""

    def __init__(
        self, bus: I2cBus, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        super().__init__(clock, sleep)
        self._bus = bus

    def write(self, frame: bytes | bytearray) -> None:
        """Send one frame, waking the chip. Raises OSError."""
        for _ in range(WAKE_TRIES - 1):
            try:
                return self._bus.write(bytes(frame))
            except OSError:
                self._sleep(WAKE_S)
        return self._bus.write(bytes(frame))

    def close(self) -> None:
        """Free the bus."""
        self._bus.close()

    def _frame(self) -> bytes | None:
        # The chip gives a frame from its beginning until it was read whole, so its length may be asked first.
        head = self._bus.read(1 + len(ACK))
        if not head[0] & READY:
            return None
        if head[1:] == ACK:
            return ACK
        return whole(self._bus.read(1 + max(len(ACK), length_of(head[1:], self._bus)))[1:])


class Pn532Spi(_Transport):
    """A PN532 on an SPI bus."""

    def __init__(
        self, bus: SpiBus, clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        super().__init__(clock, sleep)
        self._bus = bus
        self._awake = False
        self._acknowledged = True

    def write(self, frame: bytes | bytearray) -> None:
        """Send one frame, the first time after waking the chip by its select line (6.2.5). Raises OSError."""
        if not self._awake:
            self._bus.xfer(b"\x00")
            self._sleep(WAKE_S)
            self._awake = True
        self._bus.xfer(bytes((DATAWRITE,)) + bytes(frame))
        # An ACK is a frame that nobody acknowledges.
        self._acknowledged = bytes(frame) == ACK

    def close(self) -> None:
        """Free the bus."""
        self._bus.close()

    def _frame(self) -> bytes | None:
        if not self._bus.xfer(bytes((STATUSREAD, 0)))[1] & READY:
            return None
        # Reading takes the frame away however much is read, so each is asked for with its greatest length.
        length = LONGEST_FRAME if self._acknowledged else len(ACK)
        self._acknowledged = True
        return whole(self._bus.xfer(bytes((DATAREAD,)) + bytes(length))[1:])


def length_of(head: bytes, bus: I2cBus) -> int:
    """Bytes of the frame that begins so, preamble and postamble counted."""
    if head[3:5] != b"\xff\xff":
        return head[3] + 7
    lengths = bus.read(1 + 8)[1:]
    return int.from_bytes(lengths[5:7], "big") + 10


def whole(content: bytes) -> bytes:
    """A frame without what a bus gives after its end."""
    if content.startswith(ACK):
        return ACK
    size = int.from_bytes(content[5:7], "big") + 10 if content[3:5] == b"\xff\xff" else content[3] + 7
    return content[:size]


class _I2cDevice:
    """/dev/i2c-N with the chip's address chosen."""

    def __init__(self, number: int) -> None:
        self._file = os.open(f"/dev/i2c-{number}", os.O_RDWR)
        fcntl.ioctl(self._file, I2C_SLAVE, PN532_I2C_ADDRESS)

    def write(self, frame: bytes) -> None:
        os.write(self._file, frame)

    def read(self, length: int) -> bytes:
        return os.read(self._file, length)

    def close(self) -> None:
        os.close(self._file)


class _SpiDevice:
    """/dev/spidevB.C in mode 0; the Pi's controller sends the highest bit first, so every byte is turned round."""

    def __init__(self, bus: int, chip: int) -> None:
        self._file = os.open(f"/dev/spidev{bus}.{chip}", os.O_RDWR)
        fcntl.ioctl(self._file, SPI_IOC_WR_MODE, struct.pack("=B", 0))
        fcntl.ioctl(self._file, SPI_IOC_WR_MAX_SPEED_HZ, struct.pack("=I", SPI_HZ))

    def xfer(self, out: bytes) -> bytes:
        import ctypes  # noqa: PLC0415  # only a computer with SPI pins needs it

        sent = ctypes.create_string_buffer(out.translate(REVERSED), len(out))
        got = ctypes.create_string_buffer(len(out))
        addresses = (ctypes.addressof(sent), ctypes.addressof(got))
        # struct spi_ioc_transfer: tx_buf, rx_buf, len, speed_hz, delay_usecs, bits_per_word, cs_change, four more
        fcntl.ioctl(self._file, SPI_IOC_MESSAGE_1, struct.pack("=QQIIHBBI", *addresses, len(out), SPI_HZ, 0, 8, 0, 0))
        ctypes.memset(sent, 0, len(out))
        return got.raw.translate(REVERSED)

    def close(self) -> None:
        os.close(self._file)


def open_i2c(number: int) -> Pn532I2c:
    """The PN532 on /dev/i2c-N. Raises OSError."""
    return Pn532I2c(_I2cDevice(number))


def open_spi(bus: int, chip: int) -> Pn532Spi:
    """The PN532 on /dev/spidevB.C. Raises OSError."""
    return Pn532Spi(_SpiDevice(bus, chip))
