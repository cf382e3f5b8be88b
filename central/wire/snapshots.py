"""Snapshots: what central hands down."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class SnapshotKind(StrEnum):
    """What central hands down to terminals: lists of who may, and papers of what applies."""

    RIDERS = "riders"
    POINTS = "points"
    STAFF = "staff"
    ROSTER = "roster"
    RULES = "rules"
    FARES = "fares"
    PHRASES = "phrases"
    PASSES = "passes"
    KEYS = "keys"


class AskListKey(Struct, kw_only=True):
    """POST /v1/snapshots/{kind}/key: `share` is an X25519 public key that the terminal made for this one request."""

    share: bytes


class ListKey(Struct, kw_only=True):
    """The answer: the key under which a list's identities are hashed, encrypted for that share (`snapshots.keys`)."""

    share: bytes
    sealed: bytes
    signature: bytes

    def __repr__(self) -> str:
        # no part of a key
        return "ListKey()"
