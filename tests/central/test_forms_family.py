"""The family register's two certificates as an officer reads them, sheet by sheet."""

import re
from datetime import date

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from sample_city import FIVE, GAIJI, HANA, HANAKO, TOWN, YOSHINO, family_order, pages, register, resident

from central.service.era import long
from central.service.family import Event, Line
from central.service.forms import KINDS, Cause, FormOrder, NotPrintable, compose
from central.service.forms.family import CAPACITY
from central.service.residents import Day

ALL = "これは、戸籍に記録されている事項の全部を証明した書面である。"
ONE = "これは、戸籍中の一部の者について記録されている事項の全部を証明した書面である。"


def read(who, kind="family-all", **asked) -> str:
    return "".join(pages(compose(family_order(kind, who, **asked))))


def of(serial):
    return register().family_of(resident(serial))


def with_events(serial, *events):
    """The register of a card's holder in which that happened to the first person."""
    family = of(serial)
    first, *others = family.members
    return replace(family, members=(replace(first, events=(*first.events, *events)), *others))


def lines_of(family):
    events = [*family.events, *(event for one in family.members for event in one.events)]
    return [line for event in events for line in event.lines]


def body(sheet: str) -> str:
    """The rows of a sheet, between its title and what stands below them."""
    return re.split("以下余白|これは、|発行番号", sheet.partition("全部事項証明")[2])[0]


