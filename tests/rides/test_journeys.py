"""One row for each journey, whatever is told of it, in whatever order and however often."""

from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledger.fed import aside, feed, post_all, record, rewind, ride, void
from rides.ridden import LEFT_AT, boarded, counted, follow_all, left, rides, told

from central.service.ledger import checking
from central.service.rides.following import begin_again
from central.service.rides.using import used
from central.service.stores.sqlite import SqliteStore

SHOWN = ("id", "status", "board", "alight", "subsidy", "settled", "events")


def test_boarding_and_leaving_are_one_row_with_both_ends(store, clock):
    on = boarded("a", rider=7)
    off = left("a", of=on, rider=7)
    told(store, clock, on, off)
    [row] = rides(store)
    assert row == {
        "id": on.id, "terminal": "bus-200", "vehicle": "bus-200", "firm": "f1", "day": "2026-11-10", "route": "r1",
        "trip": "t1", "board": "s1", "board_seq": 1, "board_at": on.at, "hour": 8, "alight": "s9", "alight_seq": 9,
        "alight_at": LEFT_AT, "category": "adult", "medium": "felica", "level": "1", "party": 1, "scheme": "senior",
        "rider": f"{7:016x}", "fare": 400, "subsidy": 350, "paid": 50, "rides": 1, "points": 0, "rules": "2026-10",
        "settled": off.id, "status": "settled", "events": 2,
    }  # fmt: skip


def test_who_has_not_left_yet_stands_there_open(store, clock):
    on = boarded("a")
    told(store, clock, on)
    assert rides(store, *SHOWN) == [(on.id, "open", "s1", "", 0, None, 1)]


def test_a_boarding_that_two_rides_are_booked_for_is_found(store, clock):
    on = boarded("a")
    first, second = left("a", of=on), left("b", of=on)
    told(store, clock, on, first, second)
    [found] = checking.findings(store, clock)
    assert found.startswith(f"boarding {on.id}: 2 rides are booked")
    told(store, clock, void("v", first))
    assert list(checking.findings(store, clock)) == []


def test_a_missing_tap_is_said_and_its_place_left_empty(store, clock):
    on = boarded("a")
    told(store, clock, on, left("a", of=on, alight="", unpaired=True))
    assert rides(store, "status", "alight", "alight_at") == [("unpaired", "", "")]


def test_a_placeholder_that_is_corrected_later_stays_the_same_row(store, clock):
    on = boarded("a")
    guessed = left("a", of=on, alight="", unpaired=True, fare=600, subsidy=600)
    known = left("b", of=on, alight="s4", fare=200, subsidy=150)
    told(store, clock, on, guessed)
    told(store, clock, void("v", guessed), known)
    assert rides(store, *SHOWN) == [(on.id, "settled", "s1", "s4", 150, known.id, 4)]


def test_a_flat_ride_is_corrected_under_its_own_id(store, clock):
    wrong = left("a", alight="")
    right = left("b", of=wrong, alight="", fare=210, subsidy=210)
    told(store, clock, wrong, void("v", wrong), right)
    assert rides(store, *SHOWN) == [(wrong.id, "settled", "s1", "", 210, right.id, 3)]


def test_who_leaves_without_his_pass_has_paid_the_driver_and_used_nothing(store, clock):
    on, stranger = boarded("a"), record("refused", "s", why="unknown_medium", trip="t1", stop="s2")
    told(store, clock, on, record("refused", "r", boarding=on.id, why="pass_missing", trip="t1", stop="s3"), stranger)
    assert rides(store, "id", "status", "events") == [(on.id, "refused", 2)]
    with store.reading() as connection:
        assert used(connection, "senior", date(2026, 11, 10), date(2026, 4, 1)) == {}


def test_what_is_taken_back_stays_and_says_so(store, clock):
    on, other = boarded("a"), counted("cash_boarded", "c", 3)
    told(store, clock, on, void("v", on), other, void("w", other))
    assert sorted(rides(store, "status", "party")) == [("void", 1), ("void", 3)]
    assert aside(store) == {}


