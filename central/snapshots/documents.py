"""A document in a snapshot: any bytes, packed by zlib (RFC 1950)."""

from __future__ import annotations

import zlib

from central.wire import LARGEST_SNAPSHOT


def packed(content: bytes) -> bytes:
    """As it is sent and kept."""
    return zlib.compress(content, 9)


def unpacked(payload: bytes, largest: int = LARGEST_SNAPSHOT) -> bytes:
    """The document. Raises ValueError when it is longer than `largest` bytes, or was not packed."""
    unpacking = zlib.decompressobj()
    try:
        content = unpacking.decompress(payload, largest)
    except zlib.error as error:
        raise ValueError(f"the document cannot be unpacked: {error}") from None
    if not unpacking.eof or unpacking.unused_data:
        raise ValueError(f"the document is cut off, or longer than {largest} bytes")
    return content
