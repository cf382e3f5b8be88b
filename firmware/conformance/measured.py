"""What a measurement found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Measured:
    """A value in the clause's unit, None where this terminal has not the part; `conditions` under which it was measured."""

    value: float | None
    conditions: str
