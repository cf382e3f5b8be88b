"""What a visitor is told when central refuses: one phrase a reason, and the same one wherever the reason might harm."""

from __future__ import annotations

from central.wire import Reason, Refusal, Words
from firmware.phrases import Phrase

WITHHELD = "certificate-withheld"
PHRASES: dict[Reason, str] = {
    Reason.CARD_REVOKED: "card-revoked",
    Reason.CARD_SUSPENDED: "card-suspended",
    Reason.CERTIFICATE_EXPIRED: "certificate-expired",
    Reason.CERTIFICATE_UNTRUSTED: "card-revoked",
    Reason.SIGNATURE_WRONG: "card-revoked",
    Reason.REVOCATION_UNKNOWN: "revocation-unknown",
    Reason.CITY_NOT_JOINED: "city-not-joined",
    Reason.CARD_TOO_NEW: "card-too-new",
    Reason.TOO_YOUNG: "holder-too-young",
    Reason.WITHHELD: WITHHELD,
    Reason.NOT_OFFERED: WITHHELD,
    Reason.CLOSED: "service-closed-now",
    Reason.CLOSED_MIDWAY: "service-closed-midway",
    Reason.SEAL_NOT_REGISTERED: "seal-not-registered",
    Reason.FAMILY_ELSEWHERE: "family-not-linked",
    Reason.FAMILY_CHANGING: "family-changing",
    Reason.TAX_NOT_FOUND: "tax-not-found",
    Reason.TEXT_TOO_LONG: "text-too-long",
    Reason.AGE_OUTSIDE: "pass-age",
    Reason.NOT_RESIDENT: "pass-not-resident",
    Reason.PAPERS_NEEDED: "pass-papers",
    Reason.ALREADY_CHOSEN: "pass-chosen",
    Reason.SCHEME_CLOSED: "pass-closed",
    Reason.MEDIUM_TAKEN: "pass-card-taken",
    Reason.MEDIUM_REFUSED: "pass-card-taken",
}
# Where only one certificate is refused, the others can still be had and the card is off already.
OF_ONE = PHRASES | {Reason.TOO_YOUNG: "certificate-too-young"}
# A phone's certificate is renewed and looked after in its app, and never at a counter.
OF_PHONE = PHRASES | dict.fromkeys(
    (
        Reason.CARD_REVOKED,
        Reason.CARD_SUSPENDED,
        Reason.CERTIFICATE_EXPIRED,
        Reason.CERTIFICATE_UNTRUSTED,
        Reason.SIGNATURE_WRONG,
    ),
    "phone-refused",
)
OUR_TROUBLE = "line-down"


def phrase_for(refusal: Refusal, *, phone: bool = False) -> Phrase:
    """What to tell at the end of a visit; a reason that is the terminal's own trouble is told as the line being down."""
    return Phrase((OF_PHONE if phone else PHRASES).get(refusal.reason, OUR_TROUBLE), own=_own(refusal))


def phrase_for_one(refusal: Refusal) -> Phrase:
    """What to tell when one certificate is refused, and others may be chosen."""
    return Phrase(OF_ONE.get(refusal.reason, WITHHELD), own=_own(refusal))


def _own(refusal: Refusal) -> dict[str, dict[str, str]]:
    """The city's words as parts of a phrase; what to do now stands where the product's would."""
    return {language: _parts(words) for language, words in refusal.words.items()}


def _parts(words: Words) -> dict[str, str]:
    return {"text": words.text, "speech": words.speech, **({"note": words.now} if words.now else {})}
