"""Example views of the handset and of two switches: offered, lifted, hung up, broken, shown to a companion, adjusted."""

from __future__ import annotations

from collections.abc import Iterator

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
KEYS = Tell(phrase=say("key-help"), verb=say("button-return"))


def help_menu(*names: str) -> Choose:
    """What can be had for help."""
    return Choose(phrase=say("help-choose"), options=options(*((name, say(f"help-{name}")) for name in names)))


def adjust(voice: Adjusted) -> Adjust:
    """The voice is adjusted, beginning there."""
    return Adjust(phrase=say("voice-help"), start_from=voice)


def examples(steps: tuple[str, ...]) -> Iterator[tuple[str, View]]:
    """Each as (name, view), in the first size and theme."""
    yield "attract-without-handset", View()
    yield "attract-broken", View(ear=Ear.BROKEN)
    yield "attract-left-lifted", View(ear=Ear.LIFTED)
    yield "attract-hung-up", View(ear=Ear.PAUSED)
    whom = {"turn": 1, "prompt": WHOM, "steps": steps, "step": 2, "visit": "visit"}
    secret = {**whom, "prompt": PIN, "draft": "●●", "step": 1}
    for name, seen in {"whom": whom, "pin": secret}.items():
        yield f"ear-lifted-{name}", View(**seen, ear=Ear.LIFTED)  # type: ignore[arg-type]
        yield f"ear-paused-{name}", View(**seen, ear=Ear.PAUSED)  # type: ignore[arg-type]
        yield f"ear-helper-{name}", View(**seen, ear=Ear.LIFTED, settings=Settings(helper=True))  # type: ignore[arg-type]
        yield f"ear-broken-{name}", View(**seen, ear=Ear.BROKEN)  # type: ignore[arg-type]
        yield f"ear-broken-practice-{name}", View(**seen, ear=Ear.BROKEN, practice=True)  # type: ignore[arg-type]
        yield f"ear-none-{name}", View(**seen)  # type: ignore[arg-type]
    yield "focus-option", View(**whom, ear=Ear.READY, focus="2")  # type: ignore[arg-type]
    yield "focus-rail", View(**whom, ear=Ear.READY, focus="help")  # type: ignore[arg-type]
    yield "focus-digit", View(**secret, ear=Ear.READY, focus="5")  # type: ignore[arg-type]
    menus = {
        "help-menu": help_menu("keys", "voice", "language", "staff"),
        "help-menu-show": help_menu("keys", "voice", "show", "language", "staff"),
        "help-menu-hide": help_menu("keys", "voice", "hide", "language", "staff"),
        "help-keys": KEYS,
    }
    for name, prompt in menus.items():
        seen = {**whom, "prompt": prompt, "settings": Settings(helper=True)}
        yield name, View(**seen, ear=Ear.LIFTED)  # type: ignore[arg-type]
    yield "ear-broken-card-or-practice", View(**{**whom, "prompt": CARD}, ear=Ear.BROKEN)  # type: ignore[arg-type]
    for name, voice in {"usual": USUAL, "loudest": LOUDEST, "softest": SOFTEST}.items():
        seen = {**whom, "prompt": adjust(voice), "draft": voice}
        yield f"adjust-{name}", View(**seen, ear=Ear.READY)  # type: ignore[arg-type]
