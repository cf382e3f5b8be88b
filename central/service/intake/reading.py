"""A batch as it came: unpacked within limits, read, and proved by its seal."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from central.chain import links, sealed
from central.service.intake.decoding import read_all
from central.service.refusing import Refuse
from central.signing import is_sealed
from central.wire import LARGEST_BATCH, Batch, Reason, Record

GZIP = 16 + zlib.MAX_WBITS  # zlib's word for a gzip stream (RFC 1952)
TOO_LARGE = 413
LAST_NUMBER = 2**62  # what both databases can count, and room to go on
_batches = msgspec.json.Decoder(Batch)


@dataclass(frozen=True)
class Delivery:
    """A batch: its bodies as they were hashed, the hash after each, and what each says (None: nothing that can be read).

    `key` is the registered key that its seal was held against.
    """

    terminal: str
    key: str
    epoch: str
    first: int
    previous: bytes
    heads: list[bytes]
    bodies: list[bytes]
    records: list[Record | None]

    @property
    def last(self) -> int:
        """The number of the last record."""
        return self.first + len(self.bodies) - 1


def unpack(body: bytes, encoding: str) -> bytes:
    """The batch's JSON out of a body with this Content-Encoding. Raises Refuse."""
    if encoding in ("", "identity"):
        return _within(body)
    if encoding != "gzip":
        raise Refuse(Reason.MALFORMED, "Content-Encoding: must be gzip or absent")
    stream = zlib.decompressobj(GZIP)
    try:
        # One byte more than allowed is never kept, however much would follow.
        unpacked = _within(stream.decompress(body, LARGEST_BATCH + 1))
    except zlib.error:
        raise Refuse(Reason.MALFORMED, "the body is no gzip stream") from None
    if not stream.eof or stream.unused_data:
        raise Refuse(Reason.MALFORMED, "the gzip stream does not end where the body ends")
    return unpacked


def read_batch(text: bytes) -> Batch:
    """The batch. Raises Refuse naming the field, and never repeating a value."""
    try:
        batch = _batches.decode(text)
    except msgspec.ValidationError as error:
        raise Refuse(Reason.MALFORMED, str(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refuse(Reason.MALFORMED, f"the body is no JSON that can be read ({type(error).__name__})") from None
    if batch.first > LAST_NUMBER:
        raise Refuse(Reason.MALFORMED, "first: is too high")
    return batch


def prove(batch: Batch, text: str, key: Ed25519PublicKey) -> Delivery | None:
    """The batch as this terminal's own; None when its key (in base64: `text`) did not seal it."""
    bodies = [bytes(raw) for raw in batch.records]
    heads = list(links(batch.previous, bodies))
    message = sealed(batch.terminal, batch.epoch, batch.first, len(bodies), heads[-1])
    if not is_sealed(key, message, batch.seal):
        return None
    return Delivery(batch.terminal, text, batch.epoch, batch.first, batch.previous, heads, bodies, read_all(bodies))


def _within(unpacked: bytes) -> bytes:
    if len(unpacked) <= LARGEST_BATCH:
        return unpacked
    refusing = Refuse(Reason.MALFORMED, f"the batch is longer than {LARGEST_BATCH} bytes: send fewer records")
    refusing.status = TOO_LARGE
    raise refusing
