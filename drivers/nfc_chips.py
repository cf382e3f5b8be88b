"""The chips of contactless readers, asked for single frames: tune, exchange, field. They get nfcpy's own chip object and import nothing of it.

RC-S380: Sony NFC Port-100 (no public manual; the commands as nfcpy 1.0.4 sends them). PN532: NXP UM0701-02 and PN532/C1 data sheet.
Quirk: nfcpy sets every register and protocol setting before every frame, 12 USB transfers on an RC-S380; here they are set when
they change, and a frame costs one chip command, 3 transfers. Raises Silence, Garbled, and OSError when the chip itself fails.
"""

from __future__ import annotations

import errno
import struct
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from math import ceil
from typing import Any, Protocol

from drivers.isodep import Garbled, Silence


class Chip(Protocol):
    """What sends frames. A mode is bit rate and type as nfcpy names them: 106B, 212B, 424B, 212F, 106A; frames are without checksum."""

    name: str

    def tune(self, mode: str) -> None:
        """Take a mode for the exchanges that follow; the field goes on with them. Raises OSError."""

    def exchange(self, frame: bytes | bytearray, timeout_s: float) -> bytes | bytearray:
        """Send a frame, and wait so long for the beginning of the answer. Raises Silence, Garbled, OSError."""

    def sense_a(self) -> TagA | None:
        """Choose a Type A card, if there is one; afterwards the mode is unknown. Raises OSError."""

    def field_off(self) -> None:
        """Take the power from every card. Raises OSError."""

    def close(self) -> None:
        """Release the chip; may be called twice. Raises OSError."""


class TagA(Protocol):
    """A chosen Type A card as nfcpy's `RemoteTarget` has it: UID and SAK."""

    sdd_res: bytearray
    sel_res: bytearray


@contextmanager
def nfcpy_trouble() -> Iterator[None]:
    """Turn whatever nfcpy stumbles over, when a chip answers nonsense or its line is gone, into an OSError (EIO)."""
    try:
        yield
    except OSError:
        raise
    # Half a frame is an IndexError, none a TypeError, a refusal one of three classes of its own, a lost line a termios.error.
    except Exception as error:
        raise OSError(errno.EIO, "the chip's answer makes no sense") from error


class BoundedUsb:
    """An RC-S380's USB line on which a read ends: nfcpy waits for ever, and a mute chip would never be told."""

    CHIP_S = 1.0
    """Longest that a chip takes for anything but a card."""

    def __init__(self, line: Any) -> None:
        self._line = line
        self.card_s = 0.0
        self.write, self.close = line.write, line.close

    def read(self, timeout: int = 0) -> bytearray:
        """One frame within milliseconds, 0: as long as card and chip may take. Raises OSError."""
        frame: bytearray = self._line.read(timeout or ceil(1000 * (self.card_s + self.CHIP_S)))
        return frame


class Rcs380Chip:
    """Sony RC-S380."""

    IN_SET_PROTOCOL, IN_COMM_RF = 0x02, 0x04
    RECEIVE_TIMEOUT_ERROR = 0x80
    LONGEST_TIMEOUT = 0xFFFF  # in units of 0.1 ms

    def __init__(self, device: Any, sense_a: Any) -> None:
        self.name = "Sony RC-S380"
        self._device = device
        self._sense_a = sense_a
        self._mode = ""
        self._line = device.chipset.transport = BoundedUsb(device.chipset.transport)

    def tune(self, mode: str) -> None:
        """Two commands, and none when the mode is the same."""
        if mode != self._mode:
            with nfcpy_trouble():
                self._device.chipset.in_set_rf(mode)
            self._command(self.IN_SET_PROTOCOL, PORT_100[mode[-1]])
            self._mode = mode

    def exchange(self, frame: bytes | bytearray, timeout_s: float) -> bytes | bytearray:
        """One command: three USB transfers."""
        units = min(ceil(timeout_s * 10_000), self.LONGEST_TIMEOUT)
        self._line.card_s = timeout_s
        answer = self._command(self.IN_COMM_RF, struct.pack("<H", units) + frame)
        self._line.card_s = 0.0
        (status,) = struct.unpack_from("<I", answer)
        if status & self.RECEIVE_TIMEOUT_ERROR:
            raise Silence
        if status:
            raise Garbled
        return answer[5:]

    def sense_a(self) -> TagA | None:
        """The frames of the anticollision are nfcpy's."""
        self._mode = ""
        with nfcpy_trouble():
            found: TagA | None = self._sense_a(self._device)
        return found

    def field_off(self) -> None:
        """The settings are given anew afterwards."""
        self._mode = ""
        with nfcpy_trouble():
            self._device.mute()

    def close(self) -> None:
        """Field off, USB free."""
        with nfcpy_trouble():
            self._device.close()

    def _command(self, code: int, content: bytes) -> bytearray:
        with nfcpy_trouble():
            answer: bytearray | None = self._device.chipset.send_command(code, content)
        # nfcpy gives nothing when the chip's frames are out of step.
        if answer is None or len(answer) < (4 if code == self.IN_COMM_RF else 1):
            raise OSError(errno.EIO, "no answer of the chip")
        return answer


