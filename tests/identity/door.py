"""A door of a bus on its trip, with real taps: a reader, cards, the vehicle behind it; `tap` is one card held up, `told` what came of it."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace

from boarding.bus import FREE, Bus, People, grant, scheme
from card_issuers import ISSUERS
from sample_cards import CARDS, sample

from cards import possession
from cards.apdu import Channel
from central.snapshots.passes import packed_key
from drivers.protocols import CardEvent, Signal
from drivers.virtual.card_file import read as read_file
from drivers.virtual.reader import VirtualReader
from firmware.boarding.answers import Door
from firmware.docking import docked_card
from firmware.identity import read
from firmware.roles.bus_validator import Role
from firmware.taps import Unit

NUMBER, CARD = 1, 2
SCHEMES = (scheme(NUMBER, FREE), scheme(CARD, FREE, level="card"))
RIDERS = {"hanako": (CARD, 101), "taro": (NUMBER, 102), "senior": (NUMBER, 103)}
"""Registered riders: the scheme that each has, and a pseudonym."""
GOOD = frozenset({Signal.ACCEPTED, Signal.SENIOR})


def text_of(card) -> str:
    return read(VirtualReader(card).connect()).identity.text


def clone_of(name: str):
    made = docked_card(read_file(CARDS / f"{name}.toml"), CARDS / f"{name}.toml").clone
    assert made
    return made()


class DoorOfBus:
    """One door; rides are free and flat, Hanako's scheme wants proof that her card is no copy."""

    def __init__(self, folder, reader) -> None:
        self.reader, self.told = reader, []
        self.at_told: Callable[[], object] = lambda: None
        self.bus = Bus(folder, fares="flat", schemes=SCHEMES, passes={"nobody": [grant()]}).begin()
        self.cards = {name: sample(name) for name in (*RIDERS, "stranger")}
        for name, (number, rider) in RIDERS.items():
            self.bus.give(text_of(self.cards[name]), grant(number), rider=rider)
        with VirtualReader(self.cards["hanako"]).connect() as connection:
            key = possession.register(Channel(connection), "1234", ISSUERS)
        self.bus.swap(keys=People({text_of(self.cards["hanako"]): packed_key(key.to_bytes())}))
        self.cards["clone"] = clone_of("hanako")
        self._unit = Unit(reader, Door.EITHER, self._tell)
        self._role = SimpleNamespace(vehicle=self.bus.vehicle)

    def tap(self) -> Signal:
        """Serve the card that lies there; the last thing its holder was told."""
        self.told.clear()
        self._unit.notice(CardEvent.INSERTED)
        self._unit.stop()
        self._unit.serve(lambda unit: Role.tap(self._role, unit))
        return self.told[-1]

    def _tell(self, told, _take) -> None:
        self.at_told()
        self.told.append(told.signal)

    def rides(self, since=None) -> list[dict]:
        """Rides that stand in the journal, of the last minutes where `since` is said."""
        if since is None:
            return self.bus.details("ride", "boarded")
        found = self.bus.journal.between(since, self.bus.clock.now() + timedelta(seconds=1))
        return [entry.detail for entry in found if entry.what in {"ride", "boarded"}]

    def close(self) -> None:
        self.bus.journal.close()
