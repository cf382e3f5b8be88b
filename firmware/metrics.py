"""What a terminal tells a Prometheus that asks, on an address of its own: counts, ages and states, nothing of any person.

Names and units follow https://prometheus.io/docs/practices/naming/; what each means for an operator stands in docs/operating.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from firmware.clock import Clock
from firmware.config import ConfigError
from firmware.errors import JournalError
from firmware.health import Report, doubts
from firmware.journal import Journal

if TYPE_CHECKING:
    from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric


@dataclass(frozen=True)
class SnapshotAge:
    """One snapshot that is in force: its number, its age in seconds, and whether it is fresh, warn or stale."""

    kind: str
    number: int
    seconds: float
    state: str


@dataclass
class Watch:
    """What is remembered between two questions: the last look at the devices, and how often each has failed."""

    report: Report | None = None
    faults: Counter[tuple[str, str]] = field(default_factory=Counter)

    def see(self, report: Report) -> None:
        """Take in a look at everything; a fault that goes on is counted once."""
        before = self.report.devices if self.report else {}
        for name, health in report.devices.items():
            earlier = before[name].fault if name in before else None
            if health.fault and health.fault != earlier:
                self.faults[name, str(health.fault)] += 1
        self.report = report


@dataclass(frozen=True, eq=False)
class TerminalMetrics:
    """The metrics of one terminal, read anew at each question (`prometheus_client`'s collector)."""

    journal: Journal
    clock: Clock
    watch: Watch
    snapshots: Callable[[], Iterable[SnapshotAge]] = tuple

    def collect(self) -> Iterator[Metric]:
        """All of them; a journal that cannot be read says so in `kazasu_journal_usable`."""
        try:
            # before anything is told, or half a journal would look like a whole one
            queue = list(self._queue())
        except JournalError:
            queue = []
        yield _gauge("kazasu_journal_usable", "1 while the journal can be written and read", [((), float(bool(queue)))])
        yield from queue
        yield from self._devices()
        yield from self._snapshots()

    def _queue(self) -> Iterator[Metric]:
        backlog = self.journal.backlog()
        age = (self.clock.now() - backlog.oldest).total_seconds() if backlog.oldest else 0.0
        yield _gauge("kazasu_queue_records", "Records that central has not acknowledged", [((), backlog.count)])
        yield _gauge("kazasu_queue_oldest_seconds", "Age of the oldest of them", [((), max(0.0, age))])
        yield _gauge(
            "kazasu_records_acknowledged", "Records that central has acknowledged", [((), self.journal.acknowledged)]
        )
        yield _gauge(
            "kazasu_terminal_held", "1 while another machine uses this terminal's key", [((), float(backlog.held))]
        )
        yield _gauge("kazasu_records_refused", "Records that central has set aside", [((), backlog.refused)])
        unsettled = self.journal.unsettled()
        yield _gauge("kazasu_journal_doubts", "Acts that staff must decide", [((), len(doubts(unsettled)))])

    def _devices(self) -> Iterator[Metric]:
        if self.watch.report is None:
            return
        devices = self.watch.report.devices.items()
        up = [((name,), float(not health.fault)) for name, health in devices]
        yield _gauge("kazasu_device_up", "1 while a device is well", up, ("device",))
        counted = [(key, float(count)) for key, count in sorted(self.watch.faults.items())]
        yield _counter(
            "kazasu_device_faults", "Times that a device has failed since the start", counted, ("device", "fault")
        )

    def _snapshots(self) -> Iterator[Metric]:
        found = list(self.snapshots())
        yield _gauge("kazasu_snapshot_number", "Number in force", [((s.kind,), s.number) for s in found], ("kind",))
        yield _gauge("kazasu_snapshot_age_seconds", "Its age", [((s.kind,), s.seconds) for s in found], ("kind",))
        states = [((s.kind, s.state), 1.0) for s in found]
        yield _gauge("kazasu_snapshot_state", "fresh, warn or stale", states, ("kind", "state"))


def serve(listen: str, collector: Any) -> Callable[[], None]:
    """Answer GET /metrics at HOST:PORT from now on; what is given back ends it. Raises ConfigError."""
    try:
        from prometheus_client import CollectorRegistry, start_http_server
    except ImportError:
        raise ConfigError("metrics: they need a library that is not here: install kazasu[metrics]") from None

    host, _, port = listen.rpartition(":")
    registry = CollectorRegistry()
    registry.register(collector)
    try:
        server, thread = start_http_server(int(port), host, registry)
    except (OSError, OverflowError, ValueError) as error:
        raise ConfigError(f"metrics: {listen!r} must be HOST:PORT of this machine that is free ({error})") from None

    def end() -> None:
        server.shutdown()
        server.server_close()
        thread.join()

    return end


Samples = Iterable[tuple[tuple[str, ...], float]]


def _gauge(name: str, about: str, samples: Samples, labels: tuple[str, ...] = ()) -> Metric:
    from prometheus_client.core import GaugeMetricFamily

    return _filled(GaugeMetricFamily(name, about, labels=labels), samples)


def _counter(name: str, about: str, samples: Samples, labels: tuple[str, ...] = ()) -> Metric:
    from prometheus_client.core import CounterMetricFamily

    return _filled(CounterMetricFamily(name, about, labels=labels), samples)


def _filled(family: GaugeMetricFamily | CounterMetricFamily, samples: Samples) -> Metric:
    for values, value in samples:
        family.add_metric(values, value)
    return family
