"""A bus to be started once its lists are given."""

import pytest
from validator import TUESDAY, Bus, Lists

from firmware.clock import Clock


@pytest.fixture
def lists():
    return Lists()


@pytest.fixture
def bus(tmp_path, lists):
    """Start a bus; a second start goes on with what the first left on the disk."""

    def start(clock=None, **other):
        found = Bus(tmp_path, lists, clock or Clock(TUESDAY), **other)
        if not found.snapshots.exists():
            lists.publish(found.snapshots)
        return found.running()

    return start
