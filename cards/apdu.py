"""APDUs by ISO/IEC 7816-4: one command, one answer, and what every session needs around them.

Quirks of JICSAP 1.1 cards (JICSAP IC card specification 1.1, 1998) that are met here once: the first command after power-up may be
answered 6F00; a short file answers fewer bytes with 9000; reading past the end answers 6B00.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from cards import tlv
from cards.errors import ApplicationMissing, BadCardData, CardRemoved, FileMissing, UnexpectedStatus
from cards.response import NOT_THERE, REFUSED, TOLD, Response, StatusWord, expect_ok
from cards.secret import Secret

SELECT = 0xA4
READ_BINARY = 0xB0
READ_RECORD = 0xB2
VERIFY = 0x20
SIGN = 0x2A
GET_RESPONSE = 0xC0

WAKE_UP = bytes((0x00, SELECT, 0x00, 0x00))
"""A SELECT that changes nothing (6A86 after reset, 9000 with an application current)."""

SHORT = 256
"""The most bytes that a short Le can ask for."""

LONGEST_ANSWER = 0x10000
"""Bytes that extended length can ask for."""

MOST_ROUNDS = 128
"""Exchanges for one answer or one object, at 256 bytes each all that offsets can say; a card that needs more has gone wrong."""

LAST_OFFSET = 0x7FFF
"""The highest offset that P1 and P2 of READ BINARY can say."""


class Transport(Protocol):
    """What carries bytes to the card; any `CardConnection` is one."""

    def transmit(self, command: bytes | bytearray) -> bytes:
        """Exchange one APDU; a bytearray holds a secret, is overwritten by the caller afterwards and must not be kept."""


@dataclass
class Limits:
    """What is known of one reader.

    `extended`: whether it passes extended length on, as long as it is plugged in; None: not tried yet. `unsure`: codes, by AID
    and file, whose last answer was lost there.
    """

    extended: bool | None = None
    unsure: set[tuple[bytes, int]] = field(default_factory=set)


class Command(NamedTuple):
    """An APDU: header of four bytes, body, and how many bytes are wanted back (None: none).

    Short while the body has at most 255 bytes and at most 256 are wanted, else of extended length (ISO/IEC 7816-3, 12.1.3).
    """

    header: bytes
    body: bytes = b""
    expect: int | None = None

    def __bytes__(self) -> bytes:
        wide = len(self.body) >= SHORT or (self.expect or 0) > SHORT
        size = 2 if wide else 1
        lead = b"\x00" if wide else b""
        length = len(self.body).to_bytes(size, "big") if self.body else b""
        # The most that the field can say is written as zero.
        le = b"" if self.expect is None else (self.expect % (1 << 8 * size)).to_bytes(size, "big")
        return self.header + lead + length + self.body + le

    def __repr__(self) -> str:
        return f"Command({self.header.hex()}, {len(self.body)} bytes)"  # a body may tell who somebody is


class Channel:
    """One powered card, and the application that is `selected`.

    Counts what it costs: `apdus`, bytes `sent` and `received`; `wake_ups` are counted apart.
    """

    def __init__(self, transport: Transport, limits: Limits | None = None) -> None:
        self._transport = transport
        self.limits = limits or Limits(extended=False)
        self.selected: bytes | None = None
        self.apdus = self.wake_ups = self.sent = self.received = 0

    def send(self, command: Command) -> Response:
        """Exchange one command, with GET RESPONSE (61xx) and the right Le (6Cxx) where the card asks for them."""
        # Only the first command after power-up is known to fail once for no reason.
        response = self._first(command) if self.apdus == 0 else self._exchange(bytes(command))
        # The card did nothing yet: it only tells the length it wants to be asked for, never more than was wanted.
        if response.sw >> 8 == 0x6C and (response.sw & 0xFF or SHORT) <= (command.expect or 0):
            command = Command(command.header, command.body, response.sw & 0xFF or SHORT)
            response = self._exchange(bytes(command))
        if response.sw >> 8 == 0x61:
            response = self._rest(response)
        if command.expect is not None and len(response.body) > command.expect:
            raise BadCardData(f"{command!r}: {len(response.body)} bytes came, {command.expect} were asked for")
        return response

    def send_secret(self, header: bytes, secret: Secret) -> Response:
        """Exchange one command with a code as its body, once, whatever the card says; its bytes are overwritten afterwards."""
        command = bytearray((*header, len(secret)))
        command += secret.octets
        try:
            return self._exchange(command)
        finally:
            command[:] = bytes(len(command))

    def _rest(self, response: Response) -> Response:
        for _ in range(MOST_ROUNDS):
            more = self._exchange(bytes(Command(bytes((0, GET_RESPONSE, 0, 0)), expect=response.sw & 0xFF or SHORT)))
            response = Response(response.body + more.body, more.sw)
            if response.sw >> 8 != 0x61:
                return response
            if not more.body:
                break
        raise BadCardData(f"GET RESPONSE: no end after {len(response.body)} bytes")

    def _first(self, command: Command) -> Response:
        response = self._exchange(bytes(command))
        # Nothing that may cost or change something is ever sent twice, so only a SELECT is repeated.
        if response.sw != StatusWord.NO_DIAGNOSIS or command.header[1] != SELECT:
            return response
        self._exchange(WAKE_UP)
        # Waking the card is its quirk, not the session's cost.
        self.apdus -= 2
        self.wake_ups += 2
        return self._exchange(bytes(command))

    def _exchange(self, command: bytes | bytearray) -> Response:
        answer = self._transport.transmit(command)
        # Judged before it is counted: an exchange without a status word did not take place.
        if len(answer) < 2:
            raise BadCardData(f"{command[:4].hex()}: an answer of {len(answer)} bytes has no status word")
        self.apdus += 1
        self.sent += len(command)
        self.received += len(answer)
        return Response(answer[:-2], answer[-2] << 8 | answer[-1])

    def select(self, aid: bytes) -> None:
        """Make an application current, which forgets a verified PIN. Raises ApplicationMissing, UnexpectedStatus."""
        self.selected = None
        response = self.send(Command(b"\x00\xa4\x04\x0c", aid))
        if response.sw in NOT_THERE:
            raise ApplicationMissing(f"no application {aid.hex().upper()}")
        expect_ok(response, "select")
        self.selected = aid

    def read(self, sfi: int, length: int) -> bytes:
        """At most `length` (1 to 256) bytes from the start of a file by its short identifier, which becomes current.

        Raises FileMissing, PinRequired, UnexpectedStatus.
        """
        response = self.send(Command(_from_start(sfi), expect=length))
        return expect_ok(response, f"read file {sfi:04X}")[:length]

    def read_object(self, sfi: int, room: int = SHORT) -> bytes:
        """The one BER object a file begins with, without the filler after it: ceil(n / 256) APDUs for n bytes.

        With more `room` than 256 one APDU asks for so many bytes, if the reader passes that on (tried once, kept in `limits`).
        Raises FileMissing, PinRequired, BadCardData, UnexpectedStatus.
        """
        # 256 bytes hold the header and most small files whole, so the length costs no APDU of its own.
        content = self._at_once(sfi, room) or self.read(sfi, SHORT)
        # Filler alone: the file was made, and nothing was ever written.
        if not content.strip(tlv.FILLER):
            raise FileMissing(f"file {sfi:04X} is empty")
        return self.complete(sfi, content, tlv.header(content).end)

    def complete(self, sfi: int, content: bytes, length: int) -> bytes:
        """The first `length` bytes of the current file, which `content` begins. Raises BadCardData, UnexpectedStatus."""
        # This card and this reader both gave a long answer a moment ago.
        most = LONGEST_ANSWER if len(content) > SHORT else SHORT
        last = self.apdus + MOST_ROUNDS
        while len(content) < length:
            if self.apdus >= last:
                raise BadCardData(f"file {sfi:04X}: no end after {len(content)} bytes")
            try:
                content += self._read_on(sfi, len(content), min(most, length - len(content)))
            except UnexpectedStatus:
                # That one long answer passed does not mean that one of ten thousand bytes does.
                if most == SHORT:
                    raise
                most = SHORT
        return content[:length]

    def read_record(self, sfi: int, number: int) -> bytes:
        """A record of a file by its number, from 1. Raises FileMissing, PinRequired, UnexpectedStatus."""
        response = self.send(Command(bytes((0x00, READ_RECORD, number, sfi << 3 | 0x04)), expect=SHORT))
        return expect_ok(response, f"read record {number} of file {sfi:04X}")

    def _at_once(self, sfi: int, room: int) -> bytes:
        """The start of a file by one command of extended length; nothing where it has to be asked for in short ones."""
        if room <= SHORT or self.limits.extended is False:
            return b""
        command = Command(_from_start(sfi), expect=room)
        response = self.send(command) if self.limits.extended else self._probe(command)
        # A card that does not take the length is asked again; one that says why it gives nothing is not.
        return expect_ok(response, f"read file {sfi:04X}") if response.ok or response.sw in TOLD else b""

    def _probe(self, command: Command) -> Response:
        # Whatever comes of it but a proof, this reader counts as one that does not pass extended length on: one that goes mute
        # over it must not be asked a second time.
        self.limits.extended = False
        try:
            response = self.send(command)
        except CardRemoved:
            self.limits.extended = None
            raise
        except BadCardData:
            return REFUSED
        if response.sw in TOLD or (response.ok and not response.body.strip(tlv.FILLER)):
            self.limits.extended = None
        else:
            self.limits.extended = response.ok and len(response.body) > SHORT and _begins_well(response.body)
        return response if self.limits.extended or response.sw in TOLD else REFUSED

    def _read_on(self, sfi: int, offset: int, length: int) -> bytes:
        # Bit 8 of P1 would turn a higher offset into a short identifier, and another file would be read.
        if offset > LAST_OFFSET:
            raise BadCardData(f"file {sfi:04X}: the object is longer than {LAST_OFFSET} bytes")
        response = self.send(Command(bytes((0x00, READ_BINARY, offset >> 8, offset & 0xFF)), expect=length))
        if response.sw == StatusWord.PAST_END or (response.ok and not response.body):
            raise BadCardData(f"file {sfi:04X} ends at byte {offset}, inside its object")
        return expect_ok(response, f"read file {sfi:04X}")


def _from_start(sfi: int) -> bytes:
    return bytes((0x00, READ_BINARY, 0x80 | sfi, 0))


def _begins_well(content: bytes) -> bool:
    try:
        return tlv.header(content).end > 0
    except BadCardData:
        return False
