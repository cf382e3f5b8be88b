"""A desk for passes for tests: the real role, journal and client, a virtual reader, and a real central on loopback."""

from __future__ import annotations

from acting import Running, Visitor
from card_issuers import ISSUERS
from kiosk import CARDS, SEED

from central.client import CentralClient
from central.signing import Signer
from drivers.virtual.buzzer import VirtualBuzzer
from drivers.virtual.card_kinds import load
from drivers.virtual.reader import VirtualReader
from firmware.clock import Clock
from firmware.conversation import Conversation
from firmware.journal import Journal
from firmware.phrases.reader import PhraseBook
from firmware.roles.pass_desk import Role
from firmware.steps.training import TrainingCards
from firmware.visits import visit

NAME = "desk-01"


class PassKiosk:
    """The desk, idle; `begins` starts one visit on a thread."""

    def __init__(self, central, state, issuers=ISSUERS, training=()) -> None:
        self.clock = Clock(central.desk.clock.now(), running=False)
        signer = Signer(NAME, SEED, self.clock.now)
        central.desk.terminals.add(NAME, signer.public)
        self.talk = Conversation(self.clock)
        self.visitor = Visitor(self.talk)
        self.reader = VirtualReader()
        self.buzzer = VirtualBuzzer()
        self.journal = Journal(state / "journal.db", self.clock, SEED)
        self.client = CentralClient(central.url, signer)
        parts = (self.reader, self.buzzer, self.client, self.journal, PhraseBook())
        self.role = Role(*parts, training=TrainingCards(training), issuers=issuers)
        self.reader.open(self.talk.notice)

    def close(self) -> None:
        self.reader.close()
        self.journal.close()

    def begins(self, press: str = "ok") -> Running:
        return Running(lambda: visit(self.role, self.talk, NAME, press))

    def lays(self, card: str) -> None:
        self.reader.place(load(CARDS / f"{card}.toml", keep=False))

    def lifts(self) -> None:
        self.reader.remove()

    def shows_a_telephone(self) -> None:
        self.visitor.answers("language-choose", "1")
        self.visitor.sees("card-place")
        self.lays("android")
        self.visitor.answers("phone-pin-enter", *"1234", "ok")
        self.visitor.sees("phone-remove")
        self.lifts()

    def identifies(self, card: str = "hanako") -> None:
        self.visitor.answers("language-choose", "1")
        self.visitor.sees("card-place")
        self.lays(card)
        self.visitor.answers("pin-enter", *"1234", "ok")
        self.visitor.sees("card-remove")
        self.lifts()

    def chooses(self, scheme: str) -> None:
        prompt = self.visitor.sees("pass-choose")
        self.visitor.presses(next(option.key for option in prompt.options if option.name == scheme))

    def comes_for(self, scheme: str, medium: str | None = None) -> Running:
        """Somebody proves who he is, chooses a pass, and what he will hold up for it where there is a choice."""
        running = self.begins()
        self.identifies()
        self.chooses(scheme)
        if medium is not None:
            self.visitor.answers("pass-medium-choose", medium)
        return running

    def holds_up(self, card: str = "senior") -> None:
        """Lay the transit card down that is asked for, and take it off when that is asked."""
        self.visitor.sees("pass-place-transit")
        self.lays(card)
        self.visitor.sees("pass-lift")
        self.lifts()

    def has_it(self, running: Running) -> None:
        """The pass is there; the visit ends."""
        self.visitor.answers("pass-done", "ok")
        running.result()

    def gives_up(self, at: str) -> None:
        """Stop the visit at a question."""
        self.visitor.answers(at, "stop")
        self.visitor.answers("visit-cancel-confirm", "stop")
        self.visitor.answers("visit-cancelled", "ok")

    def notes(self) -> list[str]:
        rows = self.journal._db.execute("SELECT what FROM record ORDER BY seq").fetchall()
        return [what for (what,) in rows if what.startswith("pass_")]
