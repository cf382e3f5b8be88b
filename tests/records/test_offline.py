"""Terminals and central in one program, each as it is: images restored, identities cloned, backups taken back, visits without a line."""

from __future__ import annotations

import json
import shutil
import socket
import threading

import pytest
from acting import LONG
from model.central import Central
from records.fleet import TUESDAY, Terminal

from central.client import CentralFault
from firmware.clock import Clock
from firmware.courier import Courier, asking, draining, now_and_then, once
from firmware.errors import JournalError

SEED = bytes(range(32))
NOWHERE = "http://127.0.0.1:1"


class Direct:
    """Central's functions behind POST /v1/records, without a line between."""

    def __init__(self, central):
        self.central, self.up, self.calls = central, True, 0

    def records(self, body):
        self.calls += 1
        if not self.up:
            raise CentralFault("the line is down")
        return self.central.take(body)


@pytest.fixture
def central(tmp_path):
    (tmp_path / "central").mkdir()
    one = Central(tmp_path / "central", Clock(TUESDAY, running=False))
    yield one
    one.close()


@pytest.fixture
def terminal(central, tmp_path):
    one = Terminal("bus-1", SEED, NOWHERE, tmp_path, client=Direct(central))
    central.register(one.name, one.signer.public)
    yield one
    one.journal.close()


def image(terminal, path):
    """A copy of the terminal's disk as it is now, on which another machine starts."""
    terminal.journal.close()
    shutil.copy(terminal.path, path / terminal.path.name)
    terminal.start()


def machine(terminal, path):
    """Another machine with the same name, key and image."""
    other = Terminal(terminal.name, terminal.seed, NOWHERE, path, client=terminal.client)
    # another number of rides, lest the two make the same choices
    other.chance.random()
    return other


def held_ids(central):
    return sorted(json.loads(body)["id"] for body in central.bodies() if b'"what":"ride"' in body)


def ids(*terminals):
    return sorted(one.id for terminal in terminals for one in terminal.told)


def test_everything_arrives_in_the_order_in_which_it_was_written(terminal, central):
    terminal.taps(1200)
    terminal.drain()
    rides = [json.loads(body)["id"] for body in central.bodies()]
    assert rides == [one.id for one in terminal.told]


def test_a_terminal_restored_from_an_old_image_loses_and_doubles_nothing(terminal, central, tmp_path):
    terminal.taps(20)
    terminal.drain()
    terminal.taps(5)
    (old := tmp_path / "old").mkdir()
    image(terminal, old)
    terminal.drain()
    terminal.taps(40)
    terminal.drain()
    restored = machine(terminal, old)
    restored.taps(30)
    restored.drain(haste=0)
    assert held_ids(central) == ids(terminal, restored)
    assert restored.journal.backlog().count == 0
    restored.journal.close()


def test_two_machines_with_one_identity_are_noticed_and_lose_nothing(terminal, central, tmp_path):
    terminal.taps(20)
    terminal.drain()
    (tmp_path / "clone").mkdir()
    image(terminal, tmp_path / "clone")
    clone = machine(terminal, tmp_path / "clone")
    for _ in range(3):
        for one in (terminal, clone):
            one.taps(7)
            one.drain(haste=0)
    assert held_ids(central) == ids(terminal, clone)
    assert terminal.journal.backlog().held
    assert clone.journal.backlog().held
    central.release()
    terminal.tap()
    terminal.drain()
    assert not terminal.journal.backlog().held
    clone.journal.close()


def test_a_central_that_comes_back_from_a_backup_is_told_again_even_if_nobody_rides_any_more(terminal, central):
    terminal.taps(20)
    terminal.drain()
    backup = central.backup()
    terminal.taps(50)
    terminal.drain()
    central.restore(backup)
    assert len(held_ids(central)) == 20
    terminal.queue.ask()
    terminal.drain(haste=0)
    assert held_ids(central) == ids(terminal)


def test_a_central_that_comes_back_from_before_this_terminal_was_there_gets_all_that_is_kept(terminal, central):
    backup = central.backup()
    terminal.taps(50)
    terminal.drain()
    central.restore(backup)
    terminal.tap()
    terminal.drain(haste=0)
    assert held_ids(central) == ids(terminal)


