from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_city import CHILD, DECEASED, HANAKO, MARIA, MOVED, PROTECTED, TARO, UNKNOWN_DAY, built, register, resident

from central.service.register import Day, Register, RegisterDamaged, Status, make_tables, on
from central.service.stores.sqlite import connect

ROW = {
    "id": 1, "household": 1, "place": 1, "name": "見本　一", "furigana": "", "former_name": "", "former_furigana": "",
    "alias": "", "alias_furigana": "", "sex": "男", "birth": "1980-02-29", "relation": "世帯主",
    "became_resident": "1980-02-29", "address_since": None, "notified": None, "moved_from": "", "domicile": None,
    "remarks": "", "status": "present", "status_since": None, "protected": 0, "card_issued_on": None,
}  # fmt: skip


def register_of(*rows) -> Register:
    connection = connect(":memory:")
    make_tables(connection)
    made = Register(on(connection))
    made.add("household", [{"id": 1, "address": "みなと市浜町一丁目1番1号", "postcode": "999-0101"}])
    made.add("resident", [{**ROW, "id": place, "place": place, **row} for place, row in enumerate(rows, 1)])
    return made


def test_a_card_is_found_by_its_issuer_and_serial_number_under_the_operators_key():
    connection = built(residents=30, issuer="aa11", operator_key=b"secret")
    assert Register(on(connection), b"secret").by_serial("aa11", HANAKO).name == "見本　花子"
    assert Register(on(connection), b"secret").by_serial("aa11", 0xDEAD) is None
    assert Register(on(connection), b"secret").by_serial("bb22", HANAKO) is None
    assert Register(on(connection), b"secret").by_serial(None, HANAKO) is None
    assert Register(on(connection), b"another").by_serial("aa11", HANAKO) is None


def test_no_serial_number_can_be_read_from_the_table_of_cards():
    hashes = [row[0] for row in built(residents=30, operator_key=b"secret").execute("SELECT hash FROM card")]
    assert all(len(found) == 64 for found in hashes)
    assert not any(f"{serial:x}" == found.lstrip("0") for serial in range(0x1001, 0x1017) for found in hashes)


def test_a_household_is_read_in_its_order_with_the_head_first():
    members = register().household_of(resident(HANAKO))
    assert [member.relation for member in members] == ["世帯主", "妻", "子", "子"]
    assert [member.name for member in members] == ["見本　太郎", "見本　花子", "見本　次郎", "見本　さくら"]
    assert {member.household.head for member in members} == {"見本　太郎"}
    assert members[0] == resident(TARO)


def test_who_has_left_or_died_is_no_member_of_the_household_any_more():
    found = register_of(
        {}, {"relation": "母", "status": "deceased"}, {"relation": "子"}, {"relation": "子", "status": "moved_out"}
    )
    assert [member.id for member in found.household_of(found.by_id(1))] == [1, 3]
    assert found.by_id(2).status is Status.DECEASED
    assert register().household_of(resident(MOVED)) == []
    assert resident(DECEASED).status is Status.DECEASED
    assert resident(DECEASED).household.head == "見本　故"


def test_one_protected_member_protects_the_whole_household():
    assert resident(PROTECTED).protected
    assert all(member.protected for member in register().household_of(resident(PROTECTED)))
    assert not resident(HANAKO).protected
    found = register_of({}, {"relation": "子", "protected": 1, "status": "moved_out"})
    assert found.by_id(1).protected


def test_a_day_of_which_parts_are_unknown_keeps_its_printed_form():
    one = resident(UNKNOWN_DAY)
    assert one.birth == Day(date(1926, 1, 1), "大正15年月日不詳")
    assert one.born == date(1926, 1, 1)


@given(st.dates(), st.text(st.characters(codec="utf-8", exclude_characters=" ")))
def test_a_day_that_was_written_is_read_again(on, printed):
    assert Day.read(str(Day(on, printed))) == Day(on, printed)


def test_an_age_is_reckoned_from_the_birthday_itself():
    found = register_of({"birth": "2011-11-21"}).by_id(1)
    assert found.age(date(2026, 11, 20)) == 14
    assert found.age(date(2026, 11, 21)) == 15
    assert resident(CHILD).age(date(2026, 11, 20)) == 12


@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_a_name_is_kept_exactly_as_recorded(name):
    assert register_of({"name": name}).by_id(1).name == name


@pytest.mark.parametrize(
    ("column", "value"),
    [("birth", "昭和20年"), ("card_issued_on", "yesterday"), ("notified", "2026-13-01"), ("became_resident", "")],
)
def test_a_damaged_record_is_named_by_number_and_column_and_never_by_its_content(column, value):
    found = register_of({"name": "秘密　花子", column: value})
    with pytest.raises(RegisterDamaged) as told:
        found.by_id(1)
    assert column in str(told.value)
    assert "Resident 1" in str(told.value)
    assert "秘密" not in str(told.value)
    assert not value or value not in str(told.value)


def test_a_resident_in_a_log_gives_no_name_away():
    assert repr(resident(HANAKO)) == f"<resident {resident(HANAKO).id}>"
    assert "花子" not in f"{[resident(HANAKO)]}"


def test_a_foreign_resident_has_no_domicile_and_a_japanese_one_no_status_of_residence():
    assert resident(MARIA).domicile is None
    assert resident(MARIA).foreigner.nationality == "ブラジル"
    assert resident(HANAKO).foreigner is None
    assert resident(HANAKO).domicile.head == "見本　太郎"


def test_seal_and_tax_are_found_only_where_they_are_recorded():
    assert register().seal_of(resident(HANAKO)).impression.startswith("<svg")
    assert register().seal_of(resident(CHILD)) is None
    assert register().tax_of(resident(HANAKO), 2026).revenue.salary == 1_800_000
    assert register().tax_years_of(resident(HANAKO)) == (2026, 2025, 2024)
    assert register().tax_of(resident(HANAKO), 1999) is None
    assert register().tax_of(resident(CHILD), 2026) is None
    assert register().tax_years_of(resident(CHILD)) == ()


def test_opening_a_register_again_leaves_what_is_in_it():
    connection = built(residents=30)
    assert Register(on(connection)).count() == Register(on(connection)).count() >= 30
    assert not Register(on(connection)).empty()


def test_only_the_registers_own_tables_are_written_to():
    with pytest.raises(ValueError, match="no table terminal"):
        register_of({}).add("terminal", [{"name": "x"}])
