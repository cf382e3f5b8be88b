"""課税(非課税)証明書: what was earned in a calendar year, and the municipal tax of the fiscal year after it.

The items are those of the Local Tax Act, articles 313 to 314-6. Every amount is printed: nothing is 0, never a blank and
never a mark, for who receives the certificate refuses amounts that are hidden. Amounts are yen, as the head says once.
"""

from __future__ import annotations

from datetime import date

from central.service import era
from central.service.forms.order import Content, FormOrder, Layout
from central.service.forms.residence_entries import Entries
from central.service.residents import Dependants, Levied, TaxRecord

EARNED = {"salary": "給与", "pension": "公的年金等", "business": "営業等", "rent": "不動産"}
DEDUCTED = {
    "social_insurance": "社会保険料",
    "medical": "医療費",
    "mutual_aid": "小規模企業共済等",
    "life_insurance": "生命保険料",
    "earthquake": "地震保険料",
    "disability": "障害者",
    "one_parent": "寡婦・ひとり親",
    "student": "勤労学生",
    "spouse": "配偶者",
    "spouse_special": "配偶者特別",
    "dependants": "扶養",
    "basic": "基礎",
}
KEPT = {
    "specific": "特定",
    "elderly": "老人",
    "elderly_parents": "同居老親等",
    "general": "一般",
    "under_16": "16歳未満",
    "disabled": "障害(普通)",
    "severely_disabled": "障害(特別)",
}
LEVIED = {"credit": "調整控除額", "on_income": "所得割額", "per_head": "均等割額"}
HEADS = {
    "unit": "（単位：円）",
    "earned": ["収入・所得の内訳", "収入金額", "所得金額"],
    "deducted": ["所得控除", "金額"],
    "kept": "配偶者・扶養親族",
}


def lay_out(order: FormOrder) -> Layout:
    """One sheet. Raises ValueError when the record is not this resident's tax of the year that was ordered."""
    [one] = order.residents
    tax, town = order.record, order.municipality
    if not isinstance(tax, TaxRecord) or (tax.resident, tax.year) != (one.id, order.year):
        raise ValueError("a certificate of tax has its resident's record of the year that was ordered")
    words = town.tax
    title = f"{_years(tax.year)}　{words.taxed if tax.taxed else words.untaxed}"
    # After the last row of the deductions, which are the longest column, nothing can be written any more.
    remarks = ["備考", town.marks.end]
    sheet: Content = {
        "heads": HEADS,
        "who": _who(order, tax),
        **_income(tax),
        **_levies(order, tax),
        "remarks": remarks,
    }
    sheet["kept"] = _kept(tax.dependants)
    sheet["oneself"] = ["本人該当", tax.oneself or town.marks.empty]
    return Layout("tax", [sheet], title, words.sentence, {})


def _years(fiscal: int) -> str:
    """令和8年度（令和7年分）: the year of the tax by its first day, the year of the income by its last."""
    return f"{era.year(date(fiscal, 4, 1))}度（{era.year(date(fiscal - 1, 12, 31))}分）"


def _who(order: FormOrder, tax: TaxRecord) -> list[list[str]]:
    known = Entries(order, order.residents[0]).everything()
    on = f"{era.year(date(tax.year, 1, 1))}1月1日"
    return [
        known["address"],
        known["name"],
        known["former"],
        known["birth"],
        [f"{on}（賦課期日）の住所", tax.base_address],
    ]


def _income(tax: TaxRecord) -> Content:
    earned = [[label, _yen(getattr(tax.revenue, key)), _yen(getattr(tax.income, key))] for key, label in EARNED.items()]
    deducted = [[label, _yen(getattr(tax.deductions, key))] for key, label in DEDUCTED.items()]
    return {
        "earned": earned,
        "total": ["合計所得金額", _yen(tax.income.total)],
        "deducted": [*deducted, ["所得控除計", _yen(tax.deductions.total)]],
    }


def _kept(kept: Dependants) -> list[list[str]]:
    counts = [[label, f"{getattr(kept, key)}人"] for key, label in KEPT.items()]
    return [["配偶者", "有" if kept.spouse else "無"], *counts]


def _levies(order: FormOrder, tax: TaxRecord) -> Content:
    words = order.municipality.tax

    def row(key: str) -> list[str]:
        parts: tuple[Levied, ...] = (tax.city, tax.prefecture)
        return [LEVIED[key], *(_yen(getattr(part, key)) for part in parts)]

    return {
        "base": [["課税標準額（総合）", _yen(tax.taxable)], ["課税標準額（分離）", _yen(tax.separate_taxable)]],
        "taxes": ["税額", words.city, words.prefecture],
        "levied": [row(key) for key in LEVIED],
        "sums": [["森林環境税", _yen(tax.forest)], ["年税額", _yen(tax.annual)]],
    }


def _yen(amount: int) -> str:
    return f"{amount:,}"
