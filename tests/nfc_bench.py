"""A reader of nfcpy's in simulated time, on every chip and bus that is simulated."""

import nfc.clf.pn532
import nfc.clf.rcs380
import pytest

from drivers.nfc import BETWEEN_LOOKS_S, NfcReader
from drivers.nfc_devices import chip_of, pn532_on
from drivers.pn532_buses import Pn532I2c, Pn532Spi
from drivers.virtual import pn532_faces
from drivers.virtual.air_chip import AirChip
from drivers.virtual.pn532_chip import Pn532Chip
from drivers.virtual.radio import RadioField
from drivers.virtual.rcs380_chip import Rcs380Chip, Rcs380Link


class Bench:
    """A reader in simulated time; `look` is one step of its watch, with the pause that follows."""

    def __init__(self, bus: str, chip=None) -> None:
        self.field = RadioField()
        self.clock = self.field.clock
        self.chip = chip or CHIPS[bus](self.field)
        opened = OPENED[bus]
        self.reader = NfcReader(bus, lambda _: opened(self), lambda: self.clock.now, self.clock.advance)

    def look(self, times: int = 1) -> None:
        for _ in range(times):
            self.reader.look()
            self.clock.advance(BETWEEN_LOOKS_S)

    def until(self, present: bool, most: int = 400) -> None:
        for _ in range(most):
            if self.reader.card_present is present:
                return
            self.look()
        raise AssertionError(f"{most} looks, and still not {present}")

    def put(self, card):
        self.field.place(card)
        self.until(True)
        self.look()
        return card


CHIPS = {"air": AirChip, "rcs380": Rcs380Chip, "uart": Pn532Chip, "i2c": Pn532Chip, "spi": Pn532Chip}
OPENED = {
    "air": lambda bench: bench.chip if isinstance(bench.chip, AirChip) else AirChip(bench.field),
    "rcs380": lambda bench: chip_of(nfc.clf.rcs380.init(Rcs380Link(bench.chip))),
    "uart": lambda bench: chip_of(nfc.clf.pn532.init(pn532_faces.Pn532Link(bench.chip))),
    "i2c": lambda bench: pn532_on(
        Pn532I2c(pn532_faces.Pn532I2c(bench.chip), lambda: bench.clock.now, bench.clock.advance)
    ),
    "spi": lambda bench: pn532_on(
        Pn532Spi(pn532_faces.Pn532Spi(bench.chip), lambda: bench.clock.now, bench.clock.advance)
    ),
}
REAL_CHIPS = ("rcs380", "uart", "i2c", "spi")
on_every_chip = pytest.mark.parametrize("bus", REAL_CHIPS)
