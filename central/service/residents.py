"""What the register says of a resident: the items of the Basic Resident Registration Act, articles 7 and 30-45.

Every text is kept and printed exactly as recorded: no normalising, no trimming, no conversion of numerals.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Self

from msgspec import Struct
from msgspec.structs import astuple


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

    def __repr__(self) -> str:
        return "<foreigner>"


class FormerAddress(Struct, frozen=True):
    """An earlier address, and why it ended; `within` the city or outside it."""

    address: str
    since: Day
    until: Day
    reason: str
    within: bool

    def __repr__(self) -> str:
        return "<former address>"


class Resident(Struct, frozen=True):
    """One person in the register. An empty text or None means that nothing is recorded, which is normal.

    `protected` holds for the whole household as soon as one of it is under support measures (支援措置). `leaving` is the
    day on which somebody who still lives here has said that he moves out (転出予定日).
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
    leaving: Day | None = None

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

    def __repr__(self) -> str:
        return f"<seal of {self.resident}>"


class Amounts(Struct, frozen=True, omit_defaults=True):
    """Revenue (収入) or income (所得) of a year by its kind (yen): 給与, 公的年金, 営業等, 不動産."""

    salary: int = 0
    pension: int = 0
    business: int = 0
    rent: int = 0

    def __repr__(self) -> str:
        return "<amounts>"

    @property
    def total(self) -> int:
        """All kinds together."""
        return sum(astuple(self))


class Deductions(Struct, frozen=True, omit_defaults=True):
    """What is deducted from income (所得控除, Local Tax Act, article 314-2; yen), in the order of certificates."""

    social_insurance: int = 0
    medical: int = 0
    mutual_aid: int = 0
    life_insurance: int = 0
    earthquake: int = 0
    disability: int = 0
    one_parent: int = 0
    student: int = 0
    spouse: int = 0
    spouse_special: int = 0
    dependants: int = 0
    basic: int = 0

    def __repr__(self) -> str:
        return "<deductions>"

    @property
    def total(self) -> int:
        """All deductions together (所得控除計)."""
        return sum(astuple(self))


class Dependants(Struct, frozen=True, omit_defaults=True):
    """Whom a person keeps: a spouse or none, and how many by kind (特定, 老人, 同居老親等, 一般, 16歳未満, 障害).

    Parents over 70 in the same home (同居老親等) are not counted among the `elderly` again.
    """

    spouse: bool = False
    specific: int = 0
    elderly: int = 0
    elderly_parents: int = 0
    general: int = 0
    under_16: int = 0
    disabled: int = 0
    severely_disabled: int = 0

    @property
    def count(self) -> int:
        """How many people are kept, the spouse among them."""
        kinds = (self.specific, self.elderly, self.elderly_parents, self.general, self.under_16)
        return self.spouse + sum(kinds)


class Levied(Struct, frozen=True, omit_defaults=True):
    """A tax of the city or of the prefecture (yen a year): on income (所得割) after credits, and per head (均等割)."""

    on_income: int = 0
    per_head: int = 0
    credit: int = 0

    def __repr__(self) -> str:
        return "<levied>"


class TaxRecord(Struct, frozen=True, omit_defaults=True):
    """One fiscal year's municipal tax (年度; yen) on what was earned in the calendar year before.

    `base_address` is where the resident lived on 1 January of the year (賦課期日). `oneself` tells what holds for the
    person (本人該当: 障害者, ひとり親, ...), empty for nothing. `credit` of city and prefecture is the adjustment (調整控除),
    already taken off what is levied on income.
    """

    resident: int
    year: int
    base_address: str
    revenue: Amounts
    income: Amounts
    deductions: Deductions
    dependants: Dependants
    taxable: int
    city: Levied
    prefecture: Levied
    forest: int = 0
    separate_taxable: int = 0
    oneself: str = ""

    def __repr__(self) -> str:
        return f"<tax of {self.resident} in {self.year}>"

    @property
    def annual(self) -> int:
        """All that is to be paid for the year (年税額)."""
        parts = (self.city, self.prefecture)
        return sum(part.on_income + part.per_head for part in parts) + self.forest

    @property
    def taxed(self) -> bool:
        """Whether anything is levied; if not, the certificate is one of non-taxation (非課税)."""
        return self.annual > 0
