"""The reference that the tracker is held against, itself held against every alignment there is; and the figures over real runs."""

from itertools import combinations_with_replacement
from math import hypot

import pytest
from driven import EAST, LATITUDE, NORTH, degrees
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.alignment import aligned
from benchmarks.position import followed, hits, recorded

METRES = st.tuples(st.integers(-500, 500), st.integers(-500, 500))


@given(st.lists(METRES, min_size=1, max_size=7), st.lists(METRES, min_size=1, max_size=4))
def test_no_other_monotone_alignment_is_shorter(fixes, calls):
    def length(chosen):
        return sum(hypot(fixes[at][0] - x, fixes[at][1] - y) for at, (x, y) in zip(chosen, calls, strict=True))

    found = aligned([degrees(*fix) for fix in fixes], [degrees(*call) for call in calls])
    chosen = [approach.fix for approach in found]
    assert [approach.call for approach in found] == list(range(len(calls)))
    assert chosen == sorted(chosen)
    best = min(length(every) for every in combinations_with_replacement(range(len(fixes)), len(calls)))
    assert length(chosen) == pytest.approx(best, rel=1e-3, abs=0.01)
    assert sum(approach.metres for approach in found) == pytest.approx(best, rel=1e-3, abs=0.01)


def test_metres_are_metres():
    (approach,) = aligned([(LATITUDE + 100 / NORTH, 136.76 + 100 / EAST)], [(LATITUDE, 136.76)])
    assert approach.metres == pytest.approx(hypot(100, 100), abs=0.1)


def test_a_call_that_was_left_out_bends_nothing_once_far_is_far_enough():
    calls = [degrees(0, 0), degrees(500, 900), degrees(1000, 0)]
    # the vehicle passed the second call 900 m off; another one, later, at 10 m
    fixes = [degrees(0, 0), degrees(500, 0), degrees(1000, 0), degrees(500, 890), degrees(1000, 300)]
    assert aligned(fixes, calls)[1].fix == 3
    assert aligned(fixes, calls, 150.0)[2].fix == 2


def test_on_all_real_runs_a_tap_is_booked_on_the_right_stop():
    runs = recorded()
    if not runs:
        pytest.skip("the recorded runs are not here")
    exact, beside = hits(runs, followed)
    assert exact >= 0.98
    # three calls of other vehicles, which came after this one had arrived
    assert beside >= 0.99


def test_on_real_runs_of_one_receiver_a_tap_is_booked_on_the_right_stop():
    runs = [run for run in recorded() if not run.is_mixed]
    if not runs:
        pytest.skip("the recorded runs are not here")
    exact, beside = hits(runs, followed)
    assert exact >= 0.99
    assert beside == 1.0
