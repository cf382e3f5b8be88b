"""Labelled lines on sheets: whatever the register says, no word is lost and no label stands without its value."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.service.coverage import is_selector
from central.service.family import Line
from central.service.forms import Cause, NotPrintable
from central.service.forms.rows import WIDTH, Row, groups_of, rows_of, sheets_of

WORDS = st.text(
    st.sampled_from("見本県みなと市10番地年、。（）「」葛辻\U000e0102Aa 　ー々ッ"), min_size=1, max_size=200
)
LABELS = st.text(st.sampled_from("出生日届人従前戸籍氏名"), min_size=1, max_size=12)
LINES = st.builds(Line, LABELS, WORDS, st.lists(st.builds(Line, LABELS, WORDS), max_size=3).map(tuple))


def printed(line: Line) -> str:
    return f"【{line.label}】{line.value}{''.join(map(printed, line.inner))}"


def width(text: str) -> float:
    return sum((0 if is_selector(ord(c)) else 1) if ord(c) > 0x2E80 else 0.62 for c in text)


@given(LINES)
def test_a_line_is_printed_whole_and_in_its_order(line):
    assert "".join(row.entry[1] for row in rows_of(line)) == printed(line)


@given(LINES)
def test_a_label_always_has_the_first_words_of_its_value_beside_it(line):
    for row in rows_of(line):
        text = row.entry[1]
        assert text.count("【") == text.count("】") <= 1
        if "】" in text:
            assert text.startswith(f"【{row.entry[0]}】")
            assert not text.endswith("】")


@given(LINES)
def test_no_row_is_wider_than_its_column(line):
    assert all(width(row.entry[1]) + row.indent <= WIDTH for row in rows_of(line))


@given(st.text(st.sampled_from("見本、。）（「葛\U000e0102"), max_size=200))
def test_no_row_begins_with_what_clings_to_the_row_before(value):
    value = re.sub(r"([^見本葛])[^見本葛]+", r"\1", value)  # not more than one in a row, or there is no other way
    first, *rest = rows_of(Line("名", f"見{value}"))
    assert not any(re.match("[、。）\U000e0102]", row.entry[1]) for row in rest)
    assert not any(row.entry[1].endswith(("（", "「")) for row in [first, *rest][:-1])


@given(st.lists(st.integers(1, 60), max_size=30), st.integers(4, 40))
def test_rows_that_belong_together_are_torn_apart_only_when_they_are_longer_than_a_sheet(sizes, capacity):
    groups = [[Row([str(g), f"{g}.{i}"]) for i in range(size)] for g, size in enumerate(sizes)]
    sheets = sheets_of(groups, capacity)
    assert [row for sheet in sheets for row in sheet] == [row for group in groups for row in group]
    assert all(len(sheet) <= capacity for sheet in sheets)
    for number, size in enumerate(sizes):
        on = [i for i, sheet in enumerate(sheets) if any(row.entry[0] == str(number) for row in sheet)]
        assert len(on) == 1 or size > capacity


def test_no_sheet_but_the_only_one_is_empty():
    assert sheets_of([], 10) == [[]]
    assert [len(sheet) for sheet in sheets_of([[Row(["", ""])] * 10] * 2, 10)] == [10, 10]


def test_numbers_are_not_broken_and_letters_stay_with_their_selectors():
    rows = rows_of(Line("名", "見" * 31 + "2026年"))
    assert [row.entry[1] for row in rows] == ["【名】" + "見" * 31, "2026年"]
    rows = rows_of(Line("名", "見" * 32 + "葛\U000e0102" * 40))
    assert all(row.entry[1].count("葛") == row.entry[1].count("\U000e0102") for row in rows)
    assert [row.indent for row in rows] == [0, 2, 2]


def test_the_record_before_a_correction_is_moved_in_and_stays_with_its_first_line():
    line = Line("従前の記録", inner=(Line("父", "見本太郎"), Line("母", "見本花子")))
    first, second = groups_of(line)
    assert [row.entry[1] for row in first] == ["【従前の記録】", "【父】見本太郎"]
    assert [row.indent for row in (*first, *second)] == [0, 2, 2]


@pytest.mark.parametrize("label", ["名" * 34, "名" * 40])
def test_a_label_that_leaves_no_room_for_its_value_is_not_printed(label):
    with pytest.raises(NotPrintable) as told:
        rows_of(Line(label, "見本"))
    assert (told.value.cause, told.value.field) == (Cause.OVERFLOW, "記録")
