import hashlib
import logging
from contextlib import suppress

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, utils
from hypothesis import given
from hypothesis import strategies as st
from sample_cards import NOW, sample, session_with
from scripted import Script

from cards import certificates, tlv
from cards.apdu import Channel, Limits
from cards.certificates import TrustAnchors
from cards.errors import (
    ApplicationMissing,
    BadCardData,
    CardError,
    CardMute,
    CardRemoved,
    FileMissing,
    MalformedPin,
    PinBlocked,
    PinRequired,
    WrongPin,
)
from cards.jpki import JpkiSession
from cards.kinds import CardKind
from cards.tables import JPKI, SignMode
from drivers.virtual.certificates import CERTIFICATE_BYTES, digital_signature_ca, user_authentication_ca
from drivers.virtual.reader import VirtualReader

DIGEST = hashlib.sha256(b"challenge").digest()
ANCHORS = TrustAnchors([user_authentication_ca().der])
CERTIFICATE = JPKI.user_authentication.certificate


def whole_session(card) -> bytes:
    session = session_with(card)
    certificate = session.certificate()
    session.verify("1234")
    ANCHORS.check(certificate, NOW).verify(session.sign(DIGEST), b"challenge")
    return certificate


def test_a_certificate_as_long_as_a_real_one_costs_eight_apdus_with_the_select():
    channel = Channel(VirtualReader(sample()).connect())
    assert len(JpkiSession(channel).certificate()) == CERTIFICATE_BYTES == 1583
    assert channel.apdus == 8 == 1 + -(-1583 // 256)
    assert channel.wake_ups == 0


def test_pin_and_signature_cost_three_apdus_with_the_select():
    channel = Channel(VirtualReader(sample()).connect())
    session = JpkiSession(channel)
    session.verify("1234")
    session.sign(DIGEST)
    assert channel.apdus == 3


def test_the_signature_verifies_with_the_certificate_of_the_same_card():
    assert len(whole_session(sample())) == 1583


def test_the_ca_certificate_on_the_card_is_the_test_ca():
    assert session_with(sample()).ca_certificate() == user_authentication_ca().der


def test_a_wrong_pin_tells_the_attempts_left_and_the_third_blocks():
    session = session_with(sample())
    with pytest.raises(WrongPin) as first:
        session.verify("0000")
    with pytest.raises(WrongPin) as second:
        session.verify("0001")
    assert (first.value.attempts_left, second.value.attempts_left) == (2, 1)
    with pytest.raises(PinBlocked):
        session.verify("0002")
    assert session.attempts_left() == 0
    with pytest.raises(PinBlocked):
        session.verify("1234")


def test_the_right_pin_gives_all_attempts_back():
    session = session_with(sample("taro"))
    assert session.attempts_left() == 1
    session.verify("1234")
    assert session.attempts_left() == 3


def test_asking_for_the_attempts_spends_none():
    session = session_with(sample())
    assert [session.attempts_left() for _ in range(5)] == [3] * 5


@pytest.mark.parametrize("status", ["63C0", "6983", "6984"])
def test_every_way_to_say_blocked_is_understood(status):
    answers = iter([b"\x90\x00", bytes.fromhex(status), bytes.fromhex(status)])

    class Card:
        def transmit(self, command: bytes) -> bytes:
            return next(answers)

    session = JpkiSession(Channel(Card()))
    assert session.attempts_left() == 0
    with pytest.raises(PinBlocked):
        session.verify("1234")


def test_a_card_that_says_verified_already_is_not_given_a_number():
    class Card:
        def transmit(self, command: bytes) -> bytes:
            return b"\x90\x00"

    assert JpkiSession(Channel(Card())).attempts_left() is None


@pytest.mark.parametrize("pin", ["", "123", "12345", "12a4", "１２３４", "1234\n", " 1234", "٣٤٥٦"])
def test_a_text_that_cannot_be_a_pin_never_reaches_the_card(pin):
    reader = VirtualReader(sample())
    session = JpkiSession(Channel(reader.connect()))
    with pytest.raises(MalformedPin) as refused:
        session.verify(pin)
    assert not pin or pin not in str(refused.value)
    assert not any(line.startswith("0020") for line in reader.history)


def test_signing_without_the_pin_asks_for_it():
    with pytest.raises(PinRequired):
        session_with(sample()).sign(DIGEST)


def test_selecting_again_forgets_the_pin():
    reader = VirtualReader(sample())
    channel = Channel(reader.connect())
    JpkiSession(channel).verify("1234")
    with pytest.raises(PinRequired):
        JpkiSession(channel).sign(DIGEST)


def test_a_digest_of_another_length_is_the_programs_fault():
    with pytest.raises(ValueError, match="32 bytes"):
        session_with(sample()).sign(b"too short")


def test_a_card_pulled_at_any_apdu_of_a_session_counts_as_removed():
    apdus = 10
    for torn_at in range(1, apdus + 1):
        card = sample()
        card.faults.torn_at = torn_at
        with pytest.raises(CardRemoved):
            whole_session(card)
    card.faults.torn_at = apdus + 1
    assert whole_session(card)


def test_a_mute_card_is_told():
    card = sample()
    card.faults.mute = True
    with pytest.raises(CardMute):
        session_with(card)


@pytest.mark.parametrize(
    "fault", [{"first_6f00": True}, {"more": True}, {"other_length": True}, {"short_reads": 100}, {"short_reads": 255}]
)
def test_a_card_with_odd_manners_gives_the_same_certificate_and_signs(fault):
    card = sample()
    for name, value in fault.items():
        setattr(card.faults, name, value)
    assert whole_session(card) == whole_session(sample())


def test_a_card_that_gives_less_than_asked_for_tells_the_same_of_itself():
    card, session = sample(), session_with(sample())
    card.faults.short_reads = 7
    slow = session_with(card)
    assert (slow.serial(), slow.token(), slow.available()) == (session.serial(), session.token(), session.available())


def test_a_wake_up_is_counted_apart():
    card = sample()
    card.faults.first_6f00 = True
    channel = Channel(VirtualReader(card).connect())
    JpkiSession(channel).certificate()
    assert (channel.apdus, channel.wake_ups) == (8, 2)


def test_a_file_without_filler_is_read_to_its_end():
    card = sample()
    card.put(JPKI.aid, CERTIFICATE, session_with(sample()).certificate())
    assert whole_session(card) == whole_session(sample())


def test_a_file_cut_short_is_refused():
    card = sample()
    card.put(JPKI.aid, CERTIFICATE, session_with(sample()).certificate()[:1000])
    with pytest.raises(BadCardData, match="ends at byte 1000"):
        session_with(card).certificate()


@pytest.mark.parametrize("content", [None, b"\xff" * 2048])
def test_a_card_without_the_certificate_says_so(content):
    card = sample()
    card.put(JPKI.aid, CERTIFICATE, content)
    with pytest.raises(FileMissing):
        session_with(card).certificate()


def test_a_file_that_holds_something_else_is_refused():
    card = sample()
    card.put(JPKI.aid, CERTIFICATE, b"\x04\x03abc")
    with pytest.raises(BadCardData, match="tag 4"):
        session_with(card).certificate()


def test_another_kind_of_card_has_no_application():
    class Card:
        def transmit(self, command: bytes) -> bytes:
            return b"\x6a\x82"

    with pytest.raises(ApplicationMissing):
        JpkiSession(Channel(Card()))


def test_an_android_phone_wants_the_pin_before_its_certificate():
    session = session_with(sample(kind=CardKind.ANDROID))
    with pytest.raises(PinRequired):
        session.certificate()
    session.verify("1234")
    assert len(session.certificate()) == 1583


@pytest.mark.parametrize("marks", [b"", b"\x8f"])
def test_too_short_an_availability_file_is_refused(marks):
    card = sample()
    card.put(JPKI.aid, JPKI.availability, marks)
    with pytest.raises(BadCardData):
        session_with(card).available()


def test_the_pin_shows_in_no_text_that_anything_gives(caplog):
    caplog.set_level(logging.DEBUG)
    pin = "7391"
    card = sample(pin=pin)
    reader = VirtualReader(card)
    session = JpkiSession(Channel(reader.connect()))
    texts = [repr(card), repr(card.faults), repr(reader), repr(session), repr(session.channel)]
    card.faults.torn_at = 3
    for attempt in ("7392", pin):
        try:
            session.verify(attempt)
        except CardError as error:
            texts += [str(error), repr(error), repr(error.__cause__), repr(error.__context__)]
    texts += [repr(card.counters), repr(vars(session)), *reader.history, caplog.text]
    assert len(texts) > 10
    assert not any(number in text for text in texts for number in ("7391", "7392", "37333931", "37333932"))


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
