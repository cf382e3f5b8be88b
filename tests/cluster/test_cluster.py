"""The engines of a large city: PostgreSQL under Patroni and etcd, killed piece by piece under load. Nothing lost, nothing doubled."""

import time

import psycopg
import pytest
from cluster.centrals import Centrals
from cluster.etcd import NODES
from cluster.patroni import Cluster
from cluster.riding import Riding
from records.fleet import Terminal

TERMINALS = 16
TAPS_A_SECOND = 100
RESUMES_S = 40.0  # asked for by the issue, so held against; half of it is measured
HELD = """
SELECT count(*), count(DISTINCT ride ->> 'act'), sum((ride #>> '{detail,fare}')::bigint), sum((ride #>> '{detail,subsidy}')::bigint)
FROM (SELECT body::json AS ride FROM record WHERE what = 'ride') AS rides
"""
ACTS = "SELECT body::json ->> 'act' FROM record WHERE what = 'ride'"
pytestmark = [pytest.mark.real, pytest.mark.timeout(400)]


@pytest.fixture(scope="module")
def cluster():
    with Cluster() as cluster:
        yield cluster


@pytest.fixture(scope="module")
def terminals(tmp_path_factory):
    made = [Terminal(f"bus-{n}", n, "", tmp_path_factory.mktemp(f"bus-{n}")) for n in range(TERMINALS)]
    yield made
    for terminal in made:
        terminal.close()


@pytest.fixture(scope="module")
def centrals(cluster, terminals):
    keys = {terminal.name: terminal.public_key for terminal in terminals}
    with Centrals(cluster.folder / "centrals", cluster.url, keys) as centrals:
        yield centrals


@pytest.fixture(scope="module")
def riding(terminals, centrals):
    with Riding(terminals, centrals.urls, TAPS_A_SECOND) as riding:
        yield riding


def until_it_takes_again(riding, killed_at):
    """Wait until central takes records again after a kill; the seconds for which it took none."""
    while (riding.resumed_after(killed_at) or 0.0) == 0.0 or riding.took[-1][0] < time.monotonic() - 1:
        assert time.monotonic() < killed_at + 2 * RESUMES_S, riding.faults[-5:]
        time.sleep(0.1)
    return riding.resumed_after(killed_at)


def assert_that_all_is_held_once(cluster, riding, terminals):
    riding.rest()
    assert riding.errors == []
    told = riding.told
    with psycopg.connect(cluster.url) as connection:
        held = connection.execute(HELD).fetchone()
        acts = {act for (act,) in connection.execute(ACTS)}
    assert acts == {ride.act for ride in told}
    assert held == (len(told), len(told), sum(ride.fare for ride in told), sum(ride.subsidy for ride in told))
    assert [terminal.journal.backlog().refused for terminal in terminals] == [0] * TERMINALS
