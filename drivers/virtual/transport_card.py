"""A virtual FeliCa transport card: what it answers on the air and, through a PC/SC reader, as transparent exchange.

JIS X 6319-4 and the FeliCa Card User's Manual, 4; only services without a key. The layout of balance and history is not published
by the operators; independent open readers agree on it (nfcpy's examples among them).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from cards.errors import BadCardData
from cards.felica import unwrap, wrap_answer
from drivers.virtual.air import Felica
from drivers.virtual.card_faults import CardFaults

POLLING, REQUEST_SERVICE, REQUEST_RESPONSE, READ_WITHOUT_ENCRYPTION, REQUEST_SYSTEM_CODE = 0x00, 0x02, 0x04, 0x06, 0x0C
BALANCE, HISTORY = 0x008B, 0x090F
BLOCK_BYTES, HISTORY_BLOCKS = 16, 20
MOST_BLOCKS = 12
"""Blocks of one read; products answer 8 to 15."""

WRONG_NUMBER_OF_SERVICES, WRONG_NUMBER_OF_BLOCKS, NO_SUCH_SERVICE, NO_SUCH_BLOCK = 0xA1, 0xA2, 0xA6, 0xA8
NO_KEY, KEY_VERSION = b"\xff\xff", b"\x00\x00"
MODE_0 = b"\x00"

GET_IDM = bytes.fromhex("FFCA0000")
FUNCTION_NOT_SUPPORTED = b"\x6a\x81"
SUCCESS = b"\x90\x00"


@dataclass(frozen=True)
class Ride:
    """One line of the history: day, balance after it (yen), kind of machine, kind of use, number of the stations."""

    day: date
    balance: int
    machine: int = 0x16
    use: int = 0x01
    entered: int = 0
    left: int = 0

    def block(self, number: int) -> bytes:
        """The line as the card holds it; `number` counts all rides of the card."""
        day = (self.day.year - 2000) << 9 | self.day.month << 5 | self.day.day
        stations = self.entered.to_bytes(2, "big") + self.left.to_bytes(2, "big")
        end = self.balance.to_bytes(2, "little") + number.to_bytes(3, "big") + b"\x00"
        return bytes((self.machine, self.use, 0, 0)) + day.to_bytes(2, "big") + stations + end


class _Status(Exception):
    """Status flags 1 and 2 of a refused read: where it went wrong (a bit each), and why."""

    def __init__(self, where: int, why: int) -> None:
        super().__init__(f"{where:02X} {why:02X}")
        self.flags = bytes((where, why))


@dataclass
class TransportChip:
    """A chip of one system; `services` holds each service's blocks and may be changed while it works."""

    air: Felica
    services: dict[int, list[bytes]] = field(default_factory=dict)

    def power_off(self) -> None:
        """Lose power; nothing that can be read depends on it."""

    def answer(self, command: bytes | bytearray, _faults: CardFaults) -> bytes:
        """What a PC/SC reader with this card on it answers."""
        if bytes(command[:4]) == GET_IDM:
            return self.air.idm + SUCCESS
        try:
            frame = unwrap(command)
        except BadCardData:
            return b"\x67\x00"
        # A reader knows no other command for such a card; SELECT never reaches it.
        return FUNCTION_NOT_SUPPORTED if frame is None else wrap_answer(self.answer_frame(frame))

    def answer_frame(self, frame: bytes) -> bytes | None:
        """One frame with its length byte, and the card's; None where it says nothing."""
        # Nobody can tell noise from a frame that says another length than it has.
        if len(frame) < 2 or frame[0] != len(frame):
            return None
        code, body = frame[1], frame[2:]
        answer = self._polled(body) if code == POLLING else self._addressed(code, body)
        return None if answer is None else bytes((len(answer) + 2, code + 1)) + answer

    def _polled(self, body: bytes) -> bytes | None:
        return self.air.polled(body[:2], body[2]) if len(body) == 4 else None

    def _addressed(self, code: int, body: bytes) -> bytes | None:
        command = COMMANDS.get(code)
        # A card is silent to what is meant for another.
        if command is None or body[:8] != self.air.idm:
            return None
        answer = command(self, body[8:])
        return None if answer is None else self.air.idm + answer

    def request_service(self, body: bytes) -> bytes | None:
        """The key version of each service, FFFF of one that the card has not."""
        if not body or len(body) != 1 + 2 * body[0]:
            return None
        codes = (int.from_bytes(body[at : at + 2], "little") for at in range(1, len(body), 2))
        return body[:1] + b"".join(KEY_VERSION if code in self.services else NO_KEY for code in codes)

    def request_response(self, _body: bytes) -> bytes | None:
        """That the card is there, in mode 0."""
        return MODE_0

    def request_system_code(self, _body: bytes) -> bytes | None:
        """All systems of the card."""
        return bytes((len(self.air.systems),)) + b"".join(system.to_bytes(2, "big") for system in self.air.systems)

    def read(self, body: bytes) -> bytes | None:
        """Blocks of services that want no key, or status flags that say what is wrong."""
        try:
            blocks = self._blocks(body)
        except _Status as refused:
            return refused.flags
        except IndexError:
            return None
        return bytes((0, 0, len(blocks))) + b"".join(blocks)

    def _blocks(self, body: bytes) -> list[bytes]:
        count = body[0]
        if not 1 <= count <= 16:
            # All bits: it is no one service's or block's fault.
            raise _Status(0xFF, WRONG_NUMBER_OF_SERVICES)
        services = [int.from_bytes(body[1 + 2 * n : 3 + 2 * n], "little") for n in range(count)]
        for n, service in enumerate(services):
            if service not in self.services:
                raise _Status(1 << n % 8, NO_SUCH_SERVICE)
        number, elements = body[1 + 2 * count], body[2 + 2 * count :]
        if not 1 <= number <= MOST_BLOCKS:
            raise _Status(0xFF, WRONG_NUMBER_OF_BLOCKS)
        return [self._block(services, *element) for element in _elements(elements, number)]

    def _block(self, services: list[int], element: int, service: int, block: int) -> bytes:
        if service >= len(services):
            raise _Status(1 << element % 8, NO_SUCH_SERVICE)
        blocks = self.services[services[service]]
        if block >= len(blocks):
            raise _Status(1 << element % 8, NO_SUCH_BLOCK)
        return blocks[block]


