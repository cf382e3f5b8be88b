"""The journal on a disk that loses power at any write: what a person was told is there once, and the chain holds.

KAZASU_LIVES=10000 lives that many lives instead of what fits into every run.
"""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from crash.lives import Life

LIVES = int(os.environ.get("KAZASU_LIVES", "1000"))
FEW = 60
pytestmark = [pytest.mark.minutes, pytest.mark.timeout(0 if LIVES > 2000 else 900)]


class TellsFirst(Life):
    """A terminal that sounds its OK tone while the record is still being written."""

    def writes(self, write):
        self.mark += 1
        self.told.append(self.mark)
        return write(self.mark)


class AcknowledgesFirst(Life):
    """A queue that moves on when it has sent, not when central has answered."""

    def send(self):
        leaving = self.journal.leaving(3)
        if leaving:
            self.journal.acknowledge(leaving.first + len(leaving.bodies) - 1, {})
            self.note()  # the answer takes its time
            self.take(leaving)


@pytest.fixture(scope="module")
def folder():
    memory = Path("/dev/shm")
    with TemporaryDirectory(dir=memory if memory.exists() else None) as folder:
        yield Path(folder)


def lost(kind, folder, synchronous="FULL"):
    """What was lost in a few lives of a kind of terminal."""
    found = [words for seed in range(FEW) for words in kind(seed, folder, synchronous).live()]
    return [words for words in found if "is lost" in words]


def test_nothing_that_was_told_is_lost_doubled_or_unreadable_wherever_the_power_goes(folder):
    wrong, cuts, told = [], 0, 0
    for seed in range(LIVES):
        life = Life(seed, folder)
        wrong += [(seed, words) for words in life.live()]
        cuts, told = cuts + life.cuts, told + len(life.told)
    assert wrong == []
    assert cuts > 2 * LIVES
    assert told > 10 * LIVES


def test_the_rig_finds_the_loss_of_a_journal_that_does_not_sync_each_row(folder):
    assert len(lost(Life, folder, "NORMAL")) > FEW


@pytest.mark.parametrize("kind", [TellsFirst, AcknowledgesFirst])
def test_the_rig_finds_a_terminal_that_is_careless_with_the_order(folder, kind):
    assert len(lost(kind, folder)) > 5
