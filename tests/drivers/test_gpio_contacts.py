"""The hook switch and the two switches on gpiozero's own pins in memory, their time chosen by the test."""

import threading

import pytest
from acting import LONG, until
from gpiozero import Device
from gpiozero.pins.mock import MockFactory

from drivers.gpio import GpioIndicator
from drivers.gpio_contacts import GpioHook, GpioSwitches
from drivers.protocols import DeviceFault, Fault, Health, Switch
from firmware.clock import Clock

HOOK, MOVE, SELECT = 5, 23, 24


class Told:
    """What a driver told, from whatever thread."""

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


class Board:
    def __init__(self):
        self.pins = MockFactory()
        self.clock = Clock(running=False)
        self.told = Told()

    def opens(self, driver, address):
        self.device = driver(address, stopwatch=self.clock)
        self.device.open(self.told)
        return self.device

    def drive(self, number, closed):
        pin = self.pins.pin(number)
        pin.drive_low() if closed else pin.drive_high()

    def passes(self, seconds):
        self.clock.advance(seconds)

    def holds(self, number, closed):
        """A contact moves and holds still for long enough; the driver has seen it when this is over."""
        self.drive(number, closed)
        self.passes(1.0)
        (name,) = (name for name, at in self.device._contacts._numbers.items() if at == number)
        until(lambda: self.device._contacts.is_closed(name) is closed)


@pytest.fixture
def board():
    before, board = Device.pin_factory, Board()
    Device.pin_factory = board.pins
    yield board
    board.device.close()
    board.device.close()
    board.pins.reset()
    Device.pin_factory = before


def lying(board, address=f"{HOOK}"):
    """A hook with its handset on it."""
    hook = board.opens(GpioHook, address)
    on_hook = "lifted=low" not in address
    board.holds(HOOK, on_hook)
    board.told.all.clear()
    return hook


@pytest.mark.parametrize("address", ["5", "5,lifted=high", "5,lifted=low", "5,settle=0"])
def test_a_handset_is_lifted_and_hung_up(board, address):
    hook = lying(board, address)
    assert not hook.is_lifted
    board.holds(HOOK, "lifted=low" in address)
    assert board.told.awaits(1) == [True]
    assert hook.is_lifted
    board.holds(HOOK, "lifted=low" not in address)
    assert board.told.awaits(2) == [True, False]


def test_a_contact_that_bounces_for_50_ms_is_one_event(board):
    lying(board)
    for number in range(25):
        board.drive(HOOK, number % 2 == 1)
        board.passes(0.002)
    assert board.told.all == []
    board.passes(1.0)
    assert board.told.awaits(1) == [True]
    board.holds(HOOK, True)
    assert board.told.awaits(2) == [True, False]


def test_a_knock_that_ends_as_it_began_is_no_event(board):
    lying(board)
    board.drive(HOOK, False)
    board.passes(0.02)
    board.drive(HOOK, True)
    board.passes(1.0)
    board.holds(HOOK, False)
    assert board.told.awaits(1) == [True]


def test_how_the_hook_stands_at_the_start_is_known_and_not_told(board):
    hook = board.opens(GpioHook, "5")
    assert hook.is_lifted  # the pull-up of a pin on which nothing hangs, or whose cable came off
    assert hook.health() == Health()
    board.holds(HOOK, True)
    assert board.told.awaits(1) == [False]


def test_a_hook_that_is_closed_is_a_fault_and_not_a_lifted_handset(board):
    hook = lying(board, "5,lifted=low")
    hook.close()
    assert (hook.health().fault, hook.is_lifted) == (Fault.OFFLINE, False)


def test_a_hook_can_be_opened_again(board):
    hook = lying(board)
    hook.close()
    hook.open(board.told)
    hook.open(board.told)
    board.holds(HOOK, True)
    assert board.told.awaits(1) == [False]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_hook_whose_watching_has_ended_is_a_fault_until_it_is_opened_again(board):
    hook = board.device = GpioHook("5", stopwatch=board.clock)
    hook.open(lambda lifted: 1 / 0)
    board.drive(HOOK, True)
    board.passes(1.0)
    until(lambda: hook.health().fault is Fault.OFFLINE)
    hook.open(board.told)
    assert hook.health() == Health()
    board.holds(HOOK, True)
    assert board.told.awaits(1) == [False]


def test_each_switch_is_told_once_however_long_it_is_held(board):
    board.opens(GpioSwitches, "move=23,select=24")
    for number, closed in ((MOVE, True), (MOVE, False), (SELECT, True)):
        board.holds(number, closed)
    assert board.told.awaits(2) == [Switch.MOVE, Switch.SELECT]


@pytest.mark.parametrize(("address", "strokes"), [("move=23,select=24", 2), ("move=23,select=24,double=500", 1)])
def test_a_switch_struck_twice_by_a_trembling_hand_counts_as_the_installer_chose(board, address, strokes):
    board.opens(GpioSwitches, f"{address},settle=0")
    for number, closed in ((MOVE, True), (MOVE, False), (MOVE, True)):
        board.drive(number, closed)
        until(lambda closed=closed: board.device._contacts.is_closed("move") is closed)
        board.passes(0.05)
    board.holds(SELECT, True)
    assert board.told.awaits(strokes + 1) == [Switch.MOVE] * strokes + [Switch.SELECT]


@pytest.mark.parametrize(
    ("driver", "address", "says"),
    [
        (GpioHook, "", "one BCM pin number"),
        (GpioHook, "28", "one BCM pin number"),
        (GpioHook, "5,lifted=up", "lifted= is high"),
        (GpioHook, "5,lift=low", "'lift=low' is not one of lifted=, settle="),
        (GpioHook, "5,settle=x", "settle= must be a number of milliseconds"),
        (GpioSwitches, "move=23", "select= is missing"),
        (GpioSwitches, "move=23,select=23", "pin 23 is given to two things"),
        (GpioSwitches, "move=23,select=24,double=501", "double= must be a number of milliseconds, 0 to 500"),
        (GpioSwitches, "move=23,move=24", "move= is given twice"),
        (GpioIndicator, "x", "an indicator's address must be one BCM pin number"),
    ],
)
def test_an_address_that_makes_no_sense_is_refused_with_a_sentence(driver, address, says):
    with pytest.raises(ValueError, match=says):
        driver(address)


def test_a_pin_that_is_taken_is_a_fault_and_leaves_none_claimed(board):
    board.opens(GpioHook, f"{SELECT}")
    switches = GpioSwitches("move=23,select=24")
    with pytest.raises(DeviceFault, match=r"GPIO24 is already in use.*: two devices in terminal\.toml have"):
        switches.open(print)
    free = GpioHook(f"{MOVE}")
    free.open(print)
    free.close()


def test_an_indicator_shines_until_it_is_dim(board):
    board.device = light = GpioIndicator("12")
    with pytest.raises(DeviceFault):
        light.light()
    light.open()
    light.light()
    light.dim()
    light.dim()
    assert [state.state for state in board.pins.pin(12).states][:2] == [0, 1]
    assert board.pins.pin(12).state == 0
    assert light.health() == Health()
