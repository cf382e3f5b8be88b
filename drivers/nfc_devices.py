"""nfcpy 1.0.4's devices as chips that send single frames, and the addresses they are found at. The only file that imports nfcpy.

Quirks: nfcpy's log messages hold frames, and so PINs, therefore its loggers are shut for good; over UDP it waits a second for a
card that is not there; half a frame from a serial line makes it stumble over an index. Chips without a class of their own in
`drivers.nfc_chips` (PN533, RC-S956) get nfcpy's slower way.
"""

# mypy: disable-error-code="no-untyped-call"
# nfcpy has no types.

from __future__ import annotations

import errno
import logging
import os
import re
import termios
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import nfc.clf
import nfc.clf.pn532
import nfc.clf.rcs380
import nfc.clf.transport
import nfc.clf.udp

from drivers.isodep import Garbled, Silence
from drivers.nfc_chips import Chip, Pn532Chip, Rcs380Chip, TagA, nfcpy_trouble
from drivers.pn532_buses import open_i2c, open_spi, read_frame
from drivers.protocols import Fault

NO_READER = "The card reader is not connected. Check its cable."
MUTE = "The card reader does not answer. Unplug it and plug it in again."
NO_RIGHT = "The card reader may not be used by this program. Check its permissions."
BUSY = "Another program holds the card reader."  # of an RC-S380 also the kernel's own module, port100
FAULTS = {
    errno.EIO: (Fault.MUTE, MUTE),
    errno.ETIMEDOUT: (Fault.MUTE, MUTE),
    errno.EACCES: (Fault.UNKNOWN, NO_RIGHT),
    errno.EPERM: (Fault.UNKNOWN, NO_RIGHT),
    errno.EBUSY: (Fault.UNKNOWN, BUSY),
}
"""What an error number of nfcpy's means; any other is a reader that is not there."""

TTY = re.compile(r"tty:(/[\w./-]+|[\w-]+):pn532")
I2C = re.compile(r"i2c:(\d+):pn532")
SPI = re.compile(r"spi:(\d+)\.(\d+):pn532")


def shut_loggers() -> None:
    """Let nothing out of nfcpy's loggers, whatever somebody sets up later: a disabled logger has no level that opens it."""
    names = [name for name in logging.Logger.manager.loggerDict if name == "nfc" or name.startswith("nfc.")]
    for name in ["nfc", *names]:
        logger = logging.getLogger(name)
        logger.disabled, logger.propagate = True, False
        logger.setLevel(logging.CRITICAL + 1)


shut_loggers()


class SerialLine(nfc.clf.transport.TTY):
    """nfcpy's serial line without pyserial's share, which sets the port anew for every other timeout: half of an idle reader's work."""

    def write(self, frame: bytes | bytearray) -> None:
        """Send one frame, whatever came before it thrown away. Raises OSError."""
        termios.tcflush(self._file(), termios.TCIFLUSH)
        if os.write(self._file(), frame) != len(frame):
            raise OSError(errno.EIO, "the line takes no whole frame")

    def read(self, timeout: int) -> bytearray:
        """One frame within milliseconds. Raises OSError."""
        return read_frame(self._file(), timeout)

    def _file(self) -> int:
        if self.tty is None:
            raise OSError(errno.ENODEV, "the line is closed")
        return int(self.tty.fileno())


class NfcpyChip:
    """Any chip by nfcpy's own way, which sets everything before every frame."""

    def __init__(self, device: Any) -> None:
        self.name = str(device).partition(" at ")[0]
        self._device = device
        self._target: Any = None

    def tune(self, mode: str) -> None:
        """The mode is given with every frame."""
        self._target = nfc.clf.RemoteTarget(mode)

    def exchange(self, frame: bytes | bytearray, timeout_s: float) -> bytes | bytearray:
        """One frame and its answer."""
        with nfcpy_trouble():
            try:
                answer: bytearray | None = self._device.send_cmd_recv_rsp(self._target, bytearray(frame), timeout_s)
            except nfc.clf.TimeoutError:
                answer = None
            except nfc.clf.CommunicationError:
                answer = bytearray()
        if answer is None:
            raise Silence
        if not answer:
            raise Garbled
        return answer

    def sense_a(self) -> TagA | None:
        """By nfcpy."""
        with nfcpy_trouble():
            return sense_a(self._device)

    def field_off(self) -> None:
        """Take the power from every card."""
        with nfcpy_trouble():
            self._device.mute()

    def close(self) -> None:
        """Release the chip."""
        with nfcpy_trouble():
            self._device.close()


