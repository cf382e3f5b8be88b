"""The matrix of keys: its pictures, and the scan on gpiozero's own pins in memory, wired as the real one is."""

import itertools
import threading
import time

import pytest
from acting import LONG, until
from gpiozero import Device
from gpiozero.pins.mock import MockFactory, MockPin
from hypothesis import given
from hypothesis import strategies as st

from drivers.gpio_keypad import HELD, STUCK, MatrixKeypad
from drivers.matrix import LAYOUT, Picture, is_ghostly, key_at
from drivers.protocols import TEN_KEY, DeviceFault, Fault, Health
from firmware.clock import Clock

ROWS, COLUMNS = (5, 6, 13, 19), (12, 16, 20, 21)
ADDRESS = "rows=5/6/13/19,cols=12/16/20/21"
AT = {key: (row, column) for row, keys in enumerate(LAYOUT) for column, key in enumerate(keys) if key}
SETTLE = 0.01


def test_the_15_keys_each_have_their_crossing_in_the_order_of_a_telephone():
    assert set(AT) == TEN_KEY
    assert [LAYOUT[row][column] for row in range(3) for column in range(3)] == list("123456789")


def seen(picture, *scans):
    """What a picture tells of scans 4 ms apart, each a string of keys held, given until they have settled."""
    told = []
    for number, keys in enumerate(itertools.chain.from_iterable([scan] * 5 for scan in scans)):
        told.append(picture.scanned(frozenset(AT[key] for key in keys), number * 0.004))
    return [key for key in told if key]


def test_a_key_that_is_held_is_one_stroke_and_the_same_key_again_is_another():
    assert seen(Picture(SETTLE), "1", "1", "", "1", "", "2", "", "2") == ["1", "1", "2", "2"]


def test_a_finger_on_the_way_to_the_next_key_before_it_leaves_the_last_loses_none():
    assert seen(Picture(SETTLE), "1", "12", "2", "25", "5", "") == ["1", "2", "5"]


def test_ten_keys_in_200_ms_are_ten_keys():
    assert seen(Picture(SETTLE), *"1234567890") == [*"1234567890"]


def test_two_keys_that_go_down_together_are_none():
    assert seen(Picture(SETTLE), "12", "2", "", "2") == ["2"]


def test_a_contact_that_bounces_is_one_stroke():
    picture = Picture(SETTLE)
    down, up = frozenset({AT["5"]}), frozenset()
    scans = [down, up, down, up, down, down, down, down, up, down, up, up, up, up, up]
    told = [picture.scanned(scan, number * 0.004) for number, scan in enumerate(scans)]
    assert [key for key in told if key] == ["5"]


@given(st.sets(st.sampled_from(sorted(TEN_KEY)), max_size=3), st.sampled_from(sorted(TEN_KEY)))
def test_of_keys_that_are_held_no_ghost_is_ever_told(held, last):
    """Whatever lies on the keys, only a key that is really down is told."""
    pressed = sorted(held - {last})
    picture, told = Picture(SETTLE), []
    for step in range(len(pressed) + 2):
        down = frozenset(AT[key] for key in [*pressed, last][:step])
        for scan in range(5):
            told.append(picture.scanned(conducting(down), (5 * step + scan) * 0.004))
    assert {key for key in told if key} <= {*pressed, last}


def conducting(down):
    """The crossings that a matrix without diodes shows: a row reaches whatever hangs together with it."""
    shown = set()
    for row in range(4):
        rows, columns, before = {row}, set(), None
        while before != (rows, columns):
            before = (set(rows), set(columns))
            columns |= {c for r, c in down if r in rows}
            rows |= {r for r, c in down if c in columns}
        shown |= {(row, column) for column in columns}
    return frozenset(shown)


def test_three_keys_at_the_corners_of_a_square_show_a_fourth_and_are_known_for_it():
    three = frozenset(AT[key] for key in "124")
    assert AT["5"] in conducting(three)
    assert is_ghostly(conducting(three))
    assert not is_ghostly(three)
    assert key_at((3, 3)) == ""


class Wired(MockPin):
    """A pin of the matrix: whenever a row changes what it drives, the columns follow through the keys that are down."""

    def _set_state(self, value):
        super()._set_state(value)
        self.factory.driven.add(bool(value))
        self.factory.follow()

    def _set_function(self, value):
        super()._set_function(value)
        self.factory.switched += 1
        self.factory.follow()


class Board(MockFactory):
    """Pins with keys between them; the test's thread presses, the driver's scans."""

    def __init__(self):
        super().__init__(pin_class=Wired)
        self.down, self.driven, self.switched = frozenset(), set(), 0
        self._wires = threading.RLock()
        self.told, self.more = [], threading.Condition()

    def follow(self):
        with self._wires:
            low = {
                column
                for row, number in enumerate(ROWS)
                if number in self.pins_by_number() and self.drives_low(number)
                for at, column in conducting(self.down)
                if at == row
            }
            for column, number in enumerate(COLUMNS):
                pin = self.pins_by_number().get(number)
                if pin and pin.function == "input":
                    pin.drive_low() if column in low else pin.drive_high()

    def pins_by_number(self):
        return {int(info.name.removeprefix("GPIO")): pin for info, pin in list(self.pins.items())}

    def drives_low(self, number):
        pin = self.pins_by_number()[number]
        return pin.function == "output" and not pin.state

    def press(self, *keys):
        self.down = frozenset(AT[key] for key in keys)
        self.follow()

    def hear(self, key):
        with self.more:
            self.told.append(key)
            self.more.notify_all()

    def awaits(self, count):
        with self.more:
            assert self.more.wait_for(lambda: len(self.told) >= count, LONG), self.told
        return self.told


