"""A virtual card reader in this process: somebody places a card, takes it away, or lets the reader fail, while it works."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from cards.apdu import Limits
from cards.errors import CardMute, CardRemoved, SeveralCards
from drivers.protocols import CardEvent, DeviceFault, Fault, Health, Link
from drivers.virtual.air import Felica, TypeA
from drivers.virtual.atr import rates_of
from drivers.virtual.card import LOG_ENTRIES, VirtualCard

SENTENCES = {
    Fault.OFFLINE: "The card reader is not connected. Check its cable.",
    Fault.MUTE: "The card reader does not answer. Unplug it and plug it in again.",
}
UNKNOWN = "The card reader does not work."


class Extended(StrEnum):
    """What a reader makes of an APDU of extended length (ISO/IEC 7816-3, 12.1.3)."""

    PASSED = "passed"
    REFUSED = "refused"
    GARBLED = "garbled"
    MUTE = "mute"
    FAILED = "failed"


WRONG_LENGTH = b"\x67\x00"


class VirtualReader:
    """A reader; `history` tells what happened on it, commands by their four header bytes and status word only (no PIN)."""

    def __init__(self, card: VirtualCard | None = None) -> None:
        self._fault: Fault | None = None
        self._strike: tuple[Fault, int] | None = None
        self.history: list[str] = []
        self._card = card
        self._moves = 0
        self._second: VirtualCard | None = None
        self._noticed: Callable[[CardEvent], None] | None = None
        self.limits = Limits()
        self.extended = Extended.PASSED

    def open(self, noticed: Callable[[CardEvent], None]) -> None:
        """Start to watch; a card that lies there already is noticed at once. Raises DeviceFault."""
        self._check()
        self._noticed = noticed
        if self._card:
            noticed(CardEvent.INSERTED)

    def close(self) -> None:
        """Stop to watch."""
        self._noticed = None

    def health(self) -> Health:
        """What is the matter with the reader."""
        return Health(self._fault, SENTENCES.get(self._fault, UNKNOWN)) if self._fault else Health()

    def set_fault(self, fault: Fault | None, after: int = 0) -> None:
        """Fail now, or once `after` more commands have been exchanged; None repairs."""
        self._strike = (fault, after) if fault and after > 0 else None
        if self._strike:
            fault = None
        before = self.card_present
        self._fault = fault
        # A reader that comes back finds the card that was put there meanwhile.
        if self.card_present != before:
            self._happened(CardEvent.REMOVED if before else CardEvent.INSERTED)

    @property
    def card(self) -> VirtualCard | None:
        """The card on the reader."""
        return self._card

    @property
    def card_present(self) -> bool:
        """Whether a card is on the reader; an unplugged one sees none."""
        return self._card is not None and self._fault is not Fault.OFFLINE

    def place(self, card: VirtualCard, second: VirtualCard | None = None) -> None:
        """Put a card on the reader, in place of any other; with a second one, as in a purse, `CardReader.connect` has the rule."""
        self.remove()
        card.power_off()
        self._moves += 1
        self._card, self._second = (second, card) if second and _rank(second) < _rank(card) else (card, second)
        self._moved(CardEvent.INSERTED)

    def remove(self) -> None:
        """Take away whatever lies there."""
        self._second = None
        # Counted and out of the slot first: a session on another thread must find it gone, not half gone.
        self._moves += 1
        card, self._card = self._card, None
        if card:
            card.power_off()
            self._moved(CardEvent.REMOVED)

    def connect(self, *, in_passing: bool = False, felica_first: bool = False) -> VirtualConnection:
        """Power the card, as `CardReader.connect` has it. Raises CardRemoved, SeveralCards, DeviceFault."""
        self._check()
        # Looked at once, the count first: another thread may take it away at any moment.
        moves, card, second = self._moves, self._card, self._second
        if card is None:
            raise CardRemoved("there is no card on the reader")
        if second:
            rank, beside = (_rank(each, in_passing=in_passing, felica_first=felica_first) for each in (card, second))
            if rank == beside:
                raise SeveralCards("two cards are on the reader")
            card = card if rank < beside else second
        card.power_off()
        self.note("connected")
        return VirtualConnection(self, card, moves)

    def exchange(self, card: VirtualCard, moves: int, command: bytes | bytearray) -> bytes:
        """One APDU with the card of a connection that was made after so many moves. Raises CardRemoved, CardMute, DeviceFault."""
        self._count()
        self._check()
        # The same card, lifted and laid there again, is another visit of it.
        if moves != self._moves:
            raise CardRemoved("the card was taken away")
        if self._fault is Fault.MUTE:
            raise CardMute("the card reader does not answer")
        try:
            answer = self._pass(card, command)
        except CardRemoved:
            # Whatever was laid there in the meantime stays.
            if moves == self._moves:
                self.remove()
            raise
        # Somebody may have taken the card while it was still thinking.
        if moves != self._moves:
            raise CardRemoved("the card was taken away")
        self.note(f"{command[:4].hex()} {answer[-2:].hex()}")
        return answer

    def _pass(self, card: VirtualCard, command: bytes | bytearray) -> bytes:
        """What the card answers, or this reader in its place."""
        if not _is_extended(command) or self.extended is Extended.PASSED:
            card.dally()
            return card.transmit(command)
        if self.extended is Extended.MUTE:
            raise CardMute("the card reader does not answer")
        if self.extended is Extended.FAILED:
            raise DeviceFault(Fault.UNKNOWN, UNKNOWN)
        return WRONG_LENGTH if self.extended is Extended.REFUSED else b""

    def _count(self) -> None:
        """One more command is exchanged; the last one before a fault still goes through."""
        if self._strike:
            fault, left = self._strike
            if left == 0:
                self.set_fault(fault)
            else:
                # Counted before the exchange, so that `after=3` lets exactly three through.
                self._strike = (fault, left - 1)

    def _check(self) -> None:
        if self._fault is Fault.OFFLINE:
            raise DeviceFault(Fault.OFFLINE, SENTENCES[Fault.OFFLINE])

    def note(self, what: str) -> None:
        """Put one more thing into the history, whose older half goes when it is long."""
        self.history.append(what)
        if len(self.history) > LOG_ENTRIES:
            del self.history[: LOG_ENTRIES // 2]

    def _moved(self, event: CardEvent) -> None:
        # An unplugged reader sees no card come or go.
        if self._fault is not Fault.OFFLINE:
            self._happened(event)

    def _happened(self, event: CardEvent) -> None:
        self.note(event.value)
        if self._noticed:
            self._noticed(event)


def _rank(card: VirtualCard, *, in_passing: bool = False, felica_first: bool = False) -> int:
    """Which of two cards a reader speaks to: the lower one, Type B, then A with APDUs, then what speaks none; in passing FeliCa before A."""
    match card.air:
        case TypeA(ats=ats):
            return (1 if ats else 2) + 2 * in_passing
        case Felica():
            return -1 if felica_first else 2
    return 0


def _is_extended(command: bytes | bytearray) -> bool:
    return len(command) >= 7 and command[4] == 0


class VirtualConnection:
    """The channel to the card that was there when it was made."""

    def __init__(self, reader: VirtualReader, card: VirtualCard, moves: int) -> None:
        self._reader, self._moves = reader, moves
        self._card: VirtualCard | None = card
        self.link = Link("virtual", card.atr, announced=() if card.contact else rates_of(card.air))
        self.limits = reader.limits

    def transmit(self, command: bytes | bytearray) -> bytes:
        """Exchange one APDU. Raises CardRemoved, CardMute, DeviceFault."""
        if self._card is None:
            raise CardRemoved("the connection was closed")
        try:
            return self._reader.exchange(self._card, self._moves, command)
        except CardMute:
            # Only power makes a mute card answer again, and a late answer must not be taken for that of the next command.
            self.close()
            raise

    def close(self) -> None:
        """Take the power from the card."""
        if self._card:
            self._card.power_off()
            self._reader.note("closed")
            self._card = None

    def __enter__(self) -> VirtualConnection:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()
