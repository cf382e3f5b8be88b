"""The thread that posts: after each intake, again after a fault, never before terminals that wait, and not for a held chain."""

import threading

from acting import LONG, until
from central_line import StillClock, fresh
from sealed_records import Epoch, send, stand

from central.service.config import Config
from central.service.intake.posting import Posting
from central.service.running import serve
from central.service.stores import Away
from central.signing import Signer
from central.wire import Verdict


class Ledger:
    """Records that wait to be posted; it fails when it is told to."""

    def __init__(self, waiting=0, faults=0, fault=ValueError):
        self.waiting, self.faults, self.fault, self.posted = waiting, faults, fault, 0
        self.empty, self.steps = threading.Event(), threading.Semaphore(0)

    def post(self):
        self.steps.release()
        if self.faults:
            self.faults -= 1
            raise self.fault("SENT" + "INEL")  # not as one word, for the source line is told
        took, self.waiting = min(self.waiting, 2), max(self.waiting - 2, 0)
        self.posted += took
        if not self.waiting:
            self.empty.set()
        return took


def until_empty(posting, ledger):
    posting.start()
    try:
        assert ledger.empty.wait(LONG)
    finally:
        posting.close()


def test_all_that_is_there_is_posted_step_by_step():
    ledger = Ledger(waiting=7)
    until_empty(Posting(ledger.post, lambda: 1.0), ledger)
    assert ledger.posted == 7


def test_what_comes_in_wakes_it():
    ledger = Ledger()
    posting = Posting(ledger.post, lambda: 1.0, every_s=600)
    posting.start()
    try:
        ledger.steps.acquire(timeout=LONG)
        ledger.empty.clear()
        ledger.waiting = 3
        posting.wake()
        assert ledger.empty.wait(LONG)
    finally:
        posting.close()
    assert ledger.posted == 3


def test_a_fault_is_told_by_kind_and_place_and_tried_again(caplog):
    ledger = Ledger(waiting=2, faults=2)
    until_empty(Posting(ledger.post, lambda: 1.0, every_s=0.01), ledger)
    assert ledger.posted == 2
    assert caplog.text.count("records could not be posted, tried again: ValueError") == 2
    assert ("test_records_posting.py" in caplog.text, "SENTINEL" in caplog.text) == (True, False)


def test_a_database_that_is_away_is_told_once_and_without_a_place(caplog):
    ledger = Ledger(waiting=2, faults=5, fault=Away)
    until_empty(Posting(ledger.post, lambda: 1.0, every_s=0.01), ledger)
    assert ledger.posted == 2
    assert [(record.levelname, "\n" in record.message) for record in caplog.records] == [("WARNING", False)]


def test_it_goes_on_even_while_terminals_never_pause():
    ledger = Ledger(waiting=6)
    until_empty(Posting(ledger.post, lambda: 0.0), ledger)
    assert ledger.posted == 6


def posted(store, signer):
    with store.reading() as connection:
        sql = "SELECT epoch, posted FROM chain WHERE terminal = ? ORDER BY id"
        return connection.execute(sql, (signer.terminal,)).fetchall()


def test_what_came_in_is_posted_and_a_held_chain_is_not_until_it_is_released(central, store, bus, say):
    terminal = Epoch(bus).grow(2)
    say(terminal.batch())
    until(lambda: posted(store, bus) == [(terminal.epoch, 2)])
    copy = Epoch(bus, first=3).grow(1)
    say(copy.batch())
    until(lambda: posted(store, bus)[1:] == [(copy.epoch, 3)])
    assert say(terminal.grow(2).batch(3)).verdicts == [Verdict.HELD] * 2
    other = Epoch(Signer(fresh("bus"), b"o" * 32, central.clock.now)).grow(1)
    central.desk.terminals.add(other.signer.terminal, other.signer.public)
    say(other.batch())
    until(lambda: posted(store, other.signer) == [(other.epoch, 1)])
    assert posted(store, bus) == [(terminal.epoch, 2), (copy.epoch, 3)]


def test_what_another_process_left_unposted_is_posted_at_the_start(tmp_path):
    config = Config(state=tmp_path, sample_city=False)
    signer = Signer("bus-1", bytes(32), StillClock().now)
    with serve(config, StillClock()) as first:
        first.desk.terminals.add("bus-1", signer.public)
        epoch = Epoch(signer).grow(2)
        stand(send(first.url, epoch.batch()))
        until(lambda: posted(first.desk.store, signer) == [(epoch.epoch, 2)])
        with first.desk.store.writing() as connection:
            connection.execute("UPDATE chain SET through = 3")  # as another process left it, which was killed
    with serve(config, StillClock()) as second:
        until(lambda: posted(second.desk.store, signer) == [(epoch.epoch, 3)])