@pytest.fixture
def board():
    before, board = Device.pin_factory, Board()
    Device.pin_factory = board
    yield board
    board.reset()
    Device.pin_factory = before


@pytest.fixture
def keypad(board):
    keypad = MatrixKeypad(ADDRESS)
    keypad.open(board.hear)
    yield keypad
    keypad.close()
    keypad.close()


def strike(board, keypad, key):
    board.press(key)
    board.awaits(len(board.told) + 1)
    lifts(board, keypad)


def lifts(board, keypad):
    """The finger leaves, and the driver has seen it."""
    board.press()
    until(lambda: keypad._held_since is None)


def test_every_key_is_told_once_from_the_pins(board, keypad):
    for key in sorted(TEN_KEY):
        strike(board, keypad, key)
    assert board.told == sorted(TEN_KEY)
    assert keypad.health() == Health()


def test_a_pin_with_the_same_digit_twice_is_heard_as_it_is_struck(board, keypad):
    for key in "1122":
        strike(board, keypad, key)
    assert board.told == list("1122")


def test_a_double_stroke_is_ignored_where_the_installer_wants_it(board):
    keypad = MatrixKeypad(f"{ADDRESS},double=500", stopwatch=Ticking())
    keypad.open(board.hear)
    strike(board, keypad, "1")
    board.press("1")
    until(lambda: keypad._held_since is not None)
    time.sleep(0.05)
    lifts(board, keypad)
    strike(board, keypad, "2")
    keypad.close()
    assert board.told == ["1", "2"]


class Ticking:
    """Real waits on a stopwatch that counts a millisecond a look, so that no slow machine makes 500 ms pass."""

    def __init__(self):
        self.looks = 0

    def monotonic(self):
        self.looks += 1
        return self.looks * 0.003

    def wait(self, condition, seconds):
        condition.wait(seconds)


def test_at_rest_nothing_is_scanned_and_a_column_wakes_the_scan(board, keypad):
    strike(board, keypad, "5")
    rows = [board.pin(number) for number in ROWS]
    until(lambda: all(row.function == "output" for row in rows))
    before = board.switched
    time.sleep(0.05)
    assert board.switched == before
    strike(board, keypad, "6")
    assert board.switched > before


def test_a_row_is_never_driven_high_and_floats_when_all_is_over(board, keypad):
    strike(board, keypad, "5")
    keypad.close()
    assert board.driven == {False}
    assert {pin.function for pin in board.pins.values()} == {"input"}


def test_a_key_that_stays_down_is_for_the_operator_until_it_comes_up(board):
    clock = Clock()
    keypad = MatrixKeypad(ADDRESS, stopwatch=clock)
    keypad.open(board.hear)
    board.press("8")
    board.awaits(1)
    assert keypad.health() == Health()
    clock.advance(STUCK + 1)
    assert keypad.health() == Health(Fault.UNKNOWN, HELD)
    board.press()
    until(lambda: keypad.health() == Health())
    keypad.close()
    assert keypad.health().fault is Fault.OFFLINE


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_ten_key_whose_scan_has_ended_is_a_fault_until_it_is_opened_again(board):
    keypad = MatrixKeypad(ADDRESS)
    keypad.open(lambda key: 1 / 0)
    board.press("5")
    until(lambda: keypad.health().fault is Fault.OFFLINE)
    board.press()
    keypad.open(board.hear)
    strike(board, keypad, "6")
    keypad.close()
    assert board.told == ["6"]


def test_a_pin_that_is_taken_is_a_fault_and_leaves_none_claimed(board):
    other = MatrixKeypad("rows=4/17/18/22,cols=7/8/9/21")
    other.open(board.hear)
    keypad = MatrixKeypad(ADDRESS)
    with pytest.raises(DeviceFault):
        keypad.open(board.hear)
    other.close()
    keypad.open(board.hear)
    strike(board, keypad, "5")
    keypad.close()


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("", "rows= must be 4 pins"),
        ("rows=5/6/13,cols=12/16/20/21", "rows= must be 4 pins"),
        ("rows=5/6/13/19", "cols= must be 4 pins"),
        ("rows=5/6/13/19,cols=12/16/20/5", "pin 5 is given to two things"),
        ("rows=5/6/13/99,cols=12/16/20/21", "each of rows= must be one BCM pin number"),
        ("rows=2/6/13/19,cols=12/16/20/21", "rows= cannot be on pins 2 and 3"),
        (f"{ADDRESS},settle=101", "settle= must be a number of milliseconds, 0 to 100"),
        (f"{ADDRESS},debounce=5", "'debounce=5' is not one of rows=, cols=, settle=, double="),
    ],
)
def test_an_address_that_makes_no_sense_is_refused_with_a_sentence(address, says):
    with pytest.raises(ValueError, match=says):
        MatrixKeypad(address)
