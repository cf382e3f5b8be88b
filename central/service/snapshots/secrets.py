"""What central signs snapshots and hashes identities with: both come from the operator's key, which all its processes share."""

from __future__ import annotations

import hmac

from central.snapshots.keys import list_key
from central.snapshots.manifest import SnapshotSigner
from central.wire import SnapshotKind

_SIGNING = b"kazasu snapshot signing v1"
_LISTS = b"kazasu list keys v1"


class Secrets:
    """The keys of one operator, made from its key (32 bytes, `operator.key`); whoever has that has all of them."""

    def __init__(self, operator_key: bytes) -> None:
        self._key = operator_key

    def __repr__(self) -> str:
        return "Secrets()"

    def signer(self) -> SnapshotSigner:
        """Who signs snapshots; its public half stands in every terminal.toml."""
        return SnapshotSigner(hmac.digest(self._key, _SIGNING, "sha256"))

    def list_key(self, kind: SnapshotKind, generation: int) -> bytes:
        """The key under which the identities of a list are hashed."""
        return list_key(hmac.digest(self._key, _LISTS, "sha256"), kind, generation)
