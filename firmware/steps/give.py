"""Money out of the box: written down before and after, so that a cut leaves no more than one such act in doubt."""

from __future__ import annotations

from drivers.protocols import CashBox, DeviceFault, WrongChange
from firmware.journal import Ending, Journal


def give(cash_box: CashBox, journal: Journal, visit: str, yen: int) -> None:
    """Give so much. Raises DeviceFault with nothing given, or WrongChange."""
    with journal.act(visit, "give", yen=yen) as giving:
        try:
            cash_box.give(yen)
        except DeviceFault as fault:
            given = fault.given if isinstance(fault, WrongChange) else 0
            giving.end(Ending.DONE if given else Ending.NOT_DONE, given=given, fault=fault.fault)
            raise
        giving.end(Ending.DONE, given=yen)
