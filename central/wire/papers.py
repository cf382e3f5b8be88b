"""Whether a paper is genuine, which anybody may ask."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from msgspec import Struct

from central.wire.parts import Sha256


class Paper(StrEnum):
    """What became of the sheets of a certificate, as whoever is shown one is told."""

    PRINTED = "printed"
    PRINTING = "printing"
    NOT_PRINTED = "not_printed"
    UNCLEAR = "unclear"
    WITHDRAWN = "withdrawn"


class CheckFile(Struct, kw_only=True, forbid_unknown_fields=True):
    """POST /check, which anybody may ask: was a file with this hash issued? The answer is `Checked` or `NotIssued`."""

    sha256: Sha256


class Checked(Struct, kw_only=True):
    """A certificate that was issued: by which city, of which kind, when, on how many sheets. Nothing of its contents."""

    city: str
    ticket: str
    kind: str
    issued: date
    sheets: int
    terminal: str
    paper: Paper


class NotIssued(Struct, kw_only=True):
    """The one answer (404) for a number that never was, a code that is wrong, and a file that nobody here made."""

    sentence: str
