"""Exactly one effect: whatever the line does, each ride that somebody was told about is at central once, to the yen."""

from __future__ import annotations

import shutil
import tempfile

import pytest
from records.fleet import MEMORY, Cutter, assert_booked, assert_once, central, drain_all, fleet, names
from records.proxy import Proxy

SEED = 6
RIDES, A_DAY = 100_000, 5000
LOST = {"request_lost": 0.3, "reply_lost": 0.21, "twice": 0.1}
ODD = {"late": 0.02, "cut": 0.02, "reset": 0.01, "garbage": 0.01, "half_open": 0.005, "slow": 0.01}
HASTE = 0.002
"""Pauses are shortened: what is counted here are records, and how long they may take is proved elsewhere."""

pytestmark = [pytest.mark.real, pytest.mark.minutes, pytest.mark.timeout(900)]


@pytest.fixture
def in_memory():
    folder = tempfile.mkdtemp(prefix="kazasu-fleet-", dir=MEMORY if MEMORY.exists() else None)
    yield folder
    shutil.rmtree(folder)


def test_a_hundred_thousand_rides_over_a_line_that_loses_a_third_arrive_once_each(tmp_path, in_memory):
    with central(tmp_path, names(20)) as service, Proxy(service.url, SEED, **LOST, **ODD) as line:
        terminals = fleet(line.url, in_memory, 20, timeout=1.0)
        for terminal in terminals:
            # committed together: a commit for each is proved elsewhere, and would take a third of this test
            with terminal.journal._file.writing():
                terminal.taps(RIDES // len(terminals))
        drain_all(terminals, haste=HASTE)
        assert_once(service, terminals)
        assert_booked(service, terminals)
    carried = line.counts.total() - line.counts["request_lost"]
    assert line.counts["request_lost"] > 0.25 * line.counts.total(), f"seed {SEED}: {line.counts}"
    assert line.counts["reply_lost"] > 0.25 * carried
    assert min(line.counts[fault] for fault in ("twice", *ODD)) > 0


def test_fifty_terminals_come_back_after_three_days_on_a_line_that_loses_a_fifth(tmp_path, in_memory):
    with central(tmp_path, names(50)) as service, Proxy(service.url, SEED, request_lost=0.1, reply_lost=0.1) as line:
        line.cut()
        terminals = fleet(line.url, in_memory, 50, timeout=2.0)
        for hour in range(72):
            for number, terminal in enumerate(terminals):
                # 3,000 rides over 72 hours and 50 terminals
                if (hour + number) % 6 != 0:
                    terminal.tap(200 + hour, number)
                terminal.clock.advance(3600)
                if hour % 12 == 6:
                    assert terminal.queue.send_one().failed
        assert sum(len(terminal.told) for terminal in terminals) == 3000
        assert {terminal.journal.backlog().count for terminal in terminals} == {60}
        line.mend()
        drain_all(terminals, haste=HASTE)
        assert_once(service, terminals)
        assert_booked(service, terminals)
    assert line.counts["request_lost"] + line.counts["reply_lost"] > 5


def test_a_week_of_a_busy_terminal_leaves_over_a_line_that_is_cut_five_times(tmp_path, in_memory):
    with central(tmp_path, names(1)) as service, Proxy(service.url) as line:
        [terminal] = fleet(line.url, in_memory, 1, timeout=2.0)
        for _ in range(7):
            terminal.taps(A_DAY)
            terminal.clock.advance(86_400)
        with Cutter(line.cut, line.mend, every=line.counts.total, most=5) as cutter:
            terminal.drain(haste=0.05)
        assert cutter.cuts == 5
        assert_once(service, [terminal])
    assert terminal.sent["failed"] >= 5


def test_central_killed_again_and_again_while_it_takes_records_holds_each_once(tmp_path, in_memory):
    with central(tmp_path, names(4)) as service:
        terminals = fleet(service.url, in_memory, 4, timeout=2.0)
        for terminal in terminals:
            terminal.taps(3000)
        taken = lambda: sum(terminal.sent["took"] for terminal in terminals)  # noqa: E731
        with Cutter(service.kill, service.start, every=taken, most=2):
            drain_all(terminals, haste=0.1)
        assert_once(service, terminals)
        assert_booked(service, terminals)


def test_a_central_restored_from_an_older_backup_gets_again_what_it_forgot(tmp_path, in_memory):
    with central(tmp_path, names(3)) as service:
        terminals = fleet(service.url, in_memory, 3)
        for terminal in terminals:
            terminal.taps(300)
        drain_all(terminals)
        service.save(tmp_path / "backup.sqlite")
        for terminal in terminals:
            terminal.taps(700)
        drain_all(terminals)
        service.stop()
        service.restore(tmp_path / "backup.sqlite")
        service.start()
        assert len(service.rides()) == 900
        for terminal in terminals:
            terminal.tap()
        drain_all(terminals, haste=0.01)
        assert_once(service, terminals)
        assert_booked(service, terminals)
