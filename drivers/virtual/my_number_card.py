"""The way to a virtual card by its file; a card of any kind comes by it."""

from drivers.virtual.card_kinds import build, load, reader_at

__all__ = ["build", "load", "reader_at"]