# number and value of each setting of InSetProtocol; what differs by type: initial guard time, parity, start and end of frame
_COMMON = {number: 0 for number in range(0x14) if number != 0x0D} | {0x01: 1, 0x02: 1, 0x07: 8, 0x0E: 4, 0x13: 6}
_BY_TYPE: Mapping[str, Mapping[int, int]] = {
    "A": {0x00: 24, 0x04: 1, 0x05: 1},
    "B": {0x00: 20, 0x09: 1, 0x0A: 1, 0x0B: 1, 0x0C: 1},
    "F": {0x00: 24},
}
PORT_100 = {
    kind: bytes(octet for pair in sorted((_COMMON | dict(own)).items()) for octet in pair)
    for kind, own in _BY_TYPE.items()
}
"""InSetProtocol by type: nfcpy's defaults and its differences in one command."""


class Pn532Chip:
    """NXP PN532, by whatever bus."""

    IN_COMMUNICATE_THRU = 0x42
    RF_FIELD, VARIOUS_TIMINGS = 0x01, 0x02  # items of RFConfiguration
    LONGEST_INDEX = 16
    ACK_MS = 100
    HOST_S = 0.2
    """How much longer than the card the chip may take: the frame on the air at 106 kbit/s and on the bus."""

    def __init__(self, device: Any, sense_a: Any) -> None:
        self.name = "NXP PN532"
        self._device = device
        self._sense_a = sense_a
        # The lower bits of this one switch the antenna and stay as the firmware has them.
        with nfcpy_trouble():
            self._auto = device.chipset.read_register("CIU_TxAuto") & ~FORCE_100_ASK
        self._registers: dict[str, int] = {}
        self._index: int | None = None
        self._field = False

    def tune(self, mode: str) -> None:
        """One command with the registers that differ, none when nothing does."""
        if not self._field:
            with nfcpy_trouble():
                self._device.chipset.rf_configuration(self.RF_FIELD, b"\x01")
            self._field = True
        wanted = REGISTERS[mode] | {"CIU_TxAuto": self._auto | (FORCE_100_ASK if mode[-1] == "A" else 0)}
        if changed := [(name, value) for name, value in wanted.items() if self._registers.get(name) != value]:
            with nfcpy_trouble():
                self._device.chipset.write_register(*changed)
            self._registers |= changed

    def exchange(self, frame: bytes | bytearray, timeout_s: float) -> bytes | bytearray:
        """One command; the timeout is the next of the chip's powers of two, 3.3 s at most."""
        # The chip counts 100 us * 2 ** (index - 1) (UM0701-02, 7.3.1, item 02).
        index = min(max(ceil(timeout_s * 10_000) - 1, 0).bit_length() + 1, self.LONGEST_INDEX)
        if index != self._index:
            with nfcpy_trouble():
                self._device.chipset.rf_configuration(self.VARIOUS_TIMINGS, bytes((10, 11, index)))
            self._index = index
        answer = self._command(frame, 1e-4 * 2 ** (index - 1) + self.HOST_S)
        status = answer[0] & 0x3F
        if status:
            raise Silence if status == 0x01 else Garbled
        return answer[1:]

    def sense_a(self) -> TagA | None:
        """InListPassiveTarget changes registers as it likes."""
        self._registers.clear()
        with nfcpy_trouble():
            found: TagA | None = self._sense_a(self._device)
        return found

    def field_off(self) -> None:
        """The field goes on again with the next mode."""
        with nfcpy_trouble():
            self._device.mute()
        self._field = False

    def close(self) -> None:
        """Put the chip to sleep and free the bus."""
        with nfcpy_trouble():
            self._device.close()

    def _command(self, frame: bytes | bytearray, timeout_s: float) -> bytearray:
        chipset, command = self._device.chipset, thru(self.IN_COMMUNICATE_THRU, frame)
        with nfcpy_trouble():
            try:
                chipset.write_frame(command)
            finally:
                command[:] = bytes(len(command))  # it may hold a PIN, of which nfcpy's own `command` leaves copies
            answer: bytearray = chipset.read_frame(self.ACK_MS)
            while answer == chipset.ACK:
                answer = chipset.read_frame(ceil(1000 * timeout_s))
        body = answer[8 if answer[3:5] == b"\xff\xff" else 5 :]
        if sum(body) & 0xFF or body[:2] != bytes((0xD5, self.IN_COMMUNICATE_THRU + 1)) or len(body) < 5:
            raise OSError(errno.EIO, "the chip's answer makes no sense")
        return body[2:-2]


