"""A queue at a bus's door: nobody waits, nobody is lost, whatever cards, lists and line do."""

import random

from validator import PASSES, SILVER, SPENDING, rider_card

from drivers.protocols import Signal

RIDERS, BAD = 40, 0.03
GOOD = (Signal.ACCEPTED, Signal.SENIOR)


def riders(lists, count, *entitlements):
    cards = [rider_card(number) for number in range(count)]
    for _, name in cards:
        lists.give(name, *(entitlements or (SILVER,)))
    return [card for card, _ in cards]


def test_forty_riders_board_one_after_another_with_the_line_down_and_none_is_lost(bus, lists):
    chance, cards = random.Random(7), riders(lists, RIDERS)
    torn = [card for card in cards if chance.random() < BAD] or cards[:1]
    with bus() as running:
        again = 0
        for card in cards:
            if card in torn:
                card.faults.torn_at = 1
                again += running.tap(card) is Signal.AGAIN
                card.faults.torn_at = None
            assert running.tap(card) is Signal.SENIOR
        assert again == len(torn)
        rides = [detail["rider"] for _, detail in running.records("ride")]
        assert len(set(rides)) == len(rides) == RIDERS
        assert running.terminal.role.vehicle.status().on_board == RIDERS
        assert running.terminal.role.journal.backlog().count >= RIDERS


def test_a_card_that_lies_there_while_another_is_answered_is_next_at_once(bus, lists):
    one, other = riders(lists, 2)
    with bus() as running:
        running.reader.place(one)
        running.until(lambda: len(running.beeper.history) == 1, "the first")
        # the first one's plate still stands when the second card comes
        assert running.terminal.talk.view.prompt is not None or running.plates == []
        running.reader.place(other)
        running.until(lambda: len(running.beeper.history) == 2, "the second")
        assert running.beeper.signals == [Signal.SENIOR] * 2


def test_a_list_may_be_swapped_while_people_board(bus, lists):
    cards = riders(lists, 30)
    with bus() as running:
        for number, card in enumerate(cards):
            if number % 5 == 2:
                lists.number += 1
                shelf = running.terminal.parts.keeping.shelf
                shelf.take(PASSES, lists.file(PASSES))
            assert running.tap(card) in GOOD
        assert len(running.records("ride")) == 30


def test_two_units_take_riders_at_once_by_distance(bus, lists):
    cards = riders(lists, 10, SPENDING)
    with bus(units=2, fares="distance") as running:
        for card in cards:
            assert running.tap(card) is Signal.ACCEPTED
        assert running.terminal.role.vehicle.status().open_boardings == 10
        running.clock.advance(61)
        running.terminal.role.vehicle.call_at(running.place(3))
        for card in cards:
            assert running.tap(card, running.exit_reader) is Signal.ACCEPTED
        rides = running.records("ride")
        assert {(detail["board"], detail["alight"]) for _, detail in rides} == {("S0", "S2")}
        assert (len(rides), running.terminal.role.vehicle.status().on_board) == (10, 0)


def test_a_mute_card_at_one_door_keeps_nobody_from_the_other(bus, lists):
    one, other = riders(lists, 2)
    with bus(units=2) as running:
        one.faults.delay_s = 3.0
        running.reader.place(one)
        assert running.tap(other, running.exit_reader) in (*GOOD, Signal.REFUSED)
        assert len(running.beeper.history) == 1
        running.until(lambda: len(running.beeper.history) == 2, "the slow card")


def test_nothing_is_lost_in_a_power_cut_and_the_trip_goes_on(bus, lists, tmp_path):
    cards = riders(lists, 8, SPENDING)
    with bus() as before:
        for card in cards[:5]:
            before.tap(card)
        clock = before.clock
    with bus(clock) as after:
        assert after.face.on_board == 5
        # who tapped before the cut is known again, and pays once
        assert after.tap(cards[0]) is Signal.ACCEPTED
        after.sees("ride-already-touched")
        for card in cards[5:]:
            after.tap(card)
        assert len(after.records("ride")) == 8
        assert len(after.records("trip_begun")) == 1
