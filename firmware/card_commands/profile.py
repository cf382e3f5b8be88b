"""`profile`: name, address, birth date and sex, as the card holds them in text."""

from __future__ import annotations

import argparse
from functools import partial

from cards.text import TextSession
from firmware.card_commands import genuine, printed
from firmware.card_commands.act import Act, Answer, Usage
from firmware.card_commands.desk import Desk, at_desk


def run(chosen: argparse.Namespace) -> Answer:
    """Read the profile after the PIN, or after what is printed on the card."""
    keys = genuine.issuer_keys(chosen)
    if chosen.my_number and chosen.by:
        raise Usage("--my-number: only the PIN opens it, so it does not go with --with")
    with at_desk(chosen) as desk:
        session = TextSession(desk.channel)
        _open(desk, session, chosen)
        attributes = session.attributes()
        number = session.my_number() if chosen.my_number else None
        answer: Answer = {
            "name": attributes.name,
            "address": attributes.address,
            "birth_date": attributes.birth_date.isoformat(),
            "sex": attributes.sex.value,
        }
        if number:
            # A text now, since it is to be told: what is told cannot be overwritten.
            answer["my_number"] = number.octets.decode("ascii")
        # Digests are read only when somebody holds them against something: they cost two exchanges.
        return answer | genuine.genuine(
            keys, session, lambda issuer: session.integrity().check(issuer, attributes, number)
        )


def _open(desk: Desk, session: TextSession, chosen: argparse.Namespace) -> None:
    if chosen.by:
        number, ask = session.table.number_b, partial(printed.number_b, gregorian=chosen.common_year)
        session.verify(desk.enter(session, number, ask), number)
    else:
        session.verify(desk.enter(session, session.table.pin))


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--with",
        dest="by",
        choices=["number-b"],
        help="open it by what is printed on the card instead of the PIN: birth date, expiry and security code, a line each",
    )
    parser.add_argument(
        "--my-number", action="store_true", help="tell the My Number (個人番号) too; only where a law allows it"
    )
    printed.add_common_year(parser)
    genuine.add_issuer_keys(parser)


ACT = Act(
    name="profile",
    brief="name, address, birth date and sex",
    about="Read name, address, birth date and sex, after the 4-digit PIN of the profile (券面事項入力補助用). Phones have no "
    "profile. With --issuer-keys the issuer's signature over it is checked too: `genuine` is true, or null when none of "
    "those issuers vouches for this card; what an issuer never signed is an error.",
    run=run,
    arguments=_arguments,
    lines=genuine.lines,
)
