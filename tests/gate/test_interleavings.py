"""The proof: however requests, replies and visits fall between each other, no sheet comes into a wrong hand; and each check is needed."""

import pytest
from interleaving.run import worlds

from central.service import orders, visits
from firmware import gate

ENOUGH = 20_000
CHECKS = [*gate.CHECKS, *visits.CHECKS, *orders.CHECKS]


@pytest.mark.parametrize("seed", range(4))
def test_no_interleaving_prints_across(seed):
    found = [(world.number, str(wrong)) for world, wrong in worlds(seed, ENOUGH // 4) if wrong]
    assert found == []


@pytest.mark.parametrize("check", CHECKS)
def test_without_any_single_check_a_cross_print_is_found(check):
    assert next((world.number for world, wrong in worlds(0, ENOUGH, without=check) if wrong), None) is not None


def test_no_two_checks_have_one_name():
    assert len(set(CHECKS)) == len(CHECKS)


def test_an_interleaving_follows_from_its_seed():
    first, again = ([(w.seconds, [t.printed for t in w.truths]) for w, _ in worlds(7, 200)] for _ in range(2))
    assert first == again


def test_the_world_is_not_empty():
    """What nobody prints proves nothing: visits finish, some are turned away at the gate, and some sheets are free."""
    ended = [world for world, _ in worlds(0, 2000)]
    seen = [truth for world in ended for truth in world.truths]
    assert sum(truth.printed for truth in seen) > 700
    assert sum(world.shut for world in ended) > 100
    assert any(truth.printed and truth.quote.fee == 0 for truth in seen)
