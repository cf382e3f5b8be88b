"""Papers that no register knows (a handbook, a licence), as an officer has seen them: who may have a scheme by them, and until when.

Kept by the resident's keyed hash and sealed, so that nobody reads in the database who is disabled. Who entered one, and who took
it out, stands beside it.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

import msgspec

from central.service.riders.veil import Veil
from central.service.stores import Connection

KINDS = {
    r"handbook:(body|mind|mental)": r"[1-9]",
    r"licence": r"yes|no",
    r"category:[^:]{1,40}": r"[0-9]{4}-[0-9]{2}-[0-9]{2}",
}
"""How kinds of papers are written, each with what stands behind it."""
WRITTEN = "handbook:body:2 (or mind, mental, and the grade), licence:no (or yes), category:NAME:2027-05-01"
COLUMNS = ("id", "resident", "mark", "sealed", "until", "entered", "officer")
OPEN = "SELECT mark, sealed, until FROM rider_paper WHERE resident = ? AND ended IS NULL ORDER BY mark"
END = "UPDATE rider_paper SET ended = ?, ended_by = ?, sealed = NULL WHERE mark = ? AND ended IS NULL"
IN_FORCE = "SELECT count(*) FROM rider_paper WHERE ended IS NULL AND (until IS NULL OR until >= ?)"
_said = msgspec.json.Decoder(tuple[str, str])


class Paper(NamedTuple):
    """A paper: its kind (`handbook:body`, `licence`, `category:NAME`), what it says (grade, yes or no, a day), its last day."""

    kind: str
    says: str
    until: date | None = None

    def __repr__(self) -> str:
        # what somebody's handbook says is shown nowhere
        return "Paper()"

    def counts(self, day: date) -> bool:
        """Whether it is not over on a day."""
        return self.until is None or day <= self.until


class Known(NamedTuple):
    """What papers tell of a person, as `transit.schemes.eligibility.Person` has it; None where nobody has seen one."""

    licence: bool | None
    handbooks: dict[str, int] | None
    categories: dict[str, date] | None


class Entry(NamedTuple):
    """Whose paper (the resident's hash), which officer is at it, when."""

    resident: str
    officer: str
    at: str


def read_paper(text: str, until: date | None = None) -> Paper:
    """A paper as officers write it: kind, colon, what it says. Raises ValueError with a sentence."""
    kind, _, says = text.rpartition(":")
    pattern = next((says_ for kind_, says_ in KINDS.items() if re.fullmatch(kind_, kind)), None)
    if pattern is None or not re.fullmatch(pattern, says):
        raise ValueError(f"--paper: is written {WRITTEN}")
    if kind.startswith("category:"):
        try:
            date.fromisoformat(says)
        except ValueError:
            raise ValueError("--paper: a category ends with a day, as 2027-05-01") from None
    return Paper(kind, says, until)


def read_kind(text: str) -> str:
    """A paper's kind, whether or not what it says stands behind it. Raises ValueError with a sentence."""
    if any(re.fullmatch(kind, text) for kind in KINDS):
        return text
    return read_paper(text).kind


def papers_of(connection: Connection, veil: Veil, resident: str) -> tuple[Paper, ...]:
    """What officers have seen of a resident and nobody has ended; a last day may be past. Raises Unreadable."""
    rows = connection.execute(OPEN, (resident,)).fetchall()
    return tuple(
        Paper(*_said.decode(veil.opened(sealed, mark)), date.fromisoformat(until) if until else None)
        for mark, sealed, until in rows
    )


def known(papers: Iterable[Paper], day: date) -> Known:
    """What they tell on a day."""
    by_kind = {paper.kind: paper.says for paper in papers if paper.counts(day)}
    licence = by_kind.get("licence")
    handbooks = {kind.partition(":")[2]: int(says) for kind, says in by_kind.items() if kind.startswith("handbook:")}
    days = {kind.partition(":")[2]: says for kind, says in by_kind.items() if kind.startswith("category:")}
    categories = {name: date.fromisoformat(says) for name, says in days.items()}
    return Known(licence == "yes" if licence else None, handbooks or None, categories or None)


def enter(connection: Connection, veil: Veil, new: Entry, paper: Paper) -> None:
    """Keep a paper in place of the one of its kind that was there."""
    mark = _mark(veil, new.resident, paper.kind)
    connection.execute(END, (new.at, new.officer, mark))
    sealed = veil.sealed(msgspec.json.encode((paper.kind, paper.says)).decode(), mark)
    until = paper.until.isoformat() if paper.until else None
    row = (str(uuid.uuid4()), new.resident, mark, sealed, until, new.at, new.officer)
    connection.insert("rider_paper", COLUMNS, [row])


def end(connection: Connection, veil: Veil, gone: Entry, kind: str) -> bool:
    """A paper counts no more; no when there is none of the kind."""
    mark = _mark(veil, gone.resident, kind)
    return connection.execute(END, (gone.at, gone.officer, mark)).rowcount > 0


def in_force(connection: Connection, day: date) -> int:
    """How many papers count on a day, of all residents."""
    return int(connection.execute(IN_FORCE, (day.isoformat(),)).fetchone()[0])


def _mark(veil: Veil, resident: str, kind: str) -> str:
    return veil.mark(f"paper {resident} {kind}")
