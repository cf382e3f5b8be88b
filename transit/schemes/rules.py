"""All schemes of an operator as vehicles have them: read strictly from a folder of TOML files, sent as one document of JSON."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Self, TypeVar

import msgspec
from msgspec import Meta, Struct

from transit.schemes.scheme import Offer, Scheme

Shape = TypeVar("Shape")
OWN_FILE = "rules.toml"
"""In this file of the folder stands what is no scheme: `passback_s`."""


class RulesError(ValueError):
    """Files of schemes have mistakes; the text has a line for each, and it names file and key."""


class Rules(Struct, kw_only=True, forbid_unknown_fields=True, frozen=True):
    """Schemes, each perhaps in several versions. Within `passback_s` seconds a card that is held up again is the same ride."""

    schemes: tuple[Scheme, ...] = ()
    passback_s: Annotated[int, Meta(ge=0, le=3600)] = 60

    def __post_init__(self) -> None:
        """Raises ValueError for schemes that do not go together."""
        ids: dict[int, str] = {}
        seen: set[tuple[str, date]] = set()
        for scheme in self.schemes:
            if ids.setdefault(scheme.number, scheme.id) != scheme.id:
                raise ValueError(f"{scheme.id}: number: {scheme.number} is that of {ids[scheme.number]}")
            if (scheme.id, scheme.valid_from) in seen:
                raise ValueError(f"{scheme.id}: valid_from: two versions begin on {scheme.valid_from}")
            seen.add((scheme.id, scheme.valid_from))
        if len(set(ids.values())) != len(ids):
            raise ValueError("number: a scheme keeps its number in all its versions")

    def find(self, number: int, day: date) -> Scheme | None:
        """The version of a scheme that is in force on a day: the one that began last."""
        found = [each for each in self.schemes if each.number == number and each.is_valid(day)]
        return max(found, key=lambda each: each.valid_from, default=None)

    def scheme(self, scheme: str, day: date) -> Scheme | None:
        """The version of a scheme by its id."""
        number = next((each.number for each in self.schemes if each.id == scheme), 0)
        return self.find(number, day)

    def encoded(self) -> bytes:
        """As it is sent."""
        return msgspec.json.encode(self)

    @classmethod
    def decode(cls, document: bytes) -> Self:
        """What was sent. Raises RulesError."""
        try:
            return msgspec.json.decode(document, type=cls)
        except msgspec.MsgspecError as error:
            raise RulesError(f"rules: {_said(error)}") from None

    @classmethod
    def read(cls, place: Path) -> Self:
        """The files `*.toml` of a folder, or one file. Raises RulesError with every mistake of every file."""
        paths = sorted(place.glob("*.toml")) if place.is_dir() else [place]
        schemes, own, wrong = [], cls(), []
        for path in paths:
            try:
                if path.name == OWN_FILE:
                    own = _converted(path, cls)
                    if own.schemes:
                        wrong.append(f"{path}: schemes: each scheme stands in a file of its own")
                else:
                    schemes.append(read_scheme(path))
            except RulesError as error:
                wrong.append(str(error))
        if wrong:
            raise RulesError("\n".join(wrong))
        try:
            return cls(schemes=tuple(schemes), passback_s=own.passback_s)
        except ValueError as error:
            raise RulesError(f"{place}: {error}") from None


def read_scheme(path: Path) -> Scheme:
    """One file. Raises RulesError with a sentence that names file and key."""
    scheme = _converted(path, Scheme)
    wrong = _wrong_with(scheme)
    if wrong:
        raise RulesError("\n".join(f"{path}: {each}" for each in wrong))
    return scheme


def _wrong_with(scheme: Scheme) -> list[str]:
    """What fits the shapes and makes no sense."""
    # shapes are msgspec's to check; here stands what only makes sense together
    wrong = []
    if scheme.valid_until and scheme.valid_until < scheme.valid_from:
        wrong.append("valid_until: is before valid_from")
    for number, offer in enumerate(scheme.offers):
        wrong += [f"offers[{number}].{each}" for each in _wrong_with_offer(scheme, offer)]
    if scheme.spends_points and scheme.counts_left:
        wrong.append("quotas: a scheme whose points are counted cannot count rides of a year too")
    if len({quota.per for quota in scheme.quotas}) != len(scheme.quotas):
        wrong.append("quotas: one period stands there twice")
    wrong += [
        'quotas: until: stands with `per = "until"`, and only there'
        for q in scheme.quotas
        if (q.per == "until") != (q.until is not None)
    ]
    return wrong


def _wrong_with_offer(scheme: Scheme, offer: Offer) -> list[str]:
    named = {"within": offer.within, "beyond": offer.beyond}
    wrong = [f"{key}: no area is called {name}" for key, name in named.items() if name and name not in scheme.areas]
    parts = (getattr(offer.benefit, key, (1, 1)) for key in ("part", "pays", "otherwise"))
    if any(part > whole for part, whole in parts):
        wrong.append("benefit: a part is not above the whole")
    if offer.fare_below is not None and offer.fare_below <= offer.fare_from:
        wrong.append("fare_below: is not above fare_from")
    return wrong


def _converted(path: Path, shape: type[Shape]) -> Shape:
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8-sig")), shape)
    except OSError as error:
        raise RulesError(f"{path}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError as error:
        raise RulesError(f"{path}: is not UTF-8 text (byte {error.start})") from None
    except tomllib.TOMLDecodeError as error:
        raise RulesError(f"{path}: {error}") from None
    except msgspec.MsgspecError as error:
        raise RulesError(f"{path}: {_said(error)}") from None


def _said(error: msgspec.MsgspecError) -> str:
    """The library's sentence with the key in front: "offers[0].cap: Expected `int`, got `str`"."""
    what, _, place = str(error).partition(" - at `$")
    # without a place it is the file as a whole
    key = place.rstrip("`").lstrip(".")
    return f"{key}: {what}" if key else what
