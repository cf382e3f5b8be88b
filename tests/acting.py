"""A person at a terminal, for tests: sees what is shown, presses, and waits for nothing longer than it takes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from firmware.conversation import Conversation, Pressed, View

LONG = 60.0
"""Only what fails waits so long; a machine that runs other work beside the tests must not."""


def until(fits: Callable[[], Any], what: str = "it") -> Any:
    """Look until it holds, and give back what it said then."""
    ends = time.monotonic() + LONG
    while not (found := fits()):
        assert time.monotonic() < ends, f"waited in vain for {what}"
        time.sleep(0.002)
    return found


class Visitor:
    """Acts on a conversation from the test's thread, while the flow under test runs in another."""

    def __init__(self, talk: Conversation) -> None:
        self.talk = talk
        self._changed = threading.Condition()
        self.seen: list[str] = []
        talk.listen(self._listen)

    def _listen(self, view: View) -> None:
        with self._changed:
            if view.prompt is not None and (not self.seen or self.seen[-1] != view.prompt.phrase.key):
                self.seen.append(view.prompt.phrase.key)
            self._changed.notify_all()

    def sees(self, phrase: str) -> Any:
        """Wait until this phrase is asked; the prompt is returned."""
        self.waits(lambda view: view.prompt is not None and view.prompt.phrase.key == phrase, phrase)
        return self.talk.view.prompt

    def sees_idle(self) -> None:
        self.waits(lambda view: view.prompt is None and view.visit is None, "idle")

    def waits(self, until: Callable[[View], bool], what: str) -> None:
        with self._changed:
            fits = self._changed.wait_for(lambda: until(self.talk.view) and self.talk._is_open, LONG)
        # a view is told before its patience begins: time that passes in between would be lost on it
        with self.talk._lock:
            view = self.talk.view
        shown = view.prompt.phrase.key if view.prompt else "idle"
        assert fits, f"{what} was never shown; it stands at {shown} after {self.seen}"

    def presses(self, *keys: str) -> None:
        """Press key after key; each must be taken."""
        for key in keys:
            assert self.talk.press(key) is Pressed.TAKEN, f"{key} was not taken at {self.talk.view.prompt}"

    def answers(self, phrase: str, *keys: str) -> None:
        self.sees(phrase)
        self.presses(*keys)

    def walks_away(self) -> list[int]:
        """Let the patience and all warnings run out; the seconds that were told are returned."""
        told: list[int] = []
        self.talk.clock.advance(self.talk.view.prompt.patience)
        for _ in range(3):
            self.waits(lambda view: view.prompt.phrase.values.get("seconds") not in [None, *told], "a warning")
            told.append(self.talk.view.prompt.phrase.values["seconds"])
            self.talk.clock.advance(10)
        return told

    def told(self) -> list[str]:
        return [phrase.key for phrase in self.talk.view.told]


class Running:
    """A flow in a thread of its own; `result` gives what it returned or raises what it raised."""

    def __init__(self, flow: Callable[[], Any]) -> None:
        self._outcome: list[Any] = []
        self._error: list[BaseException] = []
        self._thread = threading.Thread(target=self._run, args=(flow,), daemon=True)
        self._thread.start()

    def _run(self, flow: Callable[[], Any]) -> None:
        try:
            self._outcome.append(flow())
        except BaseException as error:
            self._error.append(error)

    @property
    def is_over(self) -> bool:
        return not self._thread.is_alive()

    def wait(self, seconds: float) -> None:
        self._thread.join(seconds)

    def result(self) -> Any:
        self._thread.join(LONG)
        assert not self._thread.is_alive(), "the flow did not end"
        if self._error:
            raise self._error[0]
        return self._outcome[0]
