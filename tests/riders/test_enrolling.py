"""Applying for a pass: who may, what is linked, what is kept, on both engines."""

from datetime import date, timedelta

import pytest
from central_line import TUESDAY, fresh, refused
from registering import IDM, OTHER_IDM, Applicant, PassDesk, lives

from central.service.riders.ending import suspend
from central.service.verifier import Verdict
from central.wire import Medium, Reason


def rows(central, table, columns="*"):
    with central.desk.store.reading() as connection:
        return [tuple(row) for row in connection.execute(f"SELECT {columns} FROM {table}").fetchall()]


def test_what_may_be_had_is_offered_and_the_rest_with_its_reason(central, desk):
    hanako = Applicant()
    lives(central, hanako, birth=date(1950, 5, 5))
    _, _, offers = desk.meets(hanako)
    reasons = {scheme: offer.refused.reason if offer.refused else None for scheme, offer in offers.items()}
    assert reasons == {
        **dict.fromkeys(("silver", "flat", "vouchers", "free", "yearly")),
        "care": Reason.PAPERS_NEEDED,
    }
    silver = offers["silver"]
    assert (silver.points, silver.held, silver.until, silver.needs_key) == (2000, False, None, False)
    assert silver.media == [Medium.FELICA, Medium.MY_NUMBER]
    assert (offers["free"].media, offers["free"].needs_key) == ([Medium.MY_NUMBER], True)
    # four rides a month from November to March
    assert (offers["vouchers"].rides, offers["vouchers"].until) == (20, date(2027, 3, 31))


# years are reached on the day before the birthday
@pytest.mark.parametrize(
    ("born", "may", "since"),
    [
        (date(1961, 11, 24), True, None),
        (date(1961, 11, 25), True, None),
        (date(1961, 11, 26), False, date(2026, 11, 25)),
        (date(1962, 11, 25), False, date(2027, 11, 24)),
        (date(1962, 12, 1), False, None),
    ],
)
def test_age_counts_on_the_day(central, desk, born, may, since):
    hanako = Applicant()
    lives(central, hanako, birth=born)
    visit, challenge, offers = desk.meets(hanako)
    offer = offers["silver"]
    assert (offer.refused is None, offer.from_day) == (may, since)
    form = desk.form(hanako, "silver", (visit, challenge), idm=IDM)
    if may:
        assert desk.client.apply(visit, form).points == 2000
    else:
        assert refused(lambda: desk.client.apply(visit, form)) is Reason.AGE_OUTSIDE
        assert rows(central, "rider") == rows(central, "rider_identity") == []


def test_who_moved_away_may_have_nothing(central, desk):
    hanako = Applicant()
    lives(central, hanako, birth=date(1950, 5, 5), status="moved_out")
    _, _, offers = desk.meets(hanako)
    assert {offer.refused.reason for offer in offers.values()} == {Reason.NOT_RESIDENT}


@pytest.mark.parametrize(
    ("verdict", "reason"),
    [("revoked", "card_revoked"), ("suspended", "card_suspended"), ("unreachable", "revocation_unknown")],
)
def test_a_card_that_the_verifier_does_not_call_valid_gets_no_further(central, desk, verdict, reason):
    central.desk.city.verifier.set(0x1001, Verdict(verdict))
    assert refused(lambda: desk.meets(Applicant())) == reason


def test_a_transit_card_is_linked_and_its_number_stands_nowhere(central, desk):
    hanako = Applicant()
    lives(central, hanako, birth=date(1950, 5, 5))
    enrolled = desk.applies(hanako, "silver", idm=IDM)
    assert (enrolled.points, enrolled.begins, enrolled.until) == (2000, date(2026, 11, 24), None)
    [(pseudonym, _resident, _)] = rows(central, "rider")
    assert len(pseudonym) == 16
    [(medium, sealed)] = rows(central, "rider_identity", "medium, sealed")
    assert medium == "felica"
    everything = repr(
        [rows(central, table) for table in ("rider", "rider_identity", "entitlement", "rider_application")]
    )
    for word in (IDM, IDM.lower(), "花子", "1950-05-05"):
        assert word not in everything
    assert IDM.encode() not in bytes(sealed)


