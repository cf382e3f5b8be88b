"""A bus on its trip."""

import pytest
from boarding.bus import Bus


@pytest.fixture
def bus_of(tmp_path):
    made = []

    def make(**other):
        made.append(Bus(tmp_path, **other))
        return made[-1]

    yield make
    for each in made:
        each.journal.close()


@pytest.fixture
def bus(bus_of):
    return bus_of().begin()
