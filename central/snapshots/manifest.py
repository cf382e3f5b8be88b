"""The file of a snapshot: a signed manifest, and behind it what it speaks of, whole or as a delta. Both ends have it from here.

| bytes | what |
| --- | --- |
| 8 | `MAGIC` |
| 4 | length of the manifest, big-endian |
| 64 | Ed25519 signature (RFC 8032) over `DOMAIN` and the manifest |
| length | the manifest as JSON |
| the rest | what is sent: `delta.size` bytes, or `size` bytes when there is no delta |
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Annotated, BinaryIO

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from msgspec import Meta, Struct

from central.wire import LARGEST_SNAPSHOT, WINDOW_S, Moment, Sha256, SnapshotKind

MAGIC = b"KZSNAP1\n"
# what is signed here can be taken for nothing else that this key ever signs
DOMAIN = b"kazasu snapshot v1\n"
SIGNATURE_BYTES = 64
LENGTH_BYTES = 4
HEAD_BYTES = len(MAGIC) + LENGTH_BYTES + SIGNATURE_BYTES
LARGEST_MANIFEST = 4096
KEY_BYTES = 8
NOTHING_HELD = "0"

Natural = Annotated[int, Meta(ge=0, le=2**53)]
Size = Annotated[int, Meta(ge=0, le=LARGEST_SNAPSHOT)]


class SnapshotRefused(Exception):
    """A snapshot is not put in force; the sentence is for the operator and names nobody."""


class Permit(StrEnum):
    """What a role may still do by a snapshot of some age."""

    EVERYTHING = "everything"
    LESS = "less"  # within the lower limits that the rules have for it
    FREE = "free"  # only what costs nobody anything
    NOTHING = "nothing"


class Freshness(IntEnum):
    """How old a snapshot is, by the limits that it brings; it only ever grows."""

    FRESH = 0
    WARN = 1
    STALE = 2


class Ages(Struct, kw_only=True, frozen=True):
    """From how many seconds of age on a snapshot is doubtful, from how many stale, and what may still be done then."""

    warn_s: Natural
    stale_s: Natural
    when_warn: Permit
    when_stale: Permit

    def but(self, **said: int | str | None) -> Ages:
        """These with what a city says otherwise; None leaves it. Raises ValueError."""
        found = msgspec.convert(
            msgspec.to_builtins(self) | {name: value for name, value in said.items() if value is not None}, Ages
        )
        if not 0 < found.warn_s <= found.stale_s:
            raise ValueError("what is doubtful must be so after some time, and before it is stale")
        return found


HOUR = 3600
DAY = 24 * HOUR
USUAL_AGES: Mapping[SnapshotKind, Ages] = {
    kind: Ages(warn_s=warn, stale_s=stale, when_warn=when_warn, when_stale=when_stale)
    for kind, warn, stale, when_warn, when_stale in (
        (SnapshotKind.RIDERS, DAY, 3 * DAY, Permit.LESS, Permit.FREE),
        (SnapshotKind.POINTS, DAY, 3 * DAY, Permit.LESS, Permit.NOTHING),
        (SnapshotKind.PASSES, DAY, 3 * DAY, Permit.LESS, Permit.FREE),
        # an old key still tells the card from its copy
        (SnapshotKind.KEYS, 30 * DAY, 365 * DAY, Permit.EVERYTHING, Permit.EVERYTHING),
        # whoever repairs the line must still get in
        (SnapshotKind.STAFF, 7 * DAY, 60 * DAY, Permit.EVERYTHING, Permit.NOTHING),
        # nobody is turned away from a shelter because a list is old
        (SnapshotKind.ROSTER, 7 * DAY, 60 * DAY, Permit.EVERYTHING, Permit.EVERYTHING),
        (SnapshotKind.RULES, 7 * DAY, 30 * DAY, Permit.EVERYTHING, Permit.FREE),
        (SnapshotKind.FARES, 7 * DAY, 30 * DAY, Permit.EVERYTHING, Permit.FREE),
        (SnapshotKind.PHRASES, 30 * DAY, 365 * DAY, Permit.EVERYTHING, Permit.EVERYTHING),
    )
}
"""What counts where a city says nothing else."""


LISTS = frozenset(
    {SnapshotKind.RIDERS, SnapshotKind.POINTS, SnapshotKind.STAFF, SnapshotKind.ROSTER}
    | {SnapshotKind.PASSES, SnapshotKind.KEYS}
)
"""Kinds that are tables of people; the others are documents."""


class Delta(Struct, kw_only=True, frozen=True):
    """What is sent instead of the whole: `base` is the hash of the whole it starts from, `sha256` that of what is sent.

    `removed` keys, then `changed` keys with their rows (`tables.Edits`). Neither: the whole of before, under a new number.
    """

    base: Sha256
    size: Size
    sha256: Sha256
    removed: Natural
    changed: Natural


class Manifest(Struct, kw_only=True, frozen=True):
    """What central signs: `size` and `sha256` are of the whole, `count` rows of `width` bytes behind their keys.

    A document has no rows, and is packed. `list_key` is the id of the key that identities are hashed under, "" for a document.
    """

    kind: SnapshotKind
    number: Annotated[int, Meta(ge=1, le=2**53)]
    made: Moment
    ages: Ages
    count: Natural = 0
    width: Annotated[int, Meta(ge=0, le=4096)] = 0
    list_key: Annotated[str, Meta(pattern=r"^([0-9a-f]{16})?$(?!\n)")] = ""
    size: Size
    sha256: Sha256
    delta: Delta | None = None

    @property
    def is_table(self) -> bool:
        """Whether it is a list of people under keys, not a document."""
        return bool(self.list_key)

    @property
    def mark(self) -> str:
        """What a terminal tells central that it holds: number and hash, for a central brought back from a backup counts anew."""
        return f"{self.number}-{self.sha256[:16]}"

    @property
    def sent(self) -> tuple[int, str]:
        """Bytes and SHA-256 of what stands behind the manifest."""
        return (self.delta.size, self.delta.sha256) if self.delta else (self.size, self.sha256)

    def freshness(self, now: datetime, *, believed: bool) -> Freshness:
        """How old it is at that time; by a clock that nobody vouches for, and before it was made, at least doubtful."""
        age = (now - self.made).total_seconds()
        if age >= self.ages.stale_s:
            return Freshness.STALE
        doubtful = age >= self.ages.warn_s or not believed or age < -WINDOW_S
        return Freshness.WARN if doubtful else Freshness.FRESH

    def permit(self, freshness: Freshness) -> Permit:
        """What a role may do by it at that age."""
        return (Permit.EVERYTHING, self.ages.when_warn, self.ages.when_stale)[freshness]


class SnapshotSigner:
    """Central's key for snapshots (a seed of 32 random bytes)."""

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)

    @property
    def public(self) -> str:
        """The public key as it stands in terminal.toml: base64 of its 32 bytes."""
        return base64.b64encode(self._key.public_key().public_bytes_raw()).decode()

    def head(self, manifest: Manifest) -> bytes:
        """All of the file that stands before what is sent."""
        text = msgspec.json.encode(manifest)
        return MAGIC + len(text).to_bytes(LENGTH_BYTES, "big") + self.sign(DOMAIN + text) + text

    def sign(self, message: bytes) -> bytes:
        """The signature (64 bytes) over a message that begins with a domain of its own."""
        return self._key.sign(message)


