"""What central tells a Prometheus that asks, on an address of its own: counts, ages and states, nothing of any person.

What the database knows is asked of it each time, so that every process says the same and a restart forgets nothing; what only a
process knows (batches turned away) is counted by it. What each means for an operator stands in docs/scale.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from central.service.config import split_address
from central.service.desk import Desk
from central.service.stores import Store, StoreFault
from central.wire import Verdict

GAUGES = {
    "records_stored": ("Records that are kept", "SELECT coalesce(sum(stored), 0) FROM chain"),
    "records_unposted": (
        "Records that the ledger has yet to follow",
        "SELECT coalesce(sum(through - posted), 0) FROM chain WHERE held = 0",
    ),
    "records_held": (
        "Records that wait for an operator, because two machines use one key",
        "SELECT coalesce(sum(through - posted), 0) FROM chain WHERE held = 1",
    ),
    "records_refused": (
        "Records that were set aside as unreadable or contradictory",
        "SELECT count(*) FROM refused_record",
    ),
    "records_unposted_for_a_reason": ("Records that the ledger cannot post", "SELECT count(*) FROM unposted"),
    "terminals_held": ("Terminals under quarantine", "SELECT count(*) FROM quarantine WHERE released IS NULL"),
    "terminals": ("Terminals that may speak", "SELECT count(*) FROM terminal WHERE revoked IS NULL"),
}
VERDICTS = tuple(str(verdict) for verdict in Verdict)
COUNTERS = {
    "batches": "Batches that were answered",
    "turned_away": "Batches that were told to come again later",
    "unproved": "Batches that no registered terminal had sealed",
}


class CentralMetrics(Collector):
    """The metrics of one process of central, by tenant; without a tenant map there is one, without a name."""

    def __init__(self, desks: Mapping[str, Desk]) -> None:
        self._desks = desks

    def collect(self) -> Iterator[Metric]:
        """All of them; while a database is away only what this process knows."""
        kept = {tenant: _kept(desk.store) for tenant, desk in self._desks.items()}
        up = {tenant: bool(found) for tenant, found in kept.items()}
        yield _gauge("database_up", "1 while the database answers", up)
        for name, (about, _) in GAUGES.items():
            yield _gauge(name, about, {tenant: found[name] for tenant, found in kept.items() if found})
        yield self._taken()
        for name, about in COUNTERS.items():
            family = CounterMetricFamily(f"kazasu_central_{name}", about, labels=["tenant"])
            for tenant, desk in self._desks.items():
                family.add_metric([tenant], desk.intake.counts[name])
            yield family

    def _taken(self) -> Metric:
        family = CounterMetricFamily(
            "kazasu_central_records", "Records by verdict since the start", labels=["tenant", "verdict"]
        )
        for tenant, desk in self._desks.items():
            for verdict in VERDICTS:
                family.add_metric([tenant, verdict], desk.intake.counts[verdict])
        return family


def _kept(store: Store) -> dict[str, int]:
    """What the database knows, by name; nothing when it does not answer, for half of it would look like the whole."""
    try:
        with store.reading() as connection:
            return {name: int(connection.execute(sql).fetchone()[0]) for name, (_, sql) in GAUGES.items()}
    except StoreFault:
        return {}


@contextmanager
def measured(listen: str, number: int, desks: Mapping[str, Desk]) -> Iterator[None]:
    """Answer GET /metrics at HOST:PORT, for process `number` that many ports higher, until the block ends; "": nowhere.

    Raises ValueError.
    """
    if not listen:
        yield
        return
    host, port = split_address(listen, "metrics")
    registry = CollectorRegistry()
    registry.register(CentralMetrics(desks))
    try:
        server, thread = start_http_server(port + number, host, registry)
    except (OSError, OverflowError) as error:
        raise ValueError(
            f"metrics: {host}:{port + number} is no address of this machine that is free ({error})"
        ) from None
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _gauge(name: str, about: str, values: Mapping[str, float]) -> Metric:
    family = GaugeMetricFamily(f"kazasu_central_{name}", about, labels=["tenant"])
    for tenant, value in values.items():
        family.add_metric([tenant], float(value))
    return family
