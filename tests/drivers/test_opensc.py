"""OpenSC, which has its own idea of the card, reads and signs through a real pcscd; OpenSSL, which has none, checks what came out."""

import subprocess
from hashlib import sha256

import pytest
from acting import until
from sample_cards import sample

from drivers.virtual.certificates import digital_signature_ca, user_authentication_ca

pytestmark = pytest.mark.real

USER, DOCUMENTS = ("01", "0", "1234"), ("02", "1", "ABC123")
"""Key, PKCS #11 slot and code, as OpenSC numbers them."""
BOTH = pytest.mark.parametrize(("key", "slot", "pin"), [USER, DOCUMENTS], ids=["user authentication", "documents"])
MESSAGE = b"a challenge of central's"


class OpenSc:
    """Programs of OpenSC's with one card on the reader."""

    def __init__(self, environment, card, folder):
        self._environment, self.card, self.folder = environment, card, folder

    def __call__(self, *command: str, status: int = 0) -> bytes:
        done = subprocess.run(command, env=self._environment, capture_output=True, timeout=60, check=False)
        assert done.returncode == status, done.stderr.decode()
        return done.stdout

    def reader_has_card(self) -> bool:
        return b"Yes" in self("opensc-tool", "--list-readers")

    def certificate(self, key: str, pin: str) -> bytes:
        """In PEM; the signature key's certificate is behind its password."""
        code = ("--verify-pin", "--auth-id", key, "--pin", pin) if key == "02" else ()
        return self("pkcs15-tool", "--read-certificate", key, *code)

    def file(self, name: str, content: bytes = b"") -> str:
        path = self.folder / name
        path.write_bytes(content)
        return str(path)


@pytest.fixture(params=["jpki", ""], ids=["driver forced", "driver searched for"])
def opensc(private_pcscd, request, tmp_path):
    """OpenSC told which card it is, and OpenSC as it comes, which first tries all the cards it knows."""
    forced = {"OPENSC_DRIVER": request.param} if request.param else {}
    with private_pcscd.slot() as slot:
        card = sample()
        slot.place(card)
        programs = OpenSc(private_pcscd.environment | forced, card, tmp_path)
        until(programs.reader_has_card, "the card in OpenSC's eyes")
        yield programs
    until(lambda: not programs.reader_has_card(), "an empty reader in OpenSC's eyes")


def openssl(*command: str, given: bytes = b"") -> bytes:
    return subprocess.run(("openssl", *command), input=given, capture_output=True, timeout=60, check=True).stdout


def test_opensc_takes_the_card_for_what_it_is(opensc):
    assert opensc("opensc-tool", "--name").strip() == b"jpki"


def test_pkcs15_tool_lists_the_certificates_keys_and_attempts(opensc):
    told = opensc("pkcs15-tool", "--list-certificates", "--list-keys", "--list-pins").decode()
    for label in ("User Authentication Certificate", "Digital Signature Certificate", "User Authentication Key"):
        assert f"[{label}]" in told
    assert told.count("[User Authentication Certificate CA]") == 1
    assert told.count("[Digital Signature Certificate CA]") == 1
    assert "Tries left     : 3" in told
    assert "Tries left     : 5" in told
    assert "02 02 1001" in told


def test_pkcs11_tool_lists_a_slot_for_each_key_with_the_length_of_its_code(opensc):
    told = opensc("pkcs11-tool", "--list-slots").decode()
    assert told.index("JPKI (User Authentication PIN)") < told.index("pin min/max        : 4/4")
    assert told.index("JPKI (Digital Signature PIN)") < told.index("pin min/max        : 6/16")


@BOTH
def test_pkcs11_tool_lists_the_certificates_of_a_slot(opensc, key, slot, pin):
    told = opensc(
        "pkcs11-tool", "--slot-index", slot, "--login", "--pin", pin, "--list-objects", "--type", "cert"
    ).decode()
    assert {"01": "KAZASU-TEST-00001001", "02": "KAZASU-TEST-00801001"}[key] in told


@BOTH
def test_both_certificates_are_read_as_the_card_holds_them_and_openssl_finds_the_chain(opensc, key, slot, pin):
    pem = opensc.certificate(key, pin)
    ca = opensc("pkcs15-tool", "--read-certificate", {"01": "03", "02": "04"}[key])
    known = user_authentication_ca() if key == "01" else digital_signature_ca()
    assert openssl("x509", "-outform", "DER", given=ca) == known.der
    told = openssl("verify", "-no_check_time", "-CAfile", opensc.file("ca", ca), opensc.file("certificate", pem))
    assert told.endswith(b": OK\n")


@BOTH
def test_pkcs15_crypt_signs_and_openssl_verifies(opensc, key, slot, pin):
    signature = opensc.file("signature")
    digest = opensc.file("digest", sha256(MESSAGE).digest())
    sign = ["pkcs15-crypt", "--sign", "--pkcs1", "--sha-256", "--raw", "--key", key, "--pin", pin]
    opensc(*sign, "--input", digest, "--output", signature)
    assert verified(opensc, signature, opensc.certificate(key, pin))


@BOTH
def test_pkcs11_tool_signs_and_openssl_verifies(opensc, key, slot, pin):
    message, signature = opensc.file("message", MESSAGE), opensc.file("signature")
    sign = ["pkcs11-tool", "--slot-index", slot, "--login", "--pin", pin, "--id", key, "--sign"]
    opensc(*sign, "--mechanism", "SHA256-RSA-PKCS", "--input-file", message, "--output-file", signature)
    assert verified(opensc, signature, opensc.certificate(key, pin))


def test_a_wrong_code_costs_opensc_one_attempt_on_our_card(opensc):
    opensc("pkcs15-tool", "--verify-pin", "--auth-id", "01", "--pin", "0000", status=255)
    assert opensc.card.counters.left("user_authentication", 3) == 2
    assert b"Tries left     : 2" in opensc("pkcs15-tool", "--list-pins")


def verified(opensc, signature: str, certificate: bytes) -> bool:
    public = opensc.file("public", openssl("x509", "-pubkey", "-noout", given=certificate))
    return openssl("dgst", "-sha256", "-verify", public, "-signature", signature, given=MESSAGE) == b"Verified OK\n"
