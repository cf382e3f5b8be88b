"""What a Prometheus is told of a terminal."""

import socket
from datetime import datetime, timedelta
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from acting import LONG
from prometheus_client.parser import text_string_to_metric_families

from drivers.protocols import Fault
from drivers.virtual.cash_box import VirtualCashBox
from drivers.virtual.page_printer import VirtualPagePrinter
from firmware.clock import JAPAN, Clock
from firmware.config import ConfigError
from firmware.health import look
from firmware.journal import Journal
from firmware.metrics import SnapshotAge, TerminalMetrics, Watch, serve

with socket.create_server(("127.0.0.1", 0)) as free:
    LISTEN = f"127.0.0.1:{free.getsockname()[1]}"
TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=JAPAN)


class Measured:
    """A journal and two devices that can be asked over HTTP."""

    def __init__(self, folder):
        self.clock = Clock(TUESDAY, running=False)
        self.journal = Journal(folder / "journal.db", self.clock, bytes(32))
        self.devices = {"page_printer": VirtualPagePrinter(), "cash_box": VirtualCashBox()}
        self.watch, self.snapshots = Watch(), []
        self.end = serve(LISTEN, TerminalMetrics(self.journal, self.clock, self.watch, lambda: self.snapshots))

    def looks(self):
        self.watch.see(look(self.devices, self.journal))

    def told(self):
        return scrape(f"http://{LISTEN}/metrics")


def scrape(url):
    with urlopen(url, timeout=LONG) as answer:
        families = list(text_string_to_metric_families(answer.read().decode()))
    return {(s.name, *s.labels.values()): s.value for family in families for s in family.samples}


@pytest.fixture
def measured(tmp_path):
    one = Measured(tmp_path)
    yield one
    one.end()
    one.journal.close()


def test_what_waits_for_central_is_told_with_the_age_of_the_oldest(measured):
    measured.journal.note("v1", "ride", fare=200)
    measured.clock.advance(90)
    measured.journal.note("v2", "ride", fare=200)
    told = measured.told()
    assert told["kazasu_queue_records",] == 2
    assert told["kazasu_queue_oldest_seconds",] == 90
    measured.journal.acknowledge(2, {2: "another record has this id"})
    told = measured.told()
    assert told["kazasu_queue_records",] == 0
    assert told["kazasu_queue_oldest_seconds",] == 0
    assert told["kazasu_records_acknowledged",] == 2
    assert told["kazasu_records_refused",] == 1


def test_a_fault_that_goes_on_is_counted_once_and_its_return_again(measured):
    printer = measured.devices["page_printer"]
    measured.looks()
    for fault in (Fault.PAPER_OUT, Fault.PAPER_OUT, None, Fault.PAPER_OUT, Fault.PAPER_JAM):
        printer.set_fault(fault)
        measured.looks()
    told = measured.told()
    assert told["kazasu_device_faults_total", "page_printer", "paper_out"] == 2
    assert told["kazasu_device_faults_total", "page_printer", "paper_jam"] == 1
    assert (told["kazasu_device_up", "page_printer"], told["kazasu_device_up", "cash_box"]) == (0, 1)


def test_an_act_that_staff_must_decide_is_told(measured):
    assert measured.told()["kazasu_journal_doubts",] == 0
    measured.journal.begin("v1", "give", yen=100)
    assert measured.told()["kazasu_journal_doubts",] == 1


def test_snapshots_are_told_with_number_age_and_state(measured):
    measured.snapshots.append(SnapshotAge("riders", 12, 7200.0, "fresh"))
    told = measured.told()
    assert told["kazasu_snapshot_number", "riders"] == 12
    assert told["kazasu_snapshot_age_seconds", "riders"] == 7200
    assert told["kazasu_snapshot_state", "riders", "fresh"] == 1


def test_a_journal_that_fails_is_told_and_hides_nothing_else(measured):
    measured.looks()
    measured.journal.close()
    told = measured.told()
    assert told["kazasu_journal_usable",] == 0
    assert told["kazasu_device_up", "cash_box"] == 1
    assert not any(name.startswith("kazasu_queue") for name, *_ in told)


def test_a_clock_that_was_set_back_makes_no_negative_age(measured):
    measured.journal.note("v1", "ride", fare=200)
    measured.clock.move(TUESDAY - timedelta(days=1))
    assert measured.told()["kazasu_queue_oldest_seconds",] == 0


@pytest.mark.parametrize("listen", ["taken", "nowhere", "127.0.0.1:x", "127.0.0.1:99999", "192.0.2.1:9108"])
def test_an_address_that_cannot_be_had_is_named(measured, listen):
    wanted = LISTEN if listen == "taken" else listen
    with pytest.raises(ConfigError, match="metrics: .*" + wanted.replace(".", r"\.")):
        serve(wanted, TerminalMetrics(measured.journal, measured.clock, Watch()))


def test_it_ends_with_the_terminal(tmp_path):
    one = Measured(tmp_path)
    one.end()
    one.journal.close()
    with pytest.raises(URLError):
        one.told()
