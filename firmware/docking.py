"""What the dock may hold of a terminal: its conversation, its virtual devices, and the cards that lie beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dock.docked import GROUPS, DockedCard, DockedDevice, DockedTerminal, DockedVehicle
from drivers.virtual.card import VirtualCard
from drivers.virtual.card_file import CardFile, read
from drivers.virtual.card_kinds import build, load
from drivers.virtual.card_parts import BadCardFile
from firmware.assembly import device_protocols, kind_of, role_class, surface_protocols
from firmware.config import ConfigError
from firmware.steps.kinds import OTHERS, PHONE, SERVED

if TYPE_CHECKING:
    from firmware.terminal import Terminal

NOWHERE = "http://127.0.0.1:1"  # nothing listens there: every call is refused at once, as on a cut line
DOCKED = (
    "reader", "exit_reader", "page_printer", "receipt_printer", "cash_box", "handset", "speaker", "hook", "keypad", "switches",
)  # fmt: skip
IN_VEHICLE = ("beeper", "accept_light", "refuse_light", "position", "doors")


def docked(terminal: Terminal) -> DockedTerminal:
    """The dock's side of a running terminal. Raises ConfigError for a card file that is wrong."""
    settings = terminal.settings
    protocols = device_protocols(role_class(settings.role)) | surface_protocols(settings)
    devices = terminal.devices | terminal.surfaces
    virtual = {name: device for name, device in devices.items() if kind_of(settings.devices[name]) == "virtual"}
    return DockedTerminal(
        role=settings.role,
        talk=terminal.talk,
        book=terminal.book,
        clock=terminal.clock,
        devices={
            # real ones are shown too, though the dock can do nothing with them
            name: DockedDevice(protocol, kind_of(settings.devices[name]), devices[name])
            for name, protocol in protocols.items()
            if name in devices
        },
        switch_line=lambda up: terminal.central.use(settings.central.url if up else NOWHERE),
        cards=tuple(docked_cards(Path(settings.cards))) if settings.cards else (),
        screen=terminal.screen,
        guidance=terminal.guidance,
        vehicle=_vehicle(terminal, virtual),
        **{name: device for name, device in virtual.items() if name in DOCKED},
    )


def _vehicle(terminal: Terminal, virtual: Mapping[str, Any]) -> DockedVehicle | None:
    """What there is of a vehicle; None where nobody drives."""
    role, driver = terminal.role, terminal.driver_talk
    if driver is None:
        return None
    return DockedVehicle(
        driver=driver,
        trip=lambda: role.vehicle.trip,
        sequence=lambda: role.vehicle.status().sequence,
        network=lambda: role.lists.now().network,
        screen=terminal.driver_screen,
        **{name: device for name, device in virtual.items() if name in IN_VEHICLE},
    )


def docked_cards(folder: Path) -> list[DockedCard]:
    """The cards of a folder, group by group, the oldest serial number first. Raises ConfigError."""
    try:
        files = sorted(((read(path), path) for path in folder.glob("*.toml")), key=lambda pair: pair[0].serial)
        found = [docked_card(card, path) for card, path in files]
    except BadCardFile as error:
        raise ConfigError(f"cards: {error}") from error
    return sorted(found, key=lambda card: GROUPS.index(card.group))


def docked_card(card: CardFile, path: Path) -> DockedCard:
    """A card that somebody could bring, from its file. Raises BadCardFile."""
    lying = load(path)
    clone = partial(_clone, card, lying) if card.kind in SERVED else None
    group = "phones" if SERVED.get(card.kind) is PHONE else "others" if card.kind in OTHERS else "people"
    return DockedCard(path.stem, card.name, card.pin, card.about, lying, group, clone)


def _clone(card: CardFile, true: VirtualCard) -> VirtualCard:
    """What a cloner could make of a card: everything that it shows, and keys of another."""
    made = build(replace(card, key=None, signature_key=None, internal_key=None))
    made.copy_files(true)
    return made
