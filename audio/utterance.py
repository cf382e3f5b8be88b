"""An utterance: what is said in one go, made of phrases in the visitor's language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from firmware.phrases import Phrase, say
from firmware.phrases.properties import properties
from firmware.phrases.reader import SPOKEN_AS, PhraseBook


@dataclass(frozen=True)
class Utterance:
    """What is said in one go, in the language it is spoken in; `keys` are those of its phrases, the outer one first.

    `private`: never on the loudspeaker. `finish`: neither the machine's next phrase nor a digit cuts it. `alarm`: the
    loudspeaker says it beside a lifted handset too.
    """

    text: str
    language: str
    keys: tuple[str, ...]
    private: bool = True
    finish: bool = False
    alarm: bool = False


class Wording:
    """Makes utterances of phrases, in one language."""

    def __init__(self, book: PhraseBook, language: str) -> None:
        self.book, self.language = book, language

    def say(self, key: str, /, **values: str | int | Phrase) -> list[Utterance]:
        """The surface's own words."""
        return self.speech(say(key, **values))

    def speech(self, phrase: Phrase | None) -> list[Utterance]:
        """A phrase for the handset; nothing for what is for staff alone."""
        return self._utter(phrase, self.book.speech)

    def confirm(self, phrase: Phrase) -> list[Utterance]:
        """A choice read back: `choice-taken` around the words it has for that."""
        if properties()[phrase.key].channel == "staff":
            return []
        taken = say("choice-taken", label=self.book.confirm(phrase, self.language))
        return [self._made(self.book.speech(taken, self.language), ("choice-taken", *_keys(phrase)), taken)]

    def aloud(self, phrase: Phrase | None) -> list[Utterance]:
        """A phrase for the loudspeaker: its generic words, or silence."""
        return self._utter(phrase, self.book.aloud)

    def _utter(self, phrase: Phrase | None, words: Callable[[Phrase, str], str | None]) -> list[Utterance]:
        if phrase is None or properties()[phrase.key].channel == "staff":
            return []
        text = words(phrase, self.language)
        return [self._made(text, _keys(phrase), phrase)] if text else []

    def _made(self, text: str, keys: tuple[str, ...], phrase: Phrase) -> Utterance:
        known = properties()[phrase.key]
        spoken = SPOKEN_AS.get(self.language, self.language)
        private = known.channel != "public" or bool(phrase.own)
        return Utterance(text, spoken, keys, private, known.finish, known.alarm)


def _keys(phrase: Phrase) -> tuple[str, ...]:
    """The keys of a phrase and of those inside it."""
    inner = (value for value in phrase.values.values() if isinstance(value, Phrase))
    return (phrase.key, *(key for one in inner for key in _keys(one)))
