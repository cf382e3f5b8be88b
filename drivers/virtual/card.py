"""A virtual card: what lies on a reader or in a field, whichever chip is in it, and how it misbehaves when told to."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

from cards.errors import CardMute, CardRemoved
from drivers.virtual.air import Air, TypeB
from drivers.virtual.atr import atr_of
from drivers.virtual.card_faults import CardFaults
from drivers.virtual.card_memory import Counters
from drivers.virtual.card_parts import File, Records, Secret
from drivers.virtual.chip import Chip

CONTACT_ATR = bytes.fromhex("3BE000FF8131FE4514")
"""A contact ATR that real cards send."""

MY_NUMBER_AIR = TypeB(bytes.fromhex("5000000000000005E0B381A1"))
"""A batch of the My Number Card: 212 and 424 kbit/s, FSC 256, FWI 10; a new PUPI at each power-up."""

EXTENSION_S = 0.309
"""What one waiting time extension of a card with FWI 10 costs at most (ISO/IEC 14443-4, 7.2)."""

LOG_ENTRIES = 2000
"""How long `log` grows before its older half goes."""


class Torn(CardRemoved):
    """The card left in the middle of its answer: it acted, and `sent` is what had come of the answer."""

    def __init__(self, sent: bytes) -> None:
        super().__init__("the card was pulled away")
        self.sent = sent


class Mind(Protocol):
    """What is inside a card and answers."""

    def power_off(self) -> None:
        """Lose power."""

    def answer(self, command: bytes | bytearray, faults: CardFaults, /) -> bytes:
        """Answer one APDU with body and status word."""

    def answer_frame(self, frame: bytes, /) -> bytes | None:
        """Answer one FeliCa frame with its length byte; None is silence."""


class VirtualCard:
    """One card: `transmit` is what a reader sees; `faults`, `log` and the rest are for whoever plays with it.

    `log` holds each command's header and the status word, no body. `wait` is how it is slow: a radio field puts its own clock there.
    `contact`: it sticks in a contact reader.
    """

    def __init__(self, mind: Mind, air: Air = MY_NUMBER_AIR, *, contact: bool = False) -> None:
        self.faults = CardFaults()
        self.log: list[str] = []
        self.air = air
        self.contact = contact
        self.wait: Callable[[float], None] = time.sleep
        self._mind = mind
        self._apdus = 0

    @property
    def atr(self) -> bytes:
        """What a PC/SC reader tells of it."""
        return CONTACT_ATR if self.contact else atr_of(self.air)

    @property
    def waiting_extensions(self) -> int:
        """How many times it asks for more time before each answer."""
        return self.faults.waiting_extensions

    @property
    def chip(self) -> Chip:
        """The chip with applications. Raises TypeError for a card that has none."""
        if not isinstance(self._mind, Chip):
            raise TypeError("this card has no applications")
        return self._mind

    @property
    def counters(self) -> Counters:
        """Attempts left."""
        return self.chip.counters

    @property
    def has_pins(self) -> bool:
        """Whether it has any PIN."""
        files = self._mind.applications.values() if isinstance(self._mind, Chip) else ()
        return any(isinstance(part, Secret) for held in files for part in held.values())

    def put(self, aid: bytes, sfi: int, content: bytes | None) -> None:
        """Change a file that can be read freely, filler and all; None takes it away."""
        files = self.chip.applications[aid]
        files.pop(sfi, None)
        if content is not None:
            files[sfi] = File(content)

    def copy_files(self, other: VirtualCard) -> None:
        """Show what another card shows, as a cloner would: every file that can be read, and none of its keys and PINs."""
        for aid, files in other.chip.applications.items():
            mine = self.chip.applications.setdefault(aid, {})
            # A cloner has no more than what any reader can read: keys and PINs stay the copy's own.
            mine |= {sfi: part for sfi, part in files.items() if isinstance(part, File | Records)}

    def block(self, aid: bytes, sfi: int) -> None:
        """Leave no attempt of a PIN."""
        secret = self.chip.applications[aid][sfi]
        if isinstance(secret, Secret):
            self.counters.set(secret.name, 0)

    def power_off(self) -> None:
        """Lose power: everything verified and selected is forgotten."""
        self._apdus = 0
        self._mind.power_off()

    def transmit(self, command: bytes | bytearray) -> bytes:
        """Answer one APDU: body and status word.

        Raises CardRemoved and CardMute when told to misbehave so, DeviceFault when an attempt cannot be kept or a font is missing.
        """
        self._begin()
        answer = self._answer(command)
        # Logged as the card said it: what becomes of it on the way is not the card's doing.
        self.log.append(f"{command[:4].hex()} {answer[-2:].hex()}")
        # A virtual terminal may stand on a desk for months.
        if len(self.log) > LOG_ENTRIES:
            del self.log[: LOG_ENTRIES // 2]
        return self._send(answer)

    def answer_frame(self, frame: bytes) -> bytes | None:
        """Answer one FeliCa frame, its length first and without CRC; None is silence. Raises CardRemoved."""
        try:
            self._begin()
            answer = self._mind.answer_frame(frame)
            return None if answer is None else self._send(answer)
        except CardMute:
            return None

    def dally(self) -> None:
        """Take the time that a link without waiting time extensions only feels as slowness."""
        if self.faults.waiting_extensions:
            self.wait(EXTENSION_S * self.faults.waiting_extensions)

    def _begin(self) -> None:
        # Counted before anything can go wrong, so that `torn_at` means the same APDU whatever else is set.
        self._apdus += 1
        if self.faults.delay_s:
            self.wait(self.faults.delay_s)
        if self.faults.torn_at == self._apdus and self.faults.torn_at_byte is None:
            raise CardRemoved("the card was pulled away")
        if self.faults.mute:
            raise CardMute("the card does not answer")

    def _answer(self, command: bytes | bytearray) -> bytes:
        if self.faults.first_6f00 and self._apdus == 1:
            return b"\x6f\x00"
        return self._mind.answer(command, self.faults)

    def _send(self, answer: bytes) -> bytes:
        # From here on the card has acted; only the answer can suffer.
        answer = self.faults.spoil(answer, self._apdus)
        if self.faults.tears(self._apdus, answer):
            raise Torn(answer[: self.faults.torn_at_byte])
        if self.faults.lost_at == self._apdus:
            raise CardMute("the card's answer was lost")
        return answer
