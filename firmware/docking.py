"""What the dock may hold of a terminal: its conversation, its virtual devices, and the cards that lie beside it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from dock.docked import DockedCard, DockedDevice, DockedTerminal
from drivers.virtual.card_file import read
from drivers.virtual.card_parts import BadCardFile
from drivers.virtual.my_number_card import load
from firmware.assembly import device_protocols, kind_of, role_class
from firmware.config import ConfigError

if TYPE_CHECKING:
    from firmware.terminal import Terminal

NOWHERE = "http://127.0.0.1:1"  # nothing listens there: every call is refused at once, as on a cut line
DOCKED = ("reader", "page_printer", "receipt_printer", "cash_box")


def docked(terminal: Terminal) -> DockedTerminal:
    """The dock's side of a running terminal. Raises ConfigError for a card file that is wrong."""
    settings = terminal.settings
    protocols = device_protocols(role_class(settings.role))
    virtual = {
        name: device
        for name, device in terminal.devices.items()
        if name in DOCKED and kind_of(settings.devices[name]) == "virtual"
    }
    return DockedTerminal(
        role=settings.role,
        talk=terminal.talk,
        book=terminal.book,
        clock=terminal.clock,
        devices={
            name: DockedDevice(protocol, kind_of(settings.devices[name]), terminal.devices[name])
            for name, protocol in protocols.items()
        },
        switch_line=lambda up: terminal.central.use(settings.central.url if up else NOWHERE),
        cards=tuple(_cards(Path(settings.cards))) if settings.cards else (),
        screen=terminal.screen,
        **virtual,
    )


def _cards(folder: Path) -> list[DockedCard]:
    """The cards of a folder, the oldest serial number first."""
    try:
        found = sorted(((read(path), path) for path in folder.glob("*.toml")), key=lambda pair: pair[0].serial)
    except BadCardFile as error:
        raise ConfigError(f"cards: {error}") from error
    return [DockedCard(path.stem, card.name, card.pin, card.about, load(path)) for card, path in found]
