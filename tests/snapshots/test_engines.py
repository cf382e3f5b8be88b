"""Publishing on both engines: numbers, deltas, renewals, what is kept and what is forgotten, and several processes at once."""

import io
import threading
from datetime import timedelta

import pytest
from central_line import TUESDAY, StillClock
from snapshots.made import RIDERS, RULES, WIDTH

from central.service.snapshots import kept
from central.service.snapshots.secrets import Secrets
from central.service.snapshots.snapshots import Content, Snapshots
from central.service.stores.checking import open_postgres
from central.service.stores.sqlite import SqliteStore
from central.snapshots.documents import packed
from central.snapshots.manifest import public_key, read_head
from central.snapshots.tables import built


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.real)])
def store(request, tmp_path):
    if request.param == "sqlite":
        found = SqliteStore(tmp_path / "central.sqlite")
    else:
        found = open_postgres(request.getfixturevalue("postgres_url"))
    yield found
    found.close()


@pytest.fixture
def clock():
    return StillClock()


@pytest.fixture
def snapshots(store, clock):
    return Snapshots(store, clock, Secrets(b"o" * 32))


def rows(*keys):
    payload = built(((key, bytes(WIDTH)) for key in keys), WIDTH)
    return Content(payload, len(keys), WIDTH, 1)


def sent(snapshots, kind, have="0"):
    found = snapshots.sent(kind, have)
    whole = b"".join(found.pieces)
    assert len(whole) == found.size
    file = io.BytesIO(whole)
    manifest, _ = read_head(file, public_key(snapshots.public_key))
    return manifest, file.read()


def count(store, table):
    with store.reading() as connection:
        return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def test_whole_delta_nothing_and_the_same_of_today(snapshots, clock):
    first = snapshots.publish(RIDERS, rows(*range(100)))
    assert sent(snapshots, RIDERS) == (first, rows(*range(100)).payload)
    second = snapshots.publish(RIDERS, rows(*range(1, 101)))
    manifest, delta = sent(snapshots, RIDERS, first.mark)
    assert (manifest.number, manifest.delta.removed, manifest.delta.changed, len(delta)) == (2, 1, 1, 24)
    assert snapshots.sent(RIDERS, second.mark) is None
    clock.move(TUESDAY + timedelta(hours=13))
    renewed, nothing = sent(snapshots, RIDERS, second.mark)
    assert (renewed.number, renewed.sha256, nothing) == (3, second.sha256, b"")


def test_pieces_of_megabytes_come_back_whole(snapshots, store):
    content = rows(*range(0, 600_000_000, 6_000))
    snapshots.publish(RIDERS, content)
    assert sent(snapshots, RIDERS)[1] == content.payload
    assert count(store, "snapshot_piece") == -(-len(content.payload) // kept.PIECE)


def test_only_the_last_few_wholes_are_kept(snapshots, store, clock):
    for day in range(12):
        clock.move(TUESDAY + timedelta(days=day))
        snapshots.publish(RIDERS, rows(*range(100), 1000 + day))
        snapshots.publish(RULES, Content(packed(b"rules %d" % day)))
    assert count(store, "snapshot") == 24
    assert count(store, "snapshot_delta") == kept.KEPT - 1
    assert count(store, "snapshot_piece") == kept.KEPT * 2 + kept.KEPT - 1


def test_numbers_of_long_ago_are_forgotten_with_their_bytes(snapshots, store):
    for number in (1, 2, 700):
        snapshots.publish(RIDERS, rows(number), number=number)
    assert (count(store, "snapshot"), count(store, "snapshot_piece")) == (1, 3)
    snapshots.publish(RIDERS, rows(5))
    assert (count(store, "snapshot"), count(store, "snapshot_piece")) == (2, 2)


def test_what_was_published_before_may_be_published_again(snapshots):
    first = snapshots.publish(RIDERS, rows(1, 2, 3))
    snapshots.publish(RIDERS, rows(4))
    again = snapshots.publish(RIDERS, rows(1, 2, 3))
    assert (again.number, again.sha256) == (3, first.sha256)
    manifest, nothing = sent(snapshots, RIDERS, first.mark)
    assert (manifest.number, manifest.delta.size, nothing) == (3, 0, b"")


def test_processes_that_publish_and_renew_at_once_give_each_number_once(snapshots, store, clock):
    snapshots.publish(RIDERS, rows(0))
    clock.move(TUESDAY + timedelta(hours=20))
    others = [Snapshots(store, clock, Secrets(b"o" * 32)) for _ in range(6)]
    numbers, failed = [], []

    def act(number, one):
        try:
            if number % 2:
                numbers.append(one.publish(RIDERS, rows(number)).number)
            else:
                b"".join(one.sent(RIDERS, "0").pieces)
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=act, args=each) for each in enumerate(others)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert len(set(numbers)) == 3
    with store.reading() as connection:
        last = kept.latest(connection, RIDERS).manifest.number
    assert count(store, "snapshot") == last


def test_a_terminal_that_reads_slowly_gets_the_list_that_it_began(snapshots):
    content = rows(*range(0, 600_000, 6))
    first = snapshots.publish(RIDERS, content)
    pieces = snapshots.sent(RIDERS, "0").pieces
    begun = [next(pieces), next(pieces)]
    for day in range(kept.KEPT - 1):
        snapshots.publish(RIDERS, rows(day))
    assert b"".join([*begun[1:], *pieces]) == content.payload
    assert first.size == len(content.payload)
