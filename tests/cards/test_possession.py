import secrets
import subprocess
from dataclasses import replace
from hashlib import sha256

import pytest
from card_issuers import ISSUERS
from card_layouts import key as key_of
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sample_cards import sample, session_with

from cards import possession
from cards.apdu import Channel
from cards.certificates import read
from cards.errors import (
    ApplicationMissing,
    BadCardData,
    CardRemoved,
    MalformedPin,
    PinBlocked,
    UntrustedCertificate,
    WrongPin,
    WrongSignature,
)
from cards.kinds import CardKind
from cards.possession import CardKey
from cards.secret import Secret
from cards.tables import ECDSA_P384, JPKI, RSA_2048, TEXT
from cards.text import TextSession
from drivers.virtual.card import VirtualCard
from drivers.virtual.card_faults import Forged
from drivers.virtual.card_memory import Counters
from drivers.virtual.card_parts import File, PrivateKey
from drivers.virtual.card_parts import Secret as Code
from drivers.virtual.chip import Chip, Traits
from drivers.virtual.issuers import Issuer, certify, key_id, municipality, tagged, text_root
from drivers.virtual.issuers import public_key as stored
from drivers.virtual.reader import VirtualReader

PIN = "1234"
CHALLENGE = bytes(range(32))


class Wire:
    """A line to a card that somebody else can listen to, and send on."""

    def __init__(self, transport) -> None:
        self.transport, self.heard = transport, []

    def transmit(self, command) -> bytes:
        self.heard.append((bytes(command), self.transport.transmit(command)))
        return self.heard[-1][1]


class TwoCards:
    """One device that shows one card's JPKI and everything else of another."""

    def __init__(self, jpki, rest) -> None:
        self.jpki, self.rest, self.current = jpki, rest, rest

    def transmit(self, command) -> bytes:
        if command[1] == 0xA4:
            self.current = self.jpki if bytes(command[5:15]) == JPKI.aid else self.rest
        return self.current.transmit(command)


def line(card) -> Channel:
    return Channel(VirtualReader(card).connect())


def registered(card) -> CardKey:
    return possession.register(line(card), PIN, ISSUERS)


def attempts(card) -> list[int | None]:
    return [session_with(card).attempts_left(), *(TextSession(line(card)).attempts_left(pin) for pin in TEXT.pins)]


def commands(card, ins: int) -> int:
    return sum(entry[2:4] == f"{ins:02x}" for entry in card.log)


def test_a_registered_card_proves_itself():
    card = sample()
    key = registered(card)
    possession.prove(line(card), key, CHALLENGE)
    key.check(CHALLENGE, possession.answer(line(card), CHALLENGE))


def test_a_tap_costs_two_commands_and_no_attempt():
    card = sample()
    key, before = registered(card), attempts(card)
    channel = line(card)
    card.log.clear()
    key.check(CHALLENGE, possession.answer(channel, CHALLENGE))
    assert (channel.apdus, len(card.log), commands(card, 0x20)) == (2, 2, 0)
    assert attempts(card) == before


def test_a_registration_costs_five_commands_where_extended_length_passes():
    card = sample()
    connection = VirtualReader(card).connect()
    possession.register(Channel(connection, connection.limits), PIN, ISSUERS)
    # the selection, the PIN, the key, its certificate, the proof
    assert (len(card.log), commands(card, 0x20)) == (5, 1)


def test_a_tap_works_with_a_blocked_pin():
    card = sample()
    key = registered(card)
    card.block(TEXT.aid, TEXT.pin.sfi)
    possession.prove(line(card), key, CHALLENGE)


@pytest.mark.parametrize("name", ["number_a", "number_b"])
def test_the_printed_numbers_open_a_registration_too(name):
    card = sample()
    pin = getattr(TEXT, name)
    code = card.chip.applications[TEXT.aid][pin.sfi].value.decode()
    assert possession.register(line(card), code, ISSUERS, pin) == registered(card)


def test_a_copied_serial_number_does_not_pass():
    victim = sample()
    key = registered(victim)
    serial = read(session_with(victim).certificate()).serial
    copy = sample("taro", serial=serial)
    assert session_with(copy).serial() == serial
    with pytest.raises(WrongSignature):
        possession.prove(line(copy), key, CHALLENGE)


def test_a_copy_of_every_file_does_not_pass():
    victim, copy = sample(), sample("taro")
    key = registered(victim)
    copy.copy_files(victim)
    assert session_with(copy).certificate() == session_with(victim).certificate()
    with pytest.raises(WrongSignature):
        possession.prove(line(copy), key, CHALLENGE)


