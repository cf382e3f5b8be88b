"""`age`: is the holder old enough? The birth date, or no more than yes or no."""

from __future__ import annotations

import argparse
from datetime import date
from functools import partial

from cards.surface import SurfaceSession
from firmware.card_commands import genuine, printed
from firmware.card_commands.act import Act, Answer
from firmware.card_commands.desk import at_desk
from firmware.clock import Clock

AGES = (18, 20, 60, 65, 70, 75)
"""Ages that laws and fares ask about, when no other is named."""


def run(chosen: argparse.Namespace) -> Answer:
    """Read the age record after the birth date, which the card compares."""
    keys = genuine.issuer_keys(chosen)
    with at_desk(chosen) as desk:
        session = SurfaceSession(desk.channel)
        pin = session.table.birth_date
        session.verify(desk.enter(session, pin, partial(printed.birth_code, gregorian=chosen.common_year)), pin)
        record = session.age()
        verdict = genuine.genuine(keys, session, record.check)
    on = chosen.on or Clock().now().date()
    reached = {str(age): at_least(age, record.birth_date, on) for age in chosen.at_least or AGES}
    # Whoever asks for a yes or no gets no birth date beside it.
    day = {} if chosen.at_least else {"birth_date": record.birth_date.isoformat()}
    return {**day, "on": on.isoformat(), "at_least": reached, **verdict}


def at_least(age: int, birth_date: date, on: date) -> bool:
    """Whether somebody has had that birthday; one of 29 February is had on 1 March of a common year."""
    return (birth_date.year + age, birth_date.month, birth_date.day) <= (on.year, on.month, on.day)


def _day(given: str) -> date:
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise argparse.ArgumentTypeError("a day such as 2026-11-24 is needed") from None


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--at-least",
        type=int,
        action="append",
        metavar="AGE",
        help="answer yes or no to this age only; may be repeated",
    )
    parser.add_argument("--on", type=_day, metavar="DATE", help="on this day, such as 2026-11-24; today by default")
    printed.add_common_year(parser)
    genuine.add_issuer_keys(parser)


ACT = Act(
    name="age",
    brief="is the holder old enough: yes or no",
    about="Ask for the birth date, which the card compares with its own, and tell which ages its holder has reached; with "
    "--at-least AGE nothing but yes or no. With --issuer-keys the issuer's signature over the birth date is checked.",
    run=run,
    arguments=_arguments,
    lines=genuine.lines,
)
