"""Who may take what: person by person and certificate by certificate, with the words that are told."""

from datetime import date, datetime, timedelta

import pytest
from msgspec.structs import replace
from sample_city import HANAKO, TOWN, order, register, resident

from central.service.clock import JAPAN
from central.service.offers import Standing, check_order, check_people, offers_for, standing_of
from central.service.refusing import Refuse
from central.service.residents import Day
from central.service.rules import CITIES, KINDS, Rules
from central.service.rules_file import read_rules
from central.wire import Order, Reason
from firmware.phrases.reader import PhraseBook
from firmware.refusals import phrase_for, phrase_for_one

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=JAPAN)
ISHINOMAKI, MIYAKO = (read_rules(CITIES / city / "rules.toml") for city in ("ishinomaki", "miyako"))
BOOK = PhraseBook()
FAMILY = ("family-all", "family-one", "supplementary")
ELSEWHERE, CHANGING = "本籍地への利用登録が必要です", "戸籍を書き換えています"
NO_TAX, NO_SEAL = "税の記録がありません", "印鑑登録がありません"
WITHHELD, TOO_YOUNG = "この機械では発行できません", "15歳以上の人が使えます"

# person: what is told of each certificate that is refused to that person alone
REFUSED = {
    "an ordinary resident": (0x1001, {}),
    "a son of nineteen without a tax return": (0x1004, {"tax": NO_TAX}),
    "one whose domicile is in another city": (0x100A, dict.fromkeys(FAMILY, ELSEWHERE) | {"tax": NO_TAX}),
    "one whose family register is being changed": (0x1016, dict.fromkeys(FAMILY, CHANGING) | {"tax": NO_TAX}),
    "one who is a hundred": (0x1014, {"tax": NO_TAX}),
}
WHOLE = {
    "who has moved out": (0x1007, WITHHELD),
    "who is protected": (0x1008, WITHHELD),
    "whose household is protected": (0x100F, WITHHELD),
    "with a character that no font has": (0x100B, WITHHELD),
    "with a variant that no font has": (0x1011, WITHHELD),
    "who is dead": (0x100D, WITHHELD),
    "who has said that he moves out": (0x1017, WITHHELD),
    "who is twelve": (0x100C, TOO_YOUNG),
}


def standing(serial=HANAKO) -> Standing:
    return standing_of(register(), resident(serial), TOWN.font)


def offers(who: Standing, rules: Rules = ISHINOMAKI, now=NOW):
    return {offer.kind: offer for offer in offers_for(who, rules, now)}


def told(phrase):
    return BOOK.text(phrase, "ja").replace("|", "")


def refused(act) -> Reason:
    with pytest.raises(Refuse) as caught:
        act()
    return caught.value.refusal.reason


def with_rule(kind, **other):
    """The rules of the sample city, one of them otherwise."""
    [block] = ISHINOMAKI.since
    rule = replace(block.certificate[kind], **other)
    return replace(ISHINOMAKI, since=[replace(block, certificate=block.certificate | {kind: rule})])


