"""A terminal that serves one visitor after another, its devices within reach, and one look at where it stands."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from acting import LONG
from kiosk import TUESDAY, Central, Kiosk
from sample_cards import sample

from cards.tables import JPKI
from firmware.errors import HungUp
from firmware.phrases import say
from firmware.prompts import (
    Adjust,
    Choose,
    ChooseSeveral,
    Confirm,
    EnterDigits,
    HandOver,
    Pay,
    PresentCard,
    Prompt,
    RemoveCard,
    Wait,
)
from firmware.steps.staff import StaffCards
from firmware.steps.training import TrainingCards
from firmware.view import Ear
from firmware.visits import visit

TICK_S = 0.0005
DAY = timedelta(hours=5)
PIN = JPKI.user_authentication.pin
ONE_FEE, MANY = 450, "several"
CARDS = {"hanako-2": ("hanako", 2), "hanako-1": ("hanako", 1)}
"""Hanako's card with so many attempts left."""


STAFF = "436ec4aab37b4ceda054367bc52062a420b29f4ec75e5150eb913b82e7b0506a"
TRAINING = "2369511b86705b5777a30fe7c5691c55af5183cb8f2c7b56b6f1d6c89558a7d0"
"""The fingerprints of the sample cards."""


BY_EYE = "by-eye"
NEXT_DEPENDS_ON_CARD = ("card-remove", "phone-remove")
ASIDES = ("language-choose", "sight-choose", "voice-help", "help-choose", "where-am-i", "key-help", "staff-ask",
          "visit-cancel-confirm", "visit-idle-warning")  # fmt: skip


@dataclass(frozen=True, order=True)
class State:
    """Where a conversation stands, as far as it matters for what can come next; no value of anybody is in it."""

    kind: str
    phrase: str
    options: tuple[str, ...] = ()
    mood: tuple[str, ...] = ()

    @property
    def is_aside(self) -> bool:
        """Whether it leads back to whatever it interrupted."""
        return self.phrase in ASIDES and "start" not in self.mood

    def __str__(self) -> str:
        return " ".join(filter(None, (self.kind, self.phrase, ",".join(self.options), " ".join(self.mood))))


