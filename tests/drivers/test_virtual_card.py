import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_cards import sample

from cards.tables import JPKI, TEXT
from drivers.virtual.chip_apdu import parse

JPKI_AID = JPKI.aid.hex()
SELECT_JPKI = f"00A4040C0A{JPKI_AID}"
VERIFY = "0020009804" + b"1234".hex()


def talk(*commands: str, card=None) -> list[str]:
    """The status word of each command, after power-up."""
    card = card or sample()
    return [card.transmit(bytes.fromhex(command))[-2:].hex().upper() for command in commands]


def test_selecting_the_master_file_is_refused_after_reset_and_changes_nothing_later():
    assert talk("00A40000", SELECT_JPKI, VERIFY, "00A40000", "802A00970401020304") == [
        "6A86",
        "9000",
        "9000",
        "9000",
        "9000",
    ]


@pytest.mark.parametrize(
    ("command", "status"),
    [
        ("00A4020C023F00", "6A82"),
        ("00A4090C02000A", "6A86"),
        ("00A4020C02000A", "9000"),
        ("00A4040C05D392F00026", "9000"),
        ("00A4040C04D3920000", "6A82"),
        ("00B0980004", "6981"),
        ("00B08100", "6982"),
        ("00B00000", "6986"),
        ("00B0FF0000", "6A82"),
        ("00B08AFF00", "9000"),
        ("0020009E", "6A82"),
        ("0020008A", "6981"),
        ("00200098", "63C3"),
        ("802A00970401020304", "6982"),
        ("802A01970401020304", "6982"),
        ("802A06970401020304", "6A86"),
        ("802A008A0401020304", "6981"),
        ("00C0000010", "6985"),
        ("00CA5F5100", "9000"),
        ("00CA004500", "6A88"),
        ("0084000008", "9000"),
        ("00FF0000", "6D00"),
        ("90A40000", "6E00"),
        ("01A40000", "6881"),
        ("0CA40000", "6882"),
        ("0CB08A0000", "69FC"),
        ("00A404", "6700"),
        ("00A4040C0AD392", "6700"),
    ],
)
def test_a_command_is_answered_as_the_specification_says(command, status):
    assert talk(SELECT_JPKI, command)[1] == status


def test_reading_past_the_end_is_refused_and_a_short_file_just_ends():
    card = sample()
    card.put(JPKI.aid, 0x08, b"\x8f\x8f\x00")
    assert card.transmit(bytes.fromhex(SELECT_JPKI)) == b"\x90\x00"
    assert card.transmit(bytes.fromhex("00B0880100")) == b"\x8f\x00\x90\x00"
    assert talk(SELECT_JPKI, "00B0880400", card=card)[1] == "6B00"


def test_an_extended_length_read_gives_the_whole_file_with_its_filler():
    card = sample()
    card.transmit(bytes.fromhex(SELECT_JPKI))
    answer = card.transmit(bytes.fromhex("00B08A00000000"))
    assert len(answer) == 2048 + 2
    assert answer[1583:2048] == b"\xff" * 465


def test_the_exhausting_attempt_answers_63c0_and_every_later_one_6984():
    wrong = "0020009804" + b"0000".hex()
    assert talk(SELECT_JPKI, wrong, wrong, wrong, wrong, VERIFY, "00200098")[1:] == [
        "63C2",
        "63C1",
        "63C0",
        "6984",
        "6984",
        "6984",
    ]


def test_power_off_forgets_the_pin():
    card = sample()
    assert talk(SELECT_JPKI, VERIFY, "802A00970401020304", card=card)[2] == "9000"
    card.power_off()
    assert talk(SELECT_JPKI, "802A00970401020304", card=card)[1] == "6982"


def test_the_signature_certificate_wants_its_own_password():
    password = "0020009B06" + b"ABC123".hex()
    assert talk(SELECT_JPKI, VERIFY, "00B0810000", password, "00B0810000")[2:] == ["6982", "9000", "9000"]


def test_the_codes_of_the_other_application_can_be_asked_about():
    select = f"00A4040C0A{TEXT.aid.hex()}"
    assert talk(select, "00200091", "00200094", "00200095")[1:] == ["63C3", "63CA", "63CA"]


@given(st.lists(st.binary(max_size=20), max_size=8))
def test_any_bytes_get_a_status_word(commands):
    card = sample_once
    card.power_off()
    for command in [bytes.fromhex(SELECT_JPKI), *commands]:
        assert len(card.transmit(command)) >= 2


sample_once = sample()


def test_no_pin_stands_in_the_words_for_a_command():
    assert "1234" not in repr(parse(bytes.fromhex(VERIFY)))
