"""`kazasu card sign` and `verify`: a file, a signature, and what is said of them."""

import resource
import stat
import subprocess
import tracemalloc
from pathlib import Path

import pytest
from card_command import kazasu, own_card, plainly, whole_card
from cryptography.hazmat.primitives.serialization import Encoding

from drivers.virtual.certificates import digital_signature_ca, user_authentication_ca

PASSWORD = "ABC123\n"
AT = "2026-11-24T10:00"


@pytest.fixture
def card(tmp_path):
    return own_card(tmp_path, "hanako")


@pytest.fixture
def letter(tmp_path):
    path = tmp_path / "申請書.txt"
    path.write_text("転居届\n", encoding="utf-8")
    return path


@pytest.fixture
def ca(tmp_path):
    path = tmp_path / "ca.pem"
    both = digital_signature_ca(), user_authentication_ca()
    path.write_bytes(b"".join(each.certificate.public_bytes(Encoding.PEM) for each in both))
    return path


def signature_of(letter: Path) -> Path:
    return letter.with_name(letter.name + ".p7s")


def test_a_signed_file_is_verified_and_vouched_for(card, letter, ca):
    status, signed = kazasu("sign", letter, "--reader", card, codes=PASSWORD)
    assert (status, signed["signature"], signed["key"]) == (0, str(signature_of(letter)), "signature")
    status, told = kazasu("verify", letter, signature_of(letter), "--ca", ca, "--at", AT)
    assert (status, told["intact"], told["trusted"], told["revoked"]) == (0, True, True, None)
    assert told["signer"]["serial"] == signed["certificate"]["serial"] == "801001"


def test_small_letters_are_the_same_password(card, letter):
    assert kazasu("sign", letter, "--reader", card, codes="abc123\n")[0] == 0


def test_verify_tells_who_signed(letter, tmp_path):
    card = whole_card(tmp_path)
    kazasu("sign", letter, "--reader", card, codes="KSIG77\n")
    signer = kazasu("verify", letter, signature_of(letter))[1]["signer"]
    told = {name: signer[name] for name in ("name", "birth_date", "sex")}
    assert told == {"name": "山田　花子", "birth_date": "1980-02-17", "sex": "female"}
    assert "清瀬市" in signer["address"]
    assert "name: 山田　花子" in plainly("verify", letter, signature_of(letter)).out


def test_without_a_ca_nobody_is_said_to_vouch(card, letter):
    kazasu("sign", letter, "--reader", card, codes=PASSWORD)
    status, told = kazasu("verify", letter, signature_of(letter))
    assert (status, told["intact"], told["trusted"]) == (0, True, None)
    assert "revoked is not known" in plainly("verify", letter, signature_of(letter)).out


def test_a_file_that_was_changed_is_not_genuine(card, letter):
    kazasu("sign", letter, "--reader", card, codes=PASSWORD)
    letter.write_text("離婚届\n", encoding="utf-8")
    status, told = kazasu("verify", letter, signature_of(letter))
    assert (status, told["error"]["code"]) == (7, "not_genuine")
    assert "not the one that was signed" in told["error"]["message"]


def test_a_ca_that_did_not_issue_the_certificate_does_not_vouch(card, letter, tmp_path):
    kazasu("sign", letter, "--reader", card, codes=PASSWORD)
    other = tmp_path / "other.pem"
    other.write_bytes(user_authentication_ca().certificate.public_bytes(Encoding.PEM))
    status, told = kazasu("verify", letter, signature_of(letter), "--ca", other, "--at", AT)
    assert (status, told["error"]["message"]) == (
        7,
        "the file is as it was signed, but no trust anchor issued this certificate",
    )


