"""The pulse cash box on gpiozero's own pins in memory, its time chosen by the test."""

import itertools
import threading

import pytest
from acting import LONG, until
from gpiozero import Device
from gpiozero.pins.mock import MockFactory
from hypothesis import given
from hypothesis import strategies as st

from drivers.protocols import DeviceFault, Fault, Health, WrongChange
from drivers.pulse_cash import QUIET, PulseCashBox
from drivers.pulse_wiring import Wiring, parse
from drivers.pulses import Edge, Torn, count, first_train

ADDRESS = "coin=17,inhibit=27,motor=22,sensor=23,level=24,change=10,reserve=20,yen=10"
COIN, INHIBIT, MOTOR, SENSOR, LEVEL = 17, 27, 22, 23, 24
WIDTH = 0.05


class Time:
    """A stopwatch that moves only by hand, and wakes whoever waits on it; while the box waits for the hopper, it acts."""

    def __init__(self, hopper=None):
        self.at = 0.0
        self._waiting: set[threading.Condition] = set()
        self.hopper = hopper or (lambda seconds: False)

    def monotonic(self) -> float:
        return self.at

    def wait(self, condition: threading.Condition, seconds: float | None) -> None:
        if threading.current_thread() is threading.main_thread() and self.hopper(seconds):
            return
        self._waiting.add(condition)
        condition.wait(0.05)

    def passes(self, seconds: float) -> None:
        self.at += seconds
        for condition in list(self._waiting):
            with condition:
                condition.notify_all()


class Stand:
    """A box on its pins: coins go in as pulses, the hopper gives what it holds."""

    def __init__(self, factory, address=ADDRESS):
        self.pins = factory
        self.time = Time(self._hopper)
        self.box = PulseCashBox(address, stopwatch=self.time)
        self.told: list[int] = []
        self._told = threading.Condition()
        self.hopper: list[float] = []

    def pin(self, number):
        return self.pins.pin(number)

    def fills_hopper(self, full):
        pin = self.pin(LEVEL)
        pin.drive_low() if full else pin.drive_high()

    def tell(self, yen):
        with self._told:
            self.told.append(yen)
            self._told.notify_all()

    def pulses(self, *seconds):
        """Drive the acceptor's line: active, rest, active, ... for so many seconds each, then silence."""
        line = self.pin(COIN)
        for number, lasts in enumerate(seconds):
            line.drive_high() if number % 2 else line.drive_low()
            self.time.passes(lasts)
        line.drive_high()
        self.time.passes(1.0)

    def drops(self, pulses):
        self.pulses(*([WIDTH] * (2 * pulses - 1)))

    def hears(self, number):
        with self._told:
            assert self._told.wait_for(lambda: len(self.told) >= number, LONG)
        return self.told

    def faults(self):
        until(lambda: self.box.health().fault, "a fault")
        return self.box.health()

    def _hopper(self, seconds):
        """The next coin leaves if the motor turns and it comes in time; else the time is over."""
        if seconds is None:
            return False
        rolls = self.hopper and (self.pin(MOTOR).state or self.hopper[0] <= 0.2)
        if rolls and self.hopper[0] <= seconds:
            self.time.at += self.hopper.pop(0)
            self.pin(SENSOR).drive_low()
            self.pin(SENSOR).drive_high()
        else:
            self.time.at += seconds
        return True


@pytest.fixture
def stand():
    before, Device.pin_factory = Device.pin_factory, MockFactory()
    stand = Stand(Device.pin_factory)
    stand.box.open()
    stand.fills_hopper(True)
    yield stand
    stand.box.close()
    Device.pin_factory.reset()
    Device.pin_factory = before


def test_the_slot_is_shut_until_money_is_wanted(stand):
    assert stand.pin(INHIBIT).state
    stand.box.accept(stand.tell)
    assert not stand.pin(INHIBIT).state
    stand.box.stop()
    assert stand.pin(INHIBIT).state


def test_each_coin_is_told_by_its_worth(stand):
    stand.box.accept(stand.tell)
    for number, pulses in enumerate((1, 5, 10, 50), 1):
        stand.drops(pulses)
        stand.hears(number)
    assert stand.told == [10, 50, 100, 500]
    assert stand.box.health() == Health()


def test_contact_bounce_is_no_money(stand):
    stand.box.accept(stand.tell)
    stand.pulses(0.001, 0.001, WIDTH, 0.001, 0.001)
    stand.drops(5)
    assert stand.hears(2) == [10, 50]


@pytest.mark.parametrize(
    "train",
    [
        (WIDTH, WIDTH, 0.02, WIDTH, WIDTH),
        (WIDTH, WIDTH, 0.15, WIDTH, WIDTH),
        (WIDTH, 0.2, WIDTH),
        (WIDTH,) * 13,
    ],
    ids=["a pulse too short", "a pulse too long", "a rest too long", "seven pulses"],
)
def test_a_torn_train_is_a_fault_and_never_a_guess(stand, train):
    stand.box.accept(stand.tell)
    stand.pulses(*train)
    assert stand.faults().fault is Fault.MONEY_JAM
    assert stand.told == []
    assert stand.pin(INHIBIT).state
    with pytest.raises(DeviceFault, match="not counted"):
        stand.box.accept(stand.tell)


