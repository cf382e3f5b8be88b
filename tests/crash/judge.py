"""What must hold after a cut and a restart, whatever was cut: world, journal, what staff are told and central agree."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from crash.world import World
from kiosk import SEED

from central.wire import Outcome, Printed
from firmware.books import Books, read
from firmware.clock import Clock
from firmware.health import look
from firmware.journal import Ending, Entry, Journal

LARGEST = 1000
"""Yen of the one coin or note that may fall uncounted in the moment of a cut."""
PAPER = {Ending.DONE: Printed.DONE, Ending.UNKNOWN: Printed.UNKNOWN}


@dataclass
class Verdict:
    """One life: what was wrong, and by how much."""

    where: str
    wrong: list[str] = field(default_factory=list)
    lost_yen: int = 0
    second_sheets: int = 0
    double_charges: int = 0

    def must(self, holds: bool, words: str) -> None:
        if not holds:
            self.wrong.append(words)


@dataclass(frozen=True)
class Life:
    """What is left of one visit: the money and sheets of the world, and what the journal says of them."""

    paid: int
    returned: int
    sheets: int
    jobs: int
    rows: list[Entry]
    books: Books
    open_acts: list[Entry]
    sentences: list[str]


def judge(folder: Path, where: str, central: Path | None) -> Verdict:
    """Judge the only visit of a journal, and what central was told if the line was up."""
    journal, world, verdict = Journal(folder / "journal.db", Clock(), SEED), World(folder / "world"), Verdict(where)
    newest = journal.newest()
    rows = journal.entries(newest.visit) if newest else []
    life = Life(
        world.yen("in"),
        world.yen("out"),
        len(world.rows("sheet")),
        len(world.rows("job")),
        rows,
        read(rows),
        journal.unsettled(),
        look({}, journal).sentences(),
    )
    journal.close()
    for rule in (_money, _paper, _intents, _doubts):
        rule(life, verdict)
    if central:
        _central(life, verdict, central)
    return verdict


def _money(life: Life, verdict: Verdict) -> None:
    """Money in = kept for paper + returned + owed, but for what is named as a doubt."""
    books, kept = life.books, life.paid - life.returned
    least = (books.fee if books.printed is Ending.DONE else 0) + books.owed
    uncounted = any(deed.is_open and deed.detail.get("uncounted") for deed in books.of("charge"))
    most = least + books.doubtful + (books.fee if books.printed is Ending.UNKNOWN else 0) + LARGEST * uncounted
    verdict.lost_yen = max(0, kept - most)
    verdict.double_charges = int(kept - books.owed - books.doubtful > books.fee + LARGEST * uncounted)
    verdict.must(kept <= most, f"{kept - most} yen of the visitor's are lost")
    verdict.must(kept >= least, f"{least - kept} yen too much were returned")


def _paper(life: Life, verdict: Verdict) -> None:
    meant = sum(int(deed.detail["meant"]) for deed in life.books.of("print"))
    verdict.second_sheets = max(0, life.sheets - meant)
    verdict.must(life.sheets <= meant, "more sheets came out than were ordered")
    verdict.must(life.jobs <= 1, "two jobs were sent")
    verdict.must(life.books.printed is not Ending.DONE or life.sheets == meant, "done, but not all came out")
    verdict.must(
        life.books.printed not in (None, Ending.NOT_DONE) or life.sheets == 0, "not done, but a sheet came out"
    )
    paid = life.paid - life.returned + life.books.doubtful >= life.books.fee
    verdict.must(life.sheets == 0 or paid, "a sheet came out that nobody paid for")


def _intents(life: Life, verdict: Verdict) -> None:
    """Nothing happened that was not written down as meant."""
    gives = sum(entry.detail["yen"] for entry in life.rows if (entry.what, entry.phase) == ("give", "intent"))
    verdict.must(life.returned <= gives, "money came out without an intent")
    verdict.must(life.jobs <= len(life.books.of("print")), "a job was sent without an intent")
    verdict.must(len(life.books.of("print")) <= 1, "two prints were meant")


def _doubts(life: Life, verdict: Verdict) -> None:
    """After a restart every act is done, not done, or named to staff with its ticket."""
    for act in life.open_acts:
        follows = act.what in ("charge", "refund") and life.books.doubtful
        verdict.must(
            act.phase == "unknown" or act.what in ("owed", "outcome") or follows, f"{act.what} was left as it was"
        )
        told = follows or act.what == "outcome" or any(act.act in sentence for sentence in life.sentences)
        verdict.must(told, f"staff are not told of {act.what}")
    named = [sentence for sentence in life.sentences if "kazasu decide" in sentence]
    verdict.must(all(life.books.ticket in sentence for sentence in named), "a doubt has no ticket")


def _central(life: Life, verdict: Verdict, central: Path) -> None:
    """Central knows what the journal knows."""
    found = sqlite3.connect(central / "central.sqlite").execute(
        "SELECT outcome FROM ordered WHERE id = ?", [life.books.order]
    )
    told = [msgspec.json.decode(row[0], type=Outcome) for row in found if row[0]]
    expected = [life.books.outcome] if life.books.outcome else []
    verdict.must(told == expected, f"central was told {told}, the journal says {expected}")
