"""Money out of the box: written down before and after, so that a cut leaves no more than one such act in doubt."""

from __future__ import annotations

from typing import Protocol

from drivers.protocols import CashBox, DeviceFault, WrongChange
from firmware.journal import Ending, Journal


class Gives(Protocol):
    """Whatever gives money, as `drivers.protocols.CashBox` does."""

    def give(self, yen: int) -> None:
        """Give so much. Raises DeviceFault with nothing given, or WrongChange."""


class Tally:
    """A cash box that knows what it has given, even when that could not be written down."""

    def __init__(self, cash_box: CashBox) -> None:
        self._cash_box, self.given = cash_box, 0

    def give(self, yen: int) -> None:
        """Give so much. Raises DeviceFault with nothing given, or WrongChange."""
        try:
            self._cash_box.give(yen)
        except WrongChange as wrong:
            self.given += wrong.given
            raise
        self.given += yen


def give(cash_box: Gives, journal: Journal, visit: str, yen: int) -> None:
    """Give so much. Raises DeviceFault with nothing given, or WrongChange."""
    with journal.act(visit, "give", yen=yen) as giving:
        try:
            cash_box.give(yen)
        except DeviceFault as fault:
            given = fault.given if isinstance(fault, WrongChange) else 0
            giving.end(Ending.DONE if given else Ending.NOT_DONE, given=given, fault=fault.fault)
            raise
        giving.end(Ending.DONE, given=yen)
