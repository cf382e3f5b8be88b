"""The family registers of the sample city are sound: nobody marries as a child, every parent is named, addresses agree."""

from datetime import date, timedelta

import msgspec
import pytest
from sample_city import (
    CHILD,
    DECEASED,
    FIVE,
    HANA,
    HANAKO,
    ISSUED,
    MARIA,
    NINE,
    TARO,
    VARIANT,
    YOSHINO,
    built,
    register,
)
from sample_city import resident as holder

from central.service.family import FamilyRegister
from central.service.register import Register, RegisterDamaged, on

JIRO = 0x1004


@pytest.fixture(scope="module")
def kept():
    rows = (
        built().execute("SELECT address, head, record FROM family JOIN domicile ON domicile.id = domicile").fetchall()
    )
    return [(address, head, msgspec.json.decode(text, type=FamilyRegister)) for address, head, text in rows]


@pytest.fixture(scope="module")
def families(kept):
    return [family for _, _, family in kept]


@pytest.fixture(scope="module")
def members(families):
    return [(family, one) for family in families for one in family.members]


def events_of(one, heading):
    return [event for event in one.events if event.heading == heading]


def value(event, label):
    return next((line.value for line in event.lines if line.label == label), "")


def test_a_register_stands_where_its_domicile_says_and_under_its_heads_name(kept, families):
    assert len(families) > 500
    for address, head, family in kept:
        assert (family.address, family.head) == (address, head)
        assert family.address.startswith("見本県みなと市")
        assert family.head == family.full_name(family.members[0])


def test_every_japanese_resident_has_a_domicile_and_most_of_them_a_register_here():
    numbers = [number for (number,) in built().execute("SELECT id FROM resident WHERE status = 'present'")]
    people = [register().by_id(number) for number in numbers]
    assert all((one.domicile is None) == (one.foreigner is not None) for one in people)
    here = [one for one in people if register().family_of(one)]
    assert 0.6 < len(here) / len(people) < 0.9
    assert all(one.domicile.address.startswith("見本県みなと市") for one in here)
    elsewhere = [one for one in people if one.domicile and one not in here]
    assert all(not one.domicile.address.startswith("見本県みなと市") for one in elsewhere)


def test_a_resident_is_told_the_same_in_both_registers(members):
    living = [(family, one) for family, one in members if one.resident and not one.removed]
    assert len({one.resident for _, one in living}) == len(living) > 1000
    for family, one in living:
        found = register().by_id(one.resident)
        assert (found.name, found.sex, found.birth) == (family.full_name(one), one.sex, one.birth)
        assert found.domicile.head == family.head
        assert register().family_of(found).member(found.id) == one
        if found.status == "present":
            assert one.stays[-1].address == found.household.address


def test_what_happened_to_a_person_begins_with_the_birth_and_is_in_its_order(members):
    for _, one in members:
        assert one.events[0].heading == "出生"
        assert [event.on for event in one.events] == sorted(event.on for event in one.events)
        assert one.events[0].on == one.birth.on
        assert one.events[-1].on <= ISSUED
        assert all(event.lines and all(line.value or line.inner for line in event.lines) for event in one.events)


def test_nobody_married_as_a_child_and_children_were_born_after_it(families):
    married = 0
    for family in families:
        for one in family.members:
            for event in events_of(one, "婚姻"):
                assert event.on - one.birth.on > timedelta(days=16 * 365)
                married += 1
        couple = [one for one in family.members if one.spouse]
        assert sorted(one.spouse for one in couple) in ([], ["夫", "妻"])
        if couple:
            wedding = events_of(couple[0], "婚姻")[-1].on
            assert wedding == events_of(couple[1], "婚姻")[-1].on
            children = [one for one in family.members if one not in couple and not one.adoptive_father]
            assert all(child.birth.on > wedding for child in children)
    assert married > 500


def test_every_parent_has_a_name_and_children_have_those_of_the_couple(families):
    for family in families:
        assert all(one.father and one.mother for one in family.members)
        couple = [one for one in family.members if one.spouse]
        names = {family.full_name(one).replace("　", "") for one in couple}
        for child in family.members:
            if couple and child not in couple:
                assert names in ({child.father, child.mother}, {child.adoptive_father, child.adoptive_mother})


def test_brothers_and_sisters_are_counted_each_by_their_sex(families):
    for family in families:
        brothers = [one.relation for one in family.members[1:] if one.relation.endswith("男") and not one.spouse]
        assert len(set(brothers)) == len(brothers)
    relations = {one.relation for family in families for one in family.members}
    assert {"長男", "長女", "二男", "二女"} <= relations <= {"長男", "長女", "二男", "二女", "三男", "三女"}


