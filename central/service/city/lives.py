"""What happened to each figure of a register, told as events: as a child of it, or as one of its couple."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from central.service.city import events
from central.service.city.people import Home, Person
from central.service.city.units import DEATH, DIVORCE, MARRIAGE, Figure, Unit
from central.service.family import Event

FATHER, MOTHER = "父", "母"
OF_AGE = 18


class Telling(NamedTuple):
    """A figure of a unit in its home; `origin` names another register, and a stranger's name where one is needed."""

    figure: Figure
    unit: Unit
    home: Home
    origin: str
    stranger: str


def life(one: Telling) -> tuple[Event, ...]:
    """All events of a figure in the order of their days."""
    figure = one.figure
    found = [_birth(figure), *(_of_couple(one) if figure in one.unit.couple else _of_child(one))]
    if figure.why == DEATH and figure.left:
        found.append(events.death(date.fromisoformat(figure.left), "親族"))
    if isinstance(figure.who, Person) and figure.who.corrected:
        found.append(events.correction(figure.who.corrected))
    return tuple(sorted(found, key=lambda event: event.on))


def _birth(figure: Figure) -> Event:
    who = figure.who
    if isinstance(who, Person):
        place = events.TOWN if who.became_resident[:10] == who.birth[:10] else who.moved_from
    else:
        place = who.lives
    return events.birth(who.birth, place, "母" if figure.born.day % 9 == 0 else "父")


def _of_couple(one: Telling) -> Iterator[Event]:
    figure, unit = one.figure, one.unit
    partner = next((other for other in unit.couple if other is not figure), None)
    if partner and unit.married:
        yield events.marriage(unit.married, partner.name, before=one.origin)
        yield from (events.adopting(child.adopted, child.name) for child in unit.children if child.adopted)
        if unit.divorced:
            yield events.divorce(unit.divorced, partner.name, anew=one.origin if figure.why == DIVORCE else "")
        if partner.why == DEATH and partner.left and not figure.left:
            yield events.loss(date.fromisoformat(partner.left))
    elif unit.divorced:
        yield events.divorce(unit.divorced, one.stranger, before=one.origin)
    else:
        yield events.separation(unit.began, one.origin)


def _of_child(one: Telling) -> Iterator[Event]:
    figure, unit = one.figure, one.unit
    if figure.adopted:
        yield events.adoption(date.fromisoformat(figure.adopted), *unit.parents, one.origin)
    minor = unit.divorced and figure.born.replace(day=1, year=figure.born.year + OF_AGE) > unit.divorced
    if unit.divorced and minor:
        yield events.parental_authority(unit.divorced, MOTHER if unit.couple[0].who.sex == "女" else FATHER)
    if unit.divorced and len(unit.couple) == 1:
        yield events.entry(unit.divorced, one.origin)
    if figure.wed and figure.wed.married:
        partner = next(other for other in figure.wed.couple if other.who is not figure.who)
        anew = f"{one.home.domicile}　{figure.wed.couple[0].name}"
        yield events.marriage(figure.wed.married, partner.name, anew=anew)
    elif figure.why == MARRIAGE and figure.left:
        yield events.marriage(date.fromisoformat(figure.left), one.stranger, anew=one.origin)
