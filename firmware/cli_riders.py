"""`kazasu central riders`: what an operator does with the riders of a city's schemes; no command says who anybody is."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from firmware.cli_central import Command, config_of, found_nobody
from firmware.cli_papers import add_papers, end_paper, see_paper

if TYPE_CHECKING:
    from central.service.riders.opening import Office

ABOUT = (
    "show counts riders; publish makes the lists for vehicles now (central does so by itself within a minute of a change);"
    " end takes a card out (--card, its text is read from standard input: felica:IDM) or a rider by the pseudonym of his"
    " records (--rider); suspend and resume do so for a while (--rider); new-year looks once more at what the"
    " fiscal year grants (central begins it by itself): nothing is granted twice; see-paper enters a handbook or a licence that an"
    " officer has seen, end-paper takes it out with what it granted (--paper, --officer, and --rider or --resident)."
)
REASONS = ("lost", "withdrawn")


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = ABOUT
    parser.add_argument("act", metavar="ACT", choices=tuple(ACTS), help=", ".join(ACTS))
    parser.add_argument("--card", action="store_true", help="end the card whose text comes on standard input")
    parser.add_argument("--rider", metavar="HEX", help="this rider: 16 hexadecimal digits, as records have them")
    parser.add_argument("--scheme", default="", metavar="ID", help="only what this scheme grants the rider")
    add_papers(parser)
    parser.add_argument("--why", choices=REASONS, default="lost", help="lost (if left out) or withdrawn")


def _run(args: argparse.Namespace) -> int:
    from central.service.clock import SystemClock
    from central.service.riders.opening import open_office
    from central.service.stores import StoreFault

    try:
        with open_office(config_of(args), SystemClock()) as office:
            return ACTS[args.act](office, args)
    except StoreFault as error:
        raise ValueError(str(error)) from None


def _show(office: Office, _args: argparse.Namespace) -> int:
    from central.service.riders.ending import counts
    from central.service.riders.papers import in_force

    with office.store.reading() as connection:
        found = counts(connection)
        papers = in_force(connection, office.clock.now().date())
    print(f"central: {found.riders} riders")
    for medium, held, with_key in found.media:
        print(f"central: {medium}: {held} linked, {with_key} of them with a key of their own")
    if papers:
        print(f"central: {papers} papers that officers have seen")
    kept = {scheme.id for scheme in office.ground.rules.schemes}
    for scheme, open_, ended in found.schemes:
        lost = "" if scheme in kept else "; none of the files of schemes has it, so vehicles are told of nobody's"
        print(f"central: {scheme}: {open_} entitled, {ended} ended{lost}")
    return 0


def _publish(office: Office, _args: argparse.Namespace) -> int:
    for kind, manifest in office.lists.publish()._asdict().items():
        what = f"number {manifest.number}, {manifest.count} entries" if manifest else "as before"
        print(f"central: {kind}: {what}")
    return 0


def _end(office: Office, args: argparse.Namespace) -> int:
    from central.service.riders.ending import end_card, end_rider
    from central.service.riders.rows import LOCK, Why

    if args.card == bool(args.rider):
        raise ValueError("riders end: needs either --card or --rider")
    why, now = Why(args.why), office.clock.now()
    with office.store.writing() as connection:
        connection.alone(LOCK)
        if args.card:
            # never on the command line, where everybody on this machine could read it
            ended = int(end_card(connection, office.ground.veil, sys.stdin.readline().strip(), why, now))
        else:
            ended = end_rider(connection, args.rider, args.scheme, why, now)
    return _told(ended, "ended")


def _suspend(office: Office, args: argparse.Namespace) -> int:
    from central.service.riders.ending import suspend
    from central.service.riders.rows import LOCK

    if args.card or not args.rider:
        raise ValueError(f"riders {args.act}: needs --rider")
    resume = args.act == "resume"
    with office.store.writing() as connection:
        connection.alone(LOCK)
        changed = suspend(connection, args.rider, args.scheme, office.clock.now(), resume=resume)
    return _told(changed, "resumed" if resume else "suspended")


def _told(changed: int, what: str) -> int:
    if not changed:
        return found_nobody()
    print(f"central: {changed} {what}, told to vehicles with the next list")
    return 0


def _new_year(office: Office, _args: argparse.Namespace) -> int:
    from central.service.riders.new_year import begin_year

    for begun in begin_year(office.store, office.clock, office.ground):
        print(f"central: {begun.scheme}: {begun.renewed} renewed, {begun.granted} granted to {begun.granted_to} riders")
    return 0


ACTS: dict[str, Callable[[Office, argparse.Namespace], int]] = {
    "show": _show,
    "publish": _publish,
    "end": _end,
    "suspend": _suspend,
    "resume": _suspend,
    "new-year": _new_year,
    "see-paper": see_paper,
    "end-paper": end_paper,
}
COMMANDS = {"riders": Command("count riders, publish their lists, end a card, begin a fiscal year", _arguments, _run)}
