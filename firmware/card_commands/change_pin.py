"""`change-pin`: a new PIN in place of the current one, which the holder must know."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from cards.apdu import Channel
from cards.common import CardPinSession, CommonSession
from cards.errors import CardError, MalformedPin
from cards.jpki import JpkiSession
from cards.secret import Secret
from cards.session import Session
from cards.tables import Pin
from cards.text import TextSession
from drivers.protocols import DeviceFault
from firmware.card_commands import codes
from firmware.card_commands.act import Act, Answer, Usage
from firmware.card_commands.desk import Desk, Told, at_desk

Opened = tuple[Session, Pin]


def _user_authentication(channel: Channel) -> Opened:
    session = JpkiSession(channel)
    return session, session.table.user_authentication.pin


def _signature(channel: Channel) -> Opened:
    session = JpkiSession(channel)
    return session, session.table.signature.pin


def _profile(channel: Channel) -> Opened:
    session = TextSession(channel)
    return session, session.table.pin


def _card_common(channel: Channel) -> Opened:
    session = CommonSession(channel)
    return session, session.table.pin


def _card_juki(channel: Channel) -> Opened:
    session = CardPinSession(channel)
    return session, session.table.pins[0]


KEYS: dict[str, tuple[Callable[[Channel], Opened], ...]] = {
    "user_authentication": (_user_authentication,),
    "signature": (_signature,),
    "profile": (_profile,),
    "card": (_card_common, _card_juki),
    "card_common": (_card_common,),
    "card_juki": (_card_juki,),
}
"""What the holder knows as one PIN, to the applications that keep it: the card's own is kept in two."""


def run(chosen: argparse.Namespace) -> Answer:
    """Ask for the current code and twice for the new one, and change it with one attempt."""
    halves = KEYS[chosen.key]
    with at_desk(chosen) as desk:
        session, pin = halves[0](desk.channel)
        with desk.enter(session, pin) as current, _new(pin) as new:
            _differ(pin, current, new)
            return {"changed": [_change(desk, half, current, new) for half in halves]}


def _change(desk: Desk, half: Callable[[Channel], Opened], current: Secret, new: Secret) -> str:
    """Change the code in one application, and say which. Raises as `Session.change` does, Told from the second one."""
    session, pin = half(desk.channel)
    first = desk.entered == (session.table, pin)
    desk.entered = session.table, pin
    try:
        # Each application wipes what it is given, and the card's own PIN is given to two.
        session.change(pin, Secret(bytearray(current.octets)), Secret(bytearray(new.octets)))
    except (CardError, DeviceFault) as error:
        if first:
            raise
        raise Told(f"{error}; the first half of the PIN was changed, {pin.name} was not", None) from error
    return pin.name


def _new(pin: Pin) -> Secret:
    """The new code, typed twice alike. Raises Usage."""
    new = codes.code(f"new {pin.spoken}")
    try:
        with codes.code("the new one again") as again:
            if new.octets != again.octets:
                raise Usage("the new code was typed in two ways; nothing was changed")
    except BaseException:
        new.wipe()
        raise
    return new


def _differ(pin: Pin, current: Secret, new: Secret) -> None:
    """Refuse what would change nothing, or could not be typed later. Raises Usage, MalformedPin."""
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
