"""The journal on a disk that loses power at any write: what was acknowledged is there, and the file can be read."""

from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from crash.sectors import Connection, Disk, after_the_cut

from firmware.clock import JAPAN, Clock
from firmware.errors import JournalError
from firmware.journal import Ending, Journal

CLOCK = Clock(datetime(2026, 11, 24, 10, 0, tzinfo=JAPAN), running=False)
VISITS, DISKS_A_CUT = 16, 4


class Trial:
    """A journal that is written on a disk, the disk kept as it was after each of its writes, and cuts at all of them."""

    def __init__(self, folder: Path, synchronous: str) -> None:
        self._path, self._synchronous = folder / "journal.db", synchronous
        self.acknowledged = 0
        disk = Disk("writing")
        journal = self._open("writing")
        self.moments = []
        disk.changed = lambda: self.moments.append((disk.frozen(), self.acknowledged))
        for number in range(VISITS):
            self._visit(journal, f"v{number}")
        journal.close()  # which writes all that the log holds into the file: cut there too
        disk.changed = lambda: None

    def cut(self, seed: int = 4) -> tuple[int, int, int]:
        """How many cuts there were, and in how many of them acknowledged rows were lost or the journal was unreadable."""
        chance, lost, broken = Random(seed), 0, 0
        cuts = [moment for moment in self.moments for _ in range(DISKS_A_CUT)]
        for frozen, acknowledged in cuts:
            disk = Disk("cut", after_the_cut(frozen, chance))
            try:
                lost += self._rows() < acknowledged
            except JournalError:
                broken += 1
            disk.unregister()
        return len(cuts), lost, broken

    def _visit(self, journal: Journal, visit: str) -> None:
        journal.note(visit, "cash_in", yen=100)
        self.acknowledged += 1
        with journal.act(visit, "print", sheets=1) as act:
            self.acknowledged += 1
            act.end(Ending.DONE, sheets=1)
        self.acknowledged += 1

    def _rows(self) -> int:
        """How many rows are there, all in order and without a gap."""
        journal = self._open("cut")
        journal.check_whole()
        found = list(journal.between(CLOCK.now(), CLOCK.now() + timedelta(days=1)))
        whole = [(f"v{n}", what) for n in range(VISITS) for what in ("cash_in", "print", "print")]
        assert [(entry.visit, entry.what) for entry in found] == whole[: len(found)]
        open_acts = [entry.visit for entry in journal.unsettled()]
        assert open_acts == ([found[-1].visit] if found and found[-1].phase == "intent" else [])
        journal.close()
        return len(found)

    def _open(self, disk: str) -> Journal:
        return Journal(self._path, CLOCK, lambda path: Connection(path, disk, self._synchronous))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("cut")


def test_no_row_that_was_acknowledged_is_lost_by_a_power_cut_at_any_write(folder):
    cuts, lost, broken = Trial(folder, "FULL").cut()
    assert (lost, broken) == (0, 0)
    assert cuts > 2000


def test_the_rig_finds_the_loss_of_a_journal_that_does_not_sync_each_row(folder):
    _, lost, broken = Trial(folder, "NORMAL").cut()
    assert lost > 50
    assert broken == 0
