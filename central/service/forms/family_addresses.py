"""戸籍の附票の写し: where those who stand in a family register have lived (Basic Resident Registration Act, article 17).

Domicile and head are left out unless asked for; then people stand by their given names, else by their full ones. Day of
birth and sex are entered since 11 January 2022, so those removed before have neither.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from central.service.family import FamilyRegister, Member
from central.service.forms.family import day, numbered, record_of
from central.service.forms.order import Content, Entry, FormOrder, Layout
from central.service.forms.residence_entries import DOMICILE
from central.service.residents import Day

CAPACITY = 26  # rows of a sheet, one for the words at the end of all
SINCE = date(2022, 1, 11)  # of Act 16 of 2019, for the items of birth and sex
REMOVED = "除籍"


def lay_out(order: FormOrder) -> Layout:
    """The sheets of a supplementary card: for oneself one person, else all. Raises ValueError, NotPrintable."""
    words, register = order.municipality.supplementary, record_of(order)
    members = register.members
    if alone := order.whom == "self":
        member = register.member(order.residents[0].id)
        if member is None:
            raise ValueError("the resident does not stand in this family register")
        members = (member,)
    sheets = numbered(_sheets([list(_rows(order, register, one)) for one in members]))
    shared: Content = {"head": _head(order, register)}
    return Layout("supplementary", sheets, words.title, words.some if alone else words.all, shared)


def _head(order: FormOrder, register: FamilyRegister) -> list[Entry]:
    omitted = "" if DOMICILE in order.items else order.municipality.marks.omitted
    began = "改製日" if register.card_remade else "編製日"
    return [
        ["本籍", omitted or register.address],
        ["筆頭者", omitted or register.head],
        [began, day(Day(register.card_began))],
    ]


def _rows(order: FormOrder, register: FamilyRegister, member: Member) -> Iterator[Content]:
    shown = member.removed is None or member.removed >= SINCE
    empty = order.municipality.marks.empty
    name = ["名", member.name] if DOMICILE in order.items else ["氏名", register.full_name(member)]
    yield {
        "person": [name, ["生年月日", day(member.birth) if shown else empty], ["性別", member.sex if shown else empty]],
        "removed": [REMOVED, day(Day(member.removed))] if member.removed else ["", ""],
    }
    for stay in member.stays:
        yield {"stay": [["住所", stay.address], ["住定日", day(stay.since) if stay.since else empty]]}


def _sheets(people: list[list[Content]]) -> Iterator[object]:
    """Rows sheet by sheet. The sheets are loose, so each address has its person above it on the same one."""
    sheet: list[Content] = []
    for rows in people:
        if len(sheet) + 2 > CAPACITY:
            yield sheet
            sheet = []
        for row in rows:
            if len(sheet) == CAPACITY:
                yield sheet
                sheet = [rows[0]]
            sheet.append(row)
    yield sheet
