"""A whole region's terminals come back at once: the pauses alone spread them, and central takes what it can and no more."""

from __future__ import annotations

import asyncio
import heapq
import random
from collections import Counter

import pytest
from records.fleet import central, names
from records.herd import Twin, come_back

from firmware.queue import LONGEST_S, pause_after

HERD, RECORDS = 5000, 1
SEED = 6


@pytest.mark.real
@pytest.mark.minutes
@pytest.mark.timeout(900)
def test_five_thousand_terminals_that_come_back_at_once_do_not_topple_central(tmp_path):
    seeds = names(HERD)
    twins = [Twin(name, seed, RECORDS) for name, seed in seeds.items()]
    with central(tmp_path, seeds) as service:
        seen = asyncio.run(come_back(twins, service.url))
        assert service.is_up()
        [(records, different)] = service.ask("SELECT count(*), count(DISTINCT id) FROM record")
        assert (records, different) == (HERD * RECORDS, HERD * RECORDS)
    assert {twin.journal.acknowledged for twin in twins} == {RECORDS}
    assert seen.statuses[503] > HERD / 10, "central never had too much to do"
    assert seen.too_soon == 0
    # who was turned away comes again one by one; without chance all of them would in one second
    assert max(seen.again.values()) < HERD / 4, f"{sorted(seen.again.items())}, {seen.statuses}"


def simulated(pause, capacity, herd=HERD, away_s=0.0):
    """When each of a herd has been taken, and how many asked in each second, by a central that takes so many a second."""
    chance = random.Random(SEED)
    coming = [(pause(1, 0.0, chance) if away_s else 0.0, 0, number) for number in range(herd)]
    heapq.heapify(coming)
    asked, took, done = Counter(), Counter(), []
    while coming:
        at, failures, number = heapq.heappop(coming)
        asked[int(at)] += 1
        if at >= away_s and took[int(at)] < capacity:
            took[int(at)] += 1
            done.append(at)
        else:
            asks = 5.0 if at >= away_s else 0.0
            heapq.heappush(coming, (at + pause(failures + 1, asks, chance), failures + 1, number))
    return done, asked


@pytest.mark.parametrize("capacity", [50, 200, 1000])
def test_whatever_central_can_do_all_are_taken_within_a_quarter_of_an_hour(capacity):
    done, asked = simulated(pause_after, capacity)
    assert len(done) == HERD
    assert max(done) < 15 * 60
    # after the first shock central turns away no more than it can
    assert max((asked[second] for second in asked if second > 30), default=0) < max(HERD / 10, 2 * capacity)
    assert asked.total() < 8 * HERD


def test_after_an_hour_without_central_they_are_spread_before_they_come():
    done, asked = simulated(pause_after, 50, away_s=3600)
    assert len(done) == HERD
    assert max(done) - 3600 < 15 * 60
    assert max(asked[second] for second in asked if second >= 3600) < 4 * HERD / LONGEST_S


def test_without_chance_they_would_come_as_one_again_and_again():
    """The rig can fail: what is wrong with pauses that are all the same shows in it."""
    _, asked = simulated(lambda failures, asks, _chance: asks + min(2.0**failures, 300.0), 50, herd=1000)
    assert max(asked[second] for second in asked if second > 30) > 500
