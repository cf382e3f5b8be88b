"""How a visit can end before it is done, and that the journal failed. `DeviceFault` lives with the drivers, card errors with the cards; all else is a bug."""

from __future__ import annotations

from firmware.phrases import Phrase


class VisitEnded(Exception):
    """The visit is over; the runtime takes back what must be taken back, wipes and returns to idle."""


class Declined(VisitEnded):
    """The visitor chose to stop."""


class LeftAlone(VisitEnded):
    """Nobody answered a prompt nor the warning after it."""


class HungUp(VisitEnded):
    """The handset was hung up and not lifted again."""


class CardTaken(VisitEnded):
    """The card left the reader while it was needed."""


class Stopped(VisitEnded):
    """The terminal is being stopped: nobody is asked anything more."""


class StaffCame(VisitEnded):
    """A member of staff has proved it by card: the operator's menu opens instead. `by` is who it is, in the journal."""

    def __init__(self, by: str) -> None:
        super().__init__(by)
        self.by = by


class Practising(VisitEnded):
    """The visitor wants to practise, with a training card or without any. `is_known`: of a card before, central knows this ticket."""

    is_known = False

    def __init__(self, *, has_card: bool = False) -> None:
        super().__init__()
        self.has_card = has_card


class Refused(VisitEnded):
    """The service cannot be given; `phrase` tells the visitor what to do now, and never why when that may harm."""

    def __init__(self, phrase: Phrase) -> None:
        super().__init__(phrase.key)
        self.phrase = phrase


class Told(VisitEnded):
    """The service cannot be given, and the visitor has been told all that there is to say."""


class JournalError(Exception):
    """The journal cannot be read or written; nothing that costs somebody something may happen then."""


class SteppedBack(Exception):
    """The visitor went one step back from the first question that a step asks."""
