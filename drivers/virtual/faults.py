"""How a virtual device fails: now, or in the middle of its work after so many more sheets, slips or coins."""

from __future__ import annotations

import threading
from collections.abc import Mapping

from drivers.protocols import DeviceFault, Fault, Health


class Breakable:
    """A device that fails when it is told to; `sentences` tells the operator what to do about each fault."""

    def __init__(self, name: str, sentences: Mapping[Fault, str]) -> None:
        self._name, self._sentences = name, sentences
        self._fault: Fault | None = None
        self._strikes: tuple[Fault, int] | None = None
        self._lock = threading.Lock()

    def set_fault(self, fault: Fault | None, after: int = 0) -> None:
        """Fail now, or once `after` more units have come out, in the middle of a job too; None repairs."""
        with self._lock:
            # A new order replaces the old one, whichever of the two still stands.
            self._strikes = (fault, after) if fault and after > 0 else None
            self._fault = None if self._strikes else fault

    def health(self) -> Health:
        """The fault that stands now."""
        fault = self._fault
        return Health(fault, self._sentence(fault)) if fault else Health()

    def _count(self) -> None:
        """One more unit has come out; the lock is held."""
        if self._strikes:
            fault, left = self._strikes
            self._strikes = (fault, left - 1) if left > 1 else None
            self._fault = None if self._strikes else fault

    def _refuse(self, *only: Fault) -> None:
        """Raise DeviceFault when a fault stands, or one of these."""
        fault = self._fault
        if fault and (not only or fault in only):
            raise DeviceFault(fault, self._sentence(fault))

    def _sentence(self, fault: Fault) -> str:
        return self._sentences.get(fault, f"The {self._name} reports {fault.value}.")
