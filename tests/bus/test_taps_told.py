"""Riders at a bus's validator: what each is told by light, tone and plate, and what the journal has of it."""

import threading
import time

import pytest
from acting import LONG
from sample_cards import sample
from validator import SILVER, SPENDING, SURE, TUESDAY, copy_of, my_number, registered_key, rider_card

from drivers.protocols import Fault, Signal
from drivers.virtual.beeper import VirtualBeeper
from drivers.virtual.indicator import VirtualIndicator
from firmware.clock import Clock


def test_a_rider_with_a_pass_is_let_in_by_light_tone_and_plate(bus, lists):
    card, name = rider_card(1)
    lists.give(name, SILVER)
    with bus() as running:
        assert running.tap(card) is Signal.SENIOR
        plate = running.sees("ride-free")
        assert (plate.sign, plate.plate) == ("good", True)
        assert (running.accept.times, running.refuse.times) == (1, 0)
        [(_, ride)] = running.records("ride")
        assert (ride["fare"], ride["paid"], ride["scheme"], ride["trip"]) == (200, 0, "silver", "T10")


def test_points_are_spent_and_the_rest_is_shown(bus, lists):
    card, name = rider_card(1)
    lists.give(name, SPENDING)
    with bus() as running:
        assert running.tap(card) is Signal.ACCEPTED
        plate = running.sees("ride-accepted")
        assert plate.amount.values == {"points": 200}
        assert plate.note.values == {"points": 800}
        [(_, ride)] = running.records("ride")
        assert (ride["points"], ride["paid"]) == (200, 0)


def test_a_card_that_no_list_knows_is_refused_and_the_fare_is_asked(bus):
    card, _ = rider_card(1)
    with bus() as running:
        assert running.tap(card) is Signal.REFUSED
        assert running.sees("ride-pass-unknown").sign == "bad"
        assert (running.accept.times, running.refuse.times) == (0, 1)
        assert [what for what, _ in running.records("ride", "boarded", "refused")] == ["refused"]


def test_the_same_card_again_is_told_so_and_books_nothing(bus, lists):
    card, name = rider_card(1)
    lists.give(name, SILVER)
    with bus() as running:
        running.tap(card)
        assert running.tap(card) is Signal.SENIOR
        running.sees("ride-already-touched")
        assert len(running.records("ride")) == 1


def test_a_torn_card_is_asked_for_again_and_the_next_try_is_taken_at_once(bus, lists):
    card, name = rider_card(1)
    lists.give(name, SILVER)
    with bus() as running:
        card.faults.torn_at = 1
        assert running.tap(card) is Signal.AGAIN
        assert running.sees("ride-hold-again").sign == "warn"
        assert running.records("ride", "refused") == []
        card.faults.torn_at = None
        assert running.tap(card) is Signal.SENIOR


def test_two_cards_at_once_are_asked_to_be_one(bus, lists):
    (one, name), (other, _) = rider_card(1), rider_card(2)
    lists.give(name, SILVER)
    with bus() as running:
        assert running.hold(one, second=other)[0] is Signal.AGAIN
        running.sees("ride-one-card")
        assert running.records("ride", "refused") == []


def test_what_is_no_card_of_ours_is_refused(bus):
    with bus() as running:
        assert running.tap(sample("licence")) is Signal.REFUSED
        running.sees("ride-pass-unknown")


def test_a_telephone_that_wants_its_pin_is_told_what_would_do(bus):
    with bus() as running:
        assert running.tap(sample("android")) is Signal.REFUSED
        running.sees("ride-phone-pin")
        assert [detail["why"] for _, detail in running.records("refused")] == ["phone_pin"]


def test_a_my_number_card_rides_by_its_number_where_that_is_enough(bus, lists):
    card, name = my_number()
    lists.give(name, SILVER)
    with bus() as running:
        assert running.tap(card) is Signal.SENIOR
        [(_, ride)] = running.records("ride")
        assert (ride["medium"], ride["level"]) == ("my_number", "number")


def test_a_card_proves_itself_where_the_scheme_wants_it_and_a_copy_is_refused(bus, lists):
    card, name = my_number()
    lists.give(name, SURE, key=registered_key(card))
    with bus() as running:
        assert running.tap(card) is Signal.ACCEPTED
        [(_, ride)] = running.records("ride")
        assert ride["level"] == "card"
        running.clock.advance(90)
        assert running.tap(copy_of("hanako")) is Signal.REFUSED
        [(_, refused)] = running.records("refused")
        assert refused["why"] == "copy"
        assert len(running.records("ride")) == 1


