"""One card on one reader, and the person who types its codes."""

from __future__ import annotations

import argparse
import importlib
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

from cards.apdu import Channel
from cards.errors import ApplicationMissing, CardError, CardRemoved, MalformedPin, PinBlocked, WrongPin
from cards.secret import Secret
from cards.session import Session
from cards.tables import Application, Pin
from drivers.protocols import CardConnection, CardReader, DeviceFault
from firmware.card_commands import codes
from firmware.card_commands.act import Usage

READERS = {
    "pcsc": "drivers.isolated:pcsc_reader",
    "nfc": "drivers.isolated:nfc_reader",
    "virtual": "drivers.virtual.card_kinds:reader_at",
}
"""Kind of reader to what makes one of an address; loaded when asked for."""

PEOPLE_S = 0.1
"""Seconds between two looks at an empty reader: a person notices no less."""

COUNTED = (WrongPin, PinBlocked, MalformedPin)
"""Errors that say themselves what became of the attempt."""


class Told(Exception):
    """A failure with more to say than its cause: the sentence, and the attempts left (None: not known)."""

    def __init__(self, sentence: str, attempts_left: int | None) -> None:
        super().__init__(sentence)
        self.attempts_left = attempts_left


class Desk:
    """A powered card: its channel, how it is linked, and the one code that was entered last."""

    def __init__(self, connection: CardConnection) -> None:
        self.channel = Channel(connection, connection.limits)
        self.link = connection.link
        self.entered: tuple[Application, Pin] | None = None

    def enter(self, session: Session, pin: Pin, ask: Callable[[str], Secret] = codes.pin) -> Secret:
        """The holder's code, for one attempt; `ask` gets its name. Raises PinBlocked before anybody types it for nothing, Usage."""
        left = session.attempts(pin)
        if left == 0:
            raise PinBlocked
        secret = ask(label(pin) + (f", {left} attempts left" if left else ""))
        self.entered = session.table, pin
        return secret


@contextmanager
def at_desk(chosen: argparse.Namespace) -> Iterator[Desk]:
    """The card on the chosen reader. Raises Usage, and as `served` does."""
    with closing(reader(chosen.reader)) as there, served(there, chosen.wait) as desk:
        yield desk


@contextmanager
def served(there: CardReader, wait_s: float = 0.0) -> Iterator[Desk]:
    """The card on a reader. Raises CardRemoved when none comes in time, CardError, DeviceFault; Told once a code was entered."""
    connection = connect(there, wait_s)
    desk = Desk(connection)
    try:
        with connection:
            yield desk
    except COUNTED:
        raise
    except ApplicationMissing as error:
        raise Told(f"{error}: `kazasu card show` tells which card this is", None) from error
    except (CardError, DeviceFault) as error:
        if desk.entered is None:
            raise
        # The counter is asked, never the card a second time: the lost answer may have been "wrong" or "right".
        application, pin = desk.entered
        left = counter(there, application, pin)
        word = "not known, `kazasu card show` tells" if left is None else left
        raise Told(f"{str(error).rstrip('.')}; attempts left of {pin.name}: {word}", left) from error


def reader(address: str) -> CardReader:
    """The reader of `KIND:ADDRESS`. Raises Usage."""
    kind, _, rest = address.partition(":")
    if kind not in READERS:
        raise Usage(f"--reader {address}: {kind} is not a kind of reader; kinds are {', '.join(READERS)}")
    module, name = READERS[kind].split(":")
    try:
        made: CardReader = getattr(importlib.import_module(module), name)(rest)
    except ValueError as error:
        raise Usage(str(error)) from error
    return made


def connect(there: CardReader, wait_s: float) -> CardConnection:
    """Power the card, and wait that long for one to come. Raises CardRemoved, CardError, DeviceFault."""
    end = time.monotonic() + wait_s
    while True:
        try:
            return there.connect()
        except CardRemoved:
            if time.monotonic() >= end:
                raise
            time.sleep(PEOPLE_S)


def counter(there: CardReader, application: Application, pin: Pin) -> int | None:
    """What the card counts now, on a new connection; None when it cannot be asked."""
    try:
        with there.connect() as connection:
            return Session(Channel(connection, connection.limits), application).attempts(pin)
    except (CardError, DeviceFault):
        return None


def label(pin: Pin) -> str:
    """What a code is called at the prompt: its official name, and the one it has in answers."""
    return f"{pin.spoken} ({pin.name.replace('_', ' ')})"
