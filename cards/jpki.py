"""公的個人認証AP: the certificates that say which card this is, and the keys that prove the holder's PIN was known."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType

from cards import tlv
from cards.apdu import SHORT, SIGN, Channel, Command
from cards.errors import BadCardData, FileMissing
from cards.response import expect_ok
from cards.secret import Secret, taken
from cards.session import Session
from cards.tables import JPKI, JpkiApplication, Key, SignMode

LABEL_BYTES = 32
TOKEN_BYTES = 160
HEAD_BYTES = 32
LONGEST_SERIAL = 21
AVAILABLE = 0x8F
"""Mark of a certificate that is there; that no other value is used for it is not published."""

SEQUENCE = 0x30
INTEGER = 0x02
VERSION = 0xA0


TOKEN_TEXTS = MappingProxyType(
    {
        "label": slice(0, 32),
        "manufacturer": slice(32, 64),
        "model": slice(64, 80),
        "serial": slice(80, 96),
        "hardware": slice(140, 142),
        "firmware": slice(142, 144),
    }
)
"""Texts of the token information; between them numbers of four bytes, the same on every card."""


@dataclass(frozen=True)
class Token:
    """The texts of the PKCS #11 token information (CK_TOKEN_INFO, PKCS #11 2.20, 9.2); two letters for each version."""

    label: str
    manufacturer: str
    model: str
    serial: str = field(repr=False)
    hardware: str
    firmware: str


