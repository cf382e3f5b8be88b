"""One card on one reader, and the person who types its codes."""

from __future__ import annotations

import argparse
import importlib
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress

from cards.apdu import Channel
from cards.errors import (
    ApplicationMissing,
    CardError,
    CardRemoved,
    FileMissing,
    MalformedPin,
    PinBlocked,
    WrongPin,
)
from cards.kinds import CardKind, tell
from cards.secret import Secret
from cards.session import Session
from cards.tables import Application, Pin
from drivers.protocols import CardConnection, CardReader, DeviceFault
from firmware.card_commands import codes
from firmware.card_commands.act import Usage
from firmware.card_commands.kind_words import SENTENCES

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

RESET = "the city's counter can set a new one (of a phone: the Mynaportal app)"
"""What to do about a blocked code."""


class Told(Exception):
    """A failure with more to say than its cause: the sentence, and the attempts left (None: not known)."""

    def __init__(self, sentence: str, attempts_left: int | None) -> None:
        super().__init__(sentence)
        self.attempts_left = attempts_left


class Desk:
    """A powered card: its channel, how it is linked, the code that was entered last, and what to add to a failure from now on."""

    def __init__(self, connection: CardConnection) -> None:
        self.channel = Channel(connection, connection.limits)
        self.link = connection.link
        self.entered: tuple[Application, Pin] | None = None
        self.remark = ""

    def enter(self, session: Session, pin: Pin, ask: Callable[[str], Secret] = codes.pin) -> Secret:
        """The holder's code, for one attempt; `ask` gets its name. Raises Told before anybody types a blocked one for nothing, Usage."""
        left = session.attempts(pin)
        if left == 0:
            raise Told(f"{label(pin)} is blocked{self._remedy()}", 0) from PinBlocked()
        secret = ask(label(pin) + (f", {attempts(left)}" if left else ""))
        self.entered = session.table, pin
        return secret

    def _remedy(self) -> str:
        # That it is blocked is known; a card that fails now must not hide it.
        with suppress(CardError, DeviceFault):
            if tell(self.channel, self.link.atr).kind is CardKind.FACIAL_RECOGNITION:
                return f". {SENTENCES[CardKind.FACIAL_RECOGNITION]}"
        return f"; {RESET}"


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
    except (ApplicationMissing, FileMissing) as error:
        raise _missing(there, error) from error
    except COUNTED as error:
        raise _counted(desk, error) from error
    except (CardError, DeviceFault) as error:
        if desk.entered is None:
            raise
        # The counter is asked, never the card a second time: the lost answer may have been "wrong" or "right".
        application, pin = desk.entered
        left = counter(there, application, pin)
        word = "not known, `kazasu card show` tells" if left is None else left
        raise Told(_and(f"{str(error).rstrip('.')}; attempts left of {pin.name}: {word}", desk.remark), left) from error


def _counted(desk: Desk, error: CardError) -> Told:
    """A code that the card refused, or that was not sent to it, by its name."""
    name = label(desk.entered[1]) if desk.entered else "the code"
    if isinstance(error, WrongPin):
        left = f", {attempts(error.attempts_left)}" if error.attempts_left else ""
        return Told(_and(f"{name} was wrong{left}", desk.remark), error.attempts_left)
    if isinstance(error, PinBlocked):
        return Told(_and(f"{name} is blocked now; {RESET}", desk.remark), 0)
    return Told(f"{error}; {desk.remark or 'it was not sent to the card'}", None)


def _missing(there: CardReader, error: CardError) -> Told:
    """What the card does not have, with what it is instead, in words: nobody knows an application by its number."""
    what = "that is not on this card" if isinstance(error, ApplicationMissing) else str(error)
    found = kind_on(there)
    return Told(str(error) if found is None else f"{what}. {SENTENCES[found]}", None)


def _and(sentence: str, remark: str) -> str:
    return f"{sentence}; {remark}" if remark else sentence


def reader(address: str) -> CardReader:
    """The reader of `KIND:ADDRESS`. Raises Usage."""
    kind, _, rest = address.partition(":")
    if kind not in READERS:
        raise Usage(f"--reader {address}: {kind} is not a kind of reader; kinds are {', '.join(READERS)}")
    if kind == "virtual" and not rest:
        raise Usage("--reader virtual: the file of a card is needed, such as virtual:examples/cards/hanako.toml")
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


def kind_on(there: CardReader) -> CardKind | None:
    """What card it is, on a new connection; None when it cannot be told."""
    try:
        with there.connect() as connection:
            return tell(Channel(connection, connection.limits), connection.link.atr).kind
    except (CardError, DeviceFault):
        return None


def label(pin: Pin) -> str:
    """What a code is called to a person: its official name, and the one it has in answers."""
    return f"{pin.spoken} ({pin.name.replace('_', ' ')})"


def attempts(left: int) -> str:
    """How many attempts are left, in words."""
    return f"{left} attempt{'s' if left > 1 else ''} left"
