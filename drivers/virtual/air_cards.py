"""The card's side of being found on the air: Type B and Type A (ISO/IEC 14443-3) and FeliCa (JIS X 6319-4)."""

from __future__ import annotations

from functools import reduce
from operator import xor
from random import Random
from typing import NamedTuple

from drivers.radio_time import FELICA_POLLING_S, FELICA_SLOT_S, fwt_s, turn_s
from drivers.virtual.air import NEW_PUPI, AirCard, Felica, TypeA, TypeB
from drivers.virtual.air_blocks import FRAME_SIZES, Agreed, BlockCard

TYPE_B_RATES = {0: 0x00, 1: 0x01, 2: 0x02, 3: 0x04}
"""Bit rate code of ATTRIB -> the bit in the ATQB that announces it (card to reader four bits higher)."""

SHORT_FRAMES = frozenset({b"\x26", b"\x52"})
"""REQA and WUPA, the only frames of seven bits; a block of one byte is an ordinary frame (ISO/IEC 14443-3, 6.2.3.1)."""

CASCADE = 0x88
SAK_INCOMPLETE = 0x04
SELECTS = (0x93, 0x95, 0x97)


class Answer(NamedTuple):
    """What a card sends, when its frame begins after the end of the reader's, and whether it comes whole."""

    frame: bytes
    after_s: float
    whole: bool = True


class TypeBPicc:
    """A Type B card: requested, attributed, active, halted."""

    wakes_after_s = 5e-3
    """ISO/IEC 14443-3, 5: a card may need so long after it got power."""

    def __init__(self, card: AirCard, air: TypeB, random: Random) -> None:
        self._card, self._random = card, random
        pupi = air.atqb[1:5] if air.atqb[1:5] != NEW_PUPI else random.randbytes(4)
        self._atqb = air.atqb[:1] + pupi + air.atqb[5:]
        self._kbit = 106
        self._slot: int | None = None
        self._halted = False
        self._blocks: BlockCard | None = None

    def hear(self, brty: str, frame: bytes) -> Answer | None:
        """Answer a Type B frame at the bit rate in use."""
        if brty != f"{self._kbit}B" or not frame:
            return None
        answer = self._active(self._blocks, frame) if self._blocks else self._idle(frame)
        return None if answer is None else Answer(answer, turn_s(brty))

    def _active(self, blocks: BlockCard, frame: bytes) -> bytes | None:
        answer = blocks.hear(frame)
        if blocks.halted:
            self._blocks, self._kbit, self._halted, self._slot = None, 106, True, None
        return answer

    def _idle(self, frame: bytes) -> bytes | None:
        if frame[0] == 0x05 and len(frame) == 3:
            return self._request(frame[1], frame[2])
        if len(frame) == 1 and frame[0] & 0x0F == 0x05 and frame[0] >> 4:  # slot marker
            return self._offer(frame[0] >> 4)
        # ATTRIB and HLTB are for a card that was found, by its PUPI.
        if self._slot != 0 or frame[1:5] != self._atqb[1:5]:
            return None
        if frame[0] == 0x1D and len(frame) >= 9:
            return self._attrib(frame[6], frame[8] & 0x0F)
        if frame == b"\x50" + self._atqb[1:5]:
            self._halted, self._slot = True, None
            return b"\x00"
        return None

    def _request(self, family: int, parameters: int) -> bytes | None:
        """REQB, or WUPB, which a halted card hears too; the slot is drawn among 1, 2, 4, 8 or 16."""
        self._slot = None
        if (self._halted and not parameters & 0x08) or not self._of(family):
            return None
        self._halted = False
        self._slot = self._random.randrange(1 << min(parameters & 0x07, 4))
        return self._offer(0)

    def _offer(self, slot: int) -> bytes | None:
        if self._slot is None or self._slot != slot:
            return None
        self._slot = 0
        return self._atqb

    def _of(self, family: int) -> bool:
        own = self._atqb[5]
        return family in {0x00, own} or (family & 0x0F == 0 and family == own & 0xF0)

    def _attrib(self, parameter: int, cid: int) -> bytes | None:
        """Take the reader's frame size, bit rates and CID; a rate that was not announced is not answered."""
        down, up = parameter >> 4 & 0x03, parameter >> 6
        announced, protocol, options = self._atqb[9:12]
        offered = TYPE_B_RATES[down] | TYPE_B_RATES[up] << 4
        # The field has one bit rate for both ways, which most cards insist on.
        if announced & offered != offered or down != up or not protocol & 0x01:
            return None
        self._kbit = 106 << down
        cids = bool(options & 0x01)
        agreed = Agreed(_size(parameter & 0x0F), _size(protocol >> 4), fwt_s(options >> 4), cid if cids else None)
        self._blocks = BlockCard(self._card, agreed)
        return bytes((cid if cids else 0,))


