"""The card's side of the block protocol (ISO/IEC 14443-4, 7): it keeps block numbers, chains, asks for more time, repeats, deselects.

Quirk kept on purpose: a command that arrives twice is obeyed twice, for the rules have the card toggle its number at every I-block
(rule D) and never look at the reader's. Only a reader that keeps the rules is safe.
"""

from __future__ import annotations

from typing import NamedTuple

from cards.errors import CardMute
from drivers.virtual.air import AirCard
from drivers.virtual.card import Torn

FRAME_SIZES = (16, 24, 32, 40, 48, 64, 96, 128, 256)
"""FSD and FSC by their codes 0 to 8."""

I_BLOCK = 0x02
R_ACK = 0xA2
S_DESELECT = 0xC2
S_WTX = 0xF2
NUMBER = 0x01
CID_FOLLOWS = 0x08
MORE = 0x10
NAK = 0x10

WTXM = 10
"""How many frame waiting times a card asks for at once (1 to 59)."""


class Agreed(NamedTuple):
    """What activation settled: longest frames to the reader and to the card, frame waiting time, and the CID (None: it knows none)."""

    fsd: int
    fsc: int
    fwt_s: float
    cid: int | None = None


class BlockCard:
    """An activated card."""

    def __init__(self, card: AirCard, agreed: Agreed) -> None:
        self._card, self._agreed = card, agreed
        self._number = 1  # rule C
        self._named = b""
        self._last: bytes | None = None
        self._command = b""
        self._rest = b""
        self._extensions: int | None = None
        self._mute = self._torn = False
        self.halted = False

    def hear(self, frame: bytes) -> bytes | None:
        """The answer to one frame, CRC apart; None is silence, as for every frame that breaks the rules.

        Raises CardRemoved, and Torn with the part of a frame that still came.
        """
        block = self._opened(frame)
        if block is None:
            return None
        pcb, content = block
        if pcb & 0xE6 == I_BLOCK:  # no node address
            return self._information(content, chained=bool(pcb & MORE))
        if pcb & 0xE6 == R_ACK and not content:
            return self._receipt(pcb & NUMBER, refused=bool(pcb & NAK))
        return self._supervisory(pcb, content)

    def _opened(self, frame: bytes) -> tuple[int, bytes] | None:
        """PCB without the mark of a CID, and content; None when the frame is too long, of another card or not to be understood."""
        if self._mute or not frame or len(frame) + 2 > self._agreed.fsc:
            return None
        pcb, cid = frame[0], self._agreed.cid
        header = 2 if pcb & CID_FOLLOWS else 1
        if pcb & CID_FOLLOWS:
            if cid is None or len(frame) < 2 or frame[1] & 0x0F != cid:
                return None
        elif cid:  # only a card with CID 0 answers blocks without one
            return None
        self._named = frame[1:header]
        return pcb & ~CID_FOLLOWS, frame[header:]

    def _information(self, content: bytes, *, chained: bool) -> bytes | None:
        if self._extensions is not None:
            return None
        self._number ^= 1  # rule D
        self._command, self._rest = self._command + content, b""
        if chained:
            return self._send(R_ACK | self._number)
        self._extensions = self._card.waiting_extensions
        return self._work()

    def _work(self) -> bytes | None:
        """Ask for more time first, as often as the card wants; then obey."""
        if self._extensions:
            self._extensions -= 1
            self._card.wait(self._agreed.fwt_s / 2)
            return self._send(S_WTX, bytes((WTXM,)))
        self._extensions = None
        command, self._command = self._command, b""
        try:
            self._rest = self._card.transmit(command)
        except CardMute:
            self._mute = True
            return None
        except Torn as torn:
            self._rest, self._torn = torn.sent, True
        return self._next_part()

    def _next_part(self) -> bytes:
        room = self._agreed.fsd - 3 - len(self._named)
        if self._torn and len(self._rest) <= room:
            raise Torn(self._rest)
        part, self._rest = self._rest[:room], self._rest[room:]
        return self._send(I_BLOCK | self._number | (MORE if self._rest else 0), part)

    def _receipt(self, number: int, *, refused: bool) -> bytes | None:
        if number == self._number:  # rule 11
            return self._last
        if refused:  # rule 12: heard nothing new; also how a reader asks whether the card is there
            return self._framed(R_ACK | self._number)
        if not self._rest:
            return None
        self._number ^= 1  # rules E and 13
        return self._next_part()

    def _supervisory(self, pcb: int, content: bytes) -> bytes | None:
        if pcb == S_DESELECT and not content:
            self.halted = True
            return self._framed(S_DESELECT)
        if pcb == S_WTX and self._extensions is not None and content == bytes((WTXM,)):
            return self._work()
        return None

    def _send(self, pcb: int, content: bytes = b"") -> bytes:
        self._last = self._framed(pcb, content)
        return self._last

    def _framed(self, pcb: int, content: bytes = b"") -> bytes:
        return bytes((pcb | (CID_FOLLOWS if self._named else 0),)) + self._named + content
