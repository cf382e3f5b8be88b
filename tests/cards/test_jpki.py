import hashlib
import logging

import pytest
from sample_cards import NOW, sample, session_with

from cards.apdu import Channel
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
from cards.tables import JPKI
from drivers.virtual.certificates import CERTIFICATE_BYTES, user_authentication_ca
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
