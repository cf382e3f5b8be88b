"""What is told of one utterance to whoever listens in, such as the dock; nothing of it is kept here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from drivers.protocols import Sound


@dataclass(frozen=True)
class Heard:
    """One utterance: its words, the keys of its phrases and its sounds; times in seconds on the conversation's stopwatch.

    `number` grows for as long as the program runs, from 1; `ended` is None while it sounds. `whole` tells that `sounds` are
    all there are: a live one begins before it has been spoken to its end.
    """

    number: int
    text: str
    channel: Literal["handset", "speaker"]
    language: str
    keys: tuple[str, ...]
    started: float
    ended: float | None = None
    cut: bool = False
    sounds: tuple[Sound, ...] = ()
    whole: bool = True
