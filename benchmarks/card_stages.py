"""Where a card's work is counted: in this process, and behind a real pcscd; a stage gives connections and notes what the card got."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.places import HANAKO, private_pcscd, wait_until
from cards.apdu import Limits
from drivers.isolated import IsolatedReader
from drivers.protocols import CardConnection
from drivers.virtual.card import VirtualCard
from drivers.virtual.card_kinds import load
from drivers.virtual.reader import VirtualReader

PCSCD_SOCKET = "PCSCLITE_CSOCK_NAME"


@dataclass
class Counts:
    """What a card got and gave."""

    apdus: int = 0
    wake_ups: int = 0
    sent: int = 0
    received: int = 0


class NotedCard:
    """A virtual card that notes each exchange on its own side, whoever is at the other end of whatever reader."""

    def __init__(self, card: VirtualCard) -> None:
        self._card = card
        self.exchanges: list[tuple[bytes, int, int]] = []

    def transmit(self, command: bytes | bytearray) -> bytes:
        """Answer one APDU, noted by its header and the lengths of both ways."""
        answer = self._card.transmit(command)
        self.exchanges.append((bytes(command[:4]), len(command), len(answer)))
        return answer

    def __getattr__(self, name: str) -> Any:
        return getattr(self._card, name)


@dataclass
class Stage:
    """`connect` powers the card; `counted` tells what an act cost the card."""

    name: str
    card: NotedCard
    connect: Callable[[], CardConnection]
    limits: Limits = field(default_factory=Limits)

    def counted(self, act: Callable[[CardConnection], object]) -> list[tuple[bytes, int, int]]:
        """The exchanges that the card noted while the act had it."""
        with self.connect() as connection:
            begin = len(self.card.exchanges)
            act(connection)
            return self.card.exchanges[begin:]


def in_process(card: VirtualCard | None = None) -> Stage:
    """A card in this process, on a reader without any way to it."""
    noted = NotedCard(card or load(HANAKO, keep=False))
    reader: Any = VirtualReader()
    reader.place(noted)
    return Stage("in process", noted, reader.connect)


@contextmanager
def behind_pcscd() -> Iterator[Stage]:
    """The same card in a slot of a real pcscd, spoken to by the driver that a terminal has."""
    with idle_pcscd() as (slot, reader):
        noted: Any = NotedCard(load(HANAKO, keep=False))
        slot.place(noted)
        wait_until(lambda: reader.card_present, "the card in pcscd's eyes")
        yield Stage("behind a real pcscd", noted, reader.connect)


@contextmanager
def idle_pcscd() -> Iterator[tuple[Any, IsolatedReader]]:
    """An empty slot of a real pcscd of our own, and the reader of a terminal that watches it."""
    with TemporaryDirectory() as folder, private_pcscd(Path(folder) / "pcscd") as pcscd, pcscd.slot() as slot:
        os.environ[PCSCD_SOCKET] = pcscd.environment[PCSCD_SOCKET]
        reader = IsolatedReader("pcsc")
        try:
            reader.open(lambda _event: None)
            yield slot, reader
        finally:
            reader.close()
            del os.environ[PCSCD_SOCKET]
