"""What lines and stops are called: by the feed that vehicles have, where one is published."""

from __future__ import annotations

from typing import Protocol

from central.service.snapshots.kept import Parts, latest, pieces
from central.service.stores import Store
from central.snapshots.documents import unpacked
from central.wire import SnapshotKind
from transit.gtfs.compiled import Compiled, Damaged, open_network


class Names(Protocol):
    """Names for ids; an id that is not known is its own name."""

    def route(self, route: str) -> str:
        """A line's."""

    def stop(self, stop: str) -> str:
        """A stop's."""


class Ids:
    """Without a feed."""

    def route(self, route: str) -> str:
        """The id."""
        return route

    def stop(self, stop: str) -> str:
        """The id."""
        return stop


class FeedNames:
    """Those of a feed."""

    def __init__(self, network: Compiled) -> None:
        self._network = network

    def route(self, route: str) -> str:
        """Number and name of a line."""
        try:
            found = self._network.route(route)
        except KeyError:
            return route
        return " ".join(dict.fromkeys(filter(None, (found.number, found.name)))) or route

    def stop(self, stop: str) -> str:
        """A stop's name, with its pole."""
        try:
            found = self._network.stop(stop)
        except KeyError:
            return stop
        return f"{found.name} {found.platform}".strip() or stop


def names_of(store: Store) -> Names:
    """The names of the feed that counts now."""
    with store.reading() as connection:
        published = latest(connection, SnapshotKind.FARES)
    if published is None:
        return Ids()
    sha256 = published.manifest.sha256
    if sha256 not in _known:
        _known.clear()
        _known[sha256] = _read(store, sha256)
    return _known[sha256]


# a feed is the same for weeks, and its hash is all that it depends on
_known: dict[str, Names] = {}


def _read(store: Store, sha256: str) -> Names:
    payload = b"".join(pieces(store.reading, Parts(SnapshotKind.FARES, sha256)))
    try:
        return FeedNames(open_network(unpacked(payload)))
    except (Damaged, ValueError):
        return Ids()
