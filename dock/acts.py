"""What a person at the dock can do: one function for each POST, each with the shape of its body.

Each raises Refusal when the act is impossible or names something that is not there.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from dock.bench import Bench
from dock.driving import follow_clock
from dock.refusal import Refusal, impossible, unknown
from drivers.protocols import TEN_KEY, Fault, Switch
from firmware.clock import JAPAN
from firmware.conversation import Conversation, Ear, Pressed
from firmware.prompts import KEYS, EnterText

PATIENCE = 5.0
DRIVER = "driver"
MONEY = (1, 5, 10, 50, 100, 500, 1000, 2000, 5000, 10000)
"""What there is in Japan, in yen; whether the box takes it is the box's affair."""
HEARD_WHEN = {True: (Ear.READY, Ear.PAUSED), False: (Ear.LIFTED,)}
"""When it means something that the handset is lifted (True) or hung up (False)."""
YEARS = range(2000, 2100)
"""Where the clock can be moved: the ids of visits count from 1970, and certificates end long before 9999."""


Screen = Literal["visitor", "rider", "driver"]
"""Whose screen; a rider is the visitor of a vehicle."""


class Body(Struct, forbid_unknown_fields=True):
    """The JSON body of a POST; a member it does not have is refused."""


class Nothing(Body):
    """A POST that needs no body."""


class PressBody(Body):
    """A key of the ten-key or a letter, and the turn it is meant for; in a vehicle also one of its driver's."""

    key: str
    turn: int | None = None
    screen: Screen = "visitor"


class TouchBody(Body):
    """A finger on a screen, in pixels of its picture."""

    x: Annotated[int, Meta(ge=0, le=20000)]
    y: Annotated[int, Meta(ge=0, le=20000)]
    screen: Screen = "visitor"


class CashBody(Body):
    """A coin or note."""

    yen: int


class TakeBody(Body):
    """A print to take; without one, everything that can be taken, money too."""

    id: str | None = None


class HandsetBody(Body):
    """Whether the handset is in somebody's hand."""

    lifted: bool


class SwitchBody(Body):
    """One of the two switches."""

    press: Switch


class FaultBody(Body):
    """A fault to set, now or once `after` more sheets, slips or coins have gone through; null repairs."""

    fault: str | None
    after: Annotated[int, Meta(ge=0, le=1000)] = 0


class NetworkBody(Body):
    """Whether the line to central is joined."""

    up: bool


class ClockBody(Body):
    """A time to move to, ISO 8601; without a zone it is Japan's."""

    at: str


def press(bench: Bench, body: PressBody) -> None:
    """Press a key of the ten-key or of the driver's, or type a letter where letters are asked."""
    talk = talk_of(bench, body.screen)
    prompt = talk.view.prompt
    letters = prompt.alphabet.typed(body.key) if isinstance(prompt, EnterText) else ()
    if body.key not in KEYS and not letters:
        # The key itself is not repeated: it might be the digit of a PIN.
        raise Refusal(400, "unknown", f"that key is not known (known: {', '.join(sorted(KEYS))})")
    for key in letters or (body.key,):
        pressed = _pressed(bench, key, body.turn) if talk is bench.terminal.talk else talk.press(key, body.turn)
        _check(talk, pressed, "this key is not used now", body.turn)


def touch(bench: Bench, body: TouchBody) -> None:
    """Touch a screen."""
    talk, vehicle = talk_of(bench, body.screen), bench.terminal.vehicle
    screen = vehicle.screen if vehicle and talk is vehicle.driver else bench.terminal.screen
    if screen is None:
        raise impossible("no-screen", "this terminal runs without a screen")
    _check(talk, screen.touch(body.x, body.y), "there is nothing to touch", None)


def talk_of(bench: Bench, screen: str) -> Conversation:
    """Who is spoken to on a screen. Raises Refusal where there is no driver."""
    if screen != DRIVER:
        return bench.terminal.talk
    if bench.terminal.vehicle is None:
        raise Refusal(404, "no-driver", "this terminal has no driver")
    return bench.terminal.vehicle.driver


def move_handset(bench: Bench, body: HandsetBody) -> None:
    """Lift the handset, or hang up."""
    hook = bench.terminal.hook
    if hook is None:
        raise Refusal(404, "no-handset", "this terminal has no virtual handset")
    if hook.is_lifted is body.lifted:
        raise impossible("handset-so", f"the handset is {'lifted' if body.lifted else 'on its hook'} already")
    awaited = () if hook.health().fault else HEARD_WHEN[body.lifted]
    (hook.lift if body.lifted else hook.hang_up)()
    # the guidance hears of its hook on a thread of its own
    until = time.monotonic() + PATIENCE
    while bench.terminal.talk.view.ear in awaited and time.monotonic() < until:
        time.sleep(0.005)


