"""`history`: balance and last uses of a transport card, which anybody may read without a code."""

from __future__ import annotations

import argparse
import unicodedata

from cards.errors import ApplicationMissing, UnexpectedStatus
from cards.felica import Entry, FelicaCard, Idm
from cards.kinds import FELICA, STORAGE_CARD
from drivers.protocols import DeviceFault, Fault
from firmware.card_commands.act import Act, Answer
from firmware.card_commands.desk import Desk, at_desk

FELICA_ATR = STORAGE_CARD + bytes((FELICA,))

USE_COLUMNS = 22
"""Columns for what was done: two for a wide character."""


def run(chosen: argparse.Namespace) -> Answer:
    """Number, balance in yen, and the last twenty entries, the latest first."""
    with at_desk(chosen) as desk:
        return history(desk)


def history(desk: Desk) -> Answer:
    """As `run`, of the card at a desk."""
    card = FelicaCard(desk.channel)
    return {
        "idm": str(_found(card, desk.link.atr)),
        "balance": card.balance(),
        "history": [_words(entry) for entry in card.history()],
    }


def _found(card: FelicaCard, atr: bytes) -> Idm:
    try:
        return card.poll()
    except UnexpectedStatus as error:
        if FELICA_ATR in atr:
            raise DeviceFault(Fault.UNKNOWN, f"This reader passes no FeliCa frames ({error}). Try another.") from error
        # No FeliCa card; which card it is tells more than the status.
        raise ApplicationMissing(str(error)) from error


def _words(entry: Entry) -> Answer:
    return {
        "number": entry.number,
        "day": entry.day and entry.day.isoformat(),
        "use": entry.use_name,
        "device": entry.device_name,
        "balance": entry.balance,
    }


def _lines(answer: Answer) -> list[str]:
    head = [
        f"IDm: {answer['idm']}  (anybody can send it: it proves nothing)",
        f"balance: {answer['balance']:,} yen",
        "",
    ]
    title = f"{'number':>8}  {'day':10}  {_wide('use')}{'balance':>8}  device"
    return [*head, title, *(_line(entry) for entry in answer["history"])]


def _line(entry: Answer) -> str:
    left = f"{entry['number']:>8}  {entry['day'] or '':10}  {_wide(entry['use'])}"
    return f"{left}{entry['balance']:>8,}  {entry['device']}"


def _wide(text: str) -> str:
    taken = sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
    return text + " " * (USE_COLUMNS - taken)


ACT = Act(
    name="history",
    brief="balance and last uses of a transport card",
    about="Tell the number (IDm), the balance and the last twenty uses of a transport card (Suica, PASMO, ICOCA and the others "
    "that work with them). No code is asked for: whoever holds such a card over a reader can read all of it.",
    run=run,
    lines=_lines,
)
