"""FeliCa transport cards: IDm, balance and history, read without a key (JIS X 6319-4; FeliCa Card User's Manual, 4).

As the transparent exchange of PC/SC part 3 (supplement 2.02, 4.2): FF C2 00 01 with the frame in object 95, back in object 97.
Readers that want a session begun first (FF C2 00 00) refuse it with a status word. The IDm is sent by whoever wants to be that card:
it identifies and proves nothing. The layout of balance and history is not published by the operators; independent open readers agree
on it (nfcpy's examples and felica-look among them).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from cards import tlv
from cards.apdu import Channel, Command
from cards.errors import ApplicationMissing, BadCardData, CardMute, FileMissing, UnexpectedStatus
from cards.response import StatusWord, expect_ok

TRANSPORT_SYSTEM = 0x0003
"""System code of the cards that Japan's transport operators accept of one another (CJRC)."""

BALANCE, HISTORY = 0x008B, 0x090F
"""Service codes."""

POLLING, READ_WITHOUT_ENCRYPTION = 0x00, 0x06
NO_REQUEST, ONE_SLOT = 0x00, 0x00

BLOCK_BYTES = 16
HISTORY_BLOCKS = 20
BLOCKS_AT_ONCE = 8
"""Products answer 8 to 15 blocks at most, and refuse a command for one more than they can."""

TRANSPARENT_EXCHANGE = bytes.fromhex("FFC20001")
GET_IDM = bytes.fromhex("FFCA0000")
ERROR_STATUS, TRANSCEIVE, RECEIVED = 0xC0, 0x95, 0x97
NO_ANSWER = 0x6401
"""Error status of an exchange in which the card stayed silent."""

MOBILE = frozenset((0x06, 0x07, *range(0x10, 0x20)))
"""IC codes of the chips that telephones have (second byte of the PMm), as nfcpy lists them."""

NO_SUCH_SERVICE, NO_SUCH_BLOCK = 0xA6, 0xA8
"""Status flag 2 of what a card does not have."""

DEVICES = MappingProxyType(
    {
        0x03: "精算機",
        0x04: "携帯型端末",
        0x05: "車載端末",
        0x07: "券売機",
        0x08: "券売機",
        0x09: "入金機",
        0x12: "券売機",
        0x14: "券売機",
        0x15: "券売機",
        0x16: "改札機",
        0x17: "簡易改札機",
        0x18: "窓口端末",
        0x19: "窓口端末",
        0x1A: "改札端末",
        0x1B: "携帯電話",
        0x1C: "乗継精算機",
        0x1D: "連絡改札機",
        0x1F: "簡易入金機",
        0xC7: "物販端末",
        0xC8: "自動販売機",
    }
)
"""Kinds of device in the first byte of an entry, as far as they are publicly known."""

USES = MappingProxyType(
    {
        0x01: "運賃支払",
        0x02: "チャージ",
        0x03: "券購入",
        0x04: "精算",
        0x05: "入場精算",
        0x06: "窓口処理",
        0x07: "新規発行",
        0x08: "控除",
        0x0D: "バス",
        0x0F: "バス",
        0x11: "再発行",
        0x13: "新幹線",
        0x14: "入場時オートチャージ",
        0x15: "出場時オートチャージ",
        0x1F: "バスチャージ",
        0x23: "バス券購入",
        0x46: "物販",
        0x48: "特典チャージ",
        0x49: "入金",
        0x4A: "物販取消",
        0x4B: "入場物販",
        0x84: "他社精算",
        0x85: "他社入場精算",
        0xC6: "現金併用物販",
    }
)
"""What was done, in the second byte of an entry, as far as it is publicly known."""


@dataclass(frozen=True)
class Idm:
    """The eight bytes by which a FeliCa card is addressed; anybody can send them, so they identify and prove nothing."""

    octets: bytes = field(repr=False)

    def __str__(self) -> str:
        return self.octets.hex().upper()


@dataclass(frozen=True)
class Entry:
    """One line of the history: day (None: not one of the calendar), balance after it in yen, device, what was done, running number."""

    day: date | None = field(repr=False)
    balance: int = field(repr=False)
    device: int
    use: int
    number: int

    @classmethod
    def read(cls, block: bytes) -> Entry:
        """Read a block of 16 bytes. Raises BadCardData."""
        if len(block) != BLOCK_BYTES:
            raise BadCardData(f"an entry of {len(block)} bytes instead of {BLOCK_BYTES}")
        balance, number = int.from_bytes(block[10:12], "little"), int.from_bytes(block[12:15], "big")
        return cls(_day(int.from_bytes(block[4:6], "big")), balance, block[0], block[1], number)

    @property
    def device_name(self) -> str:
        """The device in words, its number where nobody has told its name."""
        return DEVICES.get(self.device, f"{self.device:02X}")

    @property
    def use_name(self) -> str:
        """What was done in words, its number where nobody has told its name."""
        return USES.get(self.use, f"{self.use:02X}")


