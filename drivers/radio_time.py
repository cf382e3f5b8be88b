"""How long frames take on the air, and the least time a job with a contactless card can take: the radio floor.

Smallest delays that the standards allow, no card time and no host time. Type B: ISO/IEC 14443-2 and -3 (7.1 characters, 7.10.3 TR0,
TR1, TR2), 14443-4 for the blocks; FeliCa: JIS X 6319-4; Type A: ISO/IEC 14443-3, 6. Lengths are bytes, times seconds.
"""

from __future__ import annotations

from collections.abc import Iterable

CARRIER_HZ = 13.56e6
KBIT = (106, 212, 424, 848)
"""Bit rates by their usual names, in kbit/s; the carrier through 128, 64, 32 and 16."""
FRAME_BYTES = 256
"""The longest frame of reader and card (FSD and FSC of code 8)."""

CRC_BYTES = 2
BLOCK_BYTES = 3
"""What ISO-DEP adds to a frame: one protocol control byte and the CRC."""

CHARACTER_ETU = 10
FRAMING_ETU = 22
"""Type B: the shortest start (10 + 2) and end (10) of a frame."""
TR0_S = 1024 / CARRIER_HZ
TR1_S = 1280 / CARRIER_HZ
TR2_ETU = 10
TR2_S = 512 / CARRIER_HZ
"""Card's end of frame to the reader's next start: 10 etu and 32 periods of the subcarrier."""

FELICA_FRAMING_BYTES = 8
"""Preamble of 48 bits and the sync code."""
FELICA_POLLING_S = 32768 / CARRIER_HZ
FELICA_SLOT_S = 16384 / CARRIER_HZ

TYPE_A_DELAY_S = 1236 / CARRIER_HZ
"""Frame delay time from reader to card for a last bit of 1 (ISO/IEC 14443-3, 6.2.1.1)."""


def etu_s(kbit: int) -> float:
    """The time of one bit at a bit rate of `KBIT`. Raises ValueError for another."""
    return (128 >> KBIT.index(kbit)) / CARRIER_HZ


def frame_s(length: int, brty: str) -> float:
    """The time of one frame of `length` bytes, CRC apart, at a bit rate and type as nfcpy names them: 106A, 424B, 212F."""
    kbit, kind = int(brty[:-1]), brty[-1]
    if kind == "F":
        return (FELICA_FRAMING_BYTES + length + CRC_BYTES) * 8 * etu_s(kbit)
    if kind == "A":
        # A short frame has seven bits; every other byte a parity bit; start and end one bit each.
        return (9 if length == 1 else 9 * (length + CRC_BYTES) + 2) * etu_s(kbit)
    return (FRAMING_ETU + CHARACTER_ETU * (length + CRC_BYTES)) * etu_s(kbit)


def turn_s(brty: str) -> float:
    """The least time from the end of a command to the start of its answer."""
    return {"A": TYPE_A_DELAY_S, "B": TR0_S + TR1_S, "F": 0.0}[brty[-1]]


def rest_s(brty: str) -> float:
    """The least time from the end of an answer to the start of the next command."""
    return TR2_ETU * etu_s(int(brty[:-1])) + TR2_S if brty[-1] == "B" else 0.0


def pair_s(sent: int, received: int, brty: str) -> float:
    """A command frame and its answer frame, both lengths without CRC, until the next may start."""
    return frame_s(sent, brty) + turn_s(brty) + frame_s(received, brty) + rest_s(brty)


ACTIVATION_S = pair_s(3, 12, "106B") + pair_s(9, 1, "106B")
"""REQB and ATTRIB with their answers."""


def fwt_s(fwi: int) -> float:
    """The frame waiting time that a card announces by its integer of 0 to 14 (ISO/IEC 14443-3, 7.9.4.3)."""
    return 4096 * (1 << fwi) / CARRIER_HZ


def exchange_s(sent: int, received: int, kbit: int = 106, frame: int = FRAME_BYTES) -> float:
    """One APDU of `sent` bytes and its answer of `received` bytes, status word counted, in Type B blocks of at most `frame` bytes.

    Every further block of a chain costs one more acknowledgement.
    """
    blocks = _blocks(sent, frame) + _blocks(received, frame) - 1
    return blocks * pair_s(1, 1, f"{kbit}B") + CHARACTER_ETU * (sent + received) * etu_s(kbit)


def floor_s(exchanges: Iterable[tuple[int, int]], kbit: int = 106, frame: int = FRAME_BYTES) -> float:
    """The least time of a job: activation at 106 kbit/s, then its APDUs as (sent, received) lengths at `kbit`."""
    return ACTIVATION_S + sum(exchange_s(sent, received, kbit, frame) for sent, received in exchanges)


def felica_polling_s(kbit: int = 212, received: int = 18, slot: int = 0) -> float:
    """One polling command answered in a time slot (0 is the first); `received` counts the length byte."""
    brty = f"{kbit}F"
    return frame_s(6, brty) + FELICA_POLLING_S + slot * FELICA_SLOT_S + frame_s(received, brty)


def _blocks(length: int, frame: int) -> int:
    return max(1, -(-length // (frame - BLOCK_BYTES)))
