"""The register of residents: who holds a card, who lives with whom, and what is recorded of them."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from operator import itemgetter
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from central.service.family import FamilyRegister
from central.service.residents import (
    Day,
    Domicile,
    Foreigner,
    FormerAddress,
    Household,
    Resident,
    SealRegistration,
    Status,
    TaxRecord,
)
from central.service.stores import Connection
from central.service.stores.migrating import in_words_of

__all__ = [
    "Day",
    "Domicile",
    "FamilyRegister",
    "Foreigner",
    "FormerAddress",
    "Household",
    "Register",
    "RegisterDamaged",
    "Resident",
    "SealRegistration",
    "Status",
    "TaxRecord",
    "make_tables",
    "on",
]

# In the order in which their records refer to each other.
TABLES = ("household", "domicile", "resident", "foreigner", "former_address", "seal", "assessment", "family", "card")
PEOPLE = "SELECT id, name, status, protected FROM resident WHERE household = ? ORDER BY place"
DAYS = {"birth", "became_resident", "address_since", "notified", "status_since", "expires", "leaving"} | {
    "became_foreign_resident",
    "since",
    "until",
    "registered",
}
Cell = str | int | None
Record = TypeVar("Record")
Reading = Callable[[], AbstractContextManager[Connection]]


class RegisterDamaged(Exception):
    """A record cannot be read; the text names table, record and column, never what stands there."""


class Register:
    """The residents' tables, asked by `reading` (a store's, or `on` a connection); `operator_key` hides serial numbers."""

    def __init__(self, reading: Reading, operator_key: bytes = b"") -> None:
        self._reading = reading
        self._operator_key = operator_key

    def empty(self) -> bool:
        """Whether nobody is registered."""
        return self.count() == 0

    def count(self) -> int:
        """How many residents stand in the register, whatever their status."""
        return int(self._rows("SELECT count(*) AS residents FROM resident")[0]["residents"])

    def by_serial(self, issuer_key_id: str | None, serial: int) -> Resident | None:
        """The holder of the card whose certificate has that serial number and that issuer's key id."""
        rows = self._rows("SELECT resident FROM card WHERE hash = ?", self.card_hash(issuer_key_id, serial))
        return self.by_id(int(rows[0]["resident"])) if rows else None

    def by_id(self, resident: int) -> Resident | None:
        """One resident. Raises RegisterDamaged when the record cannot be read."""
        rows = self._rows("SELECT * FROM resident WHERE id = ?", resident)
        return self._resident(rows[0]) if rows else None

    def household_of(self, resident: Resident) -> list[Resident]:
        """All who live in the resident's household now, the head (世帯主) first; nobody when all have left."""
        found = (self.by_id(member) for member in resident.household.members)
        return [member for member in found if member is not None]

    def seal_of(self, resident: Resident) -> SealRegistration | None:
        """The resident's registered seal, if there is one."""
        rows = self._rows("SELECT * FROM seal WHERE resident = ?", resident.id)
        return _record(SealRegistration, rows[0]) if rows else None

    def tax_of(self, resident: Resident, year: int) -> TaxRecord | None:
        """The resident's municipal tax of a fiscal year (年度), if a return was filed here."""
        return next((record for record in self._taxes(resident) if record.year == year), None)

    def tax_years_of(self, resident: Resident) -> tuple[int, ...]:
        """The fiscal years for which there is a tax record, the newest first."""
        return tuple(sorted((record.year for record in self._taxes(resident)), reverse=True))

    def family_of(self, resident: Resident) -> FamilyRegister | None:
        """The family register in which a resident stands; None when it is another city's, or he has none."""
        domicile = resident.domicile.id if resident.domicile else None
        rows = self._rows("SELECT record FROM family WHERE domicile = ?", domicile)
        found = _decoded(FamilyRegister, rows[0]["record"], resident.id) if rows else None
        return found if found and found.member(resident.id) else None

    def add(self, table: str, rows: Iterable[Mapping[str, Cell]]) -> None:
        """Insert records, all with the same columns; the caller holds the transaction. Raises StoreFault."""
        listed = list(rows)
        if table not in TABLES:
            raise ValueError(f"the register has no table {table}")
        if listed:
            columns = list(listed[0])
            with self._reading() as connection:
                connection.insert(table, columns, list(map(itemgetter(*columns), listed)))

    def card_hash(self, issuer_key_id: str | None, serial: int) -> str:
        """What a card is found by: HMAC-SHA256 under the operator's key, so that the table gives no serial away."""
        text = f"{issuer_key_id or ''}|{serial:x}"
        return hmac.digest(self._operator_key, text.encode(), "sha256").hex()

    def _rows(self, sql: str, *values: Cell) -> list[dict[str, Any]]:
        with self._reading() as connection:
            cursor = connection.execute(sql, values)
            names = [column[0] for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor]

    def _taxes(self, resident: Resident) -> list[TaxRecord]:
        rows = self._rows("SELECT records FROM assessment WHERE resident = ?", resident.id)
        return _decoded(list[TaxRecord], rows[0]["records"], resident.id) if rows else []

    def _household(self, household: int) -> tuple[Household, bool]:
        people = self._rows(PEOPLE, household)
        # Who has left or died keeps his place in the record, but is no member and no head any more.
        present = [person for person in people if person["status"] == Status.PRESENT]
        [row] = self._rows("SELECT * FROM household WHERE id = ?", household)
        row |= {"head": (present or people)[0]["name"], "members": [person["id"] for person in present]}
        return _record(Household, row), any(person["protected"] for person in people)

    def _resident(self, row: dict[str, Any]) -> Resident:
        one = row["id"]
        row["household"], row["protected"] = self._household(row["household"])
        domiciles = self._rows("SELECT * FROM domicile WHERE id = ?", row["domicile"])
        foreigners = self._rows("SELECT * FROM foreigner WHERE resident = ?", one)
        former = self._rows("SELECT * FROM former_address WHERE resident = ? ORDER BY place", one)
        row["domicile"] = _record(Domicile, domiciles[0]) if domiciles else None
        row["foreigner"] = _record(Foreigner, foreigners[0]) if foreigners else None
        row["former_addresses"] = [_record(FormerAddress, address) for address in former]
        return _record(Resident, row)


