"""Certificates are signed by the municipality, as an independent reader of PDF (poppler's pdfsig, over NSS) confirms."""

import hashlib
import logging
import re
import stat
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pypdfium2
import pytest
from central_line import TUESDAY, Cardholder, StillClock, an_order, paid
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from sample_city import HANAKO, TOWN, order

from central.service import signing_key
from central.service.assemble import open_desk, signer_of
from central.service.clock import JAPAN
from central.service.config import Config, read_config
from central.service.forms import compose
from central.wire import mark_of
from firmware.gate import marks_in, sheets_in

PLAIN = compose(order(HANAKO, "household", copies=2)).pdf


@pytest.fixture(scope="module")
def signer(tmp_path_factory):
    return signer_of(Config(state=tmp_path_factory.mktemp("state")), TOWN)


@pytest.fixture(scope="module")
def signed(signer):
    return signer.sign(PLAIN, TUESDAY)


def pdfsig(document: bytes, path) -> str:
    path = path / "certificate.pdf"
    path.write_bytes(document)
    return subprocess.run(["pdfsig", "-nocert", str(path)], capture_output=True, check=False).stdout.decode(
        errors="replace"
    )


def is_confirmed(document: bytes, path) -> bool:
    said = pdfsig(document, path)
    return "Signature is Valid." in said and "Total document signed" in said


def test_pdfsig_confirms_who_signed_and_when(signed, tmp_path):
    said = pdfsig(signed, tmp_path)
    assert "Signature is Valid." in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said
    assert "CN=みなと市長" in said
    assert "Signing Time: Nov 24 2026 01:00:00" in said  # UTC of ten o'clock in Japan
    assert said.count("Signature #") == 1


