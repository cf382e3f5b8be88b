"""Prompts in which something is entered: digits, a secret number among them, and letters.

A draft that is a `Secret` is overwritten by the conversation as soon as another takes its place (`forget`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from cards.secret import Secret
from firmware.letters import LETTERS, Alphabet, joined
from firmware.phrases import Phrase
from firmware.prompt import DIGITS, Press, Prompt, Step


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

    text: str = field(default="", repr=False)
    group: str = field(default="", repr=False)


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
