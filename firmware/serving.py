"""How a role serves whoever comes: by visits (`visits.py`), in which somebody is asked, or by taps (`taps.py`), in which nobody is.

A role names its way in `serving`; the terminal knows no other difference between roles.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from firmware.courier import Errand
from firmware.health import Report
from firmware.prompts import Press


class Serving(Protocol):
    """What the terminal asks of a way to serve; made of the role, its conversation and the terminal's name.

    `callbacks` is what a device's `open` is given, by the device's name; without one a card reader presses the conversation.
    `errands` are done on the thread that talks to central, behind all others. `pauses`: there is time between two who are served.
    """

    callbacks: Mapping[str, Callable[[Any], object]]
    errands: Sequence[Errand]
    pauses: bool

    @property
    def is_idle(self) -> bool:
        """Whether nobody is being served, so that records may leave at full speed."""

    def settle(self) -> None:
        """Settle what a restart cut off; called between visits, first before any, and amid taps. Raises JournalError."""

    def start(self) -> None:
        """Everything is open: begin whatever goes on beside."""

    def attend(self, began: Press) -> bool:
        """Serve whoever began with this press; whether the devices are to be looked at anew at once. Only a bug raises."""

    def see(self, report: Report) -> None:
        """How everything is, every few seconds; between visits, or on a thread of its own beside taps."""

    def stop(self) -> None:
        """End whatever went on beside."""
