"""A Sony RC-S380 (NFC Port-100) over a radio field, behind the two bulk endpoints of its USB interface.

There is no public manual: frames, commands and status words are those that nfcpy 1.0.4 and Linux's port100.c use. Quirks: the
carrier comes on by itself with the first exchange, which then waits its initial guard time (taken as milliseconds: nfcpy's values
are then those of the NFC Forum's); an ACK from the host ends a command; settings hold until they are set anew.
"""

from __future__ import annotations

import errno
import os
from collections import deque
from collections.abc import Callable

from drivers.virtual.air_cards import SHORT_FRAMES
from drivers.virtual.radio import Garbled, RadioField

START = b"\x00\x00\xff"
ACK = START + b"\x00\xff\x00"
ERROR = START + b"\xff\xff"

TO_CHIP = 0xD6
TO_HOST = 0xD7

FIRMWARE = bytes.fromhex("1101")
PACKAGE_DATA = bytes.fromhex("0001")
COMMAND_TYPES = bytes.fromhex("0000000000000003")

SENDING: dict[tuple[int, ...], str] = {
    (1, 1): "212F",
    (1, 2): "424F",
    (2, 3): "106A",
    (4, 4): "212A",
    (5, 5): "424A",
    (3, 7): "106B",
    (3, 8): "212B",
    (3, 9): "424B",
}
"""First half of InSetRF -> bit rate and type."""
RECEIVING: dict[tuple[int, ...], str] = {(15, rate): brty for (_, rate), brty in SENDING.items()}

INITIAL_GUARD_TIME, ADD_CRC, ADD_PARITY, LAST_BYTE_BIT_COUNT = 0x00, 0x01, 0x04, 0x07
ADD_SOF, CHECK_SOF, ADD_EOF, CHECK_EOF = 0x09, 0x0A, 0x0B, 0x0C
LAST_SETTING = 0x13

SUCCESS = b"\x00"
PARAMETER_ERROR = b"\x01"
COMMANDTYPE_ERROR = b"\x07"
RECEIVED = bytes.fromhex("0000000008")
"""No error, and all eight bits of the last byte."""
CRC_ERROR = bytes.fromhex("04000000")
RECEIVE_TIMEOUT_ERROR = bytes.fromhex("80000000")

TIMEOUT_UNIT_S = 0.1e-3

USB_TRANSFER_S = 1.5 * 125e-6
"""A bulk transfer asked for at any moment of a microframe (USB 2.0, 8.4.3: 125 microseconds) is over at the end of the next."""


