"""`kazasu central riders see-paper | end-paper`: what an officer has seen and no register knows. Nobody is named on the command line."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from typing import TYPE_CHECKING

from firmware.cli_central import config_of, found_nobody

if TYPE_CHECKING:
    from central.service.register import Resident
    from central.service.riders.opening import Office


def add_papers(parser: argparse.ArgumentParser) -> None:
    """Add what these two acts take."""
    parser.add_argument("--resident", action="store_true", help="whose number in the register comes on standard input")
    parser.add_argument(
        "--paper", metavar="PAPER", default="", help="handbook:body:2, licence:no, category:NAME:2027-05-01"
    )
    parser.add_argument("--until", metavar="DAY", help="the paper's last day (YYYY-MM-DD); for ever if left out")
    parser.add_argument("--officer", metavar="NAME", default="", help="who has seen it, as under [officers]")


def see_paper(office: Office, args: argparse.Namespace) -> int:
    """Enter a paper."""
    from central.service.riders.papers import read_paper
    from central.service.riders.seeing import see

    paper = read_paper(args.paper, _day(args.until))
    officer, whose = _officer(args), _whose(office, args)
    if whose is None:
        return found_nobody()
    see(office, whose, officer, paper)
    print("central: entered; the desk for passes offers what it grants, and vehicles are told with the next list")
    return 0


def end_paper(office: Office, args: argparse.Namespace) -> int:
    """Take a paper out; of --paper the kind counts, so that nobody has to know the grade."""
    from central.service.riders.papers import read_kind
    from central.service.riders.seeing import take_out

    kind = read_kind(args.paper)
    officer, whose = _officer(args), _whose(office, args)
    if whose is None or not take_out(office, whose, officer, kind):
        return found_nobody()
    print("central: ended, with what nothing else grants; told to vehicles with the next list")
    return 0


def _whose(office: Office, args: argparse.Namespace) -> Resident | None:
    from central.service.riders.seeing import resident, resident_of

    if args.resident == bool(args.rider) or args.card:
        raise ValueError(f"riders {args.act}: needs either --rider or --resident")
    if args.rider:
        return resident_of(office, args.rider)
    # never on the command line, where everybody on this machine could read it
    number = sys.stdin.readline().strip()
    if not number.isascii() or not number.isdigit():
        raise ValueError("standard input: the resident's number in the register, digits")
    return resident(office, int(number))


def _officer(args: argparse.Namespace) -> str:
    if args.officer not in config_of(args).officers:
        raise ValueError("--officer: is none of those under [officers] in central.toml")
    return str(args.officer)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise ValueError("--until: a day, as 2028-03-31") from None
