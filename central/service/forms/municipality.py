"""What a municipality's certificates say besides its residents: titles, sentences, office, seal. Never in code.

An officer compares a certificate with his own town's form; so every fixed word that towns differ in stands in a file.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

IPAMJ = "/usr/share/fonts/truetype/ipamj/ipamjm.ttf"  # Debian's fonts-ipamj-mincho


class MunicipalityError(Exception):
    """A municipality's file cannot be used; the text names the file and the field."""


class ResidenceWords(Struct, frozen=True, forbid_unknown_fields=True):
    """The residence record: its title, and what certifies a copy of the whole household or of some members or one."""

    title: str
    household: str
    members: str


class SealWords(Struct, frozen=True, forbid_unknown_fields=True):
    """The certificate of a registered seal (印鑑登録証明書): its title and what it certifies."""

    title: str = "印　鑑　登　録　証　明　書"
    sentence: str = "この写しは、登録されている印影と相違ないことを証明する。"


class TaxWords(Struct, frozen=True, forbid_unknown_fields=True):
    """The certificate of a year's municipal tax: its titles, what it certifies, and how its two taxes are called.

    A ward of Tokyo has 特別区民税 and 都民税, a town 町民税, Hokkaido 道民税.
    """

    taxed: str = "市民税・県民税　課税証明書"
    untaxed: str = "市民税・県民税　非課税証明書"
    sentence: str = "上記のとおり相違ないことを証明する。"
    city: str = "市民税"
    prefecture: str = "県民税"


class FamilyWords(Struct, frozen=True, forbid_unknown_fields=True):
    """The family register: its titles and what certifies a copy of all who stand in it (`all`), or of `one`.

    `place` numbers the sheets, with {sheet} and {sheets}.
    """

    all_title: str = "全　部　事　項　証　明"
    one_title: str = "個　人　事　項　証　明"
    all: str = "これは、戸籍に記録されている事項の全部を証明した書面である。"
    one: str = "これは、戸籍中の一部の者について記録されている事項の全部を証明した書面である。"
    place: str = "（{sheets}の{sheet}）"


class SupplementaryWords(Struct, frozen=True, forbid_unknown_fields=True):
    """The family register's supplementary card: its title and what certifies a copy of `all` in it, or of `some`."""

    title: str = "戸　籍　の　附　票　の　写　し"
    all: str = "この写しは、戸籍の附票の原本と相違ないことを証明する。"
    some: str = "この写しは、戸籍の附票の一部の写しで、原本と相違ないことを証明する。"


class Marks(Struct, frozen=True, forbid_unknown_fields=True):
    """What stands where nothing is recorded, where something is left out on request, and where the entries end."""

    empty: str = "【空欄】"
    omitted: str = "【省略】"
    unused: str = "＊＊＊"
    end: str = "以下余白"
    next_sheet: str = "以下次頁"


class Signatory(Struct, frozen=True, forbid_unknown_fields=True):
    """Who certifies: office and name."""

    office: str
    name: str


class Seal(Struct, frozen=True, forbid_unknown_fields=True):
    """The office's seal as SVG of true size, and the note beside it (it is printed black)."""

    svg: str
    millimetres: Annotated[float, Meta(gt=0, le=25)]
    note: str


class Municipality(Struct, frozen=True, forbid_unknown_fields=True):
    """A municipality's configuration of its certificates; `acting` signs instead of the mayor when it is there.

    `ground` is false where the paper itself has a ground that shows 複写 on a copy. `signed_for` is the reason that the
    PDF's signature names.
    """

    name: str
    code: Annotated[str, Meta(pattern=r"\A\d{6}\Z")]
    mayor: Signatory
    seal: Seal
    residence: ResidenceWords
    residence_form: Literal["household", "individual"] = "household"
    acting: Signatory | None = None
    seal_certificate: SealWords = SealWords()
    tax: TaxWords = TaxWords()
    family: FamilyWords = FamilyWords()
    supplementary: SupplementaryWords = SupplementaryWords()
    marks: Marks = Marks()
    ground: bool = True
    signed_for: str = "原本と相違ないことの証明"
    number_label: str = "発行番号"
    watermark: str = ""
    font: str = IPAMJ
    font_family: str = "IPAmjMincho"

    @property
    def signatory(self) -> Signatory:
        """Who signs now: the deputy (職務代理者) while there is one, else the mayor."""
        return self.acting or self.mayor


def read_municipality(path: Path) -> Municipality:
    """A municipality's TOML file. Raises MunicipalityError."""
    try:
        return msgspec.toml.decode(path.read_bytes(), type=Municipality)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as wrong:
        raise MunicipalityError(f"{path}: {wrong}") from wrong
