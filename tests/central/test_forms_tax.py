"""The certificate of a year's tax: its title by what is levied, every amount in figures, nothing left out."""

import re

import pypdfium2
import pytest
from msgspec.structs import fields, replace
from sample_city import FIFTY_LETTERS, HANA, HANAKO, MARIA, TARO, TOWN, YOSHINO, order, page, pages, register, resident

from central.service.forms import Cause, NotPrintable, compose
from central.service.residents import Amounts, Deductions, Dependants, Levied, TaxRecord

NOTHING = TaxRecord(
    resident=0,
    year=2026,
    base_address="みなと市浜町一丁目2番3号",
    revenue=Amounts(),
    income=Amounts(),
    deductions=Deductions(),
    dependants=Dependants(),
    taxable=0,
    city=Levied(),
    prefecture=Levied(),
)
# Every amount another, so that a row that took its neighbour's would be found.
EACH = replace(
    NOTHING,
    revenue=Amounts(5_000_001, 1_000_002, 2_000_003, 3_000_004),
    income=Amounts(3_500_011, 400_012, 1_500_013, 2_500_014),
    deductions=Deductions(*range(100_001, 100_013)),
    dependants=Dependants(True, 1, 2, 3, 4, 5, 6, 7),
    taxable=6_600_000,
    separate_taxable=77_000,
    city=Levied(396_000, 3_000, 1_500),
    prefecture=Levied(264_000, 1_100, 1_050),
    forest=1_000,
    oneself="障害者",
)


def tax_order(serial=HANAKO, record=NOTHING, **asked):
    one = resident(serial)
    record = replace(record, resident=one.id)
    return replace(order(serial), kind="tax", items=frozenset(), record=record, year=record.year, **asked)


def test_every_row_has_its_own_amount():
    text = page(tax_order(record=EACH))
    for row in [
        "給与5,000,0013,500,011",
        "公的年金等1,000,002400,012",
        "営業等2,000,0031,500,013",
        "不動産3,000,0042,500,014",
        "合計所得金額7,900,050",
        "社会保険料100,001",
        "医療費100,002",
        "小規模企業共済等100,003",
        "生命保険料100,004",
        "地震保険料100,005",
        "障害者100,006",
        "寡婦・ひとり親100,007",
        "勤労学生100,008",
        "配偶者100,009",
        "配偶者特別100,010",
        "扶養100,011",
        "基礎100,012",
        "所得控除計1,200,078",
        "配偶者有",
        "特定1人",
        "老人2人",
        "同居老親等3人",
        "一般4人",
        "16歳未満5人",
        "障害(普通)6人",
        "障害(特別)7人",
        "本人該当障害者",
        "課税標準額（総合）6,600,000",
        "課税標準額（分離）77,000",
        "税額市民税県民税",
        "調整控除額1,5001,050",
        "所得割額396,000264,000",
        "均等割額3,0001,100",
        "森林環境税1,000",
        "年税額665,100",
    ]:
        assert row in text


def test_whatever_the_record_can_hold_stands_on_the_certificate():
    """A field that a record gets later and that no row takes up would change no picture."""
    plain = page(tax_order())
    parts = {"revenue": Amounts, "income": Amounts, "deductions": Deductions, "dependants": Dependants}
    parts |= {"city": Levied, "prefecture": Levied}
    for name, kind in parts.items():
        for field in fields(kind):
            record = replace(NOTHING, **{name: kind(**{field.name: True if field.type is bool else 7})})
            assert page(tax_order(record=record)) != plain, (name, field.name)
    for name in ("taxable", "separate_taxable", "forest"):
        assert page(tax_order(record=replace(NOTHING, **{name: 7}))) != plain, name


def test_nothing_is_printed_as_0_and_never_hidden():
    text = page(tax_order())
    twice = ("給与", "公的年金等", "営業等", "不動産", "調整控除額", "所得割額", "均等割額")
    once = (
        "合計所得金額",
        "社会保険料",
        "医療費",
        "小規模企業共済等",
        "生命保険料",
        "地震保険料",
        "寡婦・ひとり親",
        "勤労学生",
    )
    once += ("配偶者", "配偶者特別", "扶養", "基礎", "所得控除計", "（総合）", "（分離）", "森林環境税", "年税額")
    for label, value in [*((label, "00") for label in twice), *((label, "0") for label in once)]:
        assert re.search(rf"{label}{value}(?![\d,])", text), label
    for label in ("特定", "老人", "同居老親等", "一般", "16歳未満", r"障害\(普通\)", r"障害\(特別\)"):
        assert re.search(label + "0人", text), label
    assert "配偶者無" in text
    assert "＊" not in text
    assert "【省略】" not in text


