"""`kazasu central terminals` and `release`: how each terminal's records stand, and what to do when two machines use one key."""

from __future__ import annotations

import argparse
import getpass
from typing import TYPE_CHECKING

from firmware.cli_central import Command, on_store

if TYPE_CHECKING:
    from central.service.intake.holds import Standing
    from central.service.stores import Store


def _terminals(args: argparse.Namespace) -> int:
    from central.service.intake.holds import standings

    def act(store: Store) -> int:
        for standing in standings(store):
            print(_line(standing))
        return 0

    return on_store(args, act)


def _line(standing: Standing) -> str:
    """A terminal in one line, such as `bus-1 (key 3q2+7wAAAAAA...): 1 chain, up to record 40, last heard 2026-...`."""
    parts = ["revoked"] if standing.revoked else []
    parts.append(f"{standing.chains} chain" + ("" if standing.chains == 1 else "s"))
    if standing.heard:
        parts.append(f"up to record {standing.through}, last heard {standing.heard}")
    if standing.unposted:
        parts.append(f"{standing.unposted} not yet posted")
    if standing.refused:
        parts.append(f"{standing.refused} refused")
    if standing.held:
        parts.append(f"HELD since {standing.held}: {standing.why}")
    return f"{standing.terminal} (key {standing.key}...): {', '.join(parts)}"


def _release(args: argparse.Namespace) -> int:
    from central.service.clock import SystemClock
    from central.service.intake.holds import release

    def act(store: Store) -> int:
        chains = release(store, SystemClock(), args.name, args.by)
        print(f"central: {args.name}: released by {args.by}; the records of {chains} chains count from now on")
        return 0

    return on_store(args, act)


def _release_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME")
    parser.add_argument(
        "--by", metavar="WHO", default=getpass.getuser(), help="who has looked (default: who is logged in)"
    )


COMMANDS = {
    "terminals": Command("how the records of each terminal stand", lambda _parser: None, _terminals),
    "release": Command(
        "let the records of a held terminal count, after a look at both machines", _release_arguments, _release
    ),
}
