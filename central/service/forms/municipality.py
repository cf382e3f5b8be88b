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
    """A municipality's configuration of its certificates; `acting` signs instead of the mayor when it is there."""

    name: str
    code: Annotated[str, Meta(pattern=r"\A\d{6}\Z")]
    mayor: Signatory
    seal: Seal
    residence: ResidenceWords
    residence_form: Literal["household", "individual"] = "household"
    acting: Signatory | None = None
    marks: Marks = Marks()
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
