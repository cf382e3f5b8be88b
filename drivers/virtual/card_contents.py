"""What a virtual My Number Card says of its holder: the files of 券面事項入力補助AP, 券面事項確認AP, 共通カードAP and the card itself.

Layouts, lengths and what each signature covers as measured on cards by an open survey (soltia48/myna-card).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from hashlib import sha256
from itertools import accumulate

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from cards.tables import CommonApplication, SurfaceApplication, TextApplication
from drivers.virtual import card_pictures as pictures
from drivers.virtual.card_holder import Holder
from drivers.virtual.card_parts import Application, File, Records
from drivers.virtual.issuers import (
    SIGNATURE,
    Issuer,
    card_root,
    certify,
    key_id,
    municipality,
    public_key,
    surface_root,
    tagged,
    text_root,
)

TEXT_IDENTIFICATION = bytes.fromhex("01030E01")
SURFACE_IDENTIFICATION = bytes.fromhex("06030E01")
CARD_SERIAL_DIGITS = 15
ISSUER_ID, CARD_ID, MUNICIPALITY, EXPIRES, CHAIN_KEY, CHAIN_UPPER, CHAIN_LOWER = (
    0x0042,
    0x0045,
    0x00F0,
    0x00F2,
    0x00F7,
    0x00F8,
    0x7F21,
)
"""Tags of GET DATA while the card itself is current."""

TEXT_SPARE, SURFACE_SPARE = 0x08, 0x06
EMPTY = b"\xff" * 16
"""What two files hold whose purpose nobody knows."""


class Contents:
    """The files of one card; each is made when it is first read."""

    def __init__(
        self, holder: Holder, serial: int, key: Callable[[], RSAPrivateKey], photo: bytes | None = None
    ) -> None:
        self.holder = holder
        self._serial = serial
        self.key = key
        self._photo = photo

    @property
    def _issuer(self) -> Issuer:
        return municipality(self.holder.municipality)

    @cached_property
    def _public_key(self) -> bytes:
        return public_key(self.key().public_key())

    def text(self, table: TextApplication) -> Application:
        """The files of 券面事項入力補助AP and which codes open them."""
        number, attributes = frozenset({table.number_a.sfi}), frozenset({table.number_b.sfi})
        pin = frozenset({table.pin.sfi})
        # What vouches for the rest, and proves the card, is open to whoever may read any of it.
        anything = pin | number | attributes
        return {
            table.my_number: File(self._my_number, pin | number),
            table.attributes: File(lambda: self._attributes().ljust(512, b"\xff"), pin | attributes),
            table.integrity: File(self._integrity, anything, 0xDF33),
            table.certificate: File(lambda: certify(text_root(), self._issuer), signature=SIGNATURE),
            table.basic: File(_text_basic),
            table.session_key: File(lambda: tagged(0xA1, public_key(self._issuer.key.public_key())), anything),
            table.internal_public_key: File(self._internal_public_key, anything, 0xDF52),
            TEXT_SPARE: File(EMPTY, anything),
        }

    def surface(self, table: SurfaceApplication) -> Application:
        """The files of 券面事項確認AP and which codes open them."""
        number, printed = frozenset({table.number_a.sfi}), frozenset({table.number_b.sfi})
        return {
            table.age: File(self._age, frozenset({table.birth_date.sfi}), 0xDF13),
            table.face: File(lambda: self._face().ljust(10240, b"\xff"), number | printed, 0xDF28),
            table.basic: File(self._surface_basic),
            table.certificate: File(lambda: certify(surface_root(), self._issuer), signature=SIGNATURE),
            table.number_image: File(self._number_image, number, 0xDF43),
            SURFACE_SPARE: File(EMPTY, number | printed),
        }

    def common(self, table: CommonApplication) -> Application:
        """The records of 共通カードAP, open to everybody."""
        identity = f"{self._card_serial}{self.holder.municipality}{self.holder.expires:%Y%m%d}".encode("ascii")
        return {
            table.identity: Records((bytes((0x01, len(identity))) + identity,)),
            table.key_id: Records((card_root().key_id,)),
        }

    def objects(self) -> dict[int, bytes | Callable[[], bytes]]:
        """What GET DATA gives while the card itself is current."""
        return {
            ISSUER_ID: card_root().key_id,
            CARD_ID: self._card_serial.encode("ascii"),
            MUNICIPALITY: self.holder.municipality.encode("ascii"),
            EXPIRES: _day(self.holder.expires),
            CHAIN_KEY: card_root().key_id,
            CHAIN_UPPER: lambda: certify(card_root(), text_root())[5:],
            CHAIN_LOWER: lambda: certify(text_root(), self._issuer)[5:],
        }

    @property
    def _card_serial(self) -> str:
        return f"9{self._serial % 10 ** (CARD_SERIAL_DIGITS - 1):0{CARD_SERIAL_DIGITS - 1}}"

    def _my_number(self) -> bytes:
        # Two bytes longer than the object, and the digest covers them too.
        return tagged(0xFF10, self.holder.my_number.encode("ascii")) + b"\xff\xff"

    def _attributes(self) -> bytes:
        return _with_offsets(0xFF20, 0xDF21, self._attribute_objects())

    def _attribute_objects(self) -> tuple[bytes, ...]:
        return (
            tagged(0xDF22, self.holder.chip_name.encode()),
            tagged(0xDF23, self.holder.chip_address.encode()),
            tagged(0xDF24, _day(self.holder.birth_date)),
            tagged(0xDF25, self.holder.sex.encode("ascii")),
        )

    def _integrity(self) -> bytes:
        digests = tagged(0xDF31, sha256(self._my_number()).digest()) + tagged(
            0xDF32, sha256(b"".join(self._attribute_objects())).digest()
        )
        return tagged(0xFF30, digests + tagged(0xDF33, self._issuer.sign(digests)))

    def _internal_public_key(self) -> bytes:
        return _signed(0xFF50, tagged(0xDF51, self._public_key), 0xDF52, self._issuer)

    def _age(self) -> bytes:
        fields = tagged(0xDF11, _day(self.holder.birth_date)) + tagged(0xDF12, self._public_key)
        return _signed(0xFF10, fields, 0xDF13, self._issuer)

    def _number_image(self) -> bytes:
        image = tagged(0xDF41, pictures.digits(self.holder.my_number, pictures.NUMBER_SIZE))
        return _signed(0xFF40, image + tagged(0xDF42, self._public_key), 0xDF43, self._issuer)

    def _face(self) -> bytes:
        holder = self.holder
        person = (
            tagged(0xDF22, _day(holder.birth_date)),
            tagged(0xDF23, holder.sex.encode("ascii")),
            tagged(0xDF24, self._public_key),
        )
        lines = tagged(0xDF25, pictures.line(holder.chip_name)), tagged(0xDF26, pictures.line(holder.chip_address))
        photo = tagged(0xDF27, self._photo or pictures.portrait(self._serial))
        # Three digests, so that whoever was given only some of the parts can still check the one signature.
        digests = b"".join(sha256(part).digest() for part in (b"".join(person), b"".join(lines), photo))
        unsigned = (
            tagged(0xDF29, _day(holder.expires)),
            tagged(0xDF2A, pictures.digits(holder.security_code, pictures.CODE_SIZE)),
        )
        signature = tagged(0xDF28, self._issuer.sign_block(digests))
        return _with_offsets(0xFF20, 0xDF21, (*person, *lines, photo, signature, *unsigned))

    def _surface_basic(self) -> bytes:
        opaque = key_id("9000025") + sha256(self._serial.to_bytes(20, "big")).digest() * 8
        return tagged(
            0xFF30,
            tagged(0xDF31, SURFACE_IDENTIFICATION)
            + tagged(0xDF32, key_id("9000024"))
            + tagged(0xDF33, b"\x01")
            + tagged(0xDF34, self.holder.municipality.encode("ascii"))
            + tagged(0xDF35, opaque),
        )


def _text_basic() -> bytes:
    opaque = tagged(0xDF43, sha256(TEXT_IDENTIFICATION).digest().ljust(128, b"\xff"))
    return tagged(0xFF40, tagged(0xDF41, TEXT_IDENTIFICATION) + tagged(0xDF42, key_id("9000034")) + opaque).ljust(
        256, b"\xff"
    )


def _day(day: object) -> bytes:
    return f"{day:%Y%m%d}".encode("ascii")


def _signed(tag: int, fields: bytes, signature: int, issuer: Issuer) -> bytes:
    """A record that ends in the issuer's signature over all objects before it."""
    return tagged(tag, fields + tagged(signature, issuer.sign(fields)))


def _with_offsets(tag: int, table: int, fields: tuple[bytes, ...]) -> bytes:
    """A record that begins with the offset of each field from the start of the file, two bytes each."""
    body = b"".join(fields)
    # The table counts towards the offsets that stand in it.
    blank = tagged(table, bytes(2 * len(fields)))
    start = len(tagged(tag, blank + body)) - len(body)
    starts = accumulate((len(field) for field in fields[:-1]), initial=start)
    return tagged(tag, tagged(table, b"".join(at.to_bytes(2, "big") for at in starts)) + body)