def test_a_copy_cannot_be_registered():
    victim, copy = sample(), sample("taro", profile_pin=PIN)
    copy.copy_files(victim)
    with pytest.raises(WrongSignature):
        possession.register(line(copy), PIN, ISSUERS)


def test_another_genuine_card_does_not_pass():
    key, other = registered(sample()), sample("taro", profile_pin=PIN)
    assert registered(other) != key
    with pytest.raises(WrongSignature):
        possession.prove(line(other), key, CHALLENGE)


def test_an_answer_passes_for_its_own_challenge_only():
    card = sample()
    key = registered(card)
    overheard = possession.answer(line(card), CHALLENGE)
    for other in (bytes(32), CHALLENGE[::-1], CHALLENGE[:-1] + b"\x20", secrets.token_bytes(32)):
        with pytest.raises(WrongSignature):
            key.check(other, overheard)
    # for its own it passes again: whoever draws challenges takes each back after one use
    key.check(CHALLENGE, overheard)


@pytest.mark.parametrize("challenge", [b"", b"1", CHALLENGE[:31], CHALLENGE + b"\0"], ids=len)
def test_a_short_challenge_is_refused_and_nothing_is_sent(challenge):
    card = sample()
    key = registered(card)
    card.log.clear()
    for attempt in (
        lambda: possession.answer(line(card), challenge),
        lambda: key.check(challenge, bytes(256)),
        lambda: key.binding(challenge),
    ):
        with pytest.raises(ValueError, match="a challenge has 32 bytes"):
            attempt()
    assert card.log == []


def test_a_signature_for_another_purpose_does_not_pass():
    card = sample()
    key = registered(card)
    session = TextSession(line(card))
    for message in (CHALLENGE, key.binding(CHALLENGE), possession.BINDING + CHALLENGE, CHALLENGE + possession.TAP):
        with pytest.raises(WrongSignature):
            key.check(CHALLENGE, session.internal_signature(sha256(message).digest()))
    signer = session_with(card)
    signer.verify(PIN)
    with pytest.raises(WrongSignature):
        key.check(CHALLENGE, signer.sign(sha256(possession.TAP + CHALLENGE).digest()))
    with pytest.raises(WrongSignature):
        key.public_key.verify(possession.answer(line(card), CHALLENGE), CHALLENGE)


def swapped(own_root: Issuer, name: bytes) -> object:
    """A genuine card whose holder put a key of his own into it, with the certificates it takes."""
    card, own = sample(), Issuer(key_id("9199999"), own_root.key)
    made = tagged(0xDF51, stored(own.key.public_key()))
    card.put(TEXT.aid, TEXT.internal_public_key, tagged(0xFF50, made + tagged(0xDF52, own.sign(made))))
    card.put(TEXT.aid, TEXT.certificate, certify(Issuer(name, own_root.key), own))
    # it answers with that key too, so that only the certificates can tell
    card.chip.applications[TEXT.aid][TEXT.internal_key] = PrivateKey(lambda: own.key, None, RSA_2048)
    return card


def test_a_key_that_was_swapped_cannot_be_registered():
    # any key that the city does not trust will do for the forger's
    forger = Issuer(key_id("9777777"), key_of("forger"))
    with pytest.raises(UntrustedCertificate):
        registered(swapped(forger, forger.key_id))
    with pytest.raises(WrongSignature):
        registered(swapped(forger, text_root().key_id))
    card = swapped(forger, text_root().key_id)
    card.put(TEXT.aid, TEXT.certificate, sample().chip.applications[TEXT.aid][TEXT.certificate].content)
    with pytest.raises(WrongSignature):
        registered(card)


def test_a_recorded_registration_cannot_be_played_again():
    wire = Wire(VirtualReader(sample()).connect())
    possession.register(Channel(wire), PIN, ISSUERS)
    recording = iter([answer for _, answer in wire.heard])
    played = type("Played", (), {"transmit": lambda self, command: next(recording)})()
    with pytest.raises(WrongSignature):
        possession.register(Channel(played), PIN, ISSUERS)
    assert list(recording) == []


def test_the_key_of_card_b_does_not_come_under_the_name_of_card_a():
    a, b = sample(), sample("taro", profile_pin=PIN)
    device = TwoCards(VirtualReader(a).connect(), VirtualReader(b).connect())
    key = possession.register(Channel(device), PIN, ISSUERS)
    # the device gets B's key registered; what it cannot get is A's word for it: A signed for the card that is A's
    assert key == registered(b)
    words = registered(a).binding(CHALLENGE)
    signer = session_with(a)
    certificate = read(signer.certificate())
    signer.verify(PIN)
    signature = signer.sign(sha256(words).digest())
    certificate.verify(signature, words)
    with pytest.raises(WrongSignature):
        certificate.verify(signature, key.binding(CHALLENGE))
    with pytest.raises(WrongSignature):
        possession.prove(line(a), key, CHALLENGE)


