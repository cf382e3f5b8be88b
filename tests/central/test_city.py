from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from sample_city import ISSUED, TOWN, built, order_for, register, resident

from central.service import city
from central.service.city.people import CityFileError, People, Words, read
from central.service.city.seals import STROKES
from central.service.coverage import coverage
from central.service.forms import Cause, NotPrintable, compose
from central.service.register import Register, Status, make_tables, on
from central.service.stores import StoreFault
from central.service.stores.sqlite import connect

PEOPLE = [
    (0x1001, "見本　花子", 46, "present"),
    (0x1002, "見本　太郎", 48, "present"),
    (0x1003, "見本　ハナ", 84, "present"),
    (0x1004, "見本　次郎", 19, "present"),
    (0x1005, "𠮷田　﨑子", 55, "present"),
    (0x1006, "MARIA GABRIELA DA CONCEICAO FERREIRA DOS SANTOS LIMA", 38, "present"),
    (0x1007, "見本　移", 36, "moved_out"),
    (0x1008, "見本　守", 40, "present"),
    (0x1009, "見本　失", 51, "present"),
    (0x100A, "葛\U000e0102城　邊\U000e0109子", 60, "present"),
    (0x100B, "見本　\ue000子", 67, "present"),
    (0x100C, "見本　さくら", 12, "present"),
    (0x100D, "見本　故", 95, "deceased"),
]

HARD_CASES = {
    "𠮷": "name LIKE '%𠮷%'",
    "﨑": "name LIKE '%﨑%'",
    "髙": "name LIKE '%髙%'",
    "葛 and the font's selector": "name LIKE '%葛\U000e0102%'",
    "葛 and another collection's selector": "name LIKE '%葛\U000e0100%'",
    "邊 and a selector": "name LIKE '%邊\U000e010c%'",
    "a private-use character": "name LIKE '%\ue001%'",
    "50 letters": "length(replace(name, ' ', '')) = 50 AND name GLOB '[A-Z]*'",
    "one name only": "name NOT LIKE '% %' AND name NOT LIKE '%　%'",
    "通称": "alias <> '' AND alias_furigana <> ''",
    "旧氏 with its reading": "former_name <> '' AND former_furigana <> ''",
    "no furigana": "furigana = '' AND domicile IS NOT NULL",
    "small kana": "furigana LIKE '%ョ%'",
    "moved in": "moved_from <> ''",
    "moved within": "address_since IS NOT NULL",
    "moved out": "status = 'moved_out'",
    "moving out next month": "leaving IS NOT NULL AND status = 'present'",
    "deceased": "status = 'deceased'",
    "protected": "protected = 1",
    "under 15": "birth > '2011-11-20'",
    "a day of which parts are unknown": "birth LIKE '%不詳'",
    "over 90": "birth < '1936-11-20'",
    "a special permanent resident": "id IN (SELECT resident FROM foreigner WHERE residence_status = '')",
    "a foreign resident with a period": "id IN (SELECT resident FROM foreigner WHERE expires IS NOT NULL)",
    "a seal": "id IN (SELECT resident FROM seal)",
    "a tax record": "id IN (SELECT resident FROM assessment)",
    "grown up without a tax record": "birth < '1990' AND domicile IS NOT NULL AND id NOT IN (SELECT resident FROM assessment)",
    "two former addresses": "id IN (SELECT resident FROM former_address WHERE place = 2)",
    "five in a household": "place = 5",
    "nine in a household": "place = 9",
}


@pytest.fixture(scope="module")
def rows():
    connection = built()
    return lambda sql: connection.execute(sql).fetchall()


def everyone(rows):
    return [register().by_id(number) for (number,) in rows("SELECT id FROM resident")]


def outcome(one) -> str:
    try:
        return "printed" if compose(order_for(one)).sheets == 1 else "more than one sheet"
    except NotPrintable as told:
        return told.cause


def test_the_city_has_at_least_two_thousand_residents_in_households_of_real_sizes(rows):
    [(people, homes)] = rows("SELECT count(*), count(DISTINCT household) FROM resident")
    assert people >= 2000
    assert 2.0 < people / homes < 2.7
    alone = rows("SELECT household FROM resident GROUP BY household HAVING count(*) = 1")
    assert 0.3 < len(alone) / homes < 0.45


def test_old_and_young_live_there_as_in_a_real_city(rows):
    ages = [one.age(ISSUED) for one in everyone(rows)]
    assert 0.08 < sum(age < 15 for age in ages) / len(ages) < 0.18
    assert 0.12 < sum(age >= 65 for age in ages) / len(ages) < 0.35
    assert 95 < max(ages) <= 105


def test_the_same_seed_gives_the_same_city_and_another_seed_another():
    dump = list(built().iterdump())
    assert list(built().iterdump()) == dump
    assert list(built(seed=7).iterdump()) != dump


