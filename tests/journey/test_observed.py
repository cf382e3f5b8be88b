"""A visit as those see it who look after the terminal from afar: its log and its metrics know nothing of the person."""

import io
import logging
import socket
import threading

import pytest
from acting import LONG, until
from kiosk import identifies, orders, pays, takes
from prometheus_client import CollectorRegistry, generate_latest

from firmware import logs
from firmware.health import look
from firmware.logs import Journald, Lines
from firmware.metrics import TerminalMetrics, Watch

LAST, END = "the rig hears", b"nobody listens any longer"
SECRETS = ("1234", "花子", "見本", "みなと市")


@pytest.fixture
def log(tmp_path, monkeypatch):
    """All that this program logs up to LAST, down to the last trifle: as lines and as a journald would get it."""
    monkeypatch.setattr(logs, "LONGEST_S", LONG)
    lines, at, taken = io.StringIO(), tmp_path / "journald", []
    handlers = [logging.StreamHandler(lines), Journald(at)]
    handlers[0].setFormatter(Lines())
    root = logging.getLogger()
    before = root.level
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as journald:
        journald.bind(str(at))
        reading = threading.Thread(target=lambda: taken.extend(iter(lambda: journald.recv(1 << 20), END)), daemon=True)
        reading.start()

        def told():
            until(lambda: any(LAST.encode() in message for message in taken), LAST)
            return lines.getvalue() + b"".join(taken).decode()

        root.setLevel(logging.DEBUG)
        for handler in handlers:
            root.addHandler(handler)
        yield told
        for handler in handlers:
            root.removeHandler(handler)
        root.setLevel(before)
        journald.sendto(END, str(at))
        reading.join(LONG)


def measured(kiosk):
    registry, watch = CollectorRegistry(), Watch()
    devices = {"page_printer": kiosk.page_printer, "reader": kiosk.reader, "cash_box": kiosk.cash_box}
    watch.see(look(devices, kiosk.journal))
    registry.register(TerminalMetrics(kiosk.journal, kiosk.clock, watch))
    return generate_latest(registry).decode()


def test_neither_log_nor_metrics_name_who_was_there_or_what_was_entered(kiosk, log):
    visit = kiosk.begins()
    identifies(kiosk)
    orders(kiosk)
    pays(kiosk, 100, 100, 100)
    takes(kiosk)
    visit.result()
    logging.getLogger("firmware").error(LAST, extra={"device": "reader"})
    told = log()
    assert f"{LAST} [device=reader]" in told
    assert "KAZASU_DEVICE=reader" in told
    metrics = measured(kiosk)
    assert "kazasu_queue_records " in metrics
    for secret in SECRETS:
        assert secret not in told
        assert secret not in metrics
