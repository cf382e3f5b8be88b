"""The reader's side of ISO/IEC 14443-4 against a card on the virtual air, with frames lost and spoiled."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from on_air import TalkingCard

from cards.errors import CardMute
from drivers.isodep import RETRIES, IsoDep
from drivers.nfc_cards import PARAM_2
from drivers.virtual.air import TypeB
from drivers.virtual.air_chip import AirChip
from drivers.virtual.radio import RadioField

FWI_10 = TypeB(bytes.fromhex("5011223344000005E0B381A1"))
FWI_13 = TypeB(bytes.fromhex("5011223344000005E00081D1"))
SMALL_FRAMES = TypeB(bytes.fromhex("5011223344000005E0B301A1"))
FWT_10, FWT_13 = (4096 / 13.56e6 * 2**fwi for fwi in (10, 13))
DEADLINE_S = 6.0


def reverse(command: bytes) -> bytes:
    """As long as the first two bytes say, different for every command."""
    length = int.from_bytes(command[:2], "big")
    return (bytes(reversed(command)) * (length // len(command) + 1))[:length] + b"\x90\x00"


class Bench:
    """One activated card, and the reader's side of it."""

    def __init__(
        self,
        air: TypeB = FWI_10,
        fsc: int = 256,
        fwt_s: float = FWT_10,
        extensions: int = 0,
        deadline_s: float = DEADLINE_S,
    ) -> None:
        self.card = TalkingCard(reverse, air=air)
        self.card.waiting_extensions = extensions
        self.field = RadioField()
        self.field.place(self.card)
        self.field.clock.advance(0.02)
        self.chip = AirChip(self.field)
        self.chip.tune("106B")
        self.chip.exchange(bytes.fromhex("050008"), 0.01)
        self.chip.exchange(b"\x1d" + air.atqb[1:5] + bytes((0, PARAM_2[106], 1, 0)), 0.01)
        self.blocks = IsoDep(self.chip.exchange, fsc, fwt_s, deadline_s, lambda: self.field.clock.now)
        self.first = self.field.frames

    def spoil(self, drop=(), corrupt=()) -> None:
        """Frames by their number from here on, the reader's first one is 1."""
        self.field.noise.drop = {self.field.frames + number for number in drop}
        self.field.noise.corrupt = {self.field.frames + number for number in corrupt}


def command(answer: int, size: int = 8) -> bytes:
    return answer.to_bytes(2, "big") + bytes(range(2, 10)) * size


@pytest.mark.parametrize("sent", [4, 252, 253, 254, 2000])
@pytest.mark.parametrize("received", [0, 250, 251, 252, 4000])
def test_commands_and_answers_of_every_length_come_through_in_chains(sent, received):
    bench = Bench()
    apdu = command(received, 260)[:sent]
    assert bench.blocks.transmit(apdu) == reverse(apdu)
    assert bench.card.heard == [apdu]


def test_a_card_with_small_frames_gets_small_blocks():
    bench = Bench(SMALL_FRAMES, fsc=16)
    assert bench.blocks.transmit(command(40)) == reverse(command(40))
    assert bench.card.heard == [command(40)]


@pytest.mark.parametrize(("air", "fwt_s"), [(FWI_10, FWT_10), (FWI_13, FWT_13)])
@pytest.mark.parametrize("extensions", [1, 3])
def test_a_slow_card_gets_its_time(air, fwt_s, extensions):
    bench = Bench(air, fwt_s=fwt_s, extensions=extensions)
    for length in (4, 600):
        assert bench.blocks.transmit(command(length)) == reverse(command(length))


def test_an_endless_extension_ends_at_the_deadline():
    bench = Bench(extensions=1_000_000)
    with pytest.raises(CardMute):
        bench.blocks.transmit(command(4))
    assert bench.field.clock.now <= DEADLINE_S + 10 * FWT_10 + 1


