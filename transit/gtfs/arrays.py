"""The compiled file: a small heading, then arrays of numbers and one of texts, laid out to be used where they lie (mmap)."""

from __future__ import annotations

import json
import sys
import zlib
from array import array
from collections.abc import Mapping
from heapq import merge
from typing import Any, TypeAlias

MAGIC = b"KZGTFS01"
FORMAT = 1
NO_BOARDING, NO_ALIGHTING = 1, 2
"""Bits of `call_flags`."""

ADDED, REMOVED = 1, 2
"""How `service_date` differs on a day."""

Buffer: TypeAlias = "array[Any] | bytes"

_START = len(MAGIC) + 8
# sorted() makes an object of each row; of so many at a time they fit beside the arrays
_RUN = 16384


class Damaged(ValueError):
    """These bytes are no compiled feed, or not all of one."""


class Strings:
    """Texts by number, each once; number 0 is the blank text."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {"": 0}
        self._texts = [""]

    def __getitem__(self, text: str) -> int:
        found = self._numbers.setdefault(text, len(self._texts))
        if found == len(self._texts):
            self._texts.append(text)
        return found

    def text(self, number: int) -> str:
        """A text by its number."""
        return self._texts[number]

    def arrays(self) -> tuple[array[int], bytes]:
        """Where each text ends, and all of them in UTF-8."""
        ends, blob = array("I"), bytearray()
        for text in self._texts:
            # half a surrogate from a broken file would stop everything here
            blob += text.encode(errors="replace")
            ends.append(len(blob))
        return ends, bytes(blob)


def order_of(keys: array[int]) -> array[int]:
    """The rows of a column in the order of its values, equal ones as they stood; sorted in runs, since memory is short."""
    runs = (range(start, min(start + _RUN, len(keys))) for start in range(0, len(keys), _RUN))
    parts = [array("I", sorted(run, key=keys.__getitem__)) for run in runs]
    return array("I", merge(*parts, key=keys.__getitem__))


def packed(heading: Mapping[str, Any], arrays: Mapping[str, array[Any] | bytes]) -> list[Buffer]:
    """The file in pieces: magic, length of the heading, its CRC-32, the heading as JSON, then the arrays at multiples of 8."""
    places: dict[str, tuple[str, int, int]] = {}
    parts: list[Buffer] = []
    size = total = 0
    for name, values in arrays.items():
        code, length = (
            (values.typecode, len(values) * values.itemsize) if isinstance(values, array) else ("B", len(values))
        )
        places[name] = (code, size, length)
        # a cast of the mapped bytes to doubles needs them aligned
        gap = bytes(-length % 8)
        parts += values, gap
        size += length + len(gap)
        total = zlib.crc32(gap, zlib.crc32(values, total))
    head = json.dumps({**heading, "order": sys.byteorder, "arrays": places, "body": [size, total]}).encode()
    head += b" " * (-(_START + len(head)) % 8)
    start = MAGIC + len(head).to_bytes(4, "little") + zlib.crc32(head).to_bytes(4, "little")
    return [start, head, *parts]


def unpacked(raw: memoryview) -> tuple[dict[str, Any], dict[str, memoryview]]:
    """The heading, and the arrays as they lie in `raw`. Raises Damaged for anything that `packed` did not make on such a machine."""
    if bytes(raw[: len(MAGIC)]) != MAGIC:
        raise Damaged("This is not a compiled feed (kazasu gtfs compile makes one).")
    length = int.from_bytes(raw[8:12], "little")
    head = bytes(raw[_START : _START + length])
    if len(head) != length or zlib.crc32(head).to_bytes(4, "little") != raw[12:16]:
        raise Damaged("The compiled feed is damaged in its heading.")
    heading: dict[str, Any] = json.loads(head)
    body = raw[_START + length :]
    if heading["order"] != sys.byteorder or [len(body), zlib.crc32(body)] != heading["body"]:
        raise Damaged("The compiled feed is damaged, or made on a machine of another kind.")
    return heading, {
        name: body[at : at + size].cast(code) if code != "B" else body[at : at + size]
        for name, (code, at, size) in heading["arrays"].items()
    }
