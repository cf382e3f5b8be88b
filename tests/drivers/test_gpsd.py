"""Positions from gpsd: its protocol spoken by a small server, and by the real gpsd with a receiver of ours on a pseudo-terminal."""

import json
import os
import pty
import shutil
import socket
import subprocess
import threading
import time
import tty
from datetime import UTC, datetime

import pytest
from acting import LONG, until
from hypothesis import given
from hypothesis import strategies as st

from drivers.gpsd import GpsdPosition, fix_of
from drivers.protocols import DeviceFault, Fault, Fix, Health
from firmware.clock import Clock

VERSION = {"class": "VERSION", "release": "3.22", "rev": "3.22", "proto_major": 3, "proto_minor": 14}
DEVICES = {"class": "DEVICES", "devices": [{"class": "DEVICE", "path": "/dev/gps0", "activated": 1.0}]}
TPV = {
    "class": "TPV",
    "device": "/dev/gps0",
    "mode": 3,
    "time": "2026-11-24T01:00:00.000Z",
    "lat": 35.42,
    "lon": 136.76,
    "eph": 7.5,
    "speed": 8.25,
}
HERE = Fix(datetime(2026, 11, 24, 1, tzinfo=UTC), 35.42, 136.76, 7.5, 8.25)


class Served:
    """A gpsd that says what a test has it say."""

    def __init__(self, port=0):
        self._listening = socket.create_server(("127.0.0.1", port))
        self.port = self._listening.getsockname()[1]
        self.asked = b""
        self._line = None

    def takes(self):
        """Let one client connect, greet it and read what it asks for."""
        self._listening.settimeout(LONG)
        self._line, _ = self._listening.accept()
        self._line.settimeout(LONG)
        self.says(VERSION)
        self.asked = self._line.recv(4096)
        self.says(DEVICES)

    def says(self, *reports):
        for report in reports:
            self._line.sendall((report if isinstance(report, bytes) else json.dumps(report).encode()) + b"\r\n")

    def hangs_up(self):
        self._line.close()

    def close(self):
        self._listening.close()
        if self._line:
            self._line.close()


class Told:
    def __init__(self):
        self.all = []
        self._more = threading.Condition()

    def __call__(self, fix):
        with self._more:
            self.all.append(fix)
            self._more.notify_all()

    def awaits(self, count, within=10):
        with self._more:
            assert self._more.wait_for(lambda: len(self.all) >= count, within), f"{len(self.all)} of {count} fixes"
        return self.all


@pytest.fixture
def served():
    served = Served()
    yield served
    served.close()


@pytest.fixture
def told():
    return Told()


@pytest.fixture
def clock():
    return Clock(running=False)


@pytest.fixture
def receiver(served, told, clock):
    receiver = GpsdPosition(f"127.0.0.1:{served.port}", stopwatch=clock)
    receiver.open(told)
    served.takes()
    yield receiver
    receiver.close()
    receiver.close()


def test_it_asks_to_watch_and_passes_fixes_on(receiver, served, told):
    assert served.asked == b'?WATCH={"enable": true, "json": true};\n'
    served.says(TPV)
    assert told.awaits(1) == [HERE]
    assert receiver.health() == Health()


def test_one_of_several_receivers_is_asked_for_by_its_path(served, told):
    receiver = GpsdPosition(f"127.0.0.1:{served.port},device=/dev/ttyACM0")
    receiver.open(told)
    served.takes()
    assert json.loads(served.asked.removeprefix(b"?WATCH=").rstrip(b";\n"))["device"] == "/dev/ttyACM0"
    until(lambda: "no receiver" in receiver.health().sentence)
    receiver.close()


def test_without_satellites_no_fix_comes_and_all_is_well(receiver, served, told):
    served.says({"class": "TPV", "device": "/dev/gps0", "mode": 1}, {**TPV, "mode": 2})
    assert told.awaits(1) == [HERE]
    assert receiver.health() == Health()


def test_lines_that_mean_nothing_are_passed_over(receiver, served, told):
    served.says(
        b"{", b"[1,2]", b"\xff\xfe", b"", {"class": "SKY"}, {"class": "ERROR", "message": "?"}, {**TPV, "lat": "x"}
    )
    served.says({**TPV, "lat": 91.0}, {**TPV, "time": "today"}, {"class": "DEVICES", "devices": [None]})
    served.says({"class": "DEVICES", "devices": 7}, b"[" * 60_000, TPV)
    assert told.awaits(1) == [HERE]


def test_a_line_cut_in_two_is_one_line(receiver, served, told):
    line = json.dumps(TPV).encode() + b"\n"
    served._line.sendall(line[:40])
    time.sleep(0.05)
    served._line.sendall(line[40:])
    assert told.awaits(1) == [HERE]


def test_a_receiver_that_is_pulled_out_is_a_fault_until_it_is_back(receiver, served, told):
    served.says({"class": "DEVICE", "path": "/dev/gps0", "activated": 0})
    until(lambda: receiver.health().fault is Fault.OFFLINE)
    assert "look at its cable" in receiver.health().sentence
    served.says(TPV)
    told.awaits(1)
    assert receiver.health() == Health()


def test_gpsd_without_any_receiver_is_a_fault(receiver, served):
    served.says({"class": "DEVICES", "devices": []})
    until(lambda: "no receiver" in receiver.health().sentence)


