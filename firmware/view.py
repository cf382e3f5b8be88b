"""What every surface may know of the conversation: one frozen, masked view."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from firmware.phrases import Phrase
from firmware.prompts import USUAL_SPEED, USUAL_VOLUME, Option, Prompt, Sign


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
class Boarded:
    """The last tap as the driver is told of it: the kind of pass or the refusal, what it cost or what is left, when ("14:32")."""

    sign: Sign
    what: Phrase
    amount: Phrase | None = None
    at: str = ""


@dataclass(frozen=True)
class VehicleFace:
    """What the panels of a vehicle show of it: the riders' its line and stops, the driver's, which alone has `keys`, all of it.

    `number` is what stands on the bus as its line, `trip` what drivers call the run ("14:05"); names are phrases (`place-name`),
    None while nobody knows. `stop` is where it stands, None between two stops; `fare` what a ride from here costs where that is
    known. `faults` must be looked at, the worst first.
    """

    number: str = ""
    headsign: Phrase | None = None
    next_stop: Phrase | None = None
    stop: Phrase | None = None
    fare: Phrase | None = None
    trip: str = ""
    on_board: int = 0
    online: bool = True
    list_age_days: int | None = None
    queue: int = 0
    faults: tuple[Phrase, ...] = ()
    last: Boarded | None = None
    keys: tuple[Option, ...] = ()


@dataclass(frozen=True)
class View:
    """What every surface may know now. `turn` grows with each prompt; `step` is an index into `steps`.

    `focus` is the key that a visitor with two switches stands at; `vehicle` is None where there is none; `aloud` counts how often
    a rider asked to hear stop and fare.
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
    vehicle: VehicleFace | None = None
    aloud: int = 0

    @property
    def is_for_riders(self) -> bool:
        """Whether it is what passengers of a vehicle see: plates only, and no keys."""
        return self.vehicle is not None and not self.vehicle.keys

    @property
    def by_ear(self) -> bool:
        """Whether the visit goes on by the handset alone; a pause is part of it."""
        return self.ear in (Ear.LIFTED, Ear.PAUSED)

    @property
    def covered(self) -> bool:
        """Whether the screen shows a neutral plate and takes no touch: by ear, except what a companion may see, never a PIN."""
        return self.by_ear and not (self.settings.helper and not getattr(self.prompt, "secret", False))
