"""From a household to its family registers: each unit becomes a register, each figure a member with his events."""

from __future__ import annotations

from collections import Counter
from datetime import date
from random import Random
from typing import NamedTuple

from central.service.city import events
from central.service.city.days import settle
from central.service.city.kin import Names
from central.service.city.lives import Telling, life
from central.service.city.people import Home, Person
from central.service.city.stays import stays_of
from central.service.city.units import MARRIAGE, Figure, Unit, units_of
from central.service.family import FamilyRegister, Member
from central.service.residents import Day

REMADE = date(2002, 3, 16)  # when the city's paper registers were made anew as records of a computer
ORDINALS = "長二三四五六七八九"
MARK = {"男": "夫", "女": "妻"}
ADOPTED = {"男": "養子", "女": "養女"}


class Kept(NamedTuple):
    """A register: where and under whose name, which residents stand in it, and what it says if it is this city's."""

    address: str
    head: str
    residents: list[int]
    register: FamilyRegister | None


class Registry:
    """Writes the family registers of one home after another."""

    def __init__(self, rng: Random, names: Names) -> None:
        self._rng = rng
        self._names = names
        self._relations: dict[int, str] = {}  # 続柄 of people of the home at hand, by identity
        self._below: set[int] = set()  # who is a child in a register of that home

    def of(self, home: Home, first: int) -> list[Kept]:
        """The registers of a home whose people have the numbers from `first` on; none of foreigners."""
        if home.people[0].foreigner:
            return []
        self._relations, self._below = {}, set()
        here = home.domicile.startswith(events.TOWN)
        units = units_of(home, first)
        for unit in units:
            settle(unit, home, self._rng)
        written = [self._write(unit, home) if here else None for unit in units]
        return [
            Kept(home.domicile, unit.couple[0].who.name, unit.residents, register)
            for unit, register in zip(units, written, strict=True)
        ]

    def _write(self, unit: Unit, home: Home) -> FamilyRegister:
        self._name_parents(unit)
        self._rank(unit)
        head = unit.couple[0].who
        remade = unit.began < REMADE
        card = REMADE if remade else unit.began
        # Who had left before the register was made anew was not carried over.
        people = [one for one in (*unit.couple, *unit.children) if not (gone := _removed(one)) or gone > card]
        return FamilyRegister(
            address=home.domicile,
            family_name=head.name.partition("　")[0],
            head=head.name,
            events=(events.began(unit.began, REMADE if remade else None),),
            members=tuple(self._member(one, unit, home, card) for one in people),
            card_began=card,
            card_remade=remade,
            changing=home.changing,
            furigana=head.furigana.partition("　")[0],
        )

    def _name_parents(self, unit: Unit) -> None:
        """See that everybody has parents with names: children those of the couple, the couple their own."""
        for figure in (*unit.couple, *(child for child in unit.children if child.adopted)):
            if not figure.who.parents[0]:
                figure.who.parents = self._invented(figure)
        names = {figure.who.sex: figure.name for figure in unit.couple}
        if len(names) == 1:
            father, mother = self._names.parents(self._names.family(), unit.couple[0].born.year + 29)
            names = {"男": father, "女": mother} | names
            unit.origin = f"{self._names.domicile()}　{father}" if unit.divorced else ""
        unit.parents = (names["男"], names["女"])
        for child in unit.children:
            if not child.who.parents[0]:
                child.who.parents = unit.parents

    def _invented(self, figure: Figure) -> tuple[str, str]:
        who, family = figure.who, figure.who.name.partition("　")[0]
        if figure.adopted or who.sex == "女":
            family = (isinstance(who, Person) and who.former_name) or self._names.family()
        return self._names.parents(family, figure.born.year)

    def _rank(self, unit: Unit) -> None:
        """Say of everybody which son or daughter he is (続柄)."""
        for figure in (*unit.couple, *(child for child in unit.children if child.adopted)):
            nth = figure.born.day % 3 // 2
            self._relations.setdefault(id(figure.who), f"{ORDINALS[nth]}{figure.who.sex}")
        seen = Counter[str]()
        for child in sorted((c for c in unit.children if not c.adopted), key=lambda figure: figure.born):
            self._below.add(id(child.who))
            self._relations[id(child.who)] = f"{ORDINALS[seen[child.who.sex]]}{child.who.sex}"
            seen[child.who.sex] += 1

    def _member(self, figure: Figure, unit: Unit, home: Home, card: date) -> Member:
        who, removed, adopted = figure.who, _removed(figure), figure.adopted
        stranger = self._stranger(figure, unit)
        entered = unit.began if figure in unit.couple else _entered(figure, unit)
        return Member(
            name=who.name.partition("　")[2],
            sex=who.sex,
            birth=Day.read(who.birth),
            father=who.parents[0],
            mother=who.parents[1],
            relation=self._relations[id(who)],
            furigana=who.furigana.partition("　")[2],
            spouse=MARK[who.sex] if _has_spouse(figure, unit) else "",
            adoptive_father=unit.parents[0] if adopted else "",
            adoptive_mother=unit.parents[1] if adopted else "",
            adoptive_relation=ADOPTED[who.sex] if adopted else "",
            removed=removed,
            resident=figure.number,
            events=life(Telling(figure, unit, home, self._origin(figure, unit, home, stranger), stranger)),
            stays=stays_of(figure, home, max(entered, card), removed),
        )

    def _origin(self, figure: Figure, unit: Unit, home: Home, stranger: str) -> str:
        """The register that somebody came from, or went to."""
        if figure.why == MARRIAGE:
            return f"{self._names.domicile()}　{stranger}"
        if id(figure.who) in self._below:
            return f"{home.domicile}　{figure.who.parents[0]}"
        return unit.origin or f"{self._names.domicile()}　{figure.who.parents[0]}"

    def _stranger(self, figure: Figure, unit: Unit) -> str:
        """By name, somebody in no register of the home: whom a child married or a mother left; else nobody."""
        if figure.why == MARRIAGE and not figure.wed:
            other = "男" if figure.who.sex == "女" else "女"
            return self._names.family() + self._names.given(other, figure.born.year)[0]
        return unit.parents[0] if unit.divorced and figure.who.sex == "女" else ""


def _removed(figure: Figure) -> date | None:
    if figure.wed:
        return figure.wed.married
    return date.fromisoformat(figure.left) if figure.left else None


def _entered(child: Figure, unit: Unit) -> date:
    """When a child came into the register: by birth, by adoption, or with the mother after a divorce."""
    if child.adopted:
        return date.fromisoformat(child.adopted)
    return max(child.born, unit.began)


def _has_spouse(figure: Figure, unit: Unit) -> bool:
    return figure in unit.couple and len(unit.couple) > 1 and not any(one.left for one in unit.couple)
