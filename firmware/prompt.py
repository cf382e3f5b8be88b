"""What every prompt is: frozen data and one pure step, so that every surface can show and answer every one.

A press is a key (`KEYS`), money (`Cash`) or something a reader noticed (`CardEvent`). `press` answers None where the
press means nothing to the prompt; otherwise a `Step` with the new draft and, when the prompt is settled, its answer.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

from drivers.protocols import CardEvent
from firmware.phrases import Phrase

DIGITS = tuple("0123456789")
KEYS = frozenset((*DIGITS, "ok", "back", "stop", "again", "help", "language", "sight", "voice"))
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
