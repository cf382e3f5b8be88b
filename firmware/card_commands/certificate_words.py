"""What an act says of a certificate."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from firmware.card_commands.act import Answer

if TYPE_CHECKING:
    from cards.certificates import Certificate

MOMENT = "%Y-%m-%dT%H:%M:%SZ"


def certificate_words(der: bytes, found: Certificate) -> Answer:
    """Serial number (hex), validity (RFC 3339, UTC), subject (RFC 4514) and SHA-256 of the DER."""
    return {
        "serial": f"{found.serial:X}",
        "not_before": found.not_before.strftime(MOMENT),
        "not_after": found.not_after.strftime(MOMENT),
        "subject": found.subject,
        "fingerprint": hashlib.sha256(der).hexdigest(),
    }


def person_words(found: Certificate) -> Answer:
    """Whom a signature certificate names; nothing of one that names nobody. Raises MalformedCertificate.

    `substituted` are the places, from 0, of characters that stand for others in the resident register.
    """
    from cards.subject import subject_of

    holder = subject_of(found)
    if holder is None:
        return {}
    return {
        "name": holder.name,
        "address": holder.address,
        "birth_date": holder.birth_date.isoformat() if holder.birth_date else None,
        "sex": holder.sex.value,
        "substituted": {"name": list(holder.name_substituted), "address": list(holder.address_substituted)},
    }