class FelicaCard:
    """A FeliCa card on a reader: found once by its system, then read by service and block."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._idm: Idm | None = None
        self.mobile = False
        """Whether the last polling was answered by a telephone."""

    def poll(self, system: int = TRANSPORT_SYSTEM) -> Idm:
        """Find the card by its system code. Raises ApplicationMissing when no card of that system answers, BadCardData."""
        request = bytes((POLLING, *system.to_bytes(2, "big"), NO_REQUEST, ONE_SLOT))
        answer = self._exchange(request)
        if answer is None:
            raise ApplicationMissing(f"no FeliCa card of system {system:04X} answers")
        if len(answer) < 17 or answer[0] != POLLING + 1:
            raise BadCardData(f"a polling answer of {len(answer)} bytes")
        self._idm, self.mobile = Idm(answer[1:9]), answer[10] in MOBILE
        return self._idm

    def balance(self) -> int:
        """The balance in yen. Raises ApplicationMissing, FileMissing, CardMute, BadCardData, UnexpectedStatus."""
        return int.from_bytes(self._read(BALANCE, range(1))[11:13], "little")

    def history(self) -> tuple[Entry, ...]:
        """The last twenty entries, the latest first, in three exchanges. Raises as `balance` does."""
        numbers = range(HISTORY_BLOCKS)
        found = b"".join(
            self._read(HISTORY, numbers[first : first + BLOCKS_AT_ONCE])
            for first in range(0, HISTORY_BLOCKS, BLOCKS_AT_ONCE)
        )
        blocks = (found[at : at + BLOCK_BYTES] for at in range(0, len(found), BLOCK_BYTES))
        # A new card's lines are zeros.
        return tuple(Entry.read(block) for block in blocks if any(block))

    def _read(self, service: int, numbers: range) -> bytes:
        idm = self._idm or self.poll()
        elements = b"".join(bytes((0x80, number)) for number in numbers)
        header = bytes((READ_WITHOUT_ENCRYPTION, *idm.octets, 1, *service.to_bytes(2, "little"), len(numbers)))
        answer = self._exchange(header + elements)
        if answer is None:
            raise CardMute("the FeliCa card does not answer any more")
        if len(answer) < 11 or answer[0] != READ_WITHOUT_ENCRYPTION + 1 or answer[1:9] != idm.octets:
            raise BadCardData(f"service {service:04X}: an answer of {len(answer)} bytes is not this card's")
        _judge(service, answer[9], answer[10])
        content = answer[12:]
        if answer[11:12] != bytes((len(numbers),)) or len(content) != BLOCK_BYTES * len(numbers):
            raise BadCardData(f"service {service:04X}: {len(content)} bytes instead of {len(numbers)} blocks")
        return content

    def _exchange(self, packet: bytes) -> bytes | None:
        """One packet there and one back, both without their length byte; None when the card stays silent."""
        frame = bytes((len(packet) + 1,)) + packet
        answer = _answer(expect_ok(self._channel.send(_command(frame)), "FeliCa exchange"))
        if answer is None:
            return None
        if not answer or answer[0] != len(answer):
            raise BadCardData(f"a FeliCa frame of {len(answer)} bytes that says another length")
        return answer[1:]


def idm_of(channel: Channel) -> Idm:
    """The IDm as the reader tells it, without asking the card (PC/SC part 3, 3.2.2.1.3). Raises BadCardData, UnexpectedStatus."""
    found = expect_ok(channel.send(Command(GET_IDM, expect=256)), "IDm")
    if len(found) != 8:
        raise BadCardData(f"an IDm of {len(found)} bytes instead of 8")
    return Idm(found)


def wrap(frame: bytes) -> bytes:
    """The APDU that sends a FeliCa frame (its length byte first, no CRC)."""
    return bytes(_command(frame))


def unwrap(apdu: bytes | bytearray) -> bytes | None:
    """The FeliCa frame in an APDU, for readers and virtual cards; None in any other APDU. Raises BadCardData."""
    if bytes(apdu[:4]) != TRANSPARENT_EXCHANGE or len(apdu) < 6:
        return None
    objects = {item.tag: item.value for item in tlv.parse(bytes(apdu[5 : 5 + apdu[4]]))}
    return objects.get(TRANSCEIVE)


def wrap_answer(frame: bytes | None) -> bytes:
    """What a reader answers to that APDU: the card's frame, or that the card stayed silent (None)."""
    status = StatusWord.OK if frame is not None else NO_ANSWER
    objects = tlv.encode(ERROR_STATUS, bytes((0 if frame is not None else 1, *status.to_bytes(2, "big"))))
    if frame is not None:
        objects += tlv.encode(RECEIVED, frame)
    return objects + StatusWord.OK.to_bytes(2, "big")


def _command(frame: bytes) -> Command:
    return Command(TRANSPARENT_EXCHANGE, tlv.encode(TRANSCEIVE, frame), 256)


def _answer(body: bytes) -> bytes | None:
    objects = {item.tag: item.value for item in tlv.parse(body)}
    status = objects.get(ERROR_STATUS, b"")
    sw = int.from_bytes(status[1:], "big")
    if sw == NO_ANSWER:
        return None
    if sw != StatusWord.OK:
        raise UnexpectedStatus("FeliCa exchange", sw)
    return objects.get(RECEIVED, b"")


def _day(packed: int) -> date | None:
    try:
        return date(2000 + (packed >> 9), packed >> 5 & 0x0F, packed & 0x1F)
    except ValueError:
        # One odd entry must not hide the nineteen others, nor its own balance.
        return None


def _judge(service: int, flag1: int, flag2: int) -> None:
    if flag2 in {NO_SUCH_SERVICE, NO_SUCH_BLOCK} and flag1:
        raise FileMissing(f"the card has no service {service:04X}, or not so many blocks")
    if flag1:
        raise UnexpectedStatus(f"read service {service:04X}", flag1 << 8 | flag2)
