"""The residence record as an officer reads it, sheet by sheet."""

from datetime import date

import pypdfium2
import pytest
from msgspec.structs import replace
from sample_city import (
    ALL,
    FIFTY_LETTERS,
    FIVE,
    HANA,
    HANAKO,
    MARIA,
    NINE,
    ONE_NAME,
    PERMANENT,
    TARO,
    TOWN,
    UNKNOWN_DAY,
    VARIANT,
    YOSHINO,
    order,
    order_for,
    page,
    pages,
    register,
    resident,
)

from central.service.forms import Cause, NotPrintable, compose
from central.service.forms.municipality import Signatory
from central.service.residents import Day, FormerAddress

INDIVIDUAL = replace(TOWN, residence_form="individual")
FORMS = pytest.mark.parametrize("town", [TOWN, INDIVIDUAL], ids=["household", "individual"])
OF_ALL = "この写しは、世帯全員の住民票の原本と相違ないことを証明する。"
OF_SOME = "この写しは、住民票の原本と相違ないことを証明する。"


def as_read(document) -> str:
    """The text as the PDF holds it, blanks and variation selectors included."""
    return "".join(sheet.get_textpage().get_text_range() for sheet in pypdfium2.PdfDocument(document.pdf))


@FORMS
def test_a_copy_for_oneself_has_ones_own_entries_and_nobody_elses(town):
    text = page(order(HANAKO, town=town))
    for label, value in [
        ("住所", "みなと市浜町一丁目2番3号"),
        ("世帯主", "見本太郎"),
        ("氏名の振り仮名", "ミホンハナコ"),
        ("氏名", "見本花子"),
        ("旧氏の振り仮名", "コテホン"),
        ("旧氏", "小手本"),
        ("生年月日", "昭和55年9月3日"),
        ("性別", "女"),
        ("続柄", "妻"),
        ("本籍", "見本県みなと市本町一丁目10番地"),
        ("筆頭者", "見本太郎"),
        ("住民となった年月日", "平成22年4月1日"),
        ("住所を定めた年月日", "令和元年6月1日"),
        ("届出日", "令和元年6月3日"),
        ("転入前住所", "見本県やま市緑町三丁目4番5号"),
        ("備考", "【空欄】"),
    ]:
        assert label + value in text
    assert "次郎" not in text
    assert "さくら" not in text


def test_a_copy_for_a_household_has_all_its_members_in_the_registers_order():
    text = page(order(HANAKO, "household"))
    places = [text.index("氏名" + name) for name in ("見本太郎", "見本花子", "見本次郎", "見本さくら")]
    assert places == sorted(places)
    assert text.count("続柄世帯主") == 1


@FORMS
def test_the_sentence_of_the_whole_household_stands_on_its_copy_only(town):
    whole = "".join(pages(compose(order(HANAKO, "household", town=town))))
    assert whole.count(OF_ALL) == 1
    assert OF_SOME not in whole
    for serial in (HANAKO, HANA):  # Hana lives alone, and asked for herself
        own = page(order(serial, town=town))
        assert own.count(OF_SOME) == 1
        assert "世帯全員" not in own


@FORMS
def test_a_partial_copy_can_never_bear_the_sentence_of_the_whole_household(town):
    family = register().household_of(resident(HANAKO))
    for some in (family[:-1], family[1:], family[::-1], [*family, family[0]], [family[0]], [*family, resident(HANA)]):
        with pytest.raises(ValueError, match="all of its members"):
            compose(order_for(*some, whom="household", town=town))
    with pytest.raises(ValueError, match="one person"):
        compose(order_for(*family, whom="self", town=town))


@FORMS
@pytest.mark.parametrize("items", [(), ("relation",), ("domicile",)])
def test_leaving_items_out_keeps_the_sentence_of_the_whole_household(town, items):
    assert OF_ALL in "".join(pages(compose(order(HANAKO, "household", items=items, town=town))))


@FORMS
def test_items_that_were_not_asked_for_say_that_they_are_omitted(town):
    text = page(order(HANAKO, items=(), town=town))
    for label in ("世帯主", "続柄", "本籍", "筆頭者", "個人番号", "住民票コード"):
        assert label + "【省略】" in text
    assert "太郎" not in text
    assert "本町" not in text


@FORMS
def test_each_item_is_shown_when_it_alone_is_asked_for(town):
    relation, domicile = (page(order(HANAKO, items=[item], town=town)) for item in ALL)
    assert "続柄妻" in relation
    assert "世帯主見本太郎" in relation
    assert "本籍【省略】" in relation
    assert "続柄【省略】" in domicile
    assert "本籍見本県みなと市本町一丁目10番地" in domicile
    assert "筆頭者見本太郎" in domicile