COMMANDS: Mapping[int, Callable[[TransportChip, bytes], bytes | None]] = {
    REQUEST_SERVICE: TransportChip.request_service,
    REQUEST_RESPONSE: TransportChip.request_response,
    READ_WITHOUT_ENCRYPTION: TransportChip.read,
    REQUEST_SYSTEM_CODE: TransportChip.request_system_code,
}
"""What the card obeys when it is called by its IDm."""


def transport_chip(air: Felica, balance: int, rides: tuple[Ride, ...]) -> TransportChip:
    """A transport card with that balance (yen) and the latest ride first, at most twenty kept."""
    attributes = bytes(11) + balance.to_bytes(2, "little") + bytes(3)
    lines = [ride.block(len(rides) - n) for n, ride in enumerate(rides[:HISTORY_BLOCKS])]
    # A new card has all its blocks already, written with zeros.
    blank = [bytes(BLOCK_BYTES)] * (HISTORY_BLOCKS - len(lines))
    return TransportChip(air, {BALANCE: [attributes], HISTORY: lines + blank})


def _elements(body: bytes, number: int) -> list[tuple[int, int, int]]:
    """Place, service and block of each element of a block list, which have two or three bytes each. Raises IndexError."""
    found, at = [], 0
    for place in range(number):
        two = bool(body[at] & 0x80)
        block = body[at + 1] if two else int.from_bytes((body[at + 1], body[at + 2]), "little")
        found.append((place, body[at] & 0x0F, block))
        at += 2 if two else 3
    return found
