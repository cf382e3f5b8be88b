"""The applications of cards with certificates: My Number Card, phone, old resident card, from a card file and the card's table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import cache

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from cards.kinds import CardKind
from cards.tables import ECDSA_P384, RSA_2048, TOKEN_LABELS, Algorithm, Generation, Key, Pin
from drivers.virtual.card_contents import Contents
from drivers.virtual.card_file import CardFile
from drivers.virtual.card_parts import FILE_BYTES, Application, File, HolderKey, PrivateKey, Records, Secret
from drivers.virtual.certificates import Subject, VirtualCa, digital_signature_ca, issue, user_authentication_ca
from drivers.virtual.issuers import card_root

FREE: frozenset[int] = frozenset()
PHONES = frozenset({CardKind.ANDROID, CardKind.IPHONE})
ON_PLASTIC = "my_number"
SIGNATURE_SERIAL = 0x800000
"""Added to a card's serial number for its signature certificate, which another CA issues."""

AVAILABLE = 0x8F
KEY_ID_FILE = 0x02
NEVER_OPEN: Application = {0x12: Secret("reference_12", b"", 0)}
"""A reference of 券面事項入力補助AP that is blocked on every card that was looked at."""

LIFE = timedelta(days=5 * 365)


def applications(card: CardFile, table: Generation, contents: Contents) -> dict[bytes, Application]:
    """All applications of the card by name."""
    found = {table.jpki.aid: jpki(card, table)} if card.serial else {}
    # A phone has no printed surface and is nobody's resident card.
    if card.kind in PHONES:
        return found
    if card.kind is not CardKind.RESIDENT_CARD:
        found |= _printed(card, table, contents)
    if table.juki:
        key_id: Application = {KEY_ID_FILE: Records((card_root().key_id,))}
        found[table.juki.aid] = key_id | _secrets(table.juki.pins, card.resident_pin or card.pin)
    return found


def jpki(card: CardFile, table: Generation) -> Application:
    """公的個人認証AP."""
    label = next(label for label, kind in TOKEN_LABELS.items() if kind == _label_kind(card.kind))
    marks = bytes((AVAILABLE if card.has_signature else 0x00, AVAILABLE, 0x00))
    application = table.jpki
    files: Application = {application.token: File(token_information(label)), application.availability: File(marks)}
    # Measured with phones behind a reader; every plastic card shows it to anybody.
    own = frozenset({application.user_authentication.pin.sfi}) if card.kind is CardKind.ANDROID else FREE
    files |= _key_files(card, application.user_authentication, user_authentication_ca(card.ca), own)
    if card.has_signature:
        opened_by = frozenset({application.signature.pin.sfi})
        files |= _key_files(card, application.signature, digital_signature_ca(card.ca), opened_by)
    return files


def certificate(card: CardFile, key: HolderKey, ca: VirtualCa, *, expired: bool = False) -> bytes:
    """The certificate in DER that a CA gives this card for a key of its; an expired one ended before the true one began."""
    serial = card.serial + SIGNATURE_SERIAL if ca.for_documents else card.serial
    # The one certificate that names its holder is the one behind the password.
    holder = card.holder if ca.for_documents else None
    subject = Subject(serial, f"KAZASU-TEST-{serial:08X}", card.not_before, card.not_after, holder)
    if expired:
        subject = replace(subject, not_before=card.not_before - LIFE, not_after=card.not_before - timedelta(days=1))
    return issue(subject, key.public_key(), ca)


def token_information(label: str) -> bytes:
    """160 bytes of PKCS #11 CK_TOKEN_INFO, numbers big-endian, as the token file holds them."""
    texts = (label.encode().ljust(32), b"KAZASU-TEST".ljust(32), b"VIRTUAL".ljust(16), b"0" * 16)
    numbers = (0x40D, 1, 0, 1, 0, 16, 6, *(0xFFFFFFFF,) * 4)
    return b"".join(texts) + b"".join(number.to_bytes(4, "big") for number in numbers) + b"0301" + b"9" * 16


def internal_key(card: CardFile) -> Callable[[], RSAPrivateKey]:
    """The key that answers without a PIN; a new one for each card whose file has none."""
    return cache(lambda: card.internal_key or rsa.generate_private_key(65537, RSA_2048.bits))


def _label_kind(kind: CardKind) -> str:
    """A 顔認証マイナンバーカード has the label of every plastic card."""
    return ON_PLASTIC if kind is CardKind.FACIAL_RECOGNITION else kind.value


def _key_files(card: CardFile, place: Key, ca: VirtualCa, opened_by: frozenset[int]) -> Application:
    """Key, PIN, certificate and CA certificate of one purpose."""
    # Only the purpose tells which of the two pairs this is.
    given, code = (card.signature_key, card.signature_password) if ca.for_documents else (card.key, card.pin)
    # A new key each time is enough: who the card belongs to is told by its serial number.
    own = cache(lambda: given or _new_key(place.algorithm))
    return {
        place.sfi: PrivateKey(own, place.pin.sfi, place.algorithm),
        place.pin.sfi: _secret(place.pin, code),
        place.certificate: File(
            lambda: _filled(certificate(card, own(), ca)),
            opened_by,
            expired=cache(lambda: _filled(certificate(card, own(), ca, expired=True))),
        ),
        place.ca_certificate: File(_filled(ca.der)),
    }


def _printed(card: CardFile, table: Generation, contents: Contents) -> dict[bytes, Application]:
    """What is printed on a plastic card, in three applications."""
    found: dict[bytes, Application] = {}
    key, holder = contents.key, card.holder
    number_a, number_b = card.number_a or holder.my_number, card.number_b or holder.number_b
    if text := table.text:
        codes = (card.profile_pin or card.pin, number_a, number_b)
        files = contents.text(text) | _own_key(text.internal_key, key)
        found[text.aid] = NEVER_OPEN | files | _secrets((text.pin, text.number_a, text.number_b), *codes)
    if surface := table.surface:
        codes = (holder.birth_code, number_a, number_b)
        files = contents.surface(surface) | _own_key(surface.internal_key, key)
        pins = (surface.birth_date, surface.number_a, surface.number_b)
        found[surface.aid] = files | _secrets(pins, *codes, prefix="surface_")
    if common := table.common:
        files = contents.common(common) | _own_key(common.internal_key, key)
        found[common.aid] = files | _secrets((common.pin,), card.resident_pin or card.pin)
    return found


def _own_key(sfi: int, key: Callable[[], RSAPrivateKey]) -> Application:
    return {sfi: PrivateKey(key, None, RSA_2048)}


def _secrets(pins: tuple[Pin, ...], *codes: str, prefix: str = "") -> Application:
    return {pin.sfi: _secret(pin, code, prefix) for pin, code in zip(pins, codes, strict=True)}


def _secret(pin: Pin, code: str, prefix: str = "") -> Secret:
    return Secret(prefix + pin.name, code.encode("ascii"), pin.tries, pin.pattern, pin.change)


def _new_key(algorithm: Algorithm) -> HolderKey:
    if algorithm == ECDSA_P384:
        return ec.generate_private_key(ec.SECP384R1())
    return rsa.generate_private_key(65537, algorithm.bits)


def _filled(content: bytes) -> bytes:
    return content.ljust(FILE_BYTES, b"\xff")
