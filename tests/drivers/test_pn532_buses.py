"""The PN532 on I2C and SPI pins: what goes over the bus, against a bus that is written down here."""

import errno
import os
import threading
from pathlib import Path

import pytest

from drivers.pn532_buses import ACK, NACK, REVERSED, Pn532I2c, Pn532Spi, open_i2c, open_spi, read_frame, size_of
from drivers.virtual.radio import SimulatedClock

SHORT = bytes.fromhex("0000FF03FDD5150016") + b"\x00"
LONG = b"\x00\x00\xff\xff\xff\x01\x02\xfd" + b"\xd5\x43" + bytes(256) + b"\xe8\x00"


class Bus:
    """A chip that has said what it has to say; every read takes a frame away, a NACK brings it back."""

    def __init__(self, *frames: bytes, asleep: int = 0) -> None:
        self.frames = list(frames)
        self.written: list[bytes] = []
        self.log: list[str] = []
        self._asleep = asleep
        self._last = b""

    def write(self, frame: bytes) -> None:
        if self._asleep:
            self._asleep -= 1
            raise OSError(errno.ENXIO, "no acknowledgement")
        self.written.append(frame)
        if frame == NACK:
            self.frames.insert(0, self._last)

    def read(self, length: int) -> bytes:
        self.log.append(f"read {length}")
        if not self.frames:
            return bytes(length)
        if length == 1:
            return b"\x01"
        self._last = self.frames.pop(0)
        return (b"\x01" + self._last)[:length].ljust(length, b"\x00")

    def xfer(self, out: bytes) -> bytes:
        if out == b"\x00":
            self.log.append("woken")
            return out
        if out[0] == 0x01:
            self.write(out[1:])
            return bytes(len(out))
        if out[0] == 0x02:
            return b"\x00" + self.read(1)
        return b"\x00" + self.read(len(out))[1:]

    def close(self) -> None:
        self.log.append("closed")


def on(kind, *frames, asleep=0):
    clock = SimulatedClock()
    bus = Bus(*frames, asleep=asleep)
    return kind(bus, lambda: clock.now, clock.advance), bus, clock


on_both = pytest.mark.parametrize("kind", [Pn532I2c, Pn532Spi])


@on_both
def test_an_acknowledgement_and_a_short_answer_cost_one_read_each(kind):
    pins, bus, _ = on(kind, ACK, SHORT)
    pins.write(b"command")
    assert pins.read(100) == ACK
    assert pins.read(100) == SHORT
    assert [int(line[5:]) for line in bus.log if line.startswith("read") and line != "read 1"] == [7, 33]


@on_both
def test_a_long_answer_is_asked_for_once_more_and_comes_whole(kind):
    pins, bus, _ = on(kind, ACK, LONG)
    pins.write(b"command")
    assert (pins.read(100), pins.read(100)) == (ACK, LONG)
    assert bus.written == [b"command", NACK]


@on_both
def test_a_chip_that_is_not_ready_times_out_within_the_time(kind):
    pins, _, clock = on(kind)
    pins.write(b"command")
    with pytest.raises(OSError) as error:
        pins.read(100)
    assert error.value.errno == errno.ETIMEDOUT
    assert 0.1 <= clock.now < 0.11


@on_both
def test_an_abort_is_followed_by_an_answer_and_no_acknowledgement(kind):
    pins, _, _ = on(kind, SHORT)
    pins.write(ACK)
    assert pins.read(100) == SHORT


def test_a_sleeping_chip_is_woken_on_either_bus():
    pins, bus, _ = on(Pn532I2c, asleep=2)
    pins.write(b"command")
    assert bus.written == [b"command"]
    pins, bus, _ = on(Pn532Spi)
    pins.write(b"one")
    pins.write(b"two")
    assert bus.log == ["woken"]
    assert bus.written == [b"one", b"two"]


def test_a_chip_that_never_acknowledges_is_an_error():
    pins, _, _ = on(Pn532I2c, asleep=99)
    with pytest.raises(OSError):
        pins.write(b"command")


@on_both
def test_the_bus_is_freed(kind):
    pins, bus, _ = on(kind)
    pins.close()
    assert bus.log == ["closed"]


def test_the_size_of_a_frame_is_read_from_its_beginning():
    assert [size_of(frame[:8]) for frame in (ACK, SHORT, LONG)] == [len(ACK), len(SHORT), len(LONG)]


def test_a_serial_line_gives_one_frame_after_the_other_however_they_come():
    ours, theirs = os.pipe()
    os.write(theirs, ACK + SHORT + LONG[:7])
    assert (read_frame(ours, 100), read_frame(ours, 100)) == (ACK, SHORT)
    later = threading.Timer(0.05, os.write, (theirs, LONG[7:]))
    later.start()
    assert read_frame(ours, 5000) == LONG
    later.join()
    os.write(theirs, SHORT[:9])
    for left, number in ((False, errno.ETIMEDOUT), (True, errno.ENODEV)):
        if left:
            os.close(theirs)
        with pytest.raises(OSError) as error:
            read_frame(ours, 10)
        assert error.value.errno == number
    os.close(ours)


def test_bits_are_turned_round_for_a_controller_that_sends_the_highest_first():
    assert bytes((0x01, 0x80, 0x03, 0xD4)).translate(REVERSED) == bytes((0x80, 0x01, 0xC0, 0x2B))
    assert bytes(range(256)).translate(REVERSED).translate(REVERSED) == bytes(range(256))


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_pins_that_another_program_holds_are_let_go_each_time_they_are_tried(tmp_path):
    # A file is no bus, and refuses the settings as a busy one does.
    for name in ("i2c-1", "spidev0.1"):
        (tmp_path / name).touch()
    before = open_files()
    for _ in range(3):
        with pytest.raises(OSError):
            open_i2c(1, f"{tmp_path}/i2c-{{}}")
        with pytest.raises(OSError):
            open_spi(0, 1, f"{tmp_path}/spidev{{}}.{{}}")
    assert open_files() == before


def test_pins_that_are_not_there_are_an_error():
    with pytest.raises(OSError):
        open_i2c(99)
    with pytest.raises(OSError):
        open_spi(9, 9)