class Rcs380Chip:
    """The chip; `transfers` counts USB transfers, `unplugged` and `mute` are for who plays with it."""

    def __init__(self, field: RadioField) -> None:
        self.field, self.clock = field, field.clock
        self.unplugged = self.mute = False
        self.transfers = 0
        self.commands: list[int] = []
        self.out: deque[bytes] = deque()
        self._sends = self._receives = "106A"
        self._settings: dict[int, int] = {}
        self._obeyed: dict[int, Callable[[bytes], bytes]] = {
            0x00: self._in_set_rf,
            0x02: self._in_set_protocol,
            0x04: self._in_comm_rf,
            0x06: self._switch_rf,
            0x20: lambda _: FIRMWARE,
            0x22: lambda _: PACKAGE_DATA,
            0x28: lambda _: COMMAND_TYPES,
            0x2A: lambda body: SUCCESS if body in {b"\x00", b"\x01"} else COMMANDTYPE_ERROR,
        }
        self.field.off()

    def feed(self, frame: bytes) -> None:
        """One frame from the host; what the chip says to it waits in `out`, acknowledgement first."""
        self.out.clear()
        if self.mute or frame.startswith(ACK):
            return
        content = _content(frame)
        if content is None:
            self.out.append(ERROR)
            return
        self.out.extend((ACK, self._answer(content[0], content[1:])))

    def _answer(self, code: int, body: bytes) -> bytes:
        self.commands.append(code)
        obey = self._obeyed.get(code)
        return ERROR if obey is None else framed(bytes((TO_HOST, code + 1)) + obey(body))

    def _in_set_rf(self, body: bytes) -> bytes:
        sends, receives = SENDING.get(tuple(body[:2])), RECEIVING.get(tuple(body[2:]))
        if sends is None or receives is None:
            return PARAMETER_ERROR
        self._sends, self._receives = sends, receives
        return SUCCESS

    def _in_set_protocol(self, body: bytes) -> bytes:
        settings = dict(zip(body[::2], body[1::2], strict=False))
        if len(body) % 2 or any(setting > LAST_SETTING for setting in settings):
            return PARAMETER_ERROR
        # What is not named keeps its value: nfcpy sends only what changes.
        self._settings |= settings
        return SUCCESS

    def _switch_rf(self, body: bytes) -> bytes:
        if body not in {b"\x00", b"\x01"}:
            return PARAMETER_ERROR
        (self.field.on if body[0] else self.field.off)()
        return SUCCESS

    def _in_comm_rf(self, body: bytes) -> bytes:
        timeout_s, frame = int.from_bytes(body[:2], "little") * TIMEOUT_UNIT_S, body[2:]
        if not self.field.powered:
            self.field.on()
            self.clock.advance(self._settings.get(INITIAL_GUARD_TIME, 0) * 1e-3)
        # It is sent as it was set up, and no card takes it for a frame.
        if not self._well_formed(frame):
            self.clock.advance(timeout_s)
            return RECEIVE_TIMEOUT_ERROR
        try:
            answer = self.field.exchange(self._sends, frame, timeout_s)
        except Garbled:
            return CRC_ERROR
        return RECEIVE_TIMEOUT_ERROR if answer is None or self._sends != self._receives else RECEIVED + answer

    def _well_formed(self, frame: bytes) -> bool:
        """Whether a card takes it for a frame: Type B with its start and end, Type A with parity and seven bits for a request."""
        have = self._settings.get
        if self._sends.endswith("B"):
            return all(have(setting) for setting in (ADD_CRC, ADD_SOF, CHECK_SOF, ADD_EOF, CHECK_EOF))
        if self._sends.endswith("A"):
            short = frame in SHORT_FRAMES
            bits = have(LAST_BYTE_BIT_COUNT, 8)
            needs_crc = not short and frame[1:] != b"\x20"
            return bits == (7 if short else 8) and bool(short or have(ADD_PARITY)) and bool(have(ADD_CRC)) == needs_crc
        return bool(have(ADD_CRC))


class Rcs380Link:
    """The device's USB interface in the shape of nfcpy's transports; nothing waits, the clock goes by."""

    TYPE = "USB"
    manufacturer_name = "SONY"
    product_name = "RC-S380/S"

    def __init__(self, chip: Rcs380Chip) -> None:
        self._chip = chip

    def write(self, frame: bytes | bytearray, timeout: int = 0) -> None:  # noqa: ARG002 - nfcpy's shape
        """One bulk transfer out. Raises OSError (ENODEV) when unplugged."""
        self._transferred()
        self._chip.feed(bytes(frame))

    def read(self, timeout: int = 0) -> bytearray:
        """One bulk transfer in, waiting so many milliseconds (0: a mute chip is given up at once). Raises OSError: ETIMEDOUT, ENODEV."""
        self._transferred()
        if not self._chip.out:
            self._chip.clock.advance(timeout / 1000)
            raise OSError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT))
        return bytearray(self._chip.out.popleft())

    def close(self) -> None:
        """Let go of the device."""

    def _transferred(self) -> None:
        self._chip.transfers += 1
        self._chip.clock.advance(USB_TRANSFER_S)
        if self._chip.unplugged:
            raise OSError(errno.ENODEV, os.strerror(errno.ENODEV))


def framed(content: bytes) -> bytes:
    """A frame with that content, its length low byte first."""
    length = len(content).to_bytes(2, "little")
    return ERROR + length + bytes((-sum(length) & 0xFF,)) + content + bytes((-sum(content) & 0xFF, 0))


def _content(frame: bytes) -> bytes | None:
    """Command code and body of a host's frame; None for a bad one."""
    content = frame[8 : 8 + int.from_bytes(frame[5:7], "little")]
    good = len(content) >= 2 and content[0] == TO_CHIP and frame == framed(content)
    return content[1:] if good else None
