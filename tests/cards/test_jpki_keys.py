"""Both keys and codes of 公的個人認証AP, every way to sign, the serial number and the token."""

import hashlib
from contextlib import suppress

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, utils
from hypothesis import given
from hypothesis import strategies as st
from sample_cards import sample, session_with
from scripted import Script

from cards import certificates, tlv
from cards.apdu import Channel, Limits
from cards.errors import (
    BadCardData,
    CardError,
    FileMissing,
    PinRequired,
    WrongPin,
)
from cards.jpki import JpkiSession
from cards.tables import JPKI, SignMode
from drivers.virtual.certificates import CERTIFICATE_BYTES, digital_signature_ca
from drivers.virtual.reader import VirtualReader

DIGEST = hashlib.sha256(b"challenge").digest()
CERTIFICATE = JPKI.user_authentication.certificate
SIGNATURE = JPKI.signature
PASSWORDS = {JPKI.user_authentication: "1234", SIGNATURE: "ABC123"}


def verified(card=None, key=JPKI.user_authentication) -> JpkiSession:
    session = session_with(card or sample())
    session.verify(PASSWORDS[key], key)
    return session


def test_with_extended_length_a_certificate_costs_two_apdus():
    channel = Channel(VirtualReader(sample()).connect(), Limits())
    assert len(JpkiSession(channel).certificate()) == CERTIFICATE_BYTES
    assert channel.apdus == 2


def test_little_more_than_the_certificate_itself_comes_over_the_air():
    channel = Channel(VirtualReader(sample()).connect(), Limits())
    JpkiSession(channel).certificate()
    assert channel.sent + channel.received <= 1.1 * CERTIFICATE_BYTES


@pytest.mark.parametrize("serial", [1, 0x7F, 0x80, 0x1001, 2**64, 2**151 - 1])
def test_the_serial_number_costs_two_apdus_and_32_bytes(serial):
    channel = Channel(VirtualReader(sample(serial=serial)).connect())
    assert JpkiSession(channel).serial() == serial
    assert channel.apdus == (2 if serial < 2**120 else 3)
    assert channel.received <= 2 + 32 + 2 + (20 if serial >= 2**120 else 0)


