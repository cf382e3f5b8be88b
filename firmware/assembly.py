"""From names in a configuration to the parts they name: the role and its devices, through tables, imported when wanted."""

from __future__ import annotations

import importlib
import pkgutil
import typing
from collections.abc import Mapping
from dataclasses import fields
from types import NoneType, UnionType
from typing import Any

from drivers import DRIVERS, EARLY, MUST_BE_REAL
from firmware import roles
from firmware.clock import Clock
from firmware.config import ConfigError, TerminalSettings, known

# what a terminal of any role may have beside the role's own devices: by what a visitor hears, and presses without seeing
SURFACES = {
    "handset": "SoundOut",
    "speaker": "SoundOut",
    "hook": "HookSwitch",
    "keypad": "Keypad",
    "switches": "Switches",
    "card_light": "Indicator",
    "paper_light": "Indicator",
}
# what an open device calls, on a thread of its own
LISTENING = ("CardReader", "SoundOut", "HookSwitch", "Keypad", "Switches", "Position", "Doors")
# a handset can be used only with all three
HANDSET = ("handset", "hook", "keypad")
# what a role may want beside devices: type -> the part's name (`firmware.parts`)
PARTS = {
    "BusSettings": "bus",
    "CentralClient": "central",
    "Clock": "clock",
    "Conversation": "driver",
    "IssuerKeys": "issuer_keys",
    "Journal": "journal",
    "PhraseBook": "book",
    "ShelfLists": "lists",
    "StaffCards": "staff",
    "TrainingCards": "training",
    "Vehicle": "vehicle",
}
# what a configuration must say for a part that a role cannot do without
CONFIGURED = {
    "BusSettings": "a table [bus]",
    "Conversation": "a table [bus]",
    "IssuerKeys": "issuer_keys: a file of whose signatures on cards are believed",
    "ShelfLists": "snapshots: name their kinds in central.snapshots",
    "Vehicle": "a table [bus]",
}


def role_class(name: str) -> Any:
    """The role that a configuration names. Raises ConfigError."""
    names = [module.name for module in pkgutil.iter_modules(roles.__path__)]
    if name not in names:
        raise known("role", name, names)
    return importlib.import_module(f"firmware.roles.{name}").Role


def device_protocols(role: Any) -> dict[str, str]:
    """The devices that a role declares as typed fields, those it can do without (`X | None`) too: name -> protocol."""
    return {name: kind for name, (kind, _) in _declared(role).items() if kind in DRIVERS}


def make_devices(role: Any, settings: TerminalSettings, given: Mapping[str, Any]) -> dict[str, Any]:
    """The devices of a role, made but not open; those in `given` are taken as they are. Raises ConfigError."""
    wanted, declared = device_protocols(role), _declared(role)
    for name in settings.devices:
        if name not in wanted and name not in SURFACES:
            raise known(f"role {settings.role!r} has no such device: device", name, [*wanted, *SURFACES])
    for name in wanted:
        if name not in settings.devices and not declared[name][1]:
            raise ConfigError(f"role {settings.role!r} needs a device {name!r} (a {wanted[name]})")
    return _make_all({n: p for n, p in wanted.items() if n in settings.devices}, settings, given)


def make_parts(role: Any, settings: TerminalSettings, parts: Any) -> dict[str, Any]:
    """What a role wants of its terminal beside devices, by its fields' types, out of `firmware.parts.Parts`; no other part is made.

    Raises ConfigError for a part that is None and that the role cannot do without, and for a table that it has no use for.
    """
    found, declared = {}, _declared(role)
    if settings.bus and "BusSettings" not in [kind for kind, _ in declared.values()]:
        raise ConfigError(f"role {settings.role!r} has no use for a table [bus]")
    for name, (kind, may_lack) in declared.items():
        if kind in PARTS:
            found[name] = getattr(parts, PARTS[kind])
            if found[name] is None and not may_lack:
                raise ConfigError(f"role {settings.role!r} needs {CONFIGURED[kind]}")
    return found


def _declared(role: Any) -> dict[str, tuple[str, bool]]:
    """The fields of a role: the name of each one's type, and whether it may be None instead."""
    hints = typing.get_type_hints(role)
    found = {f.name: _alternatives(hints[f.name]) for f in fields(role) if f.init}
    return {name: (types[0].__name__, NoneType in types) for name, types in found.items()}