def test_no_thread_runs_while_nothing_waits_for_central(terminal):
    courier = Courier([draining(terminal.journal, terminal.queue, lambda: True)])
    terminal.clock.advance(60)
    courier.begin()
    assert courier._going is None
    terminal.tap()
    courier.begin()
    courier.join(LONG)
    assert (terminal.client.calls, terminal.journal.backlog().count) == (1, 0)
    courier.begin()
    assert terminal.client.calls == 1


def test_the_whole_backlog_leaves_while_nobody_is_there_and_one_batch_when_somebody_is(terminal):
    terminal.taps(1700)
    terminal.clock.advance(60)
    here = Courier([draining(terminal.journal, terminal.queue, lambda: False)])
    here.begin()
    here.join(LONG)
    assert terminal.journal.backlog().count == 1200
    gone = Courier([draining(terminal.journal, terminal.queue, lambda: True)])
    gone.begin()
    gone.join(LONG)
    assert terminal.journal.backlog().count == 0


def test_while_the_line_is_away_it_is_tried_by_the_pauses_only_and_told_of_once(terminal, caplog):
    terminal.tap()
    terminal.client.up = False
    courier = Courier([draining(terminal.journal, terminal.queue, lambda: True)])
    for _ in range(6 * 3600 // 5):
        # the terminal looks after it every five seconds, for six hours
        terminal.clock.advance(5)
        courier.begin()
        courier.join(LONG)
    assert 6 * 12 * 0.7 < terminal.client.calls < 6 * 12 * 4
    assert len(caplog.records) == 1
    terminal.client.up = True
    terminal.clock.advance(301)
    courier.begin()
    courier.join(LONG)
    assert terminal.journal.backlog().count == 0


def test_central_is_asked_about_once_an_hour_with_nothing_to_send(terminal):
    terminal.tap()
    terminal.clock.advance(60)
    queue, journal = terminal.queue, terminal.journal
    courier = Courier([draining(journal, queue, lambda: True), asking(terminal.clock, journal, queue, 3600)])
    for _ in range(720):
        terminal.clock.advance(60)
        courier.begin()
        courier.join(LONG)
    # twelve hours: the ride, the question at the start, and one an hour
    assert terminal.client.calls == 1 + 12


def test_an_errand_that_fails_does_not_keep_the_others_from_being_run(caplog):
    clock, done = Clock(TUESDAY, running=False), []

    def fails():
        raise JournalError("the disk is full")

    courier = Courier([now_and_then(clock, 60, fails), once(lambda: done.append(1), lambda: True)])
    courier.begin()
    courier.join(LONG)
    clock.advance(61)
    courier.begin()
    courier.join(LONG)
    assert done == [1]
    assert caplog.text.count("the disk is full") == 2


def test_an_errand_with_a_bug_does_not_keep_the_others_from_being_run_and_is_told(caplog):
    clock, done = Clock(TUESDAY, running=False), []
    courier = Courier([now_and_then(clock, 60, lambda: {}["order"]), once(lambda: done.append(1), lambda: True)])
    courier.begin()
    courier.join(LONG)
    assert done == [1]
    assert "an errand failed" in caplog.text


def test_a_line_that_is_half_open_holds_up_no_rider(tmp_path):
    """Nothing of a visit waits for the queue: all is written and told while a batch hangs on a line that says nothing."""
    silent = socket.create_server(("127.0.0.1", 0))
    terminal = Terminal("bus-1", SEED, f"http://127.0.0.1:{silent.getsockname()[1]}", tmp_path, timeout=60)
    terminal.taps(10)
    hanging = threading.Thread(target=terminal.queue.send_one, daemon=True)
    hanging.start()
    connection, _ = silent.accept()
    assert connection.recv(4) == b"POST"
    terminal.taps(1000)
    assert hanging.is_alive()
    assert terminal.journal.backlog().count == 1010
    connection.close()
    silent.close()
    hanging.join(LONG)
    assert terminal.journal.backlog().count == 1010
    terminal.journal.close()


def test_a_rider_is_told_with_the_same_statements_whatever_the_queue_does(terminal, central):
    """Counted: a ride costs as many statements with the line away and a long backlog as with none."""
    terminal.tap()
    statements = []
    terminal.journal._db.set_trace_callback(statements.append)

    def counted():
        statements.clear()
        terminal.taps(50)
        return len(statements)

    quiet = counted()
    terminal.client.up = False
    terminal.taps(500)
    terminal.queue.send_one()
    away = counted()
    terminal.client.up = True
    terminal.drain()
    assert quiet == away == counted()
