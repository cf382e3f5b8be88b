"""Measures what software can measure on a terminal: one function for each name that a clause gives."""

from __future__ import annotations

from pathlib import Path

from firmware.config import ConfigError, TerminalSettings
from firmware.conformance.clauses import Clauses
from firmware.conformance.measured import Measured
from firmware.conformance.screens_measured import Screens
from firmware.conformance.sound_measured import Sounds
from firmware.conformance.times_measured import Promises
from firmware.phrases.reader import PhraseBook


def measure(table: Clauses, settings: TerminalSettings) -> dict[str, Measured]:
    """What was found, by the clause's number. Raises ConfigError, PhraseError."""
    book = PhraseBook(site=Path(settings.site_terms) if settings.site_terms else None)
    parts = (Screens(settings.panel, settings.languages, book), Sounds(settings, book), Promises(settings))
    return {clause.number: _found(clause.measure, parts) for clause in table.clause if clause.measure}


def _found(name: str, parts: tuple[object, ...]) -> Measured:
    part = next((part for part in parts if hasattr(part, name)), None)
    found = getattr(part, name)() if part else None
    if not isinstance(found, Measured):
        raise ConfigError(f"clauses.toml: nothing measures {name!r}")
    return found
