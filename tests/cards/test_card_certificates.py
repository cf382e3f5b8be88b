from pathlib import Path

import pytest
from card_layouts import CITY_ID, ISSUER_ID, certificate, issuers, key, public, public_key, sign
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import NoDigestInfo
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from cards import tlv
from cards.card_certificates import CardCertificate, IssuerKeys, KeyId, PublicKey
from cards.errors import BadCardData, MalformedCertificate, UntrustedCertificate, WrongSignature
from cards.tables import DIGEST_INFO_SHA256

MESSAGE = b"what is signed"


def pem(public: object) -> str:
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def test_a_certificate_names_both_keys_and_gives_the_one_it_vouches_for():
    found = CardCertificate.read(certificate() + b"\xff" * 9)
    assert (str(found.issuer), str(found.subject)) == ("9000033/001", "9299999/001")
    assert len(found.signed) == 297
    assert issuers().check(found) == public_key("city")


def test_a_certificate_of_an_unknown_issuer_is_not_trusted():
    stranger = certificate(issuer=ISSUER_ID[:-1] + b"\x01")
    with pytest.raises(UntrustedCertificate, match="9000033/001"):
        issuers().check(CardCertificate.read(stranger))


def test_a_certificate_that_only_names_a_trusted_issuer_is_refused():
    with pytest.raises(WrongSignature):
        issuers().check(CardCertificate.read(certificate(signer="mallory")))


def test_a_certificate_with_one_bit_changed_is_refused_wherever_the_bit_stands():
    good = certificate()
    body = good.index(ISSUER_ID)
    refused = 0
    for at in (body + 3, body + 20, body + 31, body + 60, body + 290, len(good) - 1):
        bad = bytearray(good)
        bad[at] ^= 1
        with pytest.raises((BadCardData, UntrustedCertificate, WrongSignature)):
            issuers().check(CardCertificate.read(bytes(bad)))
        refused += 1
    assert refused == 6


@pytest.mark.parametrize(
    "octets", [b"", CITY_ID[:15], CITY_ID + b"\0", b"x" + CITY_ID[1:], CITY_ID[:9] + b"0a1" + bytes(4)]
)
def test_what_is_no_key_identifier_is_refused(octets):
    with pytest.raises(BadCardData, match="key identifier"):
        KeyId(octets)


def test_a_key_of_the_card_to_come_is_read_and_its_signature_held_against_it():
    private = ec.generate_private_key(ec.SECP384R1())
    point = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    found = PublicKey.read(tlv.encode(0x86, point))
    found.verify(private.sign(MESSAGE, ec.ECDSA(hashes.SHA384())), MESSAGE)
    with pytest.raises(WrongSignature):
        found.verify(private.sign(b"another", ec.ECDSA(hashes.SHA384())), MESSAGE)
    with pytest.raises(WrongSignature):
        found.recover(bytes(256))


@pytest.mark.parametrize(
    "weak",
    [
        lambda: rsa.generate_private_key(65537, 1024),
        lambda: rsa.generate_private_key(3, 2048),
        lambda: ec.generate_private_key(ec.SECP521R1()),
        ed25519.Ed25519PrivateKey.generate,
    ],
    ids=["short", "small exponent", "another curve", "another kind"],
)
def test_a_key_that_proves_nothing_is_refused(weak):
    with pytest.raises(BadCardData, match="proves nothing"):
        PublicKey.of(weak().public_key())


