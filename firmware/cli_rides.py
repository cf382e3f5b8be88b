"""`kazasu central rides`, `settle`, `beyond`, `relist` and `officer`: what a city's transport office does with what vehicles told."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from itertools import chain
from typing import TYPE_CHECKING

from firmware.cli_central import Command, config_of, on_store

if TYPE_CHECKING:
    from central.service.stores import Store
    from transit.schemes.rules import Rules


def _rides(args: argparse.Namespace) -> int:
    from central.service.rides.listing import HEAD, rides_of
    from central.service.spreadsheets import write_rows

    def act(store: Store) -> int:
        _bring_up(store)
        with store.snapshot() as connection:
            write_rows(sys.stdout, chain([HEAD], rides_of(connection, _rules(args), _month(args))))
        return 0

    return on_store(args, act)


def _settle(args: argparse.Namespace) -> int:
    from central.service.ledger.months import lines_in
    from central.service.rides.settling import settlement

    def act(store: Store) -> int:
        _bring_up(store)
        with store.snapshot() as connection:
            settled = [asdict(each) for each in settlement(lines_in(connection, _month(args)))]
        if args.json:
            print(json.dumps(settled, ensure_ascii=False))
        for each in [] if args.json else settled:
            print(
                "{firm}  {scheme}  {count} lines  {subsidy} yen ({points} of it points), riders {rider_paid}".format(
                    **each
                )
            )
        return 0

    return on_store(args, act)


def _beyond(args: argparse.Namespace) -> int:
    from central.service.rides.listing import beyond_of, sums_of

    def act(store: Store) -> int:
        _bring_up(store)
        with store.snapshot() as connection:
            found = beyond_of(connection, _rules(args), _month(args))
        if args.json:
            print(json.dumps([each._asdict() for each in found], ensure_ascii=False))
            return 0
        for (scheme, per), (count, yen) in sorted(sums_of(found).items()):
            print(f"central: {scheme}: {count} rides beyond what a {per} has, {yen} yen, borne by the city")
        return 0

    return on_store(args, act)


def _relist(args: argparse.Namespace) -> int:
    from central.service.rides.following import begin_again

    def act(store: Store) -> int:
        begin_again(store)
        _bring_up(store)
        with store.reading() as connection:
            [[count]] = connection.execute("SELECT count(*) FROM ride").fetchall()
        print(f"central: {count} rides, listed anew from the records")
        return 0

    return on_store(args, act)


def _officer(args: argparse.Namespace) -> int:
    from central.service.rides.officers import hash_of, new_password

    password = new_password()
    print(f"central: the password of {args.name} is {password} - it is not kept here; hand it over and forget it")
    print(
        f'central: under [officers] in {args.config or "the configuration"} goes the line: {args.name} = "{hash_of(password)}"'
    )
    return 0


def _bring_up(store: Store) -> None:
    """Let the ledger and the list pass every record that is here."""
    from central.service.clock import SystemClock
    from central.service.ledger.poster import post_new
    from central.service.rides.following import follow_new

    while post_new(store, SystemClock()) or follow_new(store):
        pass


def _rules(args: argparse.Namespace) -> Rules:
    from central.service.assemble import read_schemes

    return read_schemes(config_of(args).schemes)


def _month(args: argparse.Namespace) -> str:
    from central.service.rides.listing import days_of

    try:
        days_of(args.month)
    except ValueError:
        raise ValueError(f"{args.month!r}: is no month as 2026-10 is one") from None
    return str(args.month)


def _month_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("month", metavar="MONTH", help="such as 2026-10")


def _month_and_json(parser: argparse.ArgumentParser) -> None:
    _month_argument(parser)
    parser.add_argument("--json", action="store_true", help="for programs")


def _name(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", type=_plain, help="letters, digits, - and _")


def _plain(text: str) -> str:
    if not text.replace("-", "").replace("_", "").isalnum() or not text.isascii():
        raise argparse.ArgumentTypeError("letters, digits, - and _")
    return text


COMMANDS = {
    "rides": Command("the rides of a month as CSV, without the riders", _month_argument, _rides),
    "settle": Command("what each firm has to its credit in a month, by scheme", _month_and_json, _settle),
    "beyond": Command("the rides of a month beyond what a scheme grants", _month_and_json, _beyond),
    "relist": Command("make the list of rides anew from the records", lambda _parser: None, _relist),
    "officer": Command("make a password for who may look at /boardings", _name, _officer),
}
