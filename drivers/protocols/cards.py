"""Card readers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, Self

from cards.apdu import Limits
from drivers.protocols.faults import Device


class CardEvent(StrEnum):
    """What a reader notices by itself."""

    INSERTED = "inserted"
    REMOVED = "removed"


@dataclass(frozen=True)
class Link:
    """How a card is connected: the reader's name, the card's ATR (of a contactless card as PC/SC part 3, 3.1.3.2.3 makes it).

    `announced` and `used` are kbit/s on the air: what the card says it can (none where the reader keeps it to itself), and
    what is used (None as well).
    """

    reader: str
    atr: bytes
    announced: tuple[int, ...] = ()
    used: int | None = None


class CardConnection(Protocol):
    """One exclusive channel to the card on a reader; closing it takes the power from the card, and with it a verified PIN."""

    @property
    def link(self) -> Link:
        """How the card is connected."""

    @property
    def limits(self) -> Limits:
        """What this reader passes on; the same object for every connection of a reader."""

    def transmit(self, command: bytes | bytearray) -> bytes:
        """Exchange one APDU: data and two status bytes come back. Raises CardRemoved, CardMute, DeviceFault.

        After CardMute the card has lost its power and the connection is over: nothing more is sent on it, it raises CardRemoved.

        A FeliCa card is spoken to by the transparent exchange of PC/SC part 3 (`cards.felica` writes and reads it). A bytearray
        holds a secret: no copy of it outlives the call.
        """

    def close(self) -> None:
        """Unpower the card and let others use the reader."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *error: object) -> None: ...


class CardReader(Device, Protocol):
    """A contact or contactless reader."""

    def open(self, noticed: Callable[[CardEvent], None]) -> None:
        """Start to watch; `noticed` is called on a thread of the reader's. Raises DeviceFault."""

    @property
    def card_present(self) -> bool:
        """Whether a card is on the reader now."""

    def connect(self, *, in_passing: bool = False, felica_first: bool = False) -> CardConnection:
        """Power the card and hold it exclusively. Raises CardRemoved, CardMute, SeveralCards, DeviceFault.

        Of a purse, or a phone that is several cards, the one that speaks APDUs is taken: Type B before A before FeliCa. SeveralCards
        are two of one type, or two of which neither speaks APDUs. A PC/SC reader chooses by itself.

        In passing, at a bus door, a FeliCa card goes before Type A, and a card is soon taken for gone when it is silent: nothing is
        sent there that costs an attempt or must not be sent twice. `felica_first`: before Type B too, for the second card of a purse.
        """
