"""What lies in the field of a contactless reader, and how each kind is spoken to: Type B and A by ISO-DEP, FeliCa by its own frames.

Sources: ISO/IEC 14443-3 (7.9 ATQB, 7.10 ATTRIB), ISO/IEC 14443-4 (5 RATS), JIS X 6319-4 (polling), PC/SC part 3 (ATR of contactless
cards 3.1.3.2.3, FF CA). A card that announces 212 or 424 kbit/s both ways gets the faster one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import reduce
from operator import xor
from typing import Protocol

from cards import felica
from cards.errors import BadCardData, CardMute
from drivers.isodep import FSC, Garbled, IsoDep, Patience, Silence
from drivers.nfc_chips import Chip, TagA

WUPB = bytes.fromhex("050008")
"""Every family, one slot, cards in halt too (ISO/IEC 14443-3, 7.7)."""

POLL_S = 0.0032
"""Wait for the first answer of a card: due within 0.6 ms (ATQB) and 2.4 ms (FeliCa), the same for both since chips are slow to change."""
ATTRIB_S = 0.4
"""Longest wait for the answer to ATTRIB, which has the card's frame waiting time."""

FELICA_POLLING = bytes.fromhex("0600FFFF0000")
"""Every system, one time slot."""
FELICA_S = 0.2
"""Wait for any other answer; 20 blocks take 66 ms with a slow card's PMm."""

RATS = bytes.fromhex("E080")
"""Frames of 256 bytes, no card identifier."""

FWT_S = 4096 / 13.56e6
"""Frame waiting time for FWI 0; each step doubles it (ISO/IEC 14443-4, 7.2)."""
DEFAULT_FWI = 4
DEADLINE_S = 6.0
"""One APDU with its repetitions and extensions: two frame waiting times of FWI 13, 2.5 s each, fit."""

POLL_TRIES = 3
ATTRIB_ROUNDS = 3
PARAM_2 = {106: 0x08, 212: 0x58, 424: 0xA8}
"""ATTRIB's second parameter by kbit/s: both ways alike, frames of 256 bytes."""

GET_UID = bytes.fromhex("FFCA000000")
NOT_SUPPORTED = b"\x6a\x81"


class CardLink(Protocol):
    """One card that has been activated, and how it is reached."""

    atr: bytes
    announced: tuple[int, ...]
    used: int

    def transmit(self, command: bytes | bytearray) -> bytes:
        """Exchange one APDU. Raises CardMute, OSError."""

    def present(self) -> bool:
        """Whether it is still there; nothing happens on it. Raises OSError."""


@dataclass(frozen=True)
class Atqb:
    """What a Type B card says of itself: identifier, application and protocol bytes."""

    pupi: bytes
    application: bytes
    protocol: bytes

    @property
    def rates(self) -> tuple[int, ...]:
        """Both ways alike, up to 424 kbit/s."""
        byte = self.protocol[0]
        if byte & 0x08:  # reserved: a card that sets it is spoken to at 106 kbit/s (7.9.4.3)
            return (106,)
        return (106, *(rate for rate, both in ((212, 0x11), (424, 0x22)) if byte & both == both))

    @property
    def fsc(self) -> int:
        """Bytes it receives in one frame."""
        return FSC[min(self.protocol[1] >> 4, len(FSC) - 1)]

    @property
    def fwt_s(self) -> float:
        """Frame waiting time in seconds."""
        return _fwt_s(self.protocol[2] >> 4)

    @property
    def iso_dep(self) -> bool:
        """Whether it speaks ISO/IEC 14443-4."""
        return bool(self.protocol[1] & 0x01)


