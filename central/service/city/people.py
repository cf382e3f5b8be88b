"""The people of the synthetic city before they are registered, and the files in which some of them are written."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import msgspec
from msgspec import Struct, field

FOLDER = Path(__file__).parent
Written = TypeVar("Written")
Named = tuple[str, str]


class CityFileError(Exception):
    """A file of the city cannot be read; the text names the file and the place in it."""


class FormerlyAt(Struct, forbid_unknown_fields=True):
    """An address that a person has left."""

    address: str
    since: str
    until: str
    reason: str
    within: bool = False


class Abroad(Struct, forbid_unknown_fields=True, omit_defaults=True):
    """What is recorded of a foreign resident."""

    nationality: str
    category: str = "中長期在留者"
    residence_status: str = ""
    period: str = ""
    expires: str | None = None
    card_number: str = ""
    alias_changes: str = ""
    became_foreign_resident: str = ""


class Earned(Struct, frozen=True, forbid_unknown_fields=True):
    """A year's revenue (yen), what may be deducted of it, and what holds for the person (本人該当)."""

    salary: int = 0
    pension: int = 0
    business: int = 0
    rent: int = 0
    medical: int = 0
    mutual_aid: int = 0
    life_insurance: int = 0
    earthquake: int = 0
    oneself: str = ""


class Correction(Struct, frozen=True, forbid_unknown_fields=True):
    """An item of somebody's family register that was corrected (更正), and what stood there before."""

    on: str
    item: str
    before: str


class Kin(Struct, forbid_unknown_fields=True):
    """Somebody who stands in a head's family register but does not live with him: his `relation` is to the head.

    `left` is when and `why` how he left the register (死亡, 婚姻, 離婚); who was `adopted` became a child on that day.
    """

    name: str
    sex: str
    birth: str
    relation: str
    furigana: str = ""
    left: str = ""
    why: str = ""
    adopted: str = ""
    parents: tuple[str, str] = ("", "")
    lives: str = ""


class Person(Struct, forbid_unknown_fields=True):
    """One person; days as in the register (`YYYY-MM-DD`, then the printed form if parts are unknown)."""

    name: str
    sex: str
    birth: str
    relation: str
    became_resident: str
    furigana: str = ""
    former_name: str = ""
    former_furigana: str = ""
    alias: str = ""
    alias_furigana: str = ""
    address_since: str | None = None
    notified: str | None = None
    moved_from: str = ""
    remarks: str = ""
    status: str = "present"
    status_since: str | None = None
    leaving: str | None = None
    protected: bool = False
    cards: list[int] = field(default_factory=list)
    former: list[FormerlyAt] = field(default_factory=list)
    foreigner: Abroad | None = None
    earned: Earned | None = None
    parents: tuple[str, str] = ("", "")
    corrected: Correction | None = None


class Home(Struct, forbid_unknown_fields=True):
    """A household with all who live in it, head first; foreigners have no `domicile`.

    `married` and `divorced` are the head's days, where they are known; `kin` stand in the head's family register.
    """

    address: str
    postcode: str
    people: list[Person]
    domicile: str = ""
    married: str = ""
    divorced: str = ""
    changing: bool = False
    kin: list[Kin] = field(default_factory=list)


class People(Struct, forbid_unknown_fields=True):
    """The homes that are written out."""

    home: list[Home]


class Foreign(Struct, forbid_unknown_fields=True):
    """A foreign resident to choose from."""

    name: str
    nationality: str
    category: str = "中長期在留者"
    residence_status: str = ""
    period: str = ""
    alias: str = ""
    alias_furigana: str = ""


class Generation(Struct, forbid_unknown_fields=True):
    """Given names, with their readings, of those born from a year on."""

    since: int
    names: list[Named]


class Words(Struct, forbid_unknown_fields=True):
    """What the rest of the city is made of."""

    families: list[Named]
    hard_families: list[Named]
    unset_families: list[Named]
    foreigners: list[Foreign]
    towns: list[str]
    buildings: list[str]
    elsewhere: list[str]
    men: list[Generation]
    women: list[Generation]


def read(name: str, kind: type[Written]) -> Written:
    """A TOML file of this folder. Raises CityFileError."""
    try:
        return msgspec.toml.decode((FOLDER / name).read_bytes(), type=kind)
    except (OSError, msgspec.MsgspecError) as wrong:
        raise CityFileError(f"{FOLDER / name}: {wrong}") from wrong
