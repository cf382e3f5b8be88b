"""terminal.toml: read once, strictly; an unknown or missing key stops the start with a sentence for the installer."""

from __future__ import annotations

import difflib
import os
import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import msgspec

from central.wire import SnapshotKind

Shape = TypeVar("Shape")
SAMPLE_STAFF = "436ec4aab37b4ceda054367bc52062a420b29f4ec75e5150eb913b82e7b0506a"
"""The sample card of a member of staff, as `kazasu card show` tells it."""
SAMPLE_TRAINING = "2369511b86705b5777a30fe7c5691c55af5183cb8f2c7b56b6f1d6c89558a7d0"
"""The sample of a card to practise with; it may stay at a terminal in real use, for it can issue nothing."""
VOICES = {"ja": "open_jtalk", "en": "espeak:en", "zh-Hans": "espeak:cmn-latn-pinyin"}


class ConfigError(Exception):
    """The configuration is wrong; the text names file, key and what is known instead."""


class CentralSettings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Where central is, and how long one request may take, in seconds.

    `snapshots` are the kinds that this terminal holds for times without a line, `snapshot_key` what they are signed with.
    """

    url: str = "http://127.0.0.1:8200"
    timeout: float = 10.0
    snapshots: tuple[SnapshotKind, ...] = ()
    snapshot_key: str = ""


class AudioSettings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """How a terminal speaks: the folder of rendered sounds, the calibration file of its handset, a voice a language.

    Without `speech` it is what the environment names (KAZASU_SPEECH), or a folder of the user's own.
    """

    speech: str = ""
    calibration: str = ""
    voices: dict[str, str] = msgspec.field(default_factory=VOICES.copy)


class BusSettings(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A vehicle: whose it is and its number, as records tell both; the block that it runs, when it is always the same.

    `fares`: "flat" is taken with one tap, "distance" with a tap on boarding and one on leaving, "feed" as the line's fares have it.
    `driver_panel` is the panel of the driver's own screen and its display, "7:1"; without it he has a ten-key at most.
    `capacity` people have room, by which the public is told how full it is.
    """

    firm: str
    vehicle: str
    block: str = ""
    fares: Literal["feed", "flat", "distance"] = "feed"
    driver_panel: str = ""
    capacity: Annotated[int, msgspec.Meta(ge=1, le=10_000)] | None = None


class TerminalSettings(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """One terminal: its role and name, its panel, where its state lies, its devices as `kind:address`.

    Paths are relative to the file's folder. Without `state` it is what systemd gives, or a folder of the user's own.
    `cards` is a folder of virtual cards for the dock, `site_terms` one of the site's own words. `staff` names who may
    operate it, `training` the cards that only practise, each by the SHA-256 (hex) of the certificate on the card.
    `issuer_keys` is a file of the keys that vouch for cards (`cards.card_certificates.IssuerKeys`).
    `metrics` is the HOST:PORT at which a Prometheus may ask. `bus` is there in a vehicle only.
    """

    role: str
    name: str
    panel: str = "15-portrait"
    state: str = ""
    site_terms: str = ""
    cards: str = ""
    languages: tuple[str, ...] = ("ja", "en")
    enrolled: bool = False
    metrics: str = ""
    central: CentralSettings = CentralSettings()
    audio: AudioSettings = AudioSettings()
    staff: dict[str, str] = {}
    training: dict[str, str] = {}
    issuer_keys: str = ""
    bus: BusSettings | None = None
    devices: dict[str, str]

    def __repr__(self) -> str:
        # without the names of staff
        return f"TerminalSettings({self.name}, {self.role})"


def read(path: Path) -> TerminalSettings:
    """Read and check a terminal.toml. Raises ConfigError."""
    settings = decode(path, TerminalSettings)
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,23}", settings.name):
        raise ConfigError(
            f"{path}: name {settings.name!r} must be at most 24 small letters, digits and '-', such as 'kiosk-01'"
        )
    _check_cards(settings, path)
    if settings.bus:
        _check_bus(settings.bus, settings.panel, path)
    return _settle(settings, path.parent)


