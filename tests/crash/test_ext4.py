"""Real power cuts under a real writer, on ext4 over a loop device; its writer is stopped first.

KAZASU_CUTS=200 cuts that often instead of what fits into every run.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from crash.checker import Far, read, wrong_with
from crash.volume import Volume, why_not
from crash.writer import KAZASU, ROOT, Writer

CUTS = int(os.environ.get("KAZASU_CUTS", "20"))
WEAK = [sys.executable, str(Path(__file__).parent / "append_weakly.py")]
pytestmark = [pytest.mark.real, pytest.mark.timeout(0 if CUTS > 50 else 900)]


@pytest.fixture
def volume(tmp_path):
    trial = tmp_path / "trial"
    trial.mkdir()
    if reason := why_not(trial):
        pytest.skip(reason)
    with Volume(tmp_path) as volume:
        yield volume


def cut_under(writer, volume):
    """Stop it, cut the power, and mount what is left; the ids that it had told by then."""
    writer.stop()
    volume.cut()
    told = writer.kill()
    volume.unmount()
    volume.mount()
    return told


def found(volume, folder):
    """What lies there, read from a copy before any program of ours has mended it."""
    for name in ("journal.db", "journal.db-wal"):
        (folder / name).unlink(missing_ok=True)
        if (volume.path / name).exists():
            shutil.copy(volume.path / name, folder / name)
    return read(folder / "journal.db")


def lives(volume, folder, command):
    """All that was told and is lost, and whatever else is wrong, over so many cuts of one journal; and how much was told."""
    told, lost, wrong, chance = [], set(), [], Random(6)
    for cut in range(CUTS):
        writer = Writer(volume.path / "journal.db", command)
        writer.wait_for(chance.choice((1, 5, 40, 150)))
        told += cut_under(writer, volume)
        kept = found(volume, folder)
        lost |= set(told) - {row.id for row in kept.rows}
        wrong += [f"cut {cut}: {words}" for words in wrong_with(kept, [], Far())]
    return told, lost, wrong


def asked(command, volume):
    return subprocess.run(
        [*KAZASU[:-2], command, "--journal", str(volume.path / "journal.db")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_no_id_that_came_out_of_the_program_is_lost_by_a_power_cut(volume, tmp_path):
    told, lost, wrong = lives(volume, tmp_path, KAZASU)
    assert (lost, wrong) == (set(), [])
    assert len(told) > 20 * CUTS
    check = asked("check", volume)
    assert check.returncode == 0, check.stderr
    exported = asked("export", volume).stdout
    assert [name for name in told if name not in exported] == []


def test_the_rig_finds_the_loss_of_a_journal_that_does_not_sync_each_row(volume, tmp_path):
    _, lost, wrong = lives(volume, tmp_path, WEAK)
    assert wrong == []
    assert len(lost) > CUTS
