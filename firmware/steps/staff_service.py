"""Out of order with a reason that the plate tells, and back in service; in the journal, so that it outlives a restart."""

from __future__ import annotations

from firmware.conversation import Conversation
from firmware.health import OUT_OF_ORDER, out_of_order
from firmware.journal import Ending
from firmware.phrases import say
from firmware.prompts import Choose, Confirm, Row, Sign, Tell, options
from firmware.steps.staff_desk import Desk

REASONS = ("check", "paper", "cash", "line", "event")


def turn(talk: Conversation, at: Desk) -> None:
    """Put the terminal out of order, or back in service. Raises SteppedBack, VisitEnded, JournalError."""
    out = out_of_order(at.journal.unsettled())
    if out is None:
        _put_out(talk, at)
        return
    reason = Row(say("staff-reason"), say(f"staff-reason-{out.detail['reason']}"))
    talk.ask(Confirm(phrase=say("staff-service-on"), verb=say("staff-service-open"), rows=(reason,)))
    at.journal.decide(out.act, Ending.DONE, by=at.by)
    talk.ask(Tell(phrase=say("staff-service-opened"), sign=Sign.GOOD))


def _put_out(talk: Conversation, at: Desk) -> None:
    choices = options(*((reason, say(f"staff-reason-{reason}")) for reason in REASONS))
    reason = talk.ask(Choose(phrase=say("staff-reason-choose"), options=choices))
    # an act that stays open until the terminal is back: whoever looks at what is open finds it, after a restart too
    at.journal.begin(talk.view.visit or "", OUT_OF_ORDER, reason=reason, by=at.by)
    talk.ask(Tell(phrase=say("staff-service-closed"), sign=Sign.WARN))
