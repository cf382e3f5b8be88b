"""How a card is found on the air and agrees on a bit rate, by type."""

import pytest
from on_air import POLLING, REQB, SLOW, TAG, TRANSPORT, WUPB, TalkingCard, activate, awake, block

from drivers.radio_time import FELICA_POLLING_S, felica_polling_s
from drivers.virtual.air import Felica, TypeA, TypeB
from drivers.virtual.radio import Garbled, RadioField


@pytest.fixture
def card():
    return TalkingCard()


@pytest.fixture
def field(card):
    return awake(card)


def test_a_card_tells_what_the_atr_of_real_ones_carries_and_draws_a_pupi(field):
    first = field.exchange("106B", REQB, 0.005)
    assert (first[:1], first[5:]) == (b"\x50", bytes.fromhex("000005E0B381A1"))
    field.off()
    field.on()
    field.clock.advance(0.005)
    assert field.exchange("106B", REQB, 0.005)[1:5] != first[1:5]


def test_a_card_needs_five_milliseconds_of_power_before_it_hears():
    field = RadioField()
    field.place(TalkingCard())
    field.clock.advance(0.0045)
    assert field.exchange("106B", REQB, 0) is None
    assert field.exchange("106B", REQB, 0.001) is not None


def test_a_card_is_found_from_the_time_on_that_it_was_laid_down_for(card):
    field = RadioField()
    field.place_at(1.0, card)
    field.clock.advance(1.004)
    assert field.exchange("106B", REQB, 0) is None
    field.clock.advance(0.001)
    assert field.exchange("106B", REQB, 0.001) is not None


def test_an_active_card_hears_no_request_and_a_halted_one_only_wake_up(field):
    activate(field)
    assert field.exchange("106B", WUPB, 0.005) is None
    assert block(field, "C2") == "c2"
    assert field.exchange("106B", REQB, 0.005) is None
    assert field.exchange("106B", WUPB, 0.005) is not None
    assert activate(field) == b"\x00"


def test_hltb_halts_a_card_that_was_found(field):
    atqb = field.exchange("106B", REQB, 0.005)
    assert field.exchange("106B", b"\x50" + atqb[1:5], 0.005) == b"\x00"
    assert field.exchange("106B", REQB, 0.005) is None


def test_a_card_of_another_family_keeps_silent(field):
    field.place(TalkingCard(air=TypeB(bytes.fromhex("5000000000200000000081A1"))))
    field.clock.advance(0.005)
    assert field.exchange("106B", bytes.fromhex("051000"), 0.005) is None
    assert field.exchange("106B", bytes.fromhex("052000"), 0.005)[5] == 0x20


def test_two_cards_of_one_type_garble_each_other(field):
    field.place(TalkingCard())
    field.clock.advance(0.005)
    with pytest.raises(Garbled):
        field.exchange("106B", REQB, 0.005)


def test_two_transport_cards_garble_each_other_in_one_slot_only():
    field = awake(TalkingCard(air=TRANSPORT))
    field.place(TalkingCard(air=Felica(bytes(8), bytes(8), (0x0003,))))
    field.clock.advance(0.02)
    with pytest.raises(Garbled):
        field.exchange("212F", POLLING, 0.005)
    heard = set()
    for _ in range(8):
        try:
            heard.add(field.exchange("212F", POLLING[:-1] + b"\x0f", 0.05))
        except Garbled:
            continue
    assert len(heard) == 2


def test_two_type_a_cards_say_the_same_and_collide_when_asked_for_their_uids():
    field = awake(TalkingCard(air=TAG))
    field.place(TalkingCard(air=TypeA(bytes.fromhex("04AABBCCDDEEFF"), b"\x44\x00")))
    field.clock.advance(0.005)
    assert field.exchange("106A", b"\x26", 0.005) == b"\x44\x00"
    with pytest.raises(Garbled):
        field.exchange("106A", b"\x93\x20", 0.005)


def test_two_cards_are_told_apart_by_slots():
    field = RadioField(seed=1)
    for _ in range(2):
        field.place(TalkingCard())
    field.clock.advance(0.005)
    found = set()
    for _ in range(8):
        for frame in (b"\x05\x00\x0c", *(bytes((slot << 4 | 5,)) for slot in range(1, 16))):
            try:
                found.add(field.exchange("106B", frame, 0.005))
            except Garbled:
                continue
    assert len(found - {None}) == 2


def test_a_slot_marker_has_a_slot(field):
    field.exchange("106B", REQB, 0.005)
    assert field.exchange("106B", b"\x05", 0.005) is None


def test_a_felica_card_answers_polling_of_its_systems_only():
    field = awake(TalkingCard(air=TRANSPORT))
    assert field.exchange("212F", POLLING, 0.005) == b"\x14\x01" + TRANSPORT.idm + TRANSPORT.pmm + b"\x00\x03"
    assert field.exchange("424F", bytes.fromhex("0600FE000000"), 0.005) == b"\x12\x01" + TRANSPORT.idm + TRANSPORT.pmm
    assert field.exchange("212F", bytes.fromhex("060012FC0000"), 0.005) is None
    assert field.exchange("106B", POLLING, 0.005) is None


def test_a_felica_card_answers_polling_in_its_slot_and_other_frames_as_it_likes():
    field = awake(TalkingCard(air=TRANSPORT))
    begun = field.clock.now
    field.exchange("212F", POLLING, 0.005)
    assert field.clock.now - begun == pytest.approx(felica_polling_s(212, 20))
    assert field.exchange("212F", POLLING, FELICA_POLLING_S / 2) is None
    assert field.exchange("212F", bytes.fromhex("03AABB"), 0.005) == bytes.fromhex("03AABB")
    assert field.exchange("212F", bytes.fromhex("04AABB"), 0.005) is None


def test_a_type_a_card_is_selected_in_two_cascades_and_talks_in_blocks():
    field = awake(TalkingCard(air=TAG))
    steps = ["26", "9320", "9370 88041122bf", "9520", "9570 3344556644", "e080", "02a0"]
    answers = [field.exchange("106A", bytes.fromhex(step), 0.05) for step in steps]
    assert [answer.hex() for answer in answers] == [
        "4400",
        "88041122bf",
        "04",
        "3344556644",
        "20",
        "0578807002",
        "02a09000",
    ]
    assert field.exchange("106A", b"\x52", 0.005) is None


def test_a_card_speaks_at_the_rate_that_attrib_chose_and_at_no_other(field):
    assert activate(field, rates=0xA8) == b"\x00"
    assert block(field, "02AA") is None
    assert block(field, "02AA", "424B") == "02aa9000"


@pytest.mark.parametrize("rates", [0xF8, 0x58, 0x18])
def test_a_rate_that_is_not_announced_or_differs_by_way_is_not_answered(field, rates):
    # 848 both ways; 212 up and 212 down is fine, 212 one way is not
    answer = activate(field, rates=rates)
    assert (answer is not None) == (rates == 0x58)


def test_a_card_of_the_other_vendor_speaks_at_106_only():
    field = awake(TalkingCard(air=SLOW))
    assert activate(field, rates=0x58) is None
    assert activate(field) == b"\x00"
