"""What was heard: one utterance on one channel, told when it begins, as more of its sound is known, and when it ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from drivers.protocols import Sound

ChannelName = Literal["handset", "speaker"]


@dataclass(frozen=True)
class Heard:
    """An utterance; numbers grow from 1 for as long as the program runs, over both channels.

    `keys` are those of its phrases, `started` and `ended` seconds on the terminal's stopwatch; `ended` is None while it
    sounds. `sounds` grows sentence by sentence until `whole`; of what is `cut`, less was heard.
    """

    number: int
    text: str
    channel: ChannelName
    language: str
    keys: tuple[str, ...]
    started: float
    ended: float | None = None
    cut: bool = False
    sounds: tuple[Sound, ...] = ()
    whole: bool = False
