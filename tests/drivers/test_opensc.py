"""OpenSC, which has its own idea of the card, reads and signs with the virtual card through a real pcscd."""

import subprocess
from hashlib import sha256

import pytest
from real_stacks.pcsc import wait_until
from sample_cards import NOW, sample, session_with

from cards.certificates import TrustAnchors, read
from drivers.virtual.certificates import digital_signature_ca, user_authentication_ca

pytestmark = pytest.mark.real


@pytest.fixture
def opensc(private_pcscd):
    """Run a program of OpenSC's with hanako's card on the reader."""
    environment = private_pcscd.environment | {"OPENSC_DRIVER": "jpki"}

    def run(*command: str) -> bytes:
        return subprocess.run(command, env=environment, capture_output=True, timeout=60, check=True).stdout

    def reader_has_card() -> bool:
        return b"Yes" in run("opensc-tool", "--list-readers")

    with private_pcscd.slot() as slot:
        slot.place(sample())
        wait_until(reader_has_card, "the card in OpenSC's eyes")
        yield run
    wait_until(lambda: not reader_has_card(), "an empty reader in OpenSC's eyes")


def test_pkcs15_tool_lists_the_certificates_keys_and_attempts(opensc):
    told = opensc("pkcs15-tool", "--list-certificates", "--list-keys", "--list-pins").decode()
    for label in ("User Authentication Certificate", "Digital Signature Certificate", "User Authentication Key"):
        assert f"[{label}]" in told
    assert told.count("[User Authentication Certificate CA]") == 1
    assert "Tries left     : 3" in told
    assert "Tries left     : 5" in told
    assert "02 02 1001" in told


def test_pkcs15_tool_reads_the_same_certificate_as_we_do(opensc):
    pem = opensc("pkcs15-tool", "--read-certificate", "01")
    der = subprocess.run(["openssl", "x509", "-outform", "DER"], input=pem, capture_output=True, check=True).stdout
    assert der == session_with(sample()).certificate()


def test_pkcs11_tool_lists_the_certificates(opensc):
    told = opensc("pkcs11-tool", "--list-objects", "--type", "cert").decode()
    assert "CN=KAZASU-TEST-00001001" in told
    assert told.count("Certificate Object") == 3


def test_pkcs11_tool_signs_and_the_signature_verifies_with_the_certificate(opensc, tmp_path):
    message, signature = tmp_path / "message", tmp_path / "signature"
    message.write_bytes(b"a challenge of central's")
    sign = ["pkcs11-tool", "--sign", "--mechanism", "SHA256-RSA-PKCS", "--id", "01", "--login", "--pin", "1234"]
    opensc(*sign, "--input-file", str(message), "--output-file", str(signature))
    anchors = TrustAnchors([user_authentication_ca().der])
    found = anchors.check(session_with(sample()).certificate(), NOW)
    found.verify(signature.read_bytes(), message.read_bytes())


def test_pkcs15_crypt_signs_with_the_other_key_and_its_password(opensc, tmp_path):
    digest, signature = tmp_path / "digest", tmp_path / "signature"
    digest.write_bytes(sha256(b"a document").digest())
    sign = ["pkcs15-crypt", "--sign", "--pkcs1", "--sha-256", "--key", "02", "--pin", "ABC123"]
    opensc(*sign, "--input", str(digest), "--output", str(signature))
    certificate = read(opensc_certificate(opensc))
    certificate.verify(signature.read_bytes(), b"a document")
    certificate.x509.verify_directly_issued_by(digital_signature_ca().certificate)


def opensc_certificate(opensc) -> bytes:
    pem = opensc("pkcs15-tool", "--read-certificate", "02", "--verify-pin", "--auth-id", "02", "--pin", "ABC123")
    return subprocess.run(["openssl", "x509", "-outform", "DER"], input=pem, capture_output=True, check=True).stdout
