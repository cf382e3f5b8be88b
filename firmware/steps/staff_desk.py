"""What every part of the operator's menu is given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from drivers.protocols import PagePrinter, ReceiptPrinter
from firmware.journal import Journal
from firmware.paper import printed
from firmware.phrases import Phrase, say
from firmware.phrases.reader import PhraseBook
from firmware.prompts import Row

PATIENCE = 300.0
"""Seconds for an answer: money and paper are counted meanwhile."""


@dataclass(frozen=True)
class Desk:
    """A terminal as its operator sees it; `by` is who it is, in the journal. A role without a printer has none."""

    journal: Journal
    book: PhraseBook
    terminal: str
    by: str
    page_printer: PagePrinter | None = None
    receipt_printer: ReceiptPrinter | None = None

    def words(self, phrase: Phrase) -> str:
        """A phrase as it stands on paper."""
        return printed(self.book, phrase)


def sum_row(key: str, yen: int) -> Row:
    """A row with a sum of money."""
    return Row(say(key), say("yen-amount", yen=yen))


def count_row(key: str, count: int) -> Row:
    """A row with a number of things."""
    return Row(say(key), say("staff-number", count=count))


def minute(at: datetime) -> str:
    """A moment such as 11/24 10:05."""
    return f"{at.month}/{at.day} {at:%H:%M}"
