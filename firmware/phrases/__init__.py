"""The words: every phrase has a key; its text, its speech and their shorter forms stand in one file per language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Reading:
    """A value with its reading from the record: shown as written, spoken as its kana. Kanji are never guessed at."""

    written: str
    kana: str


@dataclass(frozen=True)
class Phrase:
    """A phrase to be said: its key and its values. A value that is itself a phrase is said in the same language.

    `own` are words that came with it, by language and part: they are said in place of those in the files.
    """

    key: str
    values: Mapping[str, str | int | Phrase | Reading] = field(default_factory=dict)
    own: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def say(key: str, /, **values: str | int | Phrase | Reading) -> Phrase:
    """The phrase `key` with its values, in no language yet."""
    return Phrase(key, values)
