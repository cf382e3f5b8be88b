"""In whatever order records come, and however often: one ledger."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledger.conftest import Clock
from ledger.fed import (
    act,
    aside,
    balance,
    feed,
    granted,
    hash_of,
    post_all,
    record,
    rewind,
    ride,
    spent,
    transfers,
    void,
)

from central.service.ledger import checking
from central.service.ledger.deriving import Deriving
from central.service.ledger.poster import post_new
from central.service.ledger.postings import Fact
from central.service.ledger.requests import grant
from central.service.stores.sqlite import SqliteStore
from central.wire import Phase

TERMINALS = ("bus-1", "bus-2", "kiosk-1")
small = st.integers(0, 30)


@st.composite
def stories(draw):
    """Records that belong together, in the order in which they were made."""
    name = str(draw(st.integers(0, 10**6)))
    wrong = ride(
        name, fare=1000, subsidy=draw(small), firm=f"f{draw(st.integers(0, 2))}", rider=draw(st.integers(0, 3))
    )
    kind = draw(st.integers(0, 5))
    if kind == 0:
        return [wrong]
    if kind == 1:
        return [wrong, void(f"{name}v", wrong), void(f"{name}w", wrong)][: draw(st.integers(2, 3))]
    if kind == 2:
        return [granted(name, draw(small), account=f"a{draw(st.integers(0, 1))}")]
    if kind == 3:
        return [spent(name, draw(small), account=f"a{draw(st.integers(0, 1))}")]
    if kind == 4:
        what, end = draw(st.sampled_from(["charge", "give", "owed"])), draw(st.sampled_from([None, "done", "not_done"]))
        return act(what, name, end and Phase(end), yen=draw(small))
    return [ride(name, fare=1, subsidy=1, paid=1), record("ride", f"{name}x")]


@st.composite
def histories(draw):
    """Chains of records, a story often spread over several; no record in two of them."""
    chains = {name: [] for name in TERMINALS}
    seen = set()
    for story in draw(st.lists(stories(), min_size=1, max_size=8)):
        for each in story:
            if each.id not in seen:
                chains[draw(st.sampled_from(TERMINALS))].append(each)
                seen.add(each.id)
    return chains


def opened(folder, name):
    return SqliteStore(Path(folder) / name)


def in_one_go(folder, chains):
    store = opened(folder, "whole.sqlite")
    for terminal, records in chains.items():
        feed(store, terminal, records)
    post_all(store, Clock())
    found = hash_of(store)
    store.close()
    return found


def arrive(store, chains, draw):
    """Piece by piece in any order, posted now and then, from the beginning again, after a restart."""
    left, clock = {name: list(records) for name, records in chains.items()}, Clock()
    while any(left.values()):
        terminal = draw(st.sampled_from([name for name in left if left[name]]))
        count = draw(st.integers(1, len(left[terminal])))
        feed(store, terminal, left[terminal][:count])
        del left[terminal][:count]
        match draw(st.integers(0, 3)):
            case 0:
                post_all(store, clock, draw(st.integers(1, 4)))
            case 1:
                rewind(store)
            case 2:
                path = store.path
                store.close()
                store = SqliteStore(path)
    post_all(store, clock)
    rewind(store)
    post_all(store, clock, draw(st.integers(1, 4)))
    return store


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(histories(), st.data())
def test_any_order_with_any_repetition_gives_the_same_ledger(chains, data):
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").exists() else None) as folder:
        whole = in_one_go(folder, chains)
        store = arrive(opened(folder, "pieces.sqlite"), chains, data.draw)
        try:
            assert hash_of(store) == whole
            assert list(checking.findings(store, Clock())) == []
            assert_once(store, [each for records in chains.values() for each in records])
        finally:
            store.close()


def assert_once(store, records):
    """A ride is one set of three or set aside, and points add up."""
    rides = [each for each in records if each.what == "ride"]
    sets = {each.id: len(transfers(store, each)) for each in rides}
    assert all(count == (0 if id_ in aside(store) else 3) for id_, count in sets.items())
    for account in ("a0", "a1"):
        came, went = (
            sum(each.detail["points"] for each in records if each.what == what and each.detail["account"] == account)
            for what in ("points_granted", "points_spent")
        )
        left = balance(store, f"points.242012/points/{account}")
        beyond = balance(store, f"points.242012/points-offline/{account}")
        assert (left, beyond) == (came, -went)


def test_the_hash_changes_with_what_happened(sqlite, clock):
    feed(sqlite, "bus-1", [ride("a")])
    post_all(sqlite, clock)
    before = hash_of(sqlite)
    feed(sqlite, "bus-1", [ride("b", subsidy=0)])
    post_all(sqlite, clock)
    assert hash_of(sqlite) != before


def test_both_engines_come_to_the_same_hash(store, clock):
    wrong = ride("a")
    feed(store, "bus-2", [void("v", wrong), spent("s", 70), *act("give", "g", Phase.DONE, yen=10)])
    feed(store, "bus-1", [wrong, granted("g", 50)])
    post_all(store, clock)
    assert hash_of(store).startswith("41e520e550c7")


def test_what_comes_before_what_it_names_waits_for_it(store, clock):
    wrong, (meant, end) = ride("a"), act("charge", "c", Phase.DONE, yen=300)
    feed(store, "bus-2", [void("v", wrong), end])
    post_all(store, clock)
    assert len(aside(store)) == 2
    feed(store, "bus-1", [wrong, meant])
    post_all(store, clock)
    assert aside(store) == {}
    assert (balance(store, "yen/firm/f1"), balance(store, "yen/charged/bus-1")) == (0, 300)


@pytest.mark.parametrize("most", [1, 1000])
@pytest.mark.parametrize("later", ["the void", "the grant"])
def test_a_correction_that_would_overdraw_waits_until_more_comes_in(store, clock, most, later):
    points, wrong, more = "points.242012/points/a1", granted("g", 50), granted("h", 40)
    feed(store, "desk", [wrong])
    post_all(store, clock)
    grant(store, clock, "q", [(points, "points.242012/shop/s1", 30)])
    for each in [more, void("v", wrong)] if later == "the void" else [void("v", wrong), more]:
        feed(store, "desk", [each])
        if most == 1:
            post_all(store, clock, most)
    post_all(store, clock, most)
    assert (balance(store, points), aside(store)) == (10, {})
    assert list(checking.findings(store, clock)) == []


def test_a_chain_that_is_held_is_followed_only_when_it_is_released(store, clock):
    chain = feed(store, "bus-1", [ride("a")])
    with store.writing() as connection:
        connection.execute("UPDATE chain SET held = 1 WHERE id = ?", (chain,))
    assert post_all(store, clock) == 0
    with store.writing() as connection:
        connection.execute("UPDATE chain SET held = 0 WHERE id = ?", (chain,))
    assert post_all(store, clock) == 1
    assert balance(store, "yen/firm/f1") == 750


def test_a_gap_of_refused_numbers_does_not_stop_the_poster(store, clock):
    chain = feed(store, "bus-1", [ride("a")])
    with store.writing() as connection:
        connection.execute("UPDATE chain SET through = 5 WHERE id = ?", (chain,))
    assert post_all(store, clock) == 1
    with store.reading() as connection:
        assert connection.execute("SELECT posted FROM chain").fetchall() == [(5,)]


def test_a_transaction_takes_no_more_records_than_it_was_told(store, clock):
    feed(store, "bus-1", [ride(f"a{n}") for n in range(5)])
    feed(store, "bus-2", [ride(f"b{n}") for n in range(5)])
    assert [post_new(store, clock, 4) for _ in range(4)] == [4, 4, 2, 0]
    assert len(transfers(store)) == 30


def test_a_posting_gives_the_same_to_whoever_asks(sqlite, clock):
    said = ride("a")
    with sqlite.reading() as connection:
        fact = Fact(said.id, said.at, said.rules, said.act, said.what, said.phase.value, said.detail)
        first, second = (Deriving(connection, clock.now()).transfers("bus", fact) for _ in range(2))
    assert first == second