def test_a_relayed_answer_passes():
    # said openly in docs/threats: the chip cannot tell how far away the reader is
    card = sample()
    key = registered(card)
    far_away = Wire(VirtualReader(card).connect())
    possession.prove(Channel(far_away), key, CHALLENGE)
    assert len(far_away.heard) == 2


def test_a_wrong_code_spends_one_attempt_and_a_malformed_one_none():
    card = sample()
    with pytest.raises(MalformedPin):
        possession.register(line(card), "12", ISSUERS)
    with pytest.raises(WrongPin) as told:
        possession.register(line(card), "9999", ISSUERS)
    assert told.value.attempts_left == 2
    card.block(TEXT.aid, TEXT.pin.sfi)
    with pytest.raises(PinBlocked):
        registered(card)


@pytest.mark.parametrize("forged", [Forged.INTERNAL, Forged.RECORDS])
def test_a_card_that_signs_wrongly_is_refused(forged):
    card = sample()
    key = registered(card)
    card.faults.forged = frozenset({forged})
    with pytest.raises(WrongSignature):
        registered(card)
    if forged is Forged.INTERNAL:
        with pytest.raises(WrongSignature):
            possession.prove(line(card), key, CHALLENGE)


@pytest.mark.parametrize("at", [1, 2])
def test_a_card_that_leaves_in_the_middle_has_proved_nothing_and_the_next_tap_works(at):
    card = sample()
    key = registered(card)
    channel = line(card)
    card.faults.torn_at = at
    with pytest.raises(CardRemoved):
        possession.answer(channel, CHALLENGE)
    card.faults.torn_at = None
    possession.prove(line(card), key, CHALLENGE)


def test_a_phone_cannot_be_registered():
    code = Secret(PIN)
    with pytest.raises(ApplicationMissing):
        possession.register(line(sample(kind=CardKind.ANDROID)), code, ISSUERS)
    assert len(code) == 0


def test_a_key_is_kept_as_bytes_and_found_again():
    card = sample()
    key = registered(card)
    kept = key.to_bytes()
    assert len(kept) == 294
    assert CardKey.from_bytes(kept) == key
    assert CardKey.from_bytes(kept).fingerprint == sha256(kept).digest()
    with pytest.raises(BadCardData):
        CardKey.from_bytes(kept[:-1])
    assert repr(key) == "CardKey(public_key=PublicKey())"


def test_the_next_card_proves_itself_by_the_same_call():
    # ECDSA on P-384 and another AID: a table, and nothing else
    table = replace(TEXT, aid=bytes.fromhex("F04B415A41535503"), internal_algorithm=ECDSA_P384)
    own = ec.generate_private_key(ec.SECP384R1())
    made = tagged(0xDF51, tagged(0x86, own.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)))
    city = municipality("99999")
    files = {
        table.pin.sfi: Code("profile", PIN.encode(), 3),
        table.internal_public_key: File(
            tagged(0xFF50, made + tagged(0xDF52, city.sign(made))), frozenset({table.pin.sfi})
        ),
        table.certificate: File(certify(text_root(), city)),
        table.internal_key: PrivateKey(lambda: own, None, ECDSA_P384),
    }
    card = VirtualCard(Chip({table.aid: files}, Counters({}), Traits(b"")))
    key = possession.register(line(card), PIN, ISSUERS, table=table)
    possession.prove(line(card), CardKey.from_bytes(key.to_bytes()), CHALLENGE, table)
    with pytest.raises(WrongSignature):
        key.check(bytes(32), possession.answer(line(card), CHALLENGE, table))


@pytest.mark.real
def test_openssl_agrees_with_an_answer(tmp_path):
    card = sample()
    key = registered(card)
    (tmp_path / "key.der").write_bytes(key.to_bytes())
    (tmp_path / "answer").write_bytes(possession.answer(line(card), CHALLENGE))
    for challenge, status in ((CHALLENGE, 0), (bytes(32), 1)):
        (tmp_path / "message").write_bytes(b"Kazasu tap without PIN 1\n" + challenge)
        check = [
            "openssl",
            "dgst",
            "-sha256",
            "-verify",
            "key.der",
            "-keyform",
            "DER",
            "-signature",
            "answer",
            "message",
        ]
        assert subprocess.run(check, cwd=tmp_path, capture_output=True, check=False).returncode == status
