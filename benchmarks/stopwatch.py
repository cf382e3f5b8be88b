"""Where time goes: methods of living objects are timed from outside, so that the product holds nothing for it."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


class Stopwatch:
    """Seconds by part, for one thread, by `clock`; a part inside another is taken from the outer one."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self.seconds: dict[str, float] = defaultdict(float)
        self._within: list[str] = []
        self._since = 0.0

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Time goes to this part while the block lasts."""
        self._turn()
        self._within.append(name)
        try:
            yield
        finally:
            self._turn()
            self._within.pop()

    def watch(self, thing: Any, name: str, *methods: str) -> None:
        """Time these methods of one object as a part."""
        for method in methods:
            setattr(thing, method, self._timed(getattr(thing, method), name))

    def _timed(self, act: Callable[..., Any], name: str) -> Callable[..., Any]:
        def timed(*given: Any, **named: Any) -> Any:
            with self.part(name):
                return act(*given, **named)

        return timed

    def _turn(self) -> None:
        now = self._clock()
        if self._within:
            self.seconds[self._within[-1]] += now - self._since
        self._since = now
