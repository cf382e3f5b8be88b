"""Receiver and doors of a vehicle as virtual devices, a recorded run, and a door contact on pins in memory."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from acting import LONG, until
from gpiozero import Device
from gpiozero.pins.mock import MockFactory
from hypothesis import given
from hypothesis import strategies as st

from drivers.gpio_contacts import GpioDoors
from drivers.protocols import DeviceFault, Fault, Fix, Health
from drivers.replay import ReplayPosition
from drivers.runs import COLUMNS, read_run
from drivers.virtual.doors import VirtualDoors
from drivers.virtual.position import VirtualPosition
from firmware.clock import Clock

AT = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
HERE = Fix(AT, 35.42, 136.76, 5.0, 8.0)


class Heard:
    """What was told, from whatever thread."""

    def __init__(self):
        self.all = []
        self._more = threading.Condition()

    def __call__(self, what):
        with self._more:
            self.all.append(what)
            self._more.notify_all()

    def awaits(self, count):
        with self._more:
            assert self._more.wait_for(lambda: len(self.all) >= count, LONG)
        return self.all


def test_a_virtual_receiver_tells_where_it_is_put_and_remembers():
    receiver, heard = VirtualPosition(), Heard()
    receiver.put(HERE)
    receiver.open(heard)
    receiver.put(HERE)
    receiver.close()
    receiver.put(HERE)
    assert heard.all == [HERE]
    assert receiver.history == [HERE] * 3


def test_in_a_tunnel_a_virtual_receiver_is_well_and_tells_nothing():
    receiver, heard = VirtualPosition(), Heard()
    receiver.open(heard)
    receiver.has_satellites = False
    receiver.put(HERE)
    assert heard.all == []
    assert receiver.health() == Health()


def test_a_virtual_receiver_falls_off_line_after_some_fixes():
    receiver, heard = VirtualPosition(), Heard()
    receiver.open(heard)
    receiver.set_fault(Fault.OFFLINE, after=2)
    for _ in range(4):
        receiver.put(HERE)
    assert len(heard.all) == 2
    assert "cable" in receiver.health().sentence
    with pytest.raises(DeviceFault, match="cable"):
        receiver.open(heard)


def test_virtual_doors_tell_each_change_once():
    doors, heard = VirtualDoors(), Heard()
    doors.open(heard)
    for state in (True, True, False, True):
        doors.swing(are_open=state)
    assert heard.all == [True, False, True]
    assert doors.are_open
    assert doors.openings == 2
    doors.set_fault(Fault.OFFLINE)
    doors.swing(are_open=False)
    assert heard.all == [True, False, True]
    doors.close()


@pytest.fixture
def pins():
    before, pins = Device.pin_factory, MockFactory()
    Device.pin_factory = pins
    yield pins
    pins.reset()
    Device.pin_factory = before


@pytest.mark.parametrize(("address", "low_is_open"), [("17", True), ("17,open=high", False)])
def test_a_door_contact_that_holds_still_is_told_once(pins, address, low_is_open):
    clock, heard = Clock(running=False), Heard()
    doors = GpioDoors(address, stopwatch=clock)
    shut, opened = (pins.pin(17).drive_high, pins.pin(17).drive_low)[:: 1 if low_is_open else -1]
    doors.open(heard)
    doors.open(heard)
    try:
        shut()
        clock.advance(1)
        until(lambda: not doors.are_open)
        heard.all.clear()
        for _ in range(3):
            opened(), shut()
        opened()
        clock.advance(1)
        assert heard.awaits(1) == [True]
        assert doors.are_open
        assert doors.health() == Health()
    finally:
        doors.close()
    assert not doors.are_open
    assert doors.health().fault is Fault.OFFLINE


@pytest.mark.parametrize("address", ["", "28", "17,open=maybe", "17,settle=x", "17,lifted=low"])
def test_an_address_of_doors_that_means_nothing_is_refused(address):
    with pytest.raises(ValueError, match=r"pin|open=|settle=|lifted"):
        GpioDoors(address)


def rows(count=4):
    return [f"{int(AT.timestamp()) + 3 * n},35.{n},136.{n}" for n in range(count)]


def written(folder, lines):
    path = folder / "run, of a day.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_recorded_run_is_played_at_its_own_pace(tmp_path):
    clock, heard = Clock(running=False), Heard()
    replay = ReplayPosition(f"{written(tmp_path, rows())}", stopwatch=clock)
    replay.open(heard)
    assert heard.awaits(1)[0] == Fix(AT, 35.0, 136.0)
    clock.advance(2.9)
    assert len(heard.all) == 1
    clock.advance(0.2)
    assert heard.awaits(2)[1] == Fix(AT + timedelta(seconds=3), 35.1, 136.1)
    assert replay.health() == Health()
    replay.close()
    clock.advance(60)
    assert len(heard.all) == 2
    assert replay.health().fault is Fault.OFFLINE


def test_a_recorded_run_is_played_faster_and_again_from_its_beginning(tmp_path):
    replay = ReplayPosition(f"{written(tmp_path, rows())},speed=1000")
    for _ in range(2):
        heard = Heard()
        replay.open(heard)
        replay.open(heard)
        assert [fix.latitude for fix in heard.awaits(4)] == [35.0, 35.1, 35.2, 35.3]
        replay.close()


def test_a_run_is_closed_from_within_its_own_telling(tmp_path):
    replay, heard = ReplayPosition(f"{written(tmp_path, rows())},speed=1000"), Heard()
    replay.open(lambda fix: (heard(fix), replay.close()))
    assert len(heard.awaits(1)) == 1


@pytest.mark.parametrize(
    ("lines", "told"), [([], "no fix"), (["time,lat,lon"], "no fix"), (["1,2,3", "4,north,6"], ":2: the latitude")]
)
def test_a_run_that_cannot_be_read_is_not_played(tmp_path, lines, told):
    with pytest.raises(DeviceFault, match=told):
        ReplayPosition(str(written(tmp_path, lines))).open(lambda _fix: None)
    with pytest.raises(DeviceFault, match="cannot be read"):
        ReplayPosition(str(tmp_path / "none.csv")).open(lambda _fix: None)


@pytest.mark.parametrize("address", ["", ",speed=2", "run.csv,speed=0", "run.csv,speed=fast", "run.csv,zone=JST"])
def test_an_address_of_a_run_that_means_nothing_is_refused(address):
    with pytest.raises(ValueError, match=r"file|speed=|zone="):
        ReplayPosition(address)


def test_times_of_a_run_without_a_zone_are_japans_or_as_the_address_says(tmp_path):
    path = written(tmp_path, ["2026-11-24T10:00:00,35,136"])
    for address, at in ((path, AT), (f"{path},zone=-480", AT + timedelta(hours=17))):
        heard = Heard()
        replay = ReplayPosition(str(address))
        replay.open(heard)
        assert heard.awaits(1)[0].at == at
        replay.close()


@given(st.text(max_size=200))
def test_whatever_stands_in_a_run_each_row_is_a_fix_or_a_fault(text):
    for row in read_run(text.splitlines(keepends=True), UTC):
        assert (row.fix is None) is bool(row.fault)
        if row.fix:
            assert abs(row.fix.latitude) <= 90
            assert row.fix.at.tzinfo


@given(st.permutations(COLUMNS), st.data())
def test_columns_stand_in_any_order_under_a_heading(order, data):
    cells = {
        "time": "2026-11-24T01:00:00Z",
        "latitude": "35.42",
        "longitude": "136.76",
        "accuracy": "5",
        "speed": "8",
        "doors": data.draw(st.sampled_from(["", "0", "1", "true"])),
    }
    (row,) = read_run([",".join(order) + "\n", ",".join(cells[name] for name in order)], UTC)
    assert row.fix == HERE
    assert row.doors is {"": None, "0": False}.get(cells["doors"], True)
