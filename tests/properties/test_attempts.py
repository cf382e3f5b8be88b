"""Whatever fails, and whatever a person does then: the card counts no attempt that nobody typed, and after a lost answer it is asked first."""

from contextlib import suppress

import pytest
from hypothesis.stateful import run_state_machine_as_test
from properties.line import BROKEN, Line, Witness
from properties.person import FAILURES, FIND, LIMITS, Person
from sample_cards import sample

from cards.apdu import Channel
from cards.errors import WrongPin
from cards.jpki import JpkiSession
from cards.secret import Secret
from cards.surface import SurfaceSession
from cards.tables import JPKI
from cards.text import TextSession
from drivers.virtual.reader import VirtualReader

USER = JPKI.user_authentication


class Repeating(JpkiSession):
    """What must never be: a code presented again because the answer did not come."""

    def present(self, pin, code):
        text = bytes(code.octets)
        try:
            super().present(pin, code)
        except FAILURES:
            super().present(pin, Secret(text))


class Forgetting(JpkiSession):
    """What must not be either: an attempt after one whose answer was lost, without a look at what is left."""

    def present(self, pin, code):
        self.channel.limits.unsure.clear()
        super().present(pin, code)


def test_no_order_of_acts_and_failures_spends_an_attempt_that_nobody_made():
    Person.seen.clear()
    run_state_machine_as_test(Person, settings=LIMITS)
    assert Person.seen["presented"] > 200
    assert Person.seen["asked after a lost attempt"] > 20


@pytest.mark.parametrize("careless", [Repeating, Forgetting])
def test_the_rule_finds_a_session_that_is_careless_with_codes(careless):
    person = type(careless.__name__, (Person,), {"session_class": careless})
    with pytest.raises(AssertionError):
        run_state_machine_as_test(person, settings=FIND)


def test_a_session_whose_application_was_left_sends_no_code_to_another():
    card = Witness(sample())
    channel = Channel(VirtualReader(card).connect())
    text = TextSession(channel)
    SurfaceSession(channel)
    with pytest.raises(RuntimeError):
        text.verify("1234")
    assert card.presented.total() == 0


@pytest.mark.parametrize("strike", BROKEN, ids=repr)
@pytest.mark.parametrize("exchange", [1, 2, 3])
def test_a_card_torn_away_while_its_code_is_changed_has_the_old_or_the_new_one_and_all_attempts(exchange, strike):
    card = sample()
    line = Line(VirtualReader(card))
    line.strike_at(exchange, strike)
    with suppress(*FAILURES):
        JpkiSession(Channel(line.connect(), line.limits)).change_pin("1234", "4321")
    assert card.counters.left(USER.pin.name, USER.pin.tries) == USER.pin.tries
    assert [taken_by(line, code) for code in ("1234", "4321")].count(True) == 1


def taken_by(line, code: str) -> bool:
    with suppress(WrongPin):
        JpkiSession(Channel(line.connect(), line.limits)).verify(code)
        return True
    return False
