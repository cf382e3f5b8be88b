"""Files of the 券面 applications, byte by byte from their layouts, with issuers of their own: for tests of what reads them."""

from functools import cache
from hashlib import sha256

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import NoDigestInfo

from cards import tlv
from cards.card_certificates import IssuerKeys, KeyId, PublicKey

ISSUER_ID = b"9000033\x08\x05001\x00\x00\x00\x00"
CITY_ID = b"9299999\x08\x05001\x00\x00\x00\x01"
NAME, ADDRESS = "見本　花子", "見本県かざす市中央１丁目２番３号"
PHOTO = b"\x00\x00\x00\x0cjP  \r\n\x87\n" + bytes(range(256)) * 4
THREE = bytes.fromhex("3071300D060960864801650304020105000460")


def png(width: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + bytes(width)


@cache
def key(name: str) -> rsa.RSAPrivateKey:
    """One key for each name; `issuer`, `city` and `card` are those of the files below."""
    return rsa.generate_private_key(65537, 2048)


def sign(name: str, message: bytes) -> bytes:
    return key(name).sign(message, padding.PKCS1v15(), hashes.SHA256())


def public(name: str) -> bytes:
    numbers = key(name).public_key().public_numbers()
    return tlv.encode(0x90, numbers.e.to_bytes(3, "big")) + tlv.encode(0x91, numbers.n.to_bytes(256, "big"))


def public_key(name: str) -> PublicKey:
    return PublicKey.read(public(name))


def issuers() -> IssuerKeys:
    return IssuerKeys({KeyId(ISSUER_ID): public_key("issuer")})


def certificate(signer: str = "issuer", issuer: bytes = ISSUER_ID) -> bytes:
    """What stands in 0004: the issuer vouches for the city's key."""
    body = issuer + CITY_ID + public("city")
    return tlv.encode(0x7F21, tlv.encode(0x5F4E, body) + tlv.encode(0x5F37, sign(signer, body)))


def with_offsets(outer: int, table: int, fields: list[bytes]) -> bytes:
    """Fields behind a table of where each begins, counted from the file's first byte."""
    length = len(tlv.encode(table, bytes(2 * len(fields)))) + sum(map(len, fields))
    at = len(tlv.encode(outer, bytes(length))) - sum(map(len, fields))
    offsets = b""
    for field in fields:
        offsets += at.to_bytes(2, "big")
        at += len(field)
    return tlv.encode(outer, tlv.encode(table, offsets) + b"".join(fields))


def attribute_fields(name=NAME, address=ADDRESS, born=b"19800217", sex=b"1") -> list[bytes]:
    values = name.encode(), address.encode(), born, sex
    return [tlv.encode(0xDF22 + number, value) for number, value in enumerate(values)]


def attributes(**other) -> bytes:
    return with_offsets(0xFF20, 0xDF21, attribute_fields(**other))


def my_number(digits: bytes = b"123456789018") -> bytes:
    """As stored: 17 bytes, two of them filler."""
    return b"\xff\x10\x0c" + digits + b"\xff\xff"


def integrity(number: bytes = b"", fields: list[bytes] | None = None, signer: str = "city") -> bytes:
    digests = tlv.encode(0xDF31, sha256(number or my_number()).digest())
    digests += tlv.encode(0xDF32, sha256(b"".join(fields or attribute_fields())).digest())
    return tlv.encode(0xFF30, digests + tlv.encode(0xDF33, sign(signer, digests)))


def internal_key(name: str = "card", signer: str = "city") -> bytes:
    found = tlv.encode(0xDF51, public(name))
    return tlv.encode(0xFF50, found + tlv.encode(0xDF52, sign(signer, found)))


def age(born: bytes = b"19800217", signer: str = "city") -> bytes:
    signed = tlv.encode(0xDF11, born) + tlv.encode(0xDF12, public("card"))
    return tlv.encode(0xFF10, signed + tlv.encode(0xDF13, sign(signer, signed)))


def number_image(signer: str = "city") -> bytes:
    signed = tlv.encode(0xDF41, png(72)) + tlv.encode(0xDF42, public("card"))
    return tlv.encode(0xFF40, signed + tlv.encode(0xDF43, sign(signer, signed)))


def face_parts(photo: bytes = PHOTO, born: bytes = b"19800217") -> list[bytes]:
    person = tlv.encode(0xDF22, born) + tlv.encode(0xDF23, b"2") + tlv.encode(0xDF24, public("card"))
    return [person, tlv.encode(0xDF25, png(30)) + tlv.encode(0xDF26, png(60)), tlv.encode(0xDF27, photo)]


def face_signature(parts: list[bytes], prefix: bytes = THREE, signer: str = "city") -> bytes:
    block = prefix + b"".join(sha256(part).digest() for part in parts)
    return key(signer).sign(block, padding.PKCS1v15(), NoDigestInfo())


def face(signature: bytes | None = None, **other) -> bytes:
    """The card's face; `expires` and the security code stand after the signature and outside it."""
    parts = face_parts(**other)
    rest = signature if signature is not None else face_signature(face_parts())
    fields = [split for part in parts for split in split_objects(part)]
    fields += [tlv.encode(0xDF28, rest), tlv.encode(0xDF29, b"20350217"), tlv.encode(0xDF2A, png(24))]
    return with_offsets(0xFF20, 0xDF21, fields)


def split_objects(content: bytes) -> list[bytes]:
    return [tlv.encode(item.tag, item.value) for item in tlv.parse(content)]


def surface_basic(code: bytes = b"99999") -> bytes:
    fields = {0xDF31: b"\x06\x03\x0e\x01", 0xDF32: CITY_ID, 0xDF33: b"\x01", 0xDF34: code, 0xDF35: CITY_ID + bytes(256)}
    return tlv.encode(0xFF30, b"".join(tlv.encode(tag, value) for tag, value in fields.items()))


def text_basic() -> bytes:
    rest = bytes(32) + b"\xff" * 96
    # Its length is written longer than it need be, as real cards write it.
    objects = tlv.encode(0xDF41, b"\x01\x03\x0e\x01") + tlv.encode(0xDF42, CITY_ID) + b"\xdf\x43\x82\x00\x80" + rest
    return b"\xff\x40\x82\x00" + bytes((len(objects),)) + objects


IDENTITY = b"\x01\x1c" + b"400000012719843" + b"13221" + b"20350217"
