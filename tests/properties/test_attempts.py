"""Whatever fails, and whatever a person does then: the card counts no attempt that nobody typed, and after a lost answer it is asked first."""

import pytest
from hypothesis.stateful import run_state_machine_as_test
from properties.person import FAILURES, FIND, LIMITS, Person

from cards.jpki import JpkiSession
from cards.secret import Secret


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
