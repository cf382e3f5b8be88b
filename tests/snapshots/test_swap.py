"""Putting a snapshot in force: after a power cut at any act the old one or the new one, never between; a full disk leaves the old one."""

import random
import shutil

import pytest
from snapshots.cut_disk import FullDisk, HastyDisk, LoggedDisk, NeverSyncsFiles, NeverSyncsNames, after_the_cut
from snapshots.made import RIDERS, RULES, Maker, file_of, renumbered

from central.snapshots.manifest import SnapshotRefused
from firmware.snapshots.shelf import Shelf

SEEDS = 15
MAKER = Maker()
NAMES = [f"rider {n}" for n in range(120)]
FIRST = MAKER.people(NAMES, 1)
OTHER = MAKER.people([f"other {n}" for n in range(120)], 2)
CHANGED = MAKER.people([*NAMES[3:], "new 1", "new 2"], 2)
SAME = renumbered(FIRST, 2)
PAPER = MAKER.document(b"fare = 210\n" * 200, 1)
NEW_PAPER = MAKER.document(b"fare = 230\n" * 300, 2)
SWAPS = {
    "the first": (RIDERS, None, OTHER, MAKER.whole(OTHER)),
    "a whole": (RIDERS, FIRST, OTHER, MAKER.whole(OTHER)),
    "a delta": (RIDERS, FIRST, CHANGED, MAKER.delta(FIRST, CHANGED)),
    "the same of today": (RIDERS, FIRST, SAME, MAKER.delta(FIRST, SAME)),
    "an empty list": (RIDERS, FIRST, MAKER.people([], 2), MAKER.whole(MAKER.people([], 2))),
    "a document": (RULES, PAPER, NEW_PAPER, MAKER.whole(NEW_PAPER)),
}


def shelf_in(folder, disk=None):
    found = Shelf(folder, MAKER.public, disk)
    if not (folder / "riders.snapshot").exists():
        found.keep_key(RIDERS, MAKER.list_key(RIDERS))
    return found


