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


SOUND_RATE = 24_000
"""Samples a second of every sound: speech has little above 10 kHz."""


@dataclass(frozen=True)
class Sound:
    """Mono sound: signed 16-bit little-endian samples at `SOUND_RATE`."""

    samples: bytes

    @property
    def seconds(self) -> float:
        """How long it lasts at its own speed."""
        return len(self.samples) / 2 / SOUND_RATE


class SoundOut(Device, Protocol):
    """One channel of sound to one named device, which nothing else plays on; what is played is queued without a gap.

    A device that is gone raises DeviceFault: sound never goes to another one instead.
    """

    def open(self, ended: Callable[[int, bool], None]) -> None:
        """Take the device, silent. Raises DeviceFault.

        `ended` gets the number of each sound that is over, and whether it was cut, on a thread of the driver's.
        """

    def play(self, number: int, sound: Sound) -> None:
        """Put a sound behind what is queued. Raises DeviceFault."""

    def cut(self) -> None:
        """Be silent at once and drop what is queued; each sound of it ends as cut."""

    def click(self) -> None:
        """Sound as a key that was pressed, beside whatever is played; each click is the same. Raises DeviceFault."""

    def set_gain(self, decibels: float) -> None:
        """Louder or softer from now on, also what is being played; 0 is the sound as it is, more is not possible."""

    def set_speed(self, speed: float) -> None:
        """Faster or slower from now on, 0.5 to 2.0, pitch kept, also what is being played."""


class Voice(Protocol):
    """What speaks a language; any thread may ask it, several at once."""

    @property
    def name(self) -> str:
        """Engine, version, voice and settings: a sound with another name is another sound. Raises DeviceFault."""

    def prepare(self) -> None:
        """Have everything loaded for the next sentence, as after each sentence. Raises DeviceFault."""

    def close(self) -> None:
        """End what was prepared; may be called twice."""

    def speak(self, sentence: str) -> Sound:
        """One sentence as sound, as the engine gives it. Raises DeviceFault."""


class HookSwitch(Device, Protocol):
    """The switch under a handset."""

    def open(self, noticed: Callable[[bool], object]) -> None:
        """Start to watch; `noticed` gets True when the handset is lifted and False when it is hung up, on a thread of the driver's.

        Raises DeviceFault. A bouncing contact is one event.
        """

    @property
    def is_lifted(self) -> bool:
        """Whether the handset is off the hook now."""


TEN_KEY = frozenset((*"0123456789", "ok", "back", "stop", "again", "help"))
"""The 15 keys: the telephone's block with * (again) and # (help), and a column of × (stop), ← (back) and ○ (ok)."""


class Keypad(Device, Protocol):
    """A ten-key."""

    def open(self, pressed: Callable[[str], object]) -> None:
        """Start to listen; `pressed` gets each key of `TEN_KEY` once as it goes down, on a thread of the driver's. Raises DeviceFault."""


class Switch(StrEnum):
    """The two switches of a visitor who can move only one thing: to the next key, and press it."""

    MOVE = "move"
    SELECT = "select"


class Switches(Device, Protocol):
    """Two switches, by hand, foot, head or breath."""

    def open(self, pressed: Callable[[Switch], object]) -> None:
        """Start to listen; on a thread of the driver's. Raises DeviceFault."""


class Indicator(Device, Protocol):
    """A light that shows where to put or take something."""

    def open(self) -> None:
        """Find it, dark. Raises DeviceFault."""

    def light(self) -> None:
        """Shine, until `dim`. Raises DeviceFault."""

    def dim(self) -> None:
        """Be dark; may be called twice."""