def _alternatives(hint: Any) -> tuple[Any, ...]:
    return typing.get_args(hint) if isinstance(hint, UnionType) else (hint,)


def surface_protocols(settings: TerminalSettings) -> dict[str, str]:
    """The devices of `SURFACES` that this terminal has: name -> protocol. Raises ConfigError for what cannot be a handset."""
    found = {name: protocol for name, protocol in SURFACES.items() if name in settings.devices}
    if missing := [name for name in HANDSET if name not in found]:
        # a ten-key alone is of use beside the screen
        for name in HANDSET[:2]:
            if name in found:
                raise ConfigError(f"device {name!r} needs a device {missing[0]!r} (a {SURFACES[missing[0]]}) too")
    addresses = settings.devices
    # or what is private would come out of the loudspeaker
    if addresses.get("handset") == addresses.get("speaker") not in (None, "virtual"):
        raise ConfigError("devices 'handset' and 'speaker' are the same: each needs a sound device of its own")
    return found


def make_surfaces(settings: TerminalSettings, clock: Clock, given: Mapping[str, Any]) -> dict[str, Any]:
    """The devices of `SURFACES`, made but not open; a virtual sound goes by the terminal's clock. Raises ConfigError."""
    return _make_all(surface_protocols(settings), settings, given, clock)


def make_voices(settings: TerminalSettings) -> dict[str, Any]:
    """A voice for each language of the terminal, by language; ja-easy is spoken as ja is. Raises ConfigError."""
    addresses: dict[str, str] = {}
    for language in settings.languages:
        spoken = language if language in settings.audio.voices else language.partition("-")[0]
        if spoken not in settings.audio.voices:
            raise ConfigError(f"audio.voices has no voice for the language {language!r}")
        addresses[spoken] = settings.audio.voices[spoken]
    if settings.enrolled:
        _refuse_virtual(dict.fromkeys(addresses, "Voice"), addresses)
    return {language: _make(f"audio.voices.{language}", "Voice", text) for language, text in addresses.items()}


def early_devices(settings: TerminalSettings, given: Mapping[str, Any]) -> dict[str, Any]:
    """The devices that can be opened before the role is loaded, made but not open. Raises ConfigError."""
    early = {n: EARLY.get(kind_of(address)) for n, address in settings.devices.items() if n not in given}
    return {n: _make(n, protocol, settings.devices[n]) for n, protocol in early.items() if protocol}


def kind_of(address: str) -> str:
    """The kind in `kind:address`."""
    return address.partition(":")[0]


def _make_all(
    wanted: Mapping[str, str], settings: TerminalSettings, given: Mapping[str, Any], clock: Clock | None = None
) -> dict[str, Any]:
    if settings.enrolled:
        _refuse_virtual(wanted, settings.devices)
    return {n: given.get(n) or _make(n, protocol, settings.devices[n], clock) for n, protocol in wanted.items()}


def _make(name: str, protocol: str, text: str, clock: Clock | None = None) -> Any:
    kind, _, address = text.partition(":")
    if kind not in DRIVERS[protocol]:
        raise known(f"device {name!r}: kind of {protocol}", kind, list(DRIVERS[protocol]))
    module, _, driver = DRIVERS[protocol][kind].partition(":")
    try:
        make = getattr(importlib.import_module(module), driver)
    except ImportError as error:
        raise ConfigError(f"device {name!r}: {kind} needs a library that is not installed: {error.name}") from error
    try:
        if kind != "virtual":
            return make(address)
        # a virtual device has no address: nothing of it lies outside this process
        return make(clock) if protocol == "SoundOut" else make()
    except ValueError as error:
        raise ConfigError(f"device {name!r}: {error}") from error


def _refuse_virtual(wanted: Mapping[str, str], addresses: Mapping[str, str]) -> None:
    for name, protocol in wanted.items():
        if protocol in MUST_BE_REAL and kind_of(addresses[name]) == "virtual":
            raise ConfigError(f"device {name!r}: a terminal enrolled for real use cannot have a virtual {protocol}")
