"""Homes by chance: who lives together at what age, what they are called, and where. Repeatable by the seed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from random import Random

from central.service.city.people import Abroad, Foreign, Generation, Home, Named, Person, Words

# Fixed, or tomorrow's city would be another one.
AS_OF = date(2026, 11, 20)
Member = tuple[str, str, int]  # 続柄, sex, age

HARD_FAMILY = 0.04
NO_FURIGANA = 0.12  # not yet notified, which is normal until the register of 2026 is complete
FORMER_NAME = 0.05
FOREIGN_HOME = 0.04
POSTCODE = "999-0{:03d}"


def _children(rng: Random, parent: int, least: int) -> list[Member]:
    # Who is older than that has mostly moved out.
    eldest = min(parent - rng.randint(24, 34), 28)
    ages = [eldest - 3 * i for i in range(rng.choice((least, 1, 1, 2, 2, 3)))]
    return [("子", rng.choice("男女"), age) for age in ages if age >= 0]


def _alone(rng: Random) -> list[Member]:
    return [("世帯主", rng.choice("男女"), rng.choice((rng.randint(19, 40), rng.randint(41, 76), rng.randint(65, 97))))]


def _couple(rng: Random) -> list[Member]:
    age = rng.choice((rng.randint(26, 60), rng.randint(60, 90), rng.randint(62, 79)))
    return [("世帯主", "男", age), ("妻", "女", max(20, age + rng.randint(-6, 3)))]


def _family(rng: Random) -> list[Member]:
    age = rng.randint(29, 58)
    return [("世帯主", "男", age), ("妻", "女", age + rng.randint(-5, 2)), *_children(rng, age, 1)]


def _one_parent(rng: Random) -> list[Member]:
    age = rng.randint(30, 54)
    return [("世帯主", rng.choice("男女女女"), age), *_children(rng, age, 1)]


def _three_generations(rng: Random) -> list[Member]:
    age = rng.randint(38, 56)
    old = [("父", "男", age + rng.randint(25, 34)), ("母", "女", age + rng.randint(22, 30))]
    return [("世帯主", "男", age), ("妻", "女", age - 2), *_children(rng, age, 2), *old[rng.randint(0, 1) :]]


# Weights as in the national census of households by kind (2020), in per cent, rounded.
KINDS: dict[Callable[[Random], list[Member]], int] = {
    _alone: 36,
    _couple: 21,
    _family: 26,
    _one_parent: 8,
    _three_generations: 9,
}


def born(rng: Random, age: int) -> date:
    """A birthday of somebody who is that old now."""
    return date.fromordinal(date(AS_OF.year - age, AS_OF.month, AS_OF.day).toordinal() - rng.randint(0, 364))


def _given(rng: Random, generations: list[Generation], year: int) -> Named:
    fitting = [generation for generation in generations if generation.since <= year]
    return rng.choice(fitting[-1].names)


class Chance:
    """Makes homes of a city's words, one after another, from one source of chance."""

    def __init__(self, rng: Random, words: Words) -> None:
        self._rng = rng
        self._words = words
        self._plots = 0

    def homes(self) -> Iterator[Home]:
        """Homes without end; how many there shall be is for the caller to say."""
        while True:
            yield self._foreign_home() if self._rng.random() < FOREIGN_HOME else self._home()

    def _place(self) -> tuple[str, str]:
        """An address that nobody else has, and its postcode: every plot is given once."""
        self._plots += 1
        # The plot's own number goes into the address, so no two homes share one by chance.
        town = self._rng.randrange(len(self._words.towns))
        building = self._rng.choice(self._words.buildings)
        block = "一二三四五"[self._plots % 5]
        address = f"みなと市{self._words.towns[town]}{block}丁目{self._plots // 20 + 30}番{self._plots % 20 + 1}号"
        return address + building, POSTCODE.format(101 + town)

    def _home(self) -> Home:
        rng, words = self._rng, self._words
        [kind] = rng.choices(list(KINDS), list(KINDS.values()))
        family = rng.choice(words.hard_families if rng.random() < HARD_FAMILY else words.families)
        if rng.random() < HARD_FAMILY / 8:
            family = rng.choice(words.unset_families)
        read = rng.random() >= NO_FURIGANA
        people = [self._person(member, family, read) for member in kind(rng)]
        address, postcode = self._place()
        return Home(address, postcode, people, f"見本県{address.partition('号')[0].rpartition('番')[0]}番地")

    def _person(self, member: Member, family: Named, read: bool) -> Person:
        relation, sex, age = member
        birth = born(self._rng, age)
        given = _given(self._rng, self._words.men if sex == "男" else self._words.women, birth.year)
        person = Person(f"{family[0]}　{given[0]}", sex, birth.isoformat(), relation, birth.isoformat())
        if read:
            person.furigana = f"{family[1]}　{given[1]}"
        if relation == "妻" and self._rng.random() < FORMER_NAME:
            person.former_name, person.former_furigana = self._rng.choice(self._words.families)
        return person

    def _foreign_home(self) -> Home:
        rng = self._rng
        address, postcode = self._place()
        choice = rng.choice(self._words.foreigners)
        birth = born(rng, rng.randint(19, 58))
        came = AS_OF - timedelta(days=rng.randint(40, 4000))
        person = Person(choice.name, rng.choice("男女"), birth.isoformat(), "世帯主", came.isoformat())
        person.alias, person.alias_furigana = choice.alias, choice.alias_furigana
        person.foreigner = self._abroad(choice, came)
        return Home(address, postcode, [person])

    def _abroad(self, choice: Foreign, came: date) -> Abroad:
        expires = AS_OF + timedelta(days=self._rng.randint(30, 900))
        limited = bool(choice.period) and choice.period != "無期限"
        return Abroad(
            nationality=choice.nationality,
            category=choice.category,
            residence_status=choice.residence_status,
            period=choice.period,
            expires=expires.isoformat() if limited else None,
            card_number=f"ZZ{self._rng.randrange(10**8):08d}ZZ",
            became_foreign_resident=came.isoformat(),
        )
