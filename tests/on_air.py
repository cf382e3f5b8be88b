"""A card for the radio's own tests: it answers APDUs by one function, and tells how often it was asked."""

from __future__ import annotations

import time
from collections.abc import Callable

from cards.errors import CardMute
from drivers.virtual.air import Air, Felica, TypeA, TypeB
from drivers.virtual.radio import RadioField

FAST = TypeB(bytes.fromhex("50" + "00000000" + "000005E0" + "B381A1"))
"""What one batch of My Number Cards announces: 212 and 424 kbit/s, frames of 256 bytes, FWI 10."""

SLOW = TypeB(bytes.fromhex("50" + "00000000" + "4B51FF00" + "0081D1"))
"""What another batch announces: 106 kbit/s only, FWI 13."""

TAG = TypeA(bytes.fromhex("04112233445566"), b"\x44\x00", 0x20, bytes.fromhex("0578807002"))
TRANSPORT = Felica(bytes.fromhex("0101060103090F02"), bytes.fromhex("100B4B428485D0FF"), (0x0003, 0xFE00))
REQB, WUPB, POLLING = bytes.fromhex("050010"), bytes.fromhex("050008"), bytes.fromhex("0600FFFF0100")


class TalkingCard:
    """A card with no application."""

    def __init__(self, answer: Callable[[bytes], bytes] = lambda command: command + b"\x90\x00", air: Air = FAST):
        self.air = air
        self.wait: Callable[[float], None] = time.sleep
        self.waiting_extensions = 0
        self.slow_s = 0.0
        self.mute = False
        self.heard: list[bytes] = []
        self.powered_off = 0
        self._answer = answer

    def transmit(self, command: bytes | bytearray) -> bytes:
        self.heard.append(bytes(command))
        if self.slow_s:
            self.wait(self.slow_s)
        if self.mute:
            raise CardMute("told to")
        return self._answer(bytes(command))

    def answer_frame(self, frame: bytes) -> bytes | None:
        return bytes((len(frame),)) + frame[1:]

    def power_off(self) -> None:
        self.powered_off += 1


def activate(field: RadioField, *, rates: int = 0x08, cid: int = 0, brty: str = "106B") -> bytes | None:
    """REQB and ATTRIB; the answer to ATTRIB."""
    atqb = field.exchange(brty, bytes.fromhex("050010"), 0.005)
    assert atqb is not None
    return field.exchange(brty, b"\x1d" + atqb[1:5] + bytes((0x00, rates, 0x01, cid)), 0.005)


def awake(card: TalkingCard) -> RadioField:
    """A field with the card in it for longer than any kind of card needs to wake up."""
    field = RadioField()
    field.place(card)
    field.clock.advance(0.02)
    return field


def block(field: RadioField, text: str, brty: str = "106B", timeout_s: float = 0.4) -> str | None:
    """A frame and its answer, both in hexadecimal digits."""
    answer = field.exchange(brty, bytes.fromhex(text), timeout_s)
    return None if answer is None else answer.hex()