def public_key(text: str) -> Ed25519PublicKey:
    """The key that `SnapshotSigner.public` wrote. Raises ValueError when it is none."""
    return Ed25519PublicKey.from_public_bytes(base64.b64decode(text, validate=True))


def read_head(file: BinaryIO, key: Ed25519PublicKey) -> tuple[Manifest, bytes]:
    """The manifest that a file begins with, and its bytes with the signature; `file` stands behind it then. Raises SnapshotRefused."""
    head = file.read(HEAD_BYTES)
    if len(head) < HEAD_BYTES or not head.startswith(MAGIC):
        raise SnapshotRefused("this is no snapshot, or one of a later version")
    length = int.from_bytes(head[len(MAGIC) : len(MAGIC) + LENGTH_BYTES], "big")
    text = file.read(length) if length <= LARGEST_MANIFEST else b""
    # the length is not signed: one that is too long would still find all of a manifest that nothing stands behind
    if len(text) != length or not is_signed(key, DOMAIN + text, head[-SIGNATURE_BYTES:]):
        raise SnapshotRefused("it is not signed with the key that this terminal knows (central.snapshot_key)")
    try:
        found = msgspec.json.decode(text, type=Manifest)
    except msgspec.MsgspecError as error:
        raise SnapshotRefused(f"its manifest cannot be read, though central signed it: {error}") from None
    if found.is_table and found.size != found.count * (KEY_BYTES + found.width):
        raise SnapshotRefused(f"its manifest counts {found.count} rows that do not make {found.size} bytes")
    return found, head + text


def is_signed(key: Ed25519PublicKey, message: bytes, signature: bytes) -> bool:
    """Whether central's key for snapshots signed this message."""
    try:
        key.verify(signature, message)
    except InvalidSignature:
        return False
    return True