class UdpChip(NfcpyChip):
    """nfcpy's UDP driver: another program plays the card; frames that come too late are thrown away."""

    SLOWEST_S = 0.03
    """Longest that a partner on the same computer is waited for when it has nothing to say."""

    def tune(self, mode: str) -> None:
        """Its socket goes with the field."""
        self._device._create_socket()  # the only way to a socket without a second of waiting
        self._target = nfc.clf.RemoteTarget(mode, _addr=self._device.addr)

    def exchange(self, frame: bytes | bytearray, timeout_s: float) -> bytes | bytearray:
        """One frame and its answer, after whatever came too late."""
        self._device.socket.setblocking(False)
        with suppress(BlockingIOError):
            while self._device.socket.recv(1024):
                continue
        return super().exchange(frame, max(timeout_s, self.SLOWEST_S))

    def sense_a(self) -> TagA | None:
        """Asked of nfcpy only when something answers, since it waits a second for nothing."""
        self.tune("106A")
        try:
            self.exchange(b"\x26", 0.0)
        except Silence:
            return None
        except Garbled:
            pass
        return super().sense_a()


def sense_a(device: Any) -> TagA | None:
    """Choose a Type A card as nfcpy does."""
    found: TagA | None = device.sense_tta(nfc.clf.RemoteTarget("106A"))
    return found if found and found.sel_res else None


def chip_of(device: Any) -> Chip:
    """The chip of an nfcpy device."""
    if isinstance(device, nfc.clf.rcs380.Device):
        return Rcs380Chip(device, sense_a)
    if isinstance(device, nfc.clf.pn532.Device):
        return Pn532Chip(device, sense_a)
    return UdpChip(device) if isinstance(device, nfc.clf.udp.Device) else NfcpyChip(device)


def pn532_on(transport: Any) -> Chip:
    """A PN532 behind a transport of its own, awake. Raises OSError."""
    logger = logging.getLogger("nfc.clf.pn532")
    with _freed_when_it_fails(transport):
        chipset = nfc.clf.pn532.Chipset(transport, logger)
        chipset.sam_configuration("normal")
        return chip_of(nfc.clf.pn532.Device(chipset, logger))


@contextmanager
def _freed_when_it_fails(line: Any) -> Iterator[None]:
    try:
        yield
    except Exception:
        with suppress(OSError), nfcpy_trouble():
            line.close()
        raise


def open_chip(address: str) -> Chip:
    """The reader at an address. Raises OSError."""
    try:
        with nfcpy_trouble():
            return _open_chip(address)
    finally:
        shut_loggers()  # a driver that was loaded now brought its own


def _open_chip(address: str) -> Chip:
    if found := I2C.fullmatch(address):
        return pn532_on(open_i2c(int(found[1])))
    if found := SPI.fullmatch(address):
        return pn532_on(open_spi(int(found[1]), int(found[2])))
    if found := TTY.fullmatch(address):
        line = SerialLine(_tty(found[1]))
        with _freed_when_it_fails(line):
            return chip_of(nfc.clf.pn532.init(line))
    device = _on_usb(address) if address.startswith("usb") else nfc.clf.device.connect(address)
    if device is None:
        raise OSError(errno.ENODEV, "no reader at this address")
    return chip_of(device)


def _on_usb(address: str) -> Any:
    """The first reader on USB that can be had. nfcpy keeps to itself why one cannot, unless it is asked for that one."""
    refused = None
    for vendor, product, bus, number in nfc.clf.transport.USB.find(address) or ():
        if (vendor, product) in nfc.clf.device.usb_device_map:
            try:
                return nfc.clf.device.connect(f"usb:{bus:03}:{number:03}")
            except OSError as error:
                refused = error.errno
    if refused:
        raise OSError(refused, os.strerror(refused))
    return None


def _tty(name: str) -> str:
    return name if name.startswith("/") else f"/dev/tty{name}"


def fault_of(error: OSError, address: str) -> tuple[Fault, str]:
    """The fault that an error of the chip at an address is, and its sentence."""
    tty = TTY.fullmatch(address)
    number = error.errno
    # A serial line that is there, with nobody at its other end: nfcpy calls it no device.
    if tty and Path(_tty(tty[1])).exists() and number in {None, errno.ENODEV}:
        number = errno.EIO
    if tty and not Path(_tty(tty[1])).exists():
        number = errno.ENODEV
    return FAULTS.get(number or 0, (Fault.OFFLINE, NO_READER))