@pytest.mark.parametrize("content", [b"", b"CA", b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"])
def test_a_file_of_cas_that_is_none_is_usage(card, letter, tmp_path, content):
    kazasu("sign", letter, "--reader", card, codes=PASSWORD)
    bad = tmp_path / "bad.pem"
    bad.write_bytes(content)
    status, told = kazasu("verify", letter, signature_of(letter), "--ca", bad)
    assert (status, told["error"]["message"].startswith(f"{bad}: CA certificates are needed")) == (2, True)


def test_an_expired_certificate_is_told(card, letter, ca):
    kazasu("sign", letter, "--reader", card, codes=PASSWORD)
    status, told = kazasu("verify", letter, signature_of(letter), "--ca", ca, "--at", "2031-01-01")
    assert (status, "was valid until" in told["error"]["message"]) == (7, True)


def test_nobody_vouches_for_a_document_signed_by_the_key_that_signs_any_challenge(card, letter, ca):
    assert kazasu("sign", letter, "--key", "user_authentication", "--reader", card, codes="1234\n")[0] == 0
    assert kazasu("verify", letter, signature_of(letter))[0] == 0
    status, told = kazasu("verify", letter, signature_of(letter), "--ca", ca, "--at", AT)
    assert (status, "not one for signing" in told["error"]["message"]) == (7, True)


def test_a_signature_may_hold_the_file_and_the_time(card, letter):
    kazasu("sign", letter, "--attached", "--signing-time", "--reader", card, codes=PASSWORD)
    status, told = kazasu("verify", letter.with_name(letter.name + ".p7m"))
    assert (status, told["intact"]) == (0, True)
    assert told["claimed_time"].endswith("Z")


def test_a_signature_is_never_written_over_another_and_no_password_asked_for_it(card, letter):
    signature_of(letter).write_bytes(b"precious")
    status, told = kazasu("sign", letter, "--reader", card)
    assert (status, told["error"]["code"]) == (2, "usage")
    assert "is there already" in told["error"]["message"]
    assert signature_of(letter).read_bytes() == b"precious"


def test_a_signature_that_finds_no_room_leaves_no_half_of_it_behind(card, letter):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        status, told = kazasu("sign", letter, "--reader", card, codes=PASSWORD)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert (status, "cannot be written, File too large" in told["error"]["message"]) == (2, True)
    assert not signature_of(letter).exists()


def test_only_its_owner_can_read_a_signature(card, letter):
    kazasu("sign", letter, "--reader", card, codes=PASSWORD)
    assert stat.S_IMODE(signature_of(letter).stat().st_mode) == 0o600


def test_a_file_larger_than_the_memory_is_read_in_pieces(card, tmp_path):
    large = tmp_path / "large"
    with large.open("wb") as made:
        made.truncate(64 << 20)
    tracemalloc.start()
    try:
        assert kazasu("sign", large, "--reader", card, codes=PASSWORD)[0] == 0
        assert kazasu("verify", large, signature_of(large))[0] == 0
        assert tracemalloc.get_traced_memory()[1] < 32 << 20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("missing", ["/none/file", "/tmp"])
def test_a_file_that_cannot_be_read_is_told_with_its_path(card, missing):
    status, told = kazasu("sign", missing, "--reader", card)
    assert (status, told["error"]["message"].startswith(f"{missing}: cannot be read")) == (2, True)


def test_a_wrong_password_signs_nothing(card, letter):
    status, told = kazasu("sign", letter, "--reader", card, codes="WRONG99\n")
    assert (status, told["error"]["attempts_left"]) == (4, 4)
    assert not signature_of(letter).exists()


@pytest.mark.real
def test_openssl_agrees(card, letter, ca):
    kazasu("sign", letter, "--reader", card, codes=PASSWORD)
    command = [
        "openssl",
        "cms",
        "-verify",
        "-binary",
        "-inform",
        "DER",
        "-in",
        signature_of(letter),
        "-content",
        letter,
    ]
    command += ["-CAfile", ca, "-purpose", "any", "-attime", "1795568400"]
    told = subprocess.run(command, capture_output=True, check=False)
    assert b"Verification successful" in told.stderr
    assert told.stdout == letter.read_bytes()
