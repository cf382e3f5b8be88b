"""戸籍全部事項証明書 and 戸籍個人事項証明書: what a computerised family register says of all who stand in it, or of one.

The form is that of the Family Register Act's ordinance (戸籍法施行規則, annexes 24 and 25): two columns, headings at the left,
labelled lines at the right. A person who was removed keeps his place, with 除籍 in a frame.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec
from msgspec.structs import replace

from central.service import era
from central.service.family import Event, FamilyRegister, Line, Member
from central.service.forms.order import Cause, FormOrder, Layout, NotPrintable
from central.service.forms.rows import Group, Row, groups_of, rows_of, sheets_of
from central.service.residents import Day

CAPACITY = 39  # rows on a sheet, the words at the end of all not counted
REMOVED = "除籍"
ROWS_OF_BOX = 4  # what a person's block needs at least, so that the frame finds room


def lay_out_all(order: FormOrder) -> Layout:
    """The sheets for all who stand in the register. Raises ValueError without a register, NotPrintable."""
    words, register = order.municipality.family, record_of(order)
    return Layout("family", _sheets(register, register.members), words.all_title, words.all, {"place": words.place})


def lay_out_one(order: FormOrder) -> Layout:
    """The sheets for the resident himself. Raises ValueError when he does not stand in the register, NotPrintable."""
    words, register = order.municipality.family, record_of(order)
    member = register.member(order.residents[0].id)
    if member is None:
        raise ValueError("the resident does not stand in this family register")
    return Layout("family", _sheets(register, (member,)), words.one_title, words.one, {"place": words.place})


def record_of(order: FormOrder) -> FamilyRegister:
    """The family register of an order. Raises ValueError when it has another record or none."""
    if isinstance(order.record, FamilyRegister):
        return order.record
    raise ValueError(f"a certificate of kind {order.kind} needs a family register")


def numbered(sheets: Iterable[object]) -> list[object]:
    """Sheets of rows with their numbers from 1."""
    return [{"number": number, "rows": rows} for number, rows in enumerate(sheets, 1)]


def day(known: Day) -> str:
    """A day as papers print it. Raises NotPrintable before the eras."""
    try:
        return known.printed or era.long(known.on)
    except ValueError:
        raise NotPrintable(Cause.DAY, "年月日") from None


def _sheets(register: FamilyRegister, members: tuple[Member, ...]) -> list[object]:
    groups = [*_of_register(register)]
    for member in members:
        groups += _of_member(member)
    return numbered(msgspec.to_builtins(sheet) for sheet in sheets_of(groups, CAPACITY))


def _of_register(register: FamilyRegister) -> Iterator[Group]:
    yield _headed("本籍", _plain("本籍", register.address), rule=2)
    name = _plain("氏名", register.head)
    if register.furigana:
        name += rows_of(Line("氏の振り仮名", register.furigana))
    yield _headed("氏名", name, rule=1)
    yield from _of_events("戸籍事項", register.events)


def _of_member(member: Member) -> Iterator[Group]:
    rows = [row for line in _person(member) for row in rows_of(line)]
    rows = _joined(rows)
    rows += [Row(["", ""])] * (ROWS_OF_BOX - len(rows))
    rows[0] = replace(rows[0], boxed=REMOVED if member.removed else "")
    yield _headed("戸籍に記録されている者", rows, rule=2)
    yield from _of_events("身分事項", member.events)


def _person(member: Member) -> Iterator[Line]:
    """A person's own lines in the order of the form; those that hold nothing are not on it."""
    lines = (
        ("名", member.name),
        ("名の振り仮名", member.furigana),
        ("生年月日", day(member.birth)),
        ("配偶者区分", member.spouse),
        ("父", member.father),
        ("母", member.mother),
        ("続柄", member.relation),
        ("養父", member.adoptive_father),
        ("養母", member.adoptive_mother),
        ("続柄", member.adoptive_relation),
    )
    return (Line(label, value) for label, value in lines if value)


def _joined(rows: list[Row]) -> list[Row]:
    """Whose husband or wife somebody is stands beside the day of birth."""
    found = next((i for i, row in enumerate(rows) if row.entry[0] == "配偶者区分"), None)
    if found is None:
        return rows
    both = replace(rows[found - 1], entry=["生年月日", f"{rows[found - 1].entry[1]}　{rows[found].entry[1]}"])
    return [*rows[: found - 1], both, *rows[found + 1 :]]


def _of_events(heading: str, events: tuple[Event, ...]) -> Iterator[Group]:
    """A heading and the events below it, each under its own; no heading stands alone at a sheet's foot."""
    title = [Row(["", ""], heading=heading, rule=1)]
    for event in events:
        first, *rest = [group for line in event.lines for group in groups_of(line)] or [[Row(["", ""])]]
        yield title + _headed(event.heading, first, level=1)
        yield from rest
        title = []


def _headed(heading: str, rows: Group, rule: int = 0, level: int = 0) -> Group:
    spaced = "　".join(heading) if len(heading) == 2 else heading
    return [replace(rows[0], heading=spaced, rule=rule, level=level), *rows[1:]]


def _plain(label: str, value: str) -> Group:
    """A value beside a heading, which is its label already."""
    return [
        replace(row, entry=[label, row.entry[1].removeprefix(f"【{label}】")]) for row in rows_of(Line(label, value))
    ]
