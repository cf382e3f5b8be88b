"""From an order to a PDF: laid out by its kind, held against the font, set by typst, the same bytes for the same order."""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from functools import lru_cache
from pathlib import Path

import msgspec
import typst

from central.service import era
from central.service.coverage import FontMissing, coverage
from central.service.forms.kinds import KINDS
from central.service.forms.municipality import Municipality, MunicipalityError
from central.service.forms.order import CAUSES, Cause, Content, Document, FormOrder, Layout, NotPrintable
from central.service.forms.qr import drawn

TEMPLATES = Path(__file__).parent / "templates"
OVERFLOW = re.compile(r"overflow: ([^\"]+)")
_turn = threading.Lock()  # a compiler keeps what it has set before, and serves one at a time


def compose(order: FormOrder) -> Document:
    """The certificate that was ordered, all copies in one PDF.

    Raises NotPrintable when a character is not in the font or a text finds no room, ValueError for an order that makes
    no sense (unknown kind, nobody, no copies, no record, a check too long for its QR code), FontMissing.
    """
    if order.kind not in KINDS:
        raise ValueError(f"there is no certificate {order.kind}")
    if not order.residents or order.copies < 1:
        raise ValueError("a certificate is of somebody, and of one copy at least")
    layout = KINDS[order.kind](order)
    form = _form(order, layout)
    _check(form, Path(order.municipality.font))
    pdf = _set(form, order, layout)
    return Document(pdf, len(layout.sheets) * order.copies, hashlib.sha256(pdf).hexdigest())


def warm_up(municipality: Municipality) -> None:
    """Set a sheet without anybody on it, so that the first certificate comes as fast as the next.

    Raises FontMissing, and MunicipalityError when the town's own words or its seal can stand on no certificate.
    """
    nobody = FormOrder("residence", (), "self", frozenset(), 1, "", date(2000, 1, 1), municipality)
    entries = {"address": ["", ""], "household_head": ["", ""]}
    layout = Layout("residence_household", [[]], municipality.residence.title, "", {**entries})
    # The seal's drawing and the font's path are no words; a tab in them is in no font.
    words = msgspec.to_builtins(municipality) | {"seal": municipality.seal.note, "font": ""}
    try:
        _check(words, Path(municipality.font))
        _set(_form(nobody, layout), nobody, layout)
    except NotPrintable as wrong:
        raise MunicipalityError(f"{wrong.field} {CAUSES[wrong.cause]}") from None
    except typst.TypstError as wrong:
        raise MunicipalityError(f"seal: {wrong.message}") from None


def _form(order: FormOrder, layout: Layout) -> Content:
    town = order.municipality
    return {
        "layout": layout.name,
        "title": layout.title,
        "mark": order.mark,
        "sheets": layout.sheets,
        "sentence": layout.sentence,
        "numbers": [f"{order.ticket}-{copy}" for copy in range(1, order.copies + 1)],
        "number_label": town.number_label,
        "check": order.check,
        "ground": town.ground,
        "issued": era.long(order.issued_on),
        "signatory": f"{town.signatory.office}　{town.signatory.name}",
        "seal_mm": town.seal.millimetres,
        "seal_note": town.seal.note,
        "end": town.marks.end,
        "next_sheet": town.marks.next_sheet,
        "watermark": town.watermark,
        "font": town.font_family,
        **layout.shared,
    }


def _check(form: Content, font: Path) -> None:
    # The municipality's own words are checked too: a sentence with a hole in it is as wrong as a name.
    known = coverage(font)
    for field, text in _texts(form, ""):
        if not known.sets(text.replace("\n", "")):
            raise NotPrintable(Cause.GLYPH, field)


def _texts(value: object, field: str) -> Iterator[tuple[str, str]]:
    """Every text of a form, with the label of the field in which it stands."""
    match value:
        case str():
            yield field, value
        case [str() as label, str() as text]:
            yield from ((label, label), (label, text))
        case list():
            for one in value:
                yield from _texts(one, field)
        case dict():
            for key, one in value.items():
                yield from _texts(one, str(key))


def _set(form: Content, order: FormOrder, layout: Layout) -> bytes:
    town = order.municipality
    drawings = {"seal": town.seal.svg, "impression": layout.impression, "qr": drawn(order.check)}
    inputs = {"form": json.dumps(form, ensure_ascii=False), **drawings}
    stamp = datetime.combine(order.issued_on, time(), UTC)  # typst's clock: the same order gives the same bytes
    try:
        with _turn:
            pdf = _compiler(Path(town.font).parent, town.font_family).compile(
                sys_inputs=inputs, format="pdf", timestamp=stamp, pdf_standards=["a-2u"]
            )
    except typst.TypstError as wrong:
        if found := OVERFLOW.search(wrong.message):
            raise NotPrintable(Cause.OVERFLOW, found[1]) from None
        raise
    if not isinstance(pdf, bytes):
        raise TypeError("typst gave no PDF")
    return pdf


@lru_cache(maxsize=4)
def _compiler(fonts: Path, family: str) -> typst.Compiler:
    known = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(fonts)])
    if family not in known.families():
        raise FontMissing(f"no font of {fonts} is called {family}")
    return typst.Compiler(str(TEMPLATES / "main.typ"), root=str(TEMPLATES), font_paths=known, ignore_system_fonts=True)
