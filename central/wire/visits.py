"""A visit: who is there, what is ordered, paid, issued, and what became of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from central.wire.parts import PURPOSE_CERTIFICATE, Clock, Copies, Count, Id, Moment, Sha256, Ticket, Word
from central.wire.refusals import Refusal


class OpenVisit(Struct, kw_only=True):
    """POST /v1/visits. `visit` is the terminal's UUIDv7, `ticket` what stands on papers."""

    visit: Id
    ticket: Ticket
    purpose: Word = PURPOSE_CERTIFICATE


class Challenge(Struct, kw_only=True):
    """The answer: 32 random bytes, good once, for this terminal, visit and purpose, until `expires`."""

    challenge: bytes
    expires: datetime


class Identify(Struct, kw_only=True):
    """POST /v1/visits/{visit}/person: the card's certificate (DER) and its signature over `bound(...)`."""

    certificate: bytes
    signature: bytes

    def __repr__(self) -> str:
        # nothing by which the card is known again
        return "Identify()"


class Hours(Struct, kw_only=True):
    """A part of a day in which something can be had: `opens` and `closes` as HH:MM, the closing minute not in it."""

    opens: Clock
    closes: Clock


class Offer(Struct, kw_only=True):
    """One certificate of the city's: its kind, fee per copy, and what may be chosen.

    `years` are the fiscal years of a tax certificate, the newest first. `refused` tells why this person cannot have it
    here, and what is said when it is chosen all the same. `hours` are this day's, none when closed all day. `closes` is when
    it closes, told to who chooses it `closing_soon` minutes before; `next_open` is for what cannot be had now.
    """

    kind: str
    fee: Count
    open_now: bool
    hours: list[Hours]
    whom: Annotated[list[str], Meta(min_length=1)]
    items: list[str]
    most_copies: Copies
    years: list[int] = []
    refused: Refusal | None = None
    closes: Moment | None = None
    closing_soon: Count = 0
    next_open: Moment | None = None


class Person(Struct, kw_only=True):
    """The card is good and its holder is known; no name and no number comes to the terminal."""

    offers: Annotated[list[Offer], Meta(min_length=1)]


class Order(Struct, kw_only=True):
    """POST /v1/visits/{visit}/orders. `order` is the terminal's UUIDv7.

    The same one again gives the same quote, as long as its document is kept.
    """

    order: Id
    kind: Word
    whom: Word
    items: Annotated[list[Word], Meta(max_length=32)]
    copies: Copies
    year: Annotated[int, Meta(ge=0, le=9999)] = 0


class Quote(Struct, kw_only=True):
    """The document is made and can be had: what it costs, how many sheets it has, its SHA-256 (hex).

    After `pay_by`, some minutes past closing time, it is handed over to nobody who has not paid before.
    """

    order: str
    fee: Count
    sheets: Annotated[int, Meta(ge=1, le=10_000)]
    sha256: Sha256
    pay_by: Moment | None = None


class Paid(Struct, kw_only=True):
    """POST /v1/visits/{visit}/orders/{order}/document: the fee was taken; the answer is `Issued`."""

    yen: Count
    method: Word
    receipt: Annotated[str, Meta(max_length=80)]  # a terminal's name, of 64 letters at most, and a number


class Binding(Struct, kw_only=True, frozen=True):
    """Whose document it is: made for this terminal, visit and ticket, for this order, for this holder (`holder_of`)."""

    terminal: str
    visit: str
    ticket: str
    order: Order
    holder: Sha256

    def __repr__(self) -> str:
        # the holder would tie the visit to a card, for whoever has its certificate
        return f"{type(self).__name__}({self.terminal}, {self.visit}, {self.order.order})"


class Release(Binding, kw_only=True, frozen=True):
    """What a document may be printed for: whose it is, its SHA-256, the receipt it was paid under, and until when."""

    sha256: Sha256
    receipt: str
    expires: Annotated[datetime, Meta(tz=True)]


class Issued(Struct, kw_only=True, frozen=True):
    """The answer to `Paid`: the document (PDF), whose keywords carry `mark_of(release)`, and what it may be printed for."""

    release: Release
    document: bytes

    def __repr__(self) -> str:
        # the document is full of names
        return f"Issued({self.release!r})"


class Printed(StrEnum):
    """The journal's three answers about the paper. UNKNOWN may be settled once, by staff, with one of the others."""

    DONE = "done"
    NOT_DONE = "not_done"
    UNKNOWN = "unknown"


class Outcome(Struct, kw_only=True):
    """PUT /v1/visits/{visit}/orders/{order}/outcome: what became of the paper and of the money (yen)."""

    printed: Printed
    sheets: Count
    kept: Count
    returned: Count
