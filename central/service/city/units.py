"""Who stands together in one family register: a couple, or one parent, and the children who have not married.

A household has as many registers as couples, for a register never holds three generations (Family Register Act, art. 6).
"""

from __future__ import annotations

from datetime import date

from msgspec import Struct, field

from central.service.city.people import Home, Kin, Person

HEAD, PARENTS = "世帯主", ("父", "母")
DEATH, MARRIAGE, DIVORCE = "死亡", "婚姻", "離婚"


class Figure(Struct, eq=False):
    """Somebody on the way into a register: resident `number` or kin; `left` and `why` he left, `wed` with whom."""

    who: Person | Kin
    number: int | None = None
    left: str = ""
    why: str = ""
    wed: Unit | None = None

    @property
    def born(self) -> date:
        """The day to reckon with."""
        return date.fromisoformat(self.who.birth[:10])

    @property
    def name(self) -> str:
        """The name as it stands in another's entry, without the blank."""
        return self.who.name.replace("　", "")

    @property
    def adopted(self) -> str:
        """The day of an adoption, or nothing."""
        return self.who.adopted if isinstance(self.who, Kin) else ""


class Unit(Struct):
    """The couple or parent of a register, head (筆頭者) first, and the children; the days that made it what it is.

    `parents` are the names of father and mother that the children have, `origin` the register before a divorce.
    """

    couple: list[Figure] = field(default_factory=list)
    children: list[Figure] = field(default_factory=list)
    married: date | None = None
    divorced: date | None = None
    began: date = date.min
    parents: tuple[str, str] = ("", "")
    origin: str = ""

    @property
    def residents(self) -> list[int]:
        """The numbers of the residents whose register this is now."""
        inside = [figure for figure in (*self.couple, *self.children) if not figure.wed and not figure.left]
        dead = [figure for figure in (*self.couple, *self.children) if figure.why == DEATH]
        return [figure.number for figure in (*inside, *dead) if figure.number]


def units_of(home: Home, first: int) -> list[Unit]:
    """The units of a Japanese household whose people have the numbers from `first` on, parents before children."""
    units = {"": Unit()}
    before: Figure | None = None
    for number, person in enumerate(home.people, first):
        figure = Figure(person, number)
        if person.status == "deceased":
            figure.left, figure.why = person.status_since or "", DEATH
        _place(units, figure, before)
        before = figure
    own = units[""]
    if "父" in units and own.couple:
        units["父"].children.append(_wed(own.couple[0], own))
    _add_kin(own, home.kin)
    return [unit for _, unit in sorted(units.items(), key=lambda pair: (pair[0] != "父", pair[0]))]


def _place(units: dict[str, Unit], figure: Figure, before: Figure | None) -> None:
    relation = figure.who.relation
    if relation == HEAD or relation in ("妻", "夫"):
        units[""].couple.append(figure)
    elif relation in PARENTS:
        units.setdefault("父", Unit()).couple.append(figure)
    elif relation.endswith(("の妻", "の夫")) and before:
        base = before.who.relation
        units[base] = Unit([before, figure])
        family = units[_parent(base)].children
        family[family.index(before)] = _wed(before, units[base])
    else:
        units[_parent(relation)].children.append(figure)


def _parent(relation: str) -> str:
    return relation.removesuffix("子").removesuffix("の")


def _wed(figure: Figure, unit: Unit) -> Figure:
    """The same person as he still stands, crossed out, in his parents' register."""
    return Figure(figure.who, figure.number, why=MARRIAGE, wed=unit) if len(unit.couple) > 1 else figure


def _add_kin(unit: Unit, kin: list[Kin]) -> None:
    figures = [Figure(one, left=one.left, why=one.why) for one in kin]
    if parents := [figure for figure in figures if figure.who.relation in PARENTS]:
        # Not married yet, so the head still stands in the register of parents who live elsewhere.
        unit.couple, unit.children = parents, unit.couple
    unit.couple[:0] = [figure for figure in figures if figure.who.relation == "夫"]
    unit.couple += [figure for figure in figures if figure.who.relation == "妻"]
    unit.children += [figure for figure in figures if figure.who.relation in ("子", "養子")]
    unit.children.sort(key=lambda figure: figure.adopted or figure.who.birth)
