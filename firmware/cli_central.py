"""`kazasu central`: run the central service, and everything that its operator does beside it, one table of commands."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from central.service.config import Config
    from central.service.stores import Store
    from central.service.terminals import Terminals

USAGE = 2
Add = Callable[[argparse.ArgumentParser], object]


class Command(NamedTuple):
    """One command: what it is for, what it takes, what it does (returning the exit status; ValueError is for the operator)."""

    about: str
    arguments: Add
    run: Callable[[argparse.Namespace], int]


def add_commands(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `central` with its own commands; each sets `run`, which takes the arguments and returns the exit status."""
    central = subparsers.add_parser("central", help="run the central service")
    _add_config(central)
    central.add_argument("--tenants", type=Path, metavar="FILE", help="serve several municipalities, as this file says")
    central.add_argument("--workers", type=_count, default=1, metavar="N", help="processes that serve together (1)")
    central.set_defaults(run=_said(run))
    commands = central.add_subparsers(metavar="COMMAND")
    for name, command in {**COMMANDS, **_of_others()}.items():
        parser = commands.add_parser(name, help=command.about)
        command.arguments(parser)
        # SUPPRESS, or the default here would undo a --config that came before the command.
        _add_config(parser, default=argparse.SUPPRESS)
        parser.set_defaults(run=_said(command.run))


def run(args: argparse.Namespace) -> int:
    """Serve until stopped."""
    from central.service import running
    from central.service.config import read_config
    from central.service.tenants import read_tenants
    from firmware.logs import begin

    if args.tenants and args.config:
        raise ValueError("--tenants names the configurations; --config does not go with it")
    whole = read_tenants(args.tenants) if args.tenants else read_config(args.config)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # uvicorn hands the signal on when it is done
    print(f"central: http://{whole.listen}", flush=True)
    running.run(whole, args.workers, begin)
    return 0


def config_of(args: argparse.Namespace) -> Config:
    """The configuration that a command was given. Raises ValueError with a sentence."""
    from central.service.config import read_config

    return read_config(args.config)


def found_nobody() -> int:
    """Say that what was asked for stands nowhere; returns the exit status."""
    print("central: there is none such")
    return USAGE


def on_store(args: argparse.Namespace, act: Callable[[Store], int]) -> int:
    """Do something with the database that the configuration names. Raises ValueError with a sentence."""
    from central.service.stores import Away
    from central.service.stores.opening import open_store

    store = open_store(config_of(args))
    try:
        return act(store)
    except Away as error:
        raise ValueError(str(error)) from None
    finally:
        store.close()


def _terminal(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME")


def _new_terminal(parser: argparse.ArgumentParser) -> None:
    _terminal(parser)
    parser.add_argument("key", metavar="KEY", help="its Ed25519 public key: 32 bytes in base64")


def _add(args: argparse.Namespace) -> int:
    # The file is read at every start and would bring the old key back, which may have been stolen.
    if config_of(args).terminals.get(args.name, args.key) != args.key:
        raise ValueError(f"{args.config}: terminals.{args.name}: has another key here; change it in the file")
    return _change(args, lambda terminals: terminals.add(args.name, args.key))


def _change(args: argparse.Namespace, change: Callable[[Terminals], None]) -> int:
    from central.service.clock import SystemClock
    from central.service.terminals import Terminals

    def act(store: Store) -> int:
        change(Terminals(store, SystemClock()))
        print(f"central: {args.name}: done, in force from the next request on")
        return 0

    return on_store(args, act)


def _withdraw(args: argparse.Namespace) -> int:
    from central.service.clock import SystemClock
    from central.service.issuances import withdraw

    def act(store: Store) -> int:
        found = withdraw(store, SystemClock(), args.ticket)
        print(f"central: {args.ticket}: {found} certificates withdrawn")
        return 0 if found else USAGE

    return on_store(args, act)


def _move(args: argparse.Namespace) -> int:
    from central.service.moving.move import move

    rows = move(config_of(args).sqlite, args.to, lambda step: print(f"central: {step}", flush=True))
    where = args.config or "the configuration"
    counted = f"moved, {rows} rows" if rows else "had moved already"
    print(f'central: {counted}; every process goes over by itself. Now set in {where}: database = "{args.to}"')
    return 0


def _said(run: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    """The same, with what went wrong told in a sentence."""

    def told(args: argparse.Namespace) -> int:
        try:
            return run(args)
        except ValueError as error:
            print(f"kazasu central: {error}", file=sys.stderr)
            return USAGE

    return told


def _count(text: str) -> int:
    count = int(text)
    if not 1 <= count <= 64:
        raise argparse.ArgumentTypeError("1 to 64 processes")
    return count


def _add_config(parser: argparse.ArgumentParser, default: object = None) -> None:
    parser.add_argument("--config", type=Path, metavar="FILE", default=default, help="default: a sample city on 8200")


def _of_others() -> dict[str, Command]:
    return {name: command for module in OTHERS for name, command in import_module(module).COMMANDS.items()}


COMMANDS: dict[str, Command] = {
    "add-terminal": Command("register a terminal, or give it a new key", _new_terminal, _add),
    "revoke-terminal": Command(
        "refuse a terminal from now on", _terminal, lambda args: _change(args, lambda all_: all_.revoke(args.name))
    ),
    "withdraw": Command(
        "say of a certificate, to whoever checks it, that it counts no more",
        lambda parser: parser.add_argument(
            "ticket", metavar="NUMBER", help="as on the paper, without the copy's -1 at its end"
        ),
        _withdraw,
    ),
    "move": Command(
        "move from SQLite to PostgreSQL while terminals go on delivering",
        lambda parser: parser.add_argument(
            "--to", required=True, metavar="URL", help="postgresql://USER@HOST/DATABASE"
        ),
        _move,
    ),
}
# Modules of this folder with a table `COMMANDS` of their own, by the same shape.
OTHERS: tuple[str, ...] = (
    "firmware.cli_ledger",
    "firmware.cli_records",
    "firmware.cli_snapshots",
    "firmware.cli_riders",
    "firmware.cli_rides",
)
