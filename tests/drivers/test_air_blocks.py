"""The card's side of the block protocol, block by block."""

import pytest
from on_air import TalkingCard, activate, awake, block


@pytest.fixture
def card():
    return TalkingCard()


@pytest.fixture
def field(card):
    return awake(card)


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
