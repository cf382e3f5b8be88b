"""The prompt in which a visitor makes the voice louder or softer, faster or slower."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from firmware.prompt import Press, Prompt, Step


@dataclass(frozen=True)
class Adjusted:
    """A voice: steps of volume and speed (indexes into `VOLUMES` and `SPEEDS`); `limit` tells that the last press could change nothing."""

    volume: int
    speed: int
    limit: bool = False


VOLUMES = tuple(range(20, 101, 8))
"""Nominal dB SPL of each step of volume (VVSG 2.0 7.1-K: 20 to 100 in steps of at most 10)."""
SPEEDS = (0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0)
"""Speed of speech of each step (VVSG 2.0 7.1-K: 50 to 200 % in 6 to 8 steps)."""
USUAL_VOLUME, USUAL_SPEED = VOLUMES.index(60), SPEEDS.index(1.0)


@dataclass(frozen=True, kw_only=True)
class Adjust(Prompt[Adjusted]):
    """Make the voice louder (2), softer (8), faster (6), slower (4), round the dotted 5; the surfaces follow the draft at once.

    Ok, help and 5 end it; nothing is lost by any other way out.
    """

    STEPS: ClassVar = {"2": (1, 0), "8": (-1, 0), "6": (0, 1), "4": (0, -1)}
    ENDS: ClassVar = ("ok", "help", "5")

    start_from: Adjusted

    def start(self) -> Adjusted:
        """The voice as it is."""
        return self.start_from

    def press(self, draft: Adjusted, press: Press) -> Step[Adjusted] | None:
        """A step of one of the two, kept within its range; the answer is the voice."""
        if press in self.ENDS:
            return Step(draft, (replace(draft, limit=False),))
        if press not in self.STEPS:
            return None
        louder, faster = self.STEPS[str(press)]
        volume = min(max(draft.volume + louder, 0), len(VOLUMES) - 1)
        speed = min(max(draft.speed + faster, 0), len(SPEEDS) - 1)
        return Step(Adjusted(volume, speed, limit=(volume, speed) == (draft.volume, draft.speed)))