def test_the_same_application_again_changes_nothing(central, desk):
    hanako = Applicant()
    lives(central, hanako, birth=date(1950, 5, 5))
    visit, challenge, _ = desk.meets(hanako)
    form = desk.form(hanako, "silver", (visit, challenge), idm=IDM)
    first = desk.client.apply(visit, form)
    assert desk.client.apply(visit, form) == first
    assert (len(rows(central, "rider_identity")), len(rows(central, "entitlement"))) == (1, 1)
    other = desk.form(hanako, "silver", (visit, challenge), idm=OTHER_IDM, application=form.application)
    assert refused(lambda: desk.client.apply(visit, other)) is Reason.ORDER_CHANGED


def test_a_new_card_takes_the_place_of_the_one_that_was_lost(central, desk):
    hanako = Applicant()
    lives(central, hanako, birth=date(1950, 5, 5))
    desk.applies(hanako, "silver", idm=IDM)
    _, _, offers = desk.meets(hanako)
    assert offers["silver"].held
    again = desk.applies(hanako, "silver", idm=OTHER_IDM)
    assert again.points == 2000
    assert {*rows(central, "rider_identity", "generation, why")} == {(1, None), (1, "replaced")}
    desk.applies(hanako, "silver", idm=IDM)
    assert sorted(generation for (generation,) in rows(central, "rider_identity", "generation")) == [1, 1, 2]


def test_a_card_that_is_linked_to_one_rider_is_linked_to_no_other(central, desk):
    hanako, taro = Applicant(), Applicant("taro")
    for one in (hanako, taro):
        lives(central, one, birth=date(1950, 5, 5))
    desk.applies(hanako, "silver", idm=IDM)
    assert refused(lambda: desk.applies(taro, "silver", idm=IDM)) is Reason.MEDIUM_TAKEN
    assert len(rows(central, "rider")) == 1


def test_a_card_lent_to_nobody_may_be_linked_by_whoever_brings_it(central, desk):
    """The number of a transit card tells nothing of whose it is: possession at the terminal is all the proof there is."""
    taro = Applicant("taro")
    lives(central, taro, birth=date(1950, 5, 5))
    assert desk.applies(taro, "silver", idm=IDM).points == 2000


def test_a_card_level_scheme_takes_the_cards_own_key_and_nothing_less(central, desk):
    hanako = Applicant()
    assert refused(lambda: desk.applies(hanako, "free", idm=IDM)) is Reason.MEDIUM_REFUSED
    assert refused(lambda: desk.applies(hanako, "free")) is Reason.MEDIUM_REFUSED
    assert desk.applies(hanako, "free", key=True).scheme == "free"
    [(key, binding)] = rows(central, "rider_identity", "card_key, binding")
    assert (len(key), len(binding)) == (294, 32 + 256)


def test_the_key_of_another_card_is_not_taken(central, desk):
    hanako, taro = Applicant(), Applicant("taro")
    visit, challenge, _ = desk.meets(hanako)
    form = desk.form(hanako, "free", (visit, challenge), key=True)
    theirs = desk.form(taro, "free", (visit, challenge), key=True)
    form.card = theirs.card
    assert refused(lambda: desk.client.apply(visit, form)) is Reason.SIGNATURE_WRONG


def test_a_link_made_in_another_visit_is_not_taken(central, desk):
    hanako = Applicant()
    before = desk.form(hanako, "free", desk.meets(hanako)[:2], key=True)
    visit, _, _ = desk.meets(hanako)
    assert refused(lambda: desk.client.apply(visit, before)) is Reason.SIGNATURE_WRONG


def test_a_certificate_that_was_not_checked_is_not_linked(central, desk):
    hanako, taro = Applicant(), Applicant("taro")
    lives(central, hanako, birth=date(1950, 5, 5))
    visit, challenge, _ = desk.meets(hanako)
    form = desk.form(taro, "silver", (visit, challenge))
    assert refused(lambda: desk.client.apply(visit, form)) is Reason.SIGNATURE_WRONG


