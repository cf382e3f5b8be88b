"""Tables that an office opens in a spreadsheet: what anybody wrote stays a text."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.service.spreadsheets import FORMULA, plain, text_of

SIGNS = ["=", "+", "-", "@", "\t", "\r", "\n", "\0"]


@pytest.mark.parametrize("sign", [*SIGNS, "＝", "＋", "－", "＠"])
def test_what_would_be_a_formula_is_a_text(sign):
    assert plain(f"{sign}1+1") == f"'{sign}1+1"


@pytest.mark.parametrize("cell", [-350, 0, "", "駅前", "2026-11", "a=b", "<3", "'=1"])
def test_all_else_is_as_it_was(cell):
    assert plain(cell) is cell


@given(st.lists(st.lists(st.text() | st.integers(), min_size=1), max_size=5))
def test_no_cell_of_a_file_begins_a_formula_and_each_is_still_there(table):
    found = list(csv.reader(io.StringIO(text_of(table), newline="")))
    for cells, row in zip(found, table, strict=True):
        for cell, was in zip(cells, row, strict=True):
            assert cell.removeprefix("'" if cell != str(was) else "") == str(was)
            assert isinstance(was, int) or not cell.startswith(FORMULA)
