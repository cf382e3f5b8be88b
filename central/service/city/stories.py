"""What happened to a home before today: moving in, moving within, leaving, dying, protection, work and pensions."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from msgspec.structs import replace

from central.service.city.families import AS_OF
from central.service.city.people import Earned, FormerlyAt, Home, Person

MOVED_IN = 0.55
MOVED_WITHIN = 0.2
MOVED_OUT = 0.04
DECEASED = 0.05
PROTECTED = 0.015
UNKNOWN_BIRTH = 0.15  # of those born before 1935
HAS_CARD = 0.78


def live(rng: Random, home: Home, elsewhere: list[str]) -> None:
    """Give a home its past; every person in it is changed in place."""
    head = home.people[0]
    if head.foreigner or rng.random() < MOVED_IN:
        _move_in(rng, home, rng.choice(elsewhere))
    if rng.random() < MOVED_WITHIN:
        _move_within(rng, home)
    if rng.random() < MOVED_OUT:
        _leave(rng, home.people, "moved_out")
    elif rng.random() < DECEASED:
        _leave(rng, [person for person in home.people[1:] if _age(person) > 60][:1], "deceased")
    head.protected = rng.random() < PROTECTED
    for person in home.people:
        _grow_up(rng, person)
        _insure(person, home)


def _born(person: Person) -> date:
    return date.fromisoformat(person.birth[:10])


def _age(person: Person) -> int:
    return (AS_OF - _born(person)).days // 365


def _move_in(rng: Random, home: Home, origin: str) -> None:
    head = home.people[0]
    grown = _born(head) + timedelta(days=19 * 365)
    came = head.foreigner and date.fromisoformat(head.became_resident)
    came = came or grown + timedelta(days=rng.randint(0, max(0, (AS_OF - grown).days - 400)))
    for person in home.people:
        if _born(person) < came:
            since = max(_born(person), came - timedelta(days=1500))
            person.became_resident = came.isoformat()
            person.notified = (came + timedelta(days=rng.randint(0, 10))).isoformat()
            person.moved_from = origin
            person.former.append(FormerlyAt(origin, since.isoformat(), came.isoformat(), "転出"))


def _move_within(rng: Random, home: Home) -> None:
    latest = max(date.fromisoformat(person.became_resident) for person in home.people)
    if (AS_OF - latest).days < 60:
        return
    moved = latest + timedelta(days=rng.randint(30, (AS_OF - latest).days - 20))
    notified = moved + timedelta(days=rng.randint(0, 12))
    before = f"みなと市北浜{rng.choice('一二三')}丁目{rng.randint(1, 29)}番{rng.randint(1, 20)}号"
    for person in home.people:
        person.former.append(FormerlyAt(before, person.became_resident, moved.isoformat(), "転居", within=True))
        person.address_since, person.notified = moved.isoformat(), notified.isoformat()


def _leave(rng: Random, people: list[Person], status: str) -> None:
    left = (AS_OF - timedelta(days=rng.randint(1, 300))).isoformat()
    for person in people:
        person.status = status
        person.status_since = max(left, person.address_since or person.became_resident, person.notified or "")


def _grow_up(rng: Random, person: Person) -> None:
    age = _age(person)
    if _born(person).year < 1935 and rng.random() < UNKNOWN_BIRTH:
        person.birth += f" 昭和{_born(person).year - 1925}年月日不詳"
    if age >= 1 and rng.random() < HAS_CARD:
        person.cards = [rng.randrange(0x10000, 2**48)]
    person.earned = _earn(rng, age)


def _earn(rng: Random, age: int) -> Earned | None:
    """What somebody of that age earned in a year; None without a return, so that no certificate exists."""
    if age < 18 or rng.random() < 0.05:
        return None
    if age >= 66:
        return Earned(pension=rng.randint(60, 260) * 10_000)
    if rng.random() < 0.08:
        return Earned(business=rng.randint(50, 900) * 10_000)
    return Earned(salary=rng.choice((0, rng.randint(80, 200), rng.randint(220, 980), rng.randint(220, 560))) * 10_000)


def _insure(person: Person, home: Home) -> None:
    # By the birthday, not by chance: another draw would make another city.
    if person.earned is None:
        return
    day = _born(person).day
    alone = person.relation == "世帯主" and {other.relation for other in home.people} == {"世帯主", "子"}
    person.earned = replace(
        person.earned,
        life_insurance=28_000 * (day % 3 == 0),
        earthquake=12_000 * (day % 5 == 0),
        medical=43_200 * (day % 11 == 0),
        mutual_aid=276_000 * (day % 17 == 0),
        rent=720_000 * (day == 29),
        oneself="ひとり親" if alone else "",
    )