def test_an_endless_extension_that_costs_no_time_ends_too():
    asked = []

    def exchange(frame, timeout_s):
        asked.append(frame)
        return b"\xf2\x01"

    with pytest.raises(CardMute):
        IsoDep(exchange, 256, FWT_10, DEADLINE_S, lambda: 0.0).transmit(b"\x00\xa4\x00\x00")
    assert len(asked) < 300


@pytest.mark.parametrize("fwt_s", [FWT_10, FWT_13])
def test_a_frame_lost_is_recovered_with_every_waiting_time(fwt_s):
    for lost in (1, 2, 3, 4):
        bench = Bench(FWI_13 if fwt_s == FWT_13 else FWI_10, fwt_s=fwt_s)
        bench.spoil(drop=[lost])
        assert bench.blocks.transmit(command(600)) == reverse(command(600))
        assert bench.card.heard == [command(600)]
        assert bench.field.clock.now < DEADLINE_S


NUMBERS = st.sets(st.integers(1, 60), max_size=RETRIES)


@settings(max_examples=300, deadline=None)
@given(NUMBERS, NUMBERS, st.sampled_from([1, 300, 700]), st.sampled_from([1, 60]), st.integers(0, 2))
def test_no_more_losses_than_repetitions_give_the_right_answer_and_one_execution(drop, corrupt, answer, size, slow):
    # Every frame lost while the card has ten waiting times at once costs three seconds: here the count is the budget.
    bench = Bench(extensions=slow, deadline_s=60.0)
    bench.spoil(drop, set(sorted(corrupt - drop)[: RETRIES - len(drop)]))
    for turn in (0, 1):
        apdu = command(answer + turn, size)
        assert bench.blocks.transmit(apdu) == reverse(apdu)
    assert bench.card.heard == [command(answer, size), command(answer + 1, size)]


@settings(max_examples=300, deadline=None)
@given(st.sets(st.integers(1, 80)), st.sets(st.integers(1, 80)), st.sampled_from([1, 700]), st.integers(0, 2))
def test_whatever_is_lost_it_is_the_right_answer_or_a_mute_card_and_never_a_second_execution(
    drop, corrupt, length, slow
):
    bench = Bench(extensions=slow)
    bench.spoil(drop, corrupt - drop)
    start = bench.field.clock.now
    try:
        assert bench.blocks.transmit(command(length, 60)) == reverse(command(length, 60))
    except CardMute:
        assert bench.field.clock.now - start <= DEADLINE_S + 0.2
    assert bench.card.heard in ([], [command(length, 60)])


def test_a_careless_repetition_would_be_seen_as_a_second_execution():
    bench = Bench()
    bench.spoil(drop=[2])
    apdu = b"\x02" + command(1)
    for _ in range(2):
        bench.field.exchange("106B", apdu, FWT_10)
    assert len(bench.card.heard) == 2


def test_a_presence_check_is_answered_and_changes_nothing():
    bench = Bench()
    for _ in range(3):
        assert bench.blocks.present()
        assert bench.blocks.transmit(command(4)) == reverse(command(4))
        bench.spoil(drop=[2], corrupt=[4])
        assert bench.blocks.present()
    assert len(bench.card.heard) == 3
    bench.field.remove()
    assert not bench.blocks.present()


@given(st.lists(st.binary(max_size=6), max_size=40))
def test_strange_blocks_end_in_an_answer_or_a_mute_card(blocks):
    said = iter(blocks)
    dialogue = IsoDep(lambda frame, timeout_s: next(said, b""), 256, FWT_10, DEADLINE_S, lambda: 0.0)
    with suppress(CardMute):
        assert isinstance(dialogue.transmit(b"\x00\xa4\x00\x00"), bytes)


def test_more_time_may_be_asked_for_within_a_chained_answer():
    script = {
        b"\x02\x00\xa4\x00\x00": b"\x12first ",
        b"\xa3": b"\xf2\x81",
        b"\xf2\x01": b"\x03second",
    }
    dialogue = IsoDep(lambda frame, timeout_s: script[bytes(frame)], 256, FWT_10, DEADLINE_S, lambda: 0.0)
    assert dialogue.transmit(b"\x00\xa4\x00\x00") == b"first second"
