"""A vehicle on flat ground, driven by a test: metres in, fixes of a receiver out."""

from math import cos, hypot, radians
from random import Random

from transit.network import Call, Trip

LATITUDE, LONGITUDE = 35.42, 136.76
NORTH = 111_320.0
EAST = NORTH * cos(radians(LATITUDE))
STEP_S = 3


def degrees(x, y):
    return LATITUDE + y / NORTH, LONGITUDE + x / EAST


def trip_at(*points, start=36_000, leg_s=120, block="", name="t1", route="r1", stops=None):
    """A trip with a call at each of these metres; equal metres are one stop, unless `stops` names them."""
    poles = {}
    calls = []
    for at, point in enumerate(points):
        stop = stops[at] if stops else poles.setdefault(point, f"s{len(poles)}")
        due = start + leg_s * at
        calls.append(Call(at + 1, stop, due, due, True, True, *degrees(*point), number=10 * (at + 1)))
    return Trip(name, route, "to the end", tuple(calls), block)


class Bus:
    """Drives in straight lines; `fixes` has (seconds, x, y) every three seconds, without any error."""

    def __init__(self, x, y, at_s):
        self.x, self.y, self.at_s = float(x), float(y), float(at_s)
        self.fixes = [(self.at_s, self.x, self.y)]

    def stands(self, seconds):
        for _ in range(int(seconds // STEP_S)):
            self._ticks()
        return self

    def drives(self, *points, speed=8.0):
        for x, y in points:
            way = hypot(x - self.x, y - self.y)
            steps = max(1, round(way / speed / STEP_S))
            dx, dy = (x - self.x) / steps, (y - self.y) / steps
            for _ in range(steps):
                self.x, self.y = self.x + dx, self.y + dy
                self._ticks()
        return self

    def is_silent(self, seconds):
        """In a tunnel, or switched off: time passes without a fix."""
        self.at_s += seconds
        return self

    def calls_at(self, *points, speed=8.0, dwell_s=12):
        for point in points:
            self.drives(point, speed=speed).stands(dwell_s)
        return self

    def seen(self, noise_m=0.0, seed=1):
        """Fixes as a receiver tells them: (seconds, latitude, longitude)."""
        chance = Random(seed)
        return [(at, *degrees(x + chance.gauss(0, noise_m), y + chance.gauss(0, noise_m))) for at, x, y in self.fixes]

    def _ticks(self):
        self.at_s += STEP_S
        self.fixes.append((self.at_s, self.x, self.y))


def followed(tracker, bus, **noise):
    """The places that a tracker tells, one a fix."""
    return [tracker.see(*fix) for fix in bus.seen(**noise)]


def in_order(places):
    """The calls in the order in which they were told, each once."""
    told = [place.sequence for place in places]
    return [call for at, call in enumerate(told) if at == 0 or told[at - 1] != call]
