"""The same over the air: frames are lost and spoiled on the way there and back, cards ask for time, and no code arrives twice."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule, run_state_machine_as_test
from properties.line import Line, Witness
from properties.person import CARD, FIND, LIMITS, Person

from drivers.isodep import I_BLOCK, Garbled, Silence
from drivers.nfc import NfcReader
from drivers.virtual.air_chip import AirChip
from drivers.virtual.radio import RadioField


class AirPerson(Person):
    """Holds the card over a contactless reader in a noisy place."""

    chip = AirChip

    @initialize()
    def begin(self):
        super().begin()
        self.field = RadioField()
        self.card = Witness(CARD)
        clock = self.field.clock
        self.reader = NfcReader("air", lambda _: self.chip(self.field), lambda: clock.now, clock.advance)
        self.line = Line(self.reader)

    @rule()
    def connect(self):
        if not self.field.cards:
            self.field.place(self.card)
        self.line.close()
        for _ in range(4):
            self.reader.look()
            self.field.clock.advance(0.01)
        super().connect()

    @rule(frames=st.sets(st.integers(1, 8), min_size=1, max_size=4), lost=st.booleans())
    def a_few_frames_are_disturbed(self, frames, lost):
        self.spoil(frames, lost)

    @rule(frames=st.integers(6, 40), lost=st.booleans())
    def nothing_is_understood_for_a_while(self, frames, lost):
        self.spoil(range(1, frames + 1), lost)

    def spoil(self, frames, lost):
        """Frames by their number from now: odd ones are the reader's, even ones the card's."""
        spoiled = self.field.noise.drop if lost else self.field.noise.corrupt
        spoiled.update(self.field.frames + frame for frame in frames)

    @rule()
    def take_the_card_away(self):
        self.field.remove()


def test_no_noise_brings_a_code_to_the_card_twice():
    Person.seen.clear()
    run_state_machine_as_test(AirPerson, settings=settings(LIMITS, max_examples=150))
    assert Person.seen["presented"] > 100
    assert Person.seen["asked after a lost attempt"] > 10


class ResendingChip(AirChip):
    """What must never be: a block sent again because no answer came, without asking the card whether it has it."""

    def exchange(self, frame, timeout_s):
        try:
            return super().exchange(frame, timeout_s)
        except (Silence, Garbled):
            if frame[0] & 0xE2 != I_BLOCK:
                raise
            return super().exchange(frame, timeout_s)


class Resending(AirPerson):
    chip = ResendingChip

    def session(self, back):
        """Whose next answer is lost, so that it is found soon."""
        session = super().session(back)
        self.spoil({2}, lost=True)
        return session


def test_the_rule_finds_a_reader_that_sends_a_block_again():
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Resending, settings=FIND)
