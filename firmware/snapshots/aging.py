"""How old the snapshots in force are, what may still be done by them, and what the operator is told of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress

from central.snapshots.manifest import NOTHING_HELD, USUAL_AGES, Freshness, Manifest, Permit
from central.wire import SnapshotKind
from firmware.snapshots.disk import write_whole
from firmware.snapshots.shelf import Shelf
from firmware.timeline import BELIEVED, Moment

ALLOWED = {
    Permit.EVERYTHING: "everything is still done by it",
    Permit.LESS: "it counts with lower limits",
    Permit.FREE: "only what is free is still done by it",
    Permit.NOTHING: "nothing is done by it any more",
}
WARN = "The snapshot {name} is of {made} and grows old: {allowed}. Look why central is not heard."
UNVOUCHED = (
    "The snapshot {name} is of {made}, and no clock vouches for how old it is: {allowed}. Set the terminal's clock."
)
STALE = "The snapshot {name} is of {made} and too old: {allowed}. Connect the terminal to central."
MISSING = "No snapshot of {kind} is here: {allowed}. Connect the terminal to central."
DAMAGED = "Snapshot: {why}; central is asked for it again."


class Aging:
    """The ages of the kinds that a terminal is to hold, by the journal's time (`Journal.moment`); from any thread.

    A kind that has once been stale by a clock that can be believed stays so until another number comes, whatever the clock does.
    """

    def __init__(self, shelf: Shelf, kinds: Iterable[SnapshotKind], moment: Callable[[], Moment]) -> None:
        self._shelf, self.moment = shelf, moment
        self.kinds = tuple(kinds)
        self._stale = {kind: self._remembered(kind) for kind in SnapshotKind}

    def freshness(self, kind: SnapshotKind, moment: Moment | None = None) -> Freshness:
        """How old a kind is; what is not there is stale. `moment` is now, where several are asked about."""
        held = self._shelf.held(kind)
        if held is None:
            return Freshness.STALE
        moment = moment or self.moment()
        # one that is reckoned on from a time before a power cut (HELD) knows nothing of how long that lasted
        believed = moment.quality in BELIEVED
        found = held.manifest.freshness(moment.at, believed=believed)
        if self._stale[kind] == held.manifest.mark:
            return Freshness.STALE
        if found is Freshness.STALE and believed:
            self._remember(held.manifest)
        return found

    def permit(self, kind: SnapshotKind, moment: Moment | None = None) -> Permit:
        """What a role may do by it now; `moment` as above."""
        held = self._shelf.held(kind)
        if held is None:
            return USUAL_AGES[kind].when_stale
        return held.manifest.permit(self.freshness(kind, moment))

    def sentences(self) -> list[str]:
        """What the operator must know."""
        told = [(kind, self._sentence(kind)) for kind in self.kinds]
        damaged = [DAMAGED.format(why=why) for why in self._shelf.damaged.values()]
        return damaged + [sentence for kind, sentence in told if sentence and kind not in self._shelf.damaged]

    def _sentence(self, kind: SnapshotKind) -> str:
        held, allowed = self._shelf.held(kind), ALLOWED[self.permit(kind)]
        if held is None:
            return MISSING.format(kind=kind, allowed=allowed)
        manifest, moment = held.manifest, self.moment()
        freshness = self.freshness(kind)
        told = {Freshness.FRESH: "", Freshness.WARN: WARN, Freshness.STALE: STALE}[freshness]
        if freshness is Freshness.WARN and moment.quality not in BELIEVED:
            told = UNVOUCHED
        return told.format(name=f"{kind} {manifest.number}", made=f"{manifest.made:%Y-%m-%d %H:%M}", allowed=allowed)

    def _remember(self, manifest: Manifest) -> None:
        self._stale[manifest.kind] = manifest.mark
        # on a disk that is full it is known until the next start at least
        with suppress(OSError):
            path = self._shelf.folder / f"{manifest.kind}.stale"
            write_whole(self._shelf.disk, path, [manifest.mark.encode()])

    def _remembered(self, kind: SnapshotKind) -> str:
        try:
            return (self._shelf.folder / f"{kind}.stale").read_text(encoding="ascii")
        except (OSError, ValueError):
            return NOTHING_HELD
