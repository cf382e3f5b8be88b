"""What every paper of a terminal shares: its words, where and when it was made, and the way from rows to sheets."""

from __future__ import annotations

from datetime import datetime

from drivers.protocols import PrintJob, Sheet, SlipLine
from firmware.phrases import Phrase, say
from firmware.phrases.reader import PhraseBook


def printed(book: PhraseBook, phrase: Phrase) -> str:
    """A phrase as it stands on paper: in Japanese, whatever language the visit was in, for it is the city's; in one line."""
    return book.text(phrase, "ja").replace("|", "")


def made(book: PhraseBook, at: datetime, terminal: str) -> SlipLine:
    """The line of a slip that tells when and at which terminal it was made."""
    day = f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}"
    return SlipLine(day, printed(book, say("slip-terminal", terminal=terminal)))


def drawn(sheet: Sheet, name: str) -> PrintJob:
    """A sheet's pages as a job of that name. Raises DeviceFault when the font is missing or lacks a sign."""
    # here, because a visitor who wants no such sheet should not wait for it
    from drivers.sheet_raster import draw

    pages = draw(sheet)
    return PrintJob(name, pages.document, pages.sheets)
