"""What somebody holds up at a door, often a purse: the My Number Card in it, or the transport card where nobody knows the first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress

from cards.errors import CardError
from drivers.protocols import CardConnection, CardReader, Link
from firmware.identity.reading import Reading, UnknownMedium
from firmware.identity.sources import FelicaCards, read
from transit.levels import Identity

Knows = Callable[[Identity], bool]


@contextmanager
def held_up(reader: CardReader, knows: Knows) -> Iterator[Reading]:
    """The card that is meant, connected for as long as the block lasts: of a purse the first that is known, else the first.

    Raises UnknownMedium, SeveralCards, CardRemoved, CardMute, BadCardData, UnexpectedStatus, DeviceFault.
    """
    with ExitStack() as connected:
        connection = connected.enter_context(reader.connect(in_passing=True))
        found = _attempt(connection)
        if not _is_known(found, knows) and _may_hide_another(connection.link):
            connected.close()
            # If it is gone by now nothing is lost: of a card that nobody knows no proof is asked.
            with suppress(CardError):
                beside = connected.enter_context(reader.connect(in_passing=True, felica_first=True))
                other = found if beside.link.atr == connection.link.atr else _attempt(beside)
                found = other if _is_known(other, knows) else found
        if isinstance(found, UnknownMedium):
            raise found
        yield found


def _attempt(connection: CardConnection) -> Reading | UnknownMedium:
    try:
        return read(connection)
    except UnknownMedium as nobody:
        return nobody


def _is_known(found: Reading | UnknownMedium, knows: Knows) -> bool:
    return isinstance(found, Reading) and knows(found.identity)


def _may_hide_another(link: Link) -> bool:
    # A PC/SC reader keeps the rates to itself, and chooses by itself: it would only say the same once more.
    return bool(link.announced) and not FelicaCards().fits(link.atr)
