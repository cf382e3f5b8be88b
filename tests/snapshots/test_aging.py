"""The age of a snapshot: fresh, doubtful, stale; what may still be done then, and a clock that cannot make it fresh again."""

from datetime import datetime, timedelta

import pytest
from snapshots.cut_disk import FullDisk
from snapshots.made import RIDERS, RULES, TUESDAY, file_of, renumbered

from central.service.clock import JAPAN
from central.snapshots.manifest import LISTS, USUAL_AGES, Ages, Freshness, Permit
from central.wire import Quality, SnapshotKind
from firmware.snapshots.aging import Aging
from firmware.snapshots.shelf import Shelf
from firmware.timeline import Moment

FRESH, WARN, STALE = Freshness
HOUR = 3600
AGES = Ages(warn_s=24 * HOUR, stale_s=72 * HOUR, when_warn=Permit.LESS, when_stale=Permit.FREE)


class Time:
    """The journal's time, as a test wants it."""

    def __init__(self, quality=Quality.SET):
        self.at, self.quality = TUESDAY, quality

    def __call__(self):
        return Moment(self.at, self.quality, 0)

    def after(self, hours, quality=Quality.SET):
        self.at, self.quality = TUESDAY + timedelta(hours=hours), quality
        return self


@pytest.fixture
def time():
    return Time()


@pytest.fixture
def aging(shelf, maker, time):
    shelf.take(RIDERS, file_of(maker.whole(maker.table({1: bytes(8)}, 12, ages=AGES))))
    return Aging(shelf, [RIDERS], time)


@pytest.mark.parametrize(
    ("hours", "freshness", "permit"),
    [
        (0, FRESH, Permit.EVERYTHING),
        (23.9, FRESH, Permit.EVERYTHING),
        (24, WARN, Permit.LESS),
        (71.9, WARN, Permit.LESS),
        (72, STALE, Permit.FREE),
        (8760, STALE, Permit.FREE),
        (-0.05, FRESH, Permit.EVERYTHING),  # central's clock is three minutes ahead
        (-0.2, WARN, Permit.LESS),  # made in the future: one of both clocks is wrong
    ],
)
def test_a_snapshot_grows_old_by_its_own_limits(aging, time, hours, freshness, permit):
    time.after(hours)
    assert (aging.freshness(RIDERS), aging.permit(RIDERS)) == (freshness, permit)


@pytest.mark.parametrize("quality", [Quality.HELD, Quality.UNSURE])
def test_a_clock_that_nobody_vouches_for_makes_it_doubtful_at_least(aging, time, quality):
    assert [aging.freshness(RIDERS) for h in (0, 30, 80) if time.after(h, quality)] == [WARN, WARN, STALE]


@pytest.mark.parametrize("quality", list(Quality))
def test_what_was_stale_is_never_fresh_again(aging, time, quality):
    time.after(72)
    assert aging.freshness(RIDERS) is STALE
    for hours in (71, 1, 0, -8760):
        time.after(hours, quality)
        assert aging.freshness(RIDERS) is STALE


def test_nor_is_it_after_a_restart_with_a_clock_at_1970(aging, shelf, maker, time):
    time.after(72)
    assert aging.freshness(RIDERS) is STALE
    time.at, time.quality = datetime(1970, 1, 1, 9, tzinfo=JAPAN), Quality.UNSURE
    again = Aging(Shelf(shelf.folder, maker.public), [RIDERS], time)
    assert (again.freshness(RIDERS), again.permit(RIDERS)) == (STALE, Permit.FREE)


def test_a_clock_that_nobody_vouches_for_marks_nothing_for_good(aging, time):
    """A leap to 2038 that a time server takes back must not turn everybody away until the next list."""
    time.at, time.quality = datetime(2038, 1, 19, tzinfo=JAPAN), Quality.UNSURE
    assert aging.freshness(RIDERS) is STALE
    time.after(1, Quality.UNSURE)
    assert aging.freshness(RIDERS) is WARN
    time.after(1, Quality.SET)
    assert aging.freshness(RIDERS) is FRESH


def test_another_number_begins_anew(aging, shelf, maker, time):
    time.after(72)
    assert aging.freshness(RIDERS) is STALE
    shelf.take(RIDERS, file_of(maker.whole(maker.table({1: bytes(8)}, 13, made=time.at, ages=AGES))))
    assert aging.freshness(RIDERS) is FRESH
    time.after(24 + 72)
    assert aging.freshness(RIDERS) is WARN


def test_who_holds_back_what_central_says_is_found_out_by_the_age(aging, shelf, maker, time):
    """A freeze: somebody on the line answers "nothing newer" for good, or repeats the file that is here."""
    for hours, freshness in ((1, FRESH), (25, WARN), (73, STALE)):
        time.after(hours)
        assert aging.freshness(RIDERS) is freshness


def test_that_it_was_stale_is_known_even_when_the_disk_is_full(aging, shelf, time):
    shelf.disk = FullDisk(1)
    time.after(72)
    assert aging.freshness(RIDERS) is STALE
    time.after(0)
    assert aging.freshness(RIDERS) is STALE


def test_what_is_not_there_permits_what_a_stale_one_would(shelf, time):
    aging = Aging(shelf, list(SnapshotKind), time)
    for kind in SnapshotKind:
        assert (aging.freshness(kind), aging.permit(kind)) == (STALE, USUAL_AGES[kind].when_stale)


def test_every_kind_has_its_usual_ages_and_nobody_is_turned_away_from_a_shelter():
    assert set(USUAL_AGES) == set(SnapshotKind) > LISTS
    assert all(0 < ages.warn_s < ages.stale_s for ages in USUAL_AGES.values())
    assert USUAL_AGES[SnapshotKind.ROSTER].when_stale is Permit.EVERYTHING
    assert USUAL_AGES[RIDERS].when_stale is Permit.FREE


def test_the_operator_is_told_what_is_old_and_what_is_still_done(aging, shelf, time):
    assert aging.sentences() == []
    [told] = Aging(shelf, [RIDERS], time.after(30)).sentences()
    assert told == (
        "The snapshot riders 12 is of 2026-11-24 10:00 and grows old: it counts with lower limits."
        " Look why central is not heard."
    )
    time.after(1, Quality.UNSURE)
    assert "no clock vouches for how old it is" in aging.sentences()[0]
    time.after(100)
    assert "too old: only what is free is still done by it. Connect" in aging.sentences()[0]


def test_the_operator_is_told_what_is_missing_and_what_is_damaged(shelf, maker, time):
    shelf.take(RIDERS, file_of(maker.whole(maker.people(["SENTINEL"]))))
    [payload] = shelf.folder.glob("*.payload")
    payload.write_bytes(bytes(payload.stat().st_size))
    aging = Aging(Shelf(shelf.folder, maker.public), [RIDERS, RULES], time)
    damaged, missing = aging.sentences()
    assert damaged == "Snapshot: riders 1 is damaged on the disk; central is asked for it again."
    assert missing.startswith("No snapshot of rules is here: only what is free is still done by it.")


def test_a_renewed_one_is_fresh_though_nothing_in_it_is_new(aging, shelf, maker, time):
    first = maker.table({1: bytes(8)}, 12, ages=AGES)
    time.after(30)
    assert aging.freshness(RIDERS) is WARN
    shelf.take(RIDERS, file_of(maker.delta(first, renumbered(first, 13, made=time.at))))
    assert (aging.freshness(RIDERS), shelf.rules) == (FRESH, "riders:13")
