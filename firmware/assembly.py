"""From names in a configuration to the parts they name: the role and its devices, through tables, imported when wanted."""

from __future__ import annotations

import importlib
import pkgutil
import typing
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from drivers import DRIVERS, EARLY, MUST_BE_REAL
from firmware import roles
from firmware.config import ConfigError, TerminalSettings, known


def role_class(name: str) -> Any:
    """The role that a configuration names. Raises ConfigError."""
    names = [module.name for module in pkgutil.iter_modules(roles.__path__)]
    if name not in names:
        raise known("role", name, names)
    return importlib.import_module(f"firmware.roles.{name}").Role


def device_protocols(role: Any) -> dict[str, str]:
    """The devices that a role declares as typed fields: name -> protocol."""
    hints = typing.get_type_hints(role)
    return {f.name: hints[f.name].__name__ for f in fields(role) if hints[f.name].__name__ in DRIVERS}


def make_devices(role: Any, settings: TerminalSettings, given: Mapping[str, Any]) -> dict[str, Any]:
    """The devices of a role, made but not open; those in `given` are taken as they are. Raises ConfigError."""
    wanted = device_protocols(role)
    for name in settings.devices:
        if name not in wanted:
            raise known(f"role {settings.role!r} has no such device: device", name, list(wanted))
    for name in wanted:
        if name not in settings.devices:
            raise ConfigError(f"role {settings.role!r} needs a device {name!r} (a {wanted[name]})")
    if settings.enrolled:
        _refuse_virtual(wanted, settings)
    return {n: given.get(n) or _make(n, protocol, settings.devices[n]) for n, protocol in wanted.items()}


def early_devices(settings: TerminalSettings, given: Mapping[str, Any]) -> dict[str, Any]:
    """The devices that can be opened before the role is loaded, made but not open. Raises ConfigError."""
    early = {n: EARLY.get(kind_of(address)) for n, address in settings.devices.items() if n not in given}
    return {n: _make(n, protocol, settings.devices[n]) for n, protocol in early.items() if protocol}


def kind_of(address: str) -> str:
    """The kind in `kind:address`."""
    return address.partition(":")[0]


def _make(name: str, protocol: str, text: str) -> Any:
    kind, _, address = text.partition(":")
    if kind not in DRIVERS[protocol]:
        raise known(f"device {name!r}: kind of {protocol}", kind, list(DRIVERS[protocol]))
    module, _, driver = DRIVERS[protocol][kind].partition(":")
    try:
        make = getattr(importlib.import_module(module), driver)
    except ImportError as error:
        raise ConfigError(f"device {name!r}: {kind} needs a library that is not installed: {error.name}") from error
    # a virtual device has no address: nothing of it lies outside this process
    try:
        return make() if kind == "virtual" else make(address)
    except ValueError as error:
        raise ConfigError(f"device {name!r}: {error}") from error


def _refuse_virtual(wanted: Mapping[str, str], settings: TerminalSettings) -> None:
    for name, protocol in wanted.items():
        if protocol in MUST_BE_REAL and kind_of(settings.devices[name]) == "virtual":
            raise ConfigError(f"device {name!r}: a terminal enrolled for real use cannot have a virtual {protocol}")
