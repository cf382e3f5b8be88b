"""What was heard, with its sound: kept here alone, for whoever tests or teaches; a terminal without a dock keeps none of it."""

from __future__ import annotations

import io
import threading
import wave
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from audio.heard import Heard
from dock.refusal import Refusal
from drivers.protocols import SOUND_RATE, Sound
from firmware.clock import Clock
from firmware.conversation import View

KEPT = 200
CHANNELS = ("handset", "speaker")
WHOLE_SECONDS = 60.0
"""How long a listener waits for the end of what is still being spoken: the longest message lasts half of it, slowly."""


class Recorder:
    """The utterances of the visit that runs and of the one before it, at most the last `KEPT`; `changed` is called at each change.

    A visit is still there after its end, so that it can be read in peace; the next but one sweeps it away.
    """

    def __init__(self, clock: Clock, changed: Callable[[], None]) -> None:
        self._changed, self._began = changed, clock.monotonic()
        self._clock = clock
        self._heard: dict[int, Heard] = {}
        self._at: dict[int, datetime] = {}
        self._gone = self._mark = self._changes = 0
        self._visit: str | None = None
        self._lock = threading.Condition()

    def hear(self, heard: Heard) -> None:
        """Note an utterance that begins, goes on or ends; it returns at once."""
        with self._lock:
            self._changes += 1
            # the end of what was let go of must not bring it back
            if heard.number > self._gone:
                self._heard[heard.number] = heard
                self._at.setdefault(heard.number, self._clock.now())
            if len(self._heard) > KEPT:
                self._forget(min(self._heard))
            self._lock.notify_all()
        self._changed()

    def follow(self, view: View) -> None:
        """Let go of what was heard before the last visit, when another one begins."""
        if view.visit == self._visit:
            return
        with self._lock:
            if view.visit is not None:
                self._forget(self._mark)
                self._mark = max(self._heard, default=self._gone)
            self._visit = view.visit

    def lines(self, since: int = 0) -> list[dict[str, Any]]:
        """What was heard after that number, oldest first; times in seconds on the terminal's clock since the dock was opened."""
        with self._lock:
            return [self._line(heard) for number, heard in sorted(self._heard.items()) if number > since]

    def now(self) -> dict[str, Any]:
        """The numbers of the newest utterance (0: none yet), of what sounds now and of the last that was cut, by channel.

        `changes` grows with all that is told of them.
        """
        with self._lock:
            heard = list(self._heard.values())
            newest, changes = max(self._heard, default=self._gone), self._changes
        return {
            "heard": newest,
            "changes": changes,
            "sounding": {c: _last(c, (one for one in heard if one.ended is None)) for c in CHANNELS},
            "cut": {c: _last(c, (one for one in heard if one.cut)) or 0 for c in CHANNELS},
        }

    def wav(self, number: int, part: int) -> bytes:
        """A whole utterance as it was rendered, as WAV; or one part of it as soon as it is there, counted from 1. Raises Refusal."""
        with self._lock:
            if not part:
                self._lock.wait_for(lambda: self._is_over(number), WHOLE_SECONDS)
            heard = self._heard.get(number)
        if heard is None:
            raise Refusal(404, "unknown", f"nothing was heard that is number {number}, or it is kept no longer")
        if part > len(heard.sounds):
            raise Refusal(404, "unknown", f"there is no part {part} of what was heard as number {number}, or not yet")
        return wav_of(heard.sounds[part - 1 : part] if part else heard.sounds)

    def _is_over(self, number: int) -> bool:
        heard = self._heard.get(number)
        return heard is None or heard.whole or heard.ended is not None

    def _forget(self, number: int) -> None:
        """Let go of everything up to this number; the lock is held."""
        self._gone = max(self._gone, number)
        for old in [old for old in self._heard if old <= number]:
            del self._heard[old], self._at[old]

    def _line(self, heard: Heard) -> dict[str, Any]:
        return {
            "number": heard.number,
            "text": heard.text,
            "channel": heard.channel,
            "language": heard.language,
            "keys": list(heard.keys),
            "at": f"{self._at[heard.number]:%H:%M:%S}",
            "started_s": round(heard.started - self._began, 3),
            "ended_s": None if heard.ended is None else round(heard.ended - self._began, 3),
            "cut": heard.cut,
            "parts": len(heard.sounds),
            "whole": heard.whole,
        }


def _last(channel: str, heard: Iterable[Heard]) -> int | None:
    """The number of the last of these on a channel."""
    return max((one.number for one in heard if one.channel == channel), default=None)


def wav_of(sounds: tuple[Sound, ...]) -> bytes:
    """Sounds one behind the other, as WAV."""
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SOUND_RATE)
        file.writeframes(b"".join(sound.samples for sound in sounds))
    return target.getvalue()
