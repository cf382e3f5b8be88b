"""APDUs by ISO/IEC 7816-4: one command, one answer, and what every session needs around them.

Quirks of JICSAP 1.1 cards (JICSAP IC card specification 1.1, 1998) that are met here once: the first command after power-up may be
answered 6F00; a short file answers fewer bytes with 9000; reading past the end answers 6B00.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

from cards import tlv
from cards.errors import ApplicationMissing, BadCardData, FileMissing, PinRequired, UnexpectedStatus

SELECT = 0xA4
READ_BINARY = 0xB0
VERIFY = 0x20
SIGN = 0x2A
GET_RESPONSE = 0xC0

WAKE_UP = bytes((0x00, SELECT, 0x00, 0x00))
"""A SELECT that changes nothing (6A86 after reset, 9000 with an application current)."""

LONGEST_ANSWER = 0x10000
"""Bytes that one answer may have by GET RESPONSE; more is a card gone wrong."""

LAST_OFFSET = 0x7FFF
"""The highest offset that P1 and P2 of READ BINARY can say."""


class StatusWord(IntEnum):
    """SW1 SW2 that the product gives a meaning to (ISO/IEC 7816-4, 5.6)."""

    OK = 0x9000
    END_OF_FILE = 0x6282
    WRONG_LENGTH = 0x6700
    SECURITY_NOT_SATISFIED = 0x6982
    BLOCKED = 0x6983
    REFERENCE_LOCKED = 0x6984
    FILE_MISSING = 0x6A82
    PAST_END = 0x6B00
    NO_DIAGNOSIS = 0x6F00


class Transport(Protocol):
    """What carries bytes to the card; any `CardConnection` is one."""

    def transmit(self, command: bytes | bytearray) -> bytes:
        """Exchange one APDU; a bytearray holds a secret, is overwritten by the caller afterwards and must not be kept."""


@dataclass
class Limits:
    """What one reader passes on, learned once and remembered as long as it is plugged in; None: not tried yet."""

    extended: bool | None = None


@dataclass(frozen=True)
class Command:
    """A short APDU: header of four bytes, body up to 255 bytes, `expect` 1 to 256 bytes back or None for none."""

    header: bytes
    body: bytes = b""
    expect: int | None = None

    def __bytes__(self) -> bytes:
        length = bytes((len(self.body),)) if self.body else b""
        return self.header + length + self.body + self.le

    @property
    def le(self) -> bytes:
        """The Le field; 256 is written 00."""
        return b"" if self.expect is None else bytes((self.expect & 0xFF,))

    def __repr__(self) -> str:
        return f"Command({self.header.hex()}, {len(self.body)} bytes)"  # a body may be a PIN


@dataclass(frozen=True)
class Response:
    """What came back: the body without the status word, and the status word."""

    body: bytes
    sw: int

    @property
    def ok(self) -> bool:
        """Whether the card did it; a file shorter than asked for (6282) counts."""
        # 6282 only warns that the file ended before Le bytes had come; those that came are good.
        return self.sw in {StatusWord.OK, StatusWord.END_OF_FILE}

    @property
    def tries(self) -> int | None:
        """X of a status word 63CX, the attempts that are left."""
        return self.sw & 0x0F if self.sw & 0xFFF0 == 0x63C0 else None


class Channel:
    """One powered card. Counts what it costs: `apdus`, bytes `sent` and `received`; `wake_ups` are counted apart."""

    def __init__(self, transport: Transport, limits: Limits | None = None) -> None:
        self._transport = transport
        self._limits = limits or Limits(extended=False)
        self.apdus = self.wake_ups = self.sent = self.received = 0

    def send(self, command: Command) -> Response:
        """Exchange one command, with GET RESPONSE (61xx) and the right Le (6Cxx) where the card asks for them."""
        # Only the first command after power-up is known to fail once for no reason.
        response = self._first(command) if self.apdus == 0 else self._exchange(command)
        # The card did nothing yet: it only tells the length it wants to be asked for. A command that wants nothing back, VERIFY
        # above all, cannot have asked for the wrong length, and is not sent again whatever a strange card says.
        if response.sw >> 8 == 0x6C and command.expect is not None:
            response = self._exchange(Command(command.header, command.body, response.sw & 0xFF or 256))
        while response.sw >> 8 == 0x61:
            more = self._exchange(Command(bytes((0, GET_RESPONSE, 0, 0)), expect=response.sw & 0xFF or 256))
            response = Response(response.body + more.body, more.sw)
            if not more.body or len(response.body) > LONGEST_ANSWER:
                raise BadCardData(f"GET RESPONSE: no end after {len(response.body)} bytes")
        return response

    def _first(self, command: Command) -> Response:
        response = self._exchange(command)
        # A VERIFY must never be sent twice, so only a SELECT is repeated.
        if response.sw != StatusWord.NO_DIAGNOSIS or command.header[1] != SELECT:
            return response
        self._exchange(Command(WAKE_UP))
        # Waking the card is its quirk, not the session's cost.
        self.apdus -= 2
        self.wake_ups += 2
        return self._exchange(command)

    def _exchange(self, command: Command) -> Response:
        out = bytes(command)
        answer = self._transport.transmit(out)
        # Judged before it is counted: an exchange without a status word did not take place.
        if len(answer) < 2:
            raise BadCardData(f"{command!r}: an answer of {len(answer)} bytes has no status word")
        self.apdus += 1
        self.sent += len(out)
        self.received += len(answer)
        return Response(answer[:-2], int.from_bytes(answer[-2:], "big"))

    def select(self, aid: bytes) -> None:
        """Make an application current, which forgets a verified PIN. Raises ApplicationMissing, UnexpectedStatus."""
        response = self.send(Command(bytes((0x00, SELECT, 0x04, 0x0C)), aid))
        if response.sw == StatusWord.FILE_MISSING:
            raise ApplicationMissing(f"no application {aid.hex().upper()}")
        expect_ok(response, "select")

    def read(self, sfi: int, length: int) -> bytes:
        """At most `length` (1 to 256) bytes from the start of a file by its short identifier, which becomes current.

        Raises FileMissing, PinRequired, UnexpectedStatus.
        """
        response = self.send(Command(bytes((0x00, READ_BINARY, 0x80 | sfi, 0)), expect=length))
        return expect_ok(response, f"read file {sfi:04X}")

    def read_object(self, sfi: int) -> bytes:
        """The one BER object a file begins with, without the filler after it: ceil(n / 256) APDUs for n bytes.

        Raises FileMissing, PinRequired, BadCardData, UnexpectedStatus.
        """
        # 256 bytes hold the header and most small files whole, so the length costs no APDU of its own.
        content = self.read(sfi, 256)
        # Filler alone: the file was made, and nothing was ever written.
        if not content.strip(b"\xff\x00"):
            raise FileMissing(f"file {sfi:04X} is empty")
        length = tlv.header(content).end
        while len(content) < length:
            content += self._read_on(sfi, len(content), min(256, length - len(content)))
        return content[:length]

    def _read_on(self, sfi: int, offset: int, length: int) -> bytes:
        # Bit 8 of P1 would turn a higher offset into a short identifier, and another file would be read.
        if offset > LAST_OFFSET:
            raise BadCardData(f"file {sfi:04X}: the object is longer than {LAST_OFFSET} bytes")
        response = self.send(Command(bytes((0x00, READ_BINARY, offset >> 8, offset & 0xFF)), expect=length))
        if response.sw == StatusWord.PAST_END or (response.ok and not response.body):
            raise BadCardData(f"file {sfi:04X} ends at byte {offset}, inside its object")
        return expect_ok(response, f"read file {sfi:04X}")


def expect_ok(response: Response, operation: str) -> bytes:
    """The body of a good answer. Raises FileMissing, PinRequired, UnexpectedStatus with the operation's name."""
    if response.sw == StatusWord.FILE_MISSING:
        raise FileMissing(f"{operation}: the card does not have it")
    if response.sw == StatusWord.SECURITY_NOT_SATISFIED:
        raise PinRequired(operation)
    if not response.ok:
        raise UnexpectedStatus(operation, response.sw)
    return response.body