def files_of(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def begun(folder, kind, old):
    """A folder with the old one in force."""
    shelf = shelf_in(folder, HastyDisk())
    if old:
        shelf.take(kind, file_of(MAKER.whole(old)))
    return files_of(folder)


def holds(shelf, kind, snapshot):
    """Whether this one is in force, down to its last byte."""
    held = shelf.held(kind)
    if held is None or snapshot is None:
        return held is snapshot
    return (held.manifest.mark, held.raw[:]) == (snapshot.manifest.mark, snapshot.payload)


def wrong_after_cuts(tmp_path, swap, disk):
    """After each cut of a swap, with many seeds: what was neither the old one nor the new one."""
    kind, old, new, file = SWAPS[swap]
    before = begun(tmp_path / "terminal", kind, old)
    shelf_in(tmp_path / "terminal", disk).take(kind, file_of(file))
    wrong, ends, seen = [], set(), set()
    for last in range(len(disk.log) + 1):
        for seed in range(SEEDS):
            after = after_the_cut(before, disk.log[:last], random.Random(seed * 1000 + last))
            # most cuts leave one of the same few folders
            if (files := frozenset(after.items())) in seen:
                continue
            seen.add(files)
            folder = tmp_path / "after"
            folder.mkdir()
            for name, content in after.items():
                (folder / name).write_bytes(content)
            shelf = Shelf(folder, MAKER.public, HastyDisk())
            ends.add(next((name for name, one in (("old", old), ("new", new)) if holds(shelf, kind, one)), "neither"))
            if not (holds(shelf, kind, old) or holds(shelf, kind, new)):
                wrong.append((last, seed))
            elif holds(shelf, kind, old):
                # and it goes on from there
                shelf.take(kind, file_of(file))
                assert holds(shelf, kind, new)
            shutil.rmtree(folder)
    return wrong, ends


@pytest.mark.parametrize("swap", SWAPS)
def test_after_a_power_cut_at_any_act_it_is_the_old_one_or_the_new_one(tmp_path, swap):
    wrong, ends = wrong_after_cuts(tmp_path, swap, LoggedDisk())
    assert wrong == []
    assert ends == {"old", "new"}


@pytest.mark.parametrize("disk", [NeverSyncsFiles, NeverSyncsNames])
def test_the_rig_finds_a_program_that_forgets_to_sync(tmp_path, disk):
    wrong, _ = wrong_after_cuts(tmp_path, "a whole", disk())
    assert wrong


@pytest.mark.parametrize("swap", SWAPS)
def test_a_disk_that_is_full_at_any_act_leaves_the_old_one_in_force(tmp_path, swap):
    kind, old, new, file = SWAPS[swap]
    for fails_at in range(1, 20):
        folder = tmp_path / str(fails_at)
        begun(folder, kind, old)
        disk = FullDisk(fails_at)
        shelf = Shelf(folder, MAKER.public, disk)
        if took(shelf, kind, file):
            break
        assert holds(shelf, kind, old)
        assert not list(folder.glob("*.part"))
        again = Shelf(folder, MAKER.public)
        assert holds(again, kind, old) or holds(again, kind, new)
    assert (disk.left > 0, holds(shelf, kind, new)) == (True, True)


def took(shelf, kind, file):
    """Whether there was room."""
    try:
        shelf.take(kind, file_of(file))
    except SnapshotRefused as error:
        if "No space left on device" not in str(error):
            raise
        return False
    return True


def test_a_disk_with_no_room_beside_the_journal_is_not_written_to(tmp_path):
    shelf = shelf_in(tmp_path)
    shelf.take(RIDERS, file_of(MAKER.whole(FIRST)))
    shelf.least_free = 2**60
    with pytest.raises(SnapshotRefused, match="has no room for"):
        shelf.take(RIDERS, file_of(MAKER.whole(OTHER)))
    assert holds(shelf, RIDERS, FIRST)


def test_a_key_that_was_cut_off_is_asked_for_again(tmp_path):
    disk = LoggedDisk()
    shelf = Shelf(tmp_path / "terminal", MAKER.public, disk)
    shelf.keep_key(RIDERS, MAKER.list_key(RIDERS))
    for last in range(len(disk.log) + 1):
        for seed in range(SEEDS):
            folder = tmp_path / f"{last}-{seed}"
            folder.mkdir()
            for name, content in after_the_cut({}, disk.log[:last], random.Random(seed)).items():
                (folder / name).write_bytes(content)
            after = Shelf(folder, MAKER.public, HastyDisk())
            if not after.has_key(FIRST.manifest):
                after.keep_key(RIDERS, MAKER.list_key(RIDERS))
            after.take(RIDERS, file_of(MAKER.whole(FIRST)))
            assert after.held(RIDERS).allowance("rider 1")


def test_what_is_no_longer_needed_goes_and_nothing_else(tmp_path):
    shelf = shelf_in(tmp_path)
    for snapshot in (FIRST, OTHER, renumbered(FIRST, 3)):
        shelf.take(RIDERS, file_of(MAKER.whole(snapshot)))
    shelf.take(RULES, file_of(MAKER.whole(PAPER)))
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [
        ".key",
        ".payload",
        ".payload",
        ".snapshot",
        ".snapshot",
    ]
    stranger = Shelf(tmp_path, Maker(seed=b"x" * 32).public)
    assert len(stranger.damaged) == 2
    # a slip in terminal.toml takes nothing away
    assert holds(Shelf(tmp_path, MAKER.public), RULES, PAPER)


def test_everything_is_readable_by_its_owner_only(tmp_path):
    shelf = shelf_in(tmp_path / "new")
    shelf.take(RIDERS, file_of(MAKER.whole(FIRST)))
    assert {path.stat().st_mode & 0o777 for path in (tmp_path / "new").iterdir()} == {0o600}
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("part", ["payload", "snapshot", "key"])
def test_a_card_that_forgets_a_bit_is_found_at_the_start_and_the_same_number_may_come_again(tmp_path, part):
    shelf_in(tmp_path).take(RIDERS, file_of(MAKER.whole(FIRST)))
    [path] = tmp_path.glob(f"*.{part}")
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    shelf = Shelf(tmp_path, MAKER.public)
    assert (shelf.held(RIDERS), shelf.mark(RIDERS), list(shelf.damaged)) == (None, "0", [RIDERS])
    if not shelf.has_key(FIRST.manifest):
        shelf.keep_key(RIDERS, MAKER.list_key(RIDERS))
    shelf.take(RIDERS, file_of(MAKER.whole(FIRST)))
    assert holds(shelf, RIDERS, FIRST)
    assert shelf.damaged == {}


@pytest.mark.parametrize("damage", [lambda whole: whole[:9], lambda whole: b"x" + whole[1:]])
@pytest.mark.parametrize("swap", ["a delta", "the same of today"])
def test_what_rots_under_a_running_terminal_is_let_go_before_anything_is_built_on_it(tmp_path, swap, damage):
    shelf = shelf_in(tmp_path)
    shelf.take(RIDERS, file_of(MAKER.whole(FIRST)))
    [path] = tmp_path.glob("*.payload")
    path.write_bytes(damage(path.read_bytes()))
    _, _, new, file = SWAPS[swap]
    with pytest.raises(SnapshotRefused, match="riders 1 is damaged on the disk"):
        shelf.take(RIDERS, file_of(file))
    # so that central sends the whole
    assert (shelf.mark(RIDERS), list(shelf.damaged)) == ("0", [RIDERS])
    shelf.take(RIDERS, file_of(MAKER.whole(new)))
    assert holds(shelf, RIDERS, new)
    assert shelf.damaged == {}


def test_a_file_that_is_replaced_is_looked_up_as_it_was(tmp_path):
    shelf = shelf_in(tmp_path)
    shelf.take(RIDERS, file_of(MAKER.whole(FIRST)))
    held = shelf.held(RIDERS)
    shelf.take(RIDERS, file_of(MAKER.whole(OTHER)))
    assert (held.allowance("rider 1") is not None, held.allowance("other 1")) == (True, None)
    assert not list(tmp_path.glob(f"*{FIRST.manifest.sha256}*"))


class ForgetsOnce(HastyDisk):
    """A disk that changes one payload behind the program's back."""

    armed = False

    def rename(self, path, to):
        super().rename(path, to)
        if self.armed and to.suffix == ".payload":
            self.armed = False
            to.write_bytes(b"x" + to.read_bytes()[1:])


def test_a_number_that_could_not_be_read_back_may_come_again_and_the_old_one_counts_until_then(tmp_path):
    disk = ForgetsOnce()
    shelf = shelf_in(tmp_path, disk)
    shelf.take(RIDERS, file_of(MAKER.whole(FIRST)))
    disk.armed = True
    with pytest.raises(SnapshotRefused, match="riders 2 is damaged on the disk"):
        shelf.take(RIDERS, file_of(MAKER.delta(FIRST, CHANGED)))
    assert holds(shelf, RIDERS, FIRST)
    shelf.take(RIDERS, file_of(MAKER.delta(FIRST, CHANGED)))
    assert holds(shelf, RIDERS, CHANGED)
