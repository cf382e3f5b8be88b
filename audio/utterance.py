"""An utterance: what is said in one go, made of phrases in the visitor's language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from firmware.phrases import Phrase, Reading, say
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
    """Makes utterances of phrases in one language, or in the one that it is spoken as."""

    def __init__(self, book: PhraseBook, language: str) -> None:
        self.book, self.language = book, SPOKEN_AS.get(language, language)

    def say(self, key: str, /, **values: str | int | Phrase | Reading) -> list[Utterance]:
        """The surface's own words."""
        return self.speech(say(key, **values))

    def speech(self, phrase: Phrase | None) -> list[Utterance]:
        """A phrase for the handset; nothing for what is for staff alone."""
        return self._utter(phrase, self.book.speech)

    def confirm(self, phrase: Phrase) -> list[Utterance]:
        """A choice read back: `choice-taken` around the words it has for that."""
        if is_for_staff(phrase):
            return []
        taken = say("choice-taken", label=self.book.confirm(phrase, self.language))
        return [self._made(self.book.speech(taken, self.language), ("choice-taken", *_keys(phrase)), taken)]

    def aloud(self, phrase: Phrase | None) -> list[Utterance]:
        """A phrase for the loudspeaker: its generic words, or silence; a public phrase around something private is private."""
        if phrase is None or (_is_private(phrase) and not self.book.has(phrase.key, self.language, "aloud")):
            return []
        return self._utter(phrase, self.book.aloud)

    def _utter(self, phrase: Phrase | None, words: Callable[[Phrase, str], str | None]) -> list[Utterance]:
        if phrase is None or is_for_staff(phrase):
            return []
        text = words(phrase, self.language)
        return [self._made(text, _keys(phrase), phrase)] if text else []

    def _made(self, text: str, keys: tuple[str, ...], phrase: Phrase) -> Utterance:
        known = properties()[phrase.key]
        return Utterance(text, self.language, keys, _is_private(phrase), known.finish, known.alarm)


def is_for_staff(phrase: Phrase) -> bool:
    """Whether it is shown to staff alone and never spoken: by itself, or by what stands in it."""
    return any(properties()[key].channel == "staff" for key in _keys(phrase))


def _is_private(phrase: Phrase) -> bool:
    """Whether only the handset may say it: by itself, by words that came with it, or by what stands in it."""
    known = properties()[phrase.key]
    if known.place:
        return False
    if known.channel != "public" or phrase.own:
        return True
    inner = phrase.values.values()
    return any(isinstance(one, Reading) or (isinstance(one, Phrase) and _is_private(one)) for one in inner)


def _keys(phrase: Phrase) -> tuple[str, ...]:
    """The keys of a phrase and of those inside it."""
    inner = (value for value in phrase.values.values() if isinstance(value, Phrase))
    return (phrase.key, *(key for one in inner for key in _keys(one)))
