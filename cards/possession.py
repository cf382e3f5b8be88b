"""A tap that a copy cannot make, without a PIN: the card answers a fresh challenge with a key that never leaves it.

`register` once, with a code; `answer` and `CardKey.check` at each tap. The card signs SHA-256 of TAP followed by the challenge, by
RSASSA-PKCS1-v1_5 (RFC 8017, 8.2). What this proves and what not: docs/threats/tap-without-pin.md.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_der_public_key

from cards import keys, tlv
from cards.apdu import Channel
from cards.card_certificates import BODY, CERTIFICATE, SIGNATURE, CardCertificate, IssuerKeys, PublicKey, SignedKey
from cards.errors import BadCardData
from cards.secret import Secret, taken
from cards.tables import TEXT, Algorithm, Pin, TextApplication
from cards.text import INTERNAL, INTERNAL_SIGNATURE, TextSession, read_signed_key

CHALLENGE_BYTES = 32

TAP = b"Kazasu tap without PIN 1\n"
BINDING = b"Kazasu card key of this holder 1\n"
"""Stand before every challenge, so that no signature made for one purpose passes for another."""


@dataclass(frozen=True)
class CardKey:
    """What a registration keeps of a card: the public half of its own key. It says nothing about the holder."""

    public_key: PublicKey

    @property
    def fingerprint(self) -> bytes:
        """SHA-256 of the key, 32 bytes, for the record of a registration."""
        return self.public_key.fingerprint

    @property
    def algorithm(self) -> Algorithm | None:
        """How the key signs; cards of one generation all sign alike."""
        return keys.algorithm_of(load_der_public_key(self.public_key.der))

    def binding(self, challenge: bytes) -> bytes:
        """What the holder's authentication certificate signs at registration, with its PIN: that this key is this holder's.

        Without it, somebody could show one card's certificate and another card's key in one device.
        """
        return _message(BINDING, challenge) + self.fingerprint

    def check(self, challenge: bytes, answer: bytes) -> None:
        """Hold an answer against the challenge it should answer. Raises WrongSignature.

        The same challenge passes twice: whoever draws challenges takes each back after one use.
        """
        self.public_key.verify(answer, _message(TAP, challenge))

    def to_bytes(self) -> bytes:
        """The key to keep: SubjectPublicKeyInfo in DER."""
        return self.public_key.der

    @classmethod
    def from_bytes(cls, kept: bytes) -> CardKey:
        """The key that was kept. Raises BadCardData."""
        try:
            return cls(PublicKey.of(load_der_public_key(kept)))
        except (ValueError, UnsupportedAlgorithm) as error:
            raise BadCardData(f"no card's key in {len(kept)} bytes") from error


@dataclass(frozen=True)
class Vouched:
    """A card's key as its issuer signed it, and the certificate of the key that signed: what somebody who never saw the card can check."""

    signed_key: SignedKey = field(repr=False)
    signer: CardCertificate = field(repr=False)

    @property
    def key(self) -> CardKey:
        """The key, judged by nobody yet."""
        return CardKey(self.signed_key.public_key)

    def check(self, issuers: IssuerKeys) -> CardKey:
        """The key, when an issuer vouches for it. Raises UntrustedCertificate, WrongSignature."""
        self.signed_key.check(issuers.check(self.signer))
        return self.key

    def to_bytes(self) -> tuple[bytes, bytes]:
        """Signed key and certificate, as the card has them (0007, 0004) but for the way in which lengths are written."""
        key, signer = self.signed_key, self.signer
        return (
            tlv.encode(INTERNAL.tag, key.signed + tlv.encode(INTERNAL_SIGNATURE, key.signature)),
            tlv.encode(CERTIFICATE.tag, tlv.encode(BODY, signer.signed) + tlv.encode(SIGNATURE, signer.signature)),
        )

    @classmethod
    def from_bytes(cls, signed_key: bytes, signer: bytes) -> Vouched:
        """Read both without judging them. Raises BadCardData."""
        return cls(read_signed_key(signed_key), CardCertificate.read(signer))


def register(
    channel: Channel, code: Secret | str, issuers: IssuerKeys, pin: Pin | None = None, table: TextApplication = TEXT
) -> CardKey:
    """Read the card's key with a code, check who vouches for it, and let the card prove once that it holds the other half.

    `pin` says which code it is, the application's PIN unless told otherwise. Raises MalformedPin (nothing sent), WrongPin, PinBlocked,
    UntrustedCertificate, WrongSignature, FileMissing, BadCardData, UnexpectedStatus, ApplicationMissing.
    """
    # Overwritten also when there is nothing to give it to.
    code = taken(code)
    with code:
        session = TextSession(channel, table)
        session.verify(code, pin)
    return vouched(session, issuers, table).key


def vouched(session: TextSession, issuers: IssuerKeys, table: TextApplication = TEXT) -> Vouched:
    """The same in a session whose code has just been verified, for somebody else who is to check who vouches for the key.

    Raises what `register` does, but for the code.
    """
    found = Vouched(session.internal_key(), session.certificate())
    key = found.check(issuers)
    challenge = secrets.token_bytes(CHALLENGE_BYTES)
    key.check(challenge, session.internal_signature(_digest(challenge, table)))
    return found


def answer(channel: Channel, challenge: bytes, table: TextApplication = TEXT) -> bytes:
    """Let the card answer a challenge (32 bytes, never used before), without a PIN, in 2 APDUs.

    Raises ApplicationMissing, BadCardData, UnexpectedStatus.
    """
    digest = _digest(challenge, table)
    return TextSession(channel, table).internal_signature(digest)


def prove(channel: Channel, key: CardKey, challenge: bytes, table: TextApplication = TEXT) -> None:
    """Let the card answer, and check it here. Raises WrongSignature, and as `answer` does."""
    key.check(challenge, answer(channel, challenge, table))


def _digest(challenge: bytes, table: TextApplication) -> bytes:
    return hashlib.new(table.internal_algorithm.digest, _message(TAP, challenge)).digest()


def _message(purpose: bytes, challenge: bytes) -> bytes:
    # A short challenge could be answered beforehand, by somebody who had the card in reach once.
    if len(challenge) != CHALLENGE_BYTES:
        raise ValueError(f"a challenge has {CHALLENGE_BYTES} bytes, not {len(challenge)}")
    return purpose + challenge