@given(st.integers(1, 2**160 - 1), st.booleans(), st.sampled_from([0, 1, 2]))
def test_a_serial_number_of_any_length_is_read_however_the_lengths_are_written(serial, version, padding_bytes):
    def written(tag: int, value: bytes) -> bytes:
        if not padding_bytes:
            return tlv.encode(tag, value)
        return bytes((tag, 0x82 + padding_bytes - 1)) + len(value).to_bytes(1 + padding_bytes, "big") + value

    number = written(0x02, serial.to_bytes(serial.bit_length() // 8 + 1, "big"))
    body = (written(0xA0, b"\x02\x01\x02") if version else b"") + number + bytes(100)
    card = sample()
    card.put(JPKI.aid, CERTIFICATE, written(0x30, written(0x30, body)))
    assert session_with(card).serial() == serial


@pytest.mark.parametrize(
    "head",
    [
        "0403616263",
        "30058003616263",
        "300730050203",
        "3007300502030000" + "00",
        "3006300402" + "02FF00",
        "30053003020100",
        "30",
    ],
)
def test_what_is_no_certificate_has_no_serial_number(head):
    card = sample()
    card.put(JPKI.aid, CERTIFICATE, bytes.fromhex(head))
    with pytest.raises(BadCardData):
        session_with(card).serial()


@pytest.mark.parametrize("length", ["16", "8200FF", "847FFFFFFF"])
def test_a_serial_number_longer_than_any_is_refused_without_reading_on(length):
    card = sample()
    card.put(JPKI.aid, CERTIFICATE, bytes.fromhex("3082062B30820513A003020102" + "02" + length + "01" * 300))
    session = session_with(card)
    with pytest.raises(BadCardData, match="1 to 21 bytes"):
        session.serial()
    assert session.channel.apdus == 2


def test_a_card_without_the_certificate_has_no_serial_number():
    card = sample()
    card.put(JPKI.aid, CERTIFICATE, b"\xff" * 2048)
    with pytest.raises(FileMissing):
        session_with(card).serial()


@given(st.binary(max_size=40))
def test_any_bytes_give_a_serial_number_or_a_card_error(content):
    card = Script("9000", content[:32].hex() + "9000", *[content[32:].hex() + "9000"] * 2)
    session = JpkiSession(Channel(card))
    with suppress(CardError):
        assert session.serial() > 0


def test_the_signature_certificate_is_read_and_used_with_the_password():
    session = session_with(sample())
    with pytest.raises(PinRequired):
        session.certificate(SIGNATURE)
    session.verify("abc123", SIGNATURE)
    found = certificates.read(session.certificate(SIGNATURE))
    found.verify(session.sign(DIGEST, SIGNATURE), b"challenge")
    assert session.ca_certificate(SIGNATURE) == digital_signature_ca().der


def test_the_two_codes_have_their_own_attempts():
    session = session_with(sample())
    with pytest.raises(WrongPin):
        session.verify("WRONG1", SIGNATURE)
    assert (session.attempts_left(SIGNATURE), session.attempts_left()) == (4, 3)


@pytest.mark.parametrize("key", PASSWORDS, ids=lambda key: key.pin.name)
@pytest.mark.parametrize("mode", SignMode)
def test_every_mode_gives_the_signature_that_its_name_says(mode, key):
    session = verified(key=key)
    message = b"message" * 20
    digest = hashlib.sha256(message).digest()
    given = {
        SignMode.AS_GIVEN: JPKI.user_authentication.algorithm.digest_prefix + digest,
        SignMode.DIGEST: digest,
        SignMode.PSS_DIGEST: digest,
    }
    signature = session.sign_in_mode(mode, given.get(mode, message), key)
    public = certificates.read(session.certificate(key)).x509.public_key()
    pss = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.AUTO)
    if mode is SignMode.BARE_DIGEST:
        assert public.recover_data_from_signature(signature, padding.PKCS1v15(), None) == digest
        return
    public.verify(signature, message, pss if mode.startswith("pss") else padding.PKCS1v15(), hashes.SHA256())


def test_what_is_given_as_it_is_may_be_any_digest():
    session = verified()
    message = b"another digest"
    prefix = bytes.fromhex("3051300D060960864801650304020305000440")
    signature = session.sign_in_mode(SignMode.AS_GIVEN, prefix + hashlib.sha512(message).digest())
    public = certificates.read(session.certificate()).x509.public_key()
    public.verify(signature, hashlib.sha512(message).digest(), padding.PKCS1v15(), utils.Prehashed(hashes.SHA512()))


@pytest.mark.parametrize(
    ("mode", "sizes"),
    [
        (SignMode.AS_GIVEN, (0, 246)),
        (SignMode.BARE_DIGEST, (0, 256)),
        (SignMode.DIGEST, (0, 31, 33)),
        (SignMode.MESSAGE, (0, 256)),
        (SignMode.PSS_DIGEST, (31, 33)),
        (SignMode.PSS_MESSAGE, (0, 256)),
    ],
)
def test_what_a_mode_cannot_take_never_reaches_the_card(mode, sizes):
    card = Script("9000")
    session = JpkiSession(Channel(card))
    for size in sizes:
        with pytest.raises(ValueError, match=f"mode {mode} takes"):
            session.sign_in_mode(mode, bytes(size))
    assert len(card.asked) == 1


@pytest.mark.parametrize("size", [0, 1, 255])
def test_a_signature_that_is_too_short_is_refused(size):
    session = JpkiSession(Channel(Script("9000", "00" * size + "9000")))
    with pytest.raises(BadCardData, match="signature"):
        session.sign(DIGEST)


def test_a_signature_that_is_too_long_is_refused():
    session = JpkiSession(Channel(Script("9000", "00" * 257 + "9000")))
    with pytest.raises(BadCardData, match="257 bytes came"):
        session.sign(DIGEST)


@pytest.mark.parametrize(
    ("key", "old", "new"),
    [(JPKI.user_authentication, "1234", "9876"), (SIGNATURE, "abc123", "new4pass")],
    ids=["user", "signature"],
)
def test_a_changed_code_is_the_one_from_then_on(key, old, new):
    card = sample()
    reader = VirtualReader(card)
    channel = Channel(reader.connect())
    session = JpkiSession(channel)
    session.change_pin(old, new, key)
    assert channel.apdus == 3
    again = JpkiSession(Channel(reader.connect()))
    with pytest.raises(WrongPin):
        again.verify(old, key)
    again.verify(new.upper(), key)
    assert again.attempts_left(key) == key.pin.tries


def test_the_token_information_is_read_whole_in_one_apdu():
    channel = Channel(VirtualReader(sample()).connect())
    token = JpkiSession(channel).token()
    assert channel.apdus == 2
    assert (token.label, token.model, token.hardware, token.firmware) == ("JPKIAPICCTOKEN2", "VIRTUAL", "03", "01")
    assert (token.manufacturer, token.serial) == ("KAZASU-TEST", "0" * 16)


@pytest.mark.parametrize("content", [b"", b"J" * 159, b"\xff" * 160])
def test_token_information_that_is_none_is_refused(content):
    card = sample()
    card.put(JPKI.aid, JPKI.token, content)
    with pytest.raises(BadCardData):
        session_with(card).token()


@pytest.mark.parametrize(("password", "marks"), [("ABC123", (True, True)), ("", (False, True))])
def test_a_card_says_which_certificates_it_has(password, marks):
    assert session_with(sample(signature_password=password)).available() == marks


OPERATIONS = {
    "certificate": (8, lambda session: session.certificate()),
    "serial": (2, lambda session: session.serial()),
    "label": (2, lambda session: session.token_label()),
    "token": (2, lambda session: session.token()),
    "available": (2, lambda session: session.available()),
    "attempts": (2, lambda session: session.attempts_left()),
    "verify and sign": (3, lambda session: (session.verify("1234"), session.sign(DIGEST))),
    "change": (3, lambda session: session.change_pin("1234", "5678")),
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_operation_costs_no_more_commands_than_it_must(name):
    apdus, act = OPERATIONS[name]
    channel = Channel(VirtualReader(sample()).connect())
    act(JpkiSession(channel))
    assert channel.apdus == apdus
