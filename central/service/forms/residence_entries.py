"""The entries of a residence record: what stands beside each label for one resident.

What is recorded nowhere is marked as empty (【空欄】), what is left out as omitted (【省略】): no entry ever disappears.
A foreign resident has nationality and status of residence in place of the domicile (Basic Resident Registration Act,
article 30-45); his notified name (通称) is always printed beside his name. Texts and unknown days stand as recorded.
"""

from __future__ import annotations

from central.service import era
from central.service.forms.order import Cause, Content, Entry, FormOrder, NotPrintable
from central.service.residents import Day, Foreigner, Resident

RELATION = "relation"  # the item 世帯主・続柄
DOMICILE = "domicile"  # the item 本籍・筆頭者, or 国籍等
HISTORY_LABELS = ["異動前住所", "異動年月日", "異動事由"]
MOST_MOVES = 6
CARD_NUMBERS = {"特別永住者": "特別永住者証明書の番号"}


class Entries:
    """One resident's entries under an order's choice of items and a municipality's marks."""

    def __init__(self, order: FormOrder, resident: Resident) -> None:
        self._items = order.items
        self._marks = order.municipality.marks
        self._one = resident
        self.foreign = resident.foreigner is not None

    def household(self) -> dict[str, Entry]:
        """What stands once for all: 住所 and 世帯主."""
        home = self._one.household
        return {
            "address": ["住所", self._recorded(home.address)],
            "household_head": ["世帯主", self._asked(RELATION, home.head)],
        }

    def everything(self) -> dict[str, Entry]:
        """Every entry by its key in the templates."""
        origin = self._of_foreigner(self._one.foreigner) if self._one.foreigner else self._of_domicile()
        return {**self.household(), **self._names(), **self._register_days(), **origin, **self._the_rest()}

    def moves(self) -> Content:
        """The addresses left within the city, earliest first. Raises NotPrintable when they do not find room."""
        moves = [[f.address, self._day(f.until), f.reason] for f in self._one.former_addresses if f.within]
        if len(moves) > MOST_MOVES:
            raise NotPrintable(Cause.OVERFLOW, HISTORY_LABELS[0])
        end = [[self._marks.end, "", ""]] if moves else []
        return {"history_labels": HISTORY_LABELS, "history": (moves or [[self._marks.empty] * 3]) + end}

    def _names(self) -> dict[str, Entry]:
        one = self._one
        second = (
            ("通称", one.alias, one.alias_furigana) if self.foreign else ("旧氏", one.former_name, one.former_furigana)
        )
        return {
            "furigana": ["氏名の振り仮名", self._recorded(one.furigana)],
            "name": ["氏名", one.name],
            "former_furigana": [f"{second[0]}の振り仮名", self._recorded(second[2])],
            "former": [second[0], self._recorded(second[1])],
        }

    def _register_days(self) -> dict[str, Entry]:
        one = self._one
        return {
            "birth": ["生年月日", self._birth()],
            "became": ["住民となった年月日", self._day(one.became_resident)],
            "since": ["住所を定めた年月日", self._day(one.address_since)],
            "notified": ["届出日", self._day(one.notified)],
        }

    def _the_rest(self) -> dict[str, Entry]:
        one, marks = self._one, self._marks
        left = [former.address for former in one.former_addresses if former.within]
        return {
            "sex": ["性別", self._recorded(one.sex)],
            "relation": ["続柄", self._asked(RELATION, one.relation)],
            "number": ["個人番号", marks.omitted],  # neither number is issued at a terminal
            "code": ["住民票コード", marks.omitted],
            "moved_from": ["転入前住所", self._recorded(one.moved_from)],
            "moved_within": [HISTORY_LABELS[0], left[-1] if left else marks.empty],
            "remarks": ["備考", self._recorded(one.remarks)],
            "unused": [marks.unused, marks.unused],
        }

    def _of_domicile(self) -> dict[str, Entry]:
        domicile = self._one.domicile
        return {
            "domicile": ["本籍", self._asked(DOMICILE, domicile.address if domicile else "")],
            "head": ["筆頭者", self._asked(DOMICILE, domicile.head if domicile else "")],
        }

    def _of_foreigner(self, foreigner: Foreigner) -> dict[str, Entry]:
        since = self._day(foreigner.became_foreign_resident)
        entries = {
            "head": ("国籍・地域", foreigner.nationality),
            "domicile": ("第30条の45規定区分", foreigner.category),
            "residence_status": ("在留資格", foreigner.residence_status),
            "period": ("在留期間等", foreigner.period),
            "expires": ("在留期間等の満了の日", self._day(foreigner.expires)),
            "card_number": (CARD_NUMBERS.get(foreigner.category, "在留カード等の番号"), foreigner.card_number),
            "became_foreign_resident": ("外国人住民となった年月日", since),
            "alias_changes": ("通称の記載・削除", foreigner.alias_changes),
        }
        return {key: [label, self._asked(DOMICILE, value)] for key, (label, value) in entries.items()}

    def _birth(self) -> str:
        birth = self._one.birth
        if self.foreign and not birth.printed:  # as on the residence card: by the Gregorian calendar
            return f"{birth.on.year}年{birth.on.month}月{birth.on.day}日"
        return self._day(birth)

    def _asked(self, item: str, value: str) -> str:
        return self._recorded(value) if item in self._items else self._marks.omitted

    def _recorded(self, value: str) -> str:
        return value or self._marks.empty

    def _day(self, day: Day | None) -> str:
        try:
            return self._recorded((day.printed or era.long(day.on)) if day else "")
        except ValueError:  # a slip of the pen (1068 for 1968) is for the counter, and no fault of central
            raise NotPrintable(Cause.DAY, "年月日") from None
