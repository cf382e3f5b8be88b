"""公的個人認証AP: the certificate that says which card this is, and the key that proves the holder's PIN was known."""

from __future__ import annotations

from cards import tlv
from cards.apdu import SIGN, Channel, Command, expect_ok
from cards.errors import BadCardData
from cards.session import Session
from cards.tables import JPKI, JpkiApplication

LABEL_BYTES = 32
DER_SEQUENCE = 0x30


class JpkiSession(Session):
    """User authentication with the JPKI application; 4 digits, 3 tries on the cards of `cards.tables.JPKI`."""

    def __init__(self, channel: Channel, table: JpkiApplication = JPKI) -> None:
        """Select the application. Raises ApplicationMissing, UnexpectedStatus."""
        super().__init__(channel, table)
        self._table = table
        self._key = table.user_authentication

    def certificate(self) -> bytes:
        """The user authentication certificate in DER, without a PIN on a plastic card.

        Raises FileMissing, PinRequired (some phones), BadCardData, UnexpectedStatus.
        """
        return self._der(self._key.certificate)

    def ca_certificate(self) -> bytes:
        """The certificate in DER of the CA that the card names; to show, never to trust. Raises as `certificate` does."""
        return self._der(self._key.ca_certificate)

    def attempts_left(self) -> int | None:
        """Attempts left of the PIN, 0 when blocked; spends none. None: verified already, so the card does not tell."""
        return self.tries_left(self._key.pin)

    def verify(self, pin: str) -> None:
        """Try the visitor's PIN once. Raises MalformedPin (nothing sent), WrongPin, PinBlocked, UnexpectedStatus."""
        self.present(self._key.pin, pin)

    def sign(self, message_digest: bytes) -> bytes:
        """Sign a digest (SHA-256, 32 bytes; PKCS #1 v1.5, 256 bytes back). Raises PinRequired, BadCardData, UnexpectedStatus."""
        key = self._key
        # The card signs whatever it is given, so a wrong length would become a signature that nobody can verify.
        if len(message_digest) != key.digest_bytes:
            raise ValueError(f"a digest of {key.digest_bytes} bytes is signed, not one of {len(message_digest)}")
        header = bytes((0x80, SIGN, key.p1, 0x80 | key.sfi))
        signature = expect_ok(self.channel.send(Command(header, key.digest_prefix + message_digest, 256)), "sign")
        if len(signature) != key.signature_bytes:
            raise BadCardData(f"a signature of {len(signature)} bytes instead of {key.signature_bytes}")
        return signature

    def token_label(self) -> str:
        """The label of the PKCS #11 token information, such as `JPKIAPICCTOKEN2`. Raises FileMissing, BadCardData."""
        label = self.channel.read(self._table.token, LABEL_BYTES)
        # Cut off by one letter, a My Number Card's label spells that of a resident card.
        if not label.isascii() or len(label) < LABEL_BYTES:
            raise BadCardData(f"file {self._table.token:04X}: no token label of {LABEL_BYTES} characters")
        return label.decode("ascii").rstrip(" \0")

    def available(self) -> tuple[bool, bool]:
        """Whether the signature and the user authentication certificate can be used. Raises FileMissing, BadCardData."""
        marks = self.channel.read(self._table.availability, 3)
        if len(marks) < 2:
            raise BadCardData(f"file {self._table.availability:04X}: {len(marks)} bytes instead of 3")
        return marks[0] == 0x8F, marks[1] == 0x8F

    def _der(self, sfi: int) -> bytes:
        content = self.channel.read_object(sfi)
        found = tlv.header(content)
        if found.tag != DER_SEQUENCE:
            raise BadCardData(f"file {sfi:04X}: begins with tag {found.tag:X}, not with a certificate")
        return tlv.encode(found.tag, content[found.start : found.end])  # minimal again, as DER is