def test_people_whom_the_driver_counted_are_a_row_without_a_rider(store, clock):
    told(store, clock, counted("cash_boarded", "a", 2, category="child"), counted("ic_boarded", "b"))
    assert sorted(rides(store, "medium", "party", "rider", "status", "category")) == [
        ("cash", 2, None, "counted", "child"),
        ("ic", 1, None, "counted", "adult"),
    ]


def test_a_void_that_comes_first_waits_for_what_it_names(store, clock):
    on = boarded("a")
    off = left("a", of=on)
    told(store, clock, void("v", off), void("w", on), terminal="office")
    assert (rides(store), len(aside(store))) == ([], 2)
    told(store, clock, off, on)
    assert rides(store, *SHOWN) == [(on.id, "void", "s1", "s9", 350, off.id, 4)]
    assert aside(store) == {}


def test_a_ride_of_a_taxi_has_no_stops_and_still_a_row(store, clock):
    told(store, clock, ride("a", scheme="maitaku"))
    assert rides(store, "scheme", "board", "route", "hour", "status") == [("maitaku", "", "", 9, "settled")]


def test_records_that_say_nonsense_are_rows_without_it(store, clock):
    odd = record("boarded", "a", at="yesterday", stop=7, sequence="x", rider="me", party=-3, day="x" * 500)
    told(store, clock, odd, record("ride", "b", boarding=5, points=-1), record("called", "c", stop=None, late_s="x"))
    assert sorted(rides(store, "board", "board_seq", "rider", "hour", "party")) == [
        ("", None, None, -1, 0),
        ("", None, None, 9, 1),
    ]


def test_nothing_is_listed_before_the_ledger_has_passed_it(store, clock):
    feed(store, "bus-200", [boarded("a")])
    follow_all(store)
    assert rides(store) == []
    post_all(store, clock)
    follow_all(store)
    assert len(rides(store)) == 1


def story(draw, name):
    on = boarded(name, rider=draw(st.integers(1, 3)))
    off = left(name, of=on, unpaired=draw(st.booleans()))
    again = left(f"{name}x", of=on, alight="s5", fare=300, subsidy=300)
    whole = [on, off, void(f"{name}v", off), again, void(f"{name}w", again), void(f"{name}u", on)]
    return whole[: draw(st.integers(1, len(whole)))]


@st.composite
def histories(draw):
    """Records of three terminals, and an order in which pieces of their chains come in."""
    records = [each for n in range(draw(st.integers(1, 5))) for each in story(draw, str(n))]
    chains = {name: [] for name in ("bus-1", "bus-2", "office")}
    for each in records:
        chains[draw(st.sampled_from(sorted(chains)))].append(each)
    return chains


@settings(max_examples=60, suppress_health_check=list(HealthCheck), deadline=None)
@given(histories(), st.data())
def test_any_order_any_pieces_and_any_repetition_give_the_same_rows(tmp_path_factory, clock, chains, data):
    whole, pieces = (SqliteStore(tmp_path_factory.mktemp("rides") / "central.sqlite") for _ in range(2))
    try:
        for name, records in chains.items():
            if records:
                feed(whole, name, records)
        post_all(whole, clock)
        follow_all(whole)
        waiting = {name: list(records) for name, records in chains.items() if records}
        while waiting:
            name = data.draw(st.sampled_from(sorted(waiting)))
            count = data.draw(st.integers(1, len(waiting[name])))
            feed(pieces, name, waiting[name][:count])
            waiting[name] = waiting[name][count:]
            if not waiting[name]:
                del waiting[name]
            if data.draw(st.booleans()):
                rewind(pieces)
            post_all(pieces, clock)
            follow_all(pieces, data.draw(st.integers(1, 3)))
        assert rides(pieces) == rides(whole)
        begin_again(pieces)
        assert rides(pieces) == []
        follow_all(pieces)
        assert rides(pieces) == rides(whole)
        assert list(checking.findings(pieces, clock)) == []
    finally:
        whole.close()
        pieces.close()
