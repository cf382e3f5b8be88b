"""The PIN: asked for until it is right, tried once for each time it was entered, and overwritten each time."""

from __future__ import annotations

from cards.errors import CardError, MalformedPin, PinBlocked, WrongPin
from cards.jpki import JpkiSession
from drivers.protocols import DeviceFault
from firmware.conversation import Conversation
from firmware.phrases import Phrase, say
from firmware.prompts import EnterDigits, Sign
from firmware.steps.kinds import Words

PIN_DIGITS = 4


class AnswerLost(Exception):
    """The PIN was on its way and no answer came: nobody knows whether the attempt counted; `fault` of the reader, if that was it."""

    def __init__(self, fault: DeviceFault | None) -> None:
        super().__init__("no answer to the PIN")
        self.fault = fault


def enter_pin(talk: Conversation, session: JpkiSession, left: int | None, words: Words, *, unsure: bool) -> None:
    """Ask until it is right; only what the visitor entered is ever tried. `unsure`: an answer was lost before.

    Raises PinBlocked, AnswerLost, SteppedBack, VisitEnded.
    """
    prompt = _first(words, left, session.table.user_authentication.pin.tries, unsure=unsure)
    while True:
        try:
            with talk.ask(prompt) as pin, talk.working("pin-checking"):
                return session.verify(pin)
        except WrongPin as wrong:
            prompt = _again(words, wrong.attempts_left)
        except (PinBlocked, MalformedPin):
            raise
        except (CardError, DeviceFault) as lost:
            raise AnswerLost(lost if isinstance(lost, DeviceFault) else None) from None


def _first(words: Words, left: int | None, tries: int, *, unsure: bool) -> EnterDigits:
    """The first question tells how many attempts are left where some are gone, or may be: the card has just been asked."""
    if left is None or (left >= tries and not unsure):
        return _pin(words, words.enter)
    return _pin(words, words.last_before if left == 1 else say("pin-left", left=left), left)


def _again(words: Words, left: int | None) -> EnterDigits:
    if left is None:
        return _pin(words, words.enter)
    return _pin(words, words.wrong_last if left == 1 else say("pin-wrong", left=left), left)


def _pin(words: Words, phrase: Phrase, left: int | None = None) -> EnterDigits:
    """The prompt for the PIN; with `left`, the visitor is first told how many attempts there are."""
    told = left is not None
    return EnterDigits(
        phrase=phrase,
        note=words.stay if told else None,
        sign=Sign.WARN if told else None,
        least=PIN_DIGITS,
        most=PIN_DIGITS,
        secret=True,
        attempts=left,
        last=words.last,
    )
