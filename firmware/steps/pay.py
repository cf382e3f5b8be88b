"""Payment in cash: every coin is in the journal, and what is not kept goes back."""

from __future__ import annotations

from contextlib import suppress

from drivers.protocols import CashBox, DeviceFault, WrongChange
from firmware.conversation import Conversation
from firmware.errors import JournalError, Refused, SteppedBack, Stopped, VisitEnded
from firmware.journal import Act, Ending, Journal
from firmware.phrases import Phrase, say
from firmware.prompts import Cash, Pay, Sign, Tell
from firmware.steps.give import give

CHANGE_SECONDS = 20.0
COINS_AND_NOTES = (10, 50, 100, 500, 1000)


class Payment:
    """The money of one visit: `collect` takes the fee, `give_back` returns it when nothing was printed."""

    def __init__(self, talk: Conversation, cash_box: CashBox, journal: Journal, yen: int) -> None:
        self._talk, self._cash_box, self._journal = talk, cash_box, journal
        self._visit = talk.view.visit or ""
        self.yen, self.inserted, self.change = yen, 0, 0
        self._given = 0

    def collect(self) -> None:
        """Take the fee and give change.

        Raises SteppedBack, VisitEnded, DeviceFault, all with the money given back; Refused when it cannot be.
        """
        if self.yen == 0:
            self._talk.tell("fee-none")
            return
        with self._journal.act(self._visit, "charge", yen=self.yen) as charge:
            try:
                self._take(say("pay-note" if self._has_change() else "pay-exact-note"))
                self._give(self.change)
            except (SteppedBack, VisitEnded, DeviceFault, JournalError):
                self._cash_box.stop()
                self._return(charge, self.inserted - self._given)
                raise
            charge.end(Ending.DONE, inserted=self.inserted, change=self.change)
        self._tell_paid()

    def give_back(self) -> None:
        """Return the fee, because nothing was printed. Raises Refused when the box cannot: staff owe it then."""
        if self.yen:
            with self._journal.act(self._visit, "refund", yen=self.yen) as refund:
                self._return(refund, self.yen, returned=Ending.DONE)

    def _take(self, note: Phrase) -> None:
        """Ask until enough is in and the change can be given; what could not be changed goes back and is asked again."""
        while True:
            self._cash_box.accept(self._arrived)
            self._talk.ask(Pay(phrase=say("pay-insert-cash"), note=note, yen=self.yen, paid=self.inserted))
            # shut before counting: a coin that was on its way still comes in until then
            self._cash_box.stop()
            self.change = self.inserted - self.yen
            if self._cash_box.can_give(self.change):
                return
            self._give(self.inserted)
            self._journal.note(self._visit, "cash_returned", yen=self.inserted)
            self.inserted, self._given, note = 0, 0, say("pay-exact-only", due=self.yen)

    def _arrived(self, yen: int) -> None:
        # counted here and not in the prompt: while an aside is open nobody asks for money, and it is in all the same
        self.inserted += yen
        self._journal.note(self._visit, "cash_in", yen=yen)
        self._talk.press(Cash(yen))

    def _has_change(self) -> bool:
        """Whether change can be given whatever one coin or note is put in last."""
        return all(self._cash_box.can_give(-self.yen % unit) for unit in COINS_AND_NOTES)

    def _give(self, yen: int) -> None:
        """Give money, and know how much even when the box gives another sum. Raises DeviceFault."""
        if not yen:
            return
        try:
            give(self._cash_box, self._journal, self._visit, yen)
        except WrongChange as wrong:
            self._given += wrong.given
            raise
        self._given += yen

    def _return(self, act: Act, yen: int, returned: Ending = Ending.NOT_DONE) -> None:
        """Give so much back and end the act. Raises Refused when the box cannot: what it still owes is staff's to pay."""
        before = self._given
        try:
            self._give(yen)
        except DeviceFault as fault:
            given = self._given - before
            act.end(Ending.UNKNOWN, owed=yen - given, given=given, fault=fault.fault)
            raise Refused(say("pay-unknown")) from fault
        act.end(returned, returned=yen)

    def _tell_paid(self) -> None:
        """Tell of the change; whatever the visitor does or leaves undone here, what is paid for will be printed."""
        self._talk.tell("pay-done")
        if self.change:
            note = say("pay-change-note")
            phrase = say("pay-change-take", change=self.change)
            tell = Tell(phrase=phrase, note=note, sign=Sign.GOOD, patience=CHANGE_SECONDS, stop=False)
            with suppress(Stopped):
                self._talk.ask_once(tell, tell.start())
