"""`kazasu doctor`: the words are read, every device is opened and asked how it is, and the journal for what is open."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from cards.apdu import Channel
from cards.errors import CardError, CardRemoved
from cards.kinds import tell
from drivers.protocols import CardReader, DeviceFault
from firmware.assembly import device_protocols, make_devices, role_class
from firmware.clock import Clock
from firmware.config import TerminalSettings
from firmware.errors import JournalError
from firmware.health import look
from firmware.journal import Journal
from firmware.phrases.reader import PhraseBook


def examine(settings: TerminalSettings) -> int:
    """Print a line a device and what the operator must do; the exit status is 6 when something must be done."""
    role = role_class(settings.role)
    book = PhraseBook(site=Path(settings.site_terms) if settings.site_terms else None)
    for language in settings.languages:
        book.check(language)
    devices, protocols = make_devices(role, settings, {}), device_protocols(role)
    for name, protocol in protocols.items():
        try:
            devices[name].open(*([lambda _event: None] if protocol == "CardReader" else []))
        except DeviceFault:
            continue  # its health says so too
    journal = Journal(Path(settings.state) / "journal.db", Clock())
    with suppress(JournalError):
        journal.check_whole()  # what it finds is in the report
    report = look(devices, journal)
    for name, health in report.devices.items():
        print(f"{name:16} {settings.devices[name]:28} {health.fault or 'ready'}")
        if protocols[name] == "CardReader" and not health.fault:
            print(f"{'':16} {_on(devices[name])}")
    for sentence in report.sentences():
        print(f"! {sentence}")
    for device in devices.values():
        device.close()
    journal.close()
    return 6 if report.sentences() else 0


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
