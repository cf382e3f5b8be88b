"""A resident at the desk for passes: card, PIN, the pass, and what will be held up on the bus."""

from datetime import date

import pytest
from pass_kiosk import PassKiosk
from registering import IDM, Applicant, lives

from central.wire import Medium
from firmware.config import SAMPLE_TRAINING

SENIOR = date(1950, 5, 5)


@pytest.fixture
def kiosk(central, tmp_path):
    lives(central, Applicant(), birth=SENIOR)
    found = PassKiosk(central, tmp_path, training=[SAMPLE_TRAINING])
    yield found
    found.close()


def rows(central, columns, table):
    with central.desk.store.reading() as connection:
        return [tuple(row) for row in connection.execute(f"SELECT {columns} FROM {table}").fetchall()]


def proves_it(kiosk):
    """Let the card prove its key, behind the first PIN, and take it off."""
    kiosk.visitor.answers("pass-pin-again", *"1234", "ok")
    kiosk.visitor.sees("pass-lift")
    kiosk.lifts()


def test_points_are_had_with_a_transit_card_in_one_visit(central, kiosk):
    visit = kiosk.comes_for("silver", "1")
    check = kiosk.visitor.sees("pass-check")
    assert [row.name.key for row in check.rows] == ["row-pass", "row-medium", "row-gift"]
    kiosk.visitor.presses("ok")
    kiosk.holds_up()
    done = kiosk.visitor.sees("pass-done")
    assert done.amount.values == {"points": 2000}
    kiosk.visitor.presses("ok")
    visit.result()
    assert rows(central, "medium, card_key", "rider_identity") == [("felica", None)]
    assert kiosk.notes() == ["pass_asked", "pass_granted"]


def test_a_my_number_card_itself_is_linked_without_being_laid_down_again(central, kiosk):
    visit = kiosk.comes_for("silver", "2")
    kiosk.visitor.answers("pass-check", "ok")
    kiosk.has_it(visit)
    assert rows(central, "medium, card_key", "rider_identity") == [("my_number", None)]


def test_the_cards_own_key_is_linked_with_the_profile_pin_and_the_first_pin_again(central, kiosk):
    visit = kiosk.comes_for("free")
    kiosk.visitor.answers("pass-check", "ok")
    kiosk.visitor.sees("pass-place-again")
    kiosk.lays("hanako")
    kiosk.visitor.answers("profile-pin-enter", *"1234", "ok")
    proves_it(kiosk)
    kiosk.has_it(visit)
    [(medium, key)] = rows(central, "medium, card_key", "rider_identity")
    assert (medium, len(key)) == (Medium.MY_NUMBER, 294)


def test_a_wrong_profile_pin_tells_the_attempts_left_and_spends_no_other(central, kiosk):
    visit = kiosk.comes_for("free")
    kiosk.visitor.answers("pass-check", "ok")
    kiosk.visitor.sees("pass-place-again")
    kiosk.lays("hanako")
    kiosk.visitor.answers("profile-pin-enter", *"9999", "ok")
    wrong = kiosk.visitor.sees("pin-wrong")
    assert wrong.phrase.values["left"] == 2
    kiosk.visitor.presses(*"1234", "ok")
    proves_it(kiosk)
    kiosk.has_it(visit)
    # asked, tried; asked twice; wrong, right; asked, tried
    assert [line for line in kiosk.reader.history if line.startswith("0020")] == [
        *("00200098 63c3", "00200098 9000"),
        *("00200098 63c3", "00200091 63c3"),
        *("00200091 63c2", "00200091 9000"),
        *("00200098 63c3", "00200098 9000"),
    ]


def test_another_card_is_not_linked_in_the_place_of_the_first(kiosk):
    visit = kiosk.comes_for("free")
    kiosk.visitor.answers("pass-check", "ok")
    kiosk.visitor.sees("pass-place-again")
    kiosk.lays("taro")
    kiosk.visitor.sees("pass-other-card")
    kiosk.lifts()
    kiosk.visitor.sees("pass-place-again")
    kiosk.lays("hanako")
    kiosk.gives_up("profile-pin-enter")
    kiosk.visitor.sees("card-take")
    kiosk.lifts()
    visit.result()


@pytest.mark.parametrize("card", ["hanako", "licence", "tag"])
def test_what_is_no_transit_card_is_taken_off_again(kiosk, card):
    visit = kiosk.comes_for("silver", "1")
    kiosk.visitor.answers("pass-check", "ok")
    kiosk.visitor.sees("pass-place-transit")
    kiosk.lays(card)
    kiosk.visitor.sees("pass-not-transit")
    kiosk.lifts()
    kiosk.holds_up()
    kiosk.has_it(visit)


def test_who_may_not_have_one_is_told_why_and_may_choose_another(kiosk):
    visit = kiosk.comes_for("care")
    told = kiosk.visitor.sees("pass-papers")
    assert told.verb.key == "button-return"
    kiosk.visitor.presses("ok")
    kiosk.chooses("silver")
    kiosk.visitor.answers("pass-medium-choose", "2")
    kiosk.visitor.answers("pass-check", "ok")
    kiosk.has_it(visit)


