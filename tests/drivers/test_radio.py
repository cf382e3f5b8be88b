import pytest
from hypothesis import given
from hypothesis import strategies as st
from on_air import SLOW, TalkingCard, activate
from sample_cards import CARDS, sample

from cards.errors import CardRemoved
from cards.tables import JPKI
from drivers.radio_time import ACTIVATION_S, FELICA_POLLING_S, exchange_s, felica_polling_s, floor_s, fwt_s
from drivers.virtual import card_kinds
from drivers.virtual.air import Felica, TypeA, TypeB
from drivers.virtual.card import Torn
from drivers.virtual.radio import Garbled, RadioField

REQB, WUPB = bytes.fromhex("050010"), bytes.fromhex("050008")
POLLING = bytes.fromhex("0600FFFF0100")
TAG = TypeA(bytes.fromhex("04112233445566"), b"\x44\x00", 0x20, bytes.fromhex("0578807002"))
TRANSPORT = Felica(bytes.fromhex("0101060103090F02"), bytes.fromhex("100B4B428485D0FF"), (0x0003, 0xFE00))


@pytest.fixture
def card():
    return TalkingCard()


@pytest.fixture
def field(card):
    field = RadioField()
    field.place(card)
    field.clock.advance(0.02)  # every kind of card is awake by then
    return field


def block(field, text, brty="106B", timeout_s=0.4):
    answer = field.exchange(brty, bytes.fromhex(text), timeout_s)
    return None if answer is None else answer.hex()


def with_air(air):
    field = RadioField()
    field.place(TalkingCard(air=air))
    field.clock.advance(0.02)
    return field


# --- being found


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
    field = with_air(TRANSPORT)
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
    field = with_air(TAG)
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
    field = with_air(TRANSPORT)
    assert field.exchange("212F", POLLING, 0.005) == b"\x14\x01" + TRANSPORT.idm + TRANSPORT.pmm + b"\x00\x03"
    assert field.exchange("424F", bytes.fromhex("0600FE000000"), 0.005) == b"\x12\x01" + TRANSPORT.idm + TRANSPORT.pmm
    assert field.exchange("212F", bytes.fromhex("060012FC0000"), 0.005) is None
    assert field.exchange("106B", POLLING, 0.005) is None


def test_a_felica_card_answers_polling_in_its_slot_and_other_frames_as_it_likes():
    field = with_air(TRANSPORT)
    begun = field.clock.now
    field.exchange("212F", POLLING, 0.005)
    assert field.clock.now - begun == pytest.approx(felica_polling_s(212, 20))
    assert field.exchange("212F", POLLING, FELICA_POLLING_S / 2) is None
    assert field.exchange("212F", bytes.fromhex("03AABB"), 0.005) == bytes.fromhex("03AABB")
    assert field.exchange("212F", bytes.fromhex("04AABB"), 0.005) is None


def test_a_type_a_card_is_selected_in_two_cascades_and_talks_in_blocks():
    field = with_air(TAG)
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


# --- bit rates


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
    field = with_air(SLOW)
    assert activate(field, rates=0x58) is None
    assert activate(field) == b"\x00"


# --- blocks


def test_a_command_is_answered_under_its_number_and_repeated_when_asked(field, card):
    activate(field)
    assert block(field, "02A0") == "02a09000"
    assert block(field, "B2") == "02a09000"
    assert block(field, "03A1") == "03a19000"
    assert block(field, "B3") == "03a19000"
    assert card.heard == [b"\xa0", b"\xa1"]


def test_the_card_says_by_an_acknowledgement_that_it_did_not_hear(field, card):
    activate(field)
    field.noise.drop.add(field.frames + 1)
    assert block(field, "02A0") is None
    assert block(field, "B2") == "a3"
    assert card.heard == []
    assert block(field, "02A0") == "02a09000"


def test_a_reader_that_sends_a_command_twice_has_it_obeyed_twice(field, card):
    activate(field)
    field.noise.drop.add(field.frames + 2)
    assert block(field, "02A0") is None
    block(field, "02A0")
    assert card.heard == [b"\xa0", b"\xa0"]


def test_a_presence_check_changes_nothing(field, card):
    activate(field)
    block(field, "02A0")
    assert [block(field, "B3"), block(field, "B3")] == ["a2", "a2"]
    assert block(field, "03A1") == "03a19000"


def test_a_chained_command_is_put_together(field, card):
    activate(field)
    assert [block(field, "12A0A1"), block(field, "13A2"), block(field, "02A3")] == ["a2", "a3", "02a0a1a2a39000"]
    assert card.heard == [bytes.fromhex("A0A1A2A3")]


def test_a_long_answer_comes_in_frames_of_the_readers_size(field):
    card = TalkingCard(lambda _: bytes(range(256)) * 2)
    field.remove()
    field.place(card)
    field.clock.advance(0.005)
    activate(field, rates=0x05)  # frames of 64 bytes
    parts, ask = [field.exchange("106B", b"\x02\xb0", 0.4)], 0xA3
    while parts[-1][0] & 0x10:
        parts.append(field.exchange("106B", bytes((ask,)), 0.4))
        ask ^= 1
    assert b"".join(part[1:] for part in parts) == bytes(range(256)) * 2
    assert {len(part) for part in parts[:-1]} == {62}


def test_an_unheard_acknowledgement_has_the_part_repeated(field, card):
    card._answer = lambda _: bytes(300)
    activate(field)
    assert block(field, "02B0")[:2] == "12"
    field.noise.drop.add(field.frames + 2)
    assert block(field, "A3") is None
    assert block(field, "A3")[:2] == "03"


def test_a_card_asks_for_time_and_answers_when_it_is_granted(field, card):
    card.waiting_extensions = 2
    activate(field)
    assert block(field, "02A0") == "f20a"
    assert block(field, "F205") is None
    assert card.heard == []
    assert [block(field, "F20A"), block(field, "B2"), block(field, "F20A")] == ["f20a", "f20a", "02a09000"]


@pytest.mark.parametrize("broken", ["", "06AA", "E2", "F20A", "A4", "A2AA", "C2AA", "0A01AA"])
def test_a_block_that_breaks_the_rules_is_not_answered(field, card, broken):
    activate(field)
    assert block(field, broken) is None
    assert block(field, "02A0") == "02a09000"


def test_a_frame_longer_than_the_card_takes_is_not_answered(field):
    activate(field)
    assert field.exchange("106B", b"\x02" + bytes(254), 0.4) is None
    assert field.exchange("106B", b"\x02" + bytes(253), 0.4)[0] == 0x12


def test_a_card_with_a_cid_answers_to_that_cid_only(field):
    assert activate(field, cid=1) == b"\x01"
    assert [block(field, "0A01A0"), block(field, "0B02A0"), block(field, "03A0"), block(field, "CA01")] == [
        "0a01a09000",
        None,
        None,
        "ca01",
    ]


def test_a_cid_takes_a_byte_of_each_frame(field, card):
    card._answer = lambda _: bytes(200)
    activate(field, rates=0x05, cid=2)
    part = field.exchange("106B", b"\x0a\x02\xb0", 0.4)
    assert (part[:2], len(part)) == (b"\x1a\x02", 62)


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