def press_switch(bench: Bench, body: SwitchBody) -> None:
    """Press one of two switches."""
    if bench.terminal.switches is None:
        raise Refusal(404, "no-switches", "this terminal has no virtual switches")
    bench.terminal.switches.press(body.press)


def drop_money(bench: Bench, body: CashBody) -> None:
    """Drop a coin or note into the slot; what the box does not keep falls through to its tray."""
    if bench.terminal.cash_box is None:
        raise impossible("no-cash-box", "this terminal has no virtual cash box")
    if body.yen not in MONEY:
        raise Refusal(
            400, "unknown", f"there is no coin or note of {body.yen} yen (there are: {', '.join(map(str, MONEY))})"
        )
    if not bench.terminal.cash_box.insert(body.yen):
        raise impossible("fell-through", "the slot is shut or does not take this: it lies in the money tray")


def take(bench: Bench, body: TakeBody) -> None:
    """Take one print, or everything."""
    if body.id is not None:
        bench.shelf.take(body.id)
        return
    bench.shelf.take_all()
    take_money(bench, Nothing())


def take_money(bench: Bench, _body: Nothing) -> None:
    """Take what lies in the money tray."""
    if bench.terminal.cash_box:
        bench.terminal.cash_box.take()


def switch_line(bench: Bench, body: NetworkBody) -> None:
    """Cut the line to central, or join it again."""
    bench.terminal.switch_line(body.up)
    bench.line = body.up


def move_clock(bench: Bench, body: ClockBody) -> None:
    """Move the time of day."""
    try:
        at = datetime.fromisoformat(body.at)
    except ValueError:
        raise Refusal(400, "body", "at: a time such as 2026-11-02T10:00 is needed") from None
    if at.year not in YEARS:
        raise Refusal(400, "body", f"at: a year from {YEARS[0]} to {YEARS[-1]} is needed")
    try:
        bench.terminal.clock.move(at if at.tzinfo else at.replace(tzinfo=JAPAN))
    except OSError:
        raise impossible("central", "the time was moved here, but central did not hear of it") from None
    vehicle = bench.terminal.vehicle
    if vehicle and vehicle.position:
        follow_clock(vehicle.trip, vehicle.position, bench.terminal.clock)


def set_fault(bench: Bench, name: str, body: FaultBody) -> None:
    """Set a fault on a device, or repair it."""
    if name not in bench.terminal.devices:
        raise unknown("device", name, bench.terminal.devices)
    if body.fault is not None and body.fault not in set(Fault):
        raise unknown("fault", body.fault, Fault)
    fault = Fault(body.fault) if body.fault else None
    _set(bench.terminal.devices[name].device, name, fault, body.after)
    # Remembered here, for a device tells only a fault that has come, not one that waits for its sheet.
    bench.asked[name] = {"fault": fault, "after": body.after} if fault else None


def _pressed(bench: Bench, key: str, turn: int | None) -> Pressed:
    """Press a key where a visitor presses it: on the ten-key if there is one and it has this key. Raises Refusal."""
    talk, keypad = bench.terminal.talk, bench.terminal.keypad
    if keypad is None or key not in TEN_KEY:
        return talk.press(key, turn)
    # a real ten-key knows no turns; beforehand, or a stale key would click and cut what is said
    if turn is not None and turn != talk.view.turn:
        return Pressed.STALE
    pressed = keypad.press(key)
    if not isinstance(pressed, Pressed):
        raise impossible("keypad-mute", "the ten-key is off line: nobody hears of this key")
    return pressed


def _check(talk: Conversation, pressed: Pressed, sentence: str, turn: int | None) -> None:
    """Refuse what the conversation did not take."""
    if pressed is Pressed.UNUSED:
        raise impossible("unused", sentence)
    # Without a turn it can only have met a closed conversation.
    if pressed is Pressed.STALE and turn is not None:
        raise impossible("stale", f"turn {turn} is over; it is turn {talk.view.turn} now")
    if pressed is Pressed.STALE:
        raise impossible("busy", "the terminal is still busy with what came before")


def _set(device: Any, name: str, fault: Fault | None, after: int) -> None:
    if not hasattr(device, "set_fault"):
        raise impossible("real-device", f"{name} is not a virtual device: its faults are its own")
    device.set_fault(fault, after)


Act = Callable[[Bench, Any], None]
ACTS: dict[str, tuple[type[Body], Act]] = {
    "/press": (PressBody, press),
    "/touch": (TouchBody, touch),
    "/handset": (HandsetBody, move_handset),
    "/switch": (SwitchBody, press_switch),
    "/cash": (CashBody, drop_money),
    "/take": (TakeBody, take),
    "/take/money": (Nothing, take_money),
    "/network": (NetworkBody, switch_line),
    "/clock": (ClockBody, move_clock),
}
