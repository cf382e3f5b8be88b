"""What any device may come to, and how it tells."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Fault(StrEnum):
    """Why a device cannot serve, in the words of CEN/XFS and UnifiedPOS."""

    OFFLINE = "offline"
    PAPER_OUT = "paper_out"
    PAPER_JAM = "paper_jam"
    COVER_OPEN = "cover_open"
    TONER_OUT = "toner_out"
    NO_CHANGE = "no_change"
    MONEY_JAM = "money_jam"
    MUTE = "mute"
    UNKNOWN = "unknown"


class DeviceFault(Exception):
    """The operator must act; the text is a sentence for the operator and never names a visitor."""

    def __init__(self, fault: Fault, sentence: str) -> None:
        super().__init__(sentence)
        self.fault = fault


class WrongChange(DeviceFault):
    """A cash box gave another sum than it was asked for: `given` yen lie in the tray."""

    def __init__(self, fault: Fault, sentence: str, given: int) -> None:
        super().__init__(fault, sentence)
        self.given = given


@dataclass(frozen=True)
class Health:
    """A device's state: no fault means ready. `sentence` tells the operator what to do, empty when ready."""

    fault: Fault | None = None
    sentence: str = ""


class Device(Protocol):
    """What every device has; `open` and `close` may be called twice."""

    def close(self) -> None:
        """Release the device."""

    def health(self) -> Health:
        """Ask the device how it is, without moving anything."""
