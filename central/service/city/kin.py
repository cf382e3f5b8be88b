"""What a home's family registers hold besides who lives there, by chance: marriages, divorces, deaths, parents, children."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from central.service.city.families import AS_OF
from central.service.city.people import Home, Kin, Named, Person, Words

ELSEWHERE = 0.22  # of homes have their registers in other cities
IN_PARENTS_REGISTER = 0.6  # of those who live alone and are under 45
BEREFT = 0.7  # of those who live alone and are over 70
LEFT_HOME = 0.5  # of couples over 50 have children who married
CHANGING = 0.01
LEAVING = 0.005


class Names:
    """Names by chance, from the words of the city."""

    def __init__(self, rng: Random, words: Words) -> None:
        self._rng = rng
        self._words = words

    def family(self) -> str:
        """A family name that the font has."""
        return self._rng.choice(self._words.families)[0]

    def given(self, sex: str, year: int) -> Named:
        """A given name of somebody born in that year, and its reading."""
        generations = self._words.men if sex == "男" else self._words.women
        fitting = [generation.names for generation in generations if generation.since <= year]
        return self._rng.choice(fitting[-1] if fitting else generations[0].names)

    def parents(self, family: str, year: int) -> tuple[str, str]:
        """Father and mother of somebody born in that year, as his entry names them."""
        return family + self.given("男", year - 30)[0], family + self.given("女", year - 28)[0]

    def domicile(self) -> str:
        """A domicile, in this city or elsewhere."""
        if self._rng.random() < 0.5:
            return f"見本県みなと市{self._rng.choice(self._words.towns)}{int(self._rng.random() * 300) + 1}番地"
        return self.foreign_domicile()

    def foreign_domicile(self) -> str:
        """A domicile in another city: a plot, not a house."""
        return f"{self.elsewhere().partition('番')[0]}番地"

    def elsewhere(self) -> str:
        """An address outside the city and within the country."""
        return self._words.elsewhere[int(self._rng.random() * (len(self._words.elsewhere) - 1))]


def remember(rng: Random, home: Home, names: Names) -> None:
    """Give a home by chance its kin and its days; a foreigner has no family register."""
    head = home.people[0]
    if head.foreigner:
        return
    if rng.random() < ELSEWHERE:
        home.domicile = names.foreign_domicile()
        return
    home.changing = rng.random() < CHANGING
    if rng.random() < LEAVING:
        for person in home.people:
            person.leaving = (AS_OF + timedelta(days=14)).isoformat() if person.status == "present" else None
    age = (AS_OF - _born(head)).days // 365
    relations = {person.relation for person in home.people}
    if "妻" in relations:
        _grown_children(rng, home, names, age)
    elif "子" in relations:
        _divorced(rng, home, names)
    elif age > 70 and rng.random() < BEREFT:
        _widowed(rng, home, names, age)
    elif age < 45 and rng.random() < IN_PARENTS_REGISTER:
        home.kin += [_kin(head, "父", names, -30), _kin(head, "母", names, -27)]


def _born(person: Person) -> date:
    return date.fromisoformat(person.birth[:10])


def _kin(head: Person, relation: str, names: Names, years: int) -> Kin:
    """Kin of that relation, so many years younger than the head."""
    sex = "女" if relation in ("妻", "母") or (relation == "子" and len(head.birth) + years & 1) else "男"
    birth = _born(head) + timedelta(days=round(years * 365.25) + 17)
    given, reading = names.given(sex, birth.year)
    family, _, _ = head.name.partition("　")
    furigana = f"{head.furigana.partition('　')[0]}　{reading}" if head.furigana else ""
    return Kin(f"{family}　{given}", sex, birth.isoformat(), relation, furigana, lives=names.elsewhere())


def _widowed(rng: Random, home: Home, names: Names, age: int) -> None:
    head = home.people[0]
    lost = _kin(head, "夫" if head.sex == "女" else "妻", names, -2 if head.sex == "女" else 2)
    lost.left = (AS_OF - timedelta(days=int(100 + rng.random() * min(8000, (age - 60) * 365)))).isoformat()
    lost.why, lost.lives = "死亡", home.address
    home.kin.append(lost)


def _divorced(rng: Random, home: Home, names: Names) -> None:
    head, youngest = home.people[0], max(_born(person) for person in home.people[1:])
    free = (AS_OF - youngest).days
    on = (youngest + timedelta(days=int(free * (0.2 + 0.7 * rng.random())))).isoformat()
    if head.sex == "女":
        home.divorced = on
        return
    wife = _kin(head, "妻", names, 1)
    wife.left, wife.why = on, "離婚"
    home.kin.append(wife)


def _grown_children(rng: Random, home: Home, names: Names, age: int) -> None:
    if age < 55 or len(home.people) > 2 or rng.random() > LEFT_HOME:
        return
    head = home.people[0]
    for years in (26, 29)[: 1 + (rng.random() < 0.5)]:
        child = _kin(head, "子", names, years)
        married = _born(head) + timedelta(days=int((years + 22 + 6 * rng.random()) * 365.25))
        if married < AS_OF - timedelta(days=30):
            child.left, child.why = married.isoformat(), "婚姻"
        home.kin.append(child)
