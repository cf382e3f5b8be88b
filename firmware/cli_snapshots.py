"""`kazasu central publish`: give a list or a document to all terminals; `snapshot-key` is what they know central by."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from central.service.snapshots.snapshots import Content, Snapshots
    from central.snapshots.manifest import Ages, Manifest

USAGE = 2
HOUR = 3600
ABOUT = (
    "Lists (riders, points, staff, roster) are CSV with a heading: identity, and for all but rosters status (allowed, suspended,"
    " ended), used, schemes, left. Identities are hashed at once and not kept. Other kinds are documents, sent as they are."
    " To withdraw what was published, publish something else: it gets a higher number."
)
KINDS = ("riders", "points", "staff", "roster", "rules", "fares", "phrases")
PERMITS = ("everything", "less", "free", "nothing")
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def add_publish(commands: Commands, add_config: Callable[[argparse.ArgumentParser], object]) -> None:
    """Add `publish` and `snapshot-key` to the commands of `kazasu central`."""
    publish = commands.add_parser("publish", help="give a list or a document to all terminals", description=ABOUT)
    publish.add_argument("kind", metavar="KIND", choices=KINDS, help=", ".join(KINDS))
    publish.add_argument("file", metavar="FILE", type=Path)
    publish.add_argument("--number", type=int, default=0, help="a higher number than the next")
    publish.add_argument("--new-key", action="store_true", help="hash the identities of this list by a new key")
    publish.add_argument("--warn-after", type=int, metavar="HOURS", help="from when on it is doubtful")
    publish.add_argument("--stale-after", type=int, metavar="HOURS", help="from when on it is too old")
    publish.add_argument("--when-warn", choices=PERMITS, help="what may still be done by a doubtful one")
    publish.add_argument("--when-stale", choices=PERMITS, help="and by one that is too old")
    publish.set_defaults(run=_publish)
    key = commands.add_parser("snapshot-key", help="print what terminals know central by, for terminal.toml")
    key.set_defaults(run=_key)
    for command in (publish, key):
        add_config(command)


def _publish(args: argparse.Namespace) -> int:
    return _with_snapshots(args, lambda snapshots: _say(_published(snapshots, args)))


def _key(args: argparse.Namespace) -> int:
    return _with_snapshots(args, lambda snapshots: print(f'snapshot_key = "{snapshots.public_key}"'))


def _with_snapshots(args: argparse.Namespace, act: Callable[[Snapshots], None]) -> int:
    from central.service.clock import SystemClock
    from central.service.config import read_config
    from central.service.snapshots.opening import open_snapshots
    from central.service.stores import StoreFault

    try:
        with open_snapshots(read_config(args.config), SystemClock()) as snapshots:
            act(snapshots)
    except (ValueError, StoreFault) as error:
        print(f"kazasu central: {error}", file=sys.stderr)
        return USAGE
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
    import msgspec

    from central.snapshots.manifest import USUAL_AGES, Permit
    from central.wire import SnapshotKind

    said = {
        "warn_s": args.warn_after and args.warn_after * HOUR,
        "stale_s": args.stale_after and args.stale_after * HOUR,
        "when_warn": args.when_warn and Permit(args.when_warn),
        "when_stale": args.when_stale and Permit(args.when_stale),
    }
    ages = msgspec.structs.replace(
        USUAL_AGES[SnapshotKind(kind)], **{name: value for name, value in said.items() if value}
    )
    if not 0 < ages.warn_s <= ages.stale_s:
        raise ValueError("--warn-after: must come before --stale-after, and both after 0 hours")
    return ages


def _say(manifest: Manifest) -> None:
    what = f"{manifest.count} entries" if manifest.is_table else f"{manifest.size} bytes packed"
    print(f"central: {manifest.kind} {manifest.number}: {what}, in force on each terminal when it looks next")
