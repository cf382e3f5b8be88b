"""A kiosk in a process of its own, for looking into its memory: the card lies in another process, keys come one by one.

Arguments: central's address and time, the card file, a folder for the journal, and the SHA-256 of each PIN, by which the program looks
through its own objects without holding one. Input: lines, each answered by one: `sees PHRASE`, `press KEY`, `begin`, `over`,
`take`, `look`.
"""

import gc
import logging
import os
import sys
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace

from kiosk import SEED, Kiosk

from central.signing import Signer
from drivers.isolated import IsolatedReader
from drivers.protocols import CardEvent
from firmware.clock import Clock

PIN_BYTES, APDU_BYTES = 4, 9


def objects_with(digests: set[str]) -> list[str]:
    """The kinds of objects that hold a PIN or a VERIFY command with one, as far as the collector's objects reach, two steps deep."""
    found = []
    for thing in gc.get_objects():
        for held in (thing, *gc.get_referents(thing)):
            if isinstance(held, str | bytes | bytearray) and len(held) in (PIN_BYTES, APDU_BYTES):
                octets = held.encode("utf-8", "replace") if isinstance(held, str) else bytes(held)
                found += [type(held).__name__] * (sha256(octets[-PIN_BYTES:]).hexdigest() in digests)
    return found


class Program:
    """Does what a line says."""

    def __init__(self, url: str, clock: Clock, card: str, folder: str, digests: set[str]) -> None:
        central = SimpleNamespace(clock=clock, signer=Signer("kiosk-01", SEED, clock.now), url=url)
        self.reader, self.digests = IsolatedReader("virtual", card), digests
        self.kiosk = Kiosk(central, Path(folder), reader=self.reader)
        self.visit = None

    def begin(self) -> None:
        """A card lies there: the reader's program begins anew."""
        self.reader.open(self.kiosk.talk.notice)
        while not self.reader.card_present:
            self.reader.health()
        self.visit = self.kiosk.begins("inserted")

    def sees(self, phrase: str) -> None:
        self.kiosk.visitor.sees(phrase)

    def press(self, key: str) -> None:
        self.kiosk.visitor.presses(key)

    def take(self) -> None:
        """Take the card away, and the reader's program with it."""
        self.reader.close()
        self.kiosk.talk.notice(CardEvent.REMOVED)

    def over(self) -> None:
        self.visit.result()
        self.visit = None

    def look(self) -> str:
        gc.collect()
        return " ".join(objects_with(self.digests))


def answer(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def main() -> None:
    """Serve one line after the other; a line is gone from the buffer before the next one comes."""
    logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)
    url, at, card, folder, *digests = sys.argv[1:]
    clock = Clock(datetime.fromisoformat(at), running=False)
    program = Program(url, clock, card, folder, set(digests))
    answer(f"ready {os.getpid()}")
    while line := os.read(0, 100):
        name, *rest = line.decode().split()
        answer(f"done {getattr(program, name)(*rest) or ''}")


if __name__ == "__main__":
    main()
