"""What can be rendered before anybody comes: every sentence for visitors whose values are few; amounts, times, names and places are not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product

from audio.speech import sentences
from firmware.adjust import SPEEDS, VOLUMES
from firmware.phrases import Phrase, say
from firmware.phrases.properties import properties
from firmware.phrases.reader import SPOKEN_AS, PhraseBook

Value = str | int | Phrase
KEYS = range(1, 10)
FEW: Mapping[str, Iterable[Value]] = {
    "digit": range(10),
    "count": range(10),
    "left": range(6),
    "most": KEYS,
    "copies": KEYS,
    "amount": range(1, 4),
    "sheets": KEYS,
    "sheet": range(1, 5),
    "total": range(1, 5),
    "page": range(1, 5),
    "pages": range(1, 5),
    "index": range(1, 7),
    "steps": (6,),
    "level": range(1, len(VOLUMES) + 1),
    "rate": tuple(f"{speed:g}" for speed in SPEEDS),
}
"""Values by their name, in whichever phrase; with any other value a sentence is spoken live."""
NAMES: Mapping[str, str] = {"certificate": "certificate-", "step": "step-", "verb": "button-"}
"""Values that are phrases, by the beginning of the phrases' keys."""
OPTIONS = ("certificate-", "era-", "help-", "item-", "items-", "language-", "person-", "receipt-", "sight-", "thing-")
"""Beginnings of the keys of what can be chosen, or is told as a thing with its place."""
LABELLED: Mapping[str, str] = {
    "choice-item": "",
    "choice-chosen": "",
    "choice-taken": "",
    "item-on": "item-",
    "item-off": "item-",
}
"""The lines that are made of a label, and how its key must begin."""
LANGUAGE = "language-"


def catalogue(book: PhraseBook, languages: Iterable[str], keys: Iterable[int] = KEYS) -> dict[str, frozenset[str]]:
    """The sentences to render, by the language that they are spoken in; menus' lines with these keys. Raises PhraseError."""
    spoken = dict.fromkeys(SPOKEN_AS.get(language, language) for language in languages)
    return {
        language: frozenset(s for t in _texts(book, language, tuple(keys)) for s in sentences(t)) for language in spoken
    }


def _texts(book: PhraseBook, language: str, keys: tuple[int, ...]) -> Iterator[str]:
    for phrase in _phrases():
        yield book.speech(phrase, language)
        yield book.aloud(phrase, language) or ""
    for label in _labels(language):
        yield from _labelled(book, label, language, keys)


def _phrases() -> Iterator[Phrase]:
    """Every phrase for visitors, with each choice of values where these are few."""
    for key, known in properties().items():
        if known.channel == "staff":
            continue
        ranges = [_range(name) for name in known.values]
        if all(ranges):
            for values in product(*ranges):
                yield Phrase(key, dict(zip(known.values, values, strict=True)))


def _range(name: str) -> list[Value]:
    if beginning := NAMES.get(name):
        return [say(key) for key in properties() if key.startswith(beginning) and _is_name(key)]
    return list(FEW.get(name, ()))


def _is_name(key: str) -> bool:
    """Whether a phrase names a thing rather than telling something: names take no values and have no notes."""
    known = properties()[key]
    return not known.values and known.channel != "staff" and not key.endswith("-note")


def _labels(language: str) -> Iterator[Phrase]:
    """What can be chosen; a language is offered in itself."""
    for key in properties():
        own = key.removeprefix(LANGUAGE)
        if key.startswith(OPTIONS) and _is_name(key) and SPOKEN_AS.get(own, own) in (key, language):
            yield say(key)


def _labelled(book: PhraseBook, label: Phrase, language: str, keys: tuple[int, ...]) -> Iterator[str]:
    """A label in every line that a menu and its echo make of it; a whole sentence is no label."""
    if len(sentences(book.speech(label, language) + " -")) > 1:
        return
    lines = [name for name, beginning in LABELLED.items() if label.key.startswith(beginning)]
    for name, key in product(lines, keys):
        told = book.confirm(label, language) if name == "choice-taken" else label
        values = {"label": told, "key": key} if "key" in properties()[name].values else {"label": told}
        yield book.speech(Phrase(name, values), language)
