"""A delta makes the very bytes of the whole, whatever was in either list; and nothing of another list."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from snapshots.cut_disk import HastyDisk
from snapshots.made import RIDERS, WIDTH, Maker, file_of

from central.snapshots.tables import BLOCK, Edits, Table, applied, built, difference
from firmware.snapshots.shelf import Shelf

MAKER = Maker()
KEYS = st.one_of(st.integers(0, 2**64 - 1), st.integers(0, 60), st.integers(0, 60).map(lambda n: 2**64 - 1 - n))
# few rows, so that many keys keep theirs
ROWS = st.dictionaries(KEYS, st.sampled_from([bytes(8), b"1" * 8, b"2" * 8]), max_size=80)


def table(rows):
    return Table(built(rows.items(), WIDTH), len(rows), WIDTH)


def remade(old, new):
    """The bytes that the delta from one to the other makes of the old one, sent and read in between."""
    edits = difference(old, new)
    sent = edits.packed()
    back = Edits.of(sent, len(edits.removed), len(edits.changed), WIDTH)
    assert back == edits
    return b"".join(applied(old, back))


@given(ROWS, ROWS)
def test_a_delta_makes_the_whole_byte_for_byte(old, new):
    assert remade(table(old), table(new)) == built(new.items(), WIDTH)


@given(ROWS, ROWS)
def test_a_delta_says_no_more_than_what_changed(old, new):
    edits = difference(table(old), table(new))
    assert edits.removed == sorted(set(old) - set(new))
    assert dict(edits.changed) == {key: row for key, row in new.items() if old.get(key) != row}


@given(ROWS, ROWS)
@settings(max_examples=40)
def test_a_terminal_comes_to_the_same_by_a_delta_as_by_the_whole(old, new):
    first, second = MAKER.table(old, 1), MAKER.table(new, 2)
    with tempfile.TemporaryDirectory() as folder:
        shelf = Shelf(Path(folder) / "shelf", MAKER.public, HastyDisk())
        shelf.keep_key(RIDERS, MAKER.list_key(RIDERS))
        shelf.take(RIDERS, file_of(MAKER.whole(first)))
        shelf.take(RIDERS, file_of(MAKER.delta(first, second)))
        assert shelf.held(RIDERS).raw[:] == second.payload
        assert all(shelf.held(RIDERS).lookup.row(key) == new.get(key) for key in [*old, *new])


def test_long_lists_that_differ_little_are_compared_in_blocks():
    rows = {n * 7: n.to_bytes(8, "big") for n in range(BLOCK * 5)}
    new = {key: row for key, row in rows.items() if key not in (0, 7 * BLOCK, 7 * (BLOCK * 5 - 1))} | {8: b"8" * 8}
    edits = difference(table(rows), table(new))
    assert (edits.removed, edits.changed) == ([0, 7 * BLOCK, 7 * (BLOCK * 5 - 1)], [(8, b"8" * 8)])
    assert remade(table(rows), table(new)) == built(new.items(), WIDTH)


def test_a_delta_that_takes_out_what_is_not_there_does_not_fit():
    with pytest.raises(ValueError, match="takes out a key that is not in the list"):
        list(applied(table({1: bytes(8)}), Edits([2], [])))


@given(st.binary(max_size=60), st.integers(0, 4), st.integers(0, 4))
def test_what_is_no_delta_is_refused(sent, removed, changed):
    fits = len(sent) == (removed + changed) * 8 + changed * WIDTH
    if fits:
        assert Edits.of(sent, removed, changed, WIDTH).packed() == sent
    else:
        with pytest.raises(ValueError, match="length"):
            Edits.of(sent, removed, changed, WIDTH)


def test_a_daily_delta_of_a_city_is_small():
    city = {n * 54_877_000_000: bytes(8) for n in range(30_000)}
    new = {key: row for n, (key, row) in enumerate(city.items()) if n % 1000} | {n: bytes(8) for n in range(1, 31)}
    sent = difference(table(city), table(new)).packed()
    assert len(sent) == 30 * 8 + 30 * 16
