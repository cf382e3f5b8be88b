"""`change-pin`: a new PIN in place of the current one, which the holder must know."""

from __future__ import annotations

import argparse

from cards.errors import CardError, MalformedPin
from cards.secret import Secret
from cards.session import Session
from cards.tables import COMMON, JPKI, JUKI, TEXT, Application, Pin
from drivers.protocols import DeviceFault
from firmware.card_commands import codes
from firmware.card_commands.act import Act, Answer, Usage
from firmware.card_commands.desk import COUNTED, Desk, at_desk

NOTHING = "nothing was changed"

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
    with at_desk(chosen) as desk:
        return change(desk, KEYS[chosen.key])


def change(desk: Desk, halves: tuple[Half, ...]) -> Answer:
    """As `run`, of the card at a desk."""
    (table, pin), *others = halves
    session = Session(desk.channel, table)
    with desk.enter(session, pin) as current, _new(pin) as new:
        desk.remark = NOTHING
        _differ(pin, current, new)
        # Held against the other half before anything is changed, or the halves would differ from then on. It is given
        # there again to be changed, for selecting forgot it; by then it is known to be right, and costs no attempt.
        for half in others:
            table, pin = desk.entered = half
            Session(desk.channel, table).present(pin, _copy(current))
        done: list[str] = []
        for half in halves:
            _change(desk, half, (current, new), done)
    return {"changed": [pin.name for _, pin in halves]}


def _change(desk: Desk, half: Half, pair: tuple[Secret, Secret], done: list[str]) -> None:
    """Change one half and note it under `done`; a failure tells which code is where. Raises as `Session.change`."""
    table, pin = desk.entered = half
    try:
        Session(desk.channel, table).change(pin, *map(_copy, pair))
    except COUNTED:
        raise
    except (CardError, DeviceFault):
        desk.remark = "; ".join([*done, f"{pin.name} has the current code or the new one"])
        raise
    done.append(f"{pin.name} has the new code")
    desk.remark = "; ".join(done)


def _copy(code: Secret) -> Secret:
    # Each application wipes what it is given, and the card's own PIN is given to two.
    return Secret(bytearray(code.octets))


def _new(pin: Pin) -> Secret:
    """The new code, typed twice alike. Raises Usage."""
    new = codes.code(f"new {pin.spoken}")
    try:
        with codes.code("the new one again") as again:
            if new.octets != again.octets:
                raise Usage(f"the new code was typed in two ways; {NOTHING}")
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
        raise MalformedPin(f"the new text has not the form of the code {pin.name}")
    if current.octets == new.octets:
        raise Usage(f"the new code is the current one; {NOTHING}")


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--key",
        choices=tuple(KEYS),
        default="user_authentication",
        help="which PIN: of the user authentication certificate (4 digits, the default), of the signature certificate (6 to "
        "16 letters and digits), of the profile (4 digits), or the card's own, which the city's counter asks for (4 digits); "
        "the card keeps its own twice, as card_common and card_juki, and where the two differ each is changed alone",
    )


ACT = Act(
    name="change-pin",
    brief="set a new PIN, knowing the current one",
    about="Ask for the current PIN and twice for the new one, a line each, and change it. A wrong current PIN costs one "
    "attempt; a new one of a wrong form, typed in two ways, or like the current one costs none. A blocked PIN cannot be "
    "changed here; the city's counter sets a new one. When the card is taken away in the middle, it may have either PIN.",
    run=run,
    arguments=_arguments,
)
