"""All panes of a terminal, shown and touched by one thread: a certificate kiosk has one, a bus one for riders and one for the driver.

Fingers are polled, for waiting for an event wakes 900 times a second where SDL has nothing to wait on; a new view rings and is
drawn at once. Each draws only when what it shows has changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pygame

from screens.coverage import FontUnreadable
from screens.glass import Bell, ScreenUnfit

if TYPE_CHECKING:
    from screens.screen import Screen

POLL_S = 0.030
ASKED_POLL_S = 0.012
"""While something is asked, fingers come often and are waited for."""


class Screens:
    """Screens that share a thread: `run` shows them until `stop`."""

    def __init__(self, screens: Sequence[Screen]) -> None:
        self._screens, self._bell, self._stopped = tuple(screens), Bell(), False
        for screen in self._screens:
            screen.bell = self._bell

    def run(self) -> None:
        """Show all on this thread until `stop`, also of one of them. Raises ScreenUnfit."""
        try:
            # Not pygame.init(): that opens the sound card and game controllers as well.
            pygame.display.init()
            for screen in self._screens:
                screen.open()
            while not self._is_over():
                for event in pygame.event.get():
                    self._pass(event)
                for screen in self._screens:
                    screen.show()
                self._bell.wait(ASKED_POLL_S if any(screen.is_asked for screen in self._screens) else POLL_S)
        except FontUnreadable as error:
            raise ScreenUnfit(str(error)) from error
        except pygame.error as error:
            raise ScreenUnfit(f"the display cannot be had: {error}") from error
        finally:
            for screen in self._screens:
                screen.close()
            pygame.display.quit()

    def stop(self) -> None:
        """End `run`, from any thread, and from the handler of a signal: it takes no lock, for its own thread may hold it."""
        self._stopped = True
        self._bell.ring()

    def _is_over(self) -> bool:
        return self._stopped or any(screen.is_stopped for screen in self._screens)

    def _pass(self, event: pygame.event.Event) -> None:
        """Pass an event to the screen whose window it is for."""
        window = getattr(event, "window", None)
        if event.type in (pygame.QUIT, pygame.WINDOWCLOSE):
            self.stop()
        for screen in self._screens:
            if len(self._screens) == 1 or (window is not None and screen.glass.window == window):
                screen.take(event)
