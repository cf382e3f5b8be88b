"""How one visit is run and how it ends: whatever happens, the visitor is told what to do now and nothing of them stays."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from types import MappingProxyType
from typing import Any, ClassVar, Protocol

from central.client import CentralFault
from central.client import Refused as CentralRefused
from drivers.protocols import Buzzer, CardReader, DeviceFault
from firmware import asides
from firmware.closing import close_books
from firmware.conversation import Conversation
from firmware.courier import Errand
from firmware.errors import (
    CardTaken,
    Declined,
    HungUp,
    JournalError,
    LeftAlone,
    Practising,
    Refused,
    StaffCame,
    Stopped,
    VisitEnded,
)
from firmware.health import Report
from firmware.ids import uuid7
from firmware.journal import Journal
from firmware.phrases import Phrase, say
from firmware.phrases.reader import PhraseBook
from firmware.prompts import Press, RemoveCard, Sign, Tell
from firmware.recovery import Recovery, Restored
from firmware.refusals import phrase_for
from firmware.steps.card import gone, take_off
from firmware.steps.hand_over import sounding
from firmware.steps.kinds import CARD, PHONE
from firmware.steps.staff import StaffCards, only_staff

log = logging.getLogger(__name__)
LAST_WORD_SECONDS = 15.0
RESTORED_SECONDS = 60.0
CARD_SECONDS = 10.0
ENDINGS: dict[type[VisitEnded], Phrase] = {
    Declined: say("visit-cancelled"),
    HungUp: say("visit-cancelled"),
    LeftAlone: say("visit-ended-idle"),
    CardTaken: say("card-moved"),
}


class Role(Protocol):
    """What every role is: its steps by name, the devices it cannot do without, and one visit."""

    steps: ClassVar[tuple[str, ...]]
    essential: ClassVar[tuple[str, ...]]
    reader: CardReader
    buzzer: Buzzer
    journal: Journal
    book: PhraseBook
    staff: StaffCards

    def serve(self, talk: Conversation) -> None:
        """Serve one visitor. Raises VisitEnded, DeviceFault, CentralFault, central's refusals."""

    def practise(self, talk: Conversation, *, has_card: bool) -> None:
        """Let a visitor walk through it all with nothing written down. Raises VisitEnded, DeviceFault."""


class Visits:
    """Serving by visits (`firmware.serving`): one visitor after another, and after a restart whoever still stands there."""

    callbacks: Mapping[str, Callable[[Any], object]] = MappingProxyType({})
    errands: Sequence[Errand] = ()
    pauses = True

    def __init__(self, role: Role, talk: Conversation, name: str) -> None:
        self._role, self._talk, self._name = role, talk, name
        devices = (getattr(role, device, None) for device in ("page_printer", "receipt_printer", "cash_box"))
        self._recovery = Recovery(role.journal, talk.clock, role.book, name, *devices)
        self._is_settled = False

    @property
    def is_idle(self) -> bool:
        """Whether nobody is there."""
        return self._talk.view.visit is None

    def settle(self) -> None:
        """Settle what was cut off, and tell who still stands there. Raises JournalError."""
        if not self._is_settled or self._recovery.is_waiting():
            for restored in self._recovery.run():
                tell_restored(self._role, self._talk, restored)
            self._is_settled = True

    def attend(self, began: Press) -> bool:
        """One visit, which may have worn a device."""
        visit(self._role, self._talk, self._name, began)
        return True

    def start(self) -> None:
        """Nothing goes on beside visits."""

    def see(self, report: Report) -> None:
        """A visitor is told by the conversation."""

    def stop(self) -> None:
        """Nothing goes on beside visits."""


def visit(role: Role, talk: Conversation, name: str, began: Press) -> None:
    """Serve one visitor from the first press to idle. Only a bug raises."""
    ticket, number = _ticket(role.journal, name), uuid7(talk.clock.now())
    talk.begin(number, ticket, role.steps)
    try:
        with suppress(Stopped):
            # without a ticket nothing could be written down, so nothing may be begun
            last = _serve(role, talk, name, began) if ticket else say("out-of-order")
            # a card taken after the end was decided must not cut off the last word
            talk.forget_ending()
            if last is not None:
                tell = Tell(phrase=last, sign=_sign(last), verb=say("button-end"), patience=LAST_WORD_SECONDS)
                _say_last(talk, tell)
            if role.reader.card_present:
                _give_card_back(role, talk)
        # not after a bug: what is due then goes back after the restart, to who still stands there
        _close(role.journal, number)
    finally:
        talk.finish()


