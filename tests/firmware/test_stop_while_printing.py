"""A terminal that is stopped while a sheet comes out: the program waits for it, and after a restart the journal tells the truth."""

import signal
import subprocess
import time

import pytest
from acting import LONG
from docked import example, running
from ipp_engine import EngineServer
from kiosk import SEED, Central

from firmware.clock import Clock
from firmware.journal import Journal

LONGER_THAN_A_PROMPT = 6.0
"""Seconds: a program that waits for people only would long have ended."""

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def central(tmp_path_factory):
    with Central(tmp_path_factory.mktemp("central")) as central:
        yield central


@pytest.fixture
def printer():
    printer = EngineServer()
    printer.engine.pages, printer.engine.moves = 1, False
    yield printer
    printer.shutdown()


@pytest.fixture
def config(central, printer, tmp_path):
    state = tmp_path / "state"
    state.mkdir()
    (state / "terminal.key").write_bytes(SEED)
    page_printer = ('page_printer = "virtual"', f'page_printer = "ipp:{printer.address}/ipp/print"')
    return example(tmp_path, ("http://127.0.0.1:8200", central.url), page_printer)


def pays_until_it_prints(dock, engine):
    dock.does("/card", name="hanako")
    dock.answers("pin-enter", *"1234", "ok")
    dock.sees("card-remove")
    dock.does("/card", remove=True)
    for question in ("certificate-choose", "person-choose"):
        dock.answers(question, "1")
    dock.answers("items-several", "ok")
    dock.answers("copies-enter", "1", "ok")
    dock.answers("order-check", "ok")
    dock.sees("pay-insert-cash")
    for _ in range(3):
        dock.does("/cash", yen=100)
    dock.sees("print-started")
    until = time.monotonic() + LONG
    while not engine.jobs and time.monotonic() < until:
        time.sleep(0.02)
    assert len(engine.jobs) == 1


def rows(tmp_path):
    """What the journal has of paper and money, and what is open in it."""
    journal = Journal(tmp_path / "state" / "journal.db", Clock(), SEED)
    written = [(e.what, e.phase) for e in journal.since("") if e.what in ("charge", "print", "refund", "owed")]
    unsettled = [entry.what for entry in journal.unsettled()]
    journal.close()
    return written, unsettled


PAID = [("charge", "intent"), ("charge", "done"), ("print", "intent")]


def test_the_program_waits_for_the_sheet_and_the_journal_has_its_end(config, printer, tmp_path):
    with running(config, "--clock", "2026-11-24T10:00") as dock:
        pays_until_it_prints(dock, printer.engine)
        dock.program.send_signal(signal.SIGTERM)
        with pytest.raises(subprocess.TimeoutExpired):
            dock.program.wait(LONGER_THAN_A_PROMPT)
        printer.engine.moves = True
        assert dock.program.wait(LONG) == 0
    assert rows(tmp_path) == ([*PAID, ("print", "done")], [])
    with running(config, "--clock", "2026-11-24T10:02") as dock:
        assert dock.awaits(lambda state: True)["prompt"] is None
    assert len(printer.engine.tray) == 1


@pytest.mark.parametrize(
    ("came_meanwhile", "told", "truth"),
    [
        (True, "restart-printed", [("print", "done")]),
        (False, "restart-returned", [("print", "not_done"), ("refund", "intent"), ("refund", "done")]),
    ],
)
def test_a_sheet_that_takes_longer_than_systemd_waits_is_asked_of_the_printer(
    config, printer, tmp_path, came_meanwhile, told, truth
):
    with running(config, "--clock", "2026-11-24T10:00") as dock:
        pays_until_it_prints(dock, printer.engine)
        dock.program.send_signal(signal.SIGTERM)
        dock.program.kill()
        dock.program.wait()
    assert rows(tmp_path) == (PAID, ["print"])
    if came_meanwhile:
        printer.engine.moves = True
        printer.engine.works()
    with running(config, "--clock", "2026-11-24T10:02") as dock:
        dock.answers(told, "ok")
        dock.awaits(lambda state: state["prompt"] is None)
    assert rows(tmp_path)[0] == [*PAID, *truth]
    assert len(printer.engine.tray) == came_meanwhile
