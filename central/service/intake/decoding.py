"""Records out of their bodies: strictly as `Record` says, and quickly where nothing can be against it.

Limits that are checked text by text cost three times what all the rest of reading takes. So the records of a batch are
read by their types alone, and their texts are held against the limits all at once; where that says no, each is read by
itself with every limit.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, get_type_hints

import msgspec

from central.wire import Record

# Months are told by it; how far it may be from central's own is nobody's business here.
TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)"
TIMES = re.compile(rf"{TIME}(?:\n{TIME})*", re.ASCII)
LONGEST_ID, LONGEST_WORD = 64, 32
LONGEST_OTHER = 36  # the lowest limit of the rest
UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
_strict = msgspec.json.Decoder(Record)
_by_type: Any = msgspec.json.Decoder(
    msgspec.defstruct("RecordByType", list(get_type_hints(Record).items()), kw_only=True, frozen=True, gc=False)
)


def read_all(bodies: list[bytes]) -> list[Record | None]:
    """What each body says; None for one that is no record."""
    try:
        found = [_by_type.decode(body) for body in bodies]
        # A field that is unknown here is passed over unread, and what is kept must be text.
        b"".join(bodies).decode()
    except UNREADABLE:
        return [_read(body) for body in bodies]
    return found if _are_within_limits(found) else [_read(body) for body in bodies]


def _are_within_limits(records: list[Record]) -> bool:
    ids = [record.id for record in records] + [record.act for record in records]
    words = [record.what for record in records]
    others = [text for record in records for text in (record.boot, record.rules, record.visit)]
    return (
        _are_words(ids, LONGEST_ID)
        and _are_words(words, LONGEST_WORD)
        and max(map(len, others)) <= LONGEST_OTHER
        and min([record.mono_ms for record in records]) >= 0
        and _are_times([record.at for record in records])
    )


def _are_words(texts: list[str], longest: int) -> bool:
    plain = "".join(texts).replace("-", "").replace("_", "")
    return plain.isascii() and plain.isalnum() and min(map(len, texts)) > 0 and max(map(len, texts)) <= longest


def _are_times(texts: list[str]) -> bool:
    try:
        return bool(TIMES.fullmatch("\n".join(texts))) and all(map(datetime.fromisoformat, texts))
    except ValueError:
        return False


def _read(body: bytes) -> Record | None:
    try:
        record = _strict.decode(body)
        body.decode()
    except UNREADABLE:
        return None
    return record if _are_times([record.at]) else None
