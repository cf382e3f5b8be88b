"""The end of a visit that gave something: the receipt, and nothing left behind."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import partial

from drivers.protocols import Buzzer, DeviceFault, ReceiptPrinter, Slip
from firmware import asides
from firmware.conversation import Conversation
from firmware.errors import JournalError, LeftAlone
from firmware.ids import named
from firmware.journal import Ending, Journal
from firmware.phrases import Phrase, say
from firmware.prompts import Choose, HandOver, Sign, Tell, Thing, options

log = logging.getLogger(__name__)
# the alarm has then sounded for a minute, and whoever should have taken the paper has gone
STAFF_SECONDS = 60.0


def wants_receipt(talk: Conversation) -> bool:
    """Receipt or none? Who has gone wants none: the certificate has come out, so the visit goes on to its alarm."""
    choices = options(("yes", say("receipt-yes")), ("no", say("receipt-no")))
    try:
        return talk.ask(Choose(phrase=say("receipt-choose"), options=choices, back=False, stop=False)) == "yes"
    except LeftAlone:
        return False


def print_receipt(talk: Conversation, printer: ReceiptPrinter, journal: Journal, slip: Slip) -> bool:
    """Print the receipt; when the printer cannot, the visitor is told where it can be had, and the visit goes on."""
    came = False
    try:
        with journal.act(talk.view.visit or "", "receipt", number=slip.name) as receipt:
            try:
                printer.print(slip)
                came = True
                receipt.end(Ending.DONE)
            except DeviceFault as fault:
                receipt.end(Ending.NOT_DONE, fault=fault.fault)
    except JournalError as error:
        log.error("%s", error)
    if not came:
        # no stop, and walking away is no end: the certificate lies in the tray, and its alarm comes next
        with suppress(LeftAlone):
            talk.ask(Tell(phrase=say("receipt-none", ticket=named(talk.view.ticket or "")), stop=False))
    return came


def hand_over(talk: Conversation, buzzer: Buzzer, things: list[tuple[str, Phrase]]) -> None:
    """Sound the alarm until the visitor says that everything is taken; no timer ends it, but after a while staff are called."""
    # no device tells yet whether the tray is empty, so the visitor's key is the only sign
    taken = tuple(Thing(name, say(f"thing-{name}"), amount) for name, amount in things)
    prompt = HandOver(phrase=say("hand-over"), things=taken, patience=STAFF_SECONDS - asides.WARNINGS[0])
    left = replace(prompt, phrase=say("paper-left-alarm"), sign=Sign.WARN)
    with sounding(buzzer, talk) as sound:
        while (outcome := talk.ask_once(prompt, prompt.start())).answer is None:
            sound()
            if outcome.aside != asides.IDLE:
                asides.hold(talk, outcome.aside, prompt)
            # what comes out in practice is nobody's: for that no staff are called
            elif asides.taken_in_time(talk, partial(_left, left, talk)) or talk.view.practice:
                break
            else:
                log.warning("ticket %s: paper was left in the tray, staff are called", talk.view.ticket)
                prompt = replace(left, phrase=say("paper-left-staff"), patience=None)


def _left(left: HandOver, talk: Conversation, seconds: int) -> HandOver:
    return replace(left, note=say("seconds-left" if talk.view.practice else "left-behind", seconds=seconds))


@contextmanager
def sounding(buzzer: Buzzer, talk: Conversation) -> Iterator[Callable[[], None]]:
    """Let the buzzer sound while this lasts; a broken one stops nobody, since the screen says the same.

    Beside a lifted handset it is silent, for nothing may last longer than 3 s over speech (EN 301 549 5.1.3.10); what is yielded
    looks again whether somebody listens.
    """

    def sound() -> None:
        with suppress(DeviceFault):
            buzzer.silence() if talk.view.by_ear else buzzer.sound()

    try:
        sound()
        yield sound
    finally:
        with suppress(DeviceFault):
            buzzer.silence()
