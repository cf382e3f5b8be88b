"""The files of a virtual My Number Card, made from what a card file says."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from cards.kinds import CardKind
from cards.tables import JPKI, SURFACE, TEXT, TOKEN_LABELS, Key, Pin
from drivers.virtual.card import VirtualCard
from drivers.virtual.card_file import CardFile, read
from drivers.virtual.card_parts import FILE_BYTES, Application, Counters, File, PrivateKey, Secret
from drivers.virtual.certificates import Subject, VirtualCa, digital_signature_ca, issue, user_authentication_ca
from drivers.virtual.reader import VirtualReader

FREE: frozenset[int] = frozenset()
PHONES = frozenset({CardKind.ANDROID, CardKind.IPHONE})
SIGNATURE_SERIAL = 0x800000
"""Added to a card's serial number for its signature certificate, which another CA issues."""


def load(path: Path, *, keep: bool = True) -> VirtualCard:
    """The card of a card file; with `keep` the attempts that are spent outlive the program. Raises BadCardFile."""
    return build(read(path), path.with_suffix(".tries") if keep else None)


def reader_at(address: str) -> VirtualReader:
    """A reader with the card of the card file at that path on it. Raises BadCardFile."""
    return VirtualReader(load(Path(address)))


def build(card: CardFile, tries: Path | None = None) -> VirtualCard:
    """A card from what its file says, keeping its counters at `tries` if given. Raises BadCardFile."""
    applications = {JPKI.aid: _jpki(card)}
    if card.kind not in PHONES:
        applications |= {TEXT.aid: _text(card), SURFACE.aid: _surface(card)}
    return VirtualCard(applications, Counters(dict(card.tries_left), tries))


def certificate(card: CardFile, key: RSAPrivateKey, ca: VirtualCa) -> bytes:
    """The certificate in DER that a CA gives this card for a key of its."""
    serial = card.serial + SIGNATURE_SERIAL if ca.for_documents else card.serial
    subject = Subject(serial, f"KAZASU-TEST-{serial:08X}", card.not_before, card.not_after)
    return issue(subject, key.public_key(), ca)


def token_information(label: str) -> bytes:
    """160 bytes of PKCS #11 CK_TOKEN_INFO, numbers big-endian, as the token file holds them."""
    texts = (label.encode().ljust(32), b"KAZASU-TEST".ljust(32), b"VIRTUAL".ljust(16), b"0" * 16)
    numbers = (0x40D, 1, 0, 1, 0, 16, 6, *(0xFFFFFFFF,) * 4)
    return b"".join(texts) + b"".join(number.to_bytes(4, "big") for number in numbers) + b"0301" + b"9" * 16


def _jpki(card: CardFile) -> Application:
    label = next(label for label, kind in TOKEN_LABELS.items() if kind == card.kind)
    marks = bytes((0x8F if card.signature_password else 0x00, 0x8F, 0x00))
    files: Application = {JPKI.token: File(token_information(label)), JPKI.availability: File(marks)}
    own = FREE if card.kind is not CardKind.ANDROID else frozenset({JPKI.user_authentication.pin.sfi})
    files |= _key_files(card, JPKI.user_authentication, card.key, own)
    if card.signature_password:
        opened_by = frozenset({JPKI.signature.pin.sfi})
        files |= _key_files(card, JPKI.signature, card.signature_key, opened_by)
    return files


def _key_files(card: CardFile, place: Key, key: RSAPrivateKey | None, opened_by: frozenset[int]) -> Application:
    """Key, PIN, certificate and CA certificate of one purpose."""
    # A new key each time is enough: who the card belongs to is told by its serial number.
    own = key or rsa.generate_private_key(65537, 2048)
    authentication = place is JPKI.user_authentication
    ca = user_authentication_ca() if authentication else digital_signature_ca()
    code = card.pin if authentication else card.signature_password
    return {
        place.sfi: PrivateKey(own, place.pin.sfi),
        place.pin.sfi: _secret(place.pin, code),
        place.certificate: File(_filled(certificate(card, own, ca)), opened_by),
        place.ca_certificate: File(_filled(ca.der)),
    }


def _text(card: CardFile) -> Application:
    codes = (card.profile_pin or card.pin, card.number_a, card.number_b)
    return {pin.sfi: _secret(pin, code) for pin, code in zip(TEXT.pins, codes, strict=True)}


def _surface(card: CardFile) -> Application:
    # A card file has no birth date, so that code never fits.
    codes = ("", card.number_b, card.number_a)
    return {pin.sfi: _secret(pin, code, "surface_") for pin, code in zip(SURFACE.pins, codes, strict=True)}


def _secret(pin: Pin, code: str, prefix: str = "") -> Secret:
    return Secret(prefix + pin.name, code.encode("ascii"), pin.tries)


def _filled(content: bytes) -> bytes:
    return content.ljust(FILE_BYTES, b"\xff")
