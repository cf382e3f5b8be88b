"""From homes to the register's records: ids, households, domiciles, cards, seals and taxes."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from operator import attrgetter
from random import Random

import msgspec
from msgspec.structs import replace

from central.service.city import taxes
from central.service.city.families import AS_OF
from central.service.city.people import Home, Person
from central.service.city.registers import Registry
from central.service.city.seals import impression
from central.service.family import FamilyRegister
from central.service.register import TABLES, Cell, Register
from central.service.residents import TaxRecord

Rows = dict[str, list[dict[str, Cell]]]
HAS_SEAL = 0.55
TAX_YEARS = (2024, 2025, 2026)
# Fields of a person that go into tables of their own, and those that make the resident's row.
APART = frozenset(("cards", "former", "foreigner", "earned", "parents", "corrected"))
FIELDS = tuple(name for name in Person.__struct_fields__ if name not in APART)
RECORDED = attrgetter(*FIELDS)


class Registrar:
    """Numbers homes in the order in which they come and collects their records, table by table."""

    def __init__(self, register: Register, issuer: str | None, rng: Random, registry: Registry) -> None:
        self._register = register
        self._registry = registry
        self._issuer = issuer
        self._rng = rng
        self.rows: Rows = defaultdict(list)

    def enter(self, home: Home) -> None:
        """Register a home and all who live in it."""
        number, first = len(self.rows["household"]) + 1, len(self.rows["resident"]) + 1
        self.rows["household"].append({"id": number, "address": home.address, "postcode": home.postcode})
        domiciles = self._enter_families(home, first)
        for place, person in enumerate(home.people, 1):
            domicile = domiciles.get(first + place - 1)
            self._enter_person(person, {"household": number, "place": place, "domicile": domicile})
        self._enter_taxes(home, first)

    def store(self) -> None:
        """Write all that was collected; the caller holds the transaction."""
        for table in TABLES:
            self._register.add(table, self.rows[table])

    def _enter_families(self, home: Home, first: int) -> dict[int, int]:
        """Keep a home's family registers, and say in which one each resident stands."""
        found: dict[int, int] = {}
        for kept in self._registry.of(home, first):
            number = len(self.rows["domicile"]) + 1
            self.rows["domicile"].append({"id": number, "address": kept.address, "head": kept.head})
            if kept.register:
                self.rows["family"].append({"domicile": number, "record": _json(kept.register)})
            found |= dict.fromkeys(kept.residents, number)
        return found

    def _enter_person(self, person: Person, where: dict[str, Cell]) -> None:
        one = len(self.rows["resident"]) + 1
        fields = dict(zip(FIELDS, RECORDED(person), strict=True))
        issued = (AS_OF - timedelta(days=self._rng.randint(100, 2500))).isoformat() if person.cards else None
        self.rows["resident"].append({"id": one, **fields, **where, "card_issued_on": issued})
        for serial in person.cards:
            self.rows["card"].append({"hash": self._register.card_hash(self._issuer, serial), "resident": one})
        for place, former in enumerate(person.former, 1):
            self.rows["former_address"].append({"resident": one, "place": place, **msgspec.structs.asdict(former)})
        if person.foreigner:
            self.rows["foreigner"].append({"resident": one, **msgspec.structs.asdict(person.foreigner)})
        self._enter_seal(one, person)

    def _enter_seal(self, one: int, person: Person) -> None:
        # Low numbers are the sample cards: whom a demonstration relies on has a seal.
        if person.birth < f"{AS_OF.year - 15}" and (
            self._rng.random() < HAS_SEAL or any(c < 0x10000 for c in person.cards)
        ):
            registered = max(person.became_resident[:10], f"{int(person.birth[:4]) + 20}-04-01")
            registered = min(registered, AS_OF.isoformat())
            seal: dict[str, Cell] = {"resident": one, "number": f"{one:06d}", "registered": registered}
            self.rows["seal"].append(seal | {"impression": impression(self._rng)})

    def _enter_taxes(self, home: Home, first: int) -> None:
        for number, person in enumerate(home.people, first):
            # Who came during the year or later is taxed where he lived on its first day.
            years = [year for year in TAX_YEARS if person.earned and person.became_resident < f"{year}-01-01"]
            if years:
                records = [_taxed(number, person, home, year) for year in years]
                self.rows["assessment"].append({"resident": number, "records": _json(records)})


def _taxed(number: int, person: Person, home: Home, year: int) -> TaxRecord:
    base = _address_on(f"{year}-01-01", person, home)
    return replace(taxes.of_home(home, person, year), resident=number, year=year, base_address=base)


def _address_on(day: str, person: Person, home: Home) -> str:
    left = (former.address for former in person.former if former.within and former.until > day)
    return next(left, home.address)


def _json(record: FamilyRegister | list[TaxRecord]) -> str:
    return msgspec.json.encode(record).decode()