def tell_restored(role: Role, talk: Conversation, restored: Restored) -> None:
    """Tell a visitor whose visit was cut off, and who probably still stands there, what became of it."""
    talk.begin(restored.visit, restored.ticket, role.steps)
    try:
        with suppress(Stopped):
            for phrase in restored.phrases:
                tell = Tell(phrase=phrase, sign=Sign.WARN, verb=say("button-end"), patience=RESTORED_SECONDS)
                _say_last(talk, tell)
    finally:
        talk.finish()


def _say_last(talk: Conversation, tell: Tell) -> None:
    """The last word is over for whoever hangs up; what comes after it, such as the card, goes on. Raises Stopped."""
    with suppress(HungUp):
        asides.hear_out(talk, tell)


def _close(journal: Journal, visit: str) -> None:
    """Whatever the visit owes stands in the journal as owed; without a journal before the next visit, or after a restart."""
    try:
        close_books(journal, visit)
    except JournalError as error:
        log.error("%s", error)


def _give_card_back(role: Role, talk: Conversation) -> None:
    """Ask for the card to be taken; the alarm sounds only over one that is left behind, and later staff are called."""
    words = PHONE if talk.is_phone else CARD
    ask = RemoveCard(phrase=words.take, patience=CARD_SECONDS)
    if talk.ask_once(ask, ask.start(), lambda: gone(role.reader)).answer is None:
        with sounding(role.buzzer, talk) as sound:

            def left(seconds: int) -> RemoveCard:
                # whoever listened when the alarm began may have hung up
                sound()
                return RemoveCard(phrase=words.left, note=say("left-behind", seconds=seconds), sign=Sign.WARN)

            if not asides.taken_in_time(talk, left, lambda: gone(role.reader)):
                sound()
                log.warning("ticket %s: a card was left on the reader, staff are called", talk.view.ticket)
                take_off(talk, role.reader, words.left_staff, Sign.WARN, None)


def _ticket(journal: Journal, name: str) -> str:
    """The next ticket of this terminal, empty when the journal cannot give one."""
    try:
        # the last visit may have ended while the journal failed; behind the next one nobody would look for its money
        if newest := journal.newest():
            close_books(journal, newest.visit)
        return f"{name}-{journal.next_number('ticket'):05}"
    except JournalError as error:
        log.error("%s", error)
        return ""


def _serve(role: Role, talk: Conversation, name: str, began: Press) -> Phrase | None:
    """Serve, and tell what the last word to the visitor is, if one is needed."""
    try:
        _serve_whoever(role, talk, name, began)
    except Refused as refused:
        return refused.phrase
    except CentralRefused as refused:
        log.warning("central refused: %s (%s)", refused.refusal.reason, refused.refusal.sentence)
        return phrase_for(refused.refusal, phone=talk.is_phone)
    except (CentralFault, DeviceFault, JournalError) as fault:
        log.error("%s: %s", type(fault).__name__, fault)
        return say("line-down" if isinstance(fault, CentralFault) else "fault-midway")
    except VisitEnded as ended:
        return ENDINGS.get(type(ended))
    return None


def _serve_whoever(role: Role, talk: Conversation, name: str, began: Press) -> None:
    """A resident, unless it turns out to be a member of staff or somebody who practises."""
    try:
        if talk.view.closed is not None:
            only_staff(talk, role.reader, role.staff, name)
        # these three are on the attract screen too; language is asked for by the role itself
        if began in ("sight", "voice", "help"):
            asides.hold(talk, str(began), Tell(phrase=say("visit-start")))
        role.serve(talk)
    except StaffCame as staff:
        # here, because few visitors are staff, and none should wait for it
        from firmware.steps.staff_menu import desk, operate

        talk.begin(talk.view.visit or "", talk.view.ticket or "", ())
        operate(talk, desk(role, name, staff.by))
    except Practising as practising:
        if not practising.is_known:
            role.journal.put_back("ticket")
        talk.practise()
        role.practise(talk, has_card=practising.has_card)


def _sign(last: Phrase) -> Sign:
    return Sign.GOOD if last in ENDINGS.values() else Sign.BAD
