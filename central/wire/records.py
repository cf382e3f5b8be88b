"""Records: what leaves a terminal, and where central stands."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Raw, Struct

from central.wire.parts import MOST_RECORDS, Id, Word


class Phase(StrEnum):
    """Of an act: what was meant, and the three answers there are to "did it happen?"; a note is something that has happened."""

    INTENT = "intent"
    DONE = "done"
    NOT_DONE = "not_done"
    UNKNOWN = "unknown"
    NOTE = "note"


class Quality(StrEnum):
    """How far a record's time can be believed."""

    SET = "set"  # by a time server since the start, or chosen
    BATTERY = "battery"  # kept by a clock with a battery
    HELD = "held"  # the wall clock leapt with nobody vouching for it: reckoned on from the last time believed
    UNSURE = "unsure"  # nothing vouches for it


class Record(Struct, kw_only=True, frozen=True):
    """One row of a terminal's journal, as it was committed and as it leaves: its JSON is hashed, sealed and kept byte for byte.

    `id` is the record's own (UUIDv7), `act` what an intent and its outcomes share. `at` is RFC 3339 with Japan's offset;
    `boot` and `mono_ms` order records whatever the wall clock did. `rules` is the version of the rules in force.
    `detail` names no person: numbers, states, keyed hashes.
    """

    id: Id
    at: Annotated[str, Meta(max_length=40)]
    clock: Quality
    boot: Annotated[str, Meta(max_length=36)]
    mono_ms: Annotated[int, Meta(ge=0)]
    rules: Annotated[str, Meta(max_length=128)]
    visit: Annotated[str, Meta(max_length=64)]
    act: Id
    what: Word
    phase: Phase
    detail: dict[str, str | int | bool | None]


class Batch(Struct, kw_only=True):
    """POST /v1/records: records of one chain in order, sealed by the terminal's key (`chain.sealed`), gzip allowed.

    `first` is the number of the first, `previous` the hash before it. Not signed otherwise: whoever repeats a batch changes nothing.
    """

    terminal: Annotated[str, Meta(min_length=1, max_length=64)]
    epoch: Id
    first: Annotated[int, Meta(ge=1)]
    previous: Annotated[bytes, Meta(min_length=32, max_length=32)]
    records: Annotated[list[Raw], Meta(min_length=1, max_length=MOST_RECORDS)]
    seal: Annotated[bytes, Meta(min_length=64, max_length=64)]


class Verdict(StrEnum):
    """What central did with one record. After each of them the terminal need not send it again."""

    STORED = "stored"
    KNOWN = "known"
    HELD = "held"  # durable, but counted only once an operator has looked: two machines use this terminal's key
    REFUSED = "refused"  # set aside for the operator: unreadable, or another record has its id


class Stand(Struct, kw_only=True):
    """Where central stands in a terminal's chain: it holds all up to `through`, whose hash is `head`.

    `verdicts` has one for each record of the batch; none when the batch does not join on. `through` is 0 when central
    does not know the epoch. `refused` has a sentence for each refused number.
    """

    through: int
    head: bytes
    verdicts: list[Verdict] = []
    refused: dict[str, str] = {}
    quarantined: bool = False
