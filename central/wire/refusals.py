"""Central will not: why, and in whose words."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct


class Reason(StrEnum):
    """Why central refuses. What a visitor is told follows from it, and never says more than it does."""

    CARD_REVOKED = "card_revoked"
    CARD_SUSPENDED = "card_suspended"
    CERTIFICATE_EXPIRED = "certificate_expired"
    CERTIFICATE_UNTRUSTED = "certificate_untrusted"
    SIGNATURE_WRONG = "signature_wrong"
    CHALLENGE_SPENT = "challenge_spent"
    REVOCATION_UNKNOWN = "revocation_unknown"
    CITY_NOT_JOINED = "city_not_joined"
    CARD_TOO_NEW = "card_too_new"
    TOO_YOUNG = "too_young"
    WITHHELD = "withheld"
    CLOSED = "closed"
    CLOSED_MIDWAY = "closed_midway"
    NOT_OFFERED = "not_offered"
    SEAL_NOT_REGISTERED = "seal_not_registered"
    FAMILY_ELSEWHERE = "family_elsewhere"
    FAMILY_CHANGING = "family_changing"
    TAX_NOT_FOUND = "tax_not_found"
    TEXT_TOO_LONG = "text_too_long"
    VISIT_UNKNOWN = "visit_unknown"
    ORDER_CHANGED = "order_changed"
    AGE_OUTSIDE = "age_outside"
    NOT_RESIDENT = "not_resident"
    PAPERS_NEEDED = "papers_needed"
    ALREADY_CHOSEN = "already_chosen"
    SCHEME_CLOSED = "scheme_closed"
    MEDIUM_TAKEN = "medium_taken"
    MEDIUM_REFUSED = "medium_refused"
    TERMINAL_UNKNOWN = "terminal_unknown"
    CLOCK_WRONG = "clock_wrong"
    REPLAYED = "replayed"
    MALFORMED = "malformed"


class Words(Struct, kw_only=True):
    """A city's own words for a refusal in one language: what is shown, what is said, and what to do now."""

    text: Annotated[str, Meta(min_length=1, max_length=60)]
    speech: Annotated[str, Meta(min_length=1, max_length=300)]
    now: Annotated[str, Meta(max_length=100)] = ""


class Refusal(Struct, kw_only=True):
    """Central will not: `reason` for the program, `sentence` for the operator's log (never about a person).

    `words` by language code, where the city has words of its own for this reason.
    """

    reason: Reason
    sentence: str = ""
    words: dict[str, Words] = {}
