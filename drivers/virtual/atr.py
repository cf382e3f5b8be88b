"""What a PC/SC reader makes of a contactless card: its ATR (PC/SC part 3, 3.1.3.2.3), and the speeds the card announces."""

from __future__ import annotations

from functools import reduce

from drivers.virtual.air import Air, Felica, TypeA, TypeB

PC_SC_RID = bytes.fromhex("A000000306")
"""The registered identifier of the PC/SC Workgroup: what follows names the standard of a card that has no ATR of its own."""

CATEGORY, STORAGE_CARD = 0x80, 0x4F
FELICA, FELICA_NAME = 0x11, 0x003B
ISO_14443_A_PART_3, ULTRALIGHT_NAME = 0x03, 0x0003
BASE = 106
RATES = (212, 424, 848)
"""kbit/s that a Type B card announces by bits 1 to 3, to the reader by bits 5 to 7 (ISO/IEC 14443-3, 7.9.4.4)."""


def atr_of(air: Air) -> bytes:
    """The ATR that a PC/SC reader tells of a card on the air."""
    match air:
        case TypeB(atqb):
            # application, protocol, and the high half of MBLI, which no My Number Card sends
            return _atr(atqb[5:12] + b"\x00")
        case TypeA(ats=b""):
            return _storage_card(ISO_14443_A_PART_3, ULTRALIGHT_NAME)
        case TypeA(ats=ats):
            # TL, T0 and the interface bytes that T0 announces come before the historical bytes
            return _atr(ats[2 + (ats[1] >> 4).bit_count() :])
        case Felica():
            return _storage_card(FELICA, FELICA_NAME)


def rates_of(air: Air) -> tuple[int, ...]:
    """The kbit/s a card announces for both ways."""
    if isinstance(air, Felica):
        return 212, 424
    if isinstance(air, TypeA):
        return (BASE,)
    # A rate one way only is of no use: a reader of ours sends and receives at the same.
    both = air.atqb[9] & air.atqb[9] >> 4
    return BASE, *(rate for bit, rate in enumerate(RATES) if both >> bit & 1)


def _storage_card(standard: int, name: int) -> bytes:
    return _atr(
        bytes((CATEGORY, STORAGE_CARD, 12)) + PC_SC_RID + bytes((standard,)) + name.to_bytes(2, "big") + bytes(4)
    )


def _atr(history: bytes) -> bytes:
    """Protocols T=0 and T=1 announced, TCK the exclusive or of all after TS (ISO/IEC 7816-3, 8.2.5)."""
    body = bytes((0x80 | len(history), 0x80, 0x01)) + history
    return b"\x3b" + body + bytes((reduce(lambda left, right: left ^ right, body),))
