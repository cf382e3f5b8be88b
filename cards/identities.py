"""The text by which lists know a card: the same from a certificate at registration and from its first 32 bytes at a tap.

A serial number is unique among the certificates of one issuer. The issuer's name begins behind byte 32, and three generations of the
CA share it and one running number; what tells the card's generation at a tap is the application that answered, and at registration the
certificate's key. A card that replaces another has another serial number, or another IDm, and so another text. It identifies and
proves nothing.
"""

from __future__ import annotations

from cards.certificates import read
from cards.felica import Idm
from cards.tables import RSA_2048, Algorithm


def identity_text(serial: int, algorithm: Algorithm = RSA_2048) -> str:
    """The text of a My Number Card, by the serial number of its user authentication certificate and the algorithm of its key."""
    return f"jpki:{serial:x}:{algorithm.name.lower()}-{algorithm.bits}"


def certificate_identity(der: bytes) -> str:
    """The text of the card whose user authentication certificate this is (DER), unjudged. Raises MalformedCertificate."""
    found = read(der)
    return identity_text(found.serial, found.algorithm)


def felica_identity(idm: Idm) -> str:
    """The text of a FeliCa card, and of a phone that is one."""
    return f"felica:{idm}"
