"""No sheet of one visitor comes out for the next: what an IPP printer still holds, and what became of jobs from before."""

import pytest
from ipp_engine import Engine, EngineServer

from drivers.ipp import IppPagePrinter
from drivers.protocols import DeviceFault, Fault, Health, PrintJob, PrintOutcome, Settled
from drivers.settling import Pace
from firmware.clock import Clock
from firmware.health import look
from firmware.journal import Journal
from firmware.phrases import say

JOB, NEXT = PrintJob("T-1", b"%PDF", 3), PrintJob("T-2", b"%PDF", 3)


@pytest.fixture(scope="module")
def server():
    with EngineServer() as server:
        yield server
        server.shutdown()


@pytest.fixture
def stand(server):
    """A printer, and a maker of drivers for it: a second driver is the terminal after a restart."""

    def stand(**traits):
        server.engine = Engine(**traits)
        return server.engine, lambda: driver(server)

    return stand


def driver(server) -> IppPagePrinter:
    slept: list[float] = []
    pace = Pace(patience=5, sleep=slept.append, monotonic=lambda: sum(slept))
    return IppPagePrinter(server.address, pace=pace)


def quiet(sheets: int) -> None:
    pass


def test_a_job_that_cannot_be_cancelled_keeps_the_printer_shut_until_it_is_out(stand):
    engine, make = stand(moves=False, obeys=False)
    printer = make()
    assert printer.print(JOB, quiet) == PrintOutcome(Settled.UNKNOWN, 0, Fault.UNKNOWN)
    for _ in range(2):
        assert "still holds a job" in printer.health().sentence
        with pytest.raises(DeviceFault, match="still holds a job"):
            printer.print(NEXT, quiet)
    engine.moves = True
    for _ in range(3):
        engine.works()
    assert engine.tray == ["T-1"] * 3
    assert printer.health() == Health()
    assert printer.print(NEXT, quiet) == PrintOutcome(Settled.DONE, 3)


def test_a_terminal_whose_printer_holds_a_job_serves_nobody_until_it_is_gone(stand, tmp_path):
    engine, make = stand(moves=False, obeys=False)
    devices = {"page_printer": make()}
    devices["page_printer"].print(JOB, quiet)
    journal = Journal(tmp_path / "journal.db", Clock(), bytes(32))
    assert look(devices, journal).closed(("page_printer",)) == say("out-of-order")
    engine.obeys = True
    look(devices, journal)
    assert look(devices, journal).closed(("page_printer",)) is None
    assert engine.tray == []


def test_a_job_left_at_a_printer_that_was_away_is_cancelled_when_it_is_back(stand):
    engine, make = stand(dies_after=1)
    printer = make()
    assert printer.print(JOB, quiet) == PrintOutcome(Settled.UNKNOWN, 1, Fault.OFFLINE)
    assert printer.health().fault is Fault.OFFLINE
    engine.is_on, engine.dies_after, engine.moves = True, None, False
    assert "still holds a job" in printer.health().sentence
    assert printer.health() == Health()
    engine.moves = True
    assert printer.print(NEXT, quiet) == PrintOutcome(Settled.DONE, 3)
    assert engine.tray == ["T-1", "T-2", "T-2", "T-2"]


def test_another_program_that_looks_cancels_nothing(stand):
    engine, make = stand(moves=False)
    make().send(JOB)
    assert "still holds a job" in make().health().sentence
    engine.moves = True
    for _ in range(3):
        engine.works()
    assert engine.tray == ["T-1"] * 3


def test_a_strangers_job_is_left_alone_and_is_no_fault(stand, server):
    engine, make = stand(moves=False)
    IppPagePrinter(server.address, terminal="office").send(NEXT)
    assert make().health() == Health()
    make().recover("T-1")
    assert engine.jobs[0].state not in (7, 8)


def test_a_job_from_before_is_cancelled_and_its_sheets_are_told(stand):
    engine, make = stand()
    make().send(JOB)
    engine.works()
    engine.fault, engine.after = "media-empty-error", 1
    assert make().recover("T-1") == PrintOutcome(Settled.STOPPED, 1, Fault.PAPER_OUT)
    assert engine.tray == ["T-1"]


def test_a_finished_job_from_before_is_known_by_its_sheets(stand):
    engine, make = stand()
    make().print(JOB, quiet)
    assert make().recover("T-1") == PrintOutcome(Settled.DONE, 3)
    assert engine.tray == ["T-1"] * 3


def test_a_job_that_never_arrived_is_known_only_while_the_printer_remembers_the_one_before(stand):
    engine, make = stand()
    assert make().recover("T-1").settled is Settled.UNKNOWN
    make().print(JOB, quiet)
    assert make().recover("T-2") == PrintOutcome(Settled.STOPPED, 0, Fault.UNKNOWN)
    engine.switched_off_and_on()
    assert make().recover("T-2") == PrintOutcome(Settled.UNKNOWN, 0, Fault.UNKNOWN)


def test_a_job_at_a_printer_that_is_away_is_unknown_and_dropped_when_it_is_back(stand):
    engine, make = stand()
    make().send(JOB)
    engine.is_on = False
    printer = make()
    assert printer.recover("T-1") == PrintOutcome(Settled.UNKNOWN, 0, Fault.OFFLINE)
    engine.is_on = True
    printer.health()
    assert printer.health() == Health()
    assert engine.tray == []


def test_a_job_that_was_given_up_and_prints_all_the_same_stays_unknown_to_the_end(stand):
    engine, make = stand(fault="media-jam-error", after=1, obeys=False)
    assert make().print(JOB, quiet) == PrintOutcome(Settled.UNKNOWN, 1, Fault.PAPER_JAM)
    assert make().recover("T-1").settled is Settled.UNKNOWN
    engine.fault = ""
    assert make().recover("T-1") == PrintOutcome(Settled.DONE, 3)


@pytest.mark.parametrize(("pages", "settled"), [(2, Settled.UNKNOWN), (3, Settled.DONE), (4, Settled.UNKNOWN)])
def test_a_job_that_is_done_with_another_number_of_sheets_is_for_staff(stand, pages, settled):
    _, make = stand(pages=pages)
    assert make().print(JOB, quiet) == PrintOutcome(settled, pages, Fault.UNKNOWN if pages != 3 else None)


def test_an_answer_that_is_lost_is_not_looked_for_among_earlier_jobs_of_the_same_name(stand):
    engine, make = stand()
    printer = make()
    assert printer.print(JOB, quiet) == PrintOutcome(Settled.DONE, 3)
    engine.loses_jobs = True
    assert printer.print(JOB, quiet) == PrintOutcome(Settled.UNKNOWN, 0, Fault.OFFLINE)
