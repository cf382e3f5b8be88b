"""nfcpy's chips under our driver, in simulated time: detection, speed, what a frame costs, faults, and what is never logged."""

import errno
import gc
import logging
import random
import threading
import weakref
from hashlib import sha256
from typing import ClassVar

import nfc.clf.pn532
import nfc.clf.rcs380
import pytest
from on_air import SLOW, TalkingCard
from sample_cards import CARDS, sample

from cards.apdu import Channel
from cards.errors import CardMute, CardRemoved, SeveralCards
from cards.jpki import JpkiSession
from drivers import EARLY, nfc_devices
from drivers.isodep import Silence
from drivers.isolated import NFC_DEADLINE_S, IsolatedReader
from drivers.nfc import BETWEEN_LOOKS_S, TURNS, NfcReader
from drivers.nfc_cards import DEADLINE_S, Atqb
from drivers.nfc_chips import thru
from drivers.nfc_devices import chip_of, open_chip, pn532_on
from drivers.pn532_buses import Pn532I2c, Pn532Spi, size_of
from drivers.protocols import CardEvent, DeviceFault, Fault
from drivers.virtual import pn532_faces
from drivers.virtual.air import TypeB
from drivers.virtual.air_chip import AirChip
from drivers.virtual.card_kinds import load
from drivers.virtual.pn532_chip import Pn532Chip
from drivers.virtual.radio import RadioField
from drivers.virtual.rcs380_chip import Rcs380Chip, Rcs380Link
from firmware.assembly import early_devices
from firmware.config import TerminalSettings

INSERTED, REMOVED = CardEvent.INSERTED, CardEvent.REMOVED
SELECT_NOTHING = bytes.fromhex("00A40000")


class Bench:
    """A reader in simulated time; `look` is one step of its watch, with the pause that follows."""

    def __init__(self, bus: str, chip=None) -> None:
        self.field = RadioField()
        self.clock = self.field.clock
        self.chip = chip or CHIPS[bus](self.field)
        opened = OPENED[bus]
        self.reader = NfcReader(bus, lambda _: opened(self), lambda: self.clock.now, self.clock.advance)

    def look(self, times: int = 1) -> None:
        for _ in range(times):
            self.reader.look()
            self.clock.advance(BETWEEN_LOOKS_S)

    def until(self, present: bool, most: int = 400) -> None:
        for _ in range(most):
            if self.reader.card_present is present:
                return
            self.look()
        raise AssertionError(f"{most} looks, and still not {present}")

    def put(self, card):
        self.field.place(card)
        self.until(True)
        self.look()
        return card


CHIPS = {"air": AirChip, "rcs380": Rcs380Chip, "uart": Pn532Chip, "i2c": Pn532Chip, "spi": Pn532Chip}
OPENED = {
    "air": lambda bench: bench.chip if isinstance(bench.chip, AirChip) else AirChip(bench.field),
    "rcs380": lambda bench: chip_of(nfc.clf.rcs380.init(Rcs380Link(bench.chip))),
    "uart": lambda bench: chip_of(nfc.clf.pn532.init(pn532_faces.Pn532Link(bench.chip))),
    "i2c": lambda bench: pn532_on(
        Pn532I2c(pn532_faces.Pn532I2c(bench.chip), lambda: bench.clock.now, bench.clock.advance)
    ),
    "spi": lambda bench: pn532_on(
        Pn532Spi(pn532_faces.Pn532Spi(bench.chip), lambda: bench.clock.now, bench.clock.advance)
    ),
}
REAL_CHIPS = ("rcs380", "uart", "i2c", "spi")
on_every_chip = pytest.mark.parametrize("bus", REAL_CHIPS)


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


# --- readers in trouble


@on_every_chip
def test_a_reader_that_goes_is_a_fault_and_comes_back_by_itself(bus):
    bench = Bench(bus)
    events = []
    bench.reader._noticed = events.append
    bench.put(sample())
    connection = bench.reader.connect()
    limits = connection.limits
    session = JpkiSession(Channel(connection, limits))
    bench.chip.unplugged = True
    with pytest.raises(DeviceFault):
        session.verify("1234")
    bench.look()
    assert bench.reader.health().fault in {Fault.OFFLINE, Fault.MUTE}
    with pytest.raises(DeviceFault):
        bench.reader.connect()
    bench.chip.unplugged = False
    bench.until(True)
    assert bench.reader.health().fault is None
    assert events == [INSERTED, REMOVED, INSERTED]
    with bench.reader.connect() as connection:
        assert connection.limits is not limits
        # The attempt whose answer was lost is still in mind.
        assert len(connection.limits.unsure) == 1
        session = JpkiSession(Channel(connection, connection.limits))
        session.verify("1234")
        assert connection.limits.unsure == set()
        assert session.sign(bytes(32))


@on_every_chip
def test_a_chip_that_says_nothing_any_more_is_mute(bus):
    bench = Bench(bus)
    bench.put(sample())
    bench.chip.mute = True
    bench.look(2)
    assert bench.reader.health().fault is Fault.MUTE
    assert "does not answer" in bench.reader.health().sentence
    assert not bench.reader.card_present


