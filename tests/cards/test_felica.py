from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.apdu import Channel
from cards.errors import (
    ApplicationMissing,
    BadCardData,
    CardError,
    CardMute,
    CardRemoved,
    FileMissing,
    UnexpectedStatus,
)
from cards.felica import DEVICES, USES, Entry, FelicaCard, Idm, idm_of, unwrap, wrap, wrap_answer
from drivers.virtual.air import Felica
from drivers.virtual.card import VirtualCard
from drivers.virtual.reader import VirtualReader
from drivers.virtual.transport_card import BALANCE, HISTORY, Ride, transport_chip

IDM = bytes.fromhex("0101020304050607")
RIDES = tuple(Ride(date(2026, 11, 24 - n), 5000 - 210 * n) for n in range(20))


class Answers:
    """A reader that gives one answer after another."""

    def __init__(self, *answers: bytes) -> None:
        self.answers = iter(answers)

    def transmit(self, command) -> bytes:
        return next(self.answers)


def card(rides=RIDES, balance=5000, systems=(0x0003,)) -> VirtualCard:
    air = Felica(IDM, bytes(8), systems)
    return VirtualCard(transport_chip(air, balance, rides), air)


def felica(of: VirtualCard) -> FelicaCard:
    return FelicaCard(Channel(VirtualReader(of).connect()))


def frame(*parts: bytes) -> bytes:
    whole = b"".join(parts)
    return bytes((len(whole) + 1,)) + whole


POLLED = wrap_answer(frame(b"\x01", IDM, bytes(8)))


def read_answer(flags: bytes, blocks: bytes = b"", idm: bytes = IDM, code: bytes = b"\x07") -> bytes:
    return wrap_answer(frame(code, idm, flags, blocks))


def test_balance_and_history_are_read_without_a_key():
    found = felica(card())
    assert found.balance() == 5000
    history = found.history()
    assert [entry.balance for entry in history] == [ride.balance for ride in RIDES]
    assert [entry.day for entry in history] == [ride.day for ride in RIDES]
    assert [entry.number for entry in history] == list(range(20, 0, -1))
    assert {(entry.device_name, entry.use_name) for entry in history} == {("改札機", "運賃支払")}


def test_the_whole_history_costs_four_exchanges_and_the_balance_two():
    channel = Channel(VirtualReader(card()).connect())
    assert len(FelicaCard(channel).history()) == 20
    assert channel.apdus == 4
    FelicaCard(channel).balance()
    assert channel.apdus == 6


def test_no_command_asks_for_more_blocks_than_any_product_answers():
    asked, inner = [], VirtualReader(card()).connect()

    class Line:
        def transmit(self, command) -> bytes:
            asked.append(unwrap(command))
            return inner.transmit(command)

    assert len(FelicaCard(Channel(Line())).history()) == 20
    assert [request[13] for request in asked[1:]] == [8, 8, 4]


def test_a_new_card_has_no_history():
    assert felica(card(rides=())).history() == ()
    assert len(felica(card(rides=RIDES[:3])).history()) == 3


def test_the_idm_is_told_by_the_card_and_by_the_reader():
    channel = Channel(VirtualReader(card()).connect())
    assert FelicaCard(channel).poll() == idm_of(channel) == Idm(IDM)
    assert str(Idm(IDM)) == "0101020304050607"
    assert repr(Idm(IDM)) == "Idm()"


def test_a_card_of_another_system_is_not_taken_for_a_transport_card():
    other = felica(card(systems=(0xFE00,)))
    with pytest.raises(ApplicationMissing, match="system 0003"):
        other.balance()
    assert other.poll(0xFE00) == Idm(IDM)


def test_a_card_without_the_service_is_told_by_its_number():
    air = Felica(IDM, bytes(8), (0x0003,))
    chip = transport_chip(air, 5000, RIDES)
    found = VirtualCard(chip, air)
    del chip.services[HISTORY]
    with pytest.raises(FileMissing, match="service 090F"):
        felica(found).history()
    chip.services[BALANCE] = []
    with pytest.raises(FileMissing, match="service 008B"):
        felica(found).balance()


@pytest.mark.parametrize("why", [0xA1, 0xA2, 0xA5])
def test_any_other_status_flag_is_told_with_its_value(why):
    channel = Channel(Answers(POLLED, read_answer(bytes((0xFF, why)))))
    with pytest.raises(UnexpectedStatus) as told:
        FelicaCard(channel).balance()
    assert told.value.sw == 0xFF00 | why