@pytest.mark.parametrize(("serial", "name", "age", "status"), PEOPLE, ids=[f"{row[0]:x}" for row in PEOPLE])
def test_the_people_of_the_sample_cards_live_there(serial, name, age, status):
    one = resident(serial)
    assert (one.name, one.age(ISSUED), one.status) == (name, age, Status(status))
    assert one.card_issued_on < date(2026, 11, 1)


def test_the_people_of_the_sample_cards_are_the_same_in_every_city():
    other = Register(on(built(seed=7, residents=40)))
    for serial, name, _, _ in PEOPLE:
        assert other.by_serial(None, serial).name == name


@pytest.mark.parametrize("condition", HARD_CASES.values(), ids=HARD_CASES)
def test_every_hard_case_lives_there(rows, condition):
    assert rows(f"SELECT 1 FROM resident WHERE {condition} LIMIT 1") != []


def test_every_household_has_one_head_and_he_stands_first(rows):
    heads = rows("SELECT household, place FROM resident WHERE relation = '世帯主'")
    assert {place for _, place in heads} == {1}
    assert len(heads) == len(set(heads)) == rows("SELECT count(*) FROM household")[0][0]


def test_no_two_homes_have_the_same_address(rows):
    assert rows("SELECT address FROM household GROUP BY address HAVING count(*) > 1") == []


def test_nothing_happened_before_birth_or_after_today_and_all_in_its_order(rows):
    for one in everyone(rows):
        days = [one.birth, one.became_resident, *([one.address_since] if one.address_since else [])]
        if one.status_since:
            days.append(one.status_since)
        assert [day.on for day in days] == sorted(day.on for day in days)
        assert days[-1].on <= ISSUED
        assert not one.notified or one.became_resident.on <= one.notified.on <= ISSUED
        assert all(one.birth.on <= f.since.on <= f.until.on <= ISSUED for f in one.former_addresses)


def test_a_move_is_told_the_same_way_everywhere(rows):
    for one in everyone(rows):
        within = [f.until for f in one.former_addresses if f.within]
        assert within == ([one.address_since] if one.address_since else [])
        if one.moved_from and one.former_addresses and not one.former_addresses[0].within:
            assert one.former_addresses[0].address == one.moved_from
            assert one.former_addresses[0].until == one.became_resident


def test_every_seal_has_a_size_that_can_be_registered_and_says_that_it_is_a_specimen(rows):
    seals = [ElementTree.fromstring(svg) for (svg,) in rows("SELECT impression FROM seal")]
    assert len(seals) > 500
    assert all(8 < float(seal.get("width").removesuffix("mm")) <= 25 for seal in seals)
    assert all(STROKES in ElementTree.tostring(seal, encoding="unicode") for seal in seals)
    assert len({svg for (svg,) in rows("SELECT impression FROM seal")}) == len(seals)


def test_only_names_that_are_meant_to_be_are_beyond_the_font(rows):
    font = coverage(Path(TOWN.font))
    beyond = {name for (name,) in rows("SELECT name FROM resident") if not font.sets(name)}
    assert beyond
    assert all({"\ue000", "\ue001", "\U000e0100"} & set(name) for name in beyond)
    texts = rows("SELECT furigana || alias || moved_from || remarks || former_name FROM resident")
    assert all(font.sets(text) for (text,) in [*texts, *rows("SELECT address FROM household")])


def test_every_fortieth_resident_can_have_his_record_or_is_sent_to_the_counter(rows):
    told = [outcome(one) for one in everyone(rows)[::40]]
    assert len(told) >= 50
    assert told.count("printed") > 45
    assert set(told) <= {"printed", Cause.GLYPH}


def test_a_city_is_built_only_where_nobody_lives():
    connection = built(residents=30)
    before = list(connection.iterdump())
    with pytest.raises(ValueError, match="has residents already"):
        city.build(connection)
    assert list(connection.iterdump()) == before


def test_a_city_that_could_not_be_finished_leaves_nobody_behind():
    connection = connect(":memory:")
    make_tables(connection)
    connection.execute("CREATE TRIGGER full BEFORE INSERT ON card BEGIN SELECT RAISE(ABORT, 'disk full'); END")
    connection.execute("BEGIN")
    with pytest.raises(StoreFault, match="disk full"):
        city.build(connection)
    connection.rollback()
    assert Register(on(connection)).empty()
    connection.execute("DROP TRIGGER full")
    assert city.build(connection) >= 2000


def test_the_citys_own_files_are_read_strictly():
    assert len(read("people.toml", People).home) >= 15
    with pytest.raises(CityFileError, match=r"people\.toml.*`home`"):
        read("people.toml", Words)
    with pytest.raises(CityFileError, match=r"nothing\.toml"):
        read("nothing.toml", Words)