def _check_cards(settings: TerminalSettings, path: Path) -> None:
    named = [(f"staff.{name}", card) for name, card in settings.staff.items()]
    named += [(f"training.{name}", card) for name, card in settings.training.items()]
    for name, fingerprint in named:
        if not re.fullmatch(r"[0-9a-f]{64}", fingerprint):
            raise ConfigError(
                f"{path}: {name} must be 64 hexadecimal digits in small letters: `kazasu card show` tells them"
            )
        if settings.enrolled and fingerprint == SAMPLE_STAFF:
            raise ConfigError(f"{path}: {name} is the sample card, whose key is published: name a real card")
    for name, fingerprint in settings.training.items():
        if fingerprint in settings.staff.values():
            raise ConfigError(f"{path}: training.{name} is a card of staff: a card that practises can do nothing else")


def _check_bus(bus: BusSettings, panel: str, path: Path) -> None:
    if bus.driver_panel and _display(bus.driver_panel) == _display(panel):
        raise ConfigError(
            f"{path}: bus.driver_panel is on the riders' display ({_display(panel)}): name another, such as '7:1'"
        )
    for name in ("firm", "vehicle"):
        # both stand in records and in files for operators, where neither may be broken up
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}", getattr(bus, name)):
            raise ConfigError(
                f"{path}: bus.{name} must be at most 32 letters, digits, '-' and '_', such as 'minato-bus'"
            )


def _display(panel: str) -> str:
    """On which display a panel is, 0 unless it says."""
    return panel.partition(":")[2].lstrip("0") or "0"


def _settle(settings: TerminalSettings, folder: Path) -> TerminalSettings:
    """The settings with whole paths."""

    def whole(text: str) -> str:
        return str((folder / Path(text).expanduser()).absolute()) if text else ""

    # systemd names the folder that it made for the unit (StateDirectory=)
    state = settings.state or os.environ.get("STATE_DIRECTORY") or f"~/.local/state/kazasu/{settings.name}"
    audio = {
        "speech": whole(settings.audio.speech or usual_speech_folder(settings.name)),
        "calibration": whole(settings.audio.calibration),
    }
    return msgspec.structs.replace(
        settings,
        state=whole(state),
        cards=whole(settings.cards),
        site_terms=whole(settings.site_terms),
        issuer_keys=whole(settings.issuer_keys),
        audio=msgspec.structs.replace(settings.audio, **audio),
    )


def usual_speech_folder(name: str) -> str:
    """Where this terminal's rendered sounds lie when nobody says otherwise; rendering takes out what another one says."""
    return os.environ.get("KAZASU_SPEECH") or str(Path("~/.cache/kazasu/speech").expanduser() / name)


def decode(path: Path, shape: type[Shape]) -> Shape:
    """Read a TOML file into a struct. Raises ConfigError with the file, and the line where TOML itself is wrong."""
    try:
        return msgspec.convert(load(path), shape, str_keys=True)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{path}: {_plain(str(error), shape)}") from error


def load(path: Path) -> dict[str, Any]:
    """The tables of a TOML file. Raises ConfigError with the file, and the line where TOML itself is wrong."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: is not UTF-8 text (byte {error.start})") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: {error}") from error


def known(what: str, name: str, names: list[str]) -> ConfigError:
    """The error for a name that is not known: it lists what is, the nearest first."""
    near = difflib.get_close_matches(name, names, 1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    return ConfigError(f"{what} {name!r} is not known{hint} (known: {', '.join(sorted(names))})")


def _plain(message: str, shape: Any) -> str:
    """Turn msgspec's sentence into one for an installer: the key's path, and for an unknown key those that there are."""
    text, _, where = message.partition(" - at `$")
    path = where.rstrip("`").lstrip(".")
    unknown = re.search(r"unknown field `(\w+)`", text)
    if unknown is None:
        return f"{path}: {text}" if path else text
    struct = {"central": CentralSettings, "audio": AudioSettings, "bus": BusSettings}.get(path, shape)
    before = f"{path}." if path else ""
    return str(known("key", before + unknown[1], [before + name for name in struct.__struct_fields__]))