@pytest.mark.parametrize(
    "answer",
    [
        read_answer(b"\0\0\x01", bytes(16), idm=bytes(8)),
        read_answer(b"\0\0\x01", bytes(16), code=b"\x09"),
        read_answer(b"\0\0\x01", bytes(15)),
        read_answer(b"\0\0\x02", bytes(32)),
        read_answer(b"\0\0"),
        read_answer(b""),
        wrap_answer(b"\x1e" + frame(b"\x07", IDM, b"\0\0\x01", bytes(16))[1:]),
        wrap_answer(b""),
        wrap_answer(b"\x05\x07"),
        b"\xc0\x03\x00\x90\x00\x90\x00",
        b"\xc0\x03\x00\x90\x00\x97\x20\x00\x90\x00",
    ],
    ids=[
        "another card's",
        "another command's",
        "cut",
        "too many",
        "no blocks",
        "no flags",
        "another length",
        "no frame",
        "short",
        "no object",
        "torn",
    ],
)
def test_an_answer_that_is_not_to_the_question_is_refused(answer):
    with pytest.raises(BadCardData):
        FelicaCard(Channel(Answers(POLLED, answer))).balance()


def test_a_card_that_falls_silent_after_it_was_found_is_mute():
    silent = wrap_answer(None)
    with pytest.raises(CardMute):
        FelicaCard(Channel(Answers(POLLED, silent))).balance()
    with pytest.raises(ApplicationMissing):
        FelicaCard(Channel(Answers(silent))).poll()


@pytest.mark.parametrize("status", [b"\x01\x6f\x00", b"\x01\x6a\x81", b"\x00", b""])
def test_a_reader_that_could_not_do_it_is_told_apart_from_a_silent_card(status):
    failed = b"\xc0" + bytes((len(status),)) + status + b"\x90\x00"
    with pytest.raises(UnexpectedStatus, match="FeliCa exchange"):
        FelicaCard(Channel(Answers(failed))).poll()


def test_a_reader_without_transparent_exchange_is_told_by_its_status_word():
    with pytest.raises(UnexpectedStatus) as told:
        FelicaCard(Channel(Answers(b"\x6d\x00"))).poll()
    assert told.value.sw == 0x6D00


@pytest.mark.parametrize("at", range(1, 5))
def test_a_card_that_leaves_in_the_middle_tells_nothing(at):
    torn = card()
    torn.faults.torn_at = at
    with pytest.raises(CardRemoved):
        felica(torn).history()


def test_an_entry_says_day_device_use_balance_and_number():
    block = bytes.fromhex("c7460000" + "3578" + "00000000" + "e803" + "00012c" + "00")
    entry = Entry.read(block)
    assert (entry.day, entry.balance, entry.number) == (date(2026, 11, 24), 1000, 300)
    assert (entry.device_name, entry.use_name) == ("物販端末", "物販")
    assert repr(entry) == "Entry(device=199, use=70, number=300)"


def test_what_nobody_has_a_name_for_is_told_by_its_number():
    block = bytes.fromhex("eeef0000" + "3578" + "00000000" + "e803" + "00012c" + "00")
    assert (Entry.read(block).device_name, Entry.read(block).use_name) == ("EE", "EF")
    assert 0xEE not in DEVICES
    assert 0xEF not in USES


def test_one_entry_without_a_day_of_the_calendar_hides_no_other():
    def block(day: str, number: int) -> bytes:
        return bytes.fromhex(f"16010000{day}00000000e803{number:06x}00")

    blocks = [block("3578", 3), block("ffff", 2), block("0000", 1)] + [bytes(16)] * 17
    answers = [
        read_answer(bytes((0, 0, len(part))), b"".join(part)) for part in (blocks[:8], blocks[8:16], blocks[16:])
    ]
    found = FelicaCard(Channel(Answers(POLLED, *answers))).history()
    assert [entry.day for entry in found] == [date(2026, 11, 24), None, None]
    assert [(entry.balance, entry.number) for entry in found] == [(1000, 3), (1000, 2), (1000, 1)]


@given(st.binary(max_size=240))
def test_a_frame_goes_through_the_transparent_exchange_unchanged(content):
    assert unwrap(wrap(content)) == content


def test_another_command_is_no_frame():
    assert unwrap(bytes.fromhex("00A4040C0A D392F000260100000001")) is None
    assert unwrap(bytes.fromhex("FFCA000000")) is None


@given(st.lists(st.binary(max_size=300), min_size=4, max_size=12))
def test_whatever_a_reader_answers_is_a_value_or_a_card_error(answers):
    reads = (FelicaCard.poll, FelicaCard.balance, FelicaCard.history)
    for read in reads:
        try:
            read(FelicaCard(Channel(Answers(*answers, *[b"\x90\x00"] * 300))))
        except CardError:
            continue


@given(flags=st.binary(min_size=2, max_size=2), blocks=st.binary(max_size=200), count=st.integers(0, 20))
def test_whatever_a_card_answers_is_a_value_or_a_card_error(flags, blocks, count):
    lie = read_answer(flags, bytes((count,)) + blocks)
    for read in (FelicaCard.balance, FelicaCard.history):
        try:
            read(FelicaCard(Channel(Answers(POLLED, lie, lie))))
        except CardError:
            continue
