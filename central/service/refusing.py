"""How a part of central says no: one exception, and the HTTP status for each reason."""

from __future__ import annotations

from central.wire import Reason, Refusal

FORBIDDEN = 403
STATUS = {
    Reason.MALFORMED: 400,
    Reason.TERMINAL_UNKNOWN: 401,
    Reason.CLOCK_WRONG: 401,
    Reason.REPLAYED: 401,
    Reason.VISIT_UNKNOWN: 404,
    Reason.CHALLENGE_SPENT: 409,
    Reason.ORDER_CHANGED: 409,
}
WITHHELD = "nothing is issued at a terminal; for the counter"


class Refuse(Exception):
    """Central will not. The sentence is for the operator's log and never about a person."""

    def __init__(self, reason: Reason, sentence: str = "") -> None:
        # Who moved out, died, is protected or has a rare character: no log may tell one from the other.
        sentence = WITHHELD if reason is Reason.WITHHELD else sentence
        super().__init__(f"{reason}: {sentence}")
        self.refusal = Refusal(reason=reason, sentence=sentence)
        self.status = STATUS.get(reason, FORBIDDEN)
