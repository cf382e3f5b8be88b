"""A desk for passes: a resident applies for a bus pass or points with card and PIN, and links what he will hold up."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from cards.card_certificates import IssuerKeys
from central.client import CentralClient
from drivers.protocols import Buzzer, CardReader
from firmware.conversation import Conversation
from firmware.errors import SteppedBack
from firmware.form import Form
from firmware.journal import Journal
from firmware.phrases.reader import PhraseBook
from firmware.steps.apply_pass import Applying, Means
from firmware.steps.choose_pass import choose_pass, presentable, tell_done
from firmware.steps.identify import PASS, Own, identify
from firmware.steps.staff import StaffCards
from firmware.steps.training import TrainingCards
from firmware.visits import Visits


@dataclass
class Role:
    """What the desk needs; `serve` is one visit."""

    steps: ClassVar[tuple[str, ...]] = ("card", "pin", "pass", "link")
    essential: ClassVar[tuple[str, ...]] = ("reader",)
    serving: ClassVar[type[Visits]] = Visits

    reader: CardReader
    buzzer: Buzzer
    central: CentralClient
    journal: Journal
    book: PhraseBook
    staff: StaffCards = field(default_factory=StaffCards)
    training: TrainingCards = field(default_factory=TrainingCards)
    issuers: IssuerKeys | None = None

    def serve(self, talk: Conversation) -> None:
        """Card and PIN, the pass, what is held up for it. Raises VisitEnded, DeviceFault and central's errors."""
        found = identify(talk, self.reader, self.central, Own(self.staff, self.training), PASS)
        offers = presentable(found.person.offers, is_phone=talk.is_phone)
        applying = Applying(talk, Means(self.reader, self.central, self.journal, self.issuers), found)
        form = Form(talk)
        while True:
            wish = form.fill(lambda ask: choose_pass(talk, ask, offers))
            try:
                enrolled = applying.enrol(wish)
                break
            except SteppedBack:
                form.step_back()
        tell_done(talk, wish, enrolled)

    def practise(self, talk: Conversation, *, has_card: bool) -> None:
        """The same questions about invented passes, with no card linked and no record. Raises VisitEnded."""
        from firmware.steps.practice_pass import practise

        practise(talk, has_card=has_card)