class JpkiSession(Session):
    """The JPKI application; where no key is named, the one for user authentication is meant, `table.signature` is the other."""

    table: JpkiApplication

    def __init__(self, channel: Channel, table: JpkiApplication = JPKI) -> None:
        """Select the application. Raises ApplicationMissing, UnexpectedStatus."""
        super().__init__(channel, table)

    def certificate(self, key: Key | None = None) -> bytes:
        """The key's certificate in DER; the one for user authentication needs no PIN on a plastic card.

        Raises FileMissing, PinRequired (some phones), BadCardData, UnexpectedStatus.
        """
        return self._der(self._key(key).certificate)

    def ca_certificate(self, key: Key | None = None) -> bytes:
        """The certificate in DER of the CA that the card names; to show, never to trust. Raises as `certificate` does."""
        return self._der(self._key(key).ca_certificate)

    def serial(self) -> int:
        """The serial number of the user authentication certificate, without a PIN on a plastic card: identification only.

        32 bytes hold it, so it costs one APDU after the select; a copied number looks the same, and a renewed certificate
        has another. Raises as `certificate` does.
        """
        sfi = self.table.user_authentication.certificate
        head = self.channel.read(sfi, HEAD_BYTES)
        if not head.strip(tlv.FILLER):
            raise FileMissing(f"file {sfi:04X} is empty")
        try:
            place = _serial_place(sfi, head)
        except BadCardData:
            # Fewer bytes than were asked for may end before the number begins.
            if len(head) >= HEAD_BYTES:
                raise
            head = self.channel.complete(sfi, head, HEAD_BYTES)
            place = _serial_place(sfi, head)
        return _positive(sfi, self.channel.complete(sfi, head, place.end)[place.start :])

    def attempts_left(self, key: Key | None = None) -> int | None:
        """Attempts left of the key's PIN, 0 when blocked; spends none. None: verified already, so the card does not tell."""
        return self.attempts(self._key(key).pin)

    def verify(self, pin: Secret | str, key: Key | None = None) -> None:
        """Try the visitor's PIN once; it is overwritten. Raises MalformedPin (nothing sent), WrongPin, PinBlocked, UnexpectedStatus."""
        # Under its own name again, so that no text of it stays in this frame.
        pin = taken(pin)
        self.present(self._key(key).pin, pin)

    def change_pin(self, current: Secret | str, new: Secret | str, key: Key | None = None) -> None:
        """Change the key's PIN; both codes are overwritten. Raises as `Session.change` does."""
        current, new = taken(current), taken(new)
        self.change(self._key(key).pin, current, new)

    def sign(self, message_digest: bytes, key: Key | None = None) -> bytes:
        """Sign a digest as every verifier expects it (`tables.Algorithm` says of which length and how).

        Raises PinRequired, BadCardData, UnexpectedStatus; ValueError for a digest of another length.
        """
        algorithm = self._key(key).algorithm
        # The card signs whatever it is given, so a wrong length would become a signature that nobody can verify.
        if len(message_digest) != algorithm.digest_bytes:
            raise ValueError(f"a digest of {algorithm.digest_bytes} bytes is signed, not one of {len(message_digest)}")
        return self.sign_in_mode(SignMode.AS_GIVEN, algorithm.digest_prefix + message_digest, key)

    def sign_in_mode(self, mode: SignMode, content: bytes, key: Key | None = None) -> bytes:
        """Sign in one of the modes that the key's algorithm has. Raises as `sign` does, ValueError for what the mode cannot take."""
        key = self._key(key)
        way = key.algorithm.modes.get(mode)
        if way is None:
            raise ValueError(f"a key of {key.algorithm.name} has no mode {mode}")
        if not way.least <= len(content) <= way.most:
            raise ValueError(f"mode {mode} takes {way.least} to {way.most} bytes, not {len(content)}")
        header = bytes((0x80, SIGN, way.p1, 0x80 | key.sfi))
        signature = expect_ok(self.channel.send(Command(header, content, key.algorithm.most_signature)), "sign")
        if len(signature) < key.algorithm.least_signature:
            raise BadCardData(f"a signature of {len(signature)} bytes instead of {key.algorithm.least_signature}")
        return signature

    def token_label(self) -> str:
        """The label of the token information, such as `JPKIAPICCTOKEN2`. Raises FileMissing, BadCardData."""
        return self._text(self._start(self.table.token, LABEL_BYTES))

    def token(self) -> Token:
        """The whole token information. Raises FileMissing, BadCardData."""
        raw = self._start(self.table.token, TOKEN_BYTES)
        return Token(**{name: self._text(raw[field]) for name, field in TOKEN_TEXTS.items()})

    def available(self) -> tuple[bool, bool]:
        """Whether the signature and the user authentication certificate can be used. Raises FileMissing, BadCardData."""
        signature, authentication = self._start(self.table.availability, 2)
        return signature == AVAILABLE, authentication == AVAILABLE

    def _key(self, key: Key | None) -> Key:
        return key or self.table.user_authentication

    def _start(self, sfi: int, length: int) -> bytes:
        # Whole, or not at all: cut off by one letter, a My Number Card's label spells that of a resident card.
        return self.channel.complete(sfi, self.channel.read(sfi, length), length)

    def _text(self, raw: bytes) -> str:
        if not raw.isascii():
            raise BadCardData(f"file {self.table.token:04X}: a text of the token information is not ASCII")
        return raw.decode("ascii").rstrip(" \0")

    def _der(self, sfi: int) -> bytes:
        content = self.channel.read_object(sfi, self.table.rooms.get(sfi, SHORT))
        found = tlv.header(content)
        if found.tag != SEQUENCE:
            raise BadCardData(f"file {sfi:04X}: begins with tag {found.tag:X}, not with a certificate")
        return tlv.encode(found.tag, content[found.start : found.end])  # minimal again, as DER is


def _serial_place(sfi: int, head: bytes) -> tlv.Header:
    """Where the serial number of a certificate lies (RFC 5280, 4.1): inside two sequences, after the version."""
    offset = 0
    for tag in (SEQUENCE, SEQUENCE):
        found = tlv.header(head, offset)
        if found.tag != tag:
            raise BadCardData(f"file {sfi:04X}: tag {found.tag:X} at byte {offset}, not a certificate")
        offset = found.start
    found = tlv.header(head, offset)
    if found.tag == VERSION:
        found = tlv.header(head, found.end)
    # 20 bytes by RFC 5280, 4.1.2.2, and a zero before one whose first bit is set.
    if found.tag != INTEGER or not 1 <= found.end - found.start <= LONGEST_SERIAL:
        raise BadCardData(f"file {sfi:04X}: no serial number of 1 to {LONGEST_SERIAL} bytes")
    return found


def _positive(sfi: int, number: bytes) -> int:
    serial = int.from_bytes(number, "big", signed=True)
    if serial <= 0:
        raise BadCardData(f"file {sfi:04X}: the serial number is not positive")
    return serial
