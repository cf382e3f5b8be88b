"""What a visitor is told when central refuses: one phrase a reason, and the same one wherever the reason might harm."""

from __future__ import annotations

from central.wire import Reason
from firmware.phrases import Phrase, say

WITHHELD = say("certificate-withheld")
UNCHECKED = say("revocation-unknown")
PHRASES: dict[Reason, Phrase] = {
    Reason.CARD_REVOKED: say("card-revoked"),
    Reason.CARD_SUSPENDED: say("card-suspended"),
    Reason.CERTIFICATE_EXPIRED: say("certificate-expired"),
    Reason.CERTIFICATE_UNTRUSTED: say("card-revoked"),
    Reason.SIGNATURE_WRONG: say("card-revoked"),
    Reason.REVOCATION_UNKNOWN: UNCHECKED,
    Reason.CITY_NOT_JOINED: say("city-not-joined"),
    Reason.CARD_TOO_NEW: say("card-too-new"),
    Reason.TOO_YOUNG: say("holder-too-young"),
    Reason.WITHHELD: WITHHELD,
    Reason.NOT_OFFERED: WITHHELD,
    Reason.CLOSED: say("service-closed-now"),
    Reason.TEXT_TOO_LONG: say("text-too-long"),
}


def phrase_for(reason: Reason) -> Phrase:
    """What to tell; a reason that is the terminal's own trouble is told as the line being down."""
    return PHRASES.get(reason, say("line-down"))
