"""A PN532 (NXP UM0701-02, firmware 1.6) over a radio field: what goes in are the host's bytes, what comes out frames.

Quirks: after power-up and PowerDown it sleeps until it is woken (a long preamble on the serial line, a first transaction elsewhere);
a timeout of 0 waits until the host aborts by an ACK; Type B cards are activated at once with frames of 64 bytes and a DID. The
contactless unit's registers are kept, and obeyed for bit rate, type and CRC of what is sent; direct programming of its FIFO is not
played. Time inside the chip is not published and counted as none.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from drivers.virtual.air_cards import SHORT_FRAMES
from drivers.virtual.pn532_frames import ACK, ERROR, Heard, HostStream, answer_frame
from drivers.virtual.pn532_listing import list_a, list_b, list_f
from drivers.virtual.radio import Garbled, RadioField

FIRMWARE = bytes.fromhex("32010607")
"""IC PN532, version 1.6, ISO 14443 A, B and ISO 18092."""

BAUD = (9600, 19200, 38400, 57600, 115200, 230400, 460800, 921600, 1288000)

CIU_TX_MODE = 0x6302
CIU_RX_MODE = 0x6303
CIU_TX_CONTROL = 0x6304
CIU_FIFO_DATA = 0x6339
CIU_BIT_FRAMING = 0x633D
CRC_ON = 0x80
CARRIER_ON = 0x03

MODES = {"106A": 0x00, "212F": 0x12, "424F": 0x22, "106B": 0x03}
"""CIU_TxMode and CIU_RxMode, CRC apart: bit rate in bits 4 to 6, framing in bits 0 and 1."""

FRAMINGS = "A?FB"
LISTED = {0x00: "106A", 0x01: "212F", 0x02: "424F", 0x03: "106B"}
"""BrTy of InListPassiveTarget -> what is looked for."""

NO_ERROR = b"\x00"
TIME_OUT = b"\x01"
CRC_ERROR = b"\x02"

RF_FIELD = 0x01
VARIOUS_TIMINGS = 0x02
MAX_RETRIES = 0x05
AUTOMATIC_RATS = 0x10

WAKE_UP_BYTES = 5
"""Five rising edges on the serial line wake the chip; a byte 00 has one."""

FOR_EVER = 0xFF
ATTEMPT_S = 5e-3
"""Taken for one attempt to find a card when there is none; NXP publishes no figure."""

GUARD_S = {"A": 5e-3, "B": 5e-3, "F": 20e-3}
"""Between carrier on and the first request of InListPassiveTarget."""


class _Syntax(Exception):
    """The command is answered by the error frame."""


class _Waiting(Exception):
    """The command does not end until the host aborts it."""


class Pn532Chip:
    """The chip, whatever bus it hangs on; `transfers` counts what goes over it, `unplugged` and `mute` are for who plays with it."""

    def __init__(self, field: RadioField) -> None:
        self.field, self.clock = field, field.clock
        self.unplugged = self.mute = False
        self.asleep = True
        self.transfers = 0
        self.baud = 115200
        self.commands: list[int] = []
        self.out: deque[bytes] = deque()
        self._last = b""
        self._stream = HostStream()
        self._registers = {CIU_TX_MODE: CRC_ON, CIU_RX_MODE: CRC_ON}
        self._parameters = AUTOMATIC_RATS
        self._configured = {VARIOUS_TIMINGS: bytes((0x00, 0x0B, 0x0A)), MAX_RETRIES: bytes((0xFF, 0x01, 0xFF))}
        self._obeyed: dict[int, Callable[[bytes], bytes]] = {
            0x00: self._diagnose,
            0x02: lambda _: FIRMWARE,
            0x04: lambda _: bytes((0x00, self.field.powered, 0x00, 0x80)),
            0x06: self._read_register,
            0x08: self._write_register,
            0x10: self._set_serial_baudrate,
            0x12: self._set_parameters,
            0x14: self._sam_configuration,
            0x16: self._power_down,
            0x32: self._rf_configuration,
            0x42: self._in_communicate_thru,
            0x4A: self._in_list_passive_target,
            0x52: lambda _: NO_ERROR,
        }
        self.field.off()

    def feed(self, data: bytes) -> None:
        """Bytes from the host; whatever the chip says to them waits in `out`, acknowledgement first."""
        for heard in [] if self.mute else self._stream.feed(data):
            if self.asleep and heard.preamble < WAKE_UP_BYTES:
                continue
            self.asleep = False
            self._hear(heard)

    def wake(self) -> None:
        """The bus has woken the chip; a frame that only began is forgotten."""
        self.asleep = False
        self._stream.clear()

    def _hear(self, heard: Heard) -> None:
        self.out.clear()  # a new command, as an ACK, ends what was going on
        if heard.kind == "nack":
            self.out.append(self._last)
        if heard.kind != "command":
            return
        self.out.append(ACK)
        try:
            self._last = self._answer(heard.content)
        except _Waiting:
            return
        except (_Syntax, IndexError):
            self._last = ERROR
        self.out.append(self._last)

    def _answer(self, content: bytes) -> bytes:
        code, body = content[0], content[1:]
        self.commands.append(code)
        obey = self._obeyed.get(code)
        if obey is None:
            raise _Syntax
        return answer_frame(bytes((code + 1,)) + obey(body))

    def _diagnose(self, body: bytes) -> bytes:
        if body[0] == 0x00:  # communication line
            return body
        if body[0] in {0x01, 0x02}:  # ROM, RAM
            return NO_ERROR
        raise _Syntax

    def _read_register(self, body: bytes) -> bytes:
        places = [int.from_bytes(body[at : at + 2], "big") for at in range(0, len(body), 2)]
        return bytes(self._register(place) for place in places)

    def _register(self, place: int) -> int:
        if place == CIU_TX_CONTROL:
            return CARRIER_ON if self.field.powered else 0
        return self._registers.get(place, 0)

    def _write_register(self, body: bytes) -> bytes:
        if not body or len(body) % 3:
            raise _Syntax
        for at in range(0, len(body), 3):
            self._registers[int.from_bytes(body[at : at + 2], "big")] = body[at + 2]
        return b""

    def _set_serial_baudrate(self, body: bytes) -> bytes:
        self.baud = BAUD[body[0]]
        return b""

    def _set_parameters(self, body: bytes) -> bytes:
        self._parameters = body[0]
        return b""

    def _sam_configuration(self, body: bytes) -> bytes:
        if body[0] not in {1, 2, 3, 4}:
            raise _Syntax
        return b""

    def _power_down(self, _body: bytes) -> bytes:
        self.field.off()
        self.asleep = True
        return NO_ERROR

    def _rf_configuration(self, body: bytes) -> bytes:
        item, values = body[0], body[1:]
        if item == RF_FIELD:
            (self.field.on if values[0] & 0x01 else self.field.off)()
        self._configured[item] = values
        return b""

    def _in_communicate_thru(self, body: bytes) -> bytes:
        kbit, framing = 106 << (self._registers[CIU_TX_MODE] >> 4 & 0x07), self._registers[CIU_TX_MODE] & 0x03
        brty = f"{kbit}{FRAMINGS[framing]}"
        # Read anew at each command: hosts set it before each exchange.
        index = self._configured[VARIOUS_TIMINGS][2]
        if not self._sends(brty, body):
            self.clock.advance(_timeout_s(index))
            return self._waited(index)
        try:
            answer = self.field.exchange(brty, body, _timeout_s(index))
        except Garbled:
            return CRC_ERROR
        # The card has obeyed all the same: a receiver set otherwise than the sender hears nothing of its answer.
        deaf = (self._registers[CIU_TX_MODE] ^ self._registers[CIU_RX_MODE]) & 0x73
        return self._waited(index) if answer is None or deaf else NO_ERROR + answer

    def _sends(self, brty: str, frame: bytes) -> bool:
        """Whether a card could take it for a frame: seven bits for a request of Type A, a CRC on all that must have one."""
        if brty not in {"106A", "106B", "212B", "424B", "848B", "212F", "424F"}:
            return False
        if brty == "106A" and frame in SHORT_FRAMES:
            return self._register(CIU_BIT_FRAMING) & 0x07 == 7
        return bool(self._registers[CIU_TX_MODE] & CRC_ON) or (brty == "106A" and frame[1:] == b"\x20")

    @staticmethod
    def _waited(index: int) -> bytes:
        if index == 0:
            raise _Waiting
        return TIME_OUT

    def _in_list_passive_target(self, body: bytes) -> bytes:
        most, looked_for, initiator = body[0], LISTED.get(body[1]), body[2:]
        if not 1 <= most <= 2:
            raise _Syntax
        if looked_for is None:
            return NO_ERROR
        self._registers[CIU_TX_MODE] = self._registers[CIU_RX_MODE] = MODES[looked_for] | CRC_ON
        if not self.field.powered:
            self.field.on()
            self.clock.advance(GUARD_S[looked_for[-1]])
        tries = self._configured[MAX_RETRIES][2]
        for _ in range(1 if tries == FOR_EVER else tries + 1):
            target = self._listed(looked_for, initiator)
            if target:
                return b"\x01" + target
        if tries == FOR_EVER:
            raise _Waiting
        # nfcpy looks there for its request, to know that no card has overwritten it.
        self._registers[CIU_FIFO_DATA] = 0x26
        return NO_ERROR

    def _listed(self, looked_for: str, initiator: bytes) -> bytes | None:
        if looked_for == "106A":
            return list_a(self._ask, initiator, rats=bool(self._parameters & AUTOMATIC_RATS))
        if looked_for == "106B":
            return list_b(self._ask, initiator)
        return list_f(self._ask, looked_for, initiator)

    def _ask(self, brty: str, frame: bytes) -> bytes | None:
        try:
            return self.field.exchange(brty, frame, ATTEMPT_S)
        except Garbled:
            return None


def _timeout_s(index: int) -> float:
    """UM0701-02, 7.3.1: 100 microseconds times two to the power of the index less one; none for 0."""
    return 100e-6 * 2 ** (index - 1) if index else float(2**20)
