"""What may be chosen, what is told of what cannot, and when it can be had."""

from datetime import datetime, timedelta

import pytest
from acting import Running, Visitor

from central.wire import Hours, Offer, Person, Reason, Refusal, Words
from firmware.clock import JAPAN, Clock
from firmware.conversation import Conversation
from firmware.errors import Refused
from firmware.form import Form
from firmware.phrases.reader import PhraseBook
from firmware.prompts import Sign
from firmware.steps.order import choose_certificate, presentable

BOOK = PhraseBook()


NOW = datetime(2026, 11, 24, 10, 0, tzinfo=JAPAN)  # a Tuesday
ALL_DAY = [Hours(opens="06:30", closes="23:00")]


def offer(kind="residence", **other):
    parts = {"open_now": True, "hours": ALL_DAY, "whom": ["self"], "items": [], "most_copies": 10}
    return Offer(kind=kind, fee=300, **{**parts, **other})


def closed(kind, opens=None):
    return offer(kind, open_now=False, hours=[], next_open=opens)


def choosing(talk, *offers):
    return Running(lambda: Form(talk).fill(lambda ask: choose_certificate(talk, ask, list(offers))))


def note(phrase, language="ja"):
    return BOOK.text(phrase, language, "note").replace("|", "").replace("\xa0", " ")


@pytest.fixture
def talk():
    talk = Conversation(Clock(NOW, running=False))
    talk.begin("v1", "01-1", ("certificate", "confirm"))
    return talk


def test_what_the_terminal_has_no_words_for_is_not_offered():
    person = Person(offers=[offer("passport"), offer(whom=["neighbour"]), offer(items=["blood-type"]), offer()])
    assert presentable(person, BOOK) == [person.offers[3]]


def test_with_nothing_left_to_offer_the_counter_is_told_of():
    with pytest.raises(Refused) as refused:
        presentable(Person(offers=[offer("passport")]), BOOK)
    assert refused.value.phrase.key == "certificate-withheld"


def test_items_keep_their_numbers_whatever_order_central_lists_them_in(talk):
    visitor = Visitor(talk)
    flow = choosing(talk, offer(items=["domicile", "relation"]))
    visitor.answers("certificate-choose", "1")
    visitor.answers("items-several", "2", "1", "ok")
    visitor.answers("copies-enter", "3", "ok")
    confirm = visitor.sees("order-check")
    assert [BOOK.text(row.value, "ja") for row in confirm.rows[2:]] == ["続柄と|本籍", "3部"]
    visitor.presses("ok")
    assert (flow.result().items, flow.result().yen) == (("relation", "domicile"), 900)


@pytest.mark.parametrize(
    ("after", "ja", "en"),
    [
        ({"hours": 3}, "今日の13:00から発行できます。", "Available from 1 p.m. today."),
        ({"hours": 22, "minutes": 30}, "明日の8:30から発行できます。", "Available from 8:30 a.m. tomorrow."),
        ({"days": 6}, "11月30日(月)10:00から発行できます。", "Available from 10 a.m., Mon 30 Nov."),
        ({"days": 41}, "1月4日(月)10:00から発行できます。", "Available from 10 a.m., Mon 4 Jan."),
    ],
)
def test_a_certificate_that_is_closed_now_tells_when_it_can_be_had_next(talk, after, ja, en):
    visitor = Visitor(talk)
    choosing(talk, closed("seal", NOW + timedelta(**after)), offer())
    visitor.answers("certificate-choose", "1")
    told = visitor.sees("certificate-closed").phrase
    assert (note(told).partition("ほか")[0], note(told, "en").partition(" You")[0]) == (ja, en)


def test_what_is_closed_leads_back_to_the_choice(talk):
    visitor = Visitor(talk)
    flow = choosing(talk, closed("seal", NOW + timedelta(1)), closed("family-all"), offer(most_copies=1))
    visitor.answers("certificate-choose", "1")
    visitor.answers("certificate-closed", "back")
    visitor.answers("certificate-choose", "2")
    visitor.answers("certificate-closed-today", "ok")
    visitor.answers("certificate-choose", "3")
    visitor.answers("order-check", "ok")
    assert flow.result().kind == "residence"


def test_when_all_is_closed_nothing_is_asked_and_the_first_opening_is_told(talk):
    flow = choosing(talk, closed("seal", NOW + timedelta(2)), closed("tax", NOW + timedelta(1)), closed("residence"))
    with pytest.raises(Refused) as refused:
        flow.result()
    assert refused.value.phrase.key == "service-closed"
    assert "明日の10:00から" in note(refused.value.phrase)