@pytest.mark.parametrize("away", ["accept", "refuse", "beeper"])
def test_a_signal_that_is_broken_stops_nobody(bus, lists, away):
    card, name = rider_card(1)
    lists.give(name, SILVER)
    with bus() as running:
        getattr(running, away).set_fault(Fault.OFFLINE)
        running.reader.place(card)
        running.sees("ride-free")
        assert len(running.records("ride")) == 1


def test_a_journal_that_fails_lets_nobody_in(bus, lists):
    card, name = rider_card(1)
    lists.give(name, SILVER)
    with bus() as running:
        running.terminal.role.journal._db.execute("PRAGMA query_only=ON")
        assert running.tap(card) is Signal.REFUSED
        running.sees("validator-out-of-order")
        running.clock.advance(10)
        running.until(lambda: running.face.faults, "the driver to be told")
        assert running.face.faults[0].key == "driver-validator-fault"
        running.terminal.role.journal._db.execute("PRAGMA query_only=OFF")
        running.clock.advance(10)
        running.until(lambda: running.terminal.talk.view.closed is None, "it to open again")
        assert running.tap(card) is Signal.SENIOR
        assert len(running.records("ride")) == 1


def test_a_reader_at_fault_is_told_to_the_driver_and_the_riders(bus):
    with bus() as running:
        running.reader.set_fault(Fault.OFFLINE)
        running.clock.advance(10)
        running.until(lambda: running.terminal.talk.view.closed, "it to close")
        assert [fault.key for fault in running.face.faults] == ["driver-validator-fault"]


def test_lights_go_out_by_themselves(bus, lists):
    card, name = rider_card(1)
    lists.give(name, SILVER)
    with bus() as running:
        running.tap(card)
        running.until(lambda: running.accept.is_lit, "light")
        running.clock.advance(2)
        running.until(lambda: not running.accept.is_lit, "dark")


def test_a_plate_goes_when_its_time_is_over(bus, lists):
    card, name = rider_card(1)
    lists.give(name, SILVER)
    with bus() as running:
        running.tap(card)
        running.sees("ride-free")
        running.clock.advance(4)
        running.rider.sees_idle()
        face = running.terminal.talk.view.vehicle
        assert (face.number, face.keys) == ("12", ())


class Held(Clock):
    """A clock that, once `held`, does not tell the reader's thread the time until it `goes_on`."""

    def __init__(self):
        super().__init__(TUESDAY)
        self.held, self.goes_on = threading.Event(), threading.Event()

    def now(self):
        if threading.current_thread().name == "reader" and self.held.is_set():
            assert self.goes_on.wait(LONG)
        return super().now()


def test_a_plate_is_not_ended_by_the_tap_that_it_tells_of(bus, lists):
    class Second(VirtualBeeper):
        """Holds the clock with the second signal."""

        def beep(self, signal):
            super().beep(signal)
            if len(self.history) == 2:
                clock.held.set()

    (one, name), (other, its) = rider_card(1), rider_card(2)
    lists.give(name, SILVER)
    lists.give(its, SILVER)
    clock = Held()
    with bus(clock, beeper=Second()) as running:
        running.tap(one)
        running.sees("ride-free")
        running.reader.place(other)
        assert clock.held.wait(LONG)
        time.sleep(0.05)
        # the first plate's time is over in the very moment in which the second one comes
        clock.advance(4)
        time.sleep(0.1)
        clock.goes_on.set()
        running.until(lambda: len(running.plates) == 2, "the second plate")
        time.sleep(0.1)
        assert running.terminal.talk.view.prompt is running.plates[1]


def test_the_next_riders_light_is_not_dimmed_with_the_last_ones(bus, lists):
    class Late(VirtualIndicator):
        """A light that takes its time, the second time."""

        calls = 0

        def light(self):
            super().light()
            self.calls += 1
            if self.calls == 2:
                clock.advance(0.3)
                time.sleep(0.1)

    clock, light = Clock(TUESDAY), Late()
    (one, name), (other, its) = rider_card(1), rider_card(2)
    lists.give(name, SILVER)
    lists.give(its, SILVER)
    with bus(clock, accept_light=light) as running:
        running.tap(one)
        running.until(lambda: running.plates, "the first plate")
        clock.advance(0.9)
        running.tap(other)
        running.until(lambda: len(running.plates) == 2, "the second plate")
        assert light.is_lit
