"""Addresses of what is wired to pins: `5,lifted=low`, `move=23,select=24`, `rows=5/6/13/19,cols=12/16/20/21`."""

from __future__ import annotations

from collections.abc import Collection

PINS = range(28)
"""BCM numbers on a Raspberry Pi's header."""


def parts(address: str, known: Collection[str]) -> dict[str, str]:
    """The `key=value` parts of an address. Raises ValueError that names the part."""
    found: dict[str, str] = {}
    for part in filter(None, address.split(",")):
        key, equals, value = part.strip().partition("=")
        if not equals or key not in known:
            raise ValueError(f"{part!r} is not one of {', '.join(f'{each}=' for each in known)}")
        if key in found:
            raise ValueError(f"{key}= is given twice")
        found[key] = value
    return found


def pin(text: str, what: str) -> int:
    """One BCM pin number. Raises ValueError."""
    if not text.isascii() or not text.isdecimal() or int(text) not in PINS:
        raise ValueError(f"{what} must be one BCM pin number, 0 to {PINS[-1]}, not {text!r}")
    return int(text)


def distinct(pins: Collection[int]) -> None:
    """Raises ValueError when a pin is given to two things."""
    if twice := sorted({each for each in pins if list(pins).count(each) > 1}):
        raise ValueError(f"pin {twice[0]} is given to two things")


def seconds(text: str, what: str, most: int) -> float:
    """A whole number of milliseconds up to `most`, as seconds. Raises ValueError."""
    if not text.isascii() or not text.isdecimal() or int(text) > most:
        raise ValueError(f"{what} must be a number of milliseconds, 0 to {most}, not {text!r}")
    return int(text) / 1000
