"""`kazasu doctor`: the words are read, every device is opened and asked how it is, and the journal for what is open."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from cards.apdu import Channel
from cards.errors import CardError, CardRemoved
from cards.kinds import tell
from drivers.protocols import CardReader, DeviceFault, Health
from firmware.assembly import (
    LISTENING,
    device_protocols,
    make_devices,
    make_surfaces,
    make_voices,
    role_class,
    surface_protocols,
)
from firmware.clock import Clock
from firmware.config import TerminalSettings
from firmware.errors import JournalError
from firmware.health import look
from firmware.journal import Journal
from firmware.phrases.reader import PhraseBook
from firmware.snapshots.keeping import look_at
from firmware.terminal_key import load_or_make
from firmware.trying import Came, try_by_hand

ANYTHING = "1"
"""What every language can say."""
LIFTED = "hook: the handset is off its hook: hang it up, or look at the hook's wires and its lifted="


def examine(settings: TerminalSettings, *, by_hand: bool = False) -> int:
    """Print a line a device and what the operator must do; the exit status is 6 when something must be done.

    `by_hand`: a person tries the handset and each key.
    """
    role, clock = role_class(settings.role), Clock()
    book = PhraseBook(site=Path(settings.site_terms) if settings.site_terms else None)
    for language in settings.languages:
        book.check(language)
    devices = make_devices(role, settings, {}) | make_surfaces(settings, clock, {})
    protocols = device_protocols(role) | surface_protocols(settings)
    came: Came = SimpleQueue()
    refused = _open(devices, protocols, came)
    state = Path(settings.state)
    journal = Journal(state / "journal.db", clock, load_or_make(state))
    with suppress(JournalError):
        journal.check_whole()  # what it finds is in the report
    report = look(devices, journal, look_at(settings.central, state / "snapshots", journal))
    report = replace(report, devices={**report.devices, **refused})
    for name, health in report.devices.items():
        print(f"{name:16} {settings.devices[name]:28} {health.fault or 'ready'}")
        if protocols[name] == "CardReader" and not health.fault:
            print(f"{'':16} {_on(devices[name])}")
    sentences = report.sentences() + _unheard(settings, devices)
    # last, for the report on the devices must not wait for somebody's hands
    if by_hand:
        sentences += try_by_hand(devices, came)
    for sentence in sentences:
        print(f"! {sentence}")
    for device in devices.values():
        device.close()
    journal.close()
    return 6 if sentences else 0


def _open(devices: Mapping[str, Any], protocols: Mapping[str, str], came: Came) -> dict[str, Health]:
    """Open every device, and tell why one cannot be; what is lifted or pressed from now on comes into the queue."""
    refused: dict[str, Health] = {}
    for name, device in devices.items():
        try:
            device.open(*([partial(_tell, came, name)] if protocols[name] in LISTENING else []))
        except DeviceFault as fault:
            # its health tells only that it is not open
            refused[name] = Health(fault.fault, str(fault))
    return refused


def _tell(came: Came, name: str, *what: object) -> None:
    came.put((name, what[0]))


def _unheard(settings: TerminalSettings, devices: Mapping[str, Any]) -> list[str]:
    """What keeps a visitor from hearing though every device answers."""
    sentences = [LIFTED] if "hook" in devices and devices["hook"].is_lifted else []
    if "handset" not in devices and "speaker" not in devices:
        return sentences
    for language, voice in make_voices(settings).items():
        try:
            voice.speak(ANYTHING)
        except DeviceFault as fault:
            sentences.append(f"audio.voices.{language}: {fault}")
        voice.close()
    return sentences


def _on(reader: CardReader) -> str:
    """Which reader it is and which kind of card lies on it; nothing of the card is spent or shown."""
    try:
        with reader.connect() as connection:
            kind = tell(Channel(connection, connection.limits), connection.link.atr).kind
            return f"{connection.link.reader}: {kind}"
    except CardRemoved:
        return "no card lies on it"
    except (CardError, DeviceFault) as error:
        return str(error)
