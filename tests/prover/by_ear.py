"""The visitor who sees nothing: the handset, its hook and the ten-key; the screen is drawn beside, for what it would show."""

from __future__ import annotations

import os

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pygame
from acting import LONG
from listening import Listener
from prover.bench import TICK_S, Bench
from prover.by_screen import PANEL
from prover.recording import RecordingBook

from audio.heard import Heard
from drivers.protocols import TEN_KEY, Sound
from firmware.conversation import Ear, View
from firmware.phrases import Phrase
from screens.page import Page, canvas_for
from screens.prompts import draw
from screens.theme import PANELS

BREATH = Sound(bytes(2))
PAUSE_S = 3.5
GRACE_S = 0.3


class Instant:
    """A voice that has said everything at once."""

    def sounds(self, _text: str, _language: str) -> Iterator[Sound]:
        yield BREATH


class Ears:
    """A handset at a bench, and a hand that presses the ten-key."""

    def __init__(self, bench: Bench, book: RecordingBook, speech: Any = None) -> None:
        self._bench, self.book = bench, book
        self.drawn = RecordingBook()
        self._surface = pygame.Surface(PANELS[PANEL].pixels, depth=32)
        self.person = Listener(bench.talk, book, speech or Instant(), pace=False)
        self._mark = 0

    def settle(self) -> None:
        """Wait until nothing more comes and nothing more is said."""
        until = time.monotonic() + LONG
        while True:
            self._bench.settle()
            turn = self._bench.talk.view.turn
            quiet = self.person.guidance.is_quiet
            # quiet before something else was asked would not count
            if quiet and self._bench.is_settled and self._bench.talk.view.turn == turn:
                return
            assert time.monotonic() < until, f"it never fell silent: {self._bench.talk.view}"
            time.sleep(TICK_S)

    def pressable(self) -> tuple[str, ...]:
        return tuple(sorted(TEN_KEY))

    def press(self, key: str) -> None:
        self.person.keypad.press(key)
        self.settle()

    def lifts(self) -> None:
        self.person.hook.lift()

    def hangs_up(self) -> None:
        """For good."""
        self.person.hook.hang_up()
        self.settle()
        self._bench.kiosk.clock.advance(PAUSE_S)
        until = time.monotonic() + LONG
        while self._bench.talk.view.by_ear:
            assert time.monotonic() < until, "hanging up was never noticed"
            time.sleep(TICK_S)

    def fumbles(self) -> None:
        """Down, and up again before it counts."""
        self.person.hook.hang_up()
        self.settle()
        self.person.hook.lift()

    def listens(self) -> list[Heard]:
        """What was said since the last time; with nothing yet, a moment longer is given."""
        until = time.monotonic() + GRACE_S
        heard = self.heard()
        while self._bench.talk.view.by_ear and not heard and time.monotonic() < until:
            time.sleep(TICK_S)
            heard = self.heard()
        return heard

    def heard(self) -> list[Heard]:
        """What was said since this was asked last."""
        new = [heard for heard in self.person.heard if heard.number > self._mark]
        self._mark = max((heard.number for heard in new), default=self._mark)
        return new

    def would_show(self) -> list[Phrase]:
        """What the screen would be asked to show of this moment, were it not covered."""
        self._draw(replace(self._bench.talk.view, ear=Ear.NONE))
        return self.drawn.taken()

    def picture(self) -> bytes:
        """What the screen does show."""
        self._draw(self._bench.talk.view)
        self.drawn.taken()
        return pygame.image.tobytes(self._surface, "RGB")

    def _draw(self, view: View) -> None:
        canvas = canvas_for(PANELS[PANEL], view, self._surface)
        draw(Page(canvas, self.drawn, view))
