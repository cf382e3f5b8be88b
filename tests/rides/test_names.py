"""Lines and stops are called as the feed calls them that vehicles have."""

from pathlib import Path

import pytest

from central.service.rides.naming import Ids, names_of
from central.service.snapshots.secrets import Secrets
from central.service.snapshots.snapshots import Content, Snapshots
from central.snapshots.documents import packed
from central.wire import SnapshotKind
from transit.gtfs.compiled import open_network
from transit.gtfs.compiling import compile_feed

FEED = Path(__file__).parents[2] / "examples" / "bus" / "feed"


@pytest.fixture
def snapshots(store, clock):
    return Snapshots(store, clock, Secrets(bytes(32)))


def test_without_a_feed_an_id_is_its_own_name(store):
    names = names_of(store)
    assert (names.route("r1"), names.stop("s1")) == ("r1", "s1")


def test_names_come_from_the_feed_that_counts_now(store, snapshots):
    compiled, _ = compile_feed(FEED)
    snapshots.publish(SnapshotKind.FARES, Content(packed(compiled)))
    network, names = open_network(compiled), names_of(store)
    route = network.routes[0]
    assert network.route(route).name in names.route(route)
    stop = network.stops[0]
    assert names.stop(stop).startswith(network.stop(stop).name)
    assert (names.route("elsewhere"), names.stop("elsewhere")) == ("elsewhere", "elsewhere")


@pytest.mark.parametrize("document", [b"no feed", packed(b"no feed"), packed(b"")])
def test_a_document_that_is_no_feed_names_nothing(store, snapshots, document):
    snapshots.publish(SnapshotKind.FARES, Content(document))
    assert isinstance(names_of(store), Ids)
