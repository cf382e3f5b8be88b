"""The conversation: one open prompt at a time and one draft that all surfaces share, from any thread.

The visit's thread calls `ask`, `tell` and `working`; every other thread only presses (`press`) or ends the visit
(`end`). A reason to end that arrives between two prompts is latched. A surface reads `view`, which is frozen and masked.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from enum import Enum
from typing import Any, TypeVar, cast

from drivers.protocols import CardEvent
from firmware import asides
from firmware.clock import Clock
from firmware.errors import CardTaken, HungUp, SteppedBack, Stopped, VisitEnded
from firmware.phrases import Phrase, say
from firmware.prompts import KEYS, Cash, Press, Progress, Prompt, Wait, forget
from firmware.view import Ear, Settings, VehicleFace, View

__all__ = ["Conversation", "Ear", "Pressed", "Settings", "View"]
Answer = TypeVar("Answer")
# what a visit can begin with: a card taken away or a key that only ends things is no beginning
BEGINNINGS = (KEYS - {"stop", "back"}) | {CardEvent.INSERTED}
# on a terminal that is out of order only a card begins one, for it may be staff's
BEGINNINGS_CLOSED = frozenset({CardEvent.INSERTED})
LIFTED = "lifted"
"""What a visit begins with when somebody takes the handset."""
EAR_PATIENCE = 1.5
"""By ear everything takes longer: 180 s after the last word instead of 120 (VVSG 2.0: 2 to 5 minutes)."""


class Pressed(Enum):
    """What became of a press: taken; meant for an older turn; or of no use to what is asked now."""

    TAKEN = "taken"
    STALE = "stale"
    UNUSED = "unused"


def nothing() -> Press | None:
    """Nothing has been pressed beforehand."""
    return None


class Conversation:
    """What a role speaks through; the module tells who may call what.

    `usual`: how everybody reads before anything is changed. `is_phone`: the visitor's card is a phone. `signs`: the site has
    sign language pictures. `ailing`: what staff must mend of what visitors hear with and press.
    """

    def __init__(self, clock: Clock, languages: tuple[str, ...] = ("ja", "en")) -> None:
        self.clock = clock
        self.languages = languages
        self.usual = Settings()
        self.view = View()
        self.card_needed = False
        self.is_phone = self.signs = False
        self.ailing: tuple[Phrase, ...] = ()
        self._lock = threading.Condition()
        self._listeners: list[Callable[[View], None]] = []
        self._ending: VisitEnded | None = None
        self._stopped = False
        self._draft: Any = ""
        self._outcome: asides.Outcome | None = None
        self._is_open = True
        self._late: list[Cash] = []
        self._deadline: float | None = None
        self._speaking = False
        self._may_hang_up = True

    # What the visit's thread calls

    def ask(self, prompt: Prompt[Answer], now: Callable[[], Press | None] = nothing) -> Answer:
        """Open a prompt and wait for its answer. Raises SteppedBack, VisitEnded.

        `now` is asked once the prompt is open: what it tells counts as pressed, such as a card that already lies there.
        """
        draft = prompt.start()
        while True:
            outcome = self.ask_once(prompt, draft, now)
            if outcome.answer is not None:
                return cast(Answer, outcome.answer[0])
            draft = outcome.draft
            try:
                if outcome.aside == "back":
                    raise SteppedBack
                asides.hold(self, outcome.aside, prompt)
            except BaseException:
                forget(draft)
                raise

    def ask_once(self, prompt: Prompt[Any], draft: Any, now: Callable[[], Press | None] = nothing) -> asides.Outcome:
        """Open a prompt until it is answered or interrupted by an aside. Raises VisitEnded."""
        # what was latched before counts too, and a question that nobody can answer is not shown
        self._raise_for(prompt, draft)
        self._open(prompt, draft)
        if (press := now()) is not None:
            self.press(press)
        with self._lock:
            while self._outcome is None:
                self._raise_for(prompt)
                left = None if self._deadline is None else self._deadline - self.clock.monotonic()
                if left is not None and left <= 0:
                    return asides.Outcome(self._shut(), aside=asides.IDLE)
                self.clock.wait(self._lock, left)
            # kept here no longer than it takes to hand it on: it may be a PIN
            outcome, self._outcome = self._outcome, None
            return outcome

    def tell(self, key: str, /, **values: str | int | Phrase) -> None:
        """Say something that needs no answer."""
        # the dock's page shows the last few; a visit tells about a dozen
        self._change(told=(*self.view.told, say(key, **values))[-20:])

    @contextmanager
    def working(self, key: str, /, **values: str | int | Phrase) -> Iterator[Callable[[Progress], None]]:
        """Show that the machine works; call what is yielded with the progress. A latched end waits for the next prompt."""
        wait = Wait(phrase=say(key, **values))
        self._open(wait, "")
        yield lambda progress: self._change(prompt=replace(wait, progress=progress))

    @contextmanager
    def holding_card(self) -> Iterator[None]:
        """While this lasts, the card must stay on the reader: taking it ends what is asked with CardTaken."""
        self.card_needed = True
        try:
            yield
        finally:
            with self._lock:
                self.card_needed = False
                # latched while nothing was asked: whoever held the card knows by now, and the next question stands without it
                if isinstance(self._ending, CardTaken):
                    self._ending = None

    @contextmanager
    def interrupting(self, prompt: Prompt[Any]) -> Iterator[None]:
        """While an aside lasts: what can be stopped in it is what could be stopped before."""
        before, self._may_hang_up = self._may_hang_up, self._may_hang_up and prompt.stop
        try:
            yield
        finally:
            self._may_hang_up = before

    def at(self, step: str) -> None:
        """The visit is now at this step of its role."""
        self._change(step=self.view.steps.index(step))

    def begin(self, visit: str, ticket: str, steps: tuple[str, ...]) -> None:
        """A visit begins; what was latched for the last one is forgotten."""
        with self._lock:
            self._ending, self._late, self.is_phone = None, [], False
            self._change(visit=visit, ticket=ticket, steps=steps, step=None, told=())

    def practise(self) -> None:
        """From here to its end this visit counts for nothing, and every surface says so all the time."""
        self._change(practice=True, ticket=None)

    def finish(self) -> None:
        """A visit is over: nothing of it stays, and the terminal is idle."""
        with self._lock:
            forget(self._shut())
            self._outcome, self._is_open, self.card_needed = None, True, False
            before, fresh = self.view, View(settings=self.usual)
            kept = replace(fresh, closed=before.closed, ear=before.ear, vehicle=before.vehicle, aloud=before.aloud)
            self._change(replace(kept, turn=before.turn + 1))

    def await_visitor(self, seconds: float) -> Press | None:
        """Wait in idle, at most that long, for the press that begins a visit."""
        with self._lock:
            if self._outcome is None:
                self.clock.wait(self._lock, seconds)
            outcome, self._outcome = self._outcome, None
            return cast(Press, outcome.answer[0]) if outcome and outcome.answer else None

    def forget_ending(self) -> None:
        """Forget what was latched: the visit is ending anyway, and the last word must be heard."""
        self._ending = None

    def raise_ending(self, draft: Any = "") -> None:
        """Raise, once, what was latched; after `stop`, each time. A draft that would have been gone on with is forgotten."""
        ending, self._ending = Stopped() if self._stopped else self._ending, None
        if ending is not None:
            forget(draft)
            forget(self._shut())
            raise ending

    def _raise_for(self, prompt: Prompt[Any], draft: Any = "") -> None:
        """Raise what was latched; who hung up ends only what can be stopped, for paper that was paid for must come out."""
        if (prompt.stop and self._may_hang_up) or not isinstance(self._ending, HungUp):
            self.raise_ending(draft)

    # What any thread may call

    def lift(self) -> None:
        """The handset is off the hook: from now on it goes on by ear; in idle a visit begins."""
        with self._lock:
            if isinstance(self._ending, HungUp):
                self._ending = None
            self._hear(Ear.LIFTED)
            if self.view.prompt is None and self.view.visit is None and self.view.closed is None:
                self._settle(asides.Outcome(None, answer=(LIFTED,)))

    def pause(self) -> None:
        """The handset was hung up; time stands still until it is known whether for good."""
        self._hear(Ear.PAUSED)

    def hang_up(self) -> None:
        """The handset stays on its hook: the visit ends where it can be stopped, and goes on by eye where it cannot."""
        with self._lock:
            by_ear = self.view.by_ear
            self._hear(Ear.READY)
            if by_ear and self.view.visit is not None:
                self.end(HungUp())

    def change_ear(self, ear: Ear) -> None:
        """Tell that the handset is ready, broken, or left off its hook (READY: nobody is held to listen)."""
        if self.view.ear is not ear:
            self._hear(ear)

    def speaking(self, speaks: bool) -> None:
        """Tell that something is being said: patience begins at its end."""
        with self._lock:
            self._speaking = speaks
            self._start_patience()

    def focus(self, key: str) -> None:
        """Move the focus of whoever has two switches to this key."""
        self._change(focus=key)

    def press(self, press: Press, turn: int | None = None) -> Pressed:
        """Pass a key, money or a card event on. A press for an older turn is stale and changes nothing."""
        with self._lock:
            if turn is not None and turn != self.view.turn:
                return Pressed.STALE
            pressed = self._press(press) if self._is_open else Pressed.STALE
            # a key that comes too late is lost, a coin never
            if isinstance(press, Cash) and pressed is not Pressed.TAKEN:
                self._late.append(press)
            return pressed

    def notice(self, event: CardEvent) -> None:
        """A card came or went: it is pressed like a key; taken while it is needed, it ends what is asked."""
        taken = self.press(event) is Pressed.TAKEN
        if not taken and event is CardEvent.REMOVED and self.card_needed:
            self.end(CardTaken())

    def end(self, reason: VisitEnded) -> None:
        """End the visit for a reason that no key gave, now or as soon as something is asked."""
        with self._lock:
            # the first reason stays; what follows from it is no news
            self._ending = self._ending or reason
            self._lock.notify_all()

    def close(self, reason: Phrase | None) -> None:
        """Show that the terminal cannot serve, and why; None opens it again."""
        if self.view.closed != reason:
            self._change(closed=reason)

    def stop(self) -> None:
        """End what is asked, and whatever will be asked, with Stopped."""
        with self._lock:
            self._stopped = True
            self._lock.notify_all()

    def dress(self, settings: Settings) -> None:
        """Have everybody read so from now on, as by night in a vehicle."""
        if self.usual != settings:
            self.usual = settings
            self._change(settings=settings)

    def change_settings(self, settings: Settings) -> None:
        """Let the visitor read in another way."""
        self._change(settings=settings)

    def show_vehicle(self, face: VehicleFace) -> None:
        """Show how the vehicle is; what is the same already changes nothing."""
        if self.view.vehicle != face:
            self._change(vehicle=face)

    def listen(self, listener: Callable[[View], None]) -> None:
        """Call `listener` with each new view, on the thread that changed it; it must return at once."""
        self._listeners.append(listener)

    @property
    def is_asking(self) -> bool:
        """Whether something is asked that nobody has answered yet; otherwise the machine works, or is idle."""
        return self._is_open and self.view.prompt is not None

    def wait_open(self, seconds: float) -> View:
        """Wait in real time, at most that long, until what was pressed is consumed and something is shown again.

        A prompt whose patience has just run out, because the clock was moved, is not what is waited for.
        """
        with self._lock:
            self._lock.wait_for(lambda: self._is_open and not self._is_overdue(), seconds)
            return self.view

    # How it works; the lock is held

    def _open(self, prompt: Prompt[Any], draft: Any) -> None:
        with self._lock:
            # an outcome left from before would answer a question that nobody has seen
            self._draft, self._outcome, self._is_open = draft, None, True
            self._change(prompt=prompt, draft=prompt.shown(draft), turn=self.view.turn + 1, focus="")
            self._start_patience()
            late, self._late = self._late, []
            for cash in late:
                self.press(cash)

    def _start_patience(self) -> None:
        """Patience begins now; none while something is said, or while nobody knows whether the handset is hung up for good."""
        prompt = self.view.prompt if self._is_open else None
        if prompt is None or prompt.patience is None or self._speaking or self.view.ear is Ear.PAUSED:
            self._deadline = None
        else:
            # what is counted down aloud is not stretched
            longer = EAR_PATIENCE if self.view.by_ear and prompt.countdown is None else 1.0
            self._deadline = self.clock.monotonic() + prompt.patience * longer
        self._lock.notify_all()

    def _hear(self, ear: Ear) -> None:
        with self._lock:
            self._change(ear=ear)
            self._start_patience()

    def _is_overdue(self) -> bool:
        return self._deadline is not None and self._deadline <= self.clock.monotonic()

    def _press(self, press: Press) -> Pressed:
        prompt = self.view.prompt
        if press == "again" and self.view.is_for_riders:
            self._change(aloud=self.view.aloud + 1)
            return Pressed.TAKEN
        if prompt is None:
            begins = press in (BEGINNINGS if self.view.closed is None else BEGINNINGS_CLOSED)
            return self._settle(asides.Outcome(None, answer=(press,))) if begins else Pressed.UNUSED
        step = prompt.press(self._draft, press)
        if step is None:
            if press not in asides.possible(prompt, self._draft):
                return Pressed.UNUSED
            return self._settle(asides.Outcome(self._draft, aside=str(press)))
        if step.answer is not None:
            return self._settle(asides.Outcome(None, answer=step.answer))
        forget(self._draft)
        self._draft = step.draft
        self._start_patience()
        self._change(draft=prompt.shown(step.draft))
        return Pressed.TAKEN

    def _settle(self, outcome: asides.Outcome) -> Pressed:
        self._outcome = outcome
        self._shut()
        # surfaces must know that the machine works from here, though nothing else is shown yet
        self._change()
        return Pressed.TAKEN

    def _shut(self) -> Any:
        """Take presses no more; the draft leaves this object, so that a PIN lives no longer than its prompt."""
        self._is_open, draft = False, self._draft
        self._draft, self._deadline = "", None
        return draft

    def _change(self, view: View | None = None, **changes: Any) -> None:
        with self._lock:
            self.view = view or replace(self.view, **changes)
            self._lock.notify_all()
            for listener in self._listeners:
                listener(self.view)