class TypeAPicc:
    """A Type A card: requested, selected in up to three cascades, active if it has an ATS, halted."""

    wakes_after_s = 5e-3

    def __init__(self, card: AirCard, air: TypeA, _random: Random) -> None:
        self._card, self._air = card, air
        self._levels = _cascade(air.uid)
        self._level: int | None = None
        self._halted = False
        self._blocks: BlockCard | None = None

    def hear(self, brty: str, frame: bytes) -> Answer | None:
        """Answer a Type A frame at 106 kbit/s."""
        if brty != "106A" or not frame:
            return None
        answer = self._active(self._blocks, frame) if self._blocks else self._idle(frame)
        return None if answer is None else Answer(answer, turn_s(brty))

    def _active(self, blocks: BlockCard, frame: bytes) -> bytes | None:
        answer = blocks.hear(frame)
        if blocks.halted:
            self._blocks, self._level, self._halted = None, None, True
        return answer

    def _idle(self, frame: bytes) -> bytes | None:
        if frame in SHORT_FRAMES:
            return self._request(wakes=frame == b"\x52")
        if self._level is None:
            return None
        if self._level < len(self._levels):
            return self._select(frame, self._level)
        if frame[0] == 0xE0 and len(frame) == 2 and self._air.ats:
            return self._rats(frame[1])
        self._halted, self._level = True, None
        return None

    def _request(self, *, wakes: bool) -> bytes | None:
        found = wakes or not self._halted
        self._level, self._halted = (0, False) if found else (None, True)
        return self._air.atqa if found else None

    def _select(self, frame: bytes, level: int) -> bytes | None:
        select, part = SELECTS[level], self._levels[level]
        if frame == bytes((select, 0x20)):
            return part
        if frame != bytes((select, 0x70)) + part:
            return None
        self._level = level + 1
        return bytes((self._air.sak if self._level == len(self._levels) else SAK_INCOMPLETE,))

    def _rats(self, parameter: int) -> bytes:
        ats = self._air.ats
        # What an ATS leaves out is 32 bytes and FWI 4 (ISO/IEC 14443-4, 5.2).
        fsc, present = (ats[1] & 0x0F, ats[1] >> 4) if len(ats) > 1 else (2, 0)
        at = 2 + (present & 1)  # TA(1) comes before TB(1)
        fwi = ats[at] >> 4 if present & 2 else 4
        self._blocks = BlockCard(self._card, Agreed(_size(parameter >> 4), _size(fsc), fwt_s(fwi)))
        return ats


class FelicaPicc:
    """A FeliCa card: answers polling in a time slot of its choice, everything else as the card says, at both bit rates."""

    wakes_after_s = 5e-3
    """JIS X 6319-4 lets it take 20 ms; nfcpy 1.0.4 polls 5 ms after carrier on, and finds the cards that are about."""

    def __init__(self, card: AirCard, air: Felica, random: Random) -> None:
        self._card, self._air, self._random = card, air, random

    def hear(self, brty: str, frame: bytes) -> Answer | None:
        """Answer a FeliCa frame, its length byte first."""
        if brty not in {"212F", "424F"} or len(frame) < 2 or frame[0] != len(frame):
            return None
        if frame[1] == 0x00:
            return self._polling(frame) if len(frame) == 6 else None
        answer = self._card.answer_frame(frame)
        return None if answer is None else Answer(answer, turn_s(brty))

    def _polling(self, frame: bytes) -> Answer | None:
        found = self._air.polled(frame[2:4], frame[4])
        if found is None:
            return None
        slot = self._random.randrange(frame[5] + 1)
        return Answer(bytes((len(found) + 2, 0x01)) + found, FELICA_POLLING_S + slot * FELICA_SLOT_S)


AnyPicc = TypeBPicc | TypeAPicc | FelicaPicc


def powered(card: AirCard, random: Random) -> AnyPicc:
    """The card as it is when it has just got power."""
    air = card.air
    card.power_off()
    if isinstance(air, TypeB):
        return TypeBPicc(card, air, random)
    if isinstance(air, TypeA):
        return TypeAPicc(card, air, random)
    return FelicaPicc(card, air, random)


def _size(code: int) -> int:
    return FRAME_SIZES[min(code, 8)]


def _cascade(uid: bytes) -> list[bytes]:
    """The UID as it is sent: four bytes and their check byte a level, the cascade tag before what does not end it."""
    parts = []
    while len(uid) > 4:
        parts.append(bytes((CASCADE,)) + uid[:3])
        uid = uid[3:]
    return [part + bytes((reduce(xor, part),)) for part in [*parts, uid]]