def make_tables(connection: Connection) -> None:
    """Make those tables that are missing."""
    schema = (Path(__file__).parent / "register.sql").read_text(encoding="utf-8")
    for statement in in_words_of(connection.engine, schema).split(";\n"):
        if statement.strip():
            connection.execute(statement)


def on(connection: Connection) -> Reading:
    """A way of reading that always reads there, in whatever transaction it is."""
    return lambda: nullcontext(connection)


def _decoded(kind: type[Record], text: str, number: int) -> Record:
    try:
        return msgspec.json.decode(text, type=kind)
    except msgspec.MsgspecError as wrong:
        place = str(wrong).rpartition(" - at ")[2] if " - at " in str(wrong) else "not JSON"
        what = getattr(kind, "__name__", kind)
        raise RegisterDamaged(f"the register's {what} of resident {number} cannot be read: {place}") from None


def _record(kind: type[Record], row: Mapping[str, Any]) -> Record:
    place = ""
    try:
        read = dict(row)
        for place in DAYS & row.keys():
            read[place] = Day.read(row[place]) if row[place] is not None else None
        # Not strict: the tables have no truth values, 0 and 1 stand for them.
        return msgspec.convert(read, kind, strict=False)
    except msgspec.ValidationError as wrong:
        # The place only, for what stands before it may quote the value.
        place = str(wrong).rpartition(" - at ")[2]
    except (ValueError, AttributeError):
        pass
    number = row.get("id", row.get("resident"))
    raise RegisterDamaged(f"the register's {kind.__name__} {number} cannot be read: {place}")
