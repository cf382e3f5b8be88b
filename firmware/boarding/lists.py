"""What a vehicle decides by, as one set: a tap that has begun goes on by the set that it began with."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, Protocol, TypeVar

from central.snapshots.manifest import Permit
from central.snapshots.passes import Pass, key_of
from central.wire import SnapshotKind
from firmware.snapshots.aging import Aging
from firmware.snapshots.shelf import Held, Shelf
from transit.network import Network
from transit.schemes.rules import Rules

log = logging.getLogger(__name__)
Thing = TypeVar("Thing")
DECIDING = (SnapshotKind.PASSES, SnapshotKind.RULES, SnapshotKind.FARES)
ORDER = (Permit.NOTHING, Permit.FREE, Permit.LESS, Permit.EVERYTHING)
"""From the strictest on: the oldest of the lists decides."""


class People(Protocol):
    """A list of people by identity (`firmware.snapshots.shelf.Held`)."""

    def row(self, identity: str) -> bytes | None:
        """What the list has for an identity."""


@dataclass(frozen=True)
class Lists:
    """Passes, keys, rules and fares in force, None where one is missing; what may be done by them, and when the passes were made."""

    passes: People | None = None
    keys: People | None = None
    rules: Rules = field(default_factory=Rules)
    network: Network | None = None
    permit: Permit = Permit.NOTHING
    made: datetime | None = None

    def find(self, identity: str) -> Pass | None:
        """The pass of an identity; None when nobody knows it."""
        row = self.passes.row(identity) if self.passes else None
        return None if row is None else Pass.of(row)

    def key(self, identity: str) -> bytes | None:
        """The public key (DER) that its card was registered with."""
        row = self.keys.row(identity) if self.keys else None
        return None if row is None else key_of(row)


class ListSource(Protocol):
    """Where a vehicle gets the set of now, for each tap anew; from any thread."""

    def now(self) -> Lists:
        """What is in force."""


class ShelfLists:
    """The lists of a terminal's shelf; rules and fares are opened once for each snapshot that comes.

    `open_network` makes a network of a FARES document; `rules` and `network`, where the configuration has them, stand in for missing
    snapshots.
    """

    def __init__(
        self,
        shelf: Shelf,
        aging: Aging,
        open_network: Callable[[bytes], Network],
        *,
        rules: Rules | None = None,
        network: Network | None = None,
    ) -> None:
        self._shelf, self._aging = shelf, aging
        self._rules = _Opened(Rules.decode, rules)
        self._network = _Opened(open_network, network)

    def now(self) -> Lists:
        """What is in force."""
        held = self._shelf.held
        passes = held(SnapshotKind.PASSES)
        return Lists(
            passes,
            held(SnapshotKind.KEYS),
            self._rules.of(held(SnapshotKind.RULES)) or Rules(),
            self._network.of(held(SnapshotKind.FARES)),
            self._permit(),
            passes.manifest.made if passes else None,
        )

    def _permit(self) -> Permit:
        kept = [kind for kind in DECIDING if kind is SnapshotKind.PASSES or self._shelf.held(kind)]
        # without passes nobody is known anyway; rules and fares may come from the configuration, which does not age
        moment = self._aging.moment()
        return min((self._aging.permit(kind, moment) for kind in kept), key=ORDER.index)


class _Opened(Generic[Thing]):
    """A document of the shelf, opened; once for each number of it."""

    def __init__(self, open_: Callable[[bytes], Thing], otherwise: Thing | None) -> None:
        self._open, self._last = open_, ("", otherwise)

    def of(self, held: Held | None) -> Thing | None:
        """The document; before one has come, what the configuration has."""
        mark, thing = self._last
        if held is not None and held.manifest.mark != mark:
            try:
                thing = self._open(held.document())
            except ValueError as error:
                # the one before goes on, and nobody stands at the door for what central signed by mistake
                log.error("%s cannot be read: %s", held.manifest.kind, error)
            # one assignment, so that two taps at once need no lock
            self._last = (held.manifest.mark, thing)
        return thing
