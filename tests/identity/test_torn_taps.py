"""Cards torn away at any frame and at any byte of a tap: no half ride, no wrong accept, and the next try goes on at once."""

from random import Random

import pytest
from identity.door import GOOD, RIDERS, DoorOfBus
from identity.tearing import Tearing

from drivers.protocols import Signal
from drivers.virtual.reader import VirtualReader

TEARS = 1000
LONGEST_RETRY_S = 0.15
FWT_S = 0.309
"""The cards' frame waiting time, which a signature may take."""


@pytest.fixture
def tearing(tmp_path):
    made = Tearing(tmp_path)
    yield made
    made.door.close()


def test_a_thousand_tears_on_the_air_leave_one_whole_ride_or_none(tearing):
    for seed in range(TEARS):
        tearing.tear(Random(seed))
    assert tearing.wrong == []
    assert tearing.torn > TEARS / 3
    assert tearing.told_again > TEARS / 4
    assert max(tearing.retries) <= LONGEST_RETRY_S
    assert max(tearing.signing) <= FWT_S + LONGEST_RETRY_S


def test_a_door_that_lets_everybody_in_would_be_found(tearing):
    for name in ("stranger", "clone"):
        tearing.door.cards[name] = tearing.door.cards["taro"]
    for seed in range(20):
        tearing.tear(Random(seed))
    assert any("accepted" in each or "1 rides" in each for each in tearing.wrong)


@pytest.mark.parametrize("name", ["hanako", "taro", "senior", "clone"])
def test_a_tap_torn_at_every_byte_of_every_answer_is_no_ride_or_a_whole_one(tmp_path, name):
    reader = VirtualReader()
    door = DoorOfBus(tmp_path, reader)
    card = door.cards[name]
    for exchange, byte in [
        (1, None),
        (1, 0),
        (1, 1),
        (2, None),
        *((2, n) for n in range(40)),
        (3, None),
        (3, 0),
        (4, None),
    ] + [(4, n) for n in range(0, 258, 9)]:
        before = len(door.rides())
        door.bus.clock.advance(120)
        card.faults.torn_at, card.faults.torn_at_byte = exchange, byte
        reader.place(card)
        first = door.tap()
        card.faults.torn_at = None
        reader.place(card)
        again = door.tap()
        assert len(door.rides()) - before == (name in RIDERS)
        assert (again in GOOD) == (name in RIDERS)
        assert first in (GOOD if name in RIDERS else {Signal.REFUSED}) or first is Signal.AGAIN
    door.close()
