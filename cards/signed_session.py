"""What the two 券面 applications share: a certificate of the issuer's key, and a key that answers without a PIN."""

from __future__ import annotations

from cards.apdu import SHORT, SIGN, Command
from cards.card_certificates import CardCertificate
from cards.errors import BadCardData
from cards.response import expect_ok
from cards.session import Session
from cards.tables import SignMode, SurfaceApplication, TextApplication

DEFAULT_KEY = 0x00
"""P2 of COMPUTE DIGITAL SIGNATURE: the application's own key, measured on cards by an open survey (soltia48/myna-card)."""


class SignedSession(Session):
    """An application whose records are signed by the key that its card-verifiable certificate names."""

    table: TextApplication | SurfaceApplication

    def certificate(self) -> CardCertificate:
        """The certificate of the key that signed this card's records, without a PIN.

        Raises FileMissing, BadCardData, UnexpectedStatus.
        """
        return CardCertificate.read(self._object(self.table.certificate))

    def internal_signature(self, digest: bytes) -> bytes:
        """A digest signed with the key that only this card has, without a PIN (256 bytes for RSA-2048).

        The card signs any digest for anybody in reach: see `cards.possession` for what that proves. Raises BadCardData,
        UnexpectedStatus.
        """
        algorithm = self.table.internal_algorithm
        if len(digest) != algorithm.digest_bytes:
            raise ValueError(f"a digest of {algorithm.digest_bytes} bytes is signed, not one of {len(digest)}")
        header = bytes((0x80, SIGN, algorithm.modes[SignMode.AS_GIVEN].p1, DEFAULT_KEY))
        command = Command(header, algorithm.digest_prefix + digest, algorithm.most_signature)
        signature = expect_ok(self.channel.send(command), "internal signature")
        if len(signature) < algorithm.least_signature:
            raise BadCardData(f"an internal signature of {len(signature)} bytes")
        return signature

    def _object(self, sfi: int) -> bytes:
        return self.channel.read_object(sfi, self.table.rooms.get(sfi, SHORT))
