"""A virtual card: answers APDUs as a JICSAP 1.1 / ISO/IEC 7816-4 card does, and misbehaves when told to.

Quirks kept on purpose: selecting the master file is refused after reset and changes nothing later; an exhausted PIN answers 63C0
once and 6984 from then on; selecting an application or losing power forgets every verified PIN.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from cards.errors import CardMute, CardRemoved
from drivers.virtual.card_parts import Application, Counters, File, PrivateKey, Secret, non_minimal

ATR = bytes.fromhex("3BE000FF8131FE4514")
"""A contact ATR that real cards send."""

ISD = bytes.fromhex("A0000001510000")
"""The application that is current after power-up (GlobalPlatform)."""


@dataclass
class CardFaults:
    """How the card misbehaves; every field may be set while it works.

    `torn_at`: the card leaves instead of answering that APDU, counted from 1 since power-up. `short_reads`: at most so many bytes
    a READ BINARY. `more`: answers wait behind 61xx. `other_length`: BER lengths longer than they need be.
    """

    mute: bool = False
    delay_s: float = 0.0
    torn_at: int | None = None
    first_6f00: bool = False
    more: bool = False
    other_length: bool = False
    short_reads: int | None = None


@dataclass(frozen=True)
class _Apdu:
    cla: int
    ins: int
    p1: int
    p2: int
    body: bytes = b""
    expect: int = 0


class _Refused(Exception):
    """The status word the card answers instead of doing it."""

    def __init__(self, sw: int) -> None:
        super().__init__(f"{sw:04X}")
        self.sw = sw


@dataclass
class _Power:
    """What a card knows only while it has power."""

    application: bytes = ISD
    current: int | None = None
    verified: set[int] = field(default_factory=set)
    waiting: bytes = b""
    apdus: int = 0


class VirtualCard:
    """One card: `transmit` is what a reader sees, `faults` and the rest is for whoever plays with it."""

    def __init__(self, applications: Mapping[bytes, Application], counters: Counters) -> None:
        self.faults = CardFaults()
        self.counters = counters
        self._applications = {aid: dict(files) for aid, files in applications.items()}
        self._power = _Power()
        self._commands: dict[tuple[int, int], Callable[[_Apdu], bytes]] = {
            (0x00, 0xA4): self._select,
            (0x00, 0xB0): self._read_binary,
            (0x00, 0x20): self._verify,
            (0x80, 0x2A): self._sign,
            (0x00, 0xC0): self._get_response,
            (0x00, 0xCA): self._get_data,
            (0x00, 0x84): self._get_challenge,
        }

    def put(self, aid: bytes, sfi: int, content: bytes | None) -> None:
        """Change a file that can be read freely, filler and all; None takes it away."""
        self._applications[aid].pop(sfi, None)
        if content is not None:
            self._applications[aid][sfi] = File(content)

    def block(self, aid: bytes, sfi: int) -> None:
        """Leave no attempt of a PIN."""
        secret = self._applications[aid][sfi]
        if isinstance(secret, Secret):
            self.counters.set(secret.name, 0)

    def power_off(self) -> None:
        """Lose power: everything verified and selected is forgotten."""
        self._power = _Power()

    def transmit(self, command: bytes | bytearray) -> bytes:
        """Answer one APDU: body and status word. Raises CardRemoved and CardMute when told to misbehave so."""
        self._power.apdus += 1
        if self.faults.delay_s:
            time.sleep(self.faults.delay_s)
        if self.faults.torn_at == self._power.apdus:
            raise CardRemoved("the card was pulled away")
        if self.faults.mute:
            raise CardMute("the card does not answer")
        if self.faults.first_6f00 and self._power.apdus == 1:
            return b"\x6f\x00"
        try:
            return self._answer(_parse(command))
        except _Refused as refused:
            return refused.sw.to_bytes(2, "big")

    def _answer(self, apdu: _Apdu) -> bytes:
        """Add the status word, or keep the body back for GET RESPONSE."""
        body, power = self._obey(apdu), self._power
        if apdu.ins != 0xC0:
            power.waiting, body = (body, b"") if self.faults.more else (b"", body)
        # SW2 has one byte: 00 stands for 256 and more.
        left = min(len(power.waiting), 256)
        return body + (bytes((0x61, left & 0xFF)) if left else b"\x90\x00")

    def _obey(self, apdu: _Apdu) -> bytes:
        if apdu.cla & 0x03:
            raise _Refused(0x6881)
        if apdu.cla in {0x08, 0x0C}:
            raise _Refused(0x6882 if apdu.ins == 0xA4 else 0x69FC)
        if apdu.cla not in {0x00, 0x80}:
            raise _Refused(0x6E00)
        command = self._commands.get((apdu.cla, apdu.ins))
        if command is None:
            raise _Refused(0x6D00)
        return command(apdu)

    @property
    def _files(self) -> Application:
        return self._applications.get(self._power.application, Application())

    def _select(self, apdu: _Apdu) -> bytes:
        # JICSAP: a file is selected by P1=02 only, and there is no way to select the master file.
        if apdu.p1 == 0x04:
            self._select_application(apdu.body)
        elif apdu.p1 == 0x02 and len(apdu.body) == 2:
            self._choose(int.from_bytes(apdu.body, "big"))
        elif apdu.p1 == 0x00 and apdu.body:
            raise _Refused(0x6A82)
        elif apdu.p1 != 0x00 or self._power.application == ISD:
            raise _Refused(0x6A86)
        return b""

    def _select_application(self, name: bytes) -> None:
        # Partial names match, as they do on the real card.
        known = (aid for aid in (*self._applications, ISD) if name and aid.startswith(name))
        aid = next(known, None)
        if aid is None:
            raise _Refused(0x6A82)
        # A new power state without the verified PINs; the count of APDUs goes on.
        self._power = _Power(aid, apdus=self._power.apdus)

    def _choose(self, sfi: int) -> int:
        """Make a file current; 0 stands for the current one."""
        chosen = sfi or self._power.current
        if chosen is None:
            raise _Refused(0x6986)
        if chosen not in self._files:
            raise _Refused(0x6A82)
        self._power.current = chosen
        return chosen

    def _read_binary(self, apdu: _Apdu) -> bytes:
        short = bool(apdu.p1 & 0x80)
        file = self._files[self._choose(apdu.p1 & 0x1F if short else 0)]
        if not isinstance(file, File):
            raise _Refused(0x6981)
        if file.opened_by and not file.opened_by & self._power.verified:
            raise _Refused(0x6982)
        offset = apdu.p2 if short else apdu.p1 << 8 | apdu.p2
        content = non_minimal(file.content) if self.faults.other_length else file.content
        if offset > len(content):
            raise _Refused(0x6B00)
        length = min(apdu.expect, self.faults.short_reads or apdu.expect)
        return content[offset : offset + length]

    def _verify(self, apdu: _Apdu) -> bytes:
        sfi = self._choose(apdu.p2 & 0x1F)
        secret = self._files[sfi]
        if not isinstance(secret, Secret):
            raise _Refused(0x6981)
        left = self.counters.left(secret.name, secret.tries)
        # A blocked PIN is not even compared.
        if left == 0:
            raise _Refused(0x6984)
        if not apdu.body:
            raise _Refused(0x63C0 | left)
        if apdu.body != secret.value:
            self._power.verified.discard(sfi)
            self.counters.set(secret.name, left - 1)  # kept before the answer, as a card does
            raise _Refused(0x63C0 | left - 1)
        self.counters.set(secret.name, secret.tries)
        self._power.verified.add(sfi)
        return b""

    def _sign(self, apdu: _Apdu) -> bytes:
        key = self._files[self._choose(apdu.p2 & 0x1F)]
        if apdu.p1 != 0x00:
            raise _Refused(0x6A86)
        if not isinstance(key, PrivateKey):
            raise _Refused(0x6981)
        if key.pin not in self._power.verified:
            raise _Refused(0x6982)
        if not 1 <= len(apdu.body) <= key.longest_input:
            raise _Refused(0x6985)
        return key.sign(apdu.body)

    def _get_response(self, apdu: _Apdu) -> bytes:
        if not self._power.waiting:
            raise _Refused(0x6985)
        body, rest = self._power.waiting[: apdu.expect], self._power.waiting[apdu.expect :]
        self._power.waiting = rest
        return body

    def _get_data(self, apdu: _Apdu) -> bytes:
        if (apdu.p1, apdu.p2) != (0x5F, 0x51) or self._power.application != ISD:
            raise _Refused(0x6A88)
        return ATR[1:]

    def _get_challenge(self, apdu: _Apdu) -> bytes:
        return os.urandom(apdu.expect)


def _parse(command: bytes | bytearray) -> _Apdu:
    """The four cases of ISO/IEC 7816-3, 12.1, short and extended."""
    if len(command) < 4:
        raise _Refused(0x6700)
    (cla, ins, p1, p2), rest = command[:4], bytes(command[4:])
    wide = len(rest) >= 3 and rest[0] == 0
    size = 2 if wide else 1
    rest = rest[1:] if wide else rest
    if len(rest) <= size:  # no body: nothing, or Le alone
        return _Apdu(cla, ins, p1, p2, expect=_le(rest, wide=wide))
    length = int.from_bytes(rest[:size], "big")
    body, le = rest[size : size + length], rest[size + length :]
    if len(body) < length or length == 0 or len(le) not in {0, size}:
        raise _Refused(0x6700)
    return _Apdu(cla, ins, p1, p2, body, _le(le, wide=wide))


def _le(field: bytes, *, wide: bool) -> int:
    if not field:
        return 0
    return int.from_bytes(field, "big") or (0x10000 if wide else 0x100)
