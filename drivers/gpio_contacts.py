"""Contacts on pins of a Raspberry Pi: the hook switch of a handset, two switches for one movement, the doors of a vehicle.

Hook, address `5`, `5,lifted=low`, `5,settle=80`: one contact between the pin and ground. Usually it is open while the
handset is lifted (`lifted=high`), so that a cable that comes off shows as a handset that nobody hangs up.
Switches, address `move=23,select=24`, with `settle=` and `double=`: normally open contacts between the pin and ground,
as sockets for ability switches (3.5 mm) have them.
Doors, address `17`, `17,open=high`, `17,settle=200`: one floating contact of the vehicle's door circuit, never its 24 V. It
closes while a door is open (`open=low`) unless told otherwise, so that a cable that comes off shows as doors that are shut:
they are only a hint. All times are milliseconds.
Quirk: gpiozero's own `bounce_time` acts on the first edge and then looks away, so the last state may be missed; here a
contact counts once it has held still for `settle`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any

from drivers.gpio import GONE, claiming
from drivers.protocols import Fault, Health, Switch
from drivers.stopwatch import RealStopwatch, Stopwatch
from drivers.strokes import MOST, Strokes
from drivers.wiring import distinct, parts, pin, seconds

HOOK_SETTLE, SWITCH_SETTLE, DOOR_SETTLE = "50", "20", "100"


class Contacts:
    """Contacts to ground by name, watched on one thread: `changed` is told each change that holds, True for closed."""

    def __init__(self, pins: Mapping[str, int], settle: float, stopwatch: Stopwatch | None) -> None:
        self._numbers, self._settle = pins, settle
        self.stopwatch = stopwatch or RealStopwatch()
        self._stirred = threading.Condition()
        self._moved: float | None = None
        self._pins: dict[str, Any] = {}
        self._closed: dict[str, bool] = {}
        self._watcher: threading.Thread | None = None

    def open(self, changed: Callable[[str, bool], object]) -> None:
        """Claim the pins with pull-ups; how they stand now is known at once and not told. Raises DeviceFault."""
        if self._is_watching:
            return
        self.close()
        try:
            with claiming() as library:
                for name, number in self._numbers.items():
                    self._pins[name] = library.DigitalInputDevice(number, pull_up=True)
        except BaseException:
            self._release()
            raise
        for contact in self._pins.values():
            contact.when_activated = contact.when_deactivated = self._stir
        self._closed = {name: contact.is_active for name, contact in self._pins.items()}
        self._watcher = threading.Thread(target=self._watch, args=(changed,), name="contacts", daemon=True)
        self._watcher.start()

    def close(self) -> None:
        """Let the pins go; nothing is told any more."""
        with self._stirred:
            watcher, self._watcher = self._watcher, None
            self._stirred.notify_all()
        if watcher and watcher is not threading.current_thread():
            watcher.join()
        self._release()

    def health(self) -> Health:
        """Whether the pins are held; that a contact hangs on them cannot be asked."""
        return Health() if self._is_watching else Health(Fault.OFFLINE, GONE)

    def is_closed(self, name: str) -> bool:
        """How a contact stood when it last held still."""
        return self._closed.get(name, False)

    @property
    def _is_watching(self) -> bool:
        # a thread that a fault has ended looks at nothing any more
        return self._watcher is not None and self._watcher.is_alive()

    def _release(self) -> None:
        pins, self._pins = self._pins, {}
        for contact in pins.values():
            contact.close()

    def _stir(self) -> None:
        with self._stirred:
            self._moved = self.stopwatch.monotonic()
            self._stirred.notify_all()

    def _watch(self, changed: Callable[[str, bool], object]) -> None:
        while self._watcher:
            for name, closed in self._await_change():
                changed(name, closed)

    def _await_change(self) -> list[tuple[str, bool]]:
        """Wait for a contact to move and then for all to hold still; what differs from before."""
        with self._stirred:
            while self._watcher and (left := self._still_in()) != 0:
                self.stopwatch.wait(self._stirred, left)
            # before the pins are read: what moves after that begins a new wait
            self._moved = None
            pins = dict(self._pins) if self._watcher else {}
        # no lock is held while pins are read: their library may hold one of its own when it calls `_stir`
        found = [(name, contact.is_active) for name, contact in pins.items()]
        changes = [(name, closed) for name, closed in found if closed is not self._closed[name]]
        self._closed.update(changes)
        return changes

    def _still_in(self) -> float | None:
        """Seconds until all have held still; None while nothing has moved."""
        if self._moved is None:
            return None
        return max(0.0, self._moved + self._settle - self.stopwatch.monotonic())


class _OnContacts:
    """A device that is nothing but contacts."""

    _contacts: Contacts

    def close(self) -> None:
        """Let the pins go; nothing is told any more."""
        self._contacts.close()

    def health(self) -> Health:
        """Whether the pins are held; that a contact hangs on them cannot be asked."""
        return self._contacts.health()


class GpioHook(_OnContacts):
    """A hook switch; a handset that is hung up with a rattle is one event. A bad address raises ValueError."""

    def __init__(self, address: str, *, stopwatch: Stopwatch | None = None) -> None:
        number, _, rest = address.partition(",")
        found = parts(rest, ("lifted", "settle"))
        if found.get("lifted", "high") not in ("high", "low"):
            raise ValueError("lifted= is high (the contact opens, as usual) or low (it closes)")
        self._lifted_closed = found.get("lifted") == "low"
        settle = seconds(found.get("settle", HOOK_SETTLE), "settle=", 1000)
        self._contacts = Contacts({"hook": pin(number, "a hook's address")}, settle, stopwatch)

    def open(self, noticed: Callable[[bool], object]) -> None:
        """Claim the pin. Raises DeviceFault."""
        self._contacts.open(lambda _name, closed: noticed(closed is self._lifted_closed))

    @property
    def is_lifted(self) -> bool:
        """Whether the handset is off the hook, as it was when the contact last held still."""
        return not self._contacts.health().fault and self._contacts.is_closed("hook") is self._lifted_closed


class GpioSwitches(_OnContacts):
    """Two switches; one that is held is one press. A bad address raises ValueError."""

    def __init__(self, address: str, *, stopwatch: Stopwatch | None = None) -> None:
        found = parts(address, (*Switch, "settle", "double"))
        if missing := [switch for switch in Switch if switch not in found]:
            raise ValueError(f"{missing[0]}= is missing")
        pins = {str(switch): pin(found[switch], f"{switch}=") for switch in Switch}
        distinct(pins.values())
        self._strokes = Strokes(seconds(found.get("double", "0"), "double=", MOST))
        self._contacts = Contacts(pins, seconds(found.get("settle", SWITCH_SETTLE), "settle=", 1000), stopwatch)

    def open(self, pressed: Callable[[Switch], object]) -> None:
        """Claim the pins. Raises DeviceFault."""

        def changed(name: str, closed: bool) -> None:
            if closed and self._strokes.is_meant(name, self._contacts.stopwatch.monotonic()):
                pressed(Switch(name))

        self._contacts.open(changed)


class GpioDoors(_OnContacts):
    """A vehicle's door contact. A bad address raises ValueError."""

    def __init__(self, address: str, *, stopwatch: Stopwatch | None = None) -> None:
        number, _, rest = address.partition(",")
        found = parts(rest, ("open", "settle"))
        if found.get("open", "low") not in ("high", "low"):
            raise ValueError("open= is low (the contact closes while a door is open, as usual) or high (it opens)")
        self._open_closed = found.get("open", "low") == "low"
        settle = seconds(found.get("settle", DOOR_SETTLE), "settle=", 1000)
        self._contacts = Contacts({"doors": pin(number, "an address of doors")}, settle, stopwatch)

    def open(self, noticed: Callable[[bool], object]) -> None:
        """Claim the pin. Raises DeviceFault."""
        self._contacts.open(lambda _name, closed: noticed(closed is self._open_closed))

    @property
    def are_open(self) -> bool:
        """Whether a door is open, as the contact stood when it last held still."""
        return not self._contacts.health().fault and self._contacts.is_closed("doors") is self._open_closed
