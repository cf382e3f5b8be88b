"""A rider's and a driver's panel on one thread: each is its own window, its own fingers and its own picture."""

import os
import threading
from collections.abc import Iterator

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")

import pygame
import pytest
from acting import LONG

from firmware.clock import Clock
from firmware.conversation import Conversation, Pressed
from firmware.phrases import say
from firmware.phrases.reader import PhraseBook
from screens import vehicle_examples as bus
from screens.glass import Bell
from screens.screen import NOTICE_SECONDS, Screen
from screens.screens import Screens
from screens.theme import PANELS, panel_at

PITCH = PANELS["7"].pitch


class Bus:
    """Two conversations and their screens, shown by a thread."""

    def __init__(self) -> None:
        self.clock = Clock(running=False)
        self.riders, self.driver = Conversation(self.clock), Conversation(self.clock)
        book = PhraseBook()
        self.screens = [Screen(self.riders, book, "7"), Screen(self.driver, book, "7:1")]
        self.riders.show_vehicle(bus.BUS)
        self.driver.show_vehicle(bus.DESK)
        self.driver._open(bus.HOME, "")
        self.both = Screens(self.screens)
        self.thread = threading.Thread(target=self.both.run, daemon=True)
        self.thread.start()
        self.until(lambda: all(screen.frames for screen in self.screens))

    def until(self, fits) -> None:
        waited = threading.Event()
        for _ in range(int(LONG / 0.005)):
            if fits():
                return
            waited.wait(0.005)
        pytest.fail("it never came")

    def ends(self) -> None:
        self.thread.join(LONG)
        assert not self.thread.is_alive()


@pytest.fixture
def vehicle() -> Iterator[Bus]:
    made = Bus()
    yield made
    made.both.stop()
    made.ends()


def middle(screen: Screen, key: str) -> tuple[float, float]:
    box = next(target.box for target in screen.targets if target.key == key)
    return box.cx / PITCH, box.cy / PITCH


def test_each_panel_shows_its_own(vehicle: Bus):
    riders, driver = (screen.picture() for screen in vehicle.screens)
    assert riders != driver
    assert len(vehicle.screens[0].targets) == 0
    assert len(vehicle.screens[1].targets) == 6


def test_a_new_view_draws_its_own_panel_and_no_other(vehicle: Bus):
    riders, driver = vehicle.screens
    before = riders.frames, driver.frames
    vehicle.riders._open(bus.told("accepted"), "")
    vehicle.until(lambda: riders.frames > before[0])
    assert driver.frames == before[1]


def test_a_finger_reaches_the_panel_under_it_alone(vehicle: Bus):
    driver = vehicle.screens[1]
    x, y = middle(driver, "3")
    for kind in (pygame.MOUSEBUTTONDOWN, pygame.MOUSEBUTTONUP):
        pygame.event.post(
            pygame.event.Event(kind, button=1, pos=(round(x), round(y)), window=driver.glass.window, touch=False)
        )
    vehicle.until(lambda: vehicle.driver._outcome is not None)
    assert vehicle.driver._outcome.answer == ("cash",)
    assert vehicle.riders.view.aloud == 0


def test_a_touch_anywhere_on_the_riders_glass_asks_to_hear_where_the_bus_is(vehicle: Bus):
    assert vehicle.screens[0].touch(30, 300) is Pressed.TAKEN
    assert vehicle.riders.view.aloud == 1
    vehicle.riders._open(bus.told("accepted"), "")
    assert vehicle.screens[0].touch(700, 20) is Pressed.TAKEN
    assert vehicle.riders.view.aloud == 2
    assert vehicle.riders.view.prompt is not None


def test_a_touch_beside_the_drivers_keys_is_nothing(vehicle: Bus):
    assert vehicle.screens[1].touch(400, 20) is Pressed.UNUSED


def test_what_the_driver_was_told_is_gone_after_a_moment(vehicle: Bus):
    driver = vehicle.screens[1]
    before = driver.picture()
    vehicle.driver.tell("driver-ride-voided")
    assert driver.picture() != before
    vehicle.clock.advance(NOTICE_SECONDS + 1)
    assert driver.picture() == before


def test_fingers_are_awaited_only_while_something_is_asked(vehicle: Bus):
    riders, driver = vehicle.screens
    vehicle.riders._open(bus.told("accepted"), "")
    assert not riders.is_asked
    assert not driver.is_asked
    vehicle.driver._open(bus.ASKED["stops"], "")
    assert driver.is_asked


@pytest.mark.parametrize("number", [0, 1])
def test_one_screen_that_is_stopped_stops_both(number: int):
    vehicle = Bus()
    vehicle.screens[number].stop()
    vehicle.ends()
    assert all(screen.picture().startswith(b"\x89PNG") for screen in vehicle.screens)


def test_a_closed_window_ends_it():
    vehicle = Bus()
    pygame.event.post(pygame.event.Event(pygame.WINDOWCLOSE, window=vehicle.screens[0].glass.window))
    vehicle.ends()


def test_a_bell_rung_twice_before_anybody_waits_is_rung_once():
    bell = Bell()
    assert not bell.wait(0)
    bell.ring()
    bell.ring()
    assert bell.wait(0)
    assert not bell.wait(0)


def test_a_panel_is_named_with_its_display():
    assert panel_at("7") == (PANELS["7"], 0)
    assert panel_at("15-portrait:2") == (PANELS["15-portrait"], 2)


@pytest.mark.parametrize(
    ("address", "says"),
    [("9", "there is no panel '9'; there are 7, 10"), ("7:x", "'x' is not the number of a display")],
)
def test_a_panel_that_is_not_there_is_refused_with_a_sentence(address: str, says: str):
    with pytest.raises(ValueError, match=says):
        panel_at(address)


def test_a_closed_reader_shows_riders_whom_to_ask_and_the_driver_his_keys(vehicle: Bus):
    before = vehicle.screens[1].picture()
    idle = vehicle.screens[0].picture()
    vehicle.riders.close(say("out-of-order"))
    assert vehicle.screens[0].picture() != idle
    assert vehicle.screens[1].picture() == before
