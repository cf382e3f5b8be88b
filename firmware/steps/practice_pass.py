"""Practice at the desk for passes: the questions of a real visit about passes that no city has; central never hears of it."""

from __future__ import annotations

from central.wire import Medium, PassOffer, Words
from firmware.conversation import Conversation
from firmware.form import Form
from firmware.phrases import say
from firmware.prompts import Sign, Tell
from firmware.steps.choose_pass import choose_pass
from firmware.steps.practice import enter_any_pin

POINTS = 1000


def practise(talk: Conversation, *, has_card: bool) -> None:
    """Walk through a visit that counts for nothing. Raises VisitEnded."""
    talk.ask(Tell(phrase=say("pass-practice")))
    if not has_card:
        enter_any_pin(talk)
    Form(talk).fill(lambda ask: choose_pass(talk, ask, offers()))
    talk.ask(Tell(phrase=say("pass-practice-ended"), verb=say("button-end"), sign=Sign.GOOD, back=False))


def offers() -> list[PassOffer]:
    """What can be chosen in practice."""
    return [
        _offer("first", {"ja": "見本パス1", "en": "Sample 1"}, POINTS),
        _offer("second", {"ja": "見本パス2", "en": "Sample 2"}),
    ]


def _offer(scheme: str, names: dict[str, str], points: int = 0) -> PassOffer:
    called = {language: Words(text=name, speech=name) for language, name in names.items()}
    return PassOffer(scheme=scheme, name=called, media=list(Medium), points=points)
