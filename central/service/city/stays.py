"""The addresses of the supplementary card: where somebody lived since he came into the register."""

from __future__ import annotations

from datetime import date

from central.service.city.people import Home, Kin, Person
from central.service.city.units import Figure
from central.service.family import Stay
from central.service.residents import Day

CHILD = 15
NEW_HOME = "見本県うみ市南町三丁目3番3号"  # where those live who have left the city


def stays_of(figure: Figure, home: Home, start: date, removed: date | None) -> tuple[Stay, ...]:
    """A figure's addresses from a day on, the oldest first, until he was removed."""
    who = figure.who
    if isinstance(who, Kin):
        return (Stay(who.lives or home.address, Day(start)),)
    lived = _lived(who, home)
    begin = max((i for i, stay in enumerate(lived) if not stay.since or stay.since.on <= start), default=0)
    until = removed or date.max
    return tuple(stay for i, stay in enumerate(lived) if i >= begin and (i == begin or _since(stay) <= until))


def _since(stay: Stay) -> date:
    return stay.since.on if stay.since else date.min


def _lived(who: Person, home: Home) -> list[Stay]:
    lived = [Stay(former.address, Day.read(former.since)) for former in who.former]
    if who.moved_from and not any(former.address == who.moved_from for former in who.former):
        came, birth = Day.read(who.became_resident), Day.read(who.birth)
        # A child had no other address before; of a grown-up nothing is recorded.
        lived.insert(0, Stay(who.moved_from, birth if came.on.year - birth.on.year < CHILD else None))
    lived.append(Stay(home.address, Day.read(who.address_since or who.became_resident)))
    if who.status == "moved_out" and who.status_since:
        lived.append(Stay(NEW_HOME, Day.read(who.status_since)))
    return lived
