"""Certificates that were issued, for whoever is shown one: found by number and code together, or by the file's hash."""

from __future__ import annotations

import hmac
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from central.service.check_codes import CheckCodes
from central.service.clock import JAPAN, Clock
from central.service.stores import Store
from central.wire import Checked, Paper

COLUMNS = "at, terminal, visit, ordered, resident, kind, ticket, sha256, sheets, yen"
FIND = "SELECT terminal, visit, ordered, ticket, kind, at, sheets FROM issuance WHERE state = 'quoted' AND "
STATES = "SELECT state FROM issuance WHERE terminal = ? AND visit = ? AND ordered = ? ORDER BY id"
WITHDRAW = f"""INSERT INTO issuance ({COLUMNS}, state)
    SELECT ?, {COLUMNS.removeprefix("at, ")}, 'withdrawn' FROM issuance WHERE state = 'quoted' AND ticket = ?"""  # noqa: S608 - constants
PAPERS = {
    "quoted": Paper.NOT_PRINTED,
    "paid": Paper.PRINTING,
    "done": Paper.PRINTED,
    "not_done": Paper.NOT_PRINTED,
    "unknown": Paper.UNCLEAR,
}


class _Issued(NamedTuple):
    terminal: str
    visit: str
    order: str
    ticket: str
    kind: str
    at: str
    sheets: int


class Issuances:
    """The table of issuances, to be asked by anybody."""

    def __init__(self, store: Store, codes: CheckCodes, city: str) -> None:
        self._store, self._codes, self._city = store, codes, city

    def by_code(self, text: str) -> Checked | None:
        """What was issued under TICKET.CODE as it was read or typed; None for every other text."""
        # Typed with a Japanese keyboard it may come in full width.
        typed = unicodedata.normalize("NFKC", text).encode(errors="replace").decode()
        ticket, _, code = typed.replace(" ", "").rpartition(".")
        wanted = code.replace("-", "").upper().encode()
        found = [one for one in self._find("ticket = ?", ticket) if hmac.compare_digest(self._code(one), wanted)]
        return self._told(found)

    def by_hash(self, sha256: str) -> Checked | None:
        """What was issued as a file of this SHA-256 (hex)."""
        return self._told(self._find("sha256 = ?", sha256))

    def _find(self, where: str, value: str) -> list[_Issued]:
        with self._store.reading() as connection:
            return [_Issued(*row) for row in connection.execute(FIND + where, (value,))]

    def _code(self, one: _Issued) -> bytes:
        return self._codes.code(one.ticket, one.terminal, one.visit, one.order).encode()

    def _told(self, found: list[_Issued]) -> Checked | None:
        if not found:
            return None
        one = found[0]
        with self._store.reading() as connection:
            states = [state for (state,) in connection.execute(STATES, (one.terminal, one.visit, one.order))]
        return Checked(
            city=self._city,
            ticket=one.ticket,
            kind=one.kind,
            issued=datetime.fromisoformat(one.at).astimezone(JAPAN).date(),
            sheets=one.sheets,
            terminal=one.terminal,
            paper=paper_of(states),
        )


def withdraw(store: Store, clock: Clock, ticket: str) -> int:
    """Say of all certificates with this number that they count no more; how many there were."""
    with store.writing() as connection:
        return connection.execute(WITHDRAW, (clock.now().isoformat(timespec="seconds"), ticket)).rowcount


def paper_of(states: Iterable[str]) -> Paper:
    """What became of the sheets, by all that was recorded in turn; once withdrawn it stays so."""
    recorded = list(states)
    return Paper.WITHDRAWN if "withdrawn" in recorded else PAPERS[recorded[-1]]
