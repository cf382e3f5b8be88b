"""The virtual transport card: polling, services, history and errors, frame by frame and through a PC/SC reader."""

from datetime import date

import pytest
from acting import until
from hypothesis import given
from hypothesis import strategies as st
from sample_cards import sample

from cards.apdu import Channel
from cards.errors import CardRemoved
from cards.felica import FelicaCard, idm_of, wrap
from drivers.isolated import IsolatedReader
from drivers.virtual.reader import VirtualReader
from drivers.virtual.transport_card import Ride

IDM = bytes.fromhex("0114B34D5E6F7081")
CARD = sample("transport")


def answer(packet: str) -> str | None:
    """What the card says to a packet, both in hexadecimal digits and without length."""
    packet = bytes.fromhex(packet)
    found = CARD.answer_frame(bytes((len(packet) + 1,)) + packet)
    if found is None:
        return None
    assert found[0] == len(found)
    return found[1:].hex().upper()


def read(service: str, blocks: str, count: int) -> str | None:
    return answer(f"06{IDM.hex()}01{service}{count:02X}{blocks}")


@pytest.mark.parametrize("system", ["0003", "FFFF", "00FF", "FF03"])
def test_the_card_answers_polling_for_its_system_with_idm_and_pmm(system):
    assert answer(f"00{system}0000") == "01" + IDM.hex().upper() + "100B4B428485D0FF"


def test_the_card_tells_its_system_code_or_its_rates_when_it_is_asked():
    assert answer("00FFFF0100").endswith("0003")
    assert answer("00FFFF0200").endswith("0083")
    assert answer(f"0C{IDM.hex()}") == f"0D{IDM.hex().upper()}010003"


@pytest.mark.parametrize("packet", ["00FE000000", "000003", "06" + "00" * 8 + "018B00018000", f"77{IDM.hex()}", ""])
def test_the_card_is_silent_to_what_is_not_for_it(packet):
    assert answer(packet) is None


def test_a_frame_that_says_another_length_gets_no_answer():
    assert CARD.answer_frame(bytes.fromhex("0700FFFF0000")) is None


def test_the_balance_stands_in_bytes_11_and_12_low_byte_first():
    found = read("8B00", "8000", 1)
    block = bytes.fromhex(found)[12:]
    assert found.startswith(f"07{IDM.hex().upper()}000001")
    assert block[11:13] == (1480).to_bytes(2, "little")


def test_the_history_has_twenty_blocks_the_latest_first():
    found = bytes.fromhex(read("0F09", "".join(f"80{n:02X}" for n in range(12)), 12))
    blocks = [found[12 + 16 * n : 28 + 16 * n] for n in range(12)]
    assert blocks[0] == bytes.fromhex("16010000 3574 25012503 C805 000005 00".replace(" ", ""))
    assert [int.from_bytes(block[12:15], "big") for block in blocks[:6]] == [5, 4, 3, 2, 1, 0]
    assert read("0F09", "8013", 1).endswith("00" * 16)


@pytest.mark.parametrize(
    ("service", "blocks", "count", "flags"),
    [
        ("0F09", "8014", 1, "01A8"),
        ("0F09", "80008014", 2, "02A8"),
        ("FF09", "8000", 1, "01A6"),
        ("0F09", "8100", 1, "01A6"),
        ("0F09", "8000" * 13, 13, "FFA2"),
        ("0F09", "", 0, "FFA2"),
    ],
)
def test_a_wrong_read_is_told_by_status_flags(service, blocks, count, flags):
    assert read(service, blocks, count) == f"07{IDM.hex().upper()}{flags}"


def test_two_services_are_read_at_once_and_elements_may_have_three_bytes():
    found = answer(f"06{IDM.hex()}02 8B00 0F09 02 000000 8100".replace(" ", ""))
    assert found.startswith(f"07{IDM.hex().upper()}000002")
    assert len(found) == 2 * (12 + 32)


def test_request_service_tells_which_services_there_are():
    assert answer(f"02{IDM.hex()}028B000B00") == f"03{IDM.hex().upper()}020000FFFF"
    assert answer(f"04{IDM.hex()}") == f"05{IDM.hex().upper()}00"


def test_a_reader_tells_the_idm_and_passes_frames():
    channel = Channel(VirtualReader(CARD).connect())
    assert idm_of(channel).octets == IDM
    card = FelicaCard(channel)
    assert card.poll().octets == IDM
    assert card.balance() == 1480
    entries = card.history()
    assert [(entry.day, entry.balance, entry.device, entry.use) for entry in entries][:2] == [
        (date(2026, 11, 20), 1480, 0x16, 0x01),
        (date(2026, 11, 20), 1690, 0x05, 0x0D),
    ]
    assert len(entries) == 5


def test_what_is_no_felica_is_not_supported_by_the_reader():
    card = sample("transport")
    assert card.transmit(bytes.fromhex("00A4040C0AD392F000260100000001")) == b"\x6a\x81"
    assert card.transmit(wrap(bytes.fromhex("0600FE000000"))) == bytes.fromhex("C00301640190 00".replace(" ", ""))


def test_a_torn_card_leaves_in_the_middle_of_a_frame_and_a_mute_one_is_silent():
    card = sample("transport")
    card.faults.torn_at = 2
    polling = bytes.fromhex("060000030000")
    assert card.answer_frame(polling)
    with pytest.raises(CardRemoved):
        card.answer_frame(polling)
    card.power_off()
    card.faults.torn_at, card.faults.mute = None, True
    assert card.answer_frame(polling) is None


def test_a_history_longer_than_twenty_keeps_the_latest():
    rides = tuple(Ride(date(2026, 1, 1 + n), n) for n in range(25))
    card = sample("transport", history=rides)
    assert [entry.number for entry in FelicaCard(Channel(VirtualReader(card).connect())).history()] == list(
        range(25, 5, -1)
    )


@given(st.binary(max_size=64))
def test_any_frame_gets_a_frame_with_its_length_or_silence(packet):
    found = CARD.answer_frame(bytes((len(packet) + 1,)) + packet)
    assert found is None or found[0] == len(found)


@given(st.binary(max_size=40))
def test_any_command_gets_a_status_word(tail):
    for begin in (b"", bytes.fromhex("FFC20001"), bytes.fromhex("FFCA0000")):
        assert len(CARD.transmit(begin + tail)) >= 2


@pytest.mark.real
def test_the_history_is_read_through_a_real_pcscd(private_pcscd):
    reader = IsolatedReader("pcsc", deadline_s=5.0)
    reader.open(lambda event: None)
    try:
        with private_pcscd.slot() as slot:
            slot.place(sample("transport"))
            until(lambda: reader.card_present, "the card")
            with reader.connect() as connection:
                channel = Channel(connection)
                assert idm_of(channel).octets == IDM
                assert [entry.balance for entry in FelicaCard(channel).history()] == [1480, 1690, 1900, 2050, 50]
        until(lambda: not reader.card_present, "an empty reader")
    finally:
        reader.close()
