"""`doctor`: is this reader as good as the card could be served? Nothing personal is read out, and no PIN asked for."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from contextlib import closing

from cards import possession
from cards.apdu import Channel
from cards.felica import FelicaCard
from cards.jpki import JpkiSession
from cards.kinds import CardKind, tell
from drivers.protocols import Link
from firmware.card_commands import measuring
from firmware.card_commands.act import Act, Answer
from firmware.card_commands.desk import connect, reader

Job = Callable[[Channel], object]

CHALLENGE = bytes(range(32))
"""Any bytes: what is measured here proves nothing to anybody."""

JOBS: dict[str, Job] = {
    "serial": lambda channel: JpkiSession(channel).serial(),
    "certificate": lambda channel: JpkiSession(channel).certificate(),
    "possession": lambda channel: possession.answer(channel, CHALLENGE),
}
"""What a bus, a desk and a registered tap ask of a card with the JPKI application."""

JOBS_OF: dict[CardKind, dict[str, Job]] = {
    CardKind.TRANSPORT: {
        "balance": lambda channel: FelicaCard(channel).balance(),
        "history": lambda channel: FelicaCard(channel).history(),
    },
    CardKind.DRIVING_LICENCE: {},
    CardKind.UNKNOWN: {},
}
"""And of the cards without it."""

ENOUGH = 1.2
"""A job may take that many times what the radio alone takes."""


def run(chosen: argparse.Namespace) -> Answer:
    """Reader, card, speeds, and what each job costs."""
    with closing(reader(chosen.reader)) as there:
        with connect(there, chosen.wait) as connection:
            link, limits = connection.link, connection.limits
            kind = tell(Channel(connection, limits), link.atr).kind
        jobs = JOBS_OF.get(kind, JOBS)
        radio = _radio(kind, link) if jobs else None
        detected = measuring.detection(there, radio)
        costs = {name: measuring.told(there, job, radio) for name, job in jobs.items()}
    answer = {
        "reader": link.reader,
        "atr": link.atr.hex().upper(),
        "kind": kind.value,
        "kbit": {"announced": list(link.announced), "used": link.used},
        "extended_length": limits.extended,
        "jobs": {"detect": detected, **costs},
    }
    return answer | {"advice": advice(link, limits.extended, costs)}


def _radio(kind: CardKind, link: Link) -> measuring.Radio | None:
    """What the times are held against: the speed that is used, or else the fastest that the card announces."""
    kbit = link.used or max(link.announced, default=None)
    if kbit is None:
        return None
    return measuring.type_f(kbit) if kind is CardKind.TRANSPORT else measuring.type_b(kbit)


def advice(link: Link, extended: bool | None, costs: dict[str, Answer]) -> list[str]:
    """What to do about it, in sentences."""
    if not costs:
        return ["Nothing is measured with this card; try a My Number Card or a transport card."]
    best = max(link.announced, default=0)
    slow = [name for name, cost in costs.items() if (cost.get("ratio") or 0) > ENOUGH]
    told = {
        f"The card can be spoken to at {best} kbit/s, this reader uses {link.used}: another reader or driver would be faster.": (
            link.used is not None and link.used < best
        ),
        "The reader does not tell how fast it speaks to the card; the times are held against the fastest the card announces.": (
            link.used is None and best > 0
        ),
        "Neither card nor reader tells a speed on the air (a contact card has none), so no time can be held against it.": (
            link.used is None and best == 0
        ),
        "The reader passes no commands of extended length, so a certificate takes an exchange for every 256 bytes.": (
            extended is False
        ),
        f"More than {ENOUGH} times what the radio alone takes: {', '.join(slow)}. The rest is the card's own work, the "
        "reader and the cable; plug the reader straight into the computer, and compare another.": bool(slow),
    }
    return [sentence for sentence, holds in told.items() if holds] or ["Nothing is to be improved."]


def _lines(answer: Answer) -> list[str]:
    kbit = answer["kbit"]
    announced = ", ".join(map(str, kbit["announced"])) or "not told"
    passed = {True: "passed", False: "not passed", None: "not tried"}[answer["extended_length"]]
    head = [
        f"reader:           {answer['reader']}",
        f"ATR:              {answer['atr'] or '-'}",
        f"kind:             {answer['kind'].replace('_', ' ')}",
        f"kbit/s:           announced {announced}; used {kbit['used'] or 'not told'}",
        f"extended length:  {passed}",
        "",
        f"{'job':13}{'APDUs':>6}{'sent':>7}{'received':>10}{'ms':>10}{'radio ms':>10}{'times':>8}",
    ]
    return [*head, *(_line(name, cost) for name, cost in answer["jobs"].items()), "", *answer["advice"]]


def _line(name: str, cost: Answer) -> str:
    if "error" in cost:
        return f"{name:13}not done: {cost['error']}"
    shown = ["-" if cost.get(member) is None else str(cost[member]) for member in MEMBERS]
    return f"{name:13}" + "".join(text.rjust(width) for text, width in zip(shown, (6, 7, 10, 10, 10, 8), strict=True))


MEMBERS = ("apdus", "sent", "received", "ms", "floor_ms", "ratio")

ACT = Act(
    name="doctor",
    brief="measure the reader with the card on it: speeds, exchanges, times",
    about="Tell the reader's name, the card's ATR and kind, how fast the card can be spoken to and is, whether commands of "
    "extended length pass, and for each job (detecting the card, its certificate's serial number, the whole certificate, "
    "and proving without a PIN that it is no copy) exchanges, bytes, milliseconds, the least time that the radio alone "
    "takes, and how many times that it was. No PIN is asked for and nothing personal is printed.",
    run=run,
    lines=_lines,
)