class Field:
    """The air in front of one chip: what answers there, by type; `sleep` takes seconds."""

    def __init__(self, chip: Chip, clock: Callable[[], float], sleep: Callable[[float], None]) -> None:
        self.chip = chip
        self._clock, self._sleep = clock, sleep
        self._said: tuple[str, bytes] = ("", b"")

    def seen(self, kind: str, tries: int = 1) -> bool:
        """Whether something of a type (B, F or A) answers; two cards at once count. Raises OSError."""
        return any(self._answer(kind) is not None for _ in range(tries))

    def type_b(self) -> Atqb | None:
        """The one Type B card, None when several answer at once or none. Raises OSError."""
        for answer in self._answers("B"):
            if len(answer) >= 12 and answer[0] == 0x50:
                return Atqb(bytes(answer[1:5]), bytes(answer[5:9]), bytes(answer[9:12]))
        return None

    def felica(self) -> bytes | None:
        """IDm of the one FeliCa card. Raises OSError."""
        for answer in self._answers("F"):
            if len(answer) >= 18 and answer[1] == 0x01:
                return bytes(answer[2:10])
        return None

    def type_a(self) -> TagA | None:
        """The Type A card that was chosen; one that had been chosen before hears only the second question. Raises OSError."""
        return self.chip.sense_a() or self.chip.sense_a()

    def activate(self, kind: str, patience: Patience) -> CardLink | None:
        """Make ready the one card of a type; None: it does not answer, or several do. Raises OSError."""
        return {"B": self._activate_b, "F": self._activate_f, "A": self._activate_a}[kind](patience)

    def reset(self) -> None:
        """Take the power from every card, and give it back. Raises OSError."""
        self._said = ("", b"")
        self.chip.field_off()
        # Cards must notice it (5 ms, ISO/IEC 14443-3, 5.2), and be ready afterwards (5 ms).
        self._sleep(OFF_S)
        self.chip.tune("106B")
        self._sleep(GUARD_S)

    def _answers(self, kind: str) -> Iterator[bytes]:
        """What a card says to being asked; the one that has just said it, to nobody else since, is not asked again."""
        said, self._said = self._said, ("", b"")
        if said[0] == kind:
            yield said[1]
        for _ in range(POLL_TRIES):
            if answer := self._answer(kind):
                yield bytes(answer)

    def _answer(self, kind: str) -> bytes | bytearray | None:
        """What came back to one poll: nothing at all is None, several at once an empty answer."""
        self._said = ("", b"")
        if kind == "A":
            return b"A" if self.chip.sense_a() else None
        mode, frame = POLLS[kind]
        self.chip.tune(mode)
        try:
            answer = self.chip.exchange(frame, POLL_S)
        except Silence:
            return None
        except Garbled:
            return b""
        self._said = (kind, bytes(answer))
        return answer

    def _activate_b(self, patience: Patience) -> CardLink | None:
        atqb = self.type_b()
        for _ in range(ATTRIB_ROUNDS):
            if atqb is None:
                return None
            rates = atqb.rates
            for rate in (max(rates), 106) if len(rates) > 1 else (106,):
                if link := self._attribute(atqb, rate, patience):
                    return link
                # A card whose answer was lost is active and hears no ATTRIB: only power brings it back.
                self.reset()
                again = self.type_b()
                if again is None:
                    return None
                atqb = again
        return None

    def _attribute(self, atqb: Atqb, rate: int, patience: Patience) -> CardLink | None:
        self.chip.tune("106B")
        wait_s = min(atqb.fwt_s, ATTRIB_S, patience.answer_s)
        try:
            answer = self.chip.exchange(b"\x1d" + atqb.pupi + bytes((0, PARAM_2[rate], 0x01, 0)), wait_s)
        except (Silence, Garbled):
            return None
        if not answer or answer[0] & 0x0F:  # another card identifier than the one given
            return None
        self.chip.tune(f"{rate}B")
        link = IsoDepLink(self.chip, atqb.fsc, atqb.fwt_s, self._clock, patience)
        link.atr = contactless_atr(atqb.application + atqb.protocol + bytes((answer[0] & 0xF0,)))
        link.announced, link.used = atqb.rates, rate
        # The first exchange at a higher rate must not be one that acts.
        return link if rate == 106 or link.present() else None

    def _activate_f(self, patience: Patience) -> CardLink | None:
        idm = self.felica()
        return FelicaLink(self.chip, idm, min(FELICA_S, patience.answer_s)) if idm else None

    def _activate_a(self, patience: Patience) -> CardLink | None:
        tag = self.type_a()
        if tag is None:
            return None
        if not tag.sel_res[0] & 0x20:
            return TagLink(self, bytes(tag.sdd_res))
        self.chip.tune("106A")
        try:
            ats = bytes(self.chip.exchange(RATS, _fwt_s(DEFAULT_FWI)))
        except (Silence, Garbled):
            return None
        fsc, fwi, history = _ats(ats)
        link = IsoDepLink(self.chip, fsc, _fwt_s(fwi), self._clock, patience)
        link.atr, link.announced, link.used = contactless_atr(history), (106,), 106
        return link


