"""What one visitor set, the next one does not find: language, size, theme and practice end with the visit, however it ends."""

import os

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")

import pytest
from acting import Running, Visitor

from drivers.virtual.buzzer import VirtualBuzzer
from drivers.virtual.reader import VirtualReader
from firmware.clock import Clock
from firmware.conversation import Conversation, Settings
from firmware.errors import CardTaken, Refused
from firmware.journal import Journal
from firmware.phrases import say
from firmware.phrases.reader import PhraseBook
from firmware.visits import visit
from screens.examples import WHOM
from screens.screen import Screen


class Counter:
    """A role of one question, which counts for nothing once it has been answered."""

    steps = ("card", "pin")
    essential = ()

    def __init__(self, journal: Journal) -> None:
        self.reader, self.buzzer, self.journal = VirtualReader(), VirtualBuzzer(), journal

    def serve(self, talk: Conversation) -> None:
        talk.at("card")
        talk.practise()
        if talk.ask(WHOM) == "household":
            raise Refused(say("certificate-expired"))


@pytest.fixture
def terminal(tmp_path):
    talk = Conversation(Clock(running=False))
    journal = Journal(tmp_path / "journal.db", talk.clock, bytes(32))
    role = Counter(journal)
    role.reader.open(talk.notice)
    yield talk, role
    journal.close()


def changes_everything(visitor: Visitor) -> None:
    visitor.answers("person-choose", "language")
    visitor.answers("language-choose", "2")
    visitor.answers("person-choose", "sight")
    visitor.answers("sight-choose", "3")
    visitor.answers("person-choose", "sight")
    visitor.answers("sight-choose", "7")
    visitor.sees("person-choose")


def answers(visitor: Visitor) -> None:
    visitor.presses("1")


def is_refused(visitor: Visitor) -> None:
    visitor.presses("2")
    visitor.answers("certificate-expired", "ok")


def stops(visitor: Visitor) -> None:
    visitor.presses("stop")
    visitor.answers("visit-cancel-confirm", "stop")
    visitor.answers("visit-cancelled", "ok")


def walks_away(visitor: Visitor) -> None:
    visitor.walks_away()
    visitor.answers("visit-ended-idle", "ok")


def takes_the_card(visitor: Visitor) -> None:
    visitor.talk.end(CardTaken())
    visitor.answers("card-moved", "ok")


@pytest.mark.parametrize("ends", [answers, is_refused, stops, walks_away, takes_the_card])
def test_the_next_visitor_finds_everything_as_it_was(terminal, ends):
    talk, role = terminal
    visitor, screen = Visitor(talk), Screen(talk, PhraseBook(), "7")
    idle = screen.picture()
    first = Running(lambda: visit(role, talk, "kiosk-01", "ok"))
    visitor.sees("person-choose")
    before = screen.picture()
    changes_everything(visitor)
    assert talk.view.settings == Settings("en", 3, "night")
    assert talk.view.practice
    assert screen.picture() != before
    ends(visitor)
    first.result()
    assert (talk.view.settings, talk.view.practice) == (Settings(), False)
    assert screen.picture() == idle
    second = Running(lambda: visit(role, talk, "kiosk-01", "ok"))
    visitor.sees("person-choose")
    assert screen.picture() == before
    visitor.presses("1")
    second.result()
