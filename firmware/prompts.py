"""The closed set of prompts, and what stands on them: options, rows, things."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from drivers.protocols import CardEvent
from firmware.adjust import SPEEDS, USUAL_SPEED, USUAL_VOLUME, VOLUMES, Adjust, Adjusted
from firmware.entering import EnterDigits, EnterText, Typed, forget
from firmware.phrases import Phrase
from firmware.prompt import DIGITS, KEYS, Cash, Press, Prompt, Sign, Step

__all__ = [
    "DIGITS",
    "KEYS",
    "OTHERWISE",
    "PROMPTS",
    "SPEEDS",
    "USUAL_SPEED",
    "USUAL_VOLUME",
    "VOLUMES",
    "Adjust",
    "Adjusted",
    "Cash",
    "Choose",
    "ChooseSeveral",
    "Confirm",
    "EnterDigits",
    "EnterText",
    "HandOver",
    "Option",
    "Pay",
    "PresentCard",
    "Press",
    "Progress",
    "Prompt",
    "RemoveCard",
    "Row",
    "Sign",
    "Step",
    "Tell",
    "Thing",
    "Typed",
    "Wait",
    "forget",
    "options",
]
OTHERWISE = "1"


@dataclass(frozen=True)
class Option:
    """One choice: the ten-key's key, its name in the program, its words; `yen` and `note` where they help to choose."""

    key: str
    name: str
    phrase: Phrase
    note: Phrase | None = None
    yen: int | None = None


def options(*choices: tuple[str, Phrase]) -> tuple[Option, ...]:
    """Options numbered from 1 in the order given, as (name, phrase)."""
    return tuple(Option(str(n), name, phrase) for n, (name, phrase) in enumerate(choices, 1))


@dataclass(frozen=True, kw_only=True)
class Choose(Prompt[str]):
    """One of up to nine options; its key answers at once. The answer is the option's name."""

    options: tuple[Option, ...]
    chosen: str | None = None

    def press(self, draft: Any, press: Press) -> Step[str] | None:
        """An option's key is the answer."""
        found = [o.name for o in self.options if o.key == press]
        return Step(draft, (found[0],)) if found else None


@dataclass(frozen=True, kw_only=True)
class ChooseSeveral(Prompt[tuple[str, ...]]):
    """Any of up to nine options; a key turns one on or off, ok ends. The answer is the names, in the options' order."""

    options: tuple[Option, ...]
    chosen: tuple[str, ...] = ()

    def start(self) -> tuple[str, ...]:
        """The options that are on from the start."""
        return self.chosen

    def press(self, draft: tuple[str, ...], press: Press) -> Step[tuple[str, ...]] | None:
        """An option's key turns it; ok answers."""
        if press == "ok":
            return Step(draft, (draft,))
        found = {o.name for o in self.options if o.key == press}
        if not found:
            return None
        on = set(draft) ^ found
        return Step(tuple(o.name for o in self.options if o.name in on))


@dataclass(frozen=True)
class Row:
    """A row of a sheet: its name at the left, its value at the right."""

    name: Phrase
    value: Phrase


@dataclass(frozen=True, kw_only=True)
class Confirm(Prompt[bool]):
    """Agree to what a sheet says: `verb` names the act on the button, `yen` is the sum below the rows.

    `otherwise` names a second button that stops.
    """

    verb: Phrase
    otherwise: Phrase | None = None
    rows: tuple[Row, ...] = ()
    yen: int | None = None

    def press(self, draft: Any, press: Press) -> Step[bool] | None:
        """Ok agrees; to disagree one steps back or stops."""
        return Step(draft, (True,)) if press == "ok" else None


@dataclass(frozen=True, kw_only=True)
class PresentCard(Prompt[bool]):
    """Put a card on the reader; the card is the button. `otherwise` names a second way, on key 1, for which the answer is False."""

    otherwise: Phrase | None = None

    def press(self, draft: Any, press: Press) -> Step[bool] | None:
        """A card on the reader is the answer."""
        if press == CardEvent.INSERTED:
            return Step(draft, (True,))
        return Step(draft, (False,)) if self.otherwise and press == OTHERWISE else None


@dataclass(frozen=True, kw_only=True)
class RemoveCard(Prompt[bool]):
    """Take the card off the reader; there is no going on before."""

    back: bool = False
    stop: bool = False

    def press(self, draft: Any, press: Press) -> Step[bool] | None:
        """A card gone from the reader is the answer."""
        return Step(draft, (True,)) if press == CardEvent.REMOVED else None


@dataclass(frozen=True, kw_only=True)
class Pay(Prompt[int]):
    """Put in `yen`; the draft is what has been paid, the answer too, which may be more than was due."""

    yen: int
    paid: int = 0

    def start(self) -> int:
        """What was paid before."""
        return self.paid

    def press(self, draft: int, press: Press) -> Step[int] | None:
        """Money counts; enough is the answer. A step back is possible only while nothing was paid."""
        if not isinstance(press, Cash):
            return None
        paid = draft + press.yen
        return Step(paid, (paid,) if paid >= self.yen else None)


@dataclass(frozen=True)
class Progress:
    """How far work has come: `done` of `total`, both 0 when it cannot be told; `seconds` left if known."""

    done: int = 0
    total: int = 0
    seconds: int | None = None


@dataclass(frozen=True, kw_only=True)
class Wait(Prompt[None]):
    """The machine works; nothing to press. It is ended by the program, never by patience."""

    progress: Progress = Progress()
    patience: float | None = None
    back: bool = False
    stop: bool = False

    def press(self, draft: Any, press: Press) -> Step[None] | None:  # noqa: ARG002 - a wait takes no press
        """Nothing is pressed while the machine works."""
        return None


@dataclass(frozen=True)
class Thing:
    """Something to take: its name in the program, its words, and how much of it in words."""

    name: str
    phrase: Phrase
    amount: Phrase


@dataclass(frozen=True, kw_only=True)
class HandOver(Prompt[bool]):
    """Take everything; the alarm sounds until the stop key (ok) is pressed, and patience never ends it silently."""

    things: tuple[Thing, ...]
    back: bool = False
    stop: bool = False

    def press(self, draft: Any, press: Press) -> Step[bool] | None:
        """Ok ends the alarm."""
        return Step(draft, (True,)) if press == "ok" else None


@dataclass(frozen=True, kw_only=True)
class Tell(Prompt[bool]):
    """Something the visitor must know before going on; `verb` is the one button.

    `amount` is the largest thing on it, `head` what it was granted by. As a `plate` it is read in passing, from a step away: no
    keys, one size of type, and the next card ends it.
    `about` is the prompt that it explains: by ear all that stands on it is told.
    """

    verb: Phrase = Phrase("button-next")
    amount: Phrase | None = None
    head: Phrase | None = None
    about: Prompt[Any] | None = None
    plate: bool = False
    back: bool = False

    def press(self, draft: Any, press: Press) -> Step[bool] | None:
        """Ok goes on; so does the next card, once this is only read in passing."""
        return Step(draft, (True,)) if press == "ok" or (self.plate and press == CardEvent.INSERTED) else None


PROMPTS: tuple[type[Prompt[Any]], ...] = (
    Choose, ChooseSeveral, Confirm, EnterDigits, EnterText, PresentCard, RemoveCard, Pay, Wait, HandOver, Tell, Adjust,
)  # fmt: skip
