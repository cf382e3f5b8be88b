"""What central must hear of paper and money: written down first, told at once, and told again until it is heard.

An act `outcome` that is open is what central has not heard yet; the journal itself is the queue, in the order of writing.
"""

from __future__ import annotations

import logging

import msgspec

from central.client import CentralClient, CentralFault, Refused
from central.wire import Outcome, Reason
from firmware.clock import Clock
from firmware.closing import close_books
from firmware.courier import Errand, now_and_then
from firmware.journal import Ending, Entry, Journal

log = logging.getLogger(__name__)
TELL_SECONDS = 30.0
OF_THE_TERMINAL = (Reason.TERMINAL_UNKNOWN, Reason.CLOCK_WRONG, Reason.REPLAYED)
"""Refusals that say nothing of what is told: registered again, or with the right time, the terminal is heard."""


def tell_visit(journal: Journal, central: CentralClient, visit: str) -> None:
    """Tell central what the journal says of a visit; when the line is down, the journal keeps that it has not been told."""
    close_books(journal, visit)
    for entry in _untold(journal):
        if entry.visit == visit:
            try:
                _tell(journal, central, entry)
            except CentralFault as error:
                journal.note(visit, "outcome_untold", order=entry.detail["order"], error=type(error).__name__)
                return


def tell_all(journal: Journal, central: CentralClient) -> None:
    """Tell central everything that it has not heard, the oldest first. Raises CentralFault while the line is down."""
    for entry in _untold(journal):
        _tell(journal, central, entry)


def telling(journal: Journal, central: CentralClient, clock: Clock) -> Errand:
    """The errand that tells what is untold, every half minute."""
    again = now_and_then(clock, TELL_SECONDS, lambda: tell_all(journal, central))
    return Errand(lambda: again.is_due() and bool(_untold(journal)), again.run)


def _untold(journal: Journal) -> list[Entry]:
    return [entry for entry in journal.unsettled() if entry.what == "outcome"]


def _tell(journal: Journal, central: CentralClient, entry: Entry) -> None:
    """Tell one outcome and end its act, unless central cannot be reached or does not listen. Raises CentralFault."""
    outcome = msgspec.convert({name: entry.detail[name] for name in Outcome.__struct_fields__}, Outcome)
    try:
        central.outcome(entry.visit, str(entry.detail["order"]), outcome)
    except Refused as refused:
        if refused.refusal.reason in OF_THE_TERMINAL:
            raise CentralFault(f"central does not listen to this terminal: {refused}") from None
        # asked again, central would refuse again: staff find the reason in the journal
        log.error("central refused an outcome: %s", refused)
        journal.decide(entry.act, Ending.NOT_DONE, reason=refused.refusal.reason)
    else:
        journal.decide(entry.act, Ending.DONE)
