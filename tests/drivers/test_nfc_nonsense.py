"""Chips that answer nonsense under nfcpy and our driver: a fault or a card error in the end, never anything else, never a hang."""

import errno
import os
from contextlib import suppress

import nfc.clf.rcs380
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from on_air import TalkingCard

from cards.errors import CardError
from drivers.nfc import NfcReader
from drivers.nfc_chips import BoundedUsb, nfcpy_trouble
from drivers.nfc_devices import chip_of, pn532_on
from drivers.pn532_buses import Pn532I2c
from drivers.protocols import DeviceFault
from drivers.virtual import pn532_faces
from drivers.virtual.pn532_chip import Pn532Chip
from drivers.virtual.radio import RadioField
from drivers.virtual.rcs380_chip import Rcs380Chip, Rcs380Link

NOTHING = OSError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT))


def pn532_line(field):
    return Pn532I2c(pn532_faces.Pn532I2c(Pn532Chip(field)), lambda: field.clock.now, field.clock.advance)


LINES = {
    "rcs380": (lambda field: Rcs380Link(Rcs380Chip(field)), lambda line: chip_of(nfc.clf.rcs380.init(line))),
    "pn532": (pn532_line, pn532_on),
}
NONSENSE = st.dictionaries(st.integers(0, 120), st.binary(max_size=24) | st.none(), max_size=12)


class Crooked:
    """A line on which the n-th frame read is other bytes, or cut by half (None), or none at all (empty)."""

    TYPE = "PINS"
    manufacturer_name = product_name = "virtual"

    def __init__(self, line, spoiled: dict[int, bytes | None]) -> None:
        self._line, self._spoiled = line, spoiled
        self.reads = 0
        self.write, self.close = line.write, line.close

    def read(self, timeout=0):
        self.reads += 1
        frame = self._line.read(timeout)
        if self.reads not in self._spoiled:
            return frame
        other = self._spoiled[self.reads]
        if other == b"":
            raise NOTHING
        return frame[: len(frame) // 2] if other is None else bytearray(other)


@pytest.mark.parametrize("chip", LINES)
@settings(max_examples=80, deadline=None)
@given(spoiled=NONSENSE)
def test_whatever_a_chip_says_the_reader_goes_on_and_serves_again(chip, spoiled):
    field = RadioField()
    make, init = LINES[chip]
    line = Crooked(make(field), spoiled)

    def opened(_address):
        with nfcpy_trouble():
            return init(line)

    reader = NfcReader(chip, opened, lambda: field.clock.now, field.clock.advance)
    field.place(TalkingCard())
    for _ in range(12):
        reader.look()
        with suppress(CardError, DeviceFault), reader.connect() as connection:
            connection.transmit(b"ping")
        field.clock.advance(0.2)
    line._spoiled = {}
    for _ in range(6):
        reader.look()
    assert reader.health().fault is None
    with reader.connect() as connection:
        assert connection.transmit(b"ping") == b"ping\x90\x00"


def test_a_read_that_nfcpy_would_wait_for_ever_has_an_end():
    asked = []

    class Line:
        write = close = None

        def read(self, timeout):
            asked.append(timeout)
            return bytearray()

    line = BoundedUsb(Line())
    line.read(timeout=10)
    line.read()
    line.card_s = 2.5
    line.read()
    assert asked == [10, 1000, 3500]
