"""What the dock needs of the terminal it stands around; the terminal's assembly fills it in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from audio.heard import Heard
from drivers.protocols import Device
from drivers.virtual.beeper import VirtualBeeper
from drivers.virtual.card import VirtualCard
from drivers.virtual.cash_box import VirtualCashBox
from drivers.virtual.doors import VirtualDoors
from drivers.virtual.hook import VirtualHook
from drivers.virtual.indicator import VirtualIndicator
from drivers.virtual.keypad import VirtualKeypad
from drivers.virtual.page_printer import VirtualPagePrinter
from drivers.virtual.position import VirtualPosition
from drivers.virtual.reader import VirtualReader
from drivers.virtual.receipt_printer import VirtualReceiptPrinter
from drivers.virtual.sound import VirtualSound
from drivers.virtual.switches import VirtualSwitches
from firmware.clock import Clock
from firmware.conversation import Conversation, Pressed
from firmware.phrases.reader import PhraseBook
from transit.network import Network, Trip

GROUPS = ("people", "phones", "others")
"""How the cards beside the terminal are sorted: people's cards, phones, and cards that are not wanted."""


@dataclass(frozen=True)
class DockedDevice:
    """One device of the role: `protocol` is its class's name in `drivers.protocols`, `driver` its kind, such as virtual."""

    protocol: str
    driver: str
    device: Device


@dataclass(frozen=True)
class DockedCard:
    """A virtual card that somebody could bring: its key `name`, what is written on it, its test PIN and its story.

    `card` is what the reader's `place` takes; `clone` makes what a cloner could make of it: its files, other keys, the same PIN.
    `group` is one of `GROUPS`.
    """

    name: str
    title: str
    pin: str = field(repr=False)
    about: str
    card: VirtualCard
    group: str = "people"
    clone: Callable[[], VirtualCard] | None = None


class DockedScreen(Protocol):
    """The touch screen, from any thread."""

    frames: int
    """How many pictures have been drawn."""

    def picture(self) -> bytes:
        """A PNG of what is shown now."""

    def touch(self, x: int, y: int) -> Pressed:
        """A finger at these pixels of the picture."""


class DockedGuidance(Protocol):
    """What speaks."""

    def listen(self, heard: Callable[[Heard], None]) -> None:
        """Tell of each utterance when it begins, when more of its sound is known, and when it ends, on any thread."""


@dataclass(frozen=True)
class DockedVehicle:
    """What a terminal in a vehicle has beside: its driver's conversation and screen, where it is, how it answers riders.

    `trip` is the one that is on, `sequence` the call that it is at (`transit.network.Call`), as the terminal believes.
    """

    driver: Conversation
    trip: Callable[[], Trip | None]
    sequence: Callable[[], int]
    network: Callable[[], Network | None]
    screen: DockedScreen | None = None
    beeper: VirtualBeeper | None = None
    accept_light: VirtualIndicator | None = None
    refuse_light: VirtualIndicator | None = None
    position: VirtualPosition | None = None
    doors: VirtualDoors | None = None


@dataclass(frozen=True)
class DockedTerminal:
    """A running terminal. A device that is not virtual stays None here and is only listed in `devices`.

    `switch_line` cuts (False) or joins (True) the line to central; `guidance` is None where nothing speaks, `vehicle` elsewhere than in one.

    `exit_reader` is the second unit of a vehicle that has two.
    """

    role: str
    talk: Conversation
    book: PhraseBook
    clock: Clock
    devices: Mapping[str, DockedDevice]
    switch_line: Callable[[bool], None]
    cards: tuple[DockedCard, ...] = ()
    reader: VirtualReader | None = None
    exit_reader: VirtualReader | None = None
    page_printer: VirtualPagePrinter | None = None
    receipt_printer: VirtualReceiptPrinter | None = None
    cash_box: VirtualCashBox | None = None
    screen: DockedScreen | None = None
    hook: VirtualHook | None = None
    keypad: VirtualKeypad | None = None
    switches: VirtualSwitches | None = None
    handset: VirtualSound | None = None
    speaker: VirtualSound | None = None
    guidance: DockedGuidance | None = None
    vehicle: DockedVehicle | None = None

    @property
    def readers(self) -> dict[str, VirtualReader]:
        """The virtual readers by name."""
        both = {"reader": self.reader, "exit_reader": self.exit_reader}
        return {name: reader for name, reader in both.items() if reader}