def test_when_all_is_closed_for_good_the_hours_are_told_of(talk):
    with pytest.raises(Refused) as refused:
        choosing(talk, closed("residence")).result()
    assert refused.value.phrase.key == "service-closed-now"


@pytest.mark.parametrize(("seconds", "minutes"), [(600, "10分"), (61, "2分"), (60, "1分"), (1, "1分")])
def test_who_chooses_what_closes_soon_is_told_how_long_it_can_be_had(talk, seconds, minutes):
    visitor = Visitor(talk)
    flow = choosing(talk, offer(closes=NOW + timedelta(seconds=seconds), closing_soon=10, most_copies=1))
    visitor.answers("certificate-choose", "1")
    told = visitor.sees("service-closing-soon").phrase
    assert minutes in BOOK.text(told, "ja")
    visitor.presses("ok")
    visitor.answers("order-check", "ok")
    assert flow.result().kind == "residence"


def test_who_takes_time_to_choose_is_told_as_well(talk):
    visitor = Visitor(talk)
    choosing(talk, offer(closes=NOW + timedelta(minutes=11), closing_soon=10, most_copies=1))
    visitor.sees("certificate-choose")
    talk.clock.advance(61)
    visitor.presses("1")
    assert "10分" in BOOK.text(visitor.sees("service-closing-soon").phrase, "ja")


def test_who_comes_early_enough_hears_nothing_of_closing_time(talk):
    visitor = Visitor(talk)
    flow = choosing(talk, offer(closes=NOW + timedelta(minutes=10, seconds=1), closing_soon=10, most_copies=1))
    visitor.answers("certificate-choose", "1")
    visitor.answers("order-check", "ok")
    assert flow.result().kind == "residence"


def test_what_is_refused_to_this_person_is_told_when_it_is_chosen_and_leads_back(talk):
    visitor = Visitor(talk)
    refused = offer("seal", refused=Refusal(reason=Reason.SEAL_NOT_REGISTERED))
    flow = choosing(talk, refused, offer(most_copies=1))
    visitor.answers("certificate-choose", "1")
    assert visitor.sees("seal-not-registered").sign is Sign.WARN
    visitor.presses("ok")
    visitor.answers("certificate-choose", "2")
    visitor.answers("order-check", "ok")
    assert flow.result().kind == "residence"


def test_a_citys_own_words_are_told_in_the_language_that_they_are_in(talk):
    own = {"ja": Words(text="ここでは|出せません", speech="ここでは、出せません。", now="支所へ|どうぞ。")}
    visitor = Visitor(talk)
    choosing(talk, offer("seal", refused=Refusal(reason=Reason.SEAL_NOT_REGISTERED, words=own)), offer())
    visitor.answers("certificate-choose", "1")
    told = visitor.sees("seal-not-registered").phrase
    assert BOOK.short_forms(told, "ja") == ("ここでは|出せません",)
    assert BOOK.short_forms(told, "ja", "note") == ("支所へ|どうぞ。",)
    assert BOOK.speech(told, "ja") == "ここでは、出せません。"
    assert BOOK.text(told, "en") == "No seal is registered"


def test_of_several_fiscal_years_one_is_chosen_and_shown_again(talk):
    visitor = Visitor(talk)
    flow = choosing(talk, offer("tax", years=[2026, 2025], most_copies=1))
    visitor.answers("certificate-choose", "1")
    options = visitor.sees("tax-year-choose").options
    assert [BOOK.text(option.phrase, "ja").replace("|", "") for option in options] == [
        "令和8年度(7年中の所得)",
        "令和7年度(6年中の所得)",
    ]
    visitor.presses("2")
    rows = visitor.sees("order-check").rows
    assert [row.name.key for row in rows] == ["row-certificate", "row-year", "row-whom", "row-copies"]
    visitor.presses("ok")
    assert flow.result().year == 2025


def test_the_only_fiscal_year_is_not_asked_for(talk):
    visitor = Visitor(talk)
    flow = choosing(talk, offer("tax", years=[2025], most_copies=1))
    visitor.answers("certificate-choose", "1")
    visitor.answers("order-check", "ok")
    assert flow.result().year == 2025


def test_more_copies_than_can_be_had_are_not_an_answer(talk):
    visitor = Visitor(talk)
    flow = choosing(talk, offer())
    visitor.answers("certificate-choose", "1")
    visitor.answers("copies-enter", "1", "1")
    assert talk.press("ok").value == "unused"
    visitor.presses("back", "0", "ok")
    visitor.answers("order-check", "ok")
    assert flow.result().copies == 10
