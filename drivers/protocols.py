"""What each kind of device can do. A driver raises only `DeviceFault` and `cards.errors`, decides nothing and speaks to nobody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, Self

from cards.apdu import Limits


class Fault(StrEnum):
    """Why a device cannot serve, in the words of CEN/XFS and UnifiedPOS."""

    OFFLINE = "offline"
    PAPER_OUT = "paper_out"
    PAPER_JAM = "paper_jam"
    COVER_OPEN = "cover_open"
    TONER_OUT = "toner_out"
    NO_CHANGE = "no_change"
    MONEY_JAM = "money_jam"
    MUTE = "mute"
    UNKNOWN = "unknown"


class DeviceFault(Exception):
    """The operator must act; the text is a sentence for the operator and never names a visitor."""

    def __init__(self, fault: Fault, sentence: str) -> None:
        super().__init__(sentence)
        self.fault = fault


class WrongChange(DeviceFault):
    """A cash box gave another sum than it was asked for: `given` yen lie in the tray."""

    def __init__(self, fault: Fault, sentence: str, given: int) -> None:
        super().__init__(fault, sentence)
        self.given = given


@dataclass(frozen=True)
class Health:
    """A device's state: no fault means ready. `sentence` tells the operator what to do, empty when ready."""

    fault: Fault | None = None
    sentence: str = ""


class Device(Protocol):
    """What every device has; `open` and `close` may be called twice."""

    def close(self) -> None:
        """Release the device."""

    def health(self) -> Health:
        """Ask the device how it is, without moving anything."""


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

    def connect(self) -> CardConnection:
        """Power the card and hold it exclusively. Raises CardRemoved, CardMute, SeveralCards, DeviceFault.

        Of a purse, or a phone that is several cards, the one that speaks APDUs is taken: Type B before A before FeliCa. SeveralCards
        are two of one type, or two of which neither speaks APDUs. A PC/SC reader chooses by itself.
        """


@dataclass(frozen=True)
class PrintJob:
    """A finished document (PDF) and how many A4 sheets must come out; `name` is the ticket, never a person's name."""

    name: str
    document: bytes
    sheets: int


class Settled(StrEnum):
    """How a print job ended: nothing of a settled job can come out later."""

    DONE = "done"
    STOPPED = "stopped"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class PrintOutcome:
    """What became of a job: sheets known to have come out, and what stopped it."""

    settled: Settled
    sheets: int
    fault: Fault | None = None


class PagePrinter(Device, Protocol):
    """A printer of A4 sheets."""

    def open(self) -> None:
        """Find the printer. Raises DeviceFault."""

    def print(self, job: PrintJob, progress: Callable[[int], None]) -> PrintOutcome:
        """Print and stay until the job is settled; `progress` gets the number of sheets out so far.

        A job that cannot be finished is cancelled at the printer. Raises DeviceFault when nothing was sent, and when
        the printer may still hold an earlier job: its sheets would come out among these.
        """

    def recover(self, name: str) -> PrintOutcome:
        """What became of a job of that name, sent before a restart; it is cancelled first if it is still open.

        DONE with its sheets; STOPPED with 0 only when surely nothing came or can come; UNKNOWN when nobody can know.
        """


@dataclass(frozen=True)
class SlipLine:
    """One line of a slip: text at the left, text at the right; `strong` is larger and bold."""

    left: str = ""
    right: str = ""
    strong: bool = False
    rule: bool = False


@dataclass(frozen=True)
class Slip:
    """A receipt as lines; drawn as a raster, since ESC/POS has no kanji that all printers know (python-escpos sends GB18030)."""

    name: str
    lines: tuple[SlipLine, ...]


@dataclass(frozen=True)
class Sheet:
    """Rows for A4 paper, as many pages as it takes: columns by name and share of the width (together 1); `mark` lies behind."""

    title: str
    note: str
    columns: tuple[tuple[str, float], ...]
    rows: tuple[tuple[str, ...], ...]
    mark: str = ""


class ReceiptPrinter(Device, Protocol):
    """A narrow printer of slips."""

    def open(self) -> None:
        """Find the printer. Raises DeviceFault."""

    def print(self, slip: Slip) -> None:
        """Print and cut one slip. Raises DeviceFault."""


class CashBox(Device, Protocol):
    """A cash acceptor with change: coins and notes in, coins out."""

    def open(self) -> None:
        """Find the box, slot shut. Raises DeviceFault."""

    def accept(self, inserted: Callable[[int], None]) -> None:
        """Open the slot; `inserted` gets the yen of each coin or note, on a thread of the box's. Raises DeviceFault."""

    def stop(self) -> None:
        """Shut the slot."""

    def can_give(self, yen: int) -> bool:
        """Whether the box holds the coins to give this sum."""

    def give(self, yen: int) -> None:
        """Give change or a refund into the tray. Raises DeviceFault with nothing given, or WrongChange."""


class Buzzer(Device, Protocol):
    """Something that sounds until it is silenced."""

    def open(self) -> None:
        """Find it, silent. Raises DeviceFault."""

    def sound(self) -> None:
        """Sound, until `silence`. Raises DeviceFault."""

    def silence(self) -> None:
        """Be silent; may be called twice."""
