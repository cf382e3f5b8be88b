"""The engines of a large city, PostgreSQL under Patroni and etcd, killed piece by piece under load: nothing lost, nothing doubled."""

import signal
import time
from concurrent.futures import ThreadPoolExecutor, wait

import psycopg
import pytest
from cluster import programs
from cluster.centrals import Centrals
from cluster.etcd import NODES
from cluster.patroni import START_S, Cluster
from cluster.riding import Riding
from records.fleet import fleet, told

from firmware.clock import Clock

TERMINALS = 16
TAPS_A_SECOND = 100
RESUMES_S = 40.0  # the figure; 26 is measured
ALONE_S = 3.0  # far less than Patroni waits before it replaces anybody
HELD = """
SELECT ride ->> 'id', (ride #>> '{detail,fare}')::bigint, (ride #>> '{detail,subsidy}')::bigint
FROM (SELECT body::json AS ride FROM record WHERE what = 'ride') AS rides ORDER BY 1
"""
BEHIND = "SELECT 1 FROM chain WHERE posted < through"
pytestmark = [pytest.mark.real, pytest.mark.alone, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def cluster():
    with Cluster() as cluster:
        yield cluster


@pytest.fixture(scope="module")
def terminals(tmp_path_factory):
    made = fleet("", tmp_path_factory.mktemp("terminals"), TERMINALS, clock=Clock())
    yield made
    for terminal in made:
        terminal.journal.close()


@pytest.fixture(scope="module")
def centrals(cluster, terminals):
    keys = {terminal.name: terminal.signer.public for terminal in terminals}
    with Centrals(cluster.folder / "centrals", cluster.url, keys) as centrals:
        yield centrals


@pytest.fixture(scope="module")
def riding(terminals, centrals):
    with Riding(terminals, centrals.urls, TAPS_A_SECOND) as riding:
        yield riding


def assert_that_all_is_held_once(cluster, centrals, riding):
    """Each ride somebody was told about is there once and in the ledger, nothing else is; no terminal saw anything but delay."""
    riding.rest()
    assert riding.errors == []
    expected = sorted((ride.id, ride.fare, ride.subsidy) for ride in told(riding.terminals).values())
    with psycopg.connect(cluster.url, autocommit=True) as connection:
        held = connection.execute(HELD).fetchall()
        chains = connection.execute("SELECT count(*), sum(held) FROM chain").fetchone()
        programs.until(
            lambda: not connection.execute(BEHIND).fetchall(), RESUMES_S, "not all is posted", cluster.folder
        )
        entered = connection.execute("SELECT count(DISTINCT record) FROM transfer").fetchone()
    assert len(held) == len(expected) == sum(len(terminal.told) for terminal in riding.terminals)
    assert sum(fare for _id, fare, _subsidy in held) == sum(fare for _id, fare, _subsidy in expected)
    assert held == expected
    assert entered == (len(expected),)
    assert centrals.check() == 0
    assert chains == (TERMINALS, 0)
    assert [terminal.journal.backlog().refused for terminal in riding.terminals] == [0] * TERMINALS


def test_a_primary_killed_twice_a_central_and_an_etcd_node_cost_riders_nothing_and_records_only_time(
    cluster, centrals, riding
):
    silences = {}
    for turn in ("first", "second"):
        primary = cluster.primary()
        silences[f"{turn} primary"] = riding.silence_after(lambda name=primary: cluster.kill(name), RESUMES_S)
        assert cluster.primary() != primary
        cluster.start_node(primary)
        cluster.until_whole()
    silences["central"] = riding.silence_after(lambda: centrals.kill(0), RESUMES_S)
    centrals.start(0)
    silences["etcd node"] = riding.silence_after(lambda: cluster.etcd.kill(NODES[0]), RESUMES_S)
    cluster.etcd.start_node(NODES[0])
    print("seconds without a record taken:", {what: round(s, 1) for what, s in silences.items()})  # noqa: T201 - a figure
    assert max(silences.values()) < RESUMES_S
    assert len(told(riding.terminals)) > 2_000
    assert_that_all_is_held_once(cluster, centrals, riding)


def test_without_a_second_machine_nothing_is_acknowledged(cluster):
    others = [name for name in NODES if name != cluster.primary()]
    with psycopg.connect(cluster.url, autocommit=True) as connection, ThreadPoolExecutor(1) as writing:
        cluster.send(others, signal.SIGSTOP)
        try:
            written = writing.submit(connection.execute, "CREATE TABLE alone ()")
            assert wait([written], timeout=ALONE_S).not_done
        finally:
            cluster.send(others, signal.SIGCONT)
        written.result(START_S)


def test_everything_killed_at_once_comes_back_with_all_that_it_acknowledged(cluster, centrals, riding):
    riding.go_on()
    time.sleep(2)
    programs.kill(cluster.folder)
    cluster.start()
    for number in range(len(centrals.urls)):
        centrals.start(number)
    riding.silence_after(lambda: None, RESUMES_S)
    assert_that_all_is_held_once(cluster, centrals, riding)
