"""What a visitor was told, in order: it outlives the prompts and the visit, so that a trainer can read it in peace."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dock.docked import DockedTerminal
from firmware.conversation import View
from firmware.phrases import Phrase
from firmware.prompts import Prompt, Wait

LENGTH = 30


@dataclass(frozen=True)
class Said:
    """One thing that was said: when, the phrase, and the visit's language then."""

    number: int
    at: datetime
    phrase: Phrase
    language: str


class Transcript:
    """Listens to a conversation and remembers the last `LENGTH` things said; words are found only when it is read."""

    def __init__(self, terminal: DockedTerminal) -> None:
        self._terminal = terminal
        self._said: deque[Said] = deque(maxlen=LENGTH)
        self._count = 0
        self._last = terminal.talk.view

    def hear(self, view: View) -> None:
        """Note what this view says that the last one did not; the conversation calls it, one view at a time."""
        last, self._last = self._last, view
        for phrase in _added(last.told, view.told):
            self._add(phrase, view)
        if view.prompt and (view.turn, view.prompt.phrase) != (last.turn, last.prompt and last.prompt.phrase):
            self._ask(view.prompt, view)

    def lines(self) -> list[dict[str, str | int]]:
        """Oldest first: `{number, at: "10:00", text}`, in the language each was said in."""
        speech = self._terminal.book.speech
        return [
            {"number": said.number, "at": f"{said.at:%H:%M}", "text": speech(said.phrase, said.language)}
            # A copy, for another thread may add while words are being found.
            for said in list(self._said)
        ]

    def _ask(self, prompt: Prompt[Any], view: View) -> None:
        """A question is heard each time it is asked; that one must wait is heard once."""
        goes_on = isinstance(prompt, Wait) and self._said and self._said[-1].phrase == prompt.phrase
        if not goes_on:
            self._add(prompt.phrase, view)

    def _add(self, phrase: Phrase, view: View) -> None:
        self._count += 1
        self._said.append(Said(self._count, self._terminal.clock.now(), phrase, view.settings.language))


def _added(old: tuple[Phrase, ...], new: tuple[Phrase, ...]) -> tuple[Phrase, ...]:
    """What stands at the end of `new` and not yet in `old`; the oldest may have fallen off the front."""
    if old is new:
        return ()
    # The longest end of the old that the new begins with: what follows it is new.
    kept = next(n for n in range(min(len(old), len(new)), -1, -1) if old[len(old) - n :] == new[:n])
    return new[kept:]
