"""What the register says of a resident: the items of the Basic Resident Registration Act, articles 7 and 30-45.

Every text is kept and printed exactly as recorded: no normalising, no trimming, no conversion of numerals.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Self

from msgspec import Struct


class Status(StrEnum):
    """Whether somebody lives in the city now."""

    PRESENT = "present"
    MOVED_OUT = "moved_out"
    DECEASED = "deceased"


class Day(Struct, frozen=True):
    """A day in the register. When parts of it are unknown, `printed` is what stands on papers (昭和20年月日不詳)."""

    on: date
    printed: str = ""

    @classmethod
    def read(cls, text: str) -> Self:
        """A day from `YYYY-MM-DD`, or that with its printed form after a blank. Raises ValueError."""
        iso, _, printed = text.partition(" ")
        return cls(date.fromisoformat(iso), printed)

    def __str__(self) -> str:
        return f"{self.on.isoformat()} {self.printed}".rstrip(" ")


class Household(Struct, frozen=True):
    """A household (世帯): its address, its head's name (世帯主) and the ids of all who live in it now, head first."""

    id: int
    address: str
    postcode: str
    head: str
    members: tuple[int, ...]

    def __repr__(self) -> str:
        return f"<household {self.id}>"


class Domicile(Struct, frozen=True):
    """Where the family register is (本籍) and who stands first in it (筆頭者)."""

    id: int
    address: str
    head: str

    def __repr__(self) -> str:
        return f"<domicile {self.id}>"


class Foreigner(Struct, frozen=True):
    """What a foreign resident has in place of a domicile (article 30-45); empty where the category has no such item."""

    nationality: str
    category: str
    residence_status: str
    period: str
    expires: Day | None
    card_number: str
    alias_changes: str
    became_foreign_resident: Day


class FormerAddress(Struct, frozen=True):
    """An earlier address, and why it ended; `within` the city or outside it."""

    address: str
    since: Day
    until: Day
    reason: str
    within: bool


class Resident(Struct, frozen=True):
    """One person in the register. An empty text or None means that nothing is recorded, which is normal.

    `protected` holds for the whole household as soon as one of it is under support measures (支援措置).
    """

    id: int
    household: Household
    place: int
    name: str
    furigana: str
    former_name: str
    former_furigana: str
    alias: str
    alias_furigana: str
    sex: str
    birth: Day
    relation: str
    became_resident: Day
    address_since: Day | None
    notified: Day | None
    moved_from: str
    domicile: Domicile | None
    remarks: str
    status: Status
    status_since: Day | None
    protected: bool
    card_issued_on: date | None
    foreigner: Foreigner | None
    former_addresses: tuple[FormerAddress, ...]

    def __repr__(self) -> str:
        # Never a name: this may come into a log.
        return f"<resident {self.id}>"

    @property
    def born(self) -> date:
        """The date of birth to reckon with; the printed form may say less."""
        return self.birth.on

    def age(self, on: date) -> int:
        """Full years on a day, reckoned from the birthday itself (not the eve of it)."""
        return on.year - self.born.year - ((on.month, on.day) < (self.born.month, self.born.day))


class SealRegistration(Struct, frozen=True):
    """A registered seal (印鑑登録): its number, since when, and its impression as an SVG of true size."""

    resident: int
    number: str
    registered: Day
    impression: str


class TaxRecord(Struct, frozen=True):
    """One fiscal year's municipal tax (yen): revenue and income of the calendar year before, deductions, levies."""

    resident: int
    year: int
    base_address: str
    salary: int
    pension: int
    business: int
    total_income: int
    social_insurance: int
    spouse: int
    dependants: int
    basic: int
    taxable: int
    city_on_income: int
    city_per_head: int
    prefecture_on_income: int
    prefecture_per_head: int
    forest: int
