"""A terminal proves itself on every request by an HTTP message signature with its Ed25519 key (RFC 9421, RFC 9530).

Covered are method, path, query and the body's digest, with the time, a nonce, the terminal's name and a tag. Both ends
are here, so that they cannot drift apart; the libraries are imported at the first request, not at start.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

TAG = "kazasu-terminal"
LABEL = "terminal"
# Not the host, since a proxy may stand between; hence one key belongs to one central only.
COVERED = ("@method", "@path", "@query", "content-digest")
SEED_BYTES = 32


class NotSigned(Exception):
    """A request has no signature of a known terminal, or one that does not fit it."""


@dataclass
class Message:
    """A request as RFC 9421 sees it: method, absolute URL, header fields."""

    method: str
    url: str
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Proof:
    """A signature that holds: whose it is, when it says it was made (seconds since 1970), its nonce."""

    terminal: str
    created: int
    nonce: str


class Signer:
    """A terminal's name and Ed25519 key (RFC 8032: a seed of 32 random bytes), with the clock it signs by."""

    def __init__(self, terminal: str, seed: bytes, now: Callable[[], datetime]) -> None:
        if len(seed) != SEED_BYTES:
            raise ValueError(f"an Ed25519 seed has {SEED_BYTES} bytes, this one {len(seed)}")
        self.terminal = terminal
        self._seed = seed
        self._now = now

    def __repr__(self) -> str:
        return f"Signer({self.terminal!r})"

    @cached_property
    def public(self) -> str:
        """The public key as central registers it: base64 of its 32 bytes."""
        return base64.b64encode(self._key.public_key().public_bytes_raw()).decode()

    def sign(self, method: str, url: str, body: bytes) -> dict[str, str]:
        """The header fields that a request with this body needs; new ones for every request."""
        message = Message(method, url)
        self._http.sign(
            message,
            key_id=self.terminal,
            created=self._now(),
            # 15 bytes are base64 without padding, and 120 bits never meet twice.
            nonce=base64.urlsafe_b64encode(os.urandom(15)).decode(),
            label=LABEL,
            tag=TAG,
            covered_component_ids=COVERED,
            body=body,
        )
        return message.headers

    def seal(self, message: bytes) -> bytes:
        """The key's signature (64 bytes) over a message of `chain.sealed`."""
        return bytes(self._key.sign(message))

    @cached_property
    def _key(self) -> Any:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415 - see the module

        return Ed25519PrivateKey.from_private_bytes(self._seed)

    @cached_property
    def _http(self) -> Any:
        import http_message_signatures as rfc9421  # noqa: PLC0415 - 25 ms and 2 MB that a start does not need

        keys = rfc9421.MappingKeyResolver(public_keys={}, private_keys={self.terminal: self._key})
        return rfc9421.HTTPMessageSigner(signature_algorithm=rfc9421.algorithms.ED25519, key_resolver=keys)


def public_key(text: str) -> Ed25519PublicKey:
    """The key that `Signer.public` wrote. Raises ValueError when it is none."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey  # noqa: PLC0415 - as above

    raw = base64.b64decode(text, validate=True)
    if len(raw) != SEED_BYTES:
        raise ValueError(f"an Ed25519 public key has {SEED_BYTES} bytes, this one {len(raw)}")
    return Ed25519PublicKey.from_public_bytes(raw)


def is_sealed(key: Ed25519PublicKey, message: bytes, seal: bytes) -> bool:
    """Whether this terminal's key signed the message of `chain.sealed`."""
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - as above

    try:
        key.verify(seal, message)
    except InvalidSignature:
        return False
    return True


@dataclass(frozen=True)
class _Keys:
    """What the library asks for the key of a name."""

    resolve_public_key: Callable[[str], Ed25519PublicKey | None]


def verify(message: Message, body: bytes, key_of: Callable[[str], Ed25519PublicKey | None]) -> Proof:
    """Who signed this request with this body. Time and nonce are the caller's to judge. Raises NotSigned."""
    import http_message_signatures as rfc9421  # noqa: PLC0415 - as above

    keys: Any = _Keys(key_of)
    verifier: Any = rfc9421.HTTPMessageVerifier(signature_algorithm=rfc9421.algorithms.ED25519, key_resolver=keys)
    verifier.validate_created_and_expires = _left_to_the_caller
    try:
        # Exactly one: nobody should have to choose whose request this is.
        [found] = verifier.verify(message, max_age=None, expect_tag=TAG, require_components=COVERED, body=body)
    except (rfc9421.exceptions.HTTPMessageSignaturesException, ValueError) as error:
        raise NotSigned("the request is not signed by a registered terminal") from error
    given = found.parameters
    # The library judges the parameters that are there and demands none.
    if not isinstance(given.get("created"), int) or not given.get("nonce"):
        raise NotSigned("the signature lacks its time or its nonce")
    return Proof(given["keyid"], given["created"], given["nonce"])


def _left_to_the_caller(sig_input: object, max_age: object = None) -> None:
    """The library reads the machine's clock; ours is injected."""
