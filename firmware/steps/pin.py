"""The PIN: asked for until it is right, tried once for each time it was entered, and overwritten each time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from cards.errors import CardError, MalformedPin, PinBlocked, WrongPin
from cards.jpki import JpkiSession
from cards.secret import Secret
from drivers.protocols import DeviceFault
from firmware.conversation import Conversation
from firmware.phrases import Phrase, say
from firmware.prompts import EnterDigits, Sign
from firmware.steps.kinds import Words

if TYPE_CHECKING:
    # a kiosk never opens that application, and its start need not wait for it
    from cards.text import TextSession

PIN_DIGITS = 4


class AnswerLost(Exception):
    """The PIN was on its way and no answer came: nobody knows whether the attempt counted; `fault` of the reader, if that was it."""

    def __init__(self, fault: DeviceFault | None) -> None:
        super().__init__("no answer to the PIN")
        self.fault = fault


class Lock(Protocol):
    """An application of a card that a PIN opens."""

    def verify(self, pin: Secret, /) -> None:
        """Try a PIN once. Raises WrongPin, PinBlocked, MalformedPin, CardError."""


def enter_pin(talk: Conversation, session: JpkiSession, left: int | None, words: Words, *, unsure: bool) -> None:
    """Ask for the PIN of the certificate until it is right; only what the visitor entered is ever tried.

    `unsure`: an answer was lost before. Raises PinBlocked, AnswerLost, SteppedBack, VisitEnded.
    """
    open_lock(talk, session, _first(words, left, session.table.user_authentication.pin.tries, unsure=unsure), words)


def enter_profile_pin(talk: Conversation, session: TextSession, words: Words, *, unsure: bool) -> None:
    """The same for the PIN of 券面事項入力補助AP, which the card is asked about first. Raises what `enter_pin` does."""
    with talk.working("card-reading"):
        left = session.attempts_left()
    open_lock(talk, session, _first(words, left, session.table.pin.tries, unsure=unsure), words)


def open_lock(talk: Conversation, session: Lock, prompt: EnterDigits, words: Words) -> None:
    """Ask, and ask again as long as it is wrong. Raises what `enter_pin` does."""
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
