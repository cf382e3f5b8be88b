"""Every misbehaviour of a virtual card, set while it works, and what a reader or a session sees of it."""

from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from hypothesis import given
from hypothesis import strategies as st
from sample_cards import NOW, sample, session_with

from cards.apdu import Channel
from cards.card_certificates import CardCertificate, IssuerKeys, KeyId, PublicKey
from cards.certificates import TrustAnchors
from cards.common import CommonSession
from cards.errors import CardMute, CardRemoved, ExpiredCertificate, WrongPin, WrongSignature
from cards.tables import JPKI, SURFACE, TEXT
from cards.text import TextSession
from drivers.virtual import issuers
from drivers.virtual.card import LOG_ENTRIES, Torn
from drivers.virtual.card_faults import Forged
from drivers.virtual.card_fields import FIRST_YEAR
from drivers.virtual.certificates import user_authentication_ca
from drivers.virtual.misbehaving import misbehave
from drivers.virtual.reader import VirtualReader

SELECT = bytes.fromhex("00A4040C0A") + JPKI.aid
SELECT_TEXT = bytes.fromhex("00A4040C0A") + TEXT.aid
WRONG = bytes.fromhex("00200098") + b"\x040000"
RIGHT = bytes.fromhex("00200098") + b"\x041234"
ASK = bytes.fromhex("00200098")
READ = bytes.fromhex("00B08A0000")


def issuer() -> PublicKey:
    root = issuers.text_root()
    keys = IssuerKeys({KeyId(root.key_id): PublicKey.of(root.key.public_key())})
    card = sample()
    return keys.check(CardCertificate.read(read_file(card, TEXT.aid, TEXT.certificate)))


def read_file(card, aid: bytes, sfi: int) -> bytes:
    card.transmit(bytes.fromhex("00A4040C0A") + aid)
    return card.transmit(bytes((0, 0xB0, 0x80 | sfi, 0, 0, 0, 0)))[:-2]


def test_a_card_torn_before_an_apdu_has_not_acted():
    card = sample()
    card.faults.torn_at = 2
    card.transmit(SELECT)
    with pytest.raises(CardRemoved):
        card.transmit(WRONG)
    card.power_off()
    card.faults.torn_at = None
    card.transmit(SELECT)
    assert card.transmit(ASK) == b"\x63\xc3"


@pytest.mark.parametrize("byte", [0, 1])
def test_a_card_torn_inside_its_answer_has_acted_and_a_part_was_sent(byte):
    card = sample()
    card.faults.torn_at, card.faults.torn_at_byte = 2, byte
    card.transmit(SELECT)
    with pytest.raises(Torn) as torn:
        card.transmit(WRONG)
    assert torn.value.sent == b"\x63\xc2"[:byte]
    card.power_off()
    card.faults.torn_at = None
    card.transmit(SELECT)
    assert card.transmit(ASK) == b"\x63\xc2"


def test_every_byte_of_an_answer_can_be_the_last():
    card = sample()
    card.transmit(SELECT)
    whole = card.transmit(READ)
    sent = []
    for byte in range(len(whole)):
        card.power_off()
        card.faults.torn_at, card.faults.torn_at_byte = 2, byte
        card.transmit(SELECT)
        with pytest.raises(Torn) as torn:
            card.transmit(READ)
        sent.append(torn.value.sent)
    assert [len(part) for part in sent] == list(range(258))
    assert all(whole.startswith(part) for part in sent)


def test_an_answer_can_be_lost_after_the_card_has_acted():
    card = sample()
    card.faults.lost_at = 2
    card.transmit(SELECT)
    with pytest.raises(CardMute):
        card.transmit(WRONG)
    assert card.transmit(ASK) == b"\x63\xc2"


def test_a_mute_card_does_not_act():
    card = sample()
    card.transmit(SELECT)
    card.faults.mute = True
    with pytest.raises(CardMute):
        card.transmit(WRONG)
    card.faults.mute = False
    assert card.transmit(ASK) == b"\x63\xc3"


def test_a_slow_card_takes_its_time_by_the_clock_it_was_given():
    card, waited = sample(), []
    card.wait = waited.append
    card.faults.delay_s = 0.25
    card.transmit(SELECT)
    card.faults.delay_s, card.faults.waiting_extensions = 0.0, 3
    assert card.waiting_extensions == 3
    with VirtualReader(card).connect() as connection:
        connection.transmit(SELECT)
    assert waited == [0.25, pytest.approx(3 * 0.309)]


