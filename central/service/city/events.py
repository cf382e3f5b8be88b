"""What is recorded of a person in a family register, as computerised registers word it: labelled lines by kind."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

from central.service.city.people import Correction
from central.service.era import long
from central.service.family import Event, Line
from central.service.residents import Day

TOWN = "見本県みなと市"
PLACE = re.compile(r"\A.+?[市町]")
REFORM = "平成6年法務省令第51号附則第2条第1項による改製"


def told(text: str) -> str:
    """A day of the register as papers print it."""
    day = Day.read(text)
    return day.printed or long(day.on)


def event(heading: str, on: date, *lines: tuple[str, str]) -> Event:
    """An event of labelled lines; those without a value fall away."""
    return Event(heading, on, tuple([Line(label, value) for label, value in lines if value]))


def later(on: date, days: int) -> str:
    """The day that many days after, as printed."""
    return long(on + timedelta(days=days))


def began(on: date, remade: date | None) -> Event:
    """How a register came to be: made anew from the paper one, or made."""
    if remade:
        return event("戸籍改製", remade, ("改製日", long(remade)), ("改製事由", REFORM))
    return event("戸籍編製", on, ("編製日", long(on)))


def birth(text: str, place: str, by: str) -> Event:
    """A birth; where its day is not known, nobody notified it."""
    on = date.fromisoformat(text[:10])
    notified = () if " " in text else (("届出日", later(on, 3 + on.day % 11)), ("届出人", by))
    return event("出生", on, ("出生日", told(text)), ("出生地", _town(place)), *notified)


def marriage(on: date, spouse: str, before: str = "", anew: str = "") -> Event:
    """A marriage, in the couple's register with the former one, or in the parents' with the new one."""
    day = ("婚姻日", long(on))
    return event("婚姻", on, day, ("配偶者氏名", spouse), ("従前戸籍", before), ("新本籍", anew))


def divorce(on: date, spouse: str, before: str = "", anew: str = "") -> Event:
    """A divorce, told in both registers."""
    day = ("離婚日", long(on))
    return event("離婚", on, day, ("配偶者氏名", spouse), ("新本籍", anew), ("従前戸籍", before))


def parental_authority(on: date, parent: str) -> Event:
    """Who has parental authority after a divorce."""
    day = ("親権者を定めた日", long(on))
    return event("親権", on, day, ("親権者", parent), ("届出人", "父母"))


def entry(on: date, before: str) -> Event:
    """A child's entry into the register of the mother after a divorce."""
    lines = (("入籍事由", "母の氏を称する入籍"), ("届出人", "親権者母"), ("従前戸籍", before))
    return event("入籍", on, ("届出日", long(on)), *lines)


def adoption(on: date, father: str, mother: str, before: str) -> Event:
    """An adoption by a couple, as the child's entry has it."""
    lines = (("養父氏名", father), ("養母氏名", mother), ("従前戸籍", before))
    return event("養子縁組", on, ("縁組日", long(on)), *lines)


def adopting(on: str, child: str) -> Event:
    """An adoption, as the entries of those who adopt have it."""
    return event("養子縁組", date.fromisoformat(on), ("縁組日", told(on)), ("養子氏名", child))


def separation(on: date, before: str) -> Event:
    """A grown-up's register of his own (分籍)."""
    return event("分籍", on, ("分籍日", long(on)), ("従前戸籍", before))


def death(on: date, by: str) -> Event:
    """A death."""
    hour = f"{'午前' if on.day % 2 else '午後'}{on.day % 11 + 1}時{on.month * 4}分"
    lines = (("死亡時分", hour), ("死亡地", TOWN), ("届出日", later(on, 1 + on.day % 5)), ("届出人", by))
    return event("死亡", on, ("死亡日", long(on)), *lines)


def loss(on: date) -> Event:
    """A spouse's death, in the entry of who is left."""
    return event("配偶者の死亡", on, ("配偶者の死亡日", long(on)))


def correction(made: Correction) -> Event:
    """An item that was corrected, with what stood there before."""
    on = date.fromisoformat(made.on)
    lines = (("更正日", told(made.on)), ("更正事項", made.item), ("更正事由", "誤記"))
    before = Line("従前の記録", inner=(Line(made.item.rpartition("の")[0], made.before),))
    known = event("更正", on, *lines)
    return Event(known.heading, on, (*known.lines, before))


@lru_cache(maxsize=256)
def _town(address: str) -> str:
    found = PLACE.match(address)
    return TOWN if not found or found[0] in TOWN else found[0]
