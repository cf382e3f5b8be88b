"""What a level authorises: a copied number rides where a number is enough, and is caught where the card itself has to prove."""

import pytest
from identity.door import GOOD, DoorOfBus, clone_of

from drivers.protocols import Signal
from drivers.virtual.reader import VirtualReader


@pytest.fixture
def door(tmp_path):
    made = DoorOfBus(tmp_path, VirtualReader())
    yield made
    made.close()


def hold_up(door, card) -> Signal:
    door.bus.clock.advance(120)
    door.reader.place(card)
    return door.tap()


@pytest.mark.parametrize("name", ["hanako", "taro", "senior"])
def test_a_registered_card_rides_at_its_level(door, name):
    assert hold_up(door, door.cards[name]) in GOOD
    [ride] = door.rides()
    assert ride["level"] == ("card" if name == "hanako" else "number")


def test_a_copied_number_is_caught_where_the_card_has_to_prove_itself(door):
    assert hold_up(door, door.cards["clone"]) is Signal.REFUSED
    assert door.rides() == []
    assert [each["why"] for each in door.bus.details("refused")] == ["copy"]


def test_a_copied_number_rides_where_a_number_is_enough(door):
    assert hold_up(door, clone_of("taro")) in GOOD


def test_a_stranger_and_a_thing_that_is_no_card_are_refused(door):
    assert hold_up(door, door.cards["stranger"]) is Signal.REFUSED
    assert door.rides() == []


def test_no_number_of_a_card_stands_in_the_journal(door):
    for card in door.cards.values():
        hold_up(door, card)
    written = " ".join(str(entry) for entry in door.bus.records()).lower()
    assert len(door.bus.records()) > len(door.cards)
    for number in ("jpki:", "felica:", "1001", "0112c0ffee5ea701", "01010b0d0e0f2a44"):
        assert number not in written
