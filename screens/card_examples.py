"""Example views of every kind of card and phone, from the reader to the last word: what a person is told who holds it."""

from __future__ import annotations

from typing import Any

from firmware.phrases import Phrase, say
from firmware.prompts import EnterDigits, PresentCard, Prompt, RemoveCard, Sign
from firmware.steps.kinds import CARD, OTHERS, PHONE, REFUSED, Words

Example = tuple[int | None, Prompt[Any], Any]


def pin(phrase: Phrase, left: int | None = None, words: Words = CARD) -> EnterDigits:
    """The PIN of what is spoken of so."""
    sign, note = (None, None) if left is None else (Sign.WARN, words.stay)
    return EnterDigits(
        phrase=phrase, note=note, least=4, most=4, secret=True, attempts=left, sign=sign, last=words.last
    )


def pins(name: str, words: Words) -> dict[str, Example]:
    """Every way in which the PIN is asked for."""
    return {
        f"{name}-pin": (1, pin(words.enter, words=words), "●●"),
        f"{name}-pin-left": (1, pin(say("pin-left", left=3), 3, words=words), None),
        f"{name}-pin-wrong": (1, pin(say("pin-wrong", left=2), 2, words=words), None),
        f"{name}-pin-wrong-again": (1, pin(say("pin-wrong", left=2), 2, words=words), "●"),
        f"{name}-pin-wrong-last": (1, pin(words.wrong_last, 1, words=words), None),
        f"{name}-pin-last-before": (1, pin(words.last_before, 1, words=words), None),
    }


PROMPTS: dict[str, Example] = {
    **{f"kind-{kind}": (0, RemoveCard(phrase=phrase, sign=Sign.WARN), "") for kind, phrase in OTHERS.items()},
    "card-several": (0, RemoveCard(phrase=say("card-several"), sign=Sign.WARN), ""),
    **pins("card", CARD),
    **pins("phone", PHONE),
    "phone-remove": (1, RemoveCard(phrase=PHONE.remove, sign=Sign.GOOD), ""),
    "phone-take": (1, RemoveCard(phrase=PHONE.take), ""),
    "phone-left-counting": (
        2,
        RemoveCard(phrase=PHONE.left, note=say("left-behind", seconds=30), sign=Sign.WARN, countdown=30),
        "",
    ),
    "phone-left-staff": (2, RemoveCard(phrase=PHONE.left_staff, sign=Sign.WARN), ""),
    "phone-moved": (0, PresentCard(phrase=PHONE.moved, sign=Sign.WARN), ""),
    "pin-unknown-lift": (0, RemoveCard(phrase=say("pin-unknown"), sign=Sign.WARN), ""),
    "pin-unknown": (0, PresentCard(phrase=say("pin-unknown"), sign=Sign.WARN), ""),
    "pin-unknown-practice": (
        0,
        PresentCard(phrase=say("pin-unknown"), sign=Sign.WARN, otherwise=say("practice-without-card")),
        "",
    ),
}

TOLD: tuple[tuple[Phrase, Sign | None], ...] = (
    *((phrase, Sign.BAD) for phrase in REFUSED.values()),
    (PHONE.blocked, Sign.BAD),
    (say("phone-refused"), Sign.BAD),
    (say("pin-unknown-fault"), Sign.BAD),
)
"""What ends a visit."""
