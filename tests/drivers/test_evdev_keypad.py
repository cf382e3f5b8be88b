"""The USB ten-key: its bytes as the kernel writes them, through a real pipe in place of the device's file."""

import os
import threading
from dataclasses import dataclass

import pytest
from acting import LONG
from hypothesis import given
from hypothesis import strategies as st

from drivers.evdev_keypad import EvdevKeypad, grabbed
from drivers.key_events import EV_KEY, EV_SYN, EVENT, LAYOUTS, SYN_DROPPED, SYN_REPORT, KeyEvents
from drivers.protocols import TEN_KEY, DeviceFault, Fault, Health

KP = {"7": 71, "8": 72, "9": 73, "-": 74, "4": 75, "5": 76, "6": 77, "+": 78, "1": 79, "2": 80, "3": 81, "0": 82}
KP |= {".": 83, "enter": 96, "/": 98, "*": 55}
REPORT = EVENT.pack(0, 0, EV_SYN, SYN_REPORT, 0)


def event(code, value):
    return EVENT.pack(1, 2, EV_KEY, code, value) + REPORT


def stroke(cap, repeats=0):
    """A key of a calculator pad, by its cap: down, repeated while it is held, up; each with its scan code before it."""
    return EVENT.pack(1, 2, 4, 4, 0x70059) + event(KP[cap], 1) + event(KP[cap], 2) * repeats + event(KP[cap], 0)


def told(data, layout="printed"):
    return KeyEvents(layout).feed(data)


def test_each_layout_reaches_all_15_keys():
    for keys in LAYOUTS.values():
        assert set(keys.values()) == TEN_KEY


def test_printed_digits_are_what_is_printed():
    assert told(b"".join(stroke(cap) for cap in "7894561230*/.-+")) == [
        *"7894561230", "again", "help", "help", "stop", "back",
    ]  # fmt: skip
    assert told(stroke("enter")) == ["ok"]


def test_a_pad_with_caps_in_telephone_order_has_1_2_3_above():
    assert told(b"".join(stroke(cap) for cap in "7894561230"), "telephone") == [*"1234567890"]


def test_a_key_that_is_held_is_one_stroke():
    assert told(stroke("5", repeats=40)) == ["5"]


def test_numlock_that_some_pads_send_round_each_key_and_keys_of_no_use_are_nothing():
    assert told(event(69, 1) + event(69, 0) + stroke("5") + event(113, 1)) == ["5"]


def test_events_that_the_kernel_has_lost_are_not_guessed_at():
    dropped = EVENT.pack(0, 0, EV_SYN, SYN_DROPPED, 0)
    assert told(stroke("1") + dropped + EVENT.pack(0, 0, EV_KEY, KP["2"], 1) + REPORT + stroke("3")) == ["1", "3"]


@given(st.lists(st.sampled_from(sorted(KP)), max_size=12), st.integers(1, 60))
def test_bytes_may_be_cut_anywhere(caps, size):
    data = b"".join(stroke(cap) for cap in caps)
    events = KeyEvents("printed")
    found = [key for at in range(0, len(data), size) for key in events.feed(data[at : at + size])]
    assert found == told(data)


@given(st.binary(max_size=200))
def test_no_bytes_at_all_make_anything_but_keys_of_the_ten_key(data):
    assert set(told(data)) <= TEN_KEY


@dataclass
class Pad:
    """A device's file: bytes that are written here come out at `fd`."""

    def __post_init__(self):
        self.fd, self._in = os.pipe()
        self.is_grabbed = True

    def sends(self, data):
        os.write(self._in, data)

    def unplug(self):
        os.close(self._in)

    def close(self):
        self.is_grabbed = False
        os.close(self.fd)


class Bench:
    def __init__(self):
        self.pads, self.told, self.more = [], [], threading.Condition()
        self.is_there = True

    def grab(self, name):
        if not self.is_there:
            raise DeviceFault(Fault.OFFLINE, f"{name} is not there")
        self.pads.append(Pad())
        return self.pads[-1]

    def hear(self, key):
        with self.more:
            self.told.append(key)
            self.more.notify_all()

    def awaits(self, count):
        with self.more:
            assert self.more.wait_for(lambda: len(self.told) >= count, LONG)
        return self.told


@pytest.fixture
def bench():
    return Bench()


@pytest.fixture
def keypad(bench):
    keypad = EvdevKeypad("USB Keypad, black,layout=printed", grab=bench.grab)
    yield keypad
    keypad.close()


def faulty(keypad):
    keypad._reader.join(LONG)
    return keypad.health()


def test_keys_are_told_as_they_go_down(bench, keypad):
    keypad.open(bench.hear)
    keypad.open(bench.hear)
    for cap in "1122":
        bench.pads[0].sends(stroke(cap))
    assert bench.awaits(4) == [*"1122"]
    assert len(bench.pads) == 1
    assert keypad.health() == Health()


def test_ten_keys_in_one_read_are_ten_keys(bench, keypad):
    keypad.open(bench.hear)
    bench.pads[0].sends(b"".join(stroke(cap) for cap in "1234567890"))
    assert bench.awaits(10) == [*"1234567890"]


def test_a_double_stroke_is_ignored_where_the_installer_wants_it(bench):
    keypad = EvdevKeypad("USB Keypad,layout=printed,double=500", grab=bench.grab)
    keypad.open(bench.hear)
    bench.pads[0].sends(stroke("1") + stroke("1") + stroke("2"))
    assert bench.awaits(2) == ["1", "2"]
    keypad.close()


def test_a_ten_key_that_is_unplugged_is_a_fault_and_works_again_once_it_is_back(bench, keypad):
    keypad.open(bench.hear)
    bench.pads[0].unplug()
    health = faulty(keypad)
    assert (health.fault, health.sentence) == (
        Fault.OFFLINE,
        "The ten-key USB Keypad, black is not there: look at its cable.",
    )
    bench.is_there = False
    with pytest.raises(DeviceFault):
        keypad.open(bench.hear)
    assert keypad.health().fault is Fault.OFFLINE
    bench.is_there = True
    keypad.open(bench.hear)
    bench.pads[1].sends(stroke("9"))
    assert bench.awaits(1) == ["9"]
    assert not bench.pads[0].is_grabbed


def test_a_ten_key_that_is_closed_lets_its_device_go(bench, keypad):
    keypad.open(bench.hear)
    keypad.close()
    keypad.close()
    assert not bench.pads[0].is_grabbed
    assert keypad.health().fault is Fault.OFFLINE


def test_a_listener_that_closes_the_ten_key_does_not_wait_for_itself(bench, keypad):
    keypad.open(lambda key: (keypad.close(), bench.hear(key)))
    bench.pads[0].sends(stroke("5"))
    assert bench.awaits(1) == ["5"]


@pytest.mark.parametrize("name", ["No Such Keypad", "/dev/input/by-id/none"])
def test_the_library_finds_no_device_that_is_not_there(name):
    with pytest.raises(DeviceFault, match="is not there: look at its cable"):
        grabbed(name)


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("", "which device"),
        ("USB Keypad", "layout= must be one of printed, telephone"),
        ("USB Keypad,layout=phone", "layout= must be one of"),
        ("USB Keypad,layout=printed,grab=no", "'grab=no' is not one of layout=, double="),
        (",layout=printed", "which device"),
    ],
)
def test_an_address_that_makes_no_sense_is_refused_with_a_sentence(address, says):
    with pytest.raises(ValueError, match=says):
        EvdevKeypad(address)
