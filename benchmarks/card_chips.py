"""Simulated chips of contactless readers as nfcpy drives them, our reader on one, and what a job costs there in transfers."""

# mypy: disable-error-code="no-untyped-call"
# nfcpy has no types.

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import nfc.clf.pn532
import nfc.clf.rcs380

from benchmarks.card_stages import NotedCard, Stage
from benchmarks.places import HANAKO
from benchmarks.table import Figure
from cards.apdu import Channel
from cards.jpki import JpkiSession
from drivers.nfc import BETWEEN_LOOKS_S, NfcConnection, NfcReader
from drivers.nfc_devices import chip_of, pn532_on
from drivers.pn532_buses import Pn532I2c, Pn532Spi
from drivers.virtual import pn532_faces
from drivers.virtual.card_kinds import load
from drivers.virtual.pn532_chip import Pn532Chip
from drivers.virtual.radio import RadioField
from drivers.virtual.rcs380_chip import Rcs380Chip, Rcs380Link

LOOKS = 4
"""So many see any card, and that there is no second one."""

Device = Callable[[RadioField], Any]


def _rcs380(field: RadioField) -> Any:
    return nfc.clf.rcs380.init(Rcs380Link(Rcs380Chip(field)))


def _pn532_uart(field: RadioField) -> Any:
    return nfc.clf.pn532.init(pn532_faces.Pn532Link(Pn532Chip(field)))


def _pn532_i2c(field: RadioField) -> Any:
    return Pn532I2c(pn532_faces.Pn532I2c(Pn532Chip(field)), lambda: field.clock.now, field.clock.advance)


def _pn532_spi(field: RadioField) -> Any:
    return Pn532Spi(pn532_faces.Pn532Spi(Pn532Chip(field)), lambda: field.clock.now, field.clock.advance)


DEVICES: dict[str, Device] = {
    "rcs380": _rcs380,
    "pn532_uart": _pn532_uart,
    "pn532_i2c": _pn532_i2c,
    "pn532_spi": _pn532_spi,
}
BUSES = (_pn532_i2c, _pn532_spi)


def reader_on(field: RadioField, device: Device) -> NfcReader:
    """Our reader on a chip over a field, on the field's clock."""
    opened = pn532_on if device in BUSES else chip_of
    return NfcReader("simulated", lambda _: opened(device(field)), lambda: field.clock.now, field.clock.advance)


def over_nfcpy() -> Stage:
    """A card on a simulated RC-S380, spoken to through nfcpy."""
    field, noted = RadioField(), NotedCard(load(HANAKO, keep=False))
    reader = reader_on(field, _rcs380)
    card: Any = noted
    field.place(card)
    return Stage("through nfcpy on a simulated RC-S380", noted, lambda: _connected(field, reader))


def transfers() -> Iterator[Figure]:
    """USB transfers of a boarding identity after the connection is made."""
    field, chip = RadioField(), None

    def device(field: RadioField) -> Any:
        nonlocal chip
        chip = Rcs380Chip(field)
        return nfc.clf.rcs380.init(Rcs380Link(chip))

    reader = reader_on(field, device)
    field.place(load(HANAKO, keep=False))
    with _connected(field, reader) as connection:
        assert chip
        before = chip.transfers
        JpkiSession(Channel(connection)).serial()
        how = "2 APDUs on a simulated RC-S380, nfcpy as shipped takes 12 a frame"
        yield Figure("card.boarding.usb_transfers", chip.transfers - before, "transfer", how)


def _connected(field: RadioField, reader: NfcReader) -> NfcConnection:
    for _ in range(LOOKS):
        reader.look()
        field.clock.advance(BETWEEN_LOOKS_S)
    return reader.connect()
