"""A draft that is secret: overwritten however its question ends; and a card's absence, which ends no later question."""

from datetime import datetime

import pytest
from acting import Running, Visitor

from cards.secret import Secret
from drivers.protocols import CardEvent
from firmware.clock import JAPAN, Clock
from firmware.conversation import Conversation
from firmware.errors import CardTaken, LeftAlone, SteppedBack, VisitEnded
from firmware.phrases import say
from firmware.prompts import Choose, EnterDigits, options

PIN = EnterDigits(phrase=say("pin-enter"), least=4, most=4, secret=True)
FRUIT = Choose(phrase=say("fruit"), options=options(("apple", say("apple")), ("pear", say("pear"))))


@pytest.fixture
def talk():
    talk = Conversation(Clock(datetime(2026, 11, 24, 10, 0, tzinfo=JAPAN), running=False))
    talk.begin("visit-1", "01-1", ("card", "pin"))
    return talk


@pytest.fixture
def visitor(talk):
    return Visitor(talk)


def drafts(talk):
    """Every secret that was ever the draft, gathered while it is entered."""
    found = []
    talk.listen(lambda _view: found.append(talk._draft) if isinstance(talk._draft, Secret) else None)
    return found


LEAVING = {
    "corrected and stopped": lambda talk, visitor: (
        visitor.presses("back", "5", "stop"),
        visitor.answers("visit-cancel-confirm", "stop"),
    ),
    "left alone": lambda talk, visitor: visitor.walks_away(),
    "card taken": lambda talk, visitor: talk.end(CardTaken()),
    "terminal stopped": lambda talk, visitor: talk.stop(),
    "stopped during help": lambda talk, visitor: (
        visitor.presses("help"),
        visitor.sees("where-am-i"),
        talk.stop(),
    ),
    "left empty": lambda talk, visitor: visitor.presses("back", "back", "back", "back"),
}


@pytest.mark.parametrize("left", LEAVING)
def test_no_digit_of_a_secret_is_left_however_the_question_ends(talk, visitor, left):
    entered = drafts(talk)
    flow = Running(lambda: talk.ask(PIN))
    visitor.answers("pin-enter", "1", "2", "3")
    LEAVING[left](talk, visitor)
    with pytest.raises((VisitEnded, SteppedBack)):
        flow.result()
    assert len(entered) >= 4
    assert [len(secret) for secret in entered] == [0] * len(entered)


def test_only_the_answer_is_left_of_a_secret_and_whoever_asked_overwrites_it(talk, visitor):
    entered = drafts(talk)
    flow = Running(lambda: talk.ask(PIN))
    visitor.answers("pin-enter", "1", "2", "help")
    visitor.answers("where-am-i", "ok")
    visitor.answers("pin-enter", "3", "back", "3", "4", "ok")
    answer = flow.result()
    assert {id(secret) for secret in entered if len(secret)} == {id(answer)}
    answer.wipe()
    assert sum(map(len, entered)) == 0


def test_a_card_that_was_taken_while_nothing_was_asked_does_not_end_the_next_question(talk, visitor):
    with talk.holding_card():
        talk.notice(CardEvent.REMOVED)
    flow = Running(lambda: talk.ask(FRUIT))
    visitor.answers("fruit", "1")
    assert flow.result() == "apple"


def test_another_reason_to_end_outlives_the_card(talk, visitor):
    with talk.holding_card():
        talk.end(LeftAlone())
        talk.notice(CardEvent.REMOVED)
    with pytest.raises(LeftAlone):
        Running(lambda: talk.ask(FRUIT)).result()
