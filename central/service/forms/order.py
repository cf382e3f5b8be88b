"""What is asked of the forms and what they answer."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from msgspec import Struct

from central.service.family import FamilyRegister
from central.service.forms.municipality import Municipality
from central.service.residents import Resident, SealRegistration, TaxRecord

Entry = list[str]  # a label and the value beside it
Content = dict[str, object]


class FormOrder(Struct, frozen=True):
    """A certificate to make: `residents` in the register's order, `whom` self or household, `items` to be shown.

    `record` is what the register holds for this kind besides the residents, of `year` where it has years (年度).
    `check` is what the QR code on each sheet holds, printed as letters too (empty: no QR code). `mark` ties the PDF to
    its release (`central.wire.mark_of`); it stands in the keywords, not on paper.
    """

    kind: str
    residents: tuple[Resident, ...]
    whom: str
    items: frozenset[str]
    copies: int
    ticket: str
    issued_on: date
    municipality: Municipality
    mark: str = ""
    record: SealRegistration | TaxRecord | FamilyRegister | None = None
    year: int = 0
    check: str = ""

    def __repr__(self) -> str:
        # the record and the code tell of a person
        return f"FormOrder({self.kind}, {self.ticket})"


class Document(Struct, frozen=True):
    """A finished certificate: all copies in one PDF, how many sheets of paper that is, and its SHA-256 in hex."""

    pdf: bytes
    sheets: int
    sha256: str

    def __repr__(self) -> str:
        # a certificate is full of names
        return f"Document({self.sheets} sheets)"


class Layout(Struct, frozen=True):
    """What a kind puts on its sheets: the template's name, what stands on each sheet, and on all of them.

    `impression` is a registered seal as SVG of true size, for the template that has a place for it.
    """

    name: str
    sheets: list[object]
    title: str
    sentence: str
    shared: Content
    impression: str = ""

    def __repr__(self) -> str:
        # as above
        return f"Layout({self.name}, {len(self.sheets)} sheets)"


class Cause(StrEnum):
    """Why a certificate cannot be printed."""

    GLYPH = "glyph"
    OVERFLOW = "overflow"
    DAY = "day"
    IMPRESSION = "impression"


CAUSES = {
    Cause.GLYPH: "has a character that the certificates' font lacks",
    Cause.OVERFLOW: "is longer than its place on the form takes",
    Cause.DAY: "lies before the eras that certificates know",
    Cause.IMPRESSION: "is no drawing in black and white, over 8 mm and within 25 mm square, that can be printed as it is",
}


class NotPrintable(Exception):
    """The certificate would be wrong, so it is not made: `cause` and the `field`, never what stands in it."""

    def __init__(self, cause: Cause, field: str) -> None:
        super().__init__(f"not printable: {field} {CAUSES[cause]}; issue this certificate at the counter")
        self.cause = cause
        self.field = field
