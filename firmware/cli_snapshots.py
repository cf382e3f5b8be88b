"""`kazasu central publish`: give a list or a document to all terminals; `snapshot-key` is what they know central by."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from firmware.cli_central import Command, config_of

if TYPE_CHECKING:
    from central.service.snapshots.snapshots import Content, Snapshots
    from central.snapshots.manifest import Ages, Manifest

HOUR = 3600
ABOUT = (
    "Lists (riders, points, staff, roster) are CSV with a heading: identity, and for all but rosters status (allowed, suspended,"
    " ended), used, schemes, left. Identities are hashed at once and not kept. Other kinds are documents, sent as they are."
    " To withdraw what was published, publish something else: it gets a higher number."
)
KINDS = ("riders", "points", "staff", "roster", "rules", "fares", "phrases")
PERMITS = ("everything", "less", "free", "nothing")


def _arguments(publish: argparse.ArgumentParser) -> None:
    publish.description = ABOUT
    publish.add_argument("kind", metavar="KIND", choices=KINDS, help=", ".join(KINDS))
    publish.add_argument("file", metavar="FILE", type=Path)
    publish.add_argument("--number", type=int, default=0, help="a higher number than the next")
    publish.add_argument("--new-key", action="store_true", help="hash the identities of this list by a new key")
    publish.add_argument("--warn-after", type=int, metavar="HOURS", help="from when on it is doubtful")
    publish.add_argument("--stale-after", type=int, metavar="HOURS", help="from when on it is too old")
    publish.add_argument("--when-warn", choices=PERMITS, help="what may still be done by a doubtful one")
    publish.add_argument("--when-stale", choices=PERMITS, help="and by one that is too old")


def _publish(args: argparse.Namespace) -> int:
    return _with_snapshots(args, lambda snapshots: _say(_published(snapshots, args)))


def _key(args: argparse.Namespace) -> int:
    return _with_snapshots(args, lambda snapshots: print(f'snapshot_key = "{snapshots.public_key}"'))


def _with_snapshots(args: argparse.Namespace, act: Callable[[Snapshots], None]) -> int:
    from central.service.clock import SystemClock
    from central.service.snapshots.opening import open_snapshots
    from central.service.stores import StoreFault

    try:
        with open_snapshots(config_of(args), SystemClock()) as snapshots:
            act(snapshots)
    except StoreFault as error:
        raise ValueError(str(error)) from None
    return 0


def _published(snapshots: Snapshots, args: argparse.Namespace) -> Manifest:
    from central.wire import SnapshotKind

    kind = SnapshotKind(args.kind)
    return snapshots.publish(kind, _content(snapshots, kind, args), _ages(kind, args), args.number)


def _content(snapshots: Snapshots, kind: str, args: argparse.Namespace) -> Content:
    from central.service.snapshots.lists import read_document, read_list
    from central.snapshots.manifest import LISTS
    from central.wire import SnapshotKind

    if kind not in LISTS:
        return read_document(args.file)
    generation = snapshots.generation(SnapshotKind(kind)) + args.new_key
    return read_list(args.file, SnapshotKind(kind), snapshots.list_key(SnapshotKind(kind), generation), generation)


def _ages(kind: str, args: argparse.Namespace) -> Ages:
    """The usual ages with what the operator says otherwise. Raises ValueError when doubtful comes after too old."""
    from central.snapshots.manifest import USUAL_AGES
    from central.wire import SnapshotKind

    return USUAL_AGES[SnapshotKind(kind)].but(
        warn_s=_seconds(args.warn_after),
        stale_s=_seconds(args.stale_after),
        when_warn=args.when_warn,
        when_stale=args.when_stale,
    )


def _seconds(hours: int | None) -> int | None:
    return None if hours is None else hours * HOUR


def _say(manifest: Manifest) -> None:
    what = f"{manifest.count} entries" if manifest.is_table else f"{manifest.size} bytes packed"
    print(f"central: {manifest.kind} {manifest.number}: {what}, in force on each terminal when it looks next")


COMMANDS = {
    "publish": Command("give a list or a document to all terminals", _arguments, _publish),
    "snapshot-key": Command("print what terminals know central by, for terminal.toml", lambda _: None, _key),
}
