"""`change-pin`: a new PIN in place of the current one, which the holder must know."""

from __future__ import annotations

import argparse

from cards.errors import MalformedPin, PinBlocked, WrongPin
from cards.secret import Secret
from cards.session import Session
from cards.tables import COMMON, JPKI, JUKI, TEXT, Application, Pin
from firmware.card_commands import codes
from firmware.card_commands.act import Act, Answer, Usage
from firmware.card_commands.desk import Desk, Told, at_desk

Half = tuple[Application, Pin]

USER, SIGNATURE = (JPKI, JPKI.user_authentication.pin), (JPKI, JPKI.signature.pin)
CARD_COMMON, CARD_JUKI = (COMMON, COMMON.pin), (JUKI, JUKI.pins[0])

KEYS: dict[str, tuple[Half, ...]] = {
    "user_authentication": (USER,),
    "signature": (SIGNATURE,),
    "profile": ((TEXT, TEXT.pin),),
    "card": (CARD_COMMON, CARD_JUKI),
    "card_common": (CARD_COMMON,),
    "card_juki": (CARD_JUKI,),
}
"""What the holder knows as one PIN, to the applications that keep it: the card's own is kept in two."""


def run(chosen: argparse.Namespace) -> Answer:
    """Ask for the current code and twice for the new one, and change it."""
    (table, pin), *others = halves = KEYS[chosen.key]
    with at_desk(chosen) as desk:
        session = Session(desk.channel, table)
        with desk.enter(session, pin) as current, _new(pin) as new:
            _differ(pin, current, new)
            # Held against the other half before anything is changed, or the halves would differ from then on.
            for half in others:
                _present(desk, half, current)
            for half in halves:
                _change(desk, half, current, new)
    return {"changed": [pin.name for _, pin in halves]}


def _present(desk: Desk, half: Half, current: Secret) -> None:
    table, pin = desk.entered = half
    try:
        Session(desk.channel, table).present(pin, _copy(current))
    except (WrongPin, PinBlocked) as error:
        left = error.attempts_left if isinstance(error, WrongPin) else 0
        raise Told(f"{pin.name}: {error}; nothing was changed", left) from error


def _change(desk: Desk, half: Half, current: Secret, new: Secret) -> None:
    table, pin = desk.entered = half
    Session(desk.channel, table).change(pin, _copy(current), _copy(new))


def _copy(code: Secret) -> Secret:
    # Each application wipes what it is given, and the card's own PIN is given to two.
    return Secret(bytearray(code.octets))


def _new(pin: Pin) -> Secret:
    """The new code, typed twice alike. Raises Usage."""
    new = codes.code(f"new {pin.spoken}")
    try:
        with codes.code("the new one again") as again:
            if new.octets != again.octets:
                raise Usage("the new code was typed in two ways; nothing was changed")
    except BaseException:
        # Whoever stops here by the keyboard leaves no code behind either.
        new.wipe()
        raise
    return new


def _differ(pin: Pin, current: Secret, new: Secret) -> None:
    """Refuse what would change nothing, or could not be typed later. Raises Usage, MalformedPin."""
    # Compared as the card will: small letters are sent as capital ones.
    if pin.upper:
        current.raise_case()
        new.raise_case()
    if not new.fits(pin.pattern):
        raise MalformedPin(f"the new text has not the form of the code {pin.name}; nothing was changed")
    if current.octets == new.octets:
        raise Usage("the new code is the current one; nothing was changed")


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--key",
        choices=tuple(KEYS),
        default="user_authentication",
        help="which PIN: of the user authentication certificate (4 digits, the default), of the signature certificate (6 to "
        "16 letters and digits), of the profile (4 digits), or the card's own, which the town hall uses (4 digits; kept in "
        "two halves that can be changed alone where they differ)",
    )


ACT = Act(
    name="change-pin",
    brief="set a new PIN, knowing the current one",
    about="Ask for the current PIN and twice for the new one, a line each, and change it. A wrong current PIN costs one "
    "attempt; a new one of a wrong form, typed in two ways, or like the current one costs none. A blocked PIN can only be "
    "reset at the city's counter. When the card is taken away in the middle, it may have either PIN.",
    run=run,
    arguments=_arguments,
)
