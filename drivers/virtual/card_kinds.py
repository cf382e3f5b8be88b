"""Every kind of card that people hold over a reader, built from its card file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from cards.kinds import CardKind
from cards.tables import CURRENT, DRIVING_LICENCE, Generation
from drivers.virtual.air import Air, Felica, TypeA, TypeB
from drivers.virtual.card import CONTACT_ATR, MY_NUMBER_AIR, Mind, VirtualCard
from drivers.virtual.card_applications import PHONES, applications, internal_key
from drivers.virtual.card_contents import Contents
from drivers.virtual.card_file import CardFile, read
from drivers.virtual.card_memory import Counters
from drivers.virtual.chip import Chip, Traits
from drivers.virtual.reader import VirtualReader
from drivers.virtual.tag import TagChip
from drivers.virtual.transport_card import transport_chip

RESIDENT_AIR = TypeB(bytes.fromhex("5000000000000014E0B38191"))
LICENCE_AIR = TypeB(bytes.fromhex("5000000000000000009181C1"))
PHONE_AIR = TypeB(bytes.fromhex("5000000000000000000081D1"))
"""What phones announce is not published; every reader manages with the least."""

TRANSPORT_SYSTEM = 0x0003
PMM, MOBILE_PMM = bytes.fromhex("100B4B428485D0FF"), bytes.fromhex("0316434546 82B7FF")
"""Of a card, and of the chip in a telephone (FeliCa Card User's Manual, 2.3.2.1)."""
PLAIN_ATS = bytes.fromhex("067877810280")
"""An ISO/IEC 14443-4 card of Type A with FSC 256, FWI 8 and one historical byte, and no application that anybody knows."""

PLAIN_UID, ATQA = bytes.fromhex("04112233445566"), b"\x44\x00"
TAG_SAK, PLAIN_SAK = 0x00, 0x20

BLOCKED = ("user_authentication", "profile")
"""PINs that a 顔認証マイナンバーカード never lets anybody use."""


def load(path: Path, *, keep: bool = True) -> VirtualCard:
    """The card of a card file; with `keep` what it remembers outlives the program. Raises BadCardFile."""
    return build(read(path), path.with_suffix(".tries") if keep else None)


def reader_at(address: str) -> VirtualReader:
    """A reader with the card of the card file at that path on it. Raises BadCardFile."""
    return VirtualReader(load(Path(address)))


def build(card: CardFile, tries: Path | None = None, generation: Generation = CURRENT) -> VirtualCard:
    """A card from what its file says and its generation's table, keeping its memory at `tries` if given. Raises BadCardFile."""
    match card.kind:
        case CardKind.TRANSPORT:
            mind, air = _transport(card)
        case CardKind.DRIVING_LICENCE:
            mind, air = _plain(*DRIVING_LICENCE), LICENCE_AIR
        case CardKind.UNKNOWN:
            mind, air = _unknown(card)
        case _:
            mind, air = _with_certificates(card, tries, generation), AIRS.get(card.kind, MY_NUMBER_AIR)
    return VirtualCard(mind, air, contact=card.contact)


def _with_certificates(card: CardFile, tries: Path | None, generation: Generation) -> Mind:
    contents = Contents(card.holder, card.serial, internal_key(card), card.photo)
    left = dict(card.tries_left)
    # Whatever the file says: the municipality set no PIN, and nobody can.
    if card.kind is CardKind.FACIAL_RECOGNITION:
        left |= dict.fromkeys(BLOCKED, 0)
    # These describe the plastic, which a phone has not.
    objects = {} if card.kind in PHONES else contents.objects()
    traits = Traits(CONTACT_ATR, objects, last_command=card.kind is CardKind.IPHONE)
    return Chip(applications(card, generation, contents), Counters(left, tries), traits)


def _plain(*names: bytes) -> Mind:
    """A chip whose applications can be selected and hold nothing."""
    return Chip({name: {} for name in names}, Counters({}), Traits(CONTACT_ATR))


def _transport(card: CardFile) -> tuple[Mind, Air]:
    air = Felica(card.idm, MOBILE_PMM if card.phone else PMM, (TRANSPORT_SYSTEM,))
    return transport_chip(air, card.balance, card.history), air


def _unknown(card: CardFile) -> tuple[Mind, Air]:
    if card.uid:
        return TagChip(card.uid), TypeA(card.uid, ATQA, TAG_SAK)
    return _plain(), TypeA(PLAIN_UID, ATQA, PLAIN_SAK, PLAIN_ATS)


AIRS: Mapping[CardKind, Air] = MappingProxyType(
    {CardKind.RESIDENT_CARD: RESIDENT_AIR, CardKind.ANDROID: PHONE_AIR, CardKind.IPHONE: PHONE_AIR}
)
