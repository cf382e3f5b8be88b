"""A radio field: what becomes of a frame in it, how long it takes, and how virtual cards show themselves there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from on_air import POLLING, REQB, SLOW, TAG, TRANSPORT, WUPB, TalkingCard, activate, awake, block
from sample_cards import CARDS, sample

from cards.errors import CardRemoved
from cards.tables import JPKI
from drivers.radio_time import ACTIVATION_S, exchange_s, floor_s, fwt_s
from drivers.virtual import card_kinds
from drivers.virtual.card import Torn
from drivers.virtual.radio import Garbled, RadioField


@pytest.fixture
def card():
    return TalkingCard()


@pytest.fixture
def field(card):
    return awake(card)


# --- misbehaviour


def test_a_mute_card_keeps_silent_until_it_loses_power(field, card):
    activate(field)
    card.mute = True
    assert [block(field, "02A0"), block(field, "B2")] == [None, None]
    card.mute = False
    assert block(field, "02A0") is None
    field.off()
    field.on()
    field.clock.advance(0.005)
    activate(field)
    assert block(field, "02A0") == "02a09000"


def test_a_card_that_leaves_in_the_middle_is_gone(field, card):
    def leave(_):
        raise CardRemoved("told to")

    card._answer = leave
    activate(field)
    assert block(field, "02A0") is None
    assert field.cards == ()


@pytest.mark.parametrize(("sent", "parts"), [(0, 0), (100, 0), (300, 1)])
def test_a_card_that_leaves_in_the_middle_of_its_answer_leaves_half_a_frame(field, card, sent, parts):
    def leave(_):
        raise Torn(bytes(sent))

    card._answer = leave
    activate(field)
    for number in range(parts):
        assert block(field, ("02B0", "A3")[number], timeout_s=0.4)[:2] == "12"
    if sent:
        with pytest.raises(Garbled):
            block(field, "A3" if parts else "02B0")
    else:
        assert block(field, "02B0") is None
    assert block(field, "B2") is None
    assert field.cards == ()


def test_a_card_taken_away_while_it_thinks_is_not_heard(field, card):
    def taken(command):
        field.remove(card)
        return command

    card._answer = taken
    activate(field)
    assert block(field, "02A0") is None


def test_an_answer_later_than_the_timeout_is_silence(field, card):
    activate(field)
    card.slow_s = 0.5
    begun = field.clock.now
    assert block(field, "02A0", timeout_s=0.4) is None
    assert field.clock.now - begun == pytest.approx(0.4, abs=0.01)
    assert block(field, "B2") == "02a09000"


def test_a_spoiled_answer_is_garbled_and_a_spoiled_command_unheard(field, card):
    activate(field)
    field.noise.corrupt |= {field.frames + 1, field.frames + 4}
    assert block(field, "02A0") is None
    with pytest.raises(Garbled):
        block(field, "02A0")
    assert card.heard == [b"\xa0"]


def test_a_removed_card_has_its_own_sleep_and_no_power(field, card):
    slept = card.wait
    field.remove(card)
    assert card.wait != slept
    assert card.powered_off == 2


def test_a_card_laid_down_twice_lies_there_once(field, card):
    slept = card.wait
    field.place(card)
    assert field.cards == (card,)
    assert card.wait == slept


def test_nothing_is_heard_without_a_carrier(field):
    field.off()
    assert field.exchange("106B", REQB, 0.005) is None


# --- time


def test_a_job_takes_the_floor_and_nothing_more(field, card):
    begun = field.clock.now
    activate(field)
    assert field.clock.now - begun == pytest.approx(ACTIVATION_S)
    card._answer = lambda _: bytes(34)
    block(field, "02" + "00" * 5)
    assert field.clock.now - begun == pytest.approx(floor_s([(5, 34)]))


def test_a_long_answer_takes_the_floor_too(field, card):
    card._answer = lambda _: bytes(1602)
    activate(field, rates=0xA8)
    begun, ask = field.clock.now, 0xA3
    part = field.exchange("424B", b"\x02" + bytes(7), 0.4)
    while part[0] & 0x10:
        part = field.exchange("424B", bytes((ask,)), 0.4)
        ask ^= 1
    assert field.clock.now - begun == pytest.approx(exchange_s(7, 1602, 424))


def test_a_silence_takes_the_timeout_and_more_time_half_a_waiting_time(field, card):
    activate(field)
    card.waiting_extensions = 1
    begun = field.clock.now
    block(field, "02A0")
    assert field.clock.now - begun == pytest.approx(fwt_s(10) / 2, rel=0.05)


# --- the virtual cards


def answer_of(field, command):
    """A reader that grants all the time it is asked for; "silent" or "garbled" when nothing good comes."""
    try:
        frame = field.exchange("106B", b"\x02" + command, 0.4)
        while frame == b"\xf2\x0a":
            frame = field.exchange("106B", frame, 4.0)
    except Garbled:
        return "garbled"
    return "silent" if frame is None else frame[1:].hex()


@pytest.mark.parametrize(
    ("fault", "shown"),
    [
        ({}, "9000"),
        ({"waiting_extensions": 3}, "9000"),
        ({"delay_s": 0.3}, "9000"),
        ({"delay_s": 0.5}, "silent"),
        ({"mute": True}, "silent"),
        ({"lost_at": 1}, "silent"),
        ({"torn_at": 1}, "silent"),
        ({"torn_at": 1, "torn_at_byte": 1}, "garbled"),
        ({"first_6f00": True}, "6f00"),
        ({"surplus": 2}, "00009000"),
    ],
)
def test_every_misbehaviour_of_a_card_shows_on_the_air(fault, shown):
    card = sample()
    field = RadioField()
    field.place(card)
    field.clock.advance(0.005)
    activate(field)
    for name, value in fault.items():
        setattr(card.faults, name, value)
    assert answer_of(field, bytes.fromhex("00A4040C0A") + JPKI.aid) == shown
    assert bool(field.cards) == ("torn_at" not in fault)


@pytest.mark.parametrize(
    "name", ["android", "facial", "hanako", "iphone", "licence", "resident_old", "transport", "tag", "unknown"]
)
def test_every_kind_of_card_is_found_on_the_air(name):
    field = RadioField()
    field.place(card_kinds.load(CARDS / f"{name}.toml", keep=False))
    field.clock.advance(0.02)
    asked = {"106B": REQB, "212F": POLLING, "106A": b"\x26"}
    found = [brty for brty, frame in asked.items() if field.exchange(brty, frame, 0.005)]
    assert found == [{"transport": "212F", "tag": "106A", "unknown": "106A"}.get(name, "106B")]


# --- whatever comes in


FRAMES = st.lists(
    st.tuples(
        st.sampled_from(["106A", "106B", "424B", "212F"]),
        st.one_of(
            st.sampled_from([REQB, WUPB, POLLING, b"\x26", b"\x93\x20", b"\x02\xa0", b"\xb2", b"\xa3", b"\xc2"]),
            st.binary(max_size=20),
        ),
    ),
    max_size=30,
)


@given(st.sampled_from([None, SLOW, TAG, TRANSPORT]), FRAMES)
def test_whatever_is_sent_there_is_a_frame_or_silence_and_time_goes_by(air, frames):
    field = RadioField()
    field.place(TalkingCard(air=air) if air else TalkingCard())
    field.clock.advance(0.02)
    for brty, frame in frames:
        begun = field.clock.now
        answer = field.exchange(brty, frame, 0.005)
        assert answer is None or 0 < len(answer) <= 256
        assert field.clock.now > begun
    field.off()
    field.on()
    field.clock.advance(0.02)
    assert any(
        field.exchange(brty, frame, 0.005) for brty, frame in (("106B", REQB), ("212F", POLLING), ("106A", b"\x26"))
    )
