"""A pane of glass: the window of one panel on one display, and the bell that wakes whoever draws on it.

Several panes on bare KMS have their fingers told apart by no one: there a display server must map each.
"""

from __future__ import annotations

import contextlib
import os
import threading

os.environ.setdefault("SDL_FRAMEBUFFER_ACCELERATION", "0")  # otherwise X11 goes through a software GPU: 100 MB
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

import pygame

from screens.theme import Panel

UNSEEN = ("dummy", "offscreen")  # video drivers without a display
CENTERED = 0x2FFF0000
"""SDL_WINDOWPOS_CENTERED_MASK: with a display's number in its low bits, the middle of that display."""


class ScreenUnfit(Exception):
    """There is no display, it is not the panel of the configuration, or a font is missing; the text names what."""


class Bell:
    """Wakes a thread at once; rung twice before anybody waits is rung once. Ringing never waits, not even in a signal's handler."""

    def __init__(self) -> None:
        # a bare lock: waiting for it costs no more than sleeping, an Event twice that
        self._lock = threading.Lock()
        self._lock.acquire()

    def ring(self) -> None:
        """Wake whoever waits, or the next who will."""
        with contextlib.suppress(RuntimeError):  # it has been rung already
            self._lock.release()

    def wait(self, seconds: float) -> bool:
        """Wait at most that long; tells whether it was rung."""
        return self._lock.acquire(timeout=seconds)


def is_turned(size: tuple[int, int], panel: Panel) -> bool:
    """Whether a tall panel is a wide display that stands on its side, its top to the left. Raises ScreenUnfit."""
    if size == panel.pixels:
        return False
    if size == panel.pixels[::-1]:
        return True
    raise ScreenUnfit(
        f"the display has {size[0]} x {size[1]} pixels, the panel {panel.name} {panel.pixels[0]} x {panel.pixels[1]}"
    )


class Glass:
    """The window of a panel; `framed` shows it in a window of its size, otherwise it fills its display."""

    def __init__(self, panel: Panel, display: int = 0, *, framed: bool = True) -> None:
        self._panel, self._display, self._framed = panel, display, framed
        self._is_turned = False
        self.window: pygame.Window | None = None

    def open(self) -> pygame.Surface:
        """Show it; gives the surface to draw on. Raises ScreenUnfit, pygame.error."""
        driver = pygame.display.get_driver()
        fills = not self._framed and driver not in UNSEEN
        displays = pygame.display.get_desktop_sizes()
        if fills and self._display >= len(displays):
            raise ScreenUnfit(f"there is no display {self._display}: {len(displays)} are there, counted from 0")
        # The size of the display as it is: asking for the panel's could make SDL stretch the picture. Without a frame
        # rather than in full screen, for which X waits 100 ms for a window manager that a terminal has not got.
        size = displays[self._display] if fills else self._panel.pixels
        middle = CENTERED | (0 if driver in UNSEEN else self._display)
        self.window = pygame.Window("Kazasu", size, position=(middle, middle), borderless=fills)
        glass = self.window.get_surface()
        self._is_turned = is_turned(glass.get_size(), self._panel)
        return pygame.Surface(self._panel.pixels, depth=32) if self._is_turned else glass

    def flip(self, drawn: pygame.Surface) -> None:
        """Show what was drawn on the surface."""
        if self.window is None:
            return
        if self._is_turned:
            self.window.get_surface().blit(pygame.transform.rotate(drawn, 90), (0, 0))
        self.window.flip()

    def on_panel(self, x: float, y: float) -> tuple[float, float]:
        """Where on the panel a place on the glass is."""
        return (self._panel.pixels[0] - 1 - y, x) if self._is_turned else (x, y)

    def close(self) -> None:
        """Take the window away; may be called twice."""
        if self.window is not None:
            self.window.destroy()
        self.window = None
