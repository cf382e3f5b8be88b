"""What a family register (戸籍) says, and its supplementary card (附票): the Family Register Act, articles 9 to 13.

A register is one married couple, or one parent, and their children of one family name. Texts and labels stand as recorded.
"""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from central.service.residents import Day


class Line(Struct, frozen=True, omit_defaults=True, gc=False):
    """One 【label】 and the value after it; `inner` lines stand indented below it, as under 【従前の記録】."""

    label: str
    value: str = ""
    inner: tuple[Line, ...] = ()

    def __repr__(self) -> str:
        return f"<line {self.label}>"


class Event(Struct, frozen=True, gc=False):
    """What happened to a register (戸籍事項) or to a person (身分事項): its heading, when, and what is recorded of it."""

    heading: str
    on: date
    lines: tuple[Line, ...]


class Stay(Struct, frozen=True, omit_defaults=True, gc=False):
    """An address on the supplementary card and the day it was fixed (住定日); None where that is not recorded."""

    address: str
    since: Day | None = None

    def __repr__(self) -> str:
        return "<stay>"


class Member(Struct, frozen=True, omit_defaults=True, gc=False):
    """A person who stands in a register, with the addresses of the supplementary card, the oldest first.

    `name` is the given name alone (名). Who has left the register by marriage or death stays in it, `removed` since then
    (除籍). `resident` is the number in the register of residents of who lives in this city.
    """

    name: str
    sex: str
    birth: Day
    father: str
    mother: str
    relation: str
    furigana: str = ""
    spouse: str = ""
    adoptive_father: str = ""
    adoptive_mother: str = ""
    adoptive_relation: str = ""
    removed: date | None = None
    resident: int | None = None
    events: tuple[Event, ...] = ()
    stays: tuple[Stay, ...] = ()

    def __repr__(self) -> str:
        return f"<member {self.resident}>"


class FamilyRegister(Struct, frozen=True, omit_defaults=True, gc=False):
    """A family register of this city: its domicile (本籍), who stands first in it (筆頭者), its events, its people.

    `card_began` is when the supplementary card was made, or `card_remade` anew. While a notification is being entered
    (`changing`) no copy is issued.
    """

    address: str
    family_name: str
    head: str
    events: tuple[Event, ...]
    members: tuple[Member, ...]
    card_began: date
    card_remade: bool = False
    changing: bool = False
    furigana: str = ""

    def __repr__(self) -> str:
        return f"<family register of {len(self.members)}>"

    def member(self, resident: int) -> Member | None:
        """The entry of a resident, if he stands in this register and has not left it."""
        return next((one for one in self.members if one.resident == resident and not one.removed), None)

    def full_name(self, one: Member) -> str:
        """Family and given name, as on other papers."""
        return f"{self.family_name}　{one.name}"
