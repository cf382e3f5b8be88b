"""The supplementary card of a family register (戸籍の附票) as an officer reads it."""

from datetime import date

import pypdfium2
import pytest
from msgspec.structs import replace
from sample_city import HANA, HANAKO, TOWN, YOSHINO, family_order, pages, register, resident

from central.service.family import Stay
from central.service.forms import Cause, NotPrintable, compose
from central.service.forms.family_addresses import CAPACITY
from central.service.residents import Day

ALL = "この写しは、戸籍の附票の原本と相違ないことを証明する。"
SOME = "この写しは、戸籍の附票の一部の写しで、原本と相違ないことを証明する。"


def read(serial, whom="everybody", items=(), **asked) -> str:
    return "".join(pages(compose(family_order("supplementary", serial, whom, items, **asked))))


def of(serial):
    return register().family_of(resident(serial))


def with_stays(count: int):
    """Hanako's register in which the first person has lived at so many addresses."""
    stays = tuple(Stay(f"見本県やま市緑町{n}番地", Day(date(1980 + n // 12, 1 + n % 12, 1))) for n in range(count))
    first, *others = of(HANAKO).members
    return replace(of(HANAKO), members=(replace(first, stays=stays), *others))


def test_addresses_stand_below_each_person_the_oldest_first():
    text = read(HANAKO)
    assert (
        "氏名見本太郎生年月日昭和53年5月12日性別男"
        "住所見本県やま市緑町三丁目4番5号住定日平成18年5月20日"
        "住所みなと市汐見台二丁目8番1号住定日平成22年4月1日"
        "住所みなと市浜町一丁目2番3号住定日令和元年6月1日"
        "氏名見本花子" in text
    )
    assert text.index("見本次郎") < text.index("見本さくら") < text.index("以下余白") < text.index(ALL)


def test_domicile_and_head_are_left_out_unless_they_are_asked_for():
    without, asked = read(HANAKO), read(HANAKO, items=["domicile"])
    assert "本籍【省略】筆頭者【省略】" in without
    assert "本町一丁目10番地" not in without
    assert "本籍見本県みなと市本町一丁目10番地筆頭者見本太郎" in asked
    assert "【省略】" not in asked


def test_people_stand_by_their_given_names_where_the_head_is_shown_and_by_their_full_ones_where_not():
    assert "氏名見本花子" in read(HANAKO)
    asked = read(HANAKO, items=["domicile"])
    assert "名花子生年月日" in asked
    assert "氏名" not in asked


def test_the_card_says_when_it_was_made_or_made_anew():
    assert "編製日平成18年5月20日" in read(HANAKO)
    assert "改製日平成14年3月16日" in read(HANA)


def test_a_card_of_a_day_before_the_eras_is_for_the_counter():
    with pytest.raises(NotPrintable) as told:
        read(HANA, record=replace(of(HANA), card_began=date(1068, 3, 16)))
    assert told.value.cause is Cause.DAY


def test_who_was_removed_before_2022_has_neither_birth_nor_sex():
    assert "除籍平成30年12月3日生年月日【空欄】性別【空欄】" in read(HANA)
    first, *others = of(HANA).members
    later = replace(of(HANA), members=(replace(first, removed=date(2022, 1, 11)), *others))
    assert "除籍令和4年1月11日生年月日昭和13年6月1日性別男" in read(HANA, record=later)
    before = replace(of(HANA), members=(replace(first, removed=date(2022, 1, 10)), *others))
    assert "除籍令和4年1月10日生年月日【空欄】性別【空欄】" in read(HANA, record=before)


def test_an_address_whose_day_is_not_recorded_says_so():
    first, *others = of(HANAKO).members
    record = replace(of(HANAKO), members=(replace(first, stays=(Stay("見本県やま市1番地"),)), *others))
    assert "住所見本県やま市1番地住定日【空欄】" in read(HANAKO, record=record)


def test_a_copy_for_oneself_has_ones_own_addresses_and_says_that_it_is_a_part():
    text = read(HANAKO, "self")
    assert "見本花子" in text
    assert not any(name in text for name in ("太郎", "次郎", "さくら"))
    assert SOME in text
    assert ALL not in text
    assert SOME not in read(HANAKO)


@pytest.mark.parametrize("kind", ["family-all", "family-one", "supplementary"])
def test_where_another_of_the_register_lives_stands_on_no_certificate_that_can_be_ordered(kind):
    # Who fled from a home stays in one register with those who are left in it.
    hidden = (Stay("見本県やま市秘密町1番地", Day(date(2026, 4, 1))),)
    holder = resident(HANAKO).id
    members = [one if one.resident == holder else replace(one, stays=hidden) for one in of(HANAKO).members]
    record = replace(of(HANAKO), members=tuple(members))
    text = "".join(pages(compose(family_order(kind, HANAKO, items=("domicile",), record=record))))
    assert "花子" in text
    assert "秘密町" not in text


def test_only_who_stands_in_the_register_has_a_copy_for_himself():
    with pytest.raises(ValueError, match="does not stand in this family register"):
        compose(family_order("supplementary", HANAKO, "self", record=of(HANA)))


@pytest.mark.parametrize("count", [1, CAPACITY - 3, CAPACITY - 2, CAPACITY - 1, CAPACITY, 3 * CAPACITY])
def test_many_addresses_go_on_over_as_many_sheets_as_it_takes_and_none_is_lost(count):
    document = compose(family_order("supplementary", HANAKO, "everybody", record=with_stays(count)))
    read_ = pages(document)
    assert document.sheets == len(read_) == len(pypdfium2.PdfDocument(document.pdf))
    whole = "".join(read_)
    assert [n for n in range(count) if f"住所見本県やま市緑町{n}番地住定日" in whole] == list(range(count))
    assert [f"{n}／{len(read_)}" in text for n, text in enumerate(read_, 1)] == [True] * len(read_)
    assert whole.count(ALL) == 1
    assert ALL in read_[-1]


@pytest.mark.parametrize("count", [*range(CAPACITY - 6, CAPACITY + 2), 4 * CAPACITY])
def test_nobody_stands_without_an_address_below_nor_an_address_without_its_person_above(count):
    for text in pages(compose(family_order("supplementary", HANAKO, "everybody", record=with_stays(count)))):
        assert 0 < text.index("氏名") < text.index("住所")
        for person in text.split("氏名")[1:]:
            assert "住所" in person


def test_hard_names_and_long_addresses_find_room_or_are_refused():
    first, *others = of(YOSHINO).members
    long_ = "見本県みなと市港南三丁目6番1-1202号　みなとみらいの見える丘レジデンスタワーイースト"
    record = replace(of(YOSHINO), members=(replace(first, stays=(Stay(long_, Day(date(2020, 1, 1))),)), *others))
    text = read(YOSHINO, record=record)
    assert "".join(long_.split()) in text
    assert "𠮷田葛\U000e0102花" in "".join(
        sheet.get_textpage().get_text_range()
        for sheet in pypdfium2.PdfDocument(
            compose(family_order("supplementary", YOSHINO, "everybody", record=record)).pdf
        )
    ).replace("　", "")
    endless = replace(record, members=(replace(first, stays=(Stay("みなと市" * 60),)),))
    with pytest.raises(NotPrintable) as told:
        read(YOSHINO, record=endless)
    assert (told.value.cause, told.value.field) == (Cause.OVERFLOW, "住所")


def test_every_fixed_word_comes_from_the_municipalitys_file():
    words = replace(TOWN.supplementary, title="附票の例", all="例示の言葉である。")
    text = read(HANAKO, town=replace(TOWN, supplementary=words))
    assert "附票の例" in text
    assert "例示の言葉である。" in text
    assert "戸籍の附票" not in text