@FORMS
def test_what_is_not_recorded_is_marked_as_empty_and_its_row_stays(town):
    text = page(order(HANA, town=town))
    for label in ("旧氏の振り仮名", "旧氏", "住所を定めた年月日", "届出日", "転入前住所", "備考", "異動前住所"):
        assert label in text
    for label in ("旧氏の振り仮名", "旧氏", "住所を定めた年月日", "届出日", "転入前住所", "備考"):
        assert label + "【空欄】" in text


def test_furigana_that_is_not_notified_yet_leaves_its_row_empty():
    text = page(order_for(replace(resident(HANA), furigana="")))
    assert "氏名の振り仮名【空欄】" in text


def test_small_kana_stay_small_and_large_ones_large():
    for kana in ("キョウコ", "キヨウコ"):
        assert f"氏名の振り仮名{kana}" in page(order_for(replace(resident(HANA), furigana=kana)))


@pytest.mark.parametrize(
    ("serial", "household_sheets", "individual_sheets"), [(HANA, 1, 1), (TARO, 1, 4), (FIVE, 2, 5), (NINE, 3, 9)]
)
@pytest.mark.parametrize("copies", [1, 3])
def test_sheets_are_counted_as_they_come_out(serial, household_sheets, individual_sheets, copies):
    for town, sheets in ((TOWN, household_sheets), (INDIVIDUAL, individual_sheets)):
        document = compose(order(serial, "household", town=town, copies=copies))
        assert document.sheets == sheets * copies == len(pypdfium2.PdfDocument(document.pdf))


def test_every_sheet_is_a4_upright_and_says_that_it_is_a_specimen():
    for town in (TOWN, INDIVIDUAL):
        document = compose(order(NINE, "household", town=town))
        for sheet in pypdfium2.PdfDocument(document.pdf):
            assert sheet.get_size() == pytest.approx((595.28, 841.89), abs=0.01)
            biggest = max(text.get_bounds()[3] - text.get_bounds()[1] for text in sheet.get_objects(filter=[1]))
            assert biggest > 100 * 72 / 25.4  # the mark reaches across more than 100 mm of it
        assert all("見" in text and "本" in text for text in pages(document))


def test_each_copy_has_its_own_number_and_each_sheet_its_page():
    read = pages(compose(order(FIVE, "household", copies=2)))
    assert [text[text.index("発行番号") :] for text in read] == [
        "発行番号01-000123-1以下次頁1／2",
        "発行番号01-000123-12／2",
        "発行番号01-000123-2以下次頁1／2",
        "発行番号01-000123-22／2",
    ]


def test_the_certificate_is_signed_on_its_last_sheet_and_the_others_go_on():
    first, second, last = pages(compose(order(NINE, "household")))
    for text in (first, second):
        assert "以下次頁" in text
        assert "証明する" not in text
        assert "みなと市長" not in text
    assert OF_ALL in last
    assert "以下余白" in last
    assert "以下次頁" not in last
    assert "令和8年11月20日" in last


def test_the_mayor_signs_and_the_seal_says_that_it_is_black():
    text = page(order(HANA))
    assert "令和8年11月20日みなと市長見本港" in text
    assert "この印は黒色です" in text
    assert "職務代理者" not in text


def test_the_seal_is_printed_in_its_true_size_at_the_end_of_the_name():
    a_millimetre = 12  # pixels
    plain = order(HANA, town=replace(TOWN, ground=False))
    sheet = pypdfium2.PdfDocument(compose(plain).pdf)[0].render(scale=a_millimetre * 25.4 / 72).to_pil()
    right_of_the_name = sheet.convert("L").crop([a_millimetre * edge for edge in (172, 252, 195, 284)])
    _, top, right, bottom = right_of_the_name.point(lambda grey: 255 if grey < 100 else 0).getbbox()
    assert (bottom - top) / a_millimetre == pytest.approx(21 * 0.98, abs=0.2)  # the frame leaves 1 % on each side
    assert 172 + right / a_millimetre == pytest.approx(15 + 151 + 21 * 0.99, abs=0.2)


def test_a_municipality_that_issues_in_earnest_has_no_mark_across_the_page():
    text = page(order_for(replace(resident(HANA), name="港　花"), town=replace(TOWN, watermark="")))
    marked = page(order_for(replace(resident(HANA), name="港　花")))
    assert marked.count("見") == text.count("見") + 1