def test_who_is_soon_old_enough_is_told_the_day(central, kiosk):
    lives(central, Applicant(), birth=date(1962, 1, 1))
    visit = kiosk.comes_for("silver")
    told = kiosk.visitor.sees("pass-age-from")
    assert told.phrase.values["day"].values == {"year": "2026", "month": 12, "day": 31}
    kiosk.visitor.presses("ok")
    kiosk.gives_up("pass-choose")
    visit.result()


def test_a_card_of_somebody_elses_leads_back_to_the_choice_of_a_card(central, desk, kiosk):
    taro = Applicant("taro")
    lives(central, taro, birth=SENIOR)
    desk.applies(taro, "silver", idm=IDM)
    visit = kiosk.comes_for("silver", "1")
    kiosk.visitor.answers("pass-check", "ok")
    kiosk.holds_up()
    kiosk.visitor.answers("pass-card-taken", "ok")
    kiosk.visitor.answers("pass-check", "back")
    kiosk.visitor.answers("pass-medium-choose", "2")
    kiosk.visitor.answers("pass-check", "ok")
    kiosk.has_it(visit)
    assert kiosk.notes() == ["pass_asked", "pass_refused", "pass_asked", "pass_granted"]


def test_who_has_it_changes_the_card(central, desk, kiosk):
    desk.applies(Applicant(), "silver", idm="0112C0FFEE5EA7FF")
    visit = kiosk.comes_for("silver", "1")
    check = kiosk.visitor.sees("pass-change-check")
    assert check.verb.key == "button-change"
    kiosk.visitor.presses("ok")
    kiosk.holds_up()
    kiosk.has_it(visit)
    assert {*rows(central, "why", "rider_identity")} == {("replaced",), (None,)}


def test_what_is_given_up_stands_on_the_sheet(central, desk, kiosk):
    desk.applies(Applicant(), "flat", idm=IDM)
    visit = kiosk.comes_for("vouchers", "2")
    check = kiosk.visitor.sees("pass-check")
    given_up = next(row for row in check.rows if row.name.key == "row-given-up")
    assert given_up.value.own["ja"]["text"] == "高齢者パス"
    kiosk.visitor.presses("ok")
    kiosk.has_it(visit)


def test_a_telephone_is_offered_nothing_that_it_could_not_be_held_up_for(kiosk):
    visit = kiosk.begins()
    kiosk.shows_a_telephone()
    offered = kiosk.visitor.sees("pass-choose")
    assert "free" not in [option.name for option in offered.options]
    kiosk.visitor.presses("1")
    kiosk.gives_up("pass-check")
    visit.result()


def test_a_telephone_stays_one_after_another_card_was_laid_down(central, desk, kiosk):
    taro = Applicant("taro")
    lives(central, taro, birth=SENIOR)
    desk.applies(taro, "silver", idm=IDM)
    visit = kiosk.begins()
    kiosk.shows_a_telephone()
    kiosk.chooses("silver")
    kiosk.visitor.answers("pass-check", "ok")
    kiosk.holds_up()
    kiosk.visitor.answers("pass-card-taken", "ok")
    kiosk.visitor.answers("pass-check", "back")
    # the number of the phone's certificate is no card's: only a transit card is left to be held up
    kiosk.chooses("silver")
    kiosk.gives_up("pass-check")
    visit.result()


def test_without_issuers_keys_no_card_key_is_believed(central, tmp_path):
    lives(central, Applicant(), birth=SENIOR)
    kiosk = PassKiosk(central, tmp_path, issuers=None)
    visit = kiosk.comes_for("free")
    kiosk.visitor.answers("pass-check", "ok")
    kiosk.visitor.answers("pass-card-taken", "ok")
    visit.result()
    kiosk.close()


def test_a_training_card_walks_through_and_registers_nothing(central, kiosk):
    visit = kiosk.begins()
    kiosk.identifies("training")
    kiosk.visitor.answers("pass-practice", "ok")
    kiosk.visitor.answers("pass-choose", "1")
    kiosk.visitor.answers("pass-medium-choose", "1")
    kiosk.visitor.answers("pass-check", "ok")
    kiosk.visitor.answers("pass-practice-ended", "ok")
    visit.result()
    assert rows(central, "*", "rider") == kiosk.notes() == []


def test_no_record_of_a_visit_says_who_it_was(central, kiosk):
    visit = kiosk.comes_for("silver", "1")
    kiosk.visitor.answers("pass-check", "ok")
    kiosk.holds_up()
    kiosk.has_it(visit)
    [(rider,)] = rows(central, "pseudonym", "rider")
    bodies = b"".join(
        body if isinstance(body, bytes) else body.encode()
        for (body,) in kiosk.journal._db.execute("SELECT body FROM record")
    )
    for word in (IDM, IDM.lower(), rider, "見本", "1950"):
        assert word.encode() not in bodies
