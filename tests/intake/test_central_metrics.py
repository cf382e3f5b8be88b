"""What a Prometheus is told of central, and that it names nobody."""

import socket
from contextlib import contextmanager
from types import SimpleNamespace
from urllib.request import urlopen

import pytest
from acting import LONG
from prometheus_client.parser import text_string_to_metric_families
from sealed_records import Epoch, send

from central.service.metrics import measured
from central.service.stores import Away

NAME = "見本花子"


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


def text(port):
    with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=LONG) as answer:
        return answer.read().decode()


def told(port):
    families = text_string_to_metric_families(text(port))
    samples = [sample for family in families for sample in family.samples]
    return {(s.name.removeprefix("kazasu_central_"), *s.labels.values()): s.value for s in samples}


@pytest.fixture
def scrape(central):
    port = free_port()
    with measured(f"127.0.0.1:{port}", 0, {"13103": central.desk}):
        yield lambda: told(port)


def test_records_are_told_by_verdict_and_as_a_sum(say, bus, scrape):
    before = scrape()
    terminal = Epoch(bus).grow(3)
    say(terminal.batch())
    say(terminal.batch())
    after = scrape()
    grown = {key: after[key] - before.get(key, 0) for key in after}
    assert grown["records_total", "13103", "stored"] == 3
    assert grown["records_total", "13103", "known"] == 3
    assert grown["records_stored", "13103"] == 3
    assert grown["batches_total", "13103"] == 2
    assert after["database_up", "13103"] == 1


def test_a_terminal_that_is_held_and_a_record_that_is_refused_show(say, bus, scrape):
    before = scrape()
    terminal = Epoch(bus).grow(2)
    say(terminal.batch())
    say(Epoch(bus, first=3).grow(1).batch())
    say(terminal.grow(2).batch(3))
    terminal.bodies.append(b'{"no":"record"}')
    say(terminal.batch(5))
    after = scrape()
    grown = {key[0]: after[key] - before.get(key, 0) for key in after if len(key) == 2}
    assert grown["terminals_held"] == 1
    assert grown["records_held"] >= 2
    assert grown["records_refused"] == 1


def test_a_batch_that_nobody_registered_has_sealed_is_counted(central, bus, scrape):
    before = scrape()["unproved_total", "13103"]
    send(central.url, Epoch(bus).grow(1).batch(seal=bytes(64)))
    assert scrape()["unproved_total", "13103"] == before + 1


def test_no_word_of_a_record_stands_in_the_metrics(central, say, bus):
    say(
        Epoch(bus)
        .grow(1, detail={"rider": "00112233aabbccdd", "scheme": NAME}, visit="visit-77", rules="rules-9")
        .batch()
    )
    port = free_port()
    with measured(f"127.0.0.1:{port}", 0, {"": central.desk}):
        shown = text(port)
    assert "kazasu_central_records_stored" in shown
    for word in (NAME, "00112233aabbccdd", "visit-77", "rules-9", "record-", bus.terminal):
        assert word not in shown


def test_each_process_has_a_port_of_its_own(central):
    port = free_port()
    with measured(f"127.0.0.1:{port - 2}", 2, {"": central.desk}):
        assert told(port)["database_up", ""] == 1


def test_a_database_that_is_away_is_told_and_hides_nothing_that_the_process_knows(central):
    class Gone:
        @contextmanager
        def reading(self):
            raise Away("no server")
            yield

    port = free_port()
    with measured(f"127.0.0.1:{port}", 0, {"": SimpleNamespace(store=Gone(), intake=central.desk.intake)}):
        shown = told(port)
    assert shown["database_up", ""] == 0
    assert ("batches_total", "") in shown
    assert ("records_stored", "") not in shown


def test_an_address_that_cannot_be_had_is_named(central):
    with pytest.raises(ValueError, match="metrics: must be HOST:PORT, not 'nowhere'"), measured("nowhere", 0, {}):
        pass
    with (
        pytest.raises(ValueError, match=r"metrics: 127\.0\.0\.1:65536 is no address"),
        measured("127.0.0.1:65535", 1, {}),
    ):
        pass