def plain(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("serial", [HANAKO, HANA, YOSHINO, FIVE])
def test_everything_that_is_recorded_is_printed_with_its_label(serial):
    family, text = of(serial), read(serial)
    for line in lines_of(family):
        assert plain(f"【{line.label}】{line.value}") in text
        assert all(f"【{inner.label}】{inner.value}" in text for inner in line.inner)
    for one in family.members:
        assert f"【名】{one.name}" in text
        assert f"【生年月日】{one.birth.printed or long(one.birth.on)}" in text
        assert f"【父】{one.father}【母】{one.mother}【続柄】{one.relation}" in text


def test_the_blocks_stand_in_the_forms_order():
    text = read(HANAKO)
    person = [
        "戸籍に記録されている者",
        "【名】太郎",
        "【生年月日】",
        "【配偶者区分】夫",
        "【父】",
        "【母】",
        "【続柄】",
    ]
    order = ["全部事項証明", "本籍", "氏名", "見本太郎", "戸籍事項", "戸籍編製", "【編製日】", *person, "身分事項"]
    order += ["出生", "【出生日】", "婚姻", "【婚姻日】", "【名】花子", "更正", "【従前の記録】", "【父】小手本政雄"]
    place = 0
    for words in [*order, "【名】次郎", "【名】さくら", "以下余白", ALL, "令和8年11月20日", "みなと市長"]:
        place = text.index(words, place)


def test_furigana_is_printed_where_it_was_reported():
    text = read(YOSHINO)
    assert "【氏の振り仮名】ヨシダ" in text
    assert "【名】髙一【名の振り仮名】コウイチ" in text
    son = next(one for one in of(FIVE).members if one.name == "榮一")
    assert not son.furigana
    assert "【名】榮一【生年月日】" in read(FIVE)


def test_who_was_removed_keeps_his_place_with_the_word_in_a_frame():
    text = read(HANA)
    assert text.count("戸籍に記録されている者") == 3
    assert text.count("除籍") == 2
    assert text.index("【名】清") < text.index("【死亡日】") < text.index("【名】ハナ") < text.index("【名】文子")
    assert "除籍" not in read(HANAKO)


def test_a_register_that_was_made_anew_says_when_and_why():
    assert "戸籍改製【改製日】平成14年3月16日【改製事由】平成6年法務省令第51号附則第2条第1項による改製" in read(HANA)


def test_an_adopted_child_has_its_parents_by_birth_and_those_by_adoption():
    text = read(YOSHINO)
    assert "【続柄】長女【養父】𠮷田髙一【養母】𠮷田﨑子【続柄】養女" in text


def test_the_record_before_a_correction_stands_moved_in_below_its_label():
    found = pypdfium2.PdfDocument(compose(family_order("family-all", HANAKO)).pdf)[0].get_textpage()
    left = {
        words: found.get_charbox(found.search(words).get_next()[0])[0]
        for words in ("【従前の記録】", "【父】小手本政雄")
    }
    assert left["【父】小手本政雄"] - left["【従前の記録】"] == pytest.approx(20, abs=1)  # points: two characters


WORDS = st.text(st.sampled_from("見本県みなと市10番地年、。（）葛\U000e0102 　"), min_size=1, max_size=120)
LINES = st.builds(Line, WORDS.map(lambda text: f"{text[:6]}日"), WORDS)
DAYS = st.dates(date(1900, 1, 1), date(2026, 1, 1))
EVENTS = st.lists(
    st.builds(Event, WORDS.map(lambda text: text[:8]), DAYS, st.lists(LINES, min_size=1, max_size=6).map(tuple))
)


@given(st.lists(EVENTS, min_size=1, max_size=6))
def test_whatever_is_recorded_stands_on_the_sheets_in_its_order_and_no_heading_alone(recorded):
    first = of(HANAKO).members[0]
    members = tuple(replace(first, name=f"太郎{i}", events=tuple(events)) for i, events in enumerate(recorded))
    record = replace(of(HANAKO), members=members)
    sheets = [sheet["rows"] for sheet in KINDS["family-all"](family_order("family-all", HANAKO, record=record)).sheets]
    rows = [row["entry"][1] for sheet in sheets for row in sheet]
    printed = "".join(rows)
    for i, events in enumerate(recorded):
        told = "".join(f"【{line.label}】{line.value}" for event in events for line in event.lines)
        entry = printed.partition(f"【名】太郎{i}")[2].partition("【名】")[0]
        assert entry.endswith(f"【続柄】長男{told}")
    for sheet in sheets:
        assert 0 < len(sheet) <= CAPACITY
        assert sheet[-1]["entry"][1], "a heading, or nothing, stands at the foot of a sheet"


def test_an_individual_certificate_has_ones_own_entry_and_nobody_elses():
    text = read(HANAKO, "family-one")
    assert "個人事項証明" in text
    assert ONE in text
    assert text.count("戸籍に記録されている者") == 1
    assert "【名】花子" in text
    assert not any(f"【名】{name}" in text for name in ("太郎", "次郎", "さくら"))
    assert "氏名見本太郎" in text  # the head of the register
    assert ALL in read(HANAKO)
    assert ONE not in read(HANAKO)


def test_only_who_stands_in_the_register_and_has_not_left_it_has_a_certificate_of_his_own():
    with pytest.raises(ValueError, match="does not stand in this family register"):
        compose(family_order("family-one", HANAKO, record=of(HANA)))
    gone = replace(of(HANAKO), members=tuple(replace(one, removed=date(2020, 1, 1)) for one in of(HANAKO).members))
    with pytest.raises(ValueError, match="does not stand"):
        compose(family_order("family-one", HANAKO, record=gone))


@pytest.mark.parametrize("kind", ["family-all", "family-one", "supplementary"])
def test_without_a_family_register_nothing_is_made(kind):
    order: FormOrder = replace(family_order(kind, HANAKO), record=register().seal_of(resident(HANAKO)))
    with pytest.raises(ValueError, match="needs a family register"):
        compose(order)


def test_sheets_are_numbered_and_only_the_last_one_certifies():
    first, last = pages(compose(family_order("family-all", HANAKO)))
    assert "（2の1）全部事項証明" in first
    assert "（2の2）全部事項証明" in last
    assert "以下次頁" in first
    assert ALL not in first
    assert "以下余白" not in first
    assert "以下次頁" not in last
    assert "発行番号01-000123-1" in first


@pytest.mark.parametrize("events", [3, 40, 200])
def test_a_long_register_goes_on_over_as_many_sheets_as_it_takes(events):
    moved = [
        Event("転籍", date(2020, 1, 1), (Line("転籍日", f"令和2年1月{n}日"), Line("従前本籍", f"見本県{n}番地")))
        for n in range(events)
    ]
    document = compose(family_order("family-all", HANAKO, record=with_events(HANAKO, *moved), copies=2))
    read_ = pages(document)
    assert document.sheets == len(read_) == len(pypdfium2.PdfDocument(document.pdf))
    whole = "".join(body(text) for text in read_)
    assert all(whole.count(f"【転籍日】令和2年1月{n}日【従前本籍】見本県{n}番地") == 2 for n in range(events))
    copy = len(read_) // 2
    assert [f"（{copy}の{n}）" in text for n, text in enumerate(read_[:copy], 1)] == [True] * copy
    assert "".join(read_).count("証明した書面である") == 2


def test_a_text_longer_than_a_sheet_is_printed_whole():
    long_ = "".join(f"第{n}項見本の記載。" for n in range(250))
    record = with_events(HANAKO, Event("その他", date(2020, 1, 1), (Line("特記事項", long_),)))
    text = "".join(body(text) for text in pages(compose(family_order("family-all", HANAKO, record=record))))
    assert f"【特記事項】{long_}" in text


def test_a_full_last_sheet_still_has_room_for_the_words_at_its_end():
    *_, last = pypdfium2.PdfDocument(compose(full_to_the_last_row()).pdf)
    sheet = last.get_textpage()
    end = sheet.get_charbox(sheet.search("以下余白").get_next()[0])[1]
    sentence = sheet.get_charbox(sheet.search("これは").get_next()[0])[3]
    assert end - sentence > 10  # points between the last row and the certifying words


def full_to_the_last_row() -> FormOrder:
    noted = Event("その他", date(2020, 1, 1), (Line("記載", "見本"),))
    for count in range(CAPACITY):
        family = with_events(HANAKO, *[noted] * count)
        order = family_order("family-all", HANAKO, record=replace(family, members=family.members[:1]))
        if len(KINDS["family-all"](order).sheets[-1]["rows"]) == CAPACITY:
            return order
    raise AssertionError("no number of events fills a sheet")


@pytest.mark.parametrize(
    "name", ["\U00020bb7田　葛\U000e0102子", "長宗我部　" + "寿限無" * 12, "一　一", "勅使河原　\u908a\U000e0109"]
)
def test_hard_names_are_printed_as_recorded(name):
    family, given = name.split("　")
    record = of(HANAKO)
    first, *others = record.members
    record = replace(record, family_name=family, head=name, members=(replace(first, name=given), *others))
    document = compose(family_order("family-all", HANAKO, record=record))
    raw = "".join(sheet.get_textpage().get_text_range() for sheet in pypdfium2.PdfDocument(document.pdf))
    joined = "".join(raw.split())
    assert f"【名】{given}" in joined
    assert f"{family}{given}" in joined


def test_a_character_that_the_font_lacks_is_told_by_its_label_and_not_printed():
    with pytest.raises(NotPrintable) as told:
        compose(family_order("family-all", GAIJI))
    assert (told.value.cause, told.value.field) == (Cause.GLYPH, "名")
    assert "\ue000" not in str(told.value)


def test_a_day_before_the_eras_is_for_the_counter():
    family = of(HANAKO)
    first, *others = family.members
    record = replace(family, members=(replace(first, birth=Day(date(1078, 5, 12))), *others))
    with pytest.raises(NotPrintable) as told:
        compose(family_order("family-all", HANAKO, record=record))
    assert told.value.cause is Cause.DAY


@pytest.mark.parametrize(
    "event",
    [
        Event("離婚", date(2020, 1, 1), (Line("親権者", "父\n母"),)),
        Event("離婚" * 40, date(2020, 1, 1), (Line("親権者", "父"),)),
        Event("離婚", date(2020, 1, 1), (Line("親権者" * 12, "父"),)),
    ],
)
def test_what_finds_no_room_is_told_without_a_word_of_what_is_recorded(event):
    with pytest.raises(NotPrintable) as told:
        compose(family_order("family-all", HANAKO, record=with_events(HANAKO, event)))
    assert told.value.cause is Cause.OVERFLOW
    assert not any(word in str(told.value) for word in ("離婚", "親権者"))


def test_an_event_of_which_nothing_is_recorded_stands_with_its_heading_alone():
    assert "離婚" in "".join(read(HANAKO, record=with_events(HANAKO, Event("離婚", date(2020, 1, 1), ()))).split("　"))


def test_a_day_of_which_parts_are_unknown_is_printed_as_recorded():
    family = of(HANAKO)
    first, *others = family.members
    record = replace(family, members=(replace(first, birth=Day(date(1945, 1, 1), "昭和20年月日不詳")), *others))
    assert "【生年月日】昭和20年月日不詳" in read(HANAKO, record=record)


def test_the_same_order_gives_the_same_bytes():
    assert compose(family_order("family-all", HANAKO)).sha256 == compose(family_order("family-all", HANAKO)).sha256


def test_every_fixed_word_comes_from_the_municipalitys_file():
    words = replace(TOWN.family, all_title="戸籍の証明", all="例示の言葉である。", place="{sheet}枚目・全{sheets}枚")
    text = read(HANAKO, town=replace(TOWN, family=words))
    assert "1枚目・全2枚戸籍の証明" in text
    assert "例示の言葉である。" in text
    assert "全部事項証明" not in text


def test_registers_all_over_the_city_are_printed_or_sent_to_the_counter():
    numbers = [number for number in range(100, 2000, 120) if register().by_id(number)]
    residents = [register().by_id(number) for number in numbers]
    told = [outcome(one) for one in residents if register().family_of(one)]
    assert len(told) > 8
    assert set(told) <= {"printed", Cause.GLYPH}
    assert told.count("printed") > len(told) * 0.8


def outcome(one) -> str:
    try:
        assert all(compose(family_order(kind, one)).sheets for kind in ("family-all", "family-one", "supplementary"))
    except NotPrintable as told:
        return told.cause
    return "printed"