def test_a_reader_that_is_not_there_is_offline(tmp_path):
    for address in ("usb:054c:06c3", f"tty:{tmp_path}/none:pn532", "tty:USB99:pn532", "i2c:99:pn532", "spi:9.9:pn532"):
        reader = NfcReader(address)
        assert reader.health().fault is Fault.OFFLINE, address
        assert "not connected" in reader.health().sentence
        with pytest.raises(DeviceFault):
            reader.connect()
        reader.close()


def test_a_reader_that_is_away_is_looked_for_once_when_it_is_opened():
    tried = []

    def opened(_address):
        tried.append(threading.current_thread())
        raise OSError(errno.ENODEV, "none")

    reader = NfcReader("usb", opened)
    reader.open(tried.append)
    assert tried.count(threading.current_thread()) == 1
    reader.close()


def test_a_line_that_failed_is_let_go_before_it_is_tried_again():
    lines = []

    class Line:
        pass

    def opened(_address):
        line = Line()
        lines.append(weakref.ref(line))
        raise OSError(errno.EIO, "the chip on it is mute")

    reader = NfcReader("usb", opened)
    gc.disable()
    try:
        reader.look()
        assert reader.health().fault is Fault.MUTE
        assert [line() for line in lines] == [None] * len(lines)
    finally:
        gc.enable()


def test_an_address_that_is_none_finds_nothing():
    with pytest.raises(OSError) as error:
        open_chip("tea:pot")
    assert error.value.errno == errno.ENODEV


def test_a_connection_is_exclusive():
    bench = Bench("air")
    bench.put(sample())
    with bench.reader.connect(), pytest.raises(DeviceFault, match="Another program"):
        bench.reader.connect()
    with bench.reader.connect() as connection:
        assert connection.transmit(SELECT_NOTHING) == b"\x6a\x86"


# --- nothing is said


@on_every_chip
def test_no_frame_and_no_pin_gets_into_a_log_however_loud(bus, caplog):
    with caplog.at_level(0):
        logging.getLogger("nfc").setLevel(1)
        logging.getLogger("nfc.clf.pn532").setLevel(1)
        logging.getLogger("nfc.clf.rcs380").setLevel(1)
        bench = Bench(bus)
        bench.put(sample())
        with bench.reader.connect() as connection:
            session = JpkiSession(Channel(connection))
            session.verify("1234")
            session.sign(sha256(b"challenge").digest())
    assert [record for record in caplog.records if record.name.startswith("nfc")] == []
    assert "31323334" not in caplog.text


class Keeping(pn532_faces.Pn532Link):
    """A line that keeps the memory it is given."""

    kept: ClassVar[list[bytearray]] = []

    def write(self, frame):
        self.kept.append(frame)
        super().write(frame)


@pytest.mark.parametrize("size", [16, 240])
def test_what_a_pn532_was_sent_is_overwritten_afterwards(size):
    bench = Bench("uart")
    bench.reader = NfcReader(
        "uart",
        lambda _: chip_of(nfc.clf.pn532.init(Keeping(bench.chip))),
        lambda: bench.clock.now,
        bench.clock.advance,
    )
    bench.put(TalkingCard())
    secret = bytes(range(size, 0, -1))
    with bench.reader.connect() as connection:
        assert connection.transmit(bytearray(secret)) == secret + b"\x90\x00"
    assert Keeping.kept
    assert not any(secret[:8] in frame for frame in Keeping.kept)


@pytest.mark.parametrize("size", [0, 1, 253, 254, 262])
def test_a_command_to_a_pn532_has_the_frame_of_the_manual(size):
    frame = thru(0x42, bytes(range(size % 256)) + bytes(size - size % 256))
    head = 5 if size < 254 else 8
    assert size_of(frame) == len(frame) == head + 2 + size + 2
    assert frame[head : head + 2] == b"\xd4\x42"
    assert sum(frame[3:5] if size < 254 else frame[5:8]) & 0xFF == sum(frame[head:]) & 0xFF == frame[-1] == 0


def test_a_logger_that_a_driver_brings_later_is_shut_too():
    logging.getLogger("nfc.clf.pn533").disabled = False
    with pytest.raises(OSError):
        open_chip("usb:ffff:ffff")
    assert logging.getLogger("nfc.clf.pn533").disabled


def test_the_faults_have_the_words_that_other_readers_use():
    told = {
        number: nfc_devices.fault_of(OSError(number, ""), "usb") for number in (errno.EBUSY, errno.ENODEV, errno.EIO)
    }
    assert told[errno.EBUSY] == (Fault.UNKNOWN, "Another program holds the card reader.")
    assert told[errno.ENODEV][0] is Fault.OFFLINE
    assert told[errno.EIO][0] is Fault.MUTE


def test_a_terminal_knows_these_readers_by_their_addresses_and_starts_them_early():
    assert EARLY["nfc"] == "CardReader"
    settings = TerminalSettings(role="certificate_kiosk", name="hall-1", devices={"reader": "nfc:tty:USB0:pn532"})
    reader = early_devices(settings, {})["reader"]
    assert isinstance(reader, IsolatedReader)
