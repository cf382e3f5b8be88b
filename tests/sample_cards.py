"""The sample cards, fresh and with counters in memory, and a session with one."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from cards.apdu import Channel
from cards.jpki import JpkiSession
from drivers.virtual import card_kinds
from drivers.virtual.card import VirtualCard
from drivers.virtual.card_file import read
from drivers.virtual.reader import VirtualReader

CARDS = Path(__file__).parents[1] / "examples" / "cards"
NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


def sample(name: str = "hanako", **other) -> VirtualCard:
    """A sample card; other fields of its file by name."""
    return card_kinds.build(replace(read(CARDS / f"{name}.toml"), **other))


def session_with(card: VirtualCard) -> JpkiSession:
    """A session in process, the channel fresh after power-up."""
    return JpkiSession(Channel(VirtualReader(card).connect()))
