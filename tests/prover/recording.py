"""A phrase book that remembers what it was asked for: what a surface shows or says, as facts that can be compared."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass

from firmware.phrases import Phrase
from firmware.phrases.reader import PhraseBook


@dataclass(frozen=True)
class Fact:
    """A phrase with its own values, those that are phrases apart: they are facts of their own."""

    key: str
    values: frozenset[tuple[str, str]] = frozenset()

    def __str__(self) -> str:
        return f"{self.key}({', '.join(f'{name}={value}' for name, value in sorted(self.values))})"


def facts_of(phrase: Phrase) -> Iterator[Fact]:
    """The facts of a phrase and of the phrases inside it."""
    inner = [value for value in phrase.values.values() if isinstance(value, Phrase)]
    plain = {(name, str(value)) for name, value in phrase.values.items() if not isinstance(value, Phrase)}
    yield Fact(phrase.key, frozenset(plain))
    for value in inner:
        yield from facts_of(value)


class RecordingBook(PhraseBook):
    """`taken` gives what was asked since the last time."""

    def __init__(self) -> None:
        super().__init__()
        self._asked: list[Phrase] = []
        self._noting = threading.Lock()

    def taken(self) -> list[Phrase]:
        """The phrases that were asked for since this was last called."""
        with self._noting:
            asked, self._asked = self._asked, []
        return asked

    def _note(self, phrase: Phrase) -> None:
        with self._noting:
            self._asked.append(phrase)

    def text(self, phrase, language, part="text"):
        self._note(phrase)
        return super().text(phrase, language, part)

    def short_forms(self, phrase, language, part="text"):
        self._note(phrase)
        return super().short_forms(phrase, language, part)

    def speech(self, phrase, language):
        self._note(phrase)
        return super().speech(phrase, language)

    def confirm(self, phrase, language):
        self._note(phrase)
        return super().confirm(phrase, language)

    def aloud(self, phrase, language):
        self._note(phrase)
        return super().aloud(phrase, language)