class Bench:
    """A kiosk that runs by itself as a terminal does, with what a visitor and bad luck can do to it."""

    def __init__(self, central: Central, folder: Path) -> None:
        self.kiosk = Kiosk(central, folder)
        self.talk = self.kiosk.talk
        self.kiosk.role.staff, self.kiosk.role.training = StaffCards([STAFF]), TrainingCards([TRAINING])
        self.card = ""
        self._stopped = False
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._stopped = True
        self.talk.stop()
        self._thread.join(LONG)
        self.kiosk.close()

    def _serve(self) -> None:
        while not self._stopped:
            began = self.talk.await_visitor(1.0)
            if began is not None:
                visit(self.kiosk.role, self.talk, "kiosk-01", began)
                self._tidy()

    def _tidy(self) -> None:
        """What happens between two visitors: money is taken out, the day begins anew before the offices close."""
        self.kiosk.cash_box.take()
        if self.kiosk.clock.now() > TUESDAY + DAY:
            self.kiosk.clock.move(TUESDAY)

    @property
    def is_settled(self) -> bool:
        """Whether something is asked, or the terminal is idle, and nothing is on its way."""
        talk = self.talk
        # whoever opens, ends or finishes does it in several steps: between two of them a question that is over looks open
        with talk._lock:
            prompt, ending = talk.view.prompt, talk._ending
            may_end = prompt is not None and prompt.stop and talk._may_hang_up
            is_latched = isinstance(ending, HungUp) and not may_end
            return (
                talk._is_open
                and (ending is None or is_latched)
                and not talk._is_overdue()
                and not isinstance(prompt, Wait)
                and not self._is_done_already(prompt)
                and (prompt is not None or talk.view.visit is None)
            )

    def _is_done_already(self, prompt: Prompt | None) -> bool:
        """Whether what is asked of a card has been done: whoever asks sees that in a moment."""
        lies = self.kiosk.reader.card_present
        return (isinstance(prompt, PresentCard) and lies) or (isinstance(prompt, RemoveCard) and not lies)

    def settle(self) -> None:
        """Wait until the terminal asks something or is idle, however long its machines take."""
        until = time.monotonic() + LONG
        while not self.is_settled:
            assert time.monotonic() < until, f"it never came to rest: {self.talk.view}"
            time.sleep(TICK_S)

    def state(self) -> State:
        """Where it stands now."""
        view = self.talk.view
        if view.prompt is None:
            return State("idle", view.closed.key if view.closed else "", (), (view.ear.value, *self._card()))
        prompt, start = view.prompt, () if view.step is not None else ("start",)
        found = State(type(prompt).__name__, prompt.phrase.key, _options(prompt), (*start, *_mood(prompt, view.draft)))
        if view.ear is Ear.READY:
            found = replace(found, mood=(*found.mood, BY_EYE))
        if self.kiosk.reader.card_present:
            # whatever ends the visit now, this is asked back
            found = replace(found, mood=(*found.mood, "phone-lies" if self.card == "android" else "card-lies"))
        if found.is_aside:
            return found
        practice = ("practice",) if view.practice else ()
        card = self._card() if getattr(prompt, "secret", False) or prompt.phrase.key in NEXT_DEPENDS_ON_CARD else ()
        return replace(found, mood=(*found.mood, *practice, *card))

    def _card(self) -> tuple[str, ...]:
        """The card on the reader, and how many attempts it has left where some are gone."""
        card = self.kiosk.reader.card
        if card is None or not self.card:
            return ()
        # of the others no wrong PIN is tried, and some have none
        left = card.counters.left(PIN.name, PIN.tries) if self.card.startswith("hanako") else PIN.tries
        return (self.card, *([f"({left})"] if left < PIN.tries else []))

    # What a hand does

    def lays(self, name: str) -> None:
        kind, left = CARDS.get(name, (name, None))
        self.card = name
        if name == "two":
            self.kiosk.reader.place(sample("hanako"), sample("taro"))
        else:
            self.kiosk.place(sample(kind, **({} if left is None else {"tries_left": {"user_authentication": left}})))

    def takes_card(self) -> None:
        self.card = ""
        self.kiosk.lifts()

    def waits_long(self) -> None:
        """Nobody does anything until patience is over."""
        prompt = self.talk.view.prompt
        self.kiosk.clock.advance(prompt.patience * 1.5 + 1.0)

    def closes(self) -> None:
        self.talk.close(say("closed-for-paper"))

    def opens(self) -> None:
        self.talk.close(None)


def _options(prompt: Prompt) -> tuple[str, ...]:
    """The names of what stands on a prompt: options, rows, things."""
    match prompt:
        case Choose() | ChooseSeveral():
            return tuple(option.name for option in prompt.options)
        case Confirm():
            return tuple(row.name.key for row in prompt.rows)
        case HandOver():
            return tuple(thing.name for thing in prompt.things)
    return ()


def _mood(prompt: Prompt, draft: object) -> tuple[str, ...]:
    """What of a prompt and its draft makes another question of it."""
    # help explains another prompt each time, and is yet one question
    note = prompt.note.key if prompt.note and prompt.phrase.key != "where-am-i" else ""
    return tuple(filter(None, (note, *_countdown(prompt), *_draft(prompt, draft), "" if prompt.back else "no-back")))


def _countdown(prompt: Prompt) -> tuple[str, ...]:
    return (f"{prompt.countdown}s",) if prompt.countdown else ()


def _draft(prompt: Prompt, draft: object) -> tuple[str, ...]:
    match prompt:
        case EnterDigits():
            return (_entered(prompt, draft), f"{prompt.attempts}-left" if prompt.attempts is not None else "")
        case ChooseSeveral():
            return tuple(f"+{name}" for name in draft)
        case Pay():
            return ("paid" if draft else "", MANY if prompt.yen > ONE_FEE else "")
        case Confirm():
            return (MANY if (prompt.yen or 0) > ONE_FEE else "",)
        case Adjust():
            return ("limit" if draft.limit else "",)
    return ()


def _entered(prompt: EnterDigits, draft: str | None) -> str:
    """The digits; of a secret number whether there are any, and whether it is whole."""
    if draft is None or not draft or not prompt.secret:
        return "told" if draft is None else draft
    return "whole" if len(draft) == prompt.most else "begun"
