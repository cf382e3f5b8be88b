"""`kazasu central`: run the central service, and register the terminals that may speak to it."""

from __future__ import annotations

import argparse
import logging
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from central.service.terminals import Terminals

USAGE = 2


def add_commands(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `central` with its own commands; each sets `run`, which takes the arguments and returns the exit status."""
    central = subparsers.add_parser("central", help="run the central service")
    _add_config(central)
    central.set_defaults(run=run)
    commands = central.add_subparsers(metavar="COMMAND")
    add = commands.add_parser("add-terminal", help="register a terminal, or give it a new key")
    add.add_argument("name", metavar="NAME")
    add.add_argument("key", metavar="KEY", help="its Ed25519 public key: 32 bytes in base64")
    add.set_defaults(run=lambda args: _change(args, lambda terminals: terminals.add(args.name, args.key)))
    revoke = commands.add_parser("revoke-terminal", help="refuse a terminal from now on")
    revoke.add_argument("name", metavar="NAME")
    revoke.set_defaults(run=lambda args: _change(args, lambda terminals: terminals.revoke(args.name)))
    withdraw = commands.add_parser(
        "withdraw", help="say of a certificate, to whoever checks it, that it counts no more"
    )
    withdraw.add_argument("ticket", metavar="NUMBER", help="as on the paper, without the copy's -1 at its end")
    withdraw.set_defaults(run=_withdraw)
    for command in (add, revoke, withdraw):
        # SUPPRESS, or the default here would undo a --config that came before the command.
        _add_config(command, default=argparse.SUPPRESS)


def run(args: argparse.Namespace) -> int:
    """Serve until stopped."""
    from central.service import running
    from central.service.config import read_config

    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    try:
        config = read_config(args.config)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # uvicorn hands the signal on when it is done
        print(f"central: http://{config.listen}, state in {config.state}", flush=True)
        running.run(config)
    except ValueError as error:
        return _say(error)
    return 0


def _change(args: argparse.Namespace, change: Callable[[Terminals], None]) -> int:
    from central.service.clock import SystemClock
    from central.service.config import read_config
    from central.service.stores.opening import open_store
    from central.service.terminals import Terminals

    try:
        config = read_config(args.config)
        # The file is read at every start and would bring the old key back, which may have been stolen.
        if "key" in args and config.terminals.get(args.name, args.key) != args.key:
            raise ValueError(f"{args.config}: terminals.{args.name}: has another key here; change it in the file")
        store = open_store(config)
        try:
            change(Terminals(store, SystemClock()))
        finally:
            store.close()
        print(f"central: {args.name}: done, in force from the next request on")
    except ValueError as error:
        return _say(error)
    return 0


def _withdraw(args: argparse.Namespace) -> int:
    from central.service.clock import SystemClock
    from central.service.config import read_config
    from central.service.issuances import withdraw
    from central.service.stores.opening import open_store

    try:
        store = open_store(read_config(args.config))
        try:
            found = withdraw(store, SystemClock(), args.ticket)
        finally:
            store.close()
    except ValueError as error:
        return _say(error)
    print(f"central: {args.ticket}: {found} certificates withdrawn")
    return 0 if found else USAGE


def _say(error: ValueError) -> int:
    print(f"kazasu central: {error}", file=sys.stderr)
    return USAGE


def _add_config(parser: argparse.ArgumentParser, default: object = None) -> None:
    parser.add_argument("--config", type=Path, metavar="FILE", default=default, help="default: a sample city on 8200")
