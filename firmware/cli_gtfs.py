"""`kazasu gtfs`: look at an operator's feed as published (folder or zip): what is wrong with it, what a way costs; compile it.

Exit status: 0 done (a feed with faults was read too), 2 no feed or an unknown route or stop, 3 no fare, or several of which nobody may choose.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from firmware.cli import Commands
    from transit.gtfs.choosing import Offer
    from transit.gtfs.compiled import Compiled
    from transit.gtfs.faults import Conflict, Faults

USAGE, NO_FARE = 2, 3


class Refused(Exception):
    """The question has no answer: a code for programs, a sentence, and the exit status."""

    def __init__(self, code: str, sentence: str, status: int = USAGE, **more: Any) -> None:
        super().__init__(sentence)
        self.code, self.status, self.more = code, status, more


def add_gtfs(commands: Commands) -> None:
    """Add the command with its own commands."""
    from firmware.cli_gtfs_replay import add_replay

    gtfs = commands.add_parser("gtfs", help="look at an operator's stops, trips and fares (GTFS, GTFS-JP)")
    acts = gtfs.add_subparsers(required=True, metavar="COMMAND")
    check = acts.add_parser("check", help="list what is wrong with a feed, and fares that contradict each other")
    check.set_defaults(run=lambda chosen: answer(chosen, _check))
    fare = acts.add_parser("fare", help="tell what a way costs")
    # the reader takes blanks around ids away
    asked: dict[str, Any] = {"required": True, "type": str.strip}
    fare.add_argument("--route", metavar="ROUTE", help="its id, or its number or name", **asked)
    fare.add_argument("--from", dest="origin", metavar="STOP", help="id or name", **asked)
    fare.add_argument("--to", dest="destination", metavar="STOP", help="id or name", **asked)
    fare.add_argument(
        "--category", default="adult", metavar="C", help="of the rider: adult, child, or as the feed has it"
    )
    fare.set_defaults(run=lambda chosen: answer(chosen, _fare))
    compiled = acts.add_parser("compile", help="make the file that terminals get (central publish fares FILE)")
    for parser in (check, fare, compiled):
        parser.add_argument("feed", metavar="FEED", type=Path, help="a folder or a zip")
        parser.add_argument("--json", action="store_true", help="for programs")
    compiled.add_argument("file", metavar="FILE", type=Path, help="where to")
    compiled.set_defaults(run=lambda chosen: answer(chosen, _compile))
    add_replay(acts)


def answer(chosen: argparse.Namespace, act: Callable[[argparse.Namespace], int]) -> int:
    """The exit status of a command; what kept it from an answer is told as one sentence or as JSON."""
    from transit.gtfs.arrays import Damaged
    from transit.gtfs.faults import Unreadable

    try:
        return act(chosen)
    except Refused as refused:
        error = {"code": refused.code, "message": str(refused), **refused.more}
        status = refused.status
    except BrokenPipeError:
        # no fault of the feed: whoever read has enough
        raise
    except (Unreadable, Damaged, OSError) as fault:
        error, status = {"code": "unreadable_feed", "message": str(fault)}, USAGE
    if chosen.json:
        _print({"error": error})
    else:
        print(f"kazasu: {error['message']}", file=sys.stderr)
    return status


def _print(told: Any) -> None:
    print(json.dumps(told, ensure_ascii=False, indent=1))


def _check(chosen: argparse.Namespace) -> int:
    from transit.gtfs.compiling import check_feed

    about, faults = check_feed(chosen.feed)
    if chosen.json:
        _print(_report(about, faults))
        return 0
    for fault in faults.listed:
        print(fault)
    for conflict in faults.conflicts:
        print(_sentence(conflict))
    rows = sum(faults.counts.values())
    print(
        f"{rows} rows in {len(faults.counts)} files: {faults.errors} errors, {faults.warnings} warnings, {faults.conflict_count} conflicts"
    )
    return 0


def _report(about: dict[str, str], faults: Faults) -> dict[str, Any]:
    conflicts = [{**one._asdict(), "places": [place._asdict() for place in one.places]} for one in faults.conflicts]
    return {
        "feed": about,
        "counts": faults.counts,
        "errors": faults.errors,
        "warnings": faults.warnings,
        "faults": [fault._asdict() for fault in faults.listed],
        "conflicts": conflicts,
        "conflict_count": faults.conflict_count,
    }


def _sentence(conflict: Conflict) -> str:
    where = ", ".join(f"{place.file}:{place.line}" for place in conflict.places)
    yen = " or ".join(map(str, conflict.yen))
    way = f"from {conflict.origin or 'anywhere'} to {conflict.destination or 'anywhere'} on {conflict.route or 'any line'}"
    # one amount in cash and yet a conflict: the prices with an IC card differ
    only_ic = "" if len(conflict.yen) > 1 else ", and several prices with an IC card"
    return f"{where}: conflict: {way} costs {yen}{only_ic} ({conflict.category})"


def _fare(chosen: argparse.Namespace) -> int:
    network = network_of(chosen.feed)
    route = _route(network, chosen.route)
    origin, destination = _stop(network, chosen.origin), _stop(network, chosen.destination)
    told = _told(network, route, origin, destination, chosen.category)
    if chosen.json:
        _print(told)
    else:
        card = "IC cards are not taken" if told["ic_yen"] is None else f"with an IC card {told['ic_yen']} yen"
        print(f"{told['yen']} yen, {card}, paid {'before' if told['on_boarding'] else 'after'} the ride")
    return 0


def _told(network: Compiled, route: str, origin: str, destination: str, category: str) -> dict[str, Any]:
    from transit.network import FareConflict, NoFare

    offers = network.tariff.offers(route, origin, destination, category)
    places = sorted({network.tariff.place(offer) for offer in offers})
    try:
        fare = network.fare(route, origin, destination, category)
    except NoFare as error:
        raise Refused("not_in_yen" if offers else "no_fare", str(error), NO_FARE, **_prices(offers)) from None
    except FareConflict as error:
        where = [place._asdict() for place in places]
        raise Refused("conflict", str(error), NO_FARE, yen=list(error.yen), places=where) from None
    return {
        "route": route,
        "from": origin,
        "to": destination,
        "category": category,
        "yen": fare.yen,
        "ic_yen": fare.ic_yen if fare.ic_yen >= 0 else None,
        "on_boarding": fare.on_boarding,
        "fare_id": offers[0].fare_id,
        "places": [place._asdict() for place in places],
    }


def _prices(offers: list[Offer]) -> dict[str, Any]:
    prices = sorted({(offer.yen, offer.currency) for offer in offers})
    return {"prices": [{"price": price, "currency": currency} for price, currency in prices]} if offers else {}


def is_compiled(feed: Path) -> bool:
    """Whether a path is that of a compiled feed. Raises OSError."""
    from transit.gtfs.arrays import MAGIC

    if not feed.is_file():
        return False
    with feed.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def network_of(feed: Path) -> Compiled:
    """A feed, compiled already or in whatever form it was published. Raises Unreadable, Damaged, OSError."""
    from transit.gtfs.compiled import open_network
    from transit.gtfs.compiling import compile_to

    if is_compiled(feed):
        return open_network(feed)
    # what was read is let go before the file is mapped, and the mapping outlives the file
    with TemporaryDirectory() as folder:
        compile_to(feed, Path(folder) / "feed")
        return open_network(Path(folder) / "feed")


def _route(network: Compiled, wanted: str) -> str:
    if wanted in network.routes:
        return wanted
    found = [name for name in network.routes if wanted in (network.route(name).number, network.route(name).name)]
    return _one(found, wanted, "route")


def _stop(network: Compiled, wanted: str) -> str:
    if wanted in network.stops:
        return wanted
    return _one([name for name in network.stops if network.stop(name).name == wanted], wanted, "stop")


def _one(found: list[str], wanted: str, what: str) -> str:
    if not found:
        raise Refused(f"unknown_{what}", f"The feed has no {what} with the id or name {wanted}.")
    if len(found) > 1:
        told = f"{wanted} is the name of {len(found)} {what}s; give an id: {', '.join(found)}."
        raise Refused(f"ambiguous_{what}", told, ids=found)
    return found[0]


def _compile(chosen: argparse.Namespace) -> int:
    from transit.gtfs.compiling import compile_to

    try:
        faults = compile_to(chosen.feed, chosen.file)
    except OSError as error:
        raise Refused("not_written", f"{chosen.file}: cannot be written ({error.strerror}).") from None
    told = {
        "bytes": chosen.file.stat().st_size,
        "errors": faults.errors,
        "warnings": faults.warnings,
        "conflicts": faults.conflict_count,
    }
    if chosen.json:
        _print(told)
    else:
        print(
            f"{chosen.file}: {told['bytes']} bytes; {faults.errors} errors, {faults.warnings} warnings, {told['conflicts']} conflicts"
        )
    return 0
