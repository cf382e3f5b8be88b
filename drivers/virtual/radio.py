"""A radio field with cards in it: who is found, what is said and how long it takes, on a clock of its own.

Everything that takes time advances the clock: frames by their length and bit rate, the least delays of the standards, a silence by
the reader's timeout, a slow card by its slowness. Nothing sleeps.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from cards.errors import CardRemoved
from drivers.radio_time import frame_s, rest_s, turn_s
from drivers.virtual.air import AirCard
from drivers.virtual.air_cards import Answer, AnyPicc, powered
from drivers.virtual.card import Torn


class Garbled(Exception):
    """A frame came whose CRC is wrong: two cards answered at once, one left in the middle of it, or noise."""


@dataclass
class SimulatedClock:
    """Seconds since it was made; they go by only when somebody says so."""

    now: float = 0.0

    def advance(self, seconds: float) -> None:
        """Let time go by."""
        self.now += seconds


@dataclass
class Noise:
    """Frames that are lost or spoiled, by their numbers: the command of the n-th exchange is frame 2n - 1, its answer 2n.

    A number is counted whether or not a frame was sent. `RadioField.frames` is the last number given out.
    """

    drop: set[int] = field(default_factory=set)
    corrupt: set[int] = field(default_factory=set)

    def spoils(self, number: int) -> bool:
        """Whether the other side cannot read that frame."""
        return number in self.drop or number in self.corrupt


@dataclass(eq=False)
class _Placed:
    """A card in the field, and since when it has power."""

    card: AirCard
    picc: AnyPicc
    since_s: float
    slept: Callable[[float], None]


class RadioField:
    """The air above a reader; cards may be laid down and taken away on any thread, between or in the middle of exchanges."""

    def __init__(self, clock: SimulatedClock | None = None, seed: int = 0) -> None:
        self.clock = clock or SimulatedClock()
        self.noise = Noise()
        self.frames = 0
        self.powered = True
        self._random = Random(seed)  # noqa: S311 - draws slots and PUPIs, nothing secret
        # Replaced as a whole, and only under the lock: exchanges look at it without.
        self._changing = threading.RLock()
        self._placed: tuple[_Placed, ...] = ()
        self._coming: tuple[tuple[float, AirCard], ...] = ()
        self._thought_s = 0.0

    @property
    def cards(self) -> tuple[AirCard, ...]:
        """The cards that lie there."""
        return tuple(placed.card for placed in self._placed)

    def place(self, card: AirCard) -> None:
        """Lay a card into the field, beside any other; one that lies there is lifted and laid down again."""
        self.remove(card)
        self._lay(card, self.clock.now)

    def place_at(self, time_s: float, card: AirCard) -> None:
        """Lay a card into the field when the clock will show that time."""
        with self._changing:
            self._coming = (*self._coming, (time_s, card))

    def remove(self, card: AirCard | None = None) -> None:
        """Take a card away, or all of them, even in the middle of an exchange."""
        with self._changing:
            gone = [placed for placed in self._placed if card is None or placed.card is card]
            self._placed = tuple(placed for placed in self._placed if placed not in gone)
            self._coming = tuple(coming for coming in self._coming if card is not None and coming[1] is not card)
        for placed in gone:
            placed.card.wait = placed.slept
            placed.card.power_off()

    def on(self) -> None:
        """Switch the carrier on; every card wakes up anew."""
        with self._changing:
            if not self.powered:
                self.powered = True
                self._placed = tuple(self._woken(old.card, self.clock.now, old.slept) for old in self._placed)

    def off(self) -> None:
        """Switch the carrier off; every card loses power."""
        self.powered = False
        for placed in self._placed:
            placed.card.power_off()

    def exchange(self, brty: str, frame: bytes, timeout_s: float) -> bytes | None:
        """Send a frame, CRC apart, at a bit rate and type as nfcpy names them; None when nothing came within the timeout.

        The timeout counts from the end of the frame to the beginning of the answer. Raises Garbled.
        """
        self._arrive()
        self.frames += 2
        self.clock.advance(frame_s(len(frame), brty))
        answers = [] if self.noise.spoils(self.frames - 1) else self._answers(brty, bytes(frame))
        heard = [answer for answer in answers if answer.after_s <= timeout_s]
        if not heard or self.frames in self.noise.drop:
            self.clock.advance(timeout_s)
            return None
        first = min(heard, key=lambda answer: answer.after_s)
        self.clock.advance(first.after_s + frame_s(len(first.frame), brty) + rest_s(brty))
        if self.frames in self.noise.corrupt or not first.whole or any(_collides(first, other) for other in heard):
            raise Garbled("two cards answer at once, one leaves, or there is noise")
        return first.frame

    def _answers(self, brty: str, frame: bytes) -> list[Answer]:
        answers = [self._answer(placed, brty, frame) for placed in self._placed] if self.powered else []
        return [answer for answer in answers if answer]

    def _answer(self, placed: _Placed, brty: str, frame: bytes) -> Answer | None:
        if self.clock.now < placed.since_s + placed.picc.wakes_after_s:
            return None
        self._thought_s = 0.0
        try:
            answer = placed.picc.hear(brty, frame)
        except CardRemoved as gone:
            self.remove(placed.card)
            torn = gone.sent if isinstance(gone, Torn) else b""
            return Answer(torn, turn_s(brty) + self._thought_s, whole=False) if torn else None
        # Somebody may have taken the card while it was still thinking.
        if answer is None or placed not in self._placed:
            return None
        return Answer(answer.frame, answer.after_s + self._thought_s)

    def _arrive(self) -> None:
        with self._changing:
            here = [coming for coming in self._coming if coming[0] <= self.clock.now]
            self._coming = tuple(coming for coming in self._coming if coming not in here)
            for time_s, card in here:
                self._lay(card, time_s)

    def _lay(self, card: AirCard, since_s: float) -> None:
        with self._changing:
            slept, card.wait = card.wait, self._think
            self._placed = (*self._placed, self._woken(card, since_s, slept))

    def _woken(self, card: AirCard, since_s: float, slept: Callable[[float], None]) -> _Placed:
        return _Placed(card, powered(card, self._random), since_s, slept)

    def _think(self, seconds: float) -> None:
        self._thought_s += seconds


def _collides(first: Answer, other: Answer) -> bool:
    # Two cards that send the same bits at the same time are heard as one.
    return other.after_s == first.after_s and other.frame != first.frame
