"""What riders and driver are shown of a tap: one plate, read in passing, and one line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from cards.errors import CardError, SeveralCards
from drivers.protocols import DeviceFault, Signal
from firmware.boarding.answers import Answer, Outcome
from firmware.errors import JournalError
from firmware.phrases import Phrase, say
from firmware.prompts import Sign, Tell
from firmware.view import Boarded

SECONDS = 3.0
"""How long a plate stays; the next card ends it earlier."""
SIGNS = {Signal.ACCEPTED: Sign.GOOD, Signal.SENIOR: Sign.GOOD, Signal.REFUSED: Sign.BAD, Signal.AGAIN: Sign.WARN}

PLAIN = ("driver-pass-ok", "driver-fare-needed")
"""What the driver is told by the kind of pass and the sum alone."""


class Told(NamedTuple):
    """What a tap is answered with: signal, plate, and the driver's line without its time, None where he need not know.

    `choices` are the fares among which he decides, where he has to.
    """

    signal: Signal
    plate: Tell
    line: Boarded | None = None
    choices: tuple[int, ...] = ()


def told(answer: Answer) -> Told:
    """What the vehicle's answer looks like."""
    sign, head, amount = SIGNS[answer.signal], _named(answer.name), _amount(answer)
    plate = _plate(sign, answer.phrase, head, amount, _note(answer, sign))
    # the driver's line has the kind of pass and what is to pay; what is left to a rider is his own affair
    is_plain = answer.driver is None or answer.driver.key in PLAIN
    what = head if is_plain and head else answer.driver or answer.phrase
    due = say("ride-fare", yen=answer.due) if answer.due else None
    return Told(answer.signal, plate, Boarded(sign, what, due), answer.choices)


def failed(why: Exception) -> Told:
    """What a tap looks like that came to nothing: nothing was written down, and nobody is told that he may ride by it."""
    signal, key, driver = next(row for kind, row in FAILED.items() if isinstance(why, kind))
    line = Boarded(SIGNS[signal], say(driver)) if driver else None
    return Told(signal, _plate(SIGNS[signal], say(key)), line)


# what is more special stands first; of a tap that is simply to be repeated the driver need not know
FAILED: dict[type[Exception], tuple[Signal, str, str]] = {
    SeveralCards: (Signal.AGAIN, "ride-one-card", ""),
    CardError: (Signal.AGAIN, "ride-hold-again", ""),
    JournalError: (Signal.REFUSED, "validator-out-of-order", "driver-validator-fault"),
    DeviceFault: (Signal.REFUSED, "validator-out-of-order", "driver-validator-fault"),
}


def _plate(
    sign: Sign, phrase: Phrase, head: Phrase | None = None, amount: Phrase | None = None, note: Phrase | None = None
) -> Tell:
    return Tell(phrase=phrase, sign=sign, head=head, amount=amount, note=note, plate=True, patience=SECONDS, stop=False)


def _named(name: Mapping[str, str] | None) -> Phrase | None:
    """The kind of pass in the words of its scheme."""
    return Phrase("pass-name", own={language: {"text": text} for language, text in name.items()}) if name else None


def _amount(answer: Answer) -> Phrase | None:
    if answer.points:
        return say("ride-fare-points", points=answer.points)
    return say("ride-due", yen=answer.due) if answer.due and answer.is_accepted else None


def _note(answer: Answer, sign: Sign) -> Phrase | None:
    """What to pay with a refusal; else what is left, or that one taps again."""
    if answer.due and sign is Sign.BAD:
        return say("ride-pay-cash", due=answer.due)
    if answer.left is not None:
        if answer.counts_points:
            return say("ride-points-left", points=answer.left)
        return say("ride-rides-left", rides=answer.left)
    return say("ride-tap-again") if answer.outcome is Outcome.BOARDED else None
