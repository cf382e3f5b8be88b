"""A chip of a contactless reader that is the virtual air itself: no bus, no host time, only what the radio costs."""

from __future__ import annotations

from drivers import isodep
from drivers.nfc_chips import TagA
from drivers.virtual.radio import Garbled, RadioField


class AirChip:
    """`drivers.nfc.NfcReader` asks it for frames; made by `opened`, with the field's clock."""

    name = "virtual air"

    def __init__(self, field: RadioField) -> None:
        self._field = field
        self._mode = "106B"

    def tune(self, mode: str) -> None:
        """Take a mode, field on."""
        self._mode = mode
        self._field.on()

    def exchange(self, frame: bytes | bytearray, timeout_s: float) -> bytes:
        """Send a frame. Raises isodep.Silence, isodep.Garbled."""
        try:
            answer = self._field.exchange(self._mode, bytes(frame), timeout_s)
        except Garbled as error:
            raise isodep.Garbled from error
        if answer is None:
            raise isodep.Silence
        return answer

    def sense_a(self) -> TagA | None:
        """No Type A here: nfcpy's chips do the anticollision by themselves."""
        return None

    def field_off(self) -> None:
        """Take the power from every card."""
        self._field.off()

    def close(self) -> None:
        """Field off."""
        self._field.off()
