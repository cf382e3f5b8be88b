"""A bus looks at what it has while people board without a pause: nobody there waits for a quiet moment."""

import threading

import pytest
from acting import LONG
from validator import SILVER, TUESDAY, Bus, rider_card

from drivers.protocols import Fault, Signal
from drivers.virtual.position import VirtualPosition
from firmware.clock import Clock


class Looked(VirtualPosition):
    """A receiver that counts how often it was asked how it is; `has_bug` makes the next look the last."""

    looks, has_bug = 0, False

    def health(self):
        self.looks += 1
        if self.has_bug:
            raise RuntimeError("a bug")
        return super().health()


@pytest.fixture
def receiver():
    return Looked()


@pytest.fixture
def queue(lists):
    for number in range(5):
        lists.give(rider_card(number)[1], SILVER)


def boards(running, receiver, breaks):
    """Five riders, each before the last one's plate goes: the clock stands still but for that. Something breaks behind the first."""
    running.until(lambda: receiver.looks, "the first look")
    for number in range(5):
        assert running.tap(rider_card(number)[0]) is Signal.SENIOR
        running.until(lambda shown=number + 1: len(running.plates) == shown, "the plate")
        if number == 0:
            breaks()
        running.clock.advance(2)


@pytest.mark.usefixtures("queue")
def test_a_receiver_that_fails_while_plate_follows_plate_is_told_to_the_driver(bus, receiver):
    with bus(Clock(TUESDAY, running=False), position=receiver) as running:
        boards(running, receiver, lambda: receiver.set_fault(Fault.OFFLINE))
        running.until(lambda: running.face.faults, "the driver to be told")
        assert [fault.key for fault in running.face.faults] == ["driver-position-fault"]
        assert running.terminal.talk.view.prompt is running.plates[-1]


@pytest.mark.usefixtures("queue")
def test_a_disk_that_fills_up_while_plate_follows_plate_closes_the_bus(bus, receiver):
    with bus(Clock(TUESDAY, running=False), position=receiver) as running:
        journal = running.terminal.role.journal
        boards(running, receiver, lambda: setattr(journal, "least_free", 1 << 60))
        running.until(lambda: running.terminal.talk.view.closed, "it to close")
        assert [fault.key for fault in running.face.faults] == ["driver-validator-fault"]
        assert running.terminal.talk.view.prompt is running.plates[-1]


def test_a_bug_in_a_look_ends_the_bus(lists, receiver, tmp_path):
    running = Bus(tmp_path, lists, Clock(TUESDAY), position=receiver)
    lists.publish(running.snapshots)
    serving = threading.Thread(target=running.terminal._serve_or_fail, args=(None,))
    serving.start()
    running.until(lambda: receiver.looks, "the first look")
    receiver.has_bug = True
    running.clock.advance(10)
    serving.join(LONG)
    assert not serving.is_alive()
    assert running.terminal._status == 1
