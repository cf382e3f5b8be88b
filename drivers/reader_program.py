"""The program that `drivers.isolated` starts: one card reader, served by frames on standard input and output.

A frame is one letter, four length bytes big-endian, payload. Requests: C connect, T transmit (APDU), D disconnect, H health.
Answers: `=` done, `!` failed (name, newline, sentence). Told unasked: `+` and `-`, a card is there, is not there.
"""

from __future__ import annotations

import importlib
import struct
import sys
import threading
from collections.abc import Callable
from typing import IO

from cards.errors import CardError, CardMute, CardRemoved, SeveralCards
from drivers.protocols import CardConnection, CardEvent, CardReader, DeviceFault, Link

READERS = {"pcsc": "drivers.pcsc:PcscReader", "virtual": "drivers.virtual.my_number_card:reader_at"}
"""Kind of reader to what makes one of an address; only the one asked for is loaded."""

CARD_ERRORS: dict[str, type[CardError]] = {"removed": CardRemoved, "mute": CardMute, "several": SeveralCards}
"""What a card can do wrong on a reader, by the name that crosses the pipe."""

FRAME = struct.Struct(">cI")


def send(pipe: IO[bytes], letter: bytes, payload: bytes | bytearray = b"") -> None:
    """Write one frame."""
    pipe.write(FRAME.pack(letter, len(payload)) + payload)
    pipe.flush()


def receive(pipe: IO[bytes]) -> tuple[bytes, bytes] | None:
    """One frame, or None at the end."""
    head = pipe.read(FRAME.size)
    if len(head) < FRAME.size:
        return None
    letter, length = FRAME.unpack(head)
    payload = pipe.read(length)
    return (letter, payload) if len(payload) == length else None


def pack_link(link: Link) -> bytes:
    """A link as lines: reader, ATR in hex, kbit/s announced, kbit/s used."""
    announced = " ".join(str(rate) for rate in link.announced)
    return "\n".join((link.reader, link.atr.hex(), announced, str(link.used or ""))).encode()


def unpack_link(payload: bytes) -> Link:
    """What `pack_link` wrote."""
    reader, atr, announced, used = payload.decode().split("\n")
    return Link(reader, bytes.fromhex(atr), tuple(map(int, announced.split())), int(used) if used else None)


class _Service:
    """The child's side: one reader, at most one connection."""

    def __init__(self, reader: CardReader, pipe: IO[bytes]) -> None:
        self._reader = reader
        self._pipe = pipe
        self._writing = threading.Lock()
        self._connection: CardConnection | None = None
        self._acts: dict[bytes, Callable[[bytes], bytes]] = {
            b"C": self._connect,
            b"T": self._transmit,
            b"D": self._disconnect,
            b"H": self._health,
        }

    def serve(self, requests: IO[bytes]) -> None:
        """Answer until the parent closes the pipe."""
        # The driver watches on a thread of its own, so a card that comes is told while an exchange runs.
        self._reader.open(lambda event: self._say(b"+" if event is CardEvent.INSERTED else b"-"))
        # Said once more whatever was noticed: this first word tells the parent that the child is ready.
        self._say(b"+" if self._reader.card_present else b"-")
        while frame := receive(requests):
            try:
                letter, payload = b"=", self._acts[frame[0]](frame[1])
            except CardError as error:
                name = next((name for name, kind in CARD_ERRORS.items() if isinstance(error, kind)), "removed")
                letter, payload = b"!", f"{name}\n{error}".encode()
            except DeviceFault as error:
                letter, payload = b"!", f"{error.fault}\n{error}".encode()
            self._say(letter, payload)

    def _say(self, letter: bytes, payload: bytes = b"") -> None:
        # Two threads speak: frames must not run into each other.
        with self._writing:
            send(self._pipe, letter, payload)

    def _connect(self, _: bytes) -> bytes:
        # A parent that lost its connection without a word must still find a card without power.
        self._disconnect(b"")
        self._connection = self._reader.connect()
        return pack_link(self._connection.link)

    def _transmit(self, command: bytes) -> bytes:
        if self._connection is None:
            raise CardRemoved("there is no connection")
        return self._connection.transmit(command)

    def _disconnect(self, _: bytes) -> bytes:
        if self._connection:
            self._connection.close()
            self._connection = None
        return b""

    def _health(self, _: bytes) -> bytes:
        health = self._reader.health()
        return f"{health.fault or ''}\n{health.sentence}".encode()


def main() -> None:
    """Serve one reader to the parent by standard input and output."""
    kind, address = sys.argv[1:]
    module, name = READERS[kind].split(":")
    reader = getattr(importlib.import_module(module), name)(address)
    _Service(reader, sys.stdout.buffer).serve(sys.stdin.buffer)


if __name__ == "__main__":
    main()
