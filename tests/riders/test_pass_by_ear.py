"""A pass applied for by ear and ten-key alone: the person knows what was said, presses keys, and lays cards down."""

from datetime import date

import pytest
from by_ear.visiting import begins, ends, identifies, somebody
from pass_kiosk import NAME, PassKiosk
from registering import Applicant, lives


@pytest.fixture
def kiosk(central, tmp_path):
    lives(central, Applicant(), birth=date(1950, 5, 5))
    found = PassKiosk(central, tmp_path)
    yield found
    found.close()


@pytest.fixture
def person(kiosk):
    with somebody(kiosk) as person:
        yield person


@pytest.fixture
def running(kiosk, person):
    return begins(kiosk, person, NAME)


def media(central):
    with central.desk.store.reading() as connection:
        rows = connection.execute("SELECT medium, card_key IS NOT NULL FROM rider_identity").fetchall()
    return [(medium, bool(key)) for medium, key in rows]


def test_points_are_had_with_a_transit_card(central, kiosk, person, running):
    identifies(kiosk, person)
    person.hears("pass-choose")
    assert "シルバーポイントは1。" in person.listens()
    person.presses("1")
    person.answers("pass-medium-choose", "1")
    person.hears("pass-check")
    assert "2000ポイント" in person.listens().replace(",", "")
    person.presses("ok")
    person.hears("pass-place-transit")
    kiosk.lays("senior")
    person.hears("pass-lift")
    kiosk.lifts()
    person.answers("pass-done", "ok")
    ends(person, running)
    assert media(central) == [("felica", False)]
    assert not any("シルバー" in words for words in person.aloud)


def test_the_cards_own_key_is_linked_and_no_digit_is_said(central, kiosk, person, running):
    identifies(kiosk, person)
    person.answers("pass-choose", "4")
    person.answers("pass-check", "ok")
    person.hears("pass-place-again")
    kiosk.lays("hanako")
    person.answers("profile-pin-enter", *"1234", "ok")
    person.answers("pass-pin-again", *"1234", "ok")
    person.hears("pass-lift")
    kiosk.lifts()
    person.answers("pass-done", "ok")
    ends(person, running)
    assert media(central) == [("my_number", True)]
    assert not any("1234" in heard.text for heard in person.heard)


def test_why_not_is_said_in_the_handset_and_generic_words_aloud(kiosk, person, running):
    identifies(kiosk, person)
    person.answers("pass-choose", "6")
    assert "手帳" in person.hears("pass-papers").text
    person.presses("ok")
    person.answers("pass-choose", "stop")
    person.answers("visit-cancel-confirm", "stop")
    person.answers("visit-cancelled", "ok")
    ends(person, running)
    assert not any("手帳" in words for words in person.aloud)
