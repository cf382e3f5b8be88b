"""A resident who is there at closing time: served who applied in time, told and charged nothing who did not."""

from datetime import datetime

import pytest
from kiosk import Central, Kiosk, identifies, lays_card, money_back, orders, pays, stops, takes, text_of

from firmware.clock import JAPAN


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    """A central of its own: its evening must not become the other journeys' evening."""
    with Central(tmp_path_factory.mktemp("evening")) as central:
        yield central


@pytest.fixture
def kiosk(city, tmp_path):
    kiosk = Kiosk(city, tmp_path)
    yield kiosk
    kiosk.close()


def comes_at(kiosk, time, day=24):
    kiosk.clock.move(datetime.fromisoformat(f"2026-11-{day}T{time}").replace(tzinfo=JAPAN))


def chooses_the_residence_record(kiosk):
    kiosk.visitor.answers("certificate-choose", "1")
    kiosk.visitor.answers("service-closing-soon", "ok")
    kiosk.visitor.answers("person-choose", "1")
    kiosk.visitor.answers("items-several", "ok")
    kiosk.visitor.answers("copies-enter", "1", "ok")


def last_word(kiosk, visit):
    told = kiosk.visitor.talk.view.prompt.phrase
    kiosk.visitor.presses("ok")
    visit.result()
    return told


def test_who_comes_at_22_59_and_pays_at_23_01_takes_the_certificate(kiosk):
    comes_at(kiosk, "22:59:30")
    visit = kiosk.begins()
    identifies(kiosk)
    chooses_the_residence_record(kiosk)
    kiosk.visitor.answers("order-check", "ok")
    kiosk.visitor.sees("pay-insert-cash")
    comes_at(kiosk, "23:01")
    pays(kiosk, 100, 100, 100)
    takes(kiosk)
    visit.result()
    [document] = kiosk.printed()
    assert "見本" in text_of(document)
    assert money_back(kiosk) == 0


def test_who_chooses_after_closing_time_is_told_so_at_once(kiosk):
    comes_at(kiosk, "22:59:30")
    visit = kiosk.begins()
    identifies(kiosk)
    kiosk.visitor.sees("certificate-choose")
    comes_at(kiosk, "23:00:05")
    kiosk.visitor.answers("certificate-choose", "1")
    kiosk.visitor.answers("service-closed-midway", "ok")
    stops(kiosk, at="certificate-choose")
    visit.result()
    assert "service-closing-soon" not in kiosk.visitor.seen


def test_who_applies_after_closing_time_is_told_and_asked_for_no_money(kiosk):
    comes_at(kiosk, "22:58", day=25)
    visit = kiosk.begins()
    identifies(kiosk)
    chooses_the_residence_record(kiosk)
    kiosk.visitor.sees("order-check")
    comes_at(kiosk, "23:00", day=25)
    kiosk.visitor.presses("ok")
    kiosk.visitor.sees("service-closed-midway")
    last_word(kiosk, visit)
    assert kiosk.printed() == []
    assert "pay-insert-cash" not in kiosk.visitor.seen
    assert "charge" not in {what for what, _ in kiosk.entries()}


def test_who_pays_after_the_grace_gets_all_money_back(kiosk):
    comes_at(kiosk, "22:59", day=26)
    visit = kiosk.begins()
    identifies(kiosk)
    chooses_the_residence_record(kiosk)
    kiosk.visitor.answers("order-check", "ok")
    kiosk.visitor.sees("pay-insert-cash")
    for minute in range(12):
        comes_at(kiosk, f"23:{minute:02}", day=26)
        pays(kiosk, 10)
    pays(kiosk, 100, 50, 10, 10, 10)
    assert kiosk.visitor.sees("pay-refunded").phrase.values == {"fee": 300}
    kiosk.visitor.presses("ok")
    kiosk.visitor.sees("service-closed-midway")
    last_word(kiosk, visit)
    assert kiosk.printed() == []
    assert money_back(kiosk) == 300


def test_who_comes_after_closing_time_is_told_when_it_opens_and_nothing_is_asked(kiosk):
    comes_at(kiosk, "23:05", day=27)
    visit = kiosk.begins()
    identifies(kiosk)
    told = kiosk.visitor.sees("service-closed").phrase
    assert "明日の6:30から" in kiosk.role.book.text(told, "ja", "note").replace("|", "")
    last_word(kiosk, visit)
    assert "certificate-choose" not in kiosk.visitor.seen


SEEN = ("language-choose", "card-place", "card-reading", "pin-enter", "pin-checking")
PRIVATE = {"moved": "moved out", "protected": "under protection"}


@pytest.mark.parametrize("card", PRIVATE, ids=PRIVATE.values())
def test_who_may_have_nothing_leaves_the_same_trace_whatever_the_reason(kiosk, card, caplog):
    comes_at(kiosk, "10:00", day=30)
    visit = kiosk.begins()
    lays_card(kiosk, card)
    kiosk.visitor.answers("pin-enter", *"1234", "ok")
    kiosk.visitor.sees("certificate-withheld")
    kiosk.lifts()
    last_word(kiosk, visit)
    ours = [said.getMessage() for said in caplog.records if said.name.startswith("firmware")]
    assert ours == ["central refused: withheld (nothing is issued at a terminal; for the counter)"]
    assert (kiosk.entries(), kiosk.printed(), kiosk.receipt_printer.history) == ([], [], ())
    assert kiosk.visitor.seen == [*SEEN, "certificate-withheld"]


def test_a_good_day_has_no_word_of_closing(kiosk):
    comes_at(kiosk, "10:00", day=30)
    visit = kiosk.begins()
    identifies(kiosk)
    orders(kiosk)
    pays(kiosk, 100, 100, 100)
    takes(kiosk)
    visit.result()
    assert "service-closing-soon" not in kiosk.visitor.seen
