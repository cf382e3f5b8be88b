"""The days of a family register's couple: grown up before they married, married before their children were born."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from central.service.city.families import AS_OF
from central.service.city.people import Home
from central.service.city.units import DIVORCE, HEAD, Unit

GROWN = {"男": 18, "女": 16}  # Civil Code, article 731, as it stood until March 2022
RECENT = timedelta(days=60)


def settle(unit: Unit, home: Home, rng: Random) -> None:
    """Give a unit the days of its marriage, its divorce and its register's beginning; those that are known stand."""
    own = unit.couple[0].who.relation == HEAD or unit.couple[-1].who.relation == HEAD
    births = [child.born - RECENT for child in unit.children if not child.adopted]
    if own and home.divorced:
        unit.divorced = unit.began = date.fromisoformat(home.divorced)
    elif len(unit.couple) == 1:
        grown = unit.couple[0].born + timedelta(days=20 * 366)
        unit.began = _between(rng, grown, min([*births, AS_OF - RECENT]))
    elif own and home.married:
        unit.married = unit.began = date.fromisoformat(home.married)
    else:
        unit.married = unit.began = _wedding(unit, births, rng)
    left = [figure.left for figure in unit.couple if figure.why == DIVORCE]
    unit.divorced = date.fromisoformat(left[0]) if left else unit.divorced


def _wedding(unit: Unit, births: list[date], rng: Random) -> date:
    grown = max(figure.born + timedelta(days=GROWN[figure.who.sex] * 366) for figure in unit.couple)
    ends = [date.fromisoformat(figure.left) - timedelta(days=400) for figure in unit.couple if figure.left]
    latest = min([*births, *ends, AS_OF - RECENT])
    years = timedelta(days=4 * 365 if births else 0)
    return _between(rng, max(grown, latest - years) if births else grown, latest)


def _between(rng: Random, since: date, until: date) -> date:
    # Not later than ten years after: who marries or leaves his parents' register mostly does it young.
    most = min((until - since).days, 3650)
    return since + timedelta(days=int(most * rng.random())) if most > 0 else until
