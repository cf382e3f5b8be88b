"""A pass: what is offered to whom, and an application for it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from central.wire.parts import Count, Id, Word
from central.wire.refusals import Refusal, Words


class Medium(StrEnum):
    """What a rider holds up: a transit card or a phone that is one, or his My Number Card."""

    FELICA = "felica"
    MY_NUMBER = "my_number"


class PassOffer(Struct, kw_only=True):
    """A scheme of the city's: what it is called (by language), what may be held up for it, and what it would grant at once.

    `needs_key`: a My Number Card must answer with its own key, so that no copy passes. `held`: this person has it already;
    to apply again changes what is held up. `replaces` is the scheme that would end by choosing this one. `refused` tells why
    this person cannot have it, `from_day` since when he can; `until` is the last day on which it would count.
    """

    scheme: Word
    name: Annotated[dict[str, Words], Meta(min_length=1)]
    media: list[Medium]
    needs_key: bool = False
    held: bool = False
    replaces: Word = ""
    points: Count = 0
    rides: Count = 0
    from_day: date | None = None
    until: date | None = None
    refused: Refusal | None = None


class Passes(Struct, kw_only=True):
    """The answer to `Identify` at POST /v1/visits/{visit}/rider: the card is good; no name and no number comes to the terminal."""

    offers: list[PassOffer]


class CardLink(Struct, kw_only=True, frozen=True):
    """A card's own key as its issuer signed it: `signed_key` and `signer` (`cards.possession.Vouched.to_bytes`).

    `answer` is the card's to `key_challenge`, by `cards.possession.answer`; `signature` is the holder's certificate's over
    `CardKey.binding(key_challenge)`, with its PIN.
    """

    signed_key: Annotated[bytes, Meta(max_length=2048)]
    signer: Annotated[bytes, Meta(max_length=2048)]
    answer: Annotated[bytes, Meta(max_length=1024)]
    signature: Annotated[bytes, Meta(max_length=1024)]

    def __repr__(self) -> str:
        # nothing by which the card is known again
        return "CardLink()"


class Apply(Struct, kw_only=True):
    """POST /v1/visits/{visit}/passes. `application` is the terminal's UUIDv7; the same one again gives the same answer.

    For a transit card its `idm` (JIS X 6319-4); for a My Number Card the `certificate` that was checked, and `card` where the
    scheme needs its key.
    """

    application: Id
    scheme: Word
    medium: Medium
    idm: Annotated[str, Meta(pattern=r"^([0-9A-F]{16})?$(?!\n)")] = ""
    certificate: Annotated[bytes, Meta(max_length=8192)] = b""
    card: CardLink | None = None

    def __repr__(self) -> str:
        # neither the card's number nor its certificate
        return f"Apply({self.application}, {self.scheme}, {self.medium.value})"


class Enrolled(Struct, kw_only=True):
    """The answer: what counts from when to when (both days in it, no `until`: for ever), and what is left of points or rides."""

    application: str
    scheme: str
    begins: date
    until: date | None = None
    points: Count = 0
    rides: Count = 0
