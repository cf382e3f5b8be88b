"""Example views of the handset and of two switches: offered, lifted, hung up, broken, shown to a companion, adjusted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from firmware.conversation import Ear, Settings, View
from firmware.phrases import say
from firmware.prompts import (
    SPEEDS,
    USUAL_SPEED,
    USUAL_VOLUME,
    VOLUMES,
    Adjust,
    Adjusted,
    Choose,
    PresentCard,
    Prompt,
    Tell,
    options,
)
from screens.card_examples import pin

USUAL = Adjusted(USUAL_VOLUME, USUAL_SPEED)
LOUDEST = Adjusted(len(VOLUMES) - 1, len(SPEEDS) - 1, limit=True)
SOFTEST = Adjusted(0, 0)
WHOM = Choose(
    phrase=say("person-choose"), options=options(("self", say("person-self")), ("household", say("person-household")))
)
PIN = pin(say("pin-enter"))
CARD = PresentCard(phrase=say("card-place"), otherwise=say("practice-without-card"))


def help_menu(*names: str) -> Choose:
    """What can be had for help."""
    return Choose(phrase=say("help-choose"), options=options(*((name, say(f"help-{name}")) for name in names)))


MENUS: dict[str, Prompt[Any]] = {
    "help-menu": help_menu("keys", "voice", "language", "staff"),
    "help-menu-show": help_menu("keys", "voice", "show", "language", "staff"),
    "help-menu-hide": help_menu("keys", "voice", "hide", "language", "staff"),
    "help-keys": Tell(phrase=say("key-help"), verb=say("button-return")),
}


def adjust(voice: Adjusted) -> Adjust:
    """The voice is adjusted, beginning there."""
    return Adjust(phrase=say("voice-help"), start_from=voice)


def examples(steps: tuple[str, ...]) -> Iterator[tuple[str, View]]:
    """Each as (name, view), in the first size and theme."""
    yield "attract-without-handset", View()
    yield "attract-broken", View(ear=Ear.BROKEN)
    yield "attract-left-lifted", View(ear=Ear.LIFTED)
    yield "attract-hung-up", View(ear=Ear.PAUSED)
    whom = View(turn=1, prompt=WHOM, steps=steps, step=2, visit="visit")
    secret = replace(whom, prompt=PIN, draft="●●", step=1)
    for name, seen in {"whom": whom, "pin": secret}.items():
        yield f"ear-lifted-{name}", replace(seen, ear=Ear.LIFTED)
        yield f"ear-paused-{name}", replace(seen, ear=Ear.PAUSED)
        yield f"ear-helper-{name}", replace(seen, ear=Ear.LIFTED, settings=Settings(helper=True))
        yield f"ear-broken-{name}", replace(seen, ear=Ear.BROKEN)
        yield f"ear-broken-practice-{name}", replace(seen, ear=Ear.BROKEN, practice=True)
        yield f"ear-none-{name}", seen
    yield "ear-broken-card-or-practice", replace(whom, prompt=CARD, ear=Ear.BROKEN)
    for name, shown in MENUS.items():
        yield name, replace(whom, prompt=shown, settings=Settings(helper=True), ear=Ear.LIFTED)
    ready = replace(whom, ear=Ear.READY)
    yield "focus-option", replace(ready, focus="2")
    yield "focus-rail", replace(ready, focus="help")
    yield "focus-digit", replace(secret, ear=Ear.READY, focus="5")
    for name, voice in {"usual": USUAL, "loudest": LOUDEST, "softest": SOFTEST}.items():
        yield f"adjust-{name}", replace(ready, prompt=adjust(voice), draft=voice)
