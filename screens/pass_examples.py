"""Example views of the desk where a bus pass is applied for, with long names of passes."""

from __future__ import annotations

from collections.abc import Iterator

from firmware.phrases import Phrase, say
from firmware.prompts import Choose, Confirm, Option, PresentCard, RemoveCard, Row, Sign, Tell, Wait, options
from firmware.steps.link_card import LIFT, PROFILE
from firmware.view import Ear, View
from screens.card_examples import Example, pin

STEPS = ("card", "pin", "pass", "link", "confirm")
TICKET = "minato-city-hall-1f-no-1-00412"
DAY = say("pass-day", year="2027", month=12, day=31)


def called(ja: str, en: str) -> Phrase:
    """A pass by a city's name for it."""
    return Phrase("pass-name", own={"ja": {"text": ja}, "en": {"text": en}})


SILVER, TRAVEL = called("シルバーパス", "Silver pass"), called("高齢者|いきいき|乗車証", "Senior pass")
MEDIA = options(*((name, say(f"pass-with-{name}")) for name in ("my_number", "felica")))
OFFERS = (
    Option("1", "silver", SILVER, say("pass-points", points=2_000)),
    Option("2", "travel", TRAVEL, say("pass-rides", rides=24)),
    Option("3", "held", SILVER, say("pass-held")),
    Option("4", "closed", TRAVEL, say("pass-not-now")),
)
ROWS = {
    "pass": SILVER,
    "medium": say("pass-with-felica"),
    "gift": say("pass-points", points=2_000),
    "until": DAY,
    "given-up": TRAVEL,
}


def check(key: str, verb: str, sign: Sign | None, *names: str) -> Confirm:
    """What is applied for, or changed."""
    rows = tuple(Row(say(f"row-{name}"), ROWS[name]) for name in names)
    return Confirm(phrase=say(key), sign=sign, verb=say(verb), rows=rows)


PROMPTS: dict[str, Example] = {
    "offers": (2, Choose(phrase=say("pass-choose", count=4), options=OFFERS), ""),
    "medium": (2, Choose(phrase=say("pass-medium-choose"), options=MEDIA), ""),
    "check": (2, check("pass-check", "button-apply", None, "pass", "medium", "gift", "until"), ""),
    "check-instead": (2, check("pass-check", "button-apply", Sign.WARN, *ROWS), ""),
    "check-change": (2, check("pass-change-check", "button-change", Sign.WARN, "pass", "medium", "until"), ""),
    "place-again": (3, PresentCard(phrase=say("pass-place-again")), ""),
    "place-transit": (3, PresentCard(phrase=say("pass-place-transit")), ""),
    "not-transit": (3, RemoveCard(phrase=say("pass-not-transit"), sign=Sign.WARN), ""),
    "other-card": (3, RemoveCard(phrase=say("pass-other-card"), sign=Sign.WARN), ""),
    "lift": (3, RemoveCard(phrase=LIFT), ""),
    "profile-pin": (3, pin(PROFILE.enter), "●●"),
    "pin-again": (3, pin(say("pass-pin-again")), "●●"),
    "sending": (4, Wait(phrase=say("pass-sending")), ""),
    "done": (4, Tell(phrase=say("pass-done"), sign=Sign.GOOD, amount=say("pass-points", points=2_000)), ""),
    "practice": (0, Tell(phrase=say("pass-practice")), ""),
}
TOLD: tuple[tuple[Phrase, Sign], ...] = (
    *((say(f"pass-{why}"), Sign.WARN) for why in ("age", "not-resident", "papers", "chosen", "closed")),
    (say("pass-age-from", day=DAY), Sign.WARN),
    (say("pass-none"), Sign.BAD),
    (say("pass-card-taken"), Sign.BAD),
    (PROFILE.blocked, Sign.BAD),
    (say("pass-practice-ended"), Sign.GOOD),
)


def examples() -> Iterator[tuple[str, View]]:
    """Every example of the desk as (name, view)."""
    told: dict[str, Example] = {phrase.key: (2, Tell(phrase=phrase, sign=sign), "") for phrase, sign in TOLD}
    for name, (step, prompt, draft) in (PROMPTS | told).items():
        yield (
            f"desk-{name}",
            View(turn=1, prompt=prompt, draft=draft, steps=STEPS, step=step, visit="v", ticket=TICKET, ear=Ear.READY),
        )
