"""nfcpy's chips under our driver, in simulated time: detection, speed, what a frame costs, cards in trouble."""

import random

import pytest
from nfc_bench import Bench, on_every_chip
from on_air import SLOW, TalkingCard
from sample_cards import CARDS, sample

from cards.apdu import Channel
from cards.errors import CardMute, CardRemoved, SeveralCards
from cards.jpki import JpkiSession
from drivers.isodep import Silence
from drivers.isolated import NFC_DEADLINE_S
from drivers.nfc import BETWEEN_LOOKS_S, TURNS, NfcReader
from drivers.nfc_cards import DEADLINE_S, Atqb
from drivers.radio_time import frame_s
from drivers.virtual.air import TypeB
from drivers.virtual.air_chip import AirChip
from drivers.virtual.card_kinds import load
from drivers.virtual.radio import RadioField

SELECT_NOTHING = bytes.fromhex("00A40000")


# --- finding cards


@on_every_chip
def test_a_card_is_found_within_25_milliseconds_on_the_mean(bus):
    bench, chance, waited = Bench(bus), random.Random(1), []
    for _ in range(80):
        bench.field.remove()
        bench.until(False)
        arrives = bench.clock.now + chance.uniform(0.05, 0.4)
        bench.field.place_at(arrives, TalkingCard())
        bench.reader._noticed = lambda event, arrives=arrives: waited.append(bench.clock.now - arrives)
        bench.until(True)
        bench.reader._noticed = None
    assert len(waited) == 80
    assert sum(waited) / len(waited) <= 0.025


class TimedField(RadioField):
    """A field that tells when each question began and ended."""

    def __init__(self):
        super().__init__()
        self.asked = []

    def exchange(self, brty, frame, timeout_s):
        self.asked.append((self.clock.now, self.clock.now + frame_s(len(frame), brty)))
        return super().exchange(brty, frame, timeout_s)


def test_between_two_questions_to_an_empty_field_is_the_silence_that_a_card_needs_and_no_more():
    field = TimedField()
    reader = NfcReader("air", lambda _: AirChip(field), lambda: field.clock.now, field.clock.advance)
    for _ in TURNS:
        reader.look()
        field.clock.advance(BETWEEN_LOOKS_S)
    silences = [
        (began - ended) * 1000
        for (_, ended), (began, _), kind in zip(field.asked, field.asked[1:], TURNS, strict=False)
        if kind != "A"
    ]
    assert len(silences) == len(TURNS) - 2
    assert min(silences) == pytest.approx(5.0)
    assert max(silences) == pytest.approx(5.0)


@on_every_chip
@pytest.mark.parametrize("name", ["hanako", "transport", "unknown", "tag"])
def test_every_type_of_card_is_found_and_its_leaving_too(bus, name):
    bench = Bench(bus)
    for _ in range(2):
        bench.put(load(CARDS / f"{name}.toml", keep=False))
        bench.look(5)
        assert bench.reader.card_present
        bench.field.remove()
        bench.look()
        assert not bench.reader.card_present


@on_every_chip
def test_a_card_that_leaves_an_idle_connection_is_noticed_at_the_next_look(bus):
    bench = Bench(bus)
    bench.put(sample())
    connection = bench.reader.connect()
    bench.clock.advance(0.2)
    bench.look()
    assert bench.reader.card_present
    assert connection.transmit(SELECT_NOTHING)
    bench.field.remove()
    bench.clock.advance(0.2)
    bench.look()
    assert not bench.reader.card_present
    with pytest.raises(CardRemoved):
        connection.transmit(SELECT_NOTHING)


@on_every_chip
@pytest.mark.parametrize("name", ["hanako", "transport", "unknown", "tag"])
def test_every_type_of_card_stays_connected_however_often_it_is_asked_whether_it_is_there(bus, name):
    bench = Bench(bus)
    bench.put(load(CARDS / f"{name}.toml", keep=False))
    with bench.reader.connect() as connection:
        for _ in range(4):
            assert connection.transmit(SELECT_NOTHING)[-2:] in {b"\x6a\x86", b"\x6a\x81"}
            bench.clock.advance(0.2)
            bench.look()
    bench.look(4)
    assert bench.reader.card_present


def test_a_card_that_noise_hid_from_its_connection_is_found_again():
    bench = Bench("air")
    bench.put(sample())
    connection = bench.reader.connect()
    bench.clock.advance(0.2)
    bench.field.noise.drop = {bench.field.frames + number for number in (2, 4, 6)}
    bench.look()
    assert not bench.reader.card_present
    with pytest.raises(CardRemoved):
        connection.transmit(SELECT_NOTHING)
    bench.until(True, most=10)


@on_every_chip
def test_a_card_laid_beside_another_is_found_out_before_either_is_spoken_to(bus):
    bench = Bench(bus)
    card = bench.put(TalkingCard())
    bench.field.place(TalkingCard())
    bench.clock.advance(0.02)
    bench.look()
    with pytest.raises(SeveralCards):
        bench.reader.connect()
    assert card.heard == []