def test_the_first_answer_after_power_up_can_be_6f00():
    card = sample()
    card.faults.first_6f00 = True
    assert [card.transmit(SELECT) for _ in range(2)] == [b"\x6f\x00", b"\x90\x00"]
    card.power_off()
    assert card.transmit(SELECT) == b"\x6f\x00"


def test_an_answer_can_wait_behind_61xx():
    card = sample()
    whole = read_file(card, JPKI.aid, JPKI.user_authentication.certificate)
    card.faults.more = True
    assert card.transmit(READ) == b"\x61\x00"
    assert card.transmit(bytes.fromhex("00C0000064")) == whole[:100] + b"\x61\x9c"
    assert card.transmit(bytes.fromhex("00C000009C")) == whole[100:256] + b"\x90\x00"


def test_reads_can_be_short_and_lengths_longer_than_they_need_be():
    card = sample()
    card.transmit(SELECT)
    card.faults.short_reads = 7
    assert len(card.transmit(READ)) == 9
    card.faults.other_length = True
    assert card.transmit(READ)[:5] == bytes.fromhex("308300062B")


@pytest.mark.parametrize(("surplus", "length"), [(1, 259), (300, 558), (-1, 257), (-258, 0), (-999, 0)])
def test_an_answer_can_be_too_long_or_too_short(surplus, length):
    card = sample()
    card.transmit(SELECT)
    card.faults.surplus = surplus
    answer = card.transmit(READ)
    assert len(answer) == length
    assert surplus < 0 or answer[-2:] == b"\x90\x00"


def test_garbage_is_the_same_for_the_same_seed_and_another_for_each_answer():
    def rubbish(seed: int) -> list[bytes]:
        card = sample()
        card.faults.garbage = seed
        return [card.transmit(SELECT) for _ in range(20)]

    assert rubbish(1) == rubbish(1)
    assert rubbish(1) != rubbish(2)
    assert len(set(rubbish(1))) > 10


def test_a_forged_signature_of_a_key_is_wrong_and_the_next_one_right():
    card = sample()
    session = session_with(card)
    key = x509.load_der_x509_certificate(session.certificate()).public_key()
    session.verify("1234")
    good = session.sign(bytes(32))
    card.faults.forged = frozenset({Forged.KEY})
    forged = session.sign(bytes(32))
    assert forged != good
    assert key.recover_data_from_signature(good, padding.PKCS1v15(), hashes.SHA256()) == bytes(32)
    card.faults.forged = frozenset()
    assert session.sign(bytes(32)) == good


def test_a_forged_internal_signature_leaves_those_of_the_other_keys_alone():
    card = sample()
    session = TextSession(Channel(VirtualReader(card).connect()))
    good = session.internal_signature(bytes(32))
    card.faults.forged = frozenset({Forged.INTERNAL})
    assert session.internal_signature(bytes(32)) != good
    mine = session_with(card)
    mine.verify("1234")
    first = mine.sign(bytes(32))
    card.faults.forged = frozenset()
    assert mine.sign(bytes(32)) == first


def test_forged_records_say_the_same_and_are_not_signed():
    card, key = sample(), issuer()
    session = TextSession(Channel(VirtualReader(card).connect()))
    session.verify("1234")
    session.internal_key().check(key)
    card.faults.forged = frozenset({Forged.RECORDS})
    with pytest.raises(WrongSignature):
        session.internal_key().check(key)
    with pytest.raises(WrongSignature):
        session.integrity().check(key)
    assert session.attributes().name == "見本　花子"


def test_an_expired_card_shows_a_true_certificate_that_has_ended():
    card = sample()
    anchors = TrustAnchors([user_authentication_ca().der])
    good = session_with(card).certificate()
    card.faults.expired = True
    old = session_with(card).certificate()
    anchors.check(good, NOW)
    with pytest.raises(ExpiredCertificate):
        anchors.check(old, NOW)
    old, good = map(x509.load_der_x509_certificate, (old, good))
    assert (old.serial_number, old.public_key()) == (good.serial_number, good.public_key())
    assert old.not_valid_after_utc < good.not_valid_before_utc


@pytest.mark.parametrize("place", [(app.aid, pin.sfi) for app in (JPKI, TEXT, SURFACE) for pin in app.pins])
def test_any_pin_can_be_blocked(place):
    card = sample()
    aid, sfi = place
    card.block(aid, sfi)
    card.transmit(bytes.fromhex("00A4040C0A") + aid)
    assert card.transmit(bytes((0, 0x20, 0, 0x80 | sfi))) == b"\x69\x84"


