"""Lookups are exact: equal to a set whatever the keys are, and while another list is put in force."""

import os
import struct
import threading
from mmap import ACCESS_READ, mmap

from hypothesis import given
from hypothesis import strategies as st
from snapshots.made import RIDERS, file_of

from central.snapshots.tables import built
from firmware.snapshots.lookup import Lookup

MILLION = 1_000_000
KEYS = st.one_of(
    st.integers(0, 2**64 - 1),
    # many that share their high bits, or all of them but one, and the ends of the range
    st.integers(0, 300).map(lambda n: 0xABCDEF << 40 | n),
    st.integers(0, 63).map(lambda bit: 1 << bit),
    st.sampled_from([0, 1, 2**64 - 1, 2**64 - 2, 2**63]),
)


def lookup_of(rows):
    return Lookup(built(rows.items(), 8), len(rows), 8)


@given(st.dictionaries(KEYS, st.binary(min_size=8, max_size=8), max_size=400), st.lists(KEYS, max_size=100))
def test_a_lookup_finds_what_a_dictionary_finds_and_nothing_else(rows, others):
    lookup = lookup_of(rows)
    for key in [*rows, *others, *(key ^ 1 for key in rows)]:
        assert lookup.row(key) == rows.get(key)
        assert (key in lookup) == (key in rows)


def test_runs_of_any_length_are_found_through():
    crowded = {(7 << 60) + n * 3: n.to_bytes(8, "big") for n in range(5_000)}
    alone = {n << 57: b"a lone 1" for n in range(1, 100)}
    rows = crowded | alone
    lookup = lookup_of(rows)
    assert {key: lookup.row(key) for key in rows} == rows
    assert not any((7 << 60) + n * 3 + 1 in lookup for n in range(5_000))


def test_among_a_million_nobody_is_refused_wrongly_and_nobody_let_in(tmp_path):
    keys = sorted({n for (n,) in struct.iter_unpack("<Q", os.urandom(8 * MILLION))})
    path = tmp_path / "million"
    path.write_bytes(struct.pack(f"<{len(keys)}Q", *keys) + bytes(8 * len(keys)))
    with path.open("rb") as file:
        lookup = Lookup(mmap(file.fileno(), 0, access=ACCESS_READ), len(keys), 8)
    present = set(keys)
    assert sum(key not in lookup for key in keys) == 0
    assert sum(key + 1 in lookup for key in keys[:-1:4] if key + 1 not in present) == 0


def test_no_lookup_fails_while_lists_are_put_in_force(shelf, maker):
    always = [f"always {n}" for n in range(200)]
    shelf.take(RIDERS, file_of(maker.whole(maker.people(always, 1))))
    wrong, over, looked = [], threading.Event(), [0] * 8

    def look(thread):
        while not over.is_set():
            for name in always:
                if shelf.held(RIDERS).allowance(name) is None or shelf.held(RIDERS).row("never") is not None:
                    wrong.append(name)
                looked[thread] += 1

    threads = [threading.Thread(target=look, args=(thread,)) for thread in range(8)]
    for thread in threads:
        thread.start()
    for number in range(2, 21):
        shelf.take(RIDERS, file_of(maker.whole(maker.people([*always, f"new {number}"], number))))
    over.set()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert all(looked)
    assert shelf.held(RIDERS).allowance("new 20")
