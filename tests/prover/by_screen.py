"""The visitor who sees: touches what is drawn on the real screen, and cannot press what is not there."""

from __future__ import annotations

import os

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")

from prover.bench import Bench
from prover.recording import RecordingBook

from screens.page import MORE
from screens.screen import Screen
from screens.theme import PANELS

PANEL = "7"
PAGES = 9


class Eyes:
    """A screen before a bench and a finger on it."""

    def __init__(self, bench: Bench, book: RecordingBook) -> None:
        self._talk, self._pitch = bench.talk, PANELS[PANEL].pitch
        self.screen = Screen(bench.talk, book, PANEL)

    def looks(self) -> None:
        """Let everything be drawn that the view shows."""
        self.screen._refresh()

    def pressable(self) -> tuple[str, ...]:
        """What is drawn to be touched, here or on a further page of choices."""
        drawn = self._drawn()
        if MORE not in drawn:
            return drawn
        options = tuple(option.key for option in self._talk.view.prompt.options)
        return (*drawn, *(key for key in options if key not in drawn))

    def press(self, key: str) -> None:
        """Touch it; further choices are found on the next pages."""
        for _ in range(PAGES):
            if key not in self._drawn() and MORE in self._drawn():
                self._touch(MORE)
        self._touch(key)

    def _drawn(self) -> tuple[str, ...]:
        self.looks()
        return tuple(target.key for target in self.screen.targets)

    def _touch(self, key: str) -> None:
        self.looks()
        target = next((target for target in self.screen.targets if target.key == key), None)
        assert target is not None, f"{key} is nowhere on the screen"
        self.screen.touch(target.box.cx / self._pitch, target.box.cy / self._pitch)
