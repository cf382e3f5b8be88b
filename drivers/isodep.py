"""The reader's side of the half-duplex block protocol (ISO/IEC 14443-4:2018, 7.5), over whatever carries frames.

Quirks met here: a card may ask for more time in the middle of a chained answer too; with a frame waiting time of 2.5 s (FWI 13) there
must still be time for a repetition, so a repeated answer is waited for a shorter while than a new one. A command reaches the card's
operating system at most once: a block is sent anew only when the card has said, asked by R(NAK), that it does not have it.
"""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from typing import NamedTuple

from cards.errors import CardMute

I_BLOCK, CHAINING = 0x02, 0x10
R_ACK, R_NAK = 0xA2, 0xB2
S_WTX = 0xF2

RETRIES = 3
"""Frames lost or disturbed in one exchange of blocks that are recovered; one more ends the command."""

RECOVERY_S = 0.4
"""Longest wait for an answer that the card only has to repeat: 24 ms on the air at 106 kbit/s, and room for a slow reader."""

HIGHEST_WTXM = 59
"""Highest factor of a waiting time extension (7.3)."""

MOST_EXTENSIONS = 256
"""Extensions of one exchange; more come from a card that never answers, however short they are."""

LONGEST_ANSWER = 0x10002
"""Bytes of an extended answer with its status word (ISO/IEC 7816-3, 12.1.1)."""

PRESENCE_S, PRESENCE_TRIES = 0.05, 3
"""Wait for the answer to a presence check, which costs the card no thought."""

FSC = (16, 24, 32, 40, 48, 64, 96, 128, 256)
"""Bytes a card receives in one frame, with its checksum, by code (ISO/IEC 14443-3, 7.9.4.4)."""


CALCULATES = frozenset((0x2A, 0x88))
"""INS of what makes a card calculate: PERFORM SECURITY OPERATION (ISO/IEC 7816-8), INTERNAL AUTHENTICATE (ISO/IEC 7816-4)."""


LONGEST_S = 5.0
"""Frame waiting time of FWI 14."""


class Patience(NamedTuple):
    """How long silence is waited out below the frame waiting time, in seconds: for an answer, for one that is calculated,
    for one that is only repeated; and how many lost frames are recovered.
    """

    answer_s: float = inf
    thought_s: float = inf
    repeated_s: float = RECOVERY_S
    retries: int = RETRIES

    def longer(self) -> Patience:
        """Twice as long, up to what any card may take, for one that was still there."""
        return self._replace(answer_s=min(self.answer_s * 2, LONGEST_S), thought_s=min(self.thought_s * 2, LONGEST_S))


PATIENT = Patience()


class Silence(Exception):
    """Nothing came back within the time."""


class Garbled(Exception):
    """Something came back that is no frame: disturbed, or two answers at once."""


class IsoDep:
    """One activated card: `exchange(frame, timeout_s)` sends a frame without checksum and gives the card's, or raises Silence, Garbled.

    `fsc` is what the card receives in one frame (16 to 256 bytes), `fwt_s` how long it may take for one; `deadline_s` bounds one
    command, waiting time extensions and repetitions together, by `clock` in seconds; `patience` may end it sooner.
    """

    def __init__(
        self,
        exchange: Callable[[bytes | bytearray, float], bytes | bytearray],
        fsc: int,
        fwt_s: float,
        deadline_s: float,
        clock: Callable[[], float],
    ) -> None:
        self._exchange, self._clock = exchange, clock
        self._room = fsc - 3  # block byte and checksum
        self._fwt_s = fwt_s
        self._deadline_s = deadline_s
        self.patience, self._wait_s = PATIENT, fwt_s
        self._until = 0.0
        self._number = 0

    def transmit(self, command: bytes | bytearray) -> bytes:
        """The answer to one command APDU. Raises CardMute, whether the card is silent, talks nonsense or never ends."""
        self._until = self._clock() + self._deadline_s
        patience = self.patience
        calculates = len(command) > 1 and command[1] in CALCULATES
        self._wait_s = min(self._fwt_s, patience.thought_s if calculates else patience.answer_s)
        block = self._send(command)
        answer = bytearray(block[1:])
        while block[0] & CHAINING:
            block = self._ask(bytearray((R_ACK | self._number,)), R_ACK, wanted=I_BLOCK)
            answer += block[1:]
            if len(block) == 1 or len(answer) > LONGEST_ANSWER:
                raise CardMute("the card's answer does not end")
        return bytes(answer)

    def present(self) -> bool:
        """Whether the card still answers; nothing happens on it. Not to be asked while a command runs."""
        # Numbered as the next block, this R(NAK) repeats nothing: the card says R(ACK) (7.5.6, method 2).
        frame = bytes((R_NAK | self._number,))
        wait_s = min(self._fwt_s, PRESENCE_S, self.patience.repeated_s)
        return any(self._heard(frame, wait_s) for _ in range(min(PRESENCE_TRIES, self.patience.retries)))

    def _send(self, command: bytes | bytearray) -> bytes | bytearray:
        """Send a command in as many blocks as it takes; the first block of the answer comes back."""
        answer: bytes | bytearray = b""
        with memoryview(command) as whole:
            for start in range(0, len(whole), self._room):
                more = start + self._room < len(whole)
                block = _block(I_BLOCK | CHAINING * more | self._number, whole[start : start + self._room])
                try:
                    answer = self._ask(block, R_NAK, wanted=R_ACK if more else I_BLOCK)
                finally:
                    block[:] = bytes(len(block))  # it may hold a PIN
        return answer

    def _ask(self, block: bytearray, again: int, wanted: int) -> bytes | bytearray:
        """Send a block until the card has given what is wanted: an I-block, or R(ACK) within a chain. Raises CardMute."""
        out, wait_s, extensions = block, self._wait_s, 0
        failures = 0
        while failures <= self.patience.retries and extensions <= MOST_EXTENSIONS:
            answer = self._heard(out, self._within(wait_s))
            if self._is(answer, wanted):
                self._number ^= 1
                return answer
            if len(answer) == 2 and answer[0] == S_WTX and answer[1] & 0x3F:
                extensions += 1
                out, wait_s = bytearray(answer), self._fwt_s * min(answer[1] & 0x3F, HIGHEST_WTXM)
                wait_s = min(wait_s, self.patience.thought_s)
                out[1] &= 0x3F  # the upper two bits tell the power at the card, and are not said back
                continue
            # Only as the answer to an R(NAK) does it mean that the card never got the block.
            if out[0] == R_NAK | self._number and answer[:1] == bytes((R_ACK | self._number ^ 1,)):
                out, wait_s = block, self._wait_s
                continue
            failures += 1
            out, wait_s = bytearray((again | self._number,)), min(self._fwt_s, self.patience.repeated_s)
        raise CardMute("the card does not answer")

    def _is(self, answer: bytes | bytearray, wanted: int) -> bool:
        if not answer or answer[0] & 1 != self._number:
            return False
        return answer[0] & ~(CHAINING if wanted == I_BLOCK else 0) == wanted | self._number

    def _heard(self, frame: bytes | bytearray, wait_s: float) -> bytes | bytearray:
        """What came back, nothing when it was no frame."""
        try:
            return self._exchange(frame, wait_s)
        except (Silence, Garbled):
            return b""

    def _within(self, wait_s: float) -> float:
        left = self._until - self._clock()
        if left <= 0:
            raise CardMute("the card did not answer in time")
        return min(wait_s, left)


def _block(head: int, content: memoryview) -> bytearray:
    block = bytearray(1 + len(content))
    block[0], block[1:] = head, content
    return block
