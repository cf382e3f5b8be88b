"""What every surface may know of the conversation: one frozen, masked view."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from firmware.phrases import Phrase
from firmware.prompts import USUAL_SPEED, USUAL_VOLUME, Prompt


@dataclass(frozen=True)
class Settings:
    """How this visitor reads and hears. All go back to the start at the end of a visit.

    Language, size 1 to 3, theme; steps of volume and speed (`VOLUMES`, `SPEEDS`); `helper`: a companion may look and touch
    while the handset is lifted; `sign`: sign language pictures are wanted.
    """

    language: str = "ja"
    size: int = 1
    theme: str = "paper"
    volume: int = USUAL_VOLUME
    speed: int = USUAL_SPEED
    helper: bool = False
    sign: bool = False


class Ear(StrEnum):
    """How the handset is: this terminal has none; on its hook; lifted; hung up a moment ago; not fit for use."""

    NONE = "none"
    READY = "ready"
    LIFTED = "lifted"
    PAUSED = "paused"
    BROKEN = "broken"


@dataclass(frozen=True)
class View:
    """What every surface may know now. `turn` grows with each prompt; `step` is an index into `steps`.

    `focus` is the key that a visitor with two switches stands at.
    """

    turn: int = 0
    prompt: Prompt[Any] | None = None
    draft: Any = ""
    settings: Settings = field(default_factory=Settings)
    steps: tuple[str, ...] = ()
    step: int | None = None
    told: tuple[Phrase, ...] = ()
    visit: str | None = None
    ticket: str | None = None
    closed: Phrase | None = None
    practice: bool = False
    ear: Ear = Ear.NONE
    focus: str = ""

    @property
    def by_ear(self) -> bool:
        """Whether the visit goes on by the handset alone; a pause is part of it."""
        return self.ear in (Ear.LIFTED, Ear.PAUSED)

    @property
    def covered(self) -> bool:
        """Whether the screen shows a neutral plate and takes no touch: by ear, except what a companion may see, never a PIN."""
        return self.by_ear and not (self.settings.helper and not getattr(self.prompt, "secret", False))
