"""The chip of a My Number Card and its kin: files, PINs and keys by JICSAP 1.1 and ISO/IEC 7816-4, without misbehaviours of the link.

Quirks kept on purpose: selecting the master file is refused after reset and changes nothing later; an exhausted PIN answers 63C0
once and 6984 from then on; selecting an application or losing power forgets every verified PIN; a short file just ends.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from cards import tlv
from drivers.virtual.card_faults import CardFaults, Forged
from drivers.virtual.card_memory import Counters
from drivers.virtual.card_parts import Application, File, PrivateKey, Records, Secret
from drivers.virtual.chip_apdu import Apdu, Refused, parse

ISD = bytes.fromhex("A0000001510000")
"""The application that is current after power-up (GlobalPlatform)."""

ATR_OBJECT = 0x5F51
"""GET DATA of the contact ATR without its first byte, as measured on cards."""

FCI, DF_NAME = 0x6F, 0x84
NO_FCI = 0x0C
LAST_COMMAND = (0x80, 0xFC)
"""A phone is told by it that the terminal has finished; a plastic card answers 6700."""


@dataclass
class _Power:
    """What a chip knows only while it has power."""

    application: bytes = ISD
    current: int | None = None
    verified: set[int] = field(default_factory=set)
    waiting: bytes = b""


@dataclass(frozen=True)
class Traits:
    """What differs from chip to chip: its contact ATR, its data objects, whether it is an iPhone.

    `keeps_verified`: selecting the application that is current already keeps its verified PINs; sources disagree on real cards.
    """

    contact_atr: bytes
    objects: Mapping[int, bytes | Callable[[], bytes]] = field(default_factory=dict)
    last_command: bool = False
    keeps_verified: bool = False


class Chip:
    """Answers APDUs from its applications; `keeps_verified` may be set while it works."""

    def __init__(self, applications: Mapping[bytes, Application], counters: Counters, traits: Traits) -> None:
        self.counters = counters
        self.applications = {aid: dict(files) for aid, files in applications.items()}
        self.keeps_verified = traits.keeps_verified
        self._traits = traits
        self._power = _Power()
        self._faults = CardFaults()
        self._commands: dict[tuple[int, int], Callable[[Apdu], bytes]] = {
            (0x00, 0xA4): self._select,
            (0x00, 0xB0): self._read_binary,
            (0x00, 0xB2): self._read_record,
            (0x00, 0x20): self._verify,
            (0x00, 0x24): self._change,
            (0x80, 0x32): self._change,
            (0x80, 0x2A): self._sign,
            (0x00, 0x88): self._internal_authenticate,
            (0x00, 0xC0): self._get_response,
            (0x00, 0xCA): self._get_data,
            (0x00, 0x84): self._get_challenge,
            LAST_COMMAND: self._last_command,
        }

    def power_off(self) -> None:
        """Forget what is verified and selected."""
        self._power = _Power()

    def answer(self, command: bytes | bytearray, faults: CardFaults) -> bytes:
        """Body and status word; `faults` are those that show in what the chip says."""
        self._faults = faults
        try:
            return self._finish(parse(command))
        except Refused as refused:
            return refused.sw.to_bytes(2, "big")

    def answer_frame(self, _frame: bytes) -> bytes | None:
        """None: it speaks no FeliCa."""
        return None

    def _finish(self, apdu: Apdu) -> bytes:
        """Add the status word, or keep the body back for GET RESPONSE."""
        body, power = self._obey(apdu), self._power
        if apdu.ins != 0xC0:
            power.waiting, body = (body, b"") if self._faults.more else (b"", body)
        # SW2 has one byte: 00 stands for 256 and more.
        left = min(len(power.waiting), 256)
        return body + (bytes((0x61, left & 0xFF)) if left else b"\x90\x00")

    def _obey(self, apdu: Apdu) -> bytes:
        if apdu.cla & 0x03:
            raise Refused(0x6881)
        # Secure messaging is refused in another way by each command, as measured.
        if apdu.cla in {0x08, 0x0C}:
            raise Refused(0x6882 if apdu.ins == 0xA4 else 0x69FC)
        if apdu.cla not in {0x00, 0x80}:
            raise Refused(0x6E00)
        command = self._commands.get((apdu.cla, apdu.ins))
        if command is None:
            raise Refused(0x6D00)
        return command(apdu)

    @property
    def _files(self) -> Application:
        return self.applications.get(self._power.application, Application())

    def _select(self, apdu: Apdu) -> bytes:
        # JICSAP: a file is selected by P1=02 only, and there is no way to select the master file.
        if apdu.p1 == 0x04:
            return self._select_application(apdu)
        if apdu.p1 == 0x02 and len(apdu.body) == 2:
            self._choose(int.from_bytes(apdu.body, "big"))
        elif apdu.p1 == 0x00 and apdu.body:
            raise Refused(0x6A82)
        elif apdu.p1 != 0x00 or self._power.application == ISD:
            raise Refused(0x6A86)
        return b""

    def _select_application(self, apdu: Apdu) -> bytes:
        # Partial names match, as they do on the real card.
        known = (aid for aid in (*self.applications, ISD) if apdu.body and aid.startswith(apdu.body))
        aid = next(known, None)
        if aid is None:
            raise Refused(0x6A82)
        # Sources disagree about real cards, so a terminal must manage with both.
        kept = self._power.verified if self.keeps_verified and aid == self._power.application else set()
        self._power = _Power(aid, verified=kept)
        return tlv.encode(FCI, tlv.encode(DF_NAME, aid)) if apdu.p2 != NO_FCI and apdu.expect else b""

    def _choose(self, sfi: int) -> int:
        """Make a file current; 0 stands for the current one."""
        chosen = sfi or self._power.current
        if chosen is None:
            raise Refused(0x6986)
        if chosen not in self._files:
            raise Refused(0x6A82)
        self._power.current = chosen
        return chosen

    def _read_binary(self, apdu: Apdu) -> bytes:
        short = bool(apdu.p1 & 0x80)
        file = self._files[self._choose(apdu.p1 & 0x1F if short else 0)]
        if not isinstance(file, File):
            raise Refused(0x6981)
        if file.opened_by and not file.opened_by & self._power.verified:
            raise Refused(0x6982)
        offset = apdu.p2 if short else apdu.p1 << 8 | apdu.p2
        content = file.under(self._faults)
        # The offset just past the end is no error, so that a reader may ask until nothing comes.
        if offset > len(content):
            raise Refused(0x6B00)
        length = min(apdu.expect, self._faults.short_reads or apdu.expect)
        return content[offset : offset + length]

    def _read_record(self, apdu: Apdu) -> bytes:
        file = self._files[self._choose(apdu.p2 >> 3)]
        if not isinstance(file, Records):
            raise Refused(0x6981)
        if apdu.p2 & 0x07 != 0x04:
            raise Refused(0x6A86)
        if not 1 <= apdu.p1 <= len(file.records):
            raise Refused(0x6A83)
        return file.records[apdu.p1 - 1][: min(apdu.expect, self._faults.short_reads or apdu.expect)]

    def _secret(self, apdu: Apdu) -> tuple[int, Secret]:
        sfi = self._choose(apdu.p2 & 0x1F)
        secret = self._files[sfi]
        if not isinstance(secret, Secret):
            raise Refused(0x6981)
        return sfi, secret

    def _verify(self, apdu: Apdu) -> bytes:
        sfi, secret = self._secret(apdu)
        left = self.counters.left(secret.name, secret.tries)
        # A blocked PIN is not even compared.
        if left == 0 or self._faults.blocked:
            raise Refused(0x6984)
        if not apdu.body:
            raise Refused(0x63C0 | left)
        if apdu.body != self.counters.code(secret.name, secret.value):
            self._power.verified.discard(sfi)
            self.counters.set(secret.name, left - 1)  # kept before the answer, as a card does
            raise Refused(0x63C0 | left - 1)
        self.counters.set(secret.name, secret.tries)
        self._power.verified.add(sfi)
        return b""

    def _change(self, apdu: Apdu) -> bytes:
        sfi, secret = self._secret(apdu)
        # Each application knows one of the two ways to change a PIN.
        if secret.change != bytes((apdu.cla, apdu.ins, apdu.p1, 0x80)):
            raise Refused(0x6D00)
        if sfi not in self._power.verified:
            raise Refused(0x6982)
        # The length of a PIN is the card's own affair, not only the terminal's.
        if not re.fullmatch(secret.pattern.encode("ascii"), apdu.body):
            raise Refused(0x6A80)
        self.counters.change(secret.name, apdu.body)
        return b""

    def _sign(self, apdu: Apdu) -> bytes:
        key = self._internal_key() if apdu.p2 == 0 else self._files[self._choose(apdu.p2 & 0x1F)]
        if not isinstance(key, PrivateKey):
            raise Refused(0x6981)
        mode = key.mode(apdu.p1)
        if mode is None:
            raise Refused(0x6A86)
        if key.pin is not None and key.pin not in self._power.verified:
            raise Refused(0x6982)
        try:
            signature = key.sign(mode, apdu.body)
        except ValueError as error:
            raise Refused(0x6985) from error
        return self._falsified(key, signature)

    def _internal_key(self) -> PrivateKey | None:
        """The application's own key, which P2=00 means."""
        # Nothing but the lack of a PIN tells it from the keys with certificates.
        keys = (part for part in self._files.values() if isinstance(part, PrivateKey) and part.pin is None)
        return next(keys, None)

    def _internal_authenticate(self, apdu: Apdu) -> bytes:
        key = self._files[self._choose(apdu.p2 & 0x1F)]
        if not isinstance(key, PrivateKey) or key.pin is not None:
            raise Refused(0x6981)
        message = next((told for told in key.algorithm.modes if told == "message"), None)
        if message is None or not apdu.body:
            raise Refused(0x6985)
        return self._falsified(key, key.sign(message, apdu.body))

    def _falsified(self, key: PrivateKey, signature: bytes) -> bytes:
        # Of the right length still, or a terminal would find it out without looking.
        kind = Forged.INTERNAL if key.pin is None else Forged.KEY
        return signature if kind not in self._faults.forged else signature[:-1] + bytes((signature[-1] ^ 1,))

    def _get_response(self, apdu: Apdu) -> bytes:
        if not self._power.waiting:
            raise Refused(0x6985)
        body, rest = self._power.waiting[: apdu.expect], self._power.waiting[apdu.expect :]
        self._power.waiting = rest
        return body

    def _get_data(self, apdu: Apdu) -> bytes:
        tag = apdu.p1 << 8 | apdu.p2
        if tag == ATR_OBJECT:
            return self._traits.contact_atr[1:]
        found = self._traits.objects.get(tag)
        if found is None or self._power.application != ISD:
            raise Refused(0x6A88)
        content = found if isinstance(found, bytes) else found()
        # A long object is given whole or not at all.
        if len(content) > 256 >= apdu.expect:
            raise Refused(0x6700)
        return content[: apdu.expect]

    def _get_challenge(self, apdu: Apdu) -> bytes:
        if not 1 <= apdu.expect <= 256:
            raise Refused(0x6700)
        return os.urandom(apdu.expect)

    def _last_command(self, _apdu: Apdu) -> bytes:
        if not self._traits.last_command:
            raise Refused(0x6700)
        return b""
