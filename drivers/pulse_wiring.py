"""How a pulse cash box is wired: the part of the configuration behind `pulse:`, which `drivers/pulse_cash.py` explains."""

from __future__ import annotations

from dataclasses import dataclass

KEYS = ("coin", "inhibit", "yen", "width", "motor", "sensor", "level", "change", "reserve")
HOPPER = ("motor", "sensor", "level")


@dataclass(frozen=True)
class Wiring:
    """Which pin is what, and what a pulse and a coin of the hopper are worth."""

    coin: int
    inhibit: int
    yen: int = 10
    width: int = 50
    motor: int | None = None
    sensor: int | None = None
    level: int | None = None
    change: int = 10
    reserve: int = 20


def parse(address: str) -> Wiring:
    """Read an address. Raises ValueError that names the part."""
    found: dict[str, int] = {}
    for part in address.split(","):
        key, equals, value = part.strip().partition("=")
        if not equals or key not in KEYS:
            raise ValueError(f"pulse: {part!r} is not one of {', '.join(f'{key}=' for key in KEYS)}")
        if not value.isdecimal() or (int(value) == 0 and key in ("yen", "width", "change", "reserve")):
            raise ValueError(f"pulse: {part!r} must be a number")
        if key in found:
            raise ValueError(f"pulse: {key}= is given twice")
        found[key] = int(value)
    if missing := [key for key in ("coin", "inhibit") if key not in found]:
        raise ValueError(f"pulse: {missing[0]}= is missing")
    if 0 < len(hopper := [key for key in HOPPER if key in found]) < len(HOPPER):
        raise ValueError(f"pulse: a hopper needs {', '.join(HOPPER)}, only {', '.join(hopper)} given")
    pins = [found[key] for key in ("coin", "inhibit", *HOPPER) if key in found]
    if twice := [pin for pin in pins if pins.count(pin) > 1]:
        raise ValueError(f"pulse: pin {twice[0]} is given to two things")
    return Wiring(**found)
