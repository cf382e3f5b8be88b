"""Readers that fail, hang or were never there, and what is never said of a frame."""

import errno
import gc
import logging
import threading
import weakref
from hashlib import sha256
from typing import ClassVar

import nfc.clf.pn532
import pytest
from nfc_bench import Bench, on_every_chip
from on_air import TalkingCard
from sample_cards import sample

from cards.apdu import Channel
from cards.jpki import JpkiSession
from drivers import EARLY, nfc_devices
from drivers.isolated import IsolatedReader
from drivers.nfc import NfcReader
from drivers.nfc_chips import thru
from drivers.nfc_devices import chip_of, open_chip
from drivers.pn532_buses import size_of
from drivers.protocols import CardEvent, DeviceFault, Fault
from drivers.virtual import pn532_faces
from firmware.assembly import early_devices
from firmware.config import TerminalSettings

INSERTED, REMOVED = CardEvent.INSERTED, CardEvent.REMOVED
SELECT_NOTHING = bytes.fromhex("00A40000")


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
