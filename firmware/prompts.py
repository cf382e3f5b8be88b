"""The closed set of prompts: frozen data and one pure step each, so that every surface can show and answer every one.

A press is a key (`KEYS`), money (`Cash`) or something a reader noticed (`CardEvent`). `press` answers None where the
press means nothing to the prompt; otherwise a `Step` with the new draft and, when the prompt is settled, its answer.
A draft that is a `Secret` is overwritten by the conversation as soon as another takes its place (`forget`).
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

from cards.secret import Secret
from drivers.protocols import CardEvent
from firmware.letters import LETTERS, Alphabet, joined
from firmware.phrases import Phrase

DIGITS = tuple("0123456789")
KEYS = frozenset((*DIGITS, "ok", "back", "stop", "again", "help", "language", "sight", "voice"))
OTHERWISE = "1"
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Cash:
    """Money that went into the cash box, in yen."""

    yen: int


Press = str | Cash | CardEvent


class Sign(StrEnum):
    """The four signs: shape first, then the word, then the colour."""

    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    WAIT = "wait"


@dataclass(frozen=True)
class Step(Generic[Answer]):
    """What a press did: the draft after it and, when the prompt is settled, the answer in a one-tuple."""

    draft: Any
    answer: tuple[Answer] | None = None


@dataclass(frozen=True, kw_only=True)
class Prompt(Generic[Answer]):
    """One question. `patience` is in seconds, None for ever; `back` tells whether a step back is possible.

    `countdown` is how many seconds the visitor is told to have left; the program tells it again with a prompt of its own.
    """

    phrase: Phrase
    note: Phrase | None = None
    sign: Sign | None = None
    patience: float | None = 120.0
    countdown: int | None = None
    back: bool = True
    stop: bool = True

    def start(self) -> Any:
        """The draft before anything was pressed."""
        return ""

    def shown(self, draft: Any) -> Any:
        """The draft as surfaces may show it: a secret one is masked."""
        return draft

    @abstractmethod
    def press(self, draft: Any, press: Press) -> Step[Answer] | None:
        """The one step; None when this press means nothing here."""


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
class EnterDigits(Prompt[Any]):
    """`least` to `most` digits and ok. Draft and answer are a text, or, when `secret`, a `Secret` that is shown as ● only.

    After a wrong one, `attempts` of `tries` are left: the draft is then None until ok or a digit says that one goes on.
    `last` tells what a mistake with the last one brings. Whoever gets a secret answer wipes it after its one use.
    """

    least: int
    most: int
    secret: bool = False
    default: str = ""
    highest: int | None = None
    attempts: int | None = None
    tries: int = 3
    last: Phrase = Phrase("pin-consequence-last")

    def start(self) -> str | Secret | None:
        """Nothing entered; None while the visitor is told of a wrong one."""
        return None if self.attempts is not None else self._none()

    def shown(self, draft: str | Secret | None) -> str | None:
        """The digits, or as many ● as there are."""
        if draft is None or (isinstance(draft, str) and not self.secret):
            return draft
        return "●" * len(draft)

    def press(self, draft: str | Secret | None, press: Press) -> Step[Any] | None:
        """A digit is added, back takes one away, ok answers when there are enough."""
        if draft is None:
            return self._go_on(press)
        if press == "back" and draft:
            return Step(_shorter(draft))
        if press in DIGITS and len(draft) < self.most:
            return Step(_longer(draft, str(press)))
        if press == "ok":
            return self._answer(draft or self.default)
        return None

    def _none(self) -> str | Secret:
        return Secret(b"") if self.secret else ""

    def _go_on(self, press: Press) -> Step[Any] | None:
        if press == "ok":
            return Step(self._none())
        return Step(_longer(self._none(), str(press))) if press in DIGITS else None

    def _answer(self, digits: str | Secret) -> Step[Any] | None:
        if len(digits) < self.least:
            return None
        # 00 and 0 are digits too, but nobody wants no copies
        fits = self.highest is None or isinstance(digits, Secret) or 1 <= int(digits) <= self.highest
        return Step(digits, (digits,)) if fits else None


def _longer(draft: str | Secret, digit: str) -> str | Secret:
    # joined as they are: a copy in between would stay in memory that nobody overwrites
    return Secret(draft.octets + digit.encode()) if isinstance(draft, Secret) else draft + digit


def _shorter(draft: str | Secret) -> str | Secret:
    return Secret(draft.octets[:-1]) if isinstance(draft, Secret) else draft[:-1]


def forget(draft: object) -> None:
    """Overwrite a draft that is secret; any other is left as it is."""
    if isinstance(draft, Secret):
        draft.wipe()


@dataclass(frozen=True)
class Typed:
    """What has been entered so far, and the key of the group of letters that is open, empty for none."""

    text: str = ""
    group: str = ""


@dataclass(frozen=True, kw_only=True)
class EnterText(Prompt[str]):
    """`least` to `most` letters and ok. Not for a password: its draft is a text, and a text cannot be overwritten.

    A letter is pressed as itself where all letters are shown, or with two keys of the ten-key: its group, its place there.
    """

    least: int
    most: int
    alphabet: Alphabet = LETTERS

    def start(self) -> Typed:
        """Nothing entered, no group open."""
        return Typed()

    def press(self, draft: Typed, press: Press) -> Step[str] | None:
        """A letter is added, a key opens its group, back takes one step back, ok answers when there are enough."""
        letter = self.alphabet.letter(draft.group, press)
        if letter is not None:
            text = joined(draft.text, letter)
            return None if text is None or len(text) > self.most else Step(Typed(text))
        if press == "back":
            return self._erase(draft)
        # an open group must be left first: ok would answer what the visitor has not finished
        if draft.group:
            return None
        if press == "ok" and len(draft.text) >= self.least:
            return Step(draft, (draft.text,))
        return Step(Typed(draft.text, str(press))) if press in dict(self.alphabet.groups) else None

    def _erase(self, draft: Typed) -> Step[str] | None:
        if draft.group:
            return Step(Typed(draft.text))
        return Step(Typed(draft.text[:-1])) if draft.text else None


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

    `amount` is the largest thing on it. As a `plate` it is read in passing, from a step away: no keys, one size of type.
    """

    verb: Phrase = Phrase("button-next")
    amount: Phrase | None = None
    plate: bool = False
    back: bool = False

    def press(self, draft: Any, press: Press) -> Step[bool] | None:
        """Ok goes on."""
        return Step(draft, (True,)) if press == "ok" else None


PROMPTS: tuple[type[Prompt[Any]], ...] = (
    Choose, ChooseSeveral, Confirm, EnterDigits, EnterText, PresentCard, RemoveCard, Pay, Wait, HandOver, Tell,
)  # fmt: skip
