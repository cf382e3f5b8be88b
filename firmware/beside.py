"""What goes on beside the visit thread; a bug there ends the terminal as one in a visit does, or it would fail in silence."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

Seen = TypeVar("Seen")


class Beside:
    """Threads and calls of one terminal; `wake` is called when one has a bug, so that `check` is called soon."""

    def __init__(self, wake: Callable[[], object]) -> None:
        self._wake = wake
        self._bug: BaseException | None = None

    def start(self, name: str, run: Callable[[], object]) -> threading.Thread:
        """Run it on a thread of its own."""
        thread = threading.Thread(target=lambda: self._keep(run), name=name, daemon=True)
        thread.start()
        return thread

    def guarded(self, act: Callable[[Seen], object]) -> Callable[[Seen], None]:
        """The same for a driver to call: its thread lives on whatever happens."""
        return lambda seen: self._keep(lambda: act(seen))

    def check(self) -> None:
        """Raise the first bug that there was, where the terminal ends by it."""
        if self._bug is not None:
            raise self._bug

    def _keep(self, act: Callable[[], object]) -> None:
        try:
            act()
        except Exception as bug:
            self._bug = self._bug or bug
            self._wake()
