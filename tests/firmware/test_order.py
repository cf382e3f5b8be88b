from datetime import datetime

import pytest
from acting import Running, Visitor

from central.wire import Hours, Offer, Person
from firmware.clock import JAPAN, Clock
from firmware.conversation import Conversation
from firmware.errors import Refused
from firmware.form import Form
from firmware.phrases.reader import PhraseBook
from firmware.steps.order import choose_certificate, presentable

BOOK = PhraseBook()


def offer(kind="residence", whom=("self",), items=(), open_now=True, opens="06:30", most=10):
    hours = Hours(opens=opens, closes="23:00" if opens else "")
    return Offer(
        kind=kind, fee=300, open_now=open_now, hours=hours, whom=list(whom), items=list(items), most_copies=most
    )


@pytest.fixture
def talk():
    talk = Conversation(Clock(datetime(2026, 11, 24, 10, 0, tzinfo=JAPAN), running=False))
    talk.begin("v1", "01-1", ("certificate", "confirm"))
    return talk


def test_what_the_terminal_has_no_words_for_is_not_offered():
    person = Person(offers=[offer("passport"), offer(whom=("neighbour",)), offer(items=("blood-type",)), offer()])
    assert presentable(person, BOOK) == [person.offers[3]]


def test_with_nothing_left_to_offer_the_counter_is_told_of():
    with pytest.raises(Refused) as refused:
        presentable(Person(offers=[offer("passport")]), BOOK)
    assert refused.value.phrase.key == "certificate-withheld"


def test_items_keep_their_numbers_whatever_order_central_lists_them_in(talk):
    visitor = Visitor(talk)
    offers = [offer(items=("domicile", "relation"))]
    flow = Running(lambda: Form(talk).fill(lambda ask: choose_certificate(talk, ask, offers)))
    visitor.answers("certificate-choose", "1")
    visitor.answers("items-several", "2", "1", "ok")
    visitor.answers("copies-enter", "3", "ok")
    confirm = visitor.sees("order-check")
    assert [BOOK.text(row.value, "ja") for row in confirm.rows[2:]] == ["続柄と|本籍", "3部"]
    visitor.presses("ok")
    assert (flow.result().items, flow.result().yen) == (("relation", "domicile"), 900)


def test_a_certificate_that_is_closed_now_tells_its_hours_and_leads_back(talk):
    visitor = Visitor(talk)
    offers = [offer("seal", open_now=False), offer("family-all", open_now=False, opens=""), offer(most=1)]
    flow = Running(lambda: Form(talk).fill(lambda ask: choose_certificate(talk, ask, offers)))
    visitor.answers("certificate-choose", "1")
    told = visitor.sees("certificate-closed").phrase
    assert "6:30" in BOOK.text(told, "ja", "note")
    visitor.presses("back")
    visitor.answers("certificate-choose", "2")
    visitor.answers("certificate-closed-today", "ok")
    visitor.answers("certificate-choose", "3")
    visitor.answers("order-check", "ok")
    assert flow.result().kind == "residence"


def test_more_copies_than_can_be_had_are_not_an_answer(talk):
    visitor = Visitor(talk)
    flow = Running(lambda: Form(talk).fill(lambda ask: choose_certificate(talk, ask, [offer()])))
    visitor.answers("certificate-choose", "1")
    visitor.answers("copies-enter", "1", "1")
    assert talk.press("ok").value == "unused"
    visitor.presses("back", "0", "ok")
    visitor.answers("order-check", "ok")
    assert flow.result().copies == 10