@on_every_chip
@pytest.mark.parametrize("name", ["hanako", "unknown"])
def test_of_a_purse_the_card_that_speaks_apdus_is_taken_whichever_is_seen_first(bus, name):
    for looks_before in (0, 1, 2, TURNS.index("A")):
        for looks_after in (0, 3):
            bench = Bench(bus)
            bench.look(looks_before)
            bench.field.place(card := load(CARDS / f"{name}.toml", keep=False))
            bench.field.place(load(CARDS / "transport.toml", keep=False))
            bench.clock.advance(0.02)
            bench.until(True)
            bench.look(looks_after)
            with bench.reader.connect() as connection:
                assert connection.link.atr == card.atr


# --- speed and cost


@on_every_chip
def test_424_kbit_are_used_where_the_card_announces_them(bus):
    bench = Bench(bus)
    bench.put(sample())
    with bench.reader.connect() as connection:
        assert (connection.link.announced, connection.link.used) == ((106, 212, 424), 424)
        assert JpkiSession(Channel(connection)).certificate()


def test_a_card_of_106_kbit_with_long_waiting_times_is_served():
    bench = Bench("rcs380")
    bench.put(TalkingCard(air=SLOW))
    with bench.reader.connect() as connection:
        assert (connection.link.announced, connection.link.used) == ((106,), 106)
        bench.field.noise.drop = {bench.field.frames + 2}
        assert connection.transmit(b"ping") == b"ping\x90\x00"


class DeafAtHighRates(AirChip):
    """A reader whose antenna loses what comes faster than 106 kbit/s."""

    def exchange(self, frame, timeout_s):
        answer = super().exchange(frame, timeout_s)
        if self._mode in {"212B", "424B"}:
            raise Silence
        return answer


def test_a_higher_rate_that_does_not_work_is_given_up_before_the_card_does_anything():
    bench = Bench("air")
    bench.chip = DeafAtHighRates(bench.field)
    card = bench.put(TalkingCard())
    with bench.reader.connect() as connection:
        assert connection.link.used == 106
        assert card.heard == []
        assert connection.transmit(b"ping") == b"ping\x90\x00"
    assert card.heard == [b"ping"]


def test_a_frame_costs_one_command_of_the_chip():
    for bus, transfers in (("rcs380", 3), ("uart", 3)):
        bench = Bench(bus)
        bench.put(TalkingCard())
        with bench.reader.connect() as connection:
            connection.transmit(b"ping")
            before = bench.chip.transfers
            connection.transmit(b"ping")
            assert bench.chip.transfers - before == transfers


@pytest.mark.parametrize(
    ("protocol", "rates", "fsc", "fwt_ms"),
    [
        ("B381A1", (106, 212, 424), 256, 309),
        ("0081D1", (106,), 256, 2475),
        ("B38191", (106, 212, 424), 256, 155),
        ("9181C1", (106, 212), 256, 1237),
        ("7701F1", (106, 212, 424), 16, 5),
        ("BBF1A1", (106,), 256, 309),
        ("3001A1", (106,), 16, 309),
    ],
)
def test_what_a_card_announces_is_read_from_its_protocol_bytes(protocol, rates, fsc, fwt_ms):
    atqb = Atqb(bytes(4), bytes(4), bytes.fromhex(protocol))
    assert (atqb.rates, atqb.fsc, round(atqb.fwt_s * 1000)) == (rates, fsc, fwt_ms)


# --- cards in trouble


def test_a_card_taken_away_in_an_exchange_and_a_mute_one_are_told_apart_in_time():
    for name, error in (("torn", CardRemoved), ("mute", CardMute)):
        bench = Bench("air")
        card = bench.put(TalkingCard(air=SLOW))
        connection = bench.reader.connect()
        card.mute = True
        if name == "torn":
            bench.field.remove()
        before = bench.clock.now
        with pytest.raises(error):
            connection.transmit(b"ping")
        assert bench.clock.now - before < 6.5
        card.mute = False
        bench.look(2)
        assert bench.reader.card_present is (name == "mute")


def test_a_card_that_asks_for_more_time_for_ever_is_mute_at_the_deadline():
    bench = Bench("air")
    card = bench.put(TalkingCard(air=TypeB(bytes.fromhex("5000000000000005E00081A1"))))
    card.waiting_extensions = 10_000
    connection = bench.reader.connect()
    before = bench.clock.now
    with pytest.raises(CardMute):
        connection.transmit(b"ping")
    # The program around it would kill it only after that.
    assert DEADLINE_S < bench.clock.now - before < NFC_DEADLINE_S


@pytest.mark.parametrize(("taken", "error"), [(True, CardRemoved), (False, CardMute)])
def test_a_transport_card_left_behind_does_not_pass_for_the_card_that_was_taken_away(taken, error):
    bench = Bench("rcs380")
    card = bench.put(TalkingCard())
    bench.field.place(load(CARDS / "transport.toml", keep=False))
    bench.clock.advance(0.02)
    connection = bench.reader.connect()
    if taken:
        bench.field.remove(card)
    else:
        card.mute = True
    with pytest.raises(error):
        connection.transmit(b"ping")
