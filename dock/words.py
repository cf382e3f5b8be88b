"""Phrases and prompts in one language, masked, as JSON-ready values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dock.docked import DockedTerminal
from firmware.adjust import SPEEDS, VOLUMES, Adjust
from firmware.asides import possible
from firmware.conversation import Ear, View
from firmware.phrases import Phrase
from firmware.prompts import (
    KEYS,
    OTHERWISE,
    Choose,
    ChooseSeveral,
    Confirm,
    EnterDigits,
    EnterText,
    HandOver,
    Option,
    Pay,
    PresentCard,
    Prompt,
    Tell,
    Wait,
)

Json = dict[str, Any]


def keys(view: View) -> list[str]:
    """The keys that do something now: the prompt's own, those that interrupt it, and by ear the one that repeats it.

    None does while the handset lies on its hook in the midst of a visit by ear.
    """
    prompt = view.prompt
    if view.ear is Ear.PAUSED:
        return []
    if prompt is None:
        return sorted(KEYS) if view.closed is None else []
    draft = view.draft
    # A prompt's step is pure, so it can be asked what it would do; the masked draft has the right length.
    own = {key for key in KEYS if prompt.press(draft, key) is not None}
    return sorted(own | (possible(prompt, draft) & KEYS) | ({"again"} if view.ear is Ear.LIFTED else set()))


class Words:
    """Puts phrases and prompts into one language."""

    def __init__(self, terminal: DockedTerminal, language: str) -> None:
        self._book, self._language = terminal.book, language

    def text(self, phrase: Phrase, part: str = "text") -> str:
        """What is read, without the marks where a line may break."""
        return self._book.text(phrase, self._language, part).replace("|", "")

    def said(self, phrase: Phrase) -> Json:
        """A phrase for the eye and for the ear."""
        return {
            "phrase": phrase.key,
            "text": self.text(phrase),
            "speech": self._book.speech(phrase, self._language),
        }

    def prompt(self, view: View) -> Json:
        """The open prompt; which of the members after `patience_s` there are depends on the kind."""
        prompt = view.prompt
        if prompt is None:
            raise ValueError("no prompt is open")
        more = next((tell for kind, tell in MORE.items() if isinstance(prompt, kind)), _nothing)
        return {
            "kind": type(prompt).__name__,
            **self.said(prompt.phrase),
            "note": self._note(prompt),
            "sign": prompt.sign,
            "options": [],
            "draft": list(view.draft) if isinstance(view.draft, tuple) else view.draft,
            "patience_s": prompt.patience,
            "countdown": prompt.countdown,
            **more(self, prompt, view),
        }

    def option(self, option: Option, *, chosen: bool) -> Json:
        """One choice, with what helps to choose."""
        note = self.text(option.note) if option.note else None
        words = {"key": option.key, "name": option.name, "text": self.text(option.phrase)}
        return {**words, "note": note, "yen": option.yen, "chosen": chosen}

    def _note(self, prompt: Prompt[Any]) -> str | None:
        """The explanation in the reading room: its own phrase, or the `.note` of the prompt's."""
        if prompt.note:
            return self.text(prompt.note)
        if self._book.has(prompt.phrase.key, self._language, "note"):
            return self.text(prompt.phrase, "note")
        return None


def _nothing(_words: Words, _prompt: Any, _view: View) -> Json:
    return {}


def _choose(words: Words, prompt: Choose, _view: View) -> Json:
    return {"options": [words.option(o, chosen=o.name == prompt.chosen) for o in prompt.options]}


def _choose_several(words: Words, prompt: ChooseSeveral, view: View) -> Json:
    return {"options": [words.option(o, chosen=o.name in view.draft) for o in prompt.options]}


def _confirm(words: Words, prompt: Confirm, _view: View) -> Json:
    rows = [{"name": words.text(row.name), "value": words.text(row.value)} for row in prompt.rows]
    otherwise = words.text(prompt.otherwise) if prompt.otherwise else None
    return {"verb": words.text(prompt.verb), "otherwise": otherwise, "rows": rows, "yen": prompt.yen}


def _enter_digits(_words: Words, prompt: EnterDigits, _view: View) -> Json:
    return {"least": prompt.least, "most": prompt.most, "secret": prompt.secret, "attempts_left": prompt.attempts}


def _enter_text(_words: Words, prompt: EnterText, view: View) -> Json:
    """The options are the keys that lead to a letter now: groups, then the letters of one."""
    draft = view.draft
    choices = [
        {"key": key, "name": letters, "text": letters, "note": None, "yen": None, "chosen": False}
        for key, letters in prompt.alphabet.choices(draft.group)
    ]
    limits = {"least": prompt.least, "most": prompt.most}
    return {**limits, "alphabet": prompt.alphabet.name, "draft": draft.text, "options": choices}


def _present_card(words: Words, prompt: PresentCard, _view: View) -> Json:
    """A second way is an option, so that it is offered like any other."""
    second = Option(OTHERWISE, "otherwise", prompt.otherwise) if prompt.otherwise else None
    return {"options": [words.option(second, chosen=False)] if second else []}


def _pay(_words: Words, prompt: Pay, view: View) -> Json:
    return {"yen": prompt.yen, "paid": view.draft, "due": max(prompt.yen - view.draft, 0)}


def _wait(_words: Words, prompt: Wait, _view: View) -> Json:
    progress = prompt.progress
    return {"done": progress.done, "total": progress.total, "seconds": progress.seconds}


def _hand_over(words: Words, prompt: HandOver, _view: View) -> Json:
    things = [{"name": t.name, "text": words.text(t.phrase), "amount": words.text(t.amount)} for t in prompt.things]
    return {"things": things}


def _tell(words: Words, prompt: Tell, _view: View) -> Json:
    amount = words.text(prompt.amount) if prompt.amount else None
    return {"verb": words.text(prompt.verb), "amount": amount, "plate": prompt.plate}


def _adjust(_words: Words, _prompt: Adjust, view: View) -> Json:
    """The voice as it is set so far."""
    voice = view.draft
    return {"draft": {"volume_db": VOLUMES[voice.volume], "speed": SPEEDS[voice.speed], "limit": voice.limit}}


MORE: dict[type[Prompt[Any]], Callable[[Words, Any, View], Json]] = {
    Choose: _choose,
    ChooseSeveral: _choose_several,
    Confirm: _confirm,
    EnterDigits: _enter_digits,
    EnterText: _enter_text,
    PresentCard: _present_card,
    Pay: _pay,
    Wait: _wait,
    HandOver: _hand_over,
    Tell: _tell,
    Adjust: _adjust,
}