def thru(code: int, content: bytes | bytearray) -> bytearray:
    """A command to the chip as its frame (UM0701-02, 6.2.1), made in one piece of memory."""
    size = len(content) + 2
    length = bytes((size, -size & 0xFF)) if size < 0x100 else b"\xff\xff" + size.to_bytes(2, "big")
    start = b"\x00\x00\xff" + length + (b"" if size < 0x100 else bytes((-sum(length[2:]) & 0xFF,)))
    frame = bytearray(len(start) + size + 2)
    frame[: len(start)] = start
    frame[len(start) : len(start) + 2] = bytes((0xD4, code))
    frame[len(start) + 2 : -2] = content
    with memoryview(frame) as whole:
        frame[-2] = -sum(whole[len(start) : -2]) & 0xFF
    return frame


FORCE_100_ASK = 0x40

# analog settings that nfcpy gives RFConfiguration for 106A, F and 106B, as registers: what the firmware would load for the type
_FIELD_B = {"CIU_RFCfg": 0x59, "CIU_GsNOn": 0xFF, "CIU_CWGsP": 0x3F, "CIU_ModGsP": 0x04, "CIU_Demod": 0x4D}
_FIELD_F = {"CIU_RFCfg": 0x69, "CIU_GsNOn": 0xFF, "CIU_CWGsP": 0x3F, "CIU_ModGsP": 0x11, "CIU_Demod": 0x41}
_FIELD_A = {"CIU_RFCfg": 0x59, "CIU_GsNOn": 0xF4, "CIU_CWGsP": 0x3F, "CIU_ModGsP": 0x11, "CIU_Demod": 0x4D}


def _registers(mode: int, field: Mapping[str, int], width: int = 0x26, mifare: int = 0x62) -> dict[str, int]:
    """Transmitter and receiver in a mode (checksum on, speed, framing), the antenna as the type wants it."""
    ways = {"CIU_TxMode": mode, "CIU_RxMode": mode, "CIU_RxThreshold": 0x85}
    return ways | dict(field) | {"CIU_ModWidth": width, "CIU_MifNFC": mifare}


REGISTERS = {
    "106A": _registers(0x80, _FIELD_A),
    "106B": _registers(0x83, _FIELD_B),
    "212B": _registers(0x93, _FIELD_B, 0x15, 0x8A),
    "424B": _registers(0xA3, _FIELD_B, 0x08, 0xB2),
    "212F": _registers(0x92, _FIELD_F),
}
"""CIU registers by mode (PN532/C1, 8.6.23)."""