def test_a_key_of_another_kind_lets_nothing_pass():
    private = ed25519.Ed25519PrivateKey.generate()
    other = PublicKey(private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
    with pytest.raises(WrongSignature):
        other.verify(private.sign(MESSAGE), MESSAGE)
    with pytest.raises(WrongSignature):
        other.recover(private.sign(MESSAGE))


@pytest.mark.parametrize(
    "content",
    [b"", tlv.encode(0x90, b"\x01\0\x01"), public("card") + tlv.encode(0x86, bytes(97)), tlv.encode(0x86, bytes(97))],
    ids=["nothing", "half", "both kinds", "a point beside the curve"],
)
def test_what_is_no_public_key_is_refused(content):
    with pytest.raises(BadCardData, match="public key"):
        PublicKey.read(content)


def test_padding_is_held_to_the_letter():
    public_of_card, private = public_key("card"), key("card")
    digest = hashes.Hash(hashes.SHA256())
    digest.update(MESSAGE)
    info = DIGEST_INFO_SHA256 + digest.finalize()
    public_of_card.verify(private.sign(info, padding.PKCS1v15(), NoDigestInfo()), MESSAGE)
    forged = {
        "PSS": private.sign(MESSAGE, padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256()),
        "another digest": private.sign(MESSAGE, padding.PKCS1v15(), hashes.SHA384()),
        "no DigestInfo": private.sign(info[19:], padding.PKCS1v15(), NoDigestInfo()),
        "garbage after": private.sign(info + b"\0", padding.PKCS1v15(), NoDigestInfo()),
        "short padding": raw(private, b"\0\1" + b"\xff" * 8 + b"\0" + info + bytes(256 - 11 - len(info))),
        "padding of encryption": raw(private, b"\0\2" + b"\xff" * (253 - len(info)) + b"\0" + info),
        "padding that is not FF": raw(private, b"\0\1" + b"\xfe" * (253 - len(info)) + b"\0" + info),
        "one byte less": sign("card", MESSAGE)[:-1],
        "one byte more": b"\0" + sign("card", MESSAGE),
        "nothing": b"",
        "zeros": bytes(256),
        "past the modulus": b"\xff" * 256,
    }
    for signature in forged.values():
        with pytest.raises(WrongSignature):
            public_of_card.verify(signature, MESSAGE)
    for name in (
        "padding of encryption",
        "padding that is not FF",
        "one byte less",
        "one byte more",
        "past the modulus",
    ):
        with pytest.raises(WrongSignature):
            public_of_card.recover(forged[name])
    assert len(forged) == 12


def test_a_signature_without_its_leading_zero_is_no_signature():
    # one in 256 begins with a zero byte; as a number it is the same without it
    signatures = (sign("card", number.to_bytes(4, "big")) for number in range(10_000))
    whole = next(signature for signature in signatures if signature[0] == 0)
    assert public_key("card").recover(whole)
    with pytest.raises(WrongSignature):
        public_key("card").recover(whole[1:])


def raw(private: rsa.RSAPrivateKey, block: bytes) -> bytes:
    numbers = private.private_numbers()
    return pow(int.from_bytes(block, "big"), numbers.d, numbers.public_numbers.n).to_bytes(256, "big")


def issuer_file(path: Path, **other) -> Path:
    values = {"id": ISSUER_ID.hex(), "public_key": pem(key("issuer").public_key())} | other
    path.write_text("[[issuer]]\n" + "\n".join(f'{name} = """{value}"""' for name, value in values.items()), "utf-8")
    return path


def test_issuers_are_read_from_a_file(tmp_path):
    found = IssuerKeys.read(issuer_file(tmp_path / "issuers.toml", about="ours"))
    assert found == issuers()
    found.check(CardCertificate.read(certificate()))


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "12"},
        {"id": "xx" * 16},
        {"public_key": "none"},
        {"public_key": pem(rsa.generate_private_key(65537, 1024).public_key())},
    ],
)
def test_a_mistake_in_the_file_is_told_by_its_place(tmp_path, wrong):
    path = issuer_file(tmp_path / "issuers.toml", **wrong)
    with pytest.raises(MalformedCertificate, match=r"issuers.toml: .*issuer 1: id is 32"):
        IssuerKeys.read(path)


@pytest.mark.parametrize(
    "text",
    ["", "[[issuer]", "issuer = 1", "issuer = [1]", '[issuer]\nid = "1"', '[[issuer]]\nid = "00"', "\ufeff[[issuer]]"],
)
def test_a_file_of_something_else_is_refused_by_its_name(tmp_path, text):
    path = tmp_path / "issuers.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(MalformedCertificate, match=r"issuers\.toml"):
        IssuerKeys.read(path)
    with pytest.raises(MalformedCertificate, match=r"gone\.toml"):
        IssuerKeys.read(tmp_path / "gone.toml")


def test_one_identifier_for_two_keys_is_refused(tmp_path):
    path = issuer_file(tmp_path / "issuers.toml")
    path.write_text(2 * (path.read_text("utf-8") + "\n"), "utf-8")
    with pytest.raises(MalformedCertificate, match="twice"):
        IssuerKeys.read(path)