def test_a_marriage_is_told_the_same_way_by_both(families):
    for family in families:
        couple = [one for one in family.members if one.spouse]
        if couple:
            told = [value(events_of(one, "婚姻")[-1], "配偶者氏名") for one in couple]
            assert told == [family.full_name(one).replace("　", "") for one in couple[::-1]]


def test_who_is_removed_died_or_married_or_was_divorced_on_that_day(members):
    removed = [one for _, one in members if one.removed]
    headings = {event.heading for one in removed for event in one.events if event.on == one.removed}
    assert headings == {"死亡", "婚姻", "離婚"}
    assert all(any(event.on == one.removed for event in one.events) for one in removed)
    assert all(not events_of(one, "死亡") for _, one in members if not one.removed)


def test_addresses_of_the_supplementary_card_follow_each_other(families, members):
    for _, one in members:
        days = [stay.since.on for stay in one.stays if stay.since]
        assert one.stays
        assert days == sorted(days)
        assert all(stay.since for stay in one.stays[1:])
        assert all(one.birth.on <= day <= (one.removed or ISSUED) for day in days[:-1])
    for family in families:
        assert family.card_remade == (family.card_began == date(2002, 3, 16))
        assert all(not one.removed or one.removed > family.card_began for one in family.members)


def test_registers_under_change_live_there_and_are_few(families):
    changing = [family for family in families if family.changing]
    assert 0 < len(changing) < len(families) / 30
    assert register().family_of(holder(NINE)).changing


def test_the_registers_of_the_sample_cards_are_worth_looking_at():
    family = register().family_of(holder(HANAKO))
    assert [one.name for one in family.members] == ["太郎", "花子", "次郎", "さくら"]
    assert family == register().family_of(holder(TARO)) == register().family_of(holder(CHILD))
    assert [event.heading for event in family.members[1].events] == ["出生", "婚姻", "更正"]
    hana = register().family_of(holder(HANA))
    assert (hana.head, hana.card_remade) == ("見本　清", True)
    assert [one.removed for one in hana.members] == [date(2018, 12, 3), None, date(2004, 11, 3)]
    adopted = register().family_of(holder(YOSHINO)).members[2]
    assert (adopted.adoptive_father, adopted.adoptive_relation) == ("𠮷田髙一", "養女")
    assert register().family_of(holder(VARIANT)) is None  # another city's
    assert register().family_of(holder(MARIA)) is None
    assert register().family_of(holder(DECEASED)) is None


def test_three_generations_of_a_home_stand_in_two_registers():
    parents = register().family_of(holder(FIVE))
    assert [one.name for one in parents.members] == ["齋\U000e0104", "濵江", "榮一"]
    son = next(one for one in parents.members if one.name == "榮一")
    own = register().family_of(register().by_id(son.resident))
    assert [one.name for one in own.members] == ["榮一", "美咲", "蓮"]
    assert (son.removed, son.relation) == (own.card_began, own.members[0].relation)
    assert (
        value(events_of(own.members[0], "婚姻")[0], "従前戸籍")
        == f"{parents.address}　{parents.head.replace('　', '')}"
    )


def test_a_mother_who_was_divorced_has_a_register_with_her_children(families):
    mothers = [family for family in families if any(e.heading == "離婚" for e in family.members[0].events)]
    mothers = [family for family in mothers if family.members[0].sex == "女" and len(family.members) > 1]
    assert mothers
    for family in mothers:
        mother, *children = family.members
        assert {value(events_of(child, "入籍")[0], "入籍事由") for child in children} == {"母の氏を称する入籍"}
        assert all(child.mother == family.full_name(mother).replace("　", "") for child in children)


def test_a_family_register_in_a_log_gives_no_name_away():
    family = register().family_of(holder(HANAKO))
    text = f"{family}{family.members}{family.members[0].events[0].lines}{family.members[0].stays}"
    assert not any(name in text for name in ("太郎", "花子", "本町", "浜町"))


def test_a_damaged_register_is_named_and_never_quoted():
    connection = built(residents=30)
    connection.execute("UPDATE family SET record = replace(record, '\"太郎\"', '5')")
    found = Register(on(connection))
    with pytest.raises(RegisterDamaged) as told:
        found.family_of(found.by_serial(None, HANAKO))
    assert "members[0].name" in str(told.value)
    assert "見本" not in str(told.value)