POLLS = {"B": ("106B", WUPB), "F": ("212F", FELICA_POLLING)}
OFF_S, GUARD_S = 0.006, 0.005


class IsoDepLink:
    """A card that speaks ISO/IEC 14443-4."""

    def __init__(self, chip: Chip, fsc: int, fwt_s: float, clock: Callable[[], float], patience: Patience) -> None:
        self.atr = b""
        self.announced: tuple[int, ...] = (106,)
        self.used = 106
        self._blocks = IsoDep(chip.exchange, fsc, fwt_s, DEADLINE_S, clock)
        self._blocks.patience = patience

    def transmit(self, command: bytes | bytearray) -> bytes:
        """Exchange one APDU. Raises CardMute, OSError."""
        return self._blocks.transmit(command)

    def present(self) -> bool:
        """An R(NAK) is answered. Raises OSError."""
        return self._blocks.present()


class FelicaLink:
    """A FeliCa card behind PC/SC's transparent exchange."""

    announced: tuple[int, ...] = (212,)
    used = 212

    def __init__(self, chip: Chip, idm: bytes, wait_s: float = FELICA_S) -> None:
        self.atr = storage_card_atr(0x11, 0x003B)
        self._chip = chip
        self._idm, self._wait_s = idm, wait_s

    def transmit(self, command: bytes | bytearray) -> bytes:
        """FF CA and the transparent exchange, nothing else. Raises CardMute, OSError."""
        if command == GET_UID:
            return self._idm + b"\x90\x00"
        try:
            frame = felica.unwrap(command)
        except BadCardData:
            frame = None
        if frame is None:
            return NOT_SUPPORTED
        try:
            return felica.wrap_answer(bytes(self._chip.exchange(frame, self._wait_s)))
        except (Silence, Garbled):
            # A card is silent to a system or a service it does not have; only the one that left says nothing to polling.
            if self.present():
                return felica.wrap_answer(None)
            raise CardMute("the card does not answer") from None

    def present(self) -> bool:
        """Polling is answered. Raises OSError."""
        for _ in range(POLL_TRIES):
            try:
                self._chip.exchange(FELICA_POLLING, POLL_S)
            except (Silence, Garbled):
                continue
            return True
        return False


class TagLink:
    """A Type A card without ISO/IEC 14443-4: it has a UID and answers no APDU."""

    announced: tuple[int, ...] = (106,)
    used = 106

    def __init__(self, field: Field, uid: bytes) -> None:
        self.atr = storage_card_atr(0x03, 0x0003)
        self._field = field
        self._uid = uid

    def transmit(self, command: bytes | bytearray) -> bytes:
        """FF CA, nothing else."""
        return self._uid + b"\x90\x00" if command == GET_UID else NOT_SUPPORTED

    def present(self) -> bool:
        """It can be chosen again. Raises OSError."""
        return self._field.type_a() is not None


def contactless_atr(history: bytes) -> bytes:
    """The ATR that PC/SC gives a card of ISO/IEC 14443-4: historical bytes of Type A; application, protocol, MBLI of Type B."""
    body = bytes((0x80 | len(history[:15]), 0x80, 0x01)) + history[:15]
    return b"\x3b" + body + bytes((reduce(xor, body),))


def storage_card_atr(standard: int, name: int) -> bytes:
    """The ATR that PC/SC gives a card without APDUs: standard byte SS (03 Type A, 11 FeliCa) and card name NN."""
    return contactless_atr(bytes.fromhex("804F0CA000000306") + bytes((standard,)) + name.to_bytes(2, "big") + bytes(4))


def _fwt_s(fwi: int) -> float:
    return FWT_S * (1 << (fwi if fwi <= 14 else DEFAULT_FWI))


def _ats(ats: bytes) -> tuple[int, int, bytes]:
    """Frame size, frame waiting integer and historical bytes of an answer to select (ISO/IEC 14443-4, 5.2)."""
    if len(ats) < 2:
        return FSC[2], DEFAULT_FWI, b""
    there = [bit for bit in (0x10, 0x20, 0x40) if ats[1] & bit]
    tb = 2 + there.index(0x20) if 0x20 in there else len(ats)
    fwi = ats[tb] >> 4 if tb < len(ats) else DEFAULT_FWI
    return FSC[min(ats[1] & 0x0F, len(FSC) - 1)], fwi, ats[2 + len(there) : ats[0]]
