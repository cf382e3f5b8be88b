"""What the program itself promises: how long it waits, what a visitor may set, which keys there are."""

from __future__ import annotations

from firmware.asides import WARNINGS, WARNINGS_BY_EAR
from firmware.config import TerminalSettings
from firmware.conformance.measured import Measured
from firmware.conversation import EAR_PATIENCE
from firmware.phrases import say
from firmware.prompts import SPEEDS, USUAL_SPEED, Tell

PATIENCE = Tell(phrase=say("visit-wait")).patience or 0.0


class Promises:
    """The figures of the program and of one terminal's configuration."""

    def __init__(self, settings: TerminalSettings) -> None:
        self._devices = settings.devices

    def patience_by_eye(self) -> Measured:
        """Seconds before a question warns that nobody answers."""
        return Measured(PATIENCE, "from the last touch")

    def patience_by_ear(self) -> Measured:
        """The same by ear, from the end of speech."""
        return Measured(PATIENCE * EAR_PATIENCE, "from the last word")

    def warning_seconds(self) -> Measured:
        """The longer of the two warnings."""
        return Measured(max(WARNINGS[0], WARNINGS_BY_EAR[0]), f"{WARNINGS[0]} s by eye, {WARNINGS_BY_EAR[0]} s by ear")

    def speed_steps(self) -> Measured:
        """How many speeds of speech there are."""
        return Measured(len(SPEEDS), f"{SPEEDS[0]:g} to {SPEEDS[-1]:g}")

    def speed_start(self) -> Measured:
        """The speed at the start of each visit."""
        return Measured(SPEEDS[USUAL_SPEED], "reset after each visit")

    def keys_configured(self) -> Measured:
        """Ten-keys of this terminal."""
        return Measured(int("keypad" in self._devices), self._devices.get("keypad", "no keypad in [devices]"))