@pytest.mark.parametrize(
    ("levied", "title"),
    [
        ({}, "市民税・県民税非課税証明書"),
        ({"city": Levied(per_head=3_000)}, "市民税・県民税課税証明書"),
        ({"forest": 1_000}, "市民税・県民税課税証明書"),
        ({"revenue": Amounts(salary=900_000), "income": Amounts(salary=250_000)}, "市民税・県民税非課税証明書"),
    ],
)
def test_the_title_follows_from_what_is_levied(levied, title):
    assert f"分）{title}" in page(tax_order(record=replace(NOTHING, **levied)))


@pytest.mark.parametrize(
    ("year", "years", "day"),
    [
        (2026, "令和8年度（令和7年分）", "令和8年1月1日"),
        (2020, "令和2年度（令和元年分）", "令和2年1月1日"),
        (2019, "平成31年度（平成30年分）", "平成31年1月1日"),
    ],
)
def test_the_years_are_told_in_eras_the_tax_by_its_first_day_the_income_by_its_last(year, years, day):
    text = page(tax_order(record=replace(NOTHING, year=year)))
    assert text.startswith(f"見本{years}市民税")
    assert f"{day}（賦課期日）の住所みなと市浜町一丁目2番3号" in text


def test_the_address_of_the_first_of_january_stands_beside_the_one_of_today():
    text = page(tax_order(record=replace(NOTHING, base_address="見本県やま市緑町三丁目4番5号")))
    assert text.index("住所みなと市浜町一丁目2番3号") < text.index("の住所見本県やま市緑町三丁目4番5号")


@pytest.mark.parametrize("serial", [HANAKO, TARO, HANA, MARIA, YOSHINO])
def test_a_record_of_the_sample_city_is_printed_as_it_stands(serial):
    record = register().tax_of(resident(serial), 2026)
    text = page(tax_order(serial, record))
    assert f"年税額{record.annual:,}" in text
    assert f"合計所得金額{record.income.total:,}" in text


@pytest.mark.parametrize(
    ("serial", "row"),
    [
        (YOSHINO, "氏名𠮷田﨑子"),
        (MARIA, "氏名MARIAGABRIELADACONCEICAOFERREIRADOSSANTOSLIMA通称鈴木マリア"),
        (FIFTY_LETTERS, "氏名ALEXANDRINABARTHOLOMEACONSTANTINOPOULOUVASILOPULOU"),
    ],
)
def test_hard_names_stand_as_registered(serial, row):
    assert row in page(tax_order(serial))


def test_amounts_stand_at_the_right_of_their_cells_in_one_column():
    sheet = pypdfium2.PdfDocument(compose(tax_order(record=EACH)).pdf)[0].get_textpage()
    found = list(re.finditer(r"100,0\d\d|1,200,078", sheet.get_text_range()))
    ends = [sheet.get_charbox(amount.end() - 1)[2] for amount in found]
    assert len(ends) == 13
    assert max(ends) - min(ends) < 1  # point: digits have a little white of their own


def test_a_very_large_amount_is_whole_and_one_that_finds_no_room_is_refused():
    assert "給与999,999,999,9990" in page(tax_order(record=replace(NOTHING, revenue=Amounts(salary=999_999_999_999))))
    with pytest.raises(NotPrintable) as told:
        compose(tax_order(record=replace(NOTHING, revenue=Amounts(salary=10**60))))
    assert (told.value.cause, told.value.field) == (Cause.OVERFLOW, "給与")


def test_the_certificate_ends_with_its_mark_and_the_citys_sentence():
    text = page(tax_order())
    assert text.index("備考以下余白") < text.index("上記のとおり相違ないことを証明する。")
    words = replace(
        TOWN.tax, city="町民税", prefecture="道民税", untaxed="町民税・道民税　非課税証明書", sentence="証明する。"
    )
    other = page(tax_order(municipality=replace(TOWN, tax=words)))
    assert "町民税・道民税非課税証明書" in other
    assert "税額町民税道民税" in other
    assert "市民税" not in other
    assert "上記" not in other


def test_a_character_that_the_font_lacks_is_refused_in_an_address_of_the_past_too():
    with pytest.raises(NotPrintable) as told:
        compose(tax_order(record=replace(NOTHING, base_address="\ue000市")))
    assert told.value.cause is Cause.GLYPH
    assert told.value.field.endswith("の住所")


def test_a_record_of_somebody_else_or_of_another_year_is_refused():
    mine = tax_order()
    for change in ({"record": None}, {"year": 2025}, {"record": replace(mine.record, resident=999)}):
        with pytest.raises(ValueError, match="resident's record of the year"):
            compose(replace(mine, **change))


def test_copies_are_the_same_but_for_their_number():
    document = compose(tax_order(record=EACH, copies=2))
    first, second = pages(document)
    assert document.sheets == 2
    assert first.replace("000123-1", "000123-2") == second
    assert compose(tax_order(record=EACH, copies=2)) == document
