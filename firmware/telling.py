"""What central must hear of paper and money: written down first, told at once, and told again until it is heard.

An act `outcome` that is open is what central has not heard yet; the journal itself is the queue, in the order of writing.
"""

from __future__ import annotations

import logging
import threading

import msgspec

from central.client import CentralClient, CentralFault, Refused
from central.wire import Outcome
from firmware.closing import close_books
from firmware.errors import JournalError
from firmware.journal import Ending, Entry, Journal

log = logging.getLogger(__name__)


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


class Teller:
    """Tells central on a thread of its own while the terminal is idle: a line that hangs must not hold up a visitor."""

    def __init__(self, journal: Journal, central: CentralClient) -> None:
        self._journal, self._central = journal, central
        self._telling: threading.Thread | None = None

    def begin(self) -> None:
        """Tell what is untold, unless that is going on. Raises JournalError."""
        if (self._telling is None or not self._telling.is_alive()) and _untold(self._journal):
            self._telling = threading.Thread(target=self._run, name="telling", daemon=True)
            self._telling.start()

    def _run(self) -> None:
        try:
            tell_all(self._journal, self._central)
        except (CentralFault, JournalError) as error:
            log.warning("central is told later: %s", error)


def _untold(journal: Journal) -> list[Entry]:
    return [entry for entry in journal.unsettled() if entry.what == "outcome"]


def _tell(journal: Journal, central: CentralClient, entry: Entry) -> None:
    """Tell one outcome and end its act, unless central cannot be reached. Raises CentralFault."""
    outcome = msgspec.convert({name: entry.detail[name] for name in Outcome.__struct_fields__}, Outcome)
    try:
        central.outcome(entry.visit, str(entry.detail["order"]), outcome)
    except Refused as refused:
        # asked again, central would refuse again: staff find the reason in the journal
        log.error("central refused an outcome: %s", refused)
        journal.decide(entry.act, Ending.NOT_DONE, reason=refused.refusal.reason)
    else:
        journal.decide(entry.act, Ending.DONE)
