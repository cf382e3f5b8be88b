"""What is true of a phrase in every language: its values, who may hear it, and what may cut it off (keys.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

KEYS = Path(__file__).with_name("keys.toml")
Channel = Literal["private", "public", "staff"]


@dataclass(frozen=True)
class Property:
    """Of one phrase: its channel, and the names of the values it takes.

    private: in the handset only. public: the loudspeaker too. staff: shown to staff or printed, never spoken.
    finish: the machine's next phrase and digits do not cut it. alarm: the loudspeaker says it beside a lifted handset.
    place: names a stop, whose reading and other words come from a timetable and may be heard by all, as no person's may.
    """

    channel: Channel
    finish: bool = False
    alarm: bool = False
    place: bool = False
    values: tuple[str, ...] = ()


@cache
def properties() -> Mapping[str, Property]:
    """The properties of every phrase, by its key."""
    table = tomllib.loads(KEYS.read_text(encoding="utf-8"))
    return {key: Property(**{**entry, "values": tuple(entry.get("values", ()))}) for key, entry in table.items()}
