"""The application: what is held up is read, then central is asked under the application's own id; written down before and after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from cards.card_certificates import IssuerKeys
from central.client import CentralClient
from central.client import Refused as CentralRefused
from central.wire import Apply, CardLink, Enrolled, Medium, Passes, Reason, key_challenge
from drivers.protocols import CardReader
from firmware.conversation import Conversation
from firmware.errors import Refused, SteppedBack
from firmware.ids import uuid7
from firmware.journal import Journal
from firmware.phrases import say
from firmware.prompts import Sign, Tell
from firmware.refusals import phrase_for_one
from firmware.steps.choose_pass import Wish
from firmware.steps.identify import Identified
from firmware.steps.link_card import read_card_key, read_transit_card

OF_THE_CARD = (Reason.MEDIUM_TAKEN, Reason.MEDIUM_REFUSED)
"""Another card may do."""


class Means(NamedTuple):
    """What an application is made with; without the issuers' keys no card's own key can be believed."""

    reader: CardReader
    central: CentralClient
    journal: Journal
    issuers: IssuerKeys | None


@dataclass(frozen=True)
class Applying:
    """One person's applications in one visit."""

    talk: Conversation
    means: Means
    found: Identified[Passes]

    def enrol(self, wish: Wish) -> Enrolled:
        """Have the card read and central asked.

        Raises SteppedBack when another card is to be tried, Refused, DeviceFault, JournalError and central's errors.
        """
        asked = self._asked(wish)
        visit, journal = self.talk.view.visit or "", self.means.journal
        # neither card nor person: what was asked for, so that staff can tell whether it arrived
        journal.note(visit, "pass_asked", application=asked.application, scheme=asked.scheme, medium=asked.medium.value)
        try:
            with self.talk.working("pass-sending"):
                enrolled = self.means.central.apply(visit, asked)
        except CentralRefused as refused:
            journal.note(visit, "pass_refused", application=asked.application, reason=refused.refusal.reason.value)
            if refused.refusal.reason not in OF_THE_CARD:
                raise
            self.talk.ask(Tell(phrase=phrase_for_one(refused.refusal), sign=Sign.WARN, verb=say("button-return")))
            raise SteppedBack from None
        journal.note(visit, "pass_granted", application=asked.application, points=enrolled.points, rides=enrolled.rides)
        return enrolled

    def _asked(self, wish: Wish) -> Apply:
        return Apply(
            application=uuid7(self.talk.clock.now()),
            scheme=wish.offer.scheme,
            medium=wish.medium,
            idm=read_transit_card(self.talk, self.means.reader) if wish.medium is Medium.FELICA else "",
            certificate=self.found.certificate if wish.medium is Medium.MY_NUMBER else b"",
            card=self._key() if wish.medium is Medium.MY_NUMBER and wish.offer.needs_key else None,
        )

    def _key(self) -> CardLink:
        issuers, terminal = self.means.issuers, self.means.central.terminal
        if issuers is None:
            raise Refused(say("pass-card-taken"))
        challenge = key_challenge(self.found.challenge, terminal, self.talk.view.visit or "")
        return read_card_key(self.talk, self.means.reader, issuers, self.found.certificate, challenge)
