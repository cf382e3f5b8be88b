"""What central must hear of paper and money: written down first, told at once, and told again until it is heard.

An act `outcome` that is open is what central has not heard yet; the journal itself is the queue.
"""

from __future__ import annotations

import logging

import msgspec

from central.client import CentralClient, CentralFault, Refused
from central.wire import Outcome
from firmware.journal import Act, Ending, Journal

log = logging.getLogger(__name__)


def tell_outcome(journal: Journal, central: CentralClient, visit: str, order: str, outcome: Outcome) -> None:
    """Tell central what became of an order; when the line is down, the journal keeps that it has not been told."""
    with journal.act(visit, "outcome", order=order, **msgspec.to_builtins(outcome)) as telling:
        try:
            _tell(central, telling, order, outcome)
        except CentralFault as error:
            journal.note(visit, "outcome_untold", order=order, error=type(error).__name__)


def _tell(central: CentralClient, telling: Act, order: str, outcome: Outcome) -> None:
    """Tell it, and end the act, unless central cannot be reached. Raises CentralFault."""
    try:
        central.outcome(telling.visit, order, outcome)
    except Refused as refused:
        # asked again, central would refuse again: staff find the reason in the journal
        log.error("central refused an outcome: %s", refused)
        telling.end(Ending.NOT_DONE, reason=refused.refusal.reason)
    else:
        telling.end(Ending.DONE)