def test_a_receiver_that_falls_silent_is_a_fault(receiver, served, told, clock):
    served.says(TPV)
    told.awaits(1)
    clock.advance(11)
    assert receiver.health().fault is Fault.MUTE
    assert "11 s" in receiver.health().sentence


def test_gpsd_that_is_away_is_a_sentence():
    free = socket.create_server(("127.0.0.1", 0))
    port = free.getsockname()[1]
    free.close()
    receiver = GpsdPosition(f"127.0.0.1:{port}")
    with pytest.raises(DeviceFault, match=f"No gpsd answers at 127.0.0.1:{port}"):
        receiver.open(lambda _fix: None)
    assert receiver.health().fault is Fault.OFFLINE
    receiver.close()


def test_a_gpsd_that_was_started_again_is_taken_up_again(receiver, served, told, clock):
    served.says(TPV)
    told.awaits(1)
    served.hangs_up()
    until(lambda: receiver.health().fault is Fault.OFFLINE)
    takes = threading.Thread(target=served.takes)
    takes.start()
    while takes.is_alive():
        clock.advance(2)
        time.sleep(0.01)
    served.says(TPV)
    assert told.awaits(2) == [HERE, HERE]
    assert receiver.health() == Health()


def test_closing_while_gpsd_is_away_ends_at_once(receiver, served):
    served.close()
    until(lambda: receiver.health().fault is Fault.OFFLINE)
    receiver.close()
    assert not any(thread.name == "gpsd" for thread in threading.enumerate())


def test_a_server_that_sends_no_line_ends_is_hung_up_on(receiver, served):
    served.says(b"x" * 70_000)
    until(lambda: receiver.health().fault is Fault.OFFLINE)


@pytest.mark.parametrize("address", ["host:port", "host:0", "host:99999", "host,baud=9600"])
def test_an_address_that_means_nothing_is_refused(address):
    with pytest.raises(ValueError, match=r"port|device="):
        GpsdPosition(address)


def test_accuracy_is_eph_or_made_of_its_parts():
    parts = {name: value for name, value in TPV.items() if name not in ("eph", "speed")}
    assert fix_of({**parts, "epx": 3.0, "epy": 4.0}).accuracy == 5.0
    assert fix_of({**parts, "epx": 3.0}).accuracy is None
    assert fix_of(parts).speed is None


@given(
    st.dictionaries(st.sampled_from([*TPV, "epx"]), st.none() | st.booleans() | st.integers() | st.floats() | st.text())
)
def test_whatever_a_report_holds_it_is_a_fix_or_none(report):
    fix = fix_of(report)
    assert fix is None or (abs(fix.latitude) <= 90 and fix.at.tzinfo)


def sentence(body):
    check = 0
    for code in body.encode():
        check ^= code
    return f"${body}*{check:02X}\r\n".encode()


def nmea(second, north=0.0):
    """What a receiver says each second (NMEA 0183): RMC with time, place and speed in knots, GGA with the quality, GSA with 3D."""
    at, place = f"0100{second:02}.00", f"{3525.2 + north:09.4f},N,13645.6000,E"
    return b"".join(
        map(
            sentence,
            (
                f"GPRMC,{at},A,{place},16.0,090.0,241126,,,A",
                f"GPGGA,{at},{place},1,08,1.0,20.0,M,37.0,M,,",
                "GPGSA,A,3,01,02,03,04,05,06,07,08,,,,,1.8,1.0,1.5",
            ),
        )
    )


class Receiver:
    """A receiver on a pseudo-terminal that speaks until it is closed."""

    def __init__(self):
        self._ours, theirs = pty.openpty()
        tty.setraw(theirs)
        self.path = os.ttyname(theirs)
        self._theirs = theirs
        self._speaks = True
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        second = 0
        while self._speaks:
            os.write(self._ours, nmea(second % 60, north=0.001 * second))
            second += 1
            time.sleep(0.1)

    def close(self):
        self._speaks = False
        self._thread.join()
        os.close(self._ours)
        os.close(self._theirs)


@pytest.fixture
def real():
    """A gpsd of our own on a free port, with a receiver of ours."""
    program = shutil.which("gpsd", path=os.environ["PATH"] + ":/usr/sbin")
    assert program, "gpsd is missing: run provisioning/setup.sh"
    receiver = Receiver()
    free = socket.create_server(("127.0.0.1", 0))
    port = free.getsockname()[1]
    free.close()
    gpsd = subprocess.Popen([program, "-N", "-n", "-b", "-S", str(port), receiver.path], stderr=subprocess.DEVNULL)
    yield port, receiver, gpsd
    gpsd.terminate()
    gpsd.wait(LONG)
    receiver.close()


@pytest.mark.real
def test_the_real_gpsd_tells_where_a_receiver_is(real, told):
    port, receiver, gpsd = real
    position = GpsdPosition(f"127.0.0.1:{port},device={receiver.path}")

    def opens():
        try:
            position.open(told)
        except DeviceFault:
            return False
        return True

    until(opens)
    fix = told.awaits(5, within=30)[-1]
    assert fix.latitude == pytest.approx(35.42, abs=0.01)
    assert fix.longitude == pytest.approx(136.76, abs=0.0001)
    assert fix.speed == pytest.approx(16 * 0.5144, abs=0.01)
    assert fix.at.date() == datetime(2026, 11, 24, tzinfo=UTC).date()
    assert position.health() == Health()
    gpsd.terminate()
    gpsd.wait(LONG)
    until(lambda: position.health().fault is Fault.OFFLINE)
    assert "is it running?" in position.health().sentence
    position.close()