def test_a_byte_flipped_anywhere_is_found(signed, tmp_path):
    hole = re.search(rb"<([0-9A-Fa-f]{1000,})>", signed)
    value = hole.start(1) + len(hole[1].rstrip(b"0")) - 40  # within the signature itself, which comes last
    # pdfsig does not look at the certificate beyond its key; `kazasu verify` does, and has a test of its own.
    covered = [n for n in range(20, len(signed) - 8, len(signed) // 60) if not hole.start() <= n < hole.end()]
    for place in [*covered, hole.start() - 1, hole.end(), value]:
        flipped = bytearray(signed)
        flipped[place] ^= 1
        assert not is_confirmed(bytes(flipped), tmp_path), f"byte {place} of {len(signed)}"


def test_bytes_added_after_signing_are_found(signed, tmp_path):
    assert "Total document signed" not in pdfsig(signed + b"\n% and more\n", tmp_path)


def test_what_was_composed_stays_byte_for_byte(signed):
    assert signed.startswith(PLAIN)
    assert len(signed) - len(PLAIN) < 5000


def test_the_sheets_look_as_before(signed):
    before, after = (pypdfium2.PdfDocument(document) for document in (PLAIN, signed))
    assert len(before) == len(after) == 2
    for one, other in zip(before, after, strict=True):
        assert one.render().to_pil().tobytes() == other.render().to_pil().tobytes()


def test_the_metadata_that_make_it_pdf_a_stay_and_the_field_keeps_its_rules(signed):
    added = signed[len(PLAIN) :]
    assert signed.count(b"/Subtype/XML") == 1
    assert b"/Metadata" in added  # named by the new catalog, and not rewritten
    assert b"<?xpacket" not in added
    # ISO 19005-2, 6.3.2 and 6.4: a field is printed and neither hidden nor without a size unless it is nothing at all.
    assert b"/Rect [ 0 0 0 0 ]" in added
    assert int(re.search(rb"/F (\d+)", added)[1]) & 0b100111 == 0b100
    for forbidden in (b"/NeedAppearances", b"/XFA", b"/Encrypt", b"/JS", b"/ObjStm"):
        assert forbidden not in added


def test_the_gate_reads_mark_and_sheets_of_the_signed_document(terminal):
    visit = terminal.identifies(Cardholder(0x1001))
    asked = an_order(copies=2)
    quote = terminal.client.order(visit, asked)
    issued = terminal.client.document(visit, asked.order, paid(quote))
    assert b"/ETSI.CAdES.detached" in issued.document
    assert marks_in(issued.document) == {mark_of(issued.release)}
    assert sheets_in(issued.document) == quote.sheets == 2


def test_the_terminal_checks_the_hash_of_the_signed_bytes(terminal, tmp_path):
    visit = terminal.identifies(Cardholder(0x1001))
    quote = terminal.orders(visit)
    document = terminal.takes(visit, quote)
    assert is_confirmed(document, tmp_path)
    assert hashlib.sha256(document).hexdigest() == quote.sha256


def test_the_same_order_again_gives_the_stored_document_and_no_second_signature(terminal):
    visit = terminal.identifies(Cardholder(0x1001))
    asked = an_order()
    first, again = terminal.client.order(visit, asked), terminal.client.order(visit, asked)
    assert first == again
    documents = [terminal.client.document(visit, asked.order, paid(first)).document for _ in range(2)]
    assert documents[0] == documents[1]


def test_the_key_is_its_owners_only_and_made_once(tmp_path):
    config = Config(state=tmp_path)
    open_desk(config, StillClock()).close()
    path = tmp_path / "signing.pem"
    first = path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert b"PRIVATE" not in (tmp_path / "signing-ca.pem").read_bytes()
    open_desk(config, StillClock()).close()
    assert path.read_bytes() == first


def test_processes_that_start_at_once_make_one_key(tmp_path):
    config = Config(state=tmp_path, sample_city=False)
    with ThreadPoolExecutor(4) as starting:
        desks = list(starting.map(lambda _: open_desk(config, StillClock()), range(4)))
    certificates = {desk.city.signer.sign(PLAIN, TUESDAY).count(b"%%EOF") for desk in desks}
    owners = {desk.city.signer._cms._named for desk in desks}
    for desk in desks:
        desk.close()
    assert (certificates, len(owners)) == ({2}, 1)


def own_key(folder, key, secret=None):
    """A key with a certificate of its own, as PEM files and as PKCS#12."""
    name = signing_key._name("見本市長")
    by = ec.generate_private_key(ec.SECP256R1())
    certificate = x509.CertificateBuilder(name, name, key.public_key(), 7, *signing_key.VALID)
    certificate = certificate.sign(by, signing_key.hashes.SHA256())
    hidden = BestAvailableEncryption(secret) if secret else NoEncryption()
    (folder / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, hidden))
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    if not isinstance(key, ed25519.Ed25519PrivateKey):
        (folder / "key.p12").write_bytes(pkcs12.serialize_key_and_certificates(b"k", key, certificate, None, hidden))
    (folder / "secret").write_bytes((secret or b"") + b"\n")


KEYS = {
    "rsa": lambda: rsa.generate_private_key(65537, 2048),
    "p256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "p384": lambda: ec.generate_private_key(ec.SECP384R1()),
}


@pytest.mark.parametrize("kind", KEYS)
@pytest.mark.parametrize("secret", [None, b"open sesame"])
@pytest.mark.parametrize("files", [("key.pem", "certificate.pem"), ("key.p12", None)])
def test_a_citys_own_key_signs(tmp_path, kind, secret, files):
    own_key(tmp_path, KEYS[kind](), secret)
    key, certificate = (name and tmp_path / name for name in files)
    config = Config(signing_key=key, signing_certificate=certificate, state=tmp_path / "none")
    config.signing_passphrase = tmp_path / "secret" if secret else None
    said = pdfsig(signer_of(config, TOWN).sign(PLAIN, TUESDAY), tmp_path)
    assert "Signature is Valid." in said
    assert "CN=見本市長" in said
    assert not (tmp_path / "none").exists()


def test_the_configuration_names_the_key_from_where_it_stands(tmp_path):
    own_key(tmp_path, KEYS["p256"](), b"open sesame")
    path = tmp_path / "central.toml"
    path.write_text('signing_key = "key.p12"\nsigning_passphrase = "secret"\nstate = "state"')
    assert "CN=見本市長" in pdfsig(signer_of(read_config(path), TOWN).sign(PLAIN, TUESDAY), tmp_path)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"signing_key": "gone.pem"}, r"signing_key: .*gone\.pem: No such file"),
        ({"signing_key": "certificate.pem"}, "is no key and certificate, or the passphrase is wrong"),
        ({"signing_certificate": "key.pem"}, "is no key and certificate"),
        ({"signing_certificate": None}, r"signing_certificate: .*key\.pem holds none"),
        ({"signing_passphrase": None}, r"signing_key: .*key\.pem: Password was not given"),
        ({"signing_passphrase": "certificate.pem"}, "the passphrase is wrong"),
        ({"signing_certificate": "other/certificate.pem"}, "its first certificate is not that of"),
    ],
)
def test_a_key_that_cannot_sign_is_told_at_the_start_and_its_passphrase_never(tmp_path, caplog, change, said):
    caplog.set_level(logging.DEBUG)
    (tmp_path / "other").mkdir()
    own_key(tmp_path / "other", KEYS["p256"]())
    own_key(tmp_path, KEYS["p256"](), b"open sesame")
    named = {"signing_key": "key.pem", "signing_certificate": "certificate.pem", "signing_passphrase": "secret"}
    paths = {key: name and tmp_path / name for key, name in {**named, **change}.items()}
    with pytest.raises(ValueError, match=said) as caught:
        signer_of(Config(**paths), TOWN)
    assert "sesame" not in caplog.text + str(caught.value)


@pytest.mark.parametrize(
    ("key", "said"),
    [
        (lambda: rsa.generate_private_key(65537, 1024), "must have 2048 bits or more"),
        (ed25519.Ed25519PrivateKey.generate, "must be an RSA key or one on a NIST curve"),
    ],
)
def test_a_key_too_weak_or_that_readers_do_not_know_is_refused(tmp_path, key, said):
    own_key(tmp_path, key())
    with pytest.raises(ValueError, match=said):
        signer_of(
            Config(signing_key=tmp_path / "key.pem", signing_certificate=tmp_path / "certificate.pem"),
            TOWN,
        )


def test_the_time_is_that_of_centrals_clock(signer, tmp_path):
    at = datetime(2031, 1, 2, 3, 4, tzinfo=JAPAN)
    assert "Signing Time: Jan 01 2031 18:04:00" in pdfsig(signer.sign(PLAIN, at), tmp_path)