def test_pins_that_are_locked_have_the_attempts_they_had_when_they_are_open_again():
    card = sample("taro")
    card.transmit(SELECT)
    misbehave(card, "blocked")
    assert [card.transmit(command) for command in (ASK, RIGHT, WRONG)] == [b"\x69\x84"] * 3
    misbehave(card, None)
    assert card.transmit(ASK) == b"\x63\xc1"
    assert card.transmit(RIGHT) == b"\x90\x00"


@pytest.mark.parametrize("name", ["licence", "transport", "tag", "unknown"])
def test_a_card_without_a_pin_cannot_have_it_locked(name):
    with pytest.raises(TypeError, match="no PIN"):
        misbehave(sample(name), "blocked")


def test_a_copied_serial_comes_with_another_key():
    original, copy = sample("hanako"), sample("taro")
    copy.copy_files(original)
    theirs, mine = session_with(original), session_with(copy)
    assert mine.certificate() == theirs.certificate()
    mine.verify("1234")
    theirs.verify("1234")
    assert mine.sign(bytes(32)) != theirs.sign(bytes(32))


def test_a_copy_has_the_files_of_the_other_applications_too_but_not_the_internal_key():
    original, copy = sample("hanako"), sample("taro")
    copy.copy_files(original)
    sessions = [TextSession(Channel(VirtualReader(card).connect())) for card in (original, copy)]
    for session in sessions:
        session.verify("1234")
    assert sessions[0].attributes() == sessions[1].attributes()
    assert sessions[0].internal_key() == sessions[1].internal_key()
    assert sessions[0].internal_signature(bytes(32)) != sessions[1].internal_signature(bytes(32))


def test_a_copy_has_the_records_too_and_files_of_applications_that_it_had_not():
    original = sample("hanako")
    for copy in (sample("taro"), sample("unknown")):
        copy.copy_files(original)
        records = [CommonSession(Channel(VirtualReader(card).connect())).identity() for card in (original, copy)]
        assert records[0] == records[1]


def test_a_certificate_of_the_first_year_can_be_shown_expired():
    card = sample(not_before=datetime(FIRST_YEAR, 1, 1, tzinfo=UTC))
    card.faults.expired = True
    assert session_with(card).certificate()


def test_the_log_holds_headers_and_status_words_and_never_a_body():
    card = sample()
    card.transmit(SELECT)
    card.transmit(WRONG)
    card.transmit(READ)
    assert card.log == ["00a4040c 9000", "00200098 63c2", "00b08a00 9000"]


@given(
    st.fixed_dictionaries(
        {},
        optional={
            "first_6f00": st.booleans(),
            "more": st.booleans(),
            "other_length": st.booleans(),
            "short_reads": st.integers(1, 300),
            "surplus": st.integers(-300, 300),
            "garbage": st.integers(),
            "torn_at": st.integers(1, 4),
            "torn_at_byte": st.none() | st.integers(0, 300),
            "lost_at": st.integers(1, 4),
            "forged": st.frozensets(st.sampled_from(Forged)),
            "expired": st.booleans(),
            "blocked": st.booleans(),
        },
    )
)
def test_misbehaviours_together_give_an_answer_or_a_card_error_and_end_with_themselves(faults):
    card = played_with
    card.power_off()
    for name, value in faults.items():
        setattr(card.faults, name, value)
    for command in (SELECT, READ, ASK):
        try:
            assert isinstance(card.transmit(command), bytes)
        except (CardRemoved, CardMute):
            break
    card.faults = type(card.faults)()
    card.power_off()
    assert [card.transmit(command)[-2:] for command in (SELECT, READ, ASK)] == [b"\x90\x00", b"\x90\x00", b"\x63\xc3"]


played_with = sample()


def test_wrong_pins_of_two_applications_count_apart():
    card = sample()
    with pytest.raises(WrongPin):
        session_with(card).verify("0000")
    session = TextSession(Channel(VirtualReader(card).connect()))
    assert (session.attempts_left(), session_with(card).attempts_left()) == (3, 2)


def test_the_log_of_a_card_that_is_used_for_months_keeps_the_last_commands():
    card = sample()
    for _ in range(LOG_ENTRIES + 1):
        card.transmit(bytes.fromhex("00A4040C0AD392F000260100000001"))
    card.transmit(bytes.fromhex("00200098"))
    assert len(card.log) <= LOG_ENTRIES
    assert card.log[-1] == "00200098 63c3"
