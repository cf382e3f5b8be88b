"""People who pass by: a card is connected with what its finding told, and one that is gone holds nobody up."""

import pytest
from nfc_bench import Bench, on_every_chip
from on_air import FAST, SLOW, TalkingCard
from sample_cards import sample

from cards.apdu import Channel
from cards.errors import CardMute, CardRemoved, SeveralCards
from cards.felica import FelicaCard
from drivers.radio_time import ACTIVATION_S, floor_s
from drivers.virtual.air import TypeA, TypeB
from firmware.identity import UnknownMedium, read

LONGEST_RETRY_S = 0.15
TELEPHONE_A = TypeA(bytes.fromhex("08112233"), b"\x04\x00", 0x20, bytes.fromhex("0578807002"))


def arrived(bench: Bench, *cards) -> None:
    """Lay cards down and look until the first is seen."""
    for card in cards:
        bench.field.place(card)
    bench.clock.advance(0.02)
    bench.until(True)


def test_a_card_that_was_seen_a_moment_ago_is_not_asked_for_again():
    bench = Bench("air")
    arrived(bench, sample())
    begin = bench.clock.now
    with bench.reader.connect(in_passing=True) as connection:
        took = bench.clock.now - begin
        assert connection.link.used == 424
    assert took < ACTIVATION_S


def test_from_being_seen_to_being_read_takes_what_the_radio_takes():
    bench = Bench("air")
    card = sample()
    card.air = TypeB(card.air.atqb[:9] + bytes.fromhex("0081D1"))
    arrived(bench, card)
    begin = bench.clock.now
    with bench.reader.connect(in_passing=True) as connection:
        assert read(connection).identity.text
        assert bench.clock.now - begin < floor_s([(15, 2), (5, 34)])


@on_every_chip
@pytest.mark.parametrize("air", [FAST, SLOW], ids=["fwi 10", "fwi 13"])
def test_a_card_torn_away_in_a_read_leaves_the_reader_ready_within_150_milliseconds(bus, air):
    for begun in range(4):
        bench = Bench(bus)
        arrived(bench, TalkingCard(air=air))
        connection = bench.reader.connect(in_passing=True)
        for _ in range(begun):
            connection.transmit(b"\x00\xa4\x04\x0c")
        bench.field.remove()
        torn = bench.clock.now
        with pytest.raises(CardRemoved):
            connection.transmit(b"\x00\xb0\x8a\x00\x20")
        bench.reader.look()
        assert not bench.reader.card_present
        assert bench.clock.now - torn <= LONGEST_RETRY_S


@on_every_chip
def test_a_card_torn_away_before_it_is_connected_leaves_the_reader_ready_within_150_milliseconds(bus):
    for name in ("hanako", "transport"):
        bench = Bench(bus)
        arrived(bench, sample(name))
        bench.field.remove()
        torn = bench.clock.now
        with pytest.raises(CardRemoved):
            bench.reader.connect(in_passing=True)
        bench.reader.look()
        assert not bench.reader.card_present
        assert bench.clock.now - torn <= LONGEST_RETRY_S


@on_every_chip
def test_a_transport_card_torn_away_leaves_the_reader_ready_within_150_milliseconds(bus):
    bench = Bench(bus)
    arrived(bench, sample("transport"))
    connection = bench.reader.connect(in_passing=True)
    bench.field.remove()
    torn = bench.clock.now
    with pytest.raises(CardRemoved):
        FelicaCard(Channel(connection)).poll()
    assert bench.clock.now - torn <= LONGEST_RETRY_S


def test_a_card_that_was_slow_and_not_gone_gets_more_time_at_the_next_try_and_a_quick_one_ends_that():
    bench, card = Bench("air"), TalkingCard(air=SLOW)
    arrived(bench, card)

    def silence() -> float:
        card.mute, begin = True, bench.clock.now
        with pytest.raises(CardMute), bench.reader.connect(in_passing=True) as connection:
            connection.transmit(b"ping")
        assert bench.reader.card_present
        return bench.clock.now - begin

    first, second = silence(), silence()
    card.mute = False
    with bench.reader.connect(in_passing=True) as connection:
        assert connection.transmit(b"ping") == b"ping\x90\x00"
    assert first * 1.2 < second
    assert silence() == pytest.approx(first, rel=0.1)


def test_a_signature_is_waited_for_where_a_read_is_not():
    bench, card = Bench("air"), TalkingCard(air=SLOW)
    arrived(bench, card)
    card.slow_s = 0.683
    with bench.reader.connect(in_passing=True) as connection:
        assert connection.transmit(b"\x80\x2a\x00\x93") == b"\x80\x2a\x00\x93\x90\x00"


def test_nobody_else_is_hurried():
    bench, card = Bench("air"), TalkingCard(air=SLOW)
    arrived(bench, card)
    card.slow_s = 2.0
    with bench.reader.connect() as connection:
        assert connection.transmit(b"\x00\x20\x00\x98") == b"\x00\x20\x00\x98\x90\x00"


def test_one_disturbed_frame_is_recovered_in_passing_too():
    for lost in (1, 2):
        bench, card = Bench("air"), TalkingCard(air=SLOW)
        arrived(bench, card)
        with bench.reader.connect(in_passing=True) as connection:
            bench.field.noise.drop = {bench.field.frames + lost}
            assert connection.transmit(b"ping") == b"ping\x90\x00"
        assert card.heard == [b"ping"]


@on_every_chip
def test_a_telephone_is_a_transport_card_at_a_door_and_what_speaks_apdus_elsewhere(bus):
    for in_passing, medium in ((True, "phone"), (False, None)):
        for looks in range(3):
            bench = Bench(bus)
            bench.look(looks)
            arrived(bench, sample("transport_phone"), TalkingCard(lambda _: b"\x6a\x82", air=TELEPHONE_A))
            with bench.reader.connect(in_passing=in_passing) as connection:
                if medium:
                    assert read(connection).identity.medium == medium
                else:
                    with pytest.raises(UnknownMedium):
                        read(connection)


def test_two_cards_of_one_type_are_several_in_passing_too():
    for name in ("hanako", "transport"):
        bench = Bench("air")
        bench.field.place(sample(name))
        bench.field.place(sample("taro" if name == "hanako" else "senior"))
        bench.clock.advance(0.02)
        bench.until(True)
        with pytest.raises(SeveralCards):
            bench.reader.connect(in_passing=True)
