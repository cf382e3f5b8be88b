"""Who is this? Sources of identity, each with what it proves: read at a tap in the fewest exchanges, proved where a benefit needs it."""

from firmware.identity.held_up import held_up
from firmware.identity.reading import Reading, UnknownMedium, Why
from firmware.identity.sources import SOURCES, Source, read

__all__ = ["SOURCES", "Reading", "Source", "UnknownMedium", "Why", "held_up", "read"]