def test_a_line_that_stays_active_is_a_fault(stand):
    stand.box.accept(stand.tell)
    stand.pin(COIN).drive_low()
    stand.time.passes(1.0)
    assert "stays active" in stand.faults().sentence
    assert stand.told == []


def test_a_fault_cleared_by_hand_is_over_when_the_box_is_opened_again(stand):
    stand.box.accept(stand.tell)
    stand.drops(7)
    assert stand.faults().fault is Fault.MONEY_JAM
    stand.box.open()
    assert stand.box.health() == Health()
    stand.box.accept(stand.tell)
    stand.drops(10)
    assert stand.hears(1) == [100]


def test_a_coin_whose_pulses_have_begun_is_counted_before_the_slot_is_shut(stand):
    stand.box.accept(stand.tell)
    line = stand.pin(COIN)
    line.drive_low()
    stand.time.passes(WIDTH)
    line.drive_high()
    stopping = threading.Thread(target=stand.box.stop)
    stopping.start()
    while stopping.is_alive():
        stand.time.passes(0.1)
    assert stand.told == [10]


def test_a_line_that_chatters_does_not_hold_the_visitor(stand):
    stand.box.accept(stand.tell)
    line = stand.pin(COIN)
    line.drive_low()
    stopping = threading.Thread(target=stand.box.stop, daemon=True)
    stopping.start()
    for number in range(1200):
        line.drive_low() if number % 2 else line.drive_high()
        stand.time.passes(WIDTH)
    stopping.join(LONG)
    assert not stopping.is_alive()
    assert stand.pin(INHIBIT).state
    assert stand.told == []


def test_a_coin_that_cannot_be_recorded_is_for_the_operator_and_the_next_is_counted(stand):
    def fails(yen):
        raise RuntimeError("the disk is full")

    stand.box.accept(fails)
    stand.drops(10)
    assert "could not be recorded" in stand.faults().sentence
    assert stand.pin(INHIBIT).state
    stand.box.stop()
    stand.box.open()
    stand.box.accept(stand.tell)
    stand.drops(5)
    assert stand.hears(1) == [50]


def test_a_coin_that_comes_in_while_the_slot_is_shut_is_for_the_operator(stand):
    stand.drops(10)
    health = stand.faults()
    assert health.fault is Fault.MONEY_JAM
    assert "100 yen came in while the slot was shut" in health.sentence


def test_change_is_counted_as_it_leaves_the_hopper(stand):
    stand.hopper = [0.5] * 10
    assert stand.box.can_give(40)
    stand.box.give(40)
    assert len(stand.hopper) == 6
    assert not stand.pin(MOTOR).state


def test_no_change_moves_nothing(stand):
    stand.hopper = [0.5]
    stand.box.give(0)
    assert len(stand.hopper) == 1


@pytest.mark.parametrize("yen", [15, -10, 210])
def test_a_sum_the_hopper_does_not_surely_hold_is_refused_with_nothing_given(stand, yen):
    stand.hopper = [0.5] * 30
    assert not stand.box.can_give(yen)
    with pytest.raises(DeviceFault, match="cannot give") as caught:
        stand.box.give(yen)
    assert caught.value.fault is Fault.NO_CHANGE
    assert len(stand.hopper) == 30


def test_a_hopper_that_runs_low_says_so_and_gives_nothing(stand):
    stand.fills_hopper(False)
    assert stand.box.health().fault is Fault.NO_CHANGE
    assert not stand.box.can_give(10)
    assert stand.box.can_give(0)


def test_a_hopper_that_runs_dry_tells_what_it_gave(stand):
    stand.hopper = [0.5, 0.5]
    with pytest.raises(WrongChange, match="gave 2 of 5 coins") as caught:
        stand.box.give(50)
    assert caught.value.given == 20
    assert not stand.pin(MOTOR).state
    assert stand.box.health().fault is Fault.MONEY_JAM


def test_a_coin_that_rolls_out_too_many_is_told(stand):
    stand.hopper = [0.5, 0.5, 0.1]
    with pytest.raises(WrongChange, match="gave 3 of 2 coins") as caught:
        stand.box.give(20)
    assert caught.value.given == 30


def test_a_box_without_a_hopper_gives_nothing():
    box = PulseCashBox("coin=17,inhibit=27")
    assert (box.can_give(0), box.can_give(10)) == (True, False)


def test_a_box_that_is_not_open_is_off_line():
    with pytest.raises(DeviceFault, match="not open") as caught:
        PulseCashBox(ADDRESS).accept(lambda yen: None)
    assert caught.value.fault is Fault.OFFLINE


def test_opening_and_closing_may_be_done_twice_and_frees_the_pins(stand):
    stand.box.open()
    stand.box.close()
    stand.box.close()
    other = PulseCashBox(ADDRESS, stopwatch=stand.time)
    other.open()
    with pytest.raises(DeviceFault, match="pins cannot be used"):
        stand.box.open()
    other.close()


