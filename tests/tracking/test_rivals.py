"""Streams of fixes that do not fit together: late ones, those of a second phone, of another vehicle, of a frozen receiver."""

import pytest
from driven import Bus, degrees, in_order, trip_at

from transit.tracking import Tracker

START = 36_000
LINE = [(400.0 * n, 0.0) for n in range(6)]


def driven():
    return Bus(0, 0, START).stands(30).calls_at(*LINE[1:])


def told(fixes, line=LINE):
    tracker = Tracker(trip_at(*line))
    return [tracker.see(*fix) for fix in fixes]


def test_two_phones_in_one_bus_are_one_vehicle():
    phones = [driven().seen(noise_m=12, seed=seed) for seed in (1, 2)]
    both = sorted(phones[0] + phones[1])
    assert in_order(told(both)) == [1, 2, 3, 4, 5, 6]


def test_fixes_that_come_late_and_out_of_order_move_nothing_back_or_ahead():
    fixes = driven().seen(noise_m=5)
    for at in range(5, len(fixes), 10):
        fixes[at - 1], fixes[at] = fixes[at], fixes[at - 1]
    assert in_order(told(fixes)) == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("late_fixes", [10, 60])
def test_an_echo_of_the_vehicle_half_a_minute_or_more_behind_is_not_followed(late_fixes):
    fixes = driven().seen(noise_m=5)
    apart = told(fixes)
    echoed = []
    for at, fix in enumerate(fixes):
        echoed.append(fix)
        if at >= late_fixes:
            echoed.append((fix[0] + 1, *fixes[at - late_fixes][1:]))
    heard = told(echoed)
    places = [place for place, fix in zip(heard, echoed, strict=True) if fix in fixes]
    off = [a.sequence != b.sequence for a, b in zip(apart, places, strict=True)]
    assert sum(off) <= len(off) * 0.05
    assert places[-1].sequence == 6


def test_a_receiver_that_freezes_and_catches_up_is_believed_at_once():
    fixes = driven().seen()
    at_third = next(at for at, (_, x, _) in enumerate(driven().fixes) if abs(x - LINE[2][0]) < 1)
    # the last 36 s before the call repeat one fix to the last digit
    for at in range(at_third - 12, at_third):
        fixes[at] = (fixes[at][0], *fixes[at_third - 13][1:])
    assert told(fixes)[at_third].sequence == 3


def test_a_rival_that_fits_a_little_better_for_a_moment_does_not_take_the_place_ahead():
    tracker = Tracker(trip_at(*LINE))
    for fix in Bus(0, 0, START).calls_at(*LINE[:3]).seen():
        tracker.see(*fix)
    at = START + 300
    for second in range(0, 9, 3):
        tracker.see(at + second, *degrees(800, 0))
        place = tracker.see(at + second + 1, *degrees(2000, 0))
    assert place.sequence == 3


def test_a_long_stand_proves_nothing_however_often_it_is_told():
    # a stop served 220 m from its pole; the turn behind it lies as near to the way to the next but one
    line = [(0.0, 0.0), (800.0, 0.0), (1100.0, 0.0), (1060.0, 330.0), (1600.0, 330.0)]
    bus = Bus(0, 0, START).stands(30).drives((700, 0), (700, 210)).stands(900)
    assert told(bus.seen(noise_m=3), line)[-1].sequence == 2
