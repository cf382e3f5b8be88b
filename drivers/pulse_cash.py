"""A coin acceptor that sends pulses, and a hopper that gives change, on the pins of a Raspberry Pi (gpiozero, BCM numbers).

Address: `coin=17,inhibit=27,yen=10,width=50` and, with a hopper, `motor=22,sensor=23,level=24,change=10,reserve=20`.
One pulse of `width` milliseconds (50) is worth `yen`; `inhibit` is high while the slot is shut, and needs a pull-up so
that it stays shut without power. The hopper holds coins of `change` yen: `sensor` sees each leave, `level` is closed
while at least `reserve` lie in it. Inputs close to ground, as the open collectors of acceptors do.
Quirks: a coin on its way when the slot is shut still comes in; `stop` waits for its pulses. No sensor tells that a jam was
cleared, so an acceptor is well again once its line has been quiet for a while, a hopper once it has been filled anew.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

from drivers.gpio import gpiozero
from drivers.protocols import DeviceFault, Fault, Health, WrongChange
from drivers.pulse_wiring import Wiring, parse
from drivers.pulses import SILENCE, Edge, Torn, count, first_train
from drivers.stopwatch import RealStopwatch, Stopwatch

log = logging.getLogger(__name__)
COINS = (10, 50, 100, 500, 1000)
COIN_WITHIN = 3.0
COAST = 0.3
SENSOR_BOUNCE = 0.02
# a coin that is being pulled out of the acceptor, and the hand that does it, make pulses
QUIET = 10.0


class PulseCashBox:
    """An acceptor and perhaps a hopper; a thread of its own counts. A bad address raises ValueError."""

    def __init__(self, address: str, *, stopwatch: Stopwatch | None = None) -> None:
        self._wiring = parse(address)
        self._width = self._wiring.width / 1000
        self._stopwatch = stopwatch or RealStopwatch()
        self._changed = threading.Condition()
        self._edges: list[Edge] = []
        self._given: list[float] = []
        self._pins: dict[str, Any] = {}
        self._inserted: Callable[[int], None] | None = None
        self._fault = Health()
        self._is_well: Callable[[], bool] = self._is_quiet
        self._disturbed = 0.0
        self._was_low = False
        self._counter: threading.Thread | None = None

    def open(self) -> None:
        """Claim the pins, slot shut; a fault that was cleared by hand is forgotten. Raises DeviceFault."""
        self._fault = Health()
        # the pins are kept: letting them go would float the inhibit line
        if self._counter:
            self.stop()
            return
        self._pins = _claim(self._wiring)
        self._pins["coin"].when_activated = lambda: self._edge(True)
        self._pins["coin"].when_deactivated = lambda: self._edge(False)
        if "sensor" in self._pins:
            self._pins["sensor"].when_activated = self._coin_left
            self._pins["level"].when_deactivated = self._runs_low
        self._counter = threading.Thread(target=self._count, name="cash", daemon=True)
        self._counter.start()

    def close(self) -> None:
        """Shut the slot and let the pins go."""
        if self._counter:
            self.stop()
            with self._changed:
                counter, self._counter = self._counter, None
                self._changed.notify_all()
            counter.join()
            pins, self._pins = self._pins, {}
            for pin in pins.values():
                pin.close()

    def health(self) -> Health:
        """The last fault, until the box is well again, or that the hopper runs low."""
        if self._fault.fault and self._is_well():
            log.info("the cash box is well again after: %s", self._fault.sentence)
            self._fault = Health()
        if self._fault.fault or "level" not in self._pins or self._pins["level"].is_active:
            return self._fault
        return Health(Fault.NO_CHANGE, f"The hopper runs low: fill in coins of {self._wiring.change} yen.")

    def accept(self, inserted: Callable[[int], None]) -> None:
        """Open the slot. Raises DeviceFault."""
        self._refuse()
        self._inserted = inserted
        self._pins["inhibit"].off()

    def stop(self) -> None:
        """Shut the slot; a coin whose pulses have begun is still counted before this returns."""
        if not self._pins:
            return
        self._pins["inhibit"].on()
        # not from the counting thread itself, which is telling of this very train
        with self._changed:
            while self._edges and threading.current_thread() is not self._counter:
                # a line that chatters never falls silent; once it is known for a fault, nothing on it is money
                if self._fault.fault:
                    break
                self._stopwatch.wait(self._changed, SILENCE * self._width)
        self._inserted = None

    def can_give(self, yen: int) -> bool:
        """Whether the sum is one of whole coins and the hopper surely holds them."""
        coins, rest = divmod(yen, self._wiring.change)
        if yen == 0:
            return True
        full = "level" in self._pins and self._pins["level"].is_active
        # Only what the level switch promises: how many coins lie above it nobody knows.
        return full and not self._fault.fault and rest == 0 and 0 < coins <= self._wiring.reserve

    def give(self, yen: int) -> None:
        """Turn the hopper until the coins have left it. Raises DeviceFault with nothing given, or WrongChange."""
        self._refuse()
        if yen == 0:
            return
        if not self.can_give(yen):
            raise DeviceFault(Fault.NO_CHANGE, f"The hopper cannot give {yen} yen for sure: fill it.")
        coins = yen // self._wiring.change
        with self._changed:
            self._given.clear()
            self._turn(coins)
            # Read while the lock is held, so that no late coin changes what is told.
            given = len(self._given)
        if given != coins:
            sentence = f"The hopper gave {given} of {coins} coins: look for a jam and fill it."
            self._was_low = not self._pins["level"].is_active
            self._is_well = self._is_filled
            self._fault = Health(Fault.MONEY_JAM, sentence)
            raise WrongChange(Fault.MONEY_JAM, sentence, given * self._wiring.change)

    def _turn(self, coins: int) -> None:
        """Run the motor until so many coins have left or none comes any more; then see whether one more rolls out."""
        motor = self._pins["motor"]
        motor.on()
        try:
            while len(self._given) < coins and self._waits_for_coin(COIN_WITHIN):
                pass
        finally:
            motor.off()
        # the disc coasts, and a coin on its rim may still fall
        self._waits_for_coin(COAST)

    def _waits_for_coin(self, seconds: float) -> bool:
        before, late = len(self._given), self._stopwatch.monotonic() + seconds
        while len(self._given) == before:
            left = late - self._stopwatch.monotonic()
            if left <= 0:
                return False
            self._stopwatch.wait(self._changed, left)
        return True

    def _coin_left(self) -> None:
        with self._changed:
            now = self._stopwatch.monotonic()
            # A coin that bounces in the light gate must not count twice as change.
            if not self._given or now - self._given[-1] > SENSOR_BOUNCE:
                self._given.append(now)
                self._changed.notify_all()

    def _runs_low(self) -> None:
        self._was_low = True

    def _is_filled(self) -> bool:
        return self._was_low and bool(self._pins["level"].is_active)

    def _is_quiet(self) -> bool:
        silent = self._stopwatch.monotonic() - self._disturbed >= QUIET
        return silent and "coin" in self._pins and not self._pins["coin"].is_active

    def _edge(self, active: bool) -> None:
        with self._changed:
            self._disturbed = self._stopwatch.monotonic()
            self._edges.append(Edge(self._disturbed, active))
            self._changed.notify_all()

    def _count(self) -> None:
        """The counting thread: wait for a train to fall silent, then tell what it was worth."""
        while self._counter:
            with self._changed:
                length = first_train(self._edges, self._width, self._stopwatch.monotonic())
                train = self._edges[:length]
                if not train:
                    if self._counter:
                        self._stopwatch.wait(self._changed, self._silence_in())
                    continue
            try:
                self._tell(train)
            except Exception:
                # This thread outlives whoever it told: dead, it would leave `stop` waiting and later coins unseen.
                log.exception("a coin could not be told")
                self._jam("A coin could not be recorded: look into the box and at the terminal's log.")
            with self._changed:
                del self._edges[:length]
                self._changed.notify_all()

    def _silence_in(self) -> float | None:
        """Seconds until the line has been silent for long enough; None while nothing is on it."""
        if not self._edges:
            return None
        return max(self._edges[-1].at + SILENCE * self._width - self._stopwatch.monotonic(), 0.001)

    def _tell(self, edges: list[Edge]) -> None:
        try:
            yen = count(edges, self._width) * self._wiring.yen
        except Torn as torn:
            return self._jam(f"The acceptor's pulses are torn, {torn}: look into the box, a coin is not counted.")
        if yen == 0:
            return None
        if yen not in COINS:
            return self._jam(f"The acceptor sent pulses for {yen} yen, which is no coin: it is not counted.")
        if (inserted := self._inserted) is None:
            return self._jam(f"A coin of {yen} yen came in while the slot was shut: give it back by hand.")
        return inserted(yen)

    def _jam(self, sentence: str) -> None:
        self._pins["inhibit"].on()
        log.error("cash box: %s", sentence)
        # a hopper that is jammed too stays so until it is filled
        if not self._fault.fault:
            self._is_well, self._disturbed = self._is_quiet, self._stopwatch.monotonic()
        self._fault = Health(Fault.MONEY_JAM, sentence)

    def _refuse(self) -> None:
        if not self._counter:
            raise DeviceFault(Fault.OFFLINE, "The cash box is not open.")
        if self._fault.fault:
            raise DeviceFault(self._fault.fault, self._fault.sentence)


def _claim(wiring: Wiring) -> dict[str, Any]:
    """The pins as gpiozero devices, by what they are. Raises DeviceFault, with none claimed."""
    gpio = gpiozero()
    pins: dict[str, Any] = {}
    try:
        # first of all: no coin may fall in while the rest is not yet ready
        pins["inhibit"] = gpio.OutputDevice(wiring.inhibit, initial_value=True)
        pins["coin"] = gpio.DigitalInputDevice(wiring.coin, pull_up=True)
        if wiring.motor is not None:
            pins["motor"] = gpio.OutputDevice(wiring.motor)
            pins["sensor"] = gpio.DigitalInputDevice(wiring.sensor, pull_up=True)
            pins["level"] = gpio.DigitalInputDevice(wiring.level, pull_up=True)
    except (gpio.GPIOZeroError, OSError, RuntimeError) as error:
        for pin in pins.values():
            pin.close()
        raise DeviceFault(Fault.OFFLINE, f"The cash box's pins cannot be used: {error}.") from error
    return pins
