"""Terminals, line and central under anything that happens: told == stored, each once, the ledger equal to the yen.

KAZASU_MODEL=N tries N histories of 60 steps instead of what fits into every run.
"""

import os

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from model.fleet import Fleet

DEEP = int(os.environ.get("KAZASU_MODEL", "0"))
HISTORIES, STEPS = (DEEP, 60) if DEEP else (150, 40)
pytestmark = [pytest.mark.minutes, pytest.mark.timeout(0 if DEEP else 900)]
ANY = settings(
    max_examples=HISTORIES,
    stateful_step_count=STEPS,
    derandomize=not DEEP,
    phases=[Phase.generate, *([Phase.shrink] if DEEP else [])],  # to make a failure small takes minutes
    database=None,
    suppress_health_check=list(HealthCheck),
)


def test_whatever_happens_nothing_told_is_lost_or_counted_twice():
    run_state_machine_as_test(Fleet, settings=ANY)