def test_an_address_is_read():
    assert parse("coin=17, inhibit=27,motor=22,sensor=23,level=24,yen=50,width=30,change=100,reserve=5") == Wiring(
        17, 27, 50, 30, 22, 23, 24, 100, 5
    )


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("", "'' is not one of coin="),
        ("coin=17,inhibit=27,speed=3", "'speed=3' is not one of"),
        ("coin=17,inhibit=x", "'inhibit=x' must be a number"),
        ("coin=17,inhibit=27,yen=0", "'yen=0' must be a number"),
        ("coin=17,coin=18,inhibit=27", "coin= is given twice"),
        ("coin=17", "inhibit= is missing"),
        ("coin=17,inhibit=17", "pin 17 is given to two things"),
        ("coin=17,inhibit=27,motor=22", "a hopper needs motor, sensor, level, only motor given"),
    ],
)
def test_an_address_that_is_none_is_refused_with_its_part_named(address, sentence):
    with pytest.raises(ValueError, match=sentence):
        PulseCashBox(address)


def edges(lasting):
    """Edges of a line that is active, at rest, active, ... for these seconds."""
    ends = [0.0, *itertools.accumulate(lasting)]
    return [Edge(at, number % 2 == 0) for number, at in enumerate(ends)]


@given(pulses=st.integers(0, 120), data=st.data())
def test_a_clean_train_of_any_length_is_counted_exactly(pulses, data):
    within = st.floats(0.6, 1.8).map(lambda widths: widths * WIDTH)
    lasting = data.draw(st.lists(within, min_size=max(2 * pulses - 1, 0), max_size=max(2 * pulses - 1, 0)))
    assert count(edges(lasting) if pulses else [], WIDTH) == pulses


@given(coins=st.lists(st.integers(1, 50), min_size=1, max_size=5))
def test_coins_that_were_noticed_late_are_still_told_apart(coins):
    train, start = [], 0.0
    for pulses in coins:
        train += [Edge(start + edge.at, edge.active) for edge in edges([WIDTH] * (2 * pulses - 1))]
        start = train[-1].at + 0.4
    counted = []
    while length := first_train(train, WIDTH, start):
        counted.append(count(train[:length], WIDTH))
        del train[:length]
    assert counted == coins


def test_a_train_that_goes_on_is_not_taken_for_finished():
    assert first_train(edges([WIDTH] * 5), WIDTH, now=6 * WIDTH) == 0
    assert first_train([], WIDTH, now=99.0) == 0


@given(st.lists(st.tuples(st.floats(0.0, 10.0), st.booleans())))
def test_a_train_is_counted_or_torn_whatever_the_line_does(changes):
    train = [Edge(at, active) for at, active in sorted(changes)]
    try:
        assert 0 <= count(train, WIDTH) <= len(train) / 2
    except Torn as torn:
        assert str(torn)  # noqa: PT017 - either end is right


@given(pulses=st.integers(2, 60), lost=st.data())
def test_a_pulse_lost_inside_a_train_is_noticed(pulses, lost):
    train = edges([WIDTH] * (2 * pulses - 1))
    gone = 2 * lost.draw(st.integers(1, max(pulses - 2, 1)))
    if gone + 2 >= len(train):
        return
    del train[gone : gone + 2]
    with pytest.raises(Torn, match=r"a rest lasted 3\.0 times"):
        count(train, WIDTH)


def test_an_acceptor_is_well_again_once_its_line_has_been_quiet(stand):
    stand.box.accept(stand.tell)
    stand.pulses(WIDTH, WIDTH, 5 * WIDTH)
    assert stand.faults().fault is Fault.MONEY_JAM
    stand.time.passes(QUIET - 2)
    stand.pulses(WIDTH)
    stand.time.passes(QUIET - 2)
    assert stand.box.health().fault is Fault.MONEY_JAM
    stand.time.passes(2)
    assert stand.box.health() == Health()
    stand.box.accept(stand.tell)
    stand.drops(10)
    assert stand.hears(2) == [10, 100]


def test_an_acceptor_whose_line_is_stuck_stays_at_fault(stand):
    stand.box.accept(stand.tell)
    stand.pin(COIN).drive_low()
    stand.time.passes(1.0)
    assert stand.faults().fault is Fault.MONEY_JAM
    stand.time.passes(10 * QUIET)
    assert stand.box.health().fault is Fault.MONEY_JAM


def test_a_hopper_that_jammed_is_well_again_once_it_has_been_filled(stand):
    stand.hopper = [0.2]
    with pytest.raises(WrongChange):
        stand.box.give(30)
    stand.time.passes(10 * QUIET)
    assert stand.box.health().fault is Fault.MONEY_JAM
    stand.fills_hopper(False)
    assert stand.box.health().fault is Fault.MONEY_JAM
    stand.fills_hopper(True)
    assert stand.box.health() == Health()
    stand.hopper = [0.2, 0.2]
    stand.box.give(20)
