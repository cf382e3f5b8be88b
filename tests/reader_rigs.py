"""The same card reader four times: virtual in this process, PC/SC over vpcd, nfcpy over UDP, nfcpy over a PN532 on a serial line.

    @pytest.mark.parametrize("rig", RIGS, indirect=True)
    def test_something(rig):
        rig.put(sample())
        with rig.reader.connect() as connection: ...

`put` and `take` wait until the reader has told; `events` is what it told. A rig that cannot lay two cards down, or cannot be
unplugged, says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest
from acting import until

from drivers.isolated import IsolatedReader, nfc_reader
from drivers.protocols import CardEvent, CardReader, Fault
from drivers.virtual.card import VirtualCard
from drivers.virtual.pn532_chip import Pn532Chip
from drivers.virtual.pn532_faces import Pn532Pty
from drivers.virtual.radio import RadioField
from drivers.virtual.reader import VirtualReader
from drivers.virtual.udp_target import UdpTarget


class Rig:
    """A reader, and hands that lay cards on it."""

    two_cards = True
    unplugs = True

    def __init__(self, reader: CardReader) -> None:
        self.reader = reader
        self.events: list[CardEvent] = []

    def put(self, card: VirtualCard, second: VirtualCard | None = None) -> VirtualCard:
        """Lay a card down, or two."""
        self.place(card, second)
        until(lambda: self.reader.card_present, "the card")
        return card

    def take(self) -> None:
        """Take away whatever lies there."""
        self.remove()
        until(lambda: not self.reader.card_present, "an empty reader")

    def has_told(self, events: list[CardEvent]) -> None:
        """Exactly these, the last one perhaps in a moment: a reader knows before it tells."""
        with suppress(AssertionError):
            until(lambda: len(self.events) >= len(events), "the last event")
        assert self.events == events

    def place(self, card: VirtualCard, second: VirtualCard | None) -> None:
        raise NotImplementedError

    def remove(self) -> None:
        raise NotImplementedError

    def unplug(self) -> None:
        raise NotImplementedError

    def plug(self) -> None:
        raise NotImplementedError


class VirtualRig(Rig):
    """In this process."""

    def __init__(self) -> None:
        self._virtual = VirtualReader()
        super().__init__(self._virtual)
        self.reader.open(self.events.append)

    def place(self, card: VirtualCard, second: VirtualCard | None) -> None:
        self._virtual.place(card, second)

    def remove(self) -> None:
        self._virtual.remove()

    def unplug(self) -> None:
        self._virtual.set_fault(Fault.OFFLINE)

    def plug(self) -> None:
        self._virtual.set_fault(None)


class PcscRig(Rig):
    """A real pcscd with a virtual slot; it stops when it is unplugged."""

    _card: VirtualCard

    two_cards = False

    def __init__(self, pcscd, slot) -> None:
        super().__init__(IsolatedReader("pcsc", deadline_s=2.0))
        self._pcscd, self._slot = pcscd, slot
        self.reader.open(self.events.append)
        until(lambda: self.reader.health().fault is None, "the reader")

    def place(self, card: VirtualCard, second: VirtualCard | None) -> None:
        self._card = card
        self._slot.place(card)

    def remove(self) -> None:
        self._slot.remove()

    def unplug(self) -> None:
        self._pcscd.stop()
        until(lambda: self.reader.health().fault is Fault.OFFLINE, "the loss of the reader")

    def plug(self) -> None:
        self._pcscd.start()
        # A virtual card's line ended with the pcscd it went to.
        self._slot.place(self._card)


class AirRig(Rig):
    """A reader of nfcpy's with a field of its own."""

    def __init__(self, field: RadioField, address: str) -> None:
        super().__init__(nfc_reader(address))
        self._field = field
        self.reader.open(self.events.append)
        until(lambda: self.reader.health().fault is None, "the reader")

    def place(self, card: VirtualCard, second: VirtualCard | None) -> None:
        for one in (card, second) if second else (card,):
            self._field.place(one)

    def remove(self) -> None:
        self._field.remove()


class UdpRig(AirRig):
    """Over UDP: nobody notices when the other side is gone."""

    unplugs = False


class SerialRig(AirRig):
    """A PN532 on a pseudo terminal, known by a link as udev makes it."""

    def __init__(self, folder: Path) -> None:
        field = RadioField()
        self._chip = Pn532Chip(field)
        self._link = folder / "reader"
        self._line: Pn532Pty | None = None
        self.plug()
        super().__init__(field, f"tty:{self._link}:pn532")

    def unplug(self) -> None:
        if self._line:
            self._line.close()
            self._link.unlink()
            self._line = None

    def plug(self) -> None:
        self._line = Pn532Pty(self._chip)
        self._link.symlink_to(self._line.path)


@contextmanager
def pcsc_rig(request, folder: Path) -> Iterator[Rig]:
    pcscd = request.getfixturevalue("private_pcscd")
    with pcscd.slot() as slot:
        rig = PcscRig(pcscd, slot)
        yield rig
        rig.take()


@contextmanager
def udp_rig(request, folder: Path) -> Iterator[Rig]:
    field = RadioField()
    with UdpTarget(field, port=0) as target:
        yield UdpRig(field, target.address)


@contextmanager
def serial_rig(request, folder: Path) -> Iterator[Rig]:
    rig = SerialRig(folder)
    with ExitStack() as stack:
        stack.callback(rig.unplug)
        yield rig


@contextmanager
def virtual_rig(request, folder: Path) -> Iterator[Rig]:
    yield VirtualRig()


MAKERS = {"virtual": virtual_rig, "pcsc": pcsc_rig, "nfc-udp": udp_rig, "nfc-pn532": serial_rig}
REAL_RIGS = [pytest.param(name, id=name, marks=pytest.mark.real) for name in MAKERS if name != "virtual"]
RIGS = [pytest.param("virtual", id="virtual"), *REAL_RIGS]
