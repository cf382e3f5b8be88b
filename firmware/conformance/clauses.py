"""The clauses: what is asked, by whom, our figure, and how it is proved; read from clauses.toml."""

from __future__ import annotations

from pathlib import Path

import msgspec

from firmware.config import decode

FILE = Path(__file__).parent / "clauses.toml"
GROUPS = ("speech", "sound", "display", "keys", "time", "practice")


class Clause(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """One thing that is asked; the head of clauses.toml tells what each field is."""

    number: str
    group: str
    standards: dict[str, str]
    ja: str
    en: str
    figure: str
    figure_ja: str = ""
    measure: str = ""
    unit: str = ""
    least: float | None = None
    most: float | None = None
    test: str = ""
    by_hand_ja: str = ""
    by_hand_en: str = ""

    def asks(self, language: str) -> str:
        """What is asked, in ja or en."""
        return self.ja if language == "ja" else self.en

    def promise(self, language: str) -> str:
        """Our figure."""
        return self.figure_ja or self.figure if language == "ja" else self.figure

    def by_hand(self, language: str) -> str:
        """What a person does to find out; empty when nobody need."""
        return self.by_hand_ja if language == "ja" else self.by_hand_en

    def fits(self, value: float) -> bool:
        """Whether a measured value keeps the limits."""
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)


class Clauses(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """All of them, and what the tests that they name are called: name -> pytest's node id."""

    clause: list[Clause]
    tests: dict[str, str]


def clauses() -> Clauses:
    """The table. Raises ConfigError with the place of what is wrong in it."""
    return decode(FILE, Clauses)