def test_the_deputy_signs_instead_while_there_is_one():
    acting = Signatory("みなと市長職務代理者　みなと市副市長", "見本　岸")
    text = page(order(HANA, town=replace(TOWN, acting=acting)))
    assert "みなと市長職務代理者みなと市副市長見本岸" in text
    assert "港" not in text.partition("証明する")[2]


@FORMS
def test_a_foreign_resident_has_nationality_and_status_in_place_of_the_domicile(town):
    text = page(order(MARIA, town=town))
    for label, value in [
        ("氏名", "MARIAGABRIELADACONCEICAOFERREIRADOSSANTOSLIMA"),
        ("通称の振り仮名", "スズキマリア"),
        ("通称", "鈴木マリア"),
        ("生年月日", "1988年7月4日"),
        ("国籍・地域", "ブラジル"),
        ("第30条の45規定区分", "中長期在留者"),
        ("在留資格", "定住者"),
        ("在留期間等", "3年"),
        ("在留期間等の満了の日", "令和9年10月14日"),
        ("在留カード等の番号", "ZZ00001006ZZ"),
        ("外国人住民となった年月日", "平成27年3月2日"),
        ("通称の記載・削除", "令和4年2月1日通称を記載"),
        ("備考", "氏名の片仮名表記マリアガブリエラ"),
    ]:
        assert label + value in text
    assert "本籍" not in text
    assert "筆頭者" not in text


@FORMS
def test_name_and_notified_name_are_both_printed_whatever_is_left_out(town):
    text = page(order(MARIA, items=(), town=town))
    assert "氏名MARIAGABRIELA" in text
    assert "通称鈴木マリア" in text
    assert "国籍・地域【省略】" in text
    assert "ブラジル" not in text
    assert "定住者" not in text


@FORMS
def test_a_special_permanent_resident_keeps_the_rows_that_hold_nothing(town):
    text = page(order(PERMANENT, town=town))
    assert "在留資格【空欄】" in text
    assert "在留期間等【空欄】" in text
    assert "特別永住者証明書の番号ZZ00001013ZZ" in text


def test_a_day_of_which_parts_are_unknown_is_printed_as_recorded():
    text = page(order(UNKNOWN_DAY))
    assert "生年月日大正15年月日不詳" in text
    assert "住民となった年月日昭和22年月日不詳" in text
    foreign = replace(resident(MARIA), birth=Day(date(1950, 1, 1), "1950年月日不詳"))
    assert "生年月日1950年月日不詳" in page(order_for(foreign))


def test_the_form_for_one_person_tells_the_moves_within_the_city():
    text = page(order(TARO, town=INDIVIDUAL))
    assert "異動前住所異動年月日異動事由みなと市汐見台二丁目8番1号令和元年6月1日転居以下余白" in text
    assert "異動前住所みなと市汐見台二丁目8番1号" in page(order(TARO))


@pytest.mark.parametrize(
    ("serial", "name"),
    [
        (YOSHINO, "𠮷田　﨑子"),
        (VARIANT, "葛\U000e0102城　邊\U000e0109子"),
        (FIVE, "渡邊\U000e010c　齋\U000e0104"),
        (ONE_NAME, "SUHARTINI"),
        (PERMANENT, "朴　見本"),
    ],
)
@FORMS
def test_a_hard_name_can_be_read_from_the_pdf_exactly_as_registered(town, serial, name):
    text = as_read(compose(order(serial, town=town)))
    assert f"氏名 {name}" in text.replace("\r\n", "\n")


def test_fifty_letters_are_all_printed():
    assert "氏名ALEXANDRINABARTHOLOMEACONSTANTINOPOULOUVASILOPULOU" in page(order(FIFTY_LETTERS))


def test_two_foreigners_and_a_japanese_share_a_sheet():
    household = replace(resident(TARO).household, members=(1, 2, 3))
    people = [replace(resident(s), id=i, household=household) for i, s in enumerate((TARO, MARIA, PERMANENT), 1)]
    text = page(order_for(*people, whom="household"))
    assert text.count("国籍・地域") == 2
    assert text.count("筆頭者") == 1


def test_seven_moves_within_the_city_are_more_than_the_form_takes():
    move = FormerAddress("みなと市本町一丁目1番1号", Day(date(2000, 1, 1)), Day(date(2001, 1, 1)), "転居", within=True)
    with pytest.raises(NotPrintable) as told:
        compose(order_for(replace(resident(HANA), former_addresses=(move,) * 7), town=INDIVIDUAL))
    assert (told.value.cause, told.value.field) == (Cause.OVERFLOW, "異動前住所")
    six = page(order_for(replace(resident(HANA), former_addresses=(move,) * 6), town=INDIVIDUAL))
    assert six.count("転居") == 6
