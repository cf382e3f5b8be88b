"""What a virtual card is made of: files, records, PINs and keys, and applications that hold them by short identifier."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from types import MappingProxyType

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import NoDigestInfo, Prehashed

from cards import tlv
from cards.errors import BadCardData
from cards.tables import Algorithm, SignMode
from drivers.virtual.card_faults import CardFaults, Forged

FILE_BYTES = 2048
"""Room that a card keeps for a certificate; what is left holds FF."""

HolderKey = RSAPrivateKey | EllipticCurvePrivateKey


class BadCardFile(ValueError):
    """A card's file cannot be used; the sentence names the file and the field, and never a PIN."""


@dataclass(frozen=True)
class File:
    """A transparent file, made when it is first read; `opened_by`: PINs of which one must have been verified, none for a free one.

    `signature` is the tag of the issuer's signature in it; `expired` makes it as it would be after its time.
    """

    source: bytes | Callable[[], bytes]
    opened_by: frozenset[int] = frozenset()
    signature: int | None = None
    expired: Callable[[], bytes] | None = None

    @cached_property
    def content(self) -> bytes:
        """All bytes, filler too."""
        return self.source if isinstance(self.source, bytes) else self.source()

    def under(self, faults: CardFaults) -> bytes:
        """What is read while the card misbehaves so."""
        # Lengths come last: a signature is found by the true ones.
        content = self.expired() if faults.expired and self.expired else self.content
        if Forged.RECORDS in faults.forged and self.signature is not None:
            content = _forged(content, self.signature)
        return non_minimal(content) if faults.other_length else content


@dataclass(frozen=True)
class Records:
    """A record structured file that anybody may read; records count from 1."""

    records: tuple[bytes, ...]


@dataclass(frozen=True)
class Secret:
    """A PIN's file: the name of its counter, its first value, the tries of a fresh one, its form, whether it can be changed."""

    name: str
    value: bytes = field(repr=False)
    tries: int
    pattern: str = ""
    change: bytes = b""


@dataclass(frozen=True)
class PrivateKey:
    """A private key's file, made when it is first used; the PIN that lets it sign, None for one that answers anybody."""

    source: Callable[[], HolderKey]
    pin: int | None
    algorithm: Algorithm

    @cached_property
    def key(self) -> HolderKey:
        """The key itself."""
        return self.source()

    def mode(self, p1: int) -> SignMode | None:
        """What that P1 means to this key."""
        return next((mode for mode, told in self.algorithm.modes.items() if told.p1 == p1), None)

    def sign(self, mode: SignMode, content: bytes) -> bytes:
        """Sign in that mode. Raises ValueError when it does not take so many bytes."""
        told = self.algorithm.modes[mode]
        if not told.least <= len(content) <= told.most:
            raise ValueError(f"{mode} takes {told.least} to {told.most} bytes")
        return _sign(self.key, mode, content)


Part = File | Records | Secret | PrivateKey
Application = dict[int, Part]
"""Files by short identifier."""


PSS = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.DIGEST_LENGTH)
DIGEST = Prehashed(hashes.SHA256())


def _pad(key: RSAPrivateKey, block: bytes) -> bytes:
    return key.sign(block, padding.PKCS1v15(), NoDigestInfo())


MODES: Mapping[SignMode, Callable[[RSAPrivateKey, bytes], bytes]] = MappingProxyType(
    {
        SignMode.AS_GIVEN: _pad,
        SignMode.BARE_DIGEST: lambda key, message: _pad(key, sha256(message).digest()),
        SignMode.DIGEST: lambda key, digest: key.sign(digest, padding.PKCS1v15(), DIGEST),
        SignMode.MESSAGE: lambda key, message: key.sign(message, padding.PKCS1v15(), hashes.SHA256()),
        SignMode.PSS_DIGEST: lambda key, digest: key.sign(digest, PSS, DIGEST),
        SignMode.PSS_MESSAGE: lambda key, message: key.sign(message, PSS, hashes.SHA256()),
    }
)
"""What RSA makes of what it is given, by mode (RFC 8017, 8)."""


def _sign(key: HolderKey, mode: SignMode, content: bytes) -> bytes:
    """A signature of RSA in that mode, or of ECDSA over a SHA-384 digest (DER)."""
    # The next card's only algorithm; its one mode takes a digest.
    if isinstance(key, EllipticCurvePrivateKey):
        return key.sign(content, ec.ECDSA(Prehashed(hashes.SHA384())))
    return MODES[mode](key, content)


def non_minimal(content: bytes) -> bytes:
    """The same object with its length in three bytes, more than any card needs; anything else unchanged."""
    # The token information is a text, and its JP reads like a tag and a length.
    if content[:2].isalpha():
        return content
    try:
        found = tlv.header(content)
    except BadCardData:
        return content
    tag = found.tag.to_bytes((found.tag.bit_length() + 7) // 8, "big")
    spelt = (found.end - found.start).to_bytes(3, "big")
    return tag + bytes((0x83,)) + spelt + content[found.start :]


def _forged(content: bytes, tag: int) -> bytes:
    """With the last bit of the object of that tag turned round, which stands directly in the outer object."""
    outer = tlv.header(content)
    offset = outer.start
    while offset < outer.end:
        inner = tlv.header(content, offset)
        # The length stays, or it would be found out without looking at the signature.
        if inner.tag == tag:
            last = inner.end - 1
            return content[:last] + bytes((content[last] ^ 1,)) + content[last + 1 :]
        offset = inner.end
    return content
