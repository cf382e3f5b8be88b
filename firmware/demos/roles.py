"""What each role brings to the demo: its name, its devices and cards, what is said of it, what must be done before and after its start."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from central.signing import Signer
from firmware.assembly import SURFACES, device_protocols, role_class
from firmware.config import BusSettings, CentralSettings, known
from firmware.terminal_key import load_or_make

if TYPE_CHECKING:
    from firmware.clock import Clock
    from firmware.demos.city import City
    from firmware.terminal import Terminal

EXAMPLES = Path(__file__).parents[2] / "examples"
SHEET_SECONDS = 1.5
ISSUER_KEYS = EXAMPLES / "issuer-keys.toml"
SCHEMES = (f'schemes = "{EXAMPLES / "schemes" / "minato"}"', f'issuer_keys = "{ISSUER_KEYS}"')


@dataclass(frozen=True)
class Brought:
    """One role's part of the demo.

    `state` is its folder, `beside` what other terminals central must know, `lines` are central.toml's, `settings` more of terminal.toml's.
    `cards` are the names of sample cards that lie beside it (none: all of them), `more_cards` a folder of its own ones.
    `operated` is a module whose `prepare` does what an operator does before, and `begin` what is done once the terminal is made.
    The clock is set so many seconds before ten; with `keeps_day` to a day that no earlier demo has seen.
    """

    name: str
    state: str
    devices: tuple[str, ...]
    surfaces: tuple[str, ...] = tuple(SURFACES)
    beside: Mapping[str, str] = field(default_factory=dict)
    lines: tuple[str, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    given: Callable[[], Mapping[str, Any]] = dict
    cards: frozenset[str] = frozenset()
    more_cards: Path | None = None
    operated: str = ""
    early_s: int = 0
    keeps_day: bool = False

    @property
    def addresses(self) -> dict[str, str]:
        """All its devices, virtual."""
        return dict.fromkeys((*self.devices, *self.surfaces), "virtual")

    def keys(self, folder: Path, clock: Clock) -> dict[str, str]:
        """The public keys of all terminals that central must know, by name."""
        folders = {self.name: self.state, **self.beside}
        return {name: Signer(name, load_or_make(folder / state), clock.now).public for name, state in folders.items()}

    def prepare(self, city: City, folder: Path) -> CentralSettings:
        """Do what an operator does before, with the demo's folder, and tell where central is."""
        return self._operator().prepare(city, folder) if self.operated else CentralSettings(url=city.url)

    def begin(self, terminal: Terminal) -> None:
        """Do what is done once the terminal is made."""
        if self.operated:
            self._operator().begin(terminal)

    def _operator(self) -> Any:
        # imported only when it is wanted: it knows much of central
        return import_module(self.operated)

    def lay_cards(self, folder: Path) -> Path:
        """The sample cards with no attempt spent, whatever was done to them last time."""
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(EXAMPLES / "cards", folder, ignore=shutil.ignore_patterns("*.tries"))
        for path in folder.glob("*.toml"):
            if self.cards and path.stem not in self.cards:
                path.unlink()
        for path in self.more_cards.glob("*.toml") if self.more_cards else ():
            shutil.copy(path, folder)
        return folder


def brought(role: str, also: tuple[str, ...] = ()) -> Brought:
    """What a role brings, and more devices that the role can have. Raises ConfigError."""
    if role not in ROLES:
        raise known("role of the demo", role, list(ROLES))
    part, can_have = ROLES[role], device_protocols(role_class(role))
    for name in also:
        if name not in can_have:
            raise known(f"device of the role {role!r}", name, list(can_have))
    return replace(part, devices=(*part.devices, *also))


def _slow_printer() -> dict[str, Any]:
    from drivers.virtual.page_printer import VirtualPagePrinter

    return {"page_printer": VirtualPagePrinter(pace=SHEET_SECONDS)}


ROLES: dict[str, Brought] = {
    "certificate_kiosk": Brought(
        name="kiosk-01",
        state="terminal",
        devices=("reader", "page_printer", "receipt_printer", "cash_box", "buzzer"),
        given=_slow_printer,
    ),
    "pass_desk": Brought(
        name="desk-01",
        state="desk",
        devices=("reader", "buzzer"),
        lines=SCHEMES,
        settings={"issuer_keys": str(ISSUER_KEYS), "site_terms": str(EXAMPLES / "site-passes")},
        more_cards=EXAMPLES / "bus" / "cards",
    ),
    "bus_validator": Brought(
        name="bus-101",
        state="bus",
        devices=("reader", "beeper", "accept_light", "refuse_light", "position", "doors"),
        surfaces=("speaker",),
        beside={"desk-01": "desk"},
        lines=SCHEMES,
        settings={
            "panel": "7",
            "bus": BusSettings("minato", "101", block="12-1w", driver_panel="7:1", capacity=60),
        },
        cards=frozenset({"hanako", "android", "transport_phone", "senior", "stranger", "tag"}),
        more_cards=EXAMPLES / "bus" / "cards",
        operated="firmware.demos.bus",
        early_s=40,
        keeps_day=True,
    ),
}
