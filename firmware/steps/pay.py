"""Payment in cash: every coin is in the journal, and what is not kept goes back."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from drivers.protocols import CashBox, DeviceFault
from firmware import asides
from firmware.closing import close_books
from firmware.conversation import Conversation
from firmware.errors import JournalError, LeftAlone, Refused, SteppedBack, Stopped, Told, VisitEnded
from firmware.ids import named
from firmware.journal import Act, Ending, Journal
from firmware.phrases import Phrase, say
from firmware.prompts import Cash, Pay, Sign, Tell
from firmware.steps.give import Tally, give

log = logging.getLogger(__name__)
CHANGE_SECONDS = 20.0
COINS_AND_NOTES = (10, 50, 100, 500, 1000)


def no_slip(yen: int) -> bool:  # noqa: ARG001 - a terminal without a receipt printer
    """No slip of what is owed can be printed."""
    return False


class Owing(Exception):
    """The box cannot give `yen` that are the visitor's."""

    def __init__(self, yen: int) -> None:
        super().__init__(f"{yen} yen are owed")
        self.yen = yen


class Payment:
    """The money of one visit: `collect` takes the fee, `give_back` returns it when nothing was printed.

    Always inserted = kept + given + owed; for what is owed `slip` prints a slip, and tells whether it could.
    """

    def __init__(
        self, talk: Conversation, cash_box: CashBox, journal: Journal, yen: int, slip: Callable[[int], bool] = no_slip
    ) -> None:
        self._talk, self._cash_box, self._journal, self._slip = talk, cash_box, journal, slip
        self._visit = talk.view.visit or ""
        self.yen, self.inserted, self.change = yen, 0, 0
        self._tally = Tally(cash_box)
        self._unwritten: deque[int] = deque()

    def collect(self) -> None:
        """Take the fee and give change.

        Raises SteppedBack, VisitEnded, DeviceFault, JournalError, all with the money given back; Refused or Told when
        it is owed.
        """
        if self.yen == 0:
            self._talk.tell("fee-none")
            return
        with self._promising(), self._journal.act(self._visit, "charge", yen=self.yen) as charge:
            try:
                self._take(say("pay-note" if self._has_change() else "pay-exact-note"))
                self._give(self.change)
            except (SteppedBack, VisitEnded, DeviceFault, JournalError):
                self._cash_box.stop()
                self._return(charge, self.inserted - self._tally.given)
                self.tell_returned(self.inserted)
                raise
            charge.end(Ending.DONE, inserted=self.inserted, change=self.change)
        self._tell_paid()

    def give_back(self) -> None:
        """Return the fee, because nothing was printed. Raises Refused or Told when the box cannot, JournalError."""
        if self.yen:
            with self._promising(), self._journal.act(self._visit, "refund", yen=self.yen) as refund:
                self._return(refund, self.yen, returned=Ending.DONE)

    def tell_returned(self, yen: int) -> None:
        """Tell of what lies in the tray now, before the visit ends for whatever reason."""
        if yen:
            tell = Tell(phrase=say("pay-refunded", fee=yen), patience=CHANGE_SECONDS, stop=False)
            with suppress(VisitEnded):
                asides.hear_out(self._talk, tell)

    @contextmanager
    def _promising(self) -> Iterator[None]:
        """What could not be given is promised, once the act around it is written down."""
        try:
            yield
        except Owing as owing:
            self._promise(owing.yen)
        except JournalError:
            # without the journal nothing may be given: what has no intent there could be given twice
            if owed := self.inserted - self._tally.given:
                self._promise(owed)
            raise

    def _promise(self, yen: int) -> None:
        """Tell what is owed: by a slip, or by the screen until the visitor has noted it. Raises Refused, Told."""
        with suppress(JournalError):
            # before the slip: after a restart nobody may give what somebody already holds a slip for
            close_books(self._journal, self._visit)
            if self._slip(yen):
                raise Refused(say("pay-owed", yen=yen))
        phrase = say("pay-owed-number", yen=yen, ticket=named(self._talk.view.ticket or ""))
        self._talk.forget_ending()
        with suppress(SteppedBack, LeftAlone):
            self._talk.ask(Tell(phrase=phrase, sign=Sign.WARN, verb=say("button-done"), patience=None, stop=False))
        raise Told

    def _take(self, note: Phrase) -> None:
        """Ask until enough is in and the change can be given; what could not be changed goes back and is asked again."""
        while True:
            self._cash_box.accept(self._arrived)
            self._talk.ask(Pay(phrase=say("pay-insert-cash"), note=note, yen=self.yen, paid=self.inserted))
            # shut before counting: a coin that was on its way still comes in until then
            self._cash_box.stop()
            self._write_coins()
            # a reason to end that came with the last coin must not wait until the fee is ours
            self._talk.raise_ending()
            self.change = self.inserted - self.yen
            if self._cash_box.can_give(self.change):
                return
            self._give(self.inserted)
            self._journal.note(self._visit, "cash_returned", yen=self.inserted)
            self.inserted, self._tally.given, note = 0, 0, say("pay-exact-only", due=self.yen)

    def _arrived(self, yen: int) -> None:
        # counted here and not in the prompt: while an aside is open nobody asks for money, and it is in all the same
        self.inserted += yen
        self._unwritten.append(yen)
        try:
            self._write_coins()
        except JournalError as error:
            # on the box's thread nobody could act on it: the visit ends, and the money goes back or is owed
            log.error("%s", error)
            self._talk.end(Refused(say("fault-midway")))
        self._talk.press(Cash(yen))

    def _write_coins(self) -> None:
        """Write down every coin that is in and not written yet. Raises JournalError."""
        while self._unwritten:
            self._journal.note(self._visit, "cash_in", yen=self._unwritten[0])
            self._unwritten.popleft()

    def _has_change(self) -> bool:
        """Whether change can be given whatever one coin or note is put in last."""
        return all(self._cash_box.can_give(-self.yen % unit) for unit in COINS_AND_NOTES)

    def _give(self, yen: int) -> None:
        """Give money, and know how much even when the box gives another sum. Raises DeviceFault, JournalError."""
        if yen:
            give(self._tally, self._journal, self._visit, yen)

    def _return(self, act: Act, yen: int, returned: Ending = Ending.NOT_DONE) -> None:
        """Give so much back and end the act. Raises Owing when the box cannot, JournalError."""
        self._write_coins()
        before = self._tally.given
        try:
            self._give(yen)
        except DeviceFault as fault:
            given = self._tally.given - before
            if given < yen:
                act.end(Ending.NOT_DONE, owed=yen - given, given=given, fault=fault.fault)
                raise Owing(yen - given) from fault
        act.end(returned, returned=self._tally.given - before)

    def _tell_paid(self) -> None:
        """Tell of the change; whatever the visitor does or leaves undone here, what is paid for will be printed."""
        self._talk.tell("pay-done")
        if self.change:
            note = say("pay-change-note")
            phrase = say("pay-change-take", change=self.change)
            tell = Tell(phrase=phrase, note=note, sign=Sign.GOOD, patience=CHANGE_SECONDS, stop=False)
            with suppress(Stopped):
                asides.hear_out(self._talk, tell)