def test_one_of_a_group_is_chosen_and_may_be_changed_until_its_day(central, desk):
    hanako = Applicant()
    lives(central, hanako, birth=date(1950, 5, 5))
    desk.applies(hanako, "flat", idm=IDM)
    _, _, offers = desk.meets(hanako)
    assert (offers["vouchers"].refused, offers["vouchers"].replaces) == (None, "flat")
    assert desk.applies(hanako, "vouchers", idm=IDM).rides == 20
    assert {*rows(central, "entitlement", "scheme, why")} == {("flat", "chose_another"), ("vouchers", None)}
    central.desk.clock.move(TUESDAY + timedelta(days=40))
    visit, challenge, offers = desk.meets(hanako)
    assert offers["flat"].refused.reason is Reason.ALREADY_CHOSEN
    form = desk.form(hanako, "flat", (visit, challenge), idm=IDM)
    assert refused(lambda: desk.client.apply(visit, form)) is Reason.ALREADY_CHOSEN


def test_a_visit_for_a_pass_gives_no_certificate_and_the_other_way_round(central, desk):
    hanako = Applicant()
    lives(central, hanako, birth=date(1950, 5, 5))
    visit, challenge, _ = desk.meets(hanako)
    assert refused(lambda: desk.orders(visit)) is Reason.VISIT_UNKNOWN
    certificates = desk.identifies(hanako)
    form = desk.form(hanako, "silver", (visit, challenge), idm=IDM)
    assert refused(lambda: desk.client.apply(certificates, form)) is Reason.VISIT_UNKNOWN
    other = fresh("visit")
    challenge = desk.client.open_visit(other, "T-1", "pass").challenge
    assert refused(lambda: desk.proves(hanako, other, challenge)) is Reason.ORDER_CHANGED


def test_a_scheme_of_nobody_is_refused(central, desk):
    hanako = Applicant()
    assert refused(lambda: desk.applies(hanako, "none-such", idm=IDM)) is Reason.SCHEME_CLOSED


def test_a_rider_who_comes_to_another_terminal_is_the_same_rider(central, desk):
    hanako = Applicant()
    lives(central, hanako, birth=date(1950, 5, 5))
    desk.applies(hanako, "silver", idm=IDM)
    PassDesk(central, "kiosk-2", bytes([2] * 32)).applies(hanako, "flat")
    assert len(rows(central, "rider")) == 1
    assert sorted(rows(central, "entitlement", "scheme")) == [("flat",), ("silver",)]
    assert sorted(rows(central, "rider_identity", "medium")) == [("felica",), ("my_number",)]


def test_an_application_is_of_one_visit_and_tells_nobody_else_that_he_is_enrolled(central, desk):
    hanako, taro = Applicant(), Applicant("taro")
    for one in (hanako, taro):
        lives(central, one, birth=date(1950, 5, 5))
    visit, challenge, _ = desk.meets(hanako)
    form = desk.form(hanako, "silver", (visit, challenge), idm=IDM)
    desk.client.apply(visit, form)
    other, _, _ = desk.meets(taro)
    assert refused(lambda: desk.client.apply(other, form)) is Reason.ORDER_CHANGED


def test_what_ended_with_the_year_is_neither_held_nor_given_up_on_the_first_of_april(central, desk):
    hanako = Applicant()
    lives(central, hanako, birth=date(1950, 5, 5))
    desk.applies(hanako, "flat", idm=IDM)
    # a moment after midnight, before the lists of the day have ended anything
    central.desk.clock.move(TUESDAY.replace(year=2027, month=4, day=1, hour=0))
    _, _, offers = desk.meets(hanako)
    assert (offers["flat"].held, offers["vouchers"].replaces) == (False, "")
    assert desk.applies(hanako, "flat", idm=IDM).until == date(2028, 3, 31)


def test_what_is_suspended_is_not_shed_by_a_new_application(central, desk):
    hanako = Applicant()
    lives(central, hanako, birth=date(1950, 5, 5))
    desk.applies(hanako, "flat", idm=IDM)
    [(rider,)] = rows(central, "rider", "pseudonym")
    with central.desk.store.writing() as connection:
        assert suspend(connection, rider, "flat", TUESDAY, resume=False) == 1
    for scheme in ("flat", "vouchers"):
        assert refused(lambda: desk.applies(hanako, scheme, idm=OTHER_IDM)) is Reason.SCHEME_CLOSED  # noqa: B023 - called at once
    assert desk.applies(hanako, "silver", idm=IDM).points == 2000
