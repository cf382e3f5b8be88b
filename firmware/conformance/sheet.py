"""The conformance sheet as PDF/UA: what is asked, our figure, what was measured; a blank line for what a person must measure."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import typst

from firmware.conformance.clauses import GROUPS, Clause, Clauses
from firmware.conformance.measured import Measured

TEMPLATE = Path(__file__).parent / "sheet.typ"
WORDS: dict[str, dict[str, Any]] = {
    "ja": {
        "title": "アクセシビリティ適合表",
        "signature": "測った人: ______________________　日付: ____________　測定器と校正日: ______________________",
        "hand": "手で測る: ",
        "tested": "試験: ",
        "columns": ("番号", "求められること", "規格", "設計値", "測った値", "条件・根拠"),
        "groups": ("音声案内", "音", "表示", "キー", "時間", "日本の実例"),
    },
    "en": {
        "title": "Accessibility conformance sheet",
        "signature": "Measured by: ______________________  Date: ____________  Instrument, calibrated: ______________________",
        "hand": "By hand: ",
        "tested": "Test: ",
        "columns": ("No.", "What is asked", "Clauses", "Our figure", "Measured", "Conditions, proof"),
        "groups": ("Speech", "Sound", "Display", "Keys", "Time", "Practice in Japan"),
    },
}


@dataclass(frozen=True)
class Row:
    """One line of the sheet; `verdict` is fits, misses, or empty where nothing was measured."""

    number: str
    asks: str
    standards: str
    figure: str
    value: str
    verdict: str
    proof: str
    by_hand: str


def row(clause: Clause, found: Measured | None, tests: dict[str, str], language: str) -> Row:
    """The line of one clause; without a value its place stays blank."""
    proof = [found.conditions] if found else []
    if clause.test:
        proof.append(WORDS[language]["tested"] + tests[clause.test])
    return Row(
        number=clause.number,
        asks=clause.asks(language),
        standards="\n".join(f"{name} {where}".strip() for name, where in clause.standards.items()),
        figure=clause.promise(language),
        value=f"{found.value:.4g} {clause.unit}" if found and found.value is not None else "",
        verdict=verdict(clause, found),
        proof="\n".join(proof),
        by_hand=clause.by_hand(language),
    )


def verdict(clause: Clause, found: Measured | None) -> str:
    """Whether what was measured keeps the limits; empty where nothing was."""
    if found is None or found.value is None:
        return ""
    return "fits" if clause.fits(found.value) else "misses"


def pdf(table: Clauses, found: dict[str, Measured], note: str, language: str) -> bytes:
    """The sheet; `found` is by the clause's number, `note` tells of which terminal and when."""
    words = WORDS[language]
    rows = {clause.number: row(clause, found.get(clause.number), table.tests, language) for clause in table.clause}
    groups = [
        {"title": title, "rows": [asdict(rows[c.number]) for c in table.clause if c.group == group]}
        for group, title in zip(GROUPS, words["groups"], strict=True)
    ]
    sheet = {**words, "note": note, "language": language, "groups": groups}
    # tagged for screen readers: a sheet about accessibility that nobody could hear would be a poor one
    return typst.compile(TEMPLATE, sys_inputs={"sheet": json.dumps(sheet)}, pdf_standards="ua-1")
