"""The program that `drivers.isolated` starts: one card reader, served by frames on standard input and output.

Frames are those of `drivers.frames`. Requests: C connect (IN_PASSING, FELICA_FIRST), T transmit (APDU), D disconnect, H health.
Answers: `=` done, `!` failed (name, newline, sentence). Told unasked: `+` and `-`, a card is there, is not there.
"""

from __future__ import annotations

import importlib
import sys
import threading
from collections.abc import Callable
from io import FileIO, RawIOBase

from cards.apdu import Limits
from cards.errors import CardError, CardMute, CardRemoved, SeveralCards
from drivers.frames import receive, send
from drivers.protocols import CardConnection, CardEvent, CardReader, DeviceFault, Link

READERS = {
    "pcsc": "drivers.pcsc:PcscReader",
    "nfc": "drivers.nfc:NfcReader",
    "virtual": "drivers.virtual.card_kinds:reader_at",
}
"""Kind of reader to what makes one of an address; only the one asked for is loaded."""

IN_PASSING, FELICA_FIRST = b"p", b"f"
"""What a connect request says for somebody who passes by, and of the card that goes first."""

CARD_ERRORS: dict[str, type[CardError]] = {"removed": CardRemoved, "mute": CardMute, "several": SeveralCards}
"""What a card can do wrong on a reader, by the name that crosses the pipe."""


def pack_link(link: Link, *, fresh: bool) -> bytes:
    """A link as lines: reader, ATR in hex, kbit/s announced, kbit/s used; and whether the reader was away since the last one."""
    announced = " ".join(str(rate) for rate in link.announced)
    return "\n".join((link.reader, link.atr.hex(), announced, str(link.used or ""), "fresh" if fresh else "")).encode()


def unpack_link(payload: bytes | bytearray) -> tuple[Link, bool]:
    """What `pack_link` wrote."""
    reader, atr, announced, used, fresh = payload.decode().split("\n")
    link = Link(reader, bytes.fromhex(atr), tuple(map(int, announced.split())), int(used) if used else None)
    return link, bool(fresh)


class _Service:
    """The child's side: one reader, at most one connection."""

    def __init__(self, reader: CardReader, pipe: RawIOBase) -> None:
        self._reader = reader
        self._pipe = pipe
        self._writing = threading.Lock()
        self._connection: CardConnection | None = None
        self._limits: dict[str, Limits] = {}
        self._acts: dict[bytes, Callable[[bytearray], bytes]] = {
            b"C": self._connect,
            b"T": self._transmit,
            b"D": self._disconnect,
            b"H": self._health,
        }

    def serve(self, requests: RawIOBase) -> None:
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
            finally:
                frame[1][:] = bytes(len(frame[1]))
            self._say(letter, payload)

    def _say(self, letter: bytes, payload: bytes = b"") -> None:
        # Two threads speak: frames must not run into each other.
        with self._writing:
            send(self._pipe, letter, payload)

    def _connect(self, how: bytearray) -> bytes:
        # A parent that lost its connection without a word must still find a card without power.
        self._disconnect(bytearray())
        self._connection = self._reader.connect(in_passing=IN_PASSING in how, felica_first=FELICA_FIRST in how)
        link, limits = self._connection.link, self._connection.limits
        # The parent remembers what a reader passes on over restarts of this program, but not over a reader's own absence.
        fresh = self._limits.setdefault(link.reader, limits) is not limits
        self._limits[link.reader] = limits
        return pack_link(link, fresh=fresh)

    def _transmit(self, command: bytearray) -> bytes:
        if self._connection is None:
            raise CardRemoved("there is no connection")
        return self._connection.transmit(command)

    def _disconnect(self, _: bytearray) -> bytes:
        if self._connection:
            self._connection.close()
            self._connection = None
        return b""

    def _health(self, _: bytearray) -> bytes:
        health = self._reader.health()
        return f"{health.fault or ''}\n{health.sentence}".encode()


def main() -> None:
    """Serve one reader to the parent by standard input and output."""
    kind, address = sys.argv[1:]
    module, name = READERS[kind].split(":")
    reader = getattr(importlib.import_module(module), name)(address)
    # No buffers of Python's on the way: what lies in them cannot be overwritten.
    with FileIO(sys.stdin.fileno(), closefd=False) as requests, FileIO(sys.stdout.fileno(), "w", closefd=False) as pipe:
        _Service(reader, pipe).serve(requests)


if __name__ == "__main__":
    main()