@pytest.mark.parametrize(("serial", "words"), REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_refused_to_one_person_is_told_kindly_and_the_rest_is_offered(serial, words, kind):
    offer = offers(standing(serial))[kind]
    assert (told(phrase_for_one(offer.refused)) if offer.refused else None) == words.get(kind)
    assert offer.open_now


@pytest.mark.parametrize(("serial", "words"), WHOLE.values(), ids=WHOLE)
def test_who_may_have_nothing_is_told_so_and_never_why(serial, words):
    with pytest.raises(Refuse) as caught:
        offers(standing(serial))
    assert told(phrase_for(caught.value.refusal)) == words


def test_all_that_is_private_is_one_refusal():
    private = [serial for serial, words in WHOLE.values() if words == WITHHELD]
    refusals = []
    for serial in private:
        with pytest.raises(Refuse) as caught:
            offers(standing(serial))
        refusals.append((caught.value.refusal, caught.value.status, str(caught.value)))
    assert refusals == [refusals[0]] * 7


def test_who_has_no_family_register_in_japan_is_not_sent_to_look_for_one():
    assert list(offers(standing(0x1006))) == ["residence", "seal", "tax"]


def test_without_a_registered_seal_the_certificate_of_it_is_refused():
    offer = offers(replace(standing(), has_seal=False))["seal"]
    assert told(phrase_for_one(offer.refused)) == NO_SEAL
    order = Order(order="o-1", kind="seal", whom="self", items=[], copies=1)
    assert refused(lambda: check_order(order, offer, NOW)) is Reason.SEAL_NOT_REGISTERED


@pytest.mark.parametrize("kind", KINDS[1:])
def test_all_but_the_residence_record_are_for_the_holder_alone(kind):
    year = 2026 if kind == "tax" else 0
    offer = offers(standing())[kind]
    wanted = Order(order="o-1", kind=kind, whom="household", items=[], copies=1, year=year)
    assert refused(lambda: check_order(wanted, offer, NOW)) is Reason.NOT_OFFERED
    check_order(replace(wanted, whom="self"), offer, NOW)


def test_the_household_is_the_holders_own():
    assert {person.id for person in order(HANAKO, "household").residents} == set(resident(HANAKO).household.members)


def test_the_age_from_which_a_certificate_is_given_is_each_ones_own():
    child = standing(0x100C)
    found = offers(child, with_rule("residence", youngest=12))
    assert not found["residence"].refused
    assert {offer.refused.reason for kind, offer in found.items() if kind != "residence"} == {Reason.TOO_YOUNG}
    assert refused(lambda: offers(child, with_rule("residence", youngest=13))) is Reason.TOO_YOUNG


def test_on_the_fifteenth_birthday_one_is_old_enough():
    child = standing(0x100C)
    birthday = child.resident.born.replace(year=child.resident.born.year + 15)
    at = datetime(birthday.year, birthday.month, birthday.day, 10, tzinfo=JAPAN)
    assert refused(lambda: offers(child, now=at - timedelta(1))) is Reason.TOO_YOUNG
    assert offers(child, now=at)["residence"].refused is None


@pytest.mark.parametrize(("day", "is_old_enough"), [("2027-02-28", False), ("2027-03-01", True), ("2028-02-28", True)])
def test_who_was_born_on_the_29th_of_february_is_fifteen_from_the_first_of_march(day, is_old_enough):
    child = standing(0x100C)
    child = replace(child, resident=replace(child.resident, birth=Day(date(2012, 2, 29))))
    at = datetime.combine(date.fromisoformat(day), NOW.timetz())
    if is_old_enough:
        assert offers(child, now=at)
    else:
        assert refused(lambda: offers(child, now=at)) is Reason.TOO_YOUNG


def test_a_foreign_resident_is_too_young_for_the_same_certificates():
    child = standing(0x1006)
    child = replace(child, resident=replace(child.resident, birth=Day(date(2015, 1, 1))))
    assert refused(lambda: offers(child)) is Reason.TOO_YOUNG


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_who_moves_out_yesterday_today_or_tomorrow_is_told_the_same(days):
    who = replace(standing(), resident=replace(resident(HANAKO), leaving=Day(NOW.date() + timedelta(days))))
    assert refused(lambda: offers(who)) is Reason.WITHHELD


@pytest.mark.parametrize(("days", "is_refused"), [(-1, True), (0, True), (1, False)])
def test_from_the_day_one_of_a_household_leaves_there_is_no_copy_of_all_of_it(days, is_refused):
    holder, other = order(HANAKO, "household").residents[:2]
    people = [holder, replace(other, leaving=Day(NOW.date() + timedelta(days)))]
    if is_refused:
        assert refused(lambda: check_people(people, NOW)) is Reason.WITHHELD
    else:
        check_people(people, NOW)


@pytest.mark.parametrize(("days", "is_new"), [(-1, False), (0, True), (1, True)])
def test_a_card_can_be_used_from_the_day_after_it_was_issued(days, is_new):
    who = standing()
    who = replace(who, resident=replace(who.resident, card_issued_on=NOW.date() + timedelta(days)))
    if is_new:
        assert refused(lambda: offers(who)) is Reason.CARD_TOO_NEW
    else:
        assert offers(who)


@pytest.mark.parametrize(
    ("filed", "day", "years"),
    [
        ((2026, 2025, 2024), "2026-11-24", [2026, 2025]),
        ((2026, 2025, 2024), "2026-06-09", [2025, 2024]),
        ((2026,), "2026-06-09", []),
        ((2025,), "2026-11-24", [2025]),
        ((), "2026-11-24", []),
    ],
)
def test_only_years_that_are_filed_and_begun_can_be_had(filed, day, years):
    now = datetime.combine(date.fromisoformat(day), NOW.timetz())
    offer = offers(replace(standing(), tax_years=filed), now=now)["tax"]
    assert offer.years == years
    assert (offer.refused is None) is bool(years)


def test_a_year_that_is_not_offered_cannot_be_ordered():
    offer = offers(standing())["tax"]
    for year, reason in ((2024, Reason.NOT_OFFERED), (0, Reason.NOT_OFFERED)):
        wanted = Order(order="o-1", kind="tax", whom="self", items=[], copies=1, year=year)
        assert refused(lambda wanted=wanted: check_order(wanted, offer, NOW)) is reason


def test_what_is_closed_is_offered_with_its_next_opening():
    sunday = datetime(2026, 11, 22, 10, 0, tzinfo=JAPAN)
    found = offers(standing(), MIYAKO, sunday)
    assert [kind for kind, offer in found.items() if offer.open_now] == ["residence", "seal", "tax"]
    assert found["family-all"].hours == []
    assert found["family-all"].next_open == datetime(2026, 11, 24, 8, 30, tzinfo=JAPAN)
    assert found["residence"].next_open is None


def test_when_it_closes_is_in_the_offer():
    found = offers(standing(), MIYAKO, datetime(2026, 11, 24, 16, 55, tzinfo=JAPAN))
    assert found["seal"].closes == datetime(2026, 11, 24, 17, 0, tzinfo=JAPAN)
    assert found["family-all"].closes == datetime(2026, 11, 24, 17, 15, tzinfo=JAPAN)
    assert {offer.closing_soon for offer in found.values()} == {10}


def test_a_city_that_has_its_own_words_says_them():
    offer = offers(replace(standing(), has_seal=False), MIYAKO)["seal"]
    said = phrase_for_one(offer.refused)
    assert BOOK.text(said, "ja", "note") == "市民課か|総合事務所で、|その日に|登録できます。"
    assert BOOK.speech(said, "en").startswith("No seal is registered. You can register one today")


def test_on_a_day_for_which_there_are_no_rules_it_is_closed():
    assert refused(lambda: offers(standing(), now=datetime(2024, 3, 31, 10, tzinfo=JAPAN))) is Reason.CLOSED
