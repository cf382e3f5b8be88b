"""The municipality's signing key: read from PEM or PKCS#12, or made once for all processes that share a state folder."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)
from cryptography.x509.oid import NameOID

from central.service.cms import CmsSigner, Key

ANCHOR = "signing-ca.pem"  # beside the key that central made for itself
PKCS12 = {".p12", ".pfx"}
LEAST_RSA_BITS = 2048
VALID = datetime(2020, 1, 1, tzinfo=UTC), datetime(2049, 12, 31, tzinfo=UTC)
SIGNS = x509.KeyUsage(
    digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False,
    key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
)  # fmt: skip
CERTIFIES = x509.KeyUsage(
    digital_signature=False, content_commitment=False, key_encipherment=False, data_encipherment=False,
    key_agreement=False, key_cert_sign=True, crl_sign=True, encipher_only=False, decipher_only=False,
)  # fmt: skip


def read_signer(key: Path, certificate: Path | None, passphrase: Path | None) -> CmsSigner:
    """The signer of these files; a PKCS#12 or a PEM file may hold the certificate too. Raises ValueError with a sentence."""
    try:
        # An editor ends a line that it writes; a passphrase does not end with one.
        secret = passphrase.read_bytes().rstrip(b"\r\n") if passphrase else None
        read = _from_pkcs12 if key.suffix in PKCS12 else _from_pem
        found, chain = read(key.read_bytes(), secret)
        if certificate:
            chain = x509.load_pem_x509_certificates(certificate.read_bytes())
    except (OSError, TypeError) as error:
        # TypeError: a passphrase is missing, or given for a key that has none.
        told = error.strerror if isinstance(error, OSError) else error
        raise ValueError(f"signing_key: {key}: {told}") from None
    except ValueError:
        raise ValueError(f"signing_key: {key}: is no key and certificate, or the passphrase is wrong") from None
    return CmsSigner(_fit(key, found, chain), chain)


def make_signing_key(path: Path, office: str) -> None:
    """Make a key, its certificate and the CA above it in one file for its owner only; the CA's key is kept nowhere."""
    above, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca = _certificate(f"{office} CA", above.public_key(), f"{office} CA", above).public_bytes(Encoding.PEM)
    own = _certificate(office, key.public_key(), f"{office} CA", above).public_bytes(Encoding.PEM)
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.with_name(ANCHOR).write_bytes(ca)  # for everybody, so that they can check a signature against it
    keep_secret(path, secret + own + ca)


def keep_secret(path: Path, secret: bytes) -> None:
    """Write a file for its owner only, whole or not at all, also in a power cut. Raises OSError."""
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600)
    with fresh.open("wb") as file:
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())
    fresh.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _from_pkcs12(content: bytes, secret: bytes | None) -> tuple[object, list[x509.Certificate]]:
    key, own, above = pkcs12.load_key_and_certificates(content, secret)
    return key, [own, *above] if own else []


def _from_pem(content: bytes, secret: bytes | None) -> tuple[object, list[x509.Certificate]]:
    chain = x509.load_pem_x509_certificates(content) if b"BEGIN CERTIFICATE" in content else []
    return load_pem_private_key(content, secret), chain


def _fit(path: Path, key: object, chain: list[x509.Certificate]) -> Key:
    if not chain:
        raise ValueError(f"signing_certificate: {path} holds none, so it must be named")
    if isinstance(key, rsa.RSAPrivateKey) and key.key_size < LEAST_RSA_BITS:
        raise ValueError(f"signing_key: {path}: an RSA key must have {LEAST_RSA_BITS} bits or more")
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise ValueError(f"signing_key: {path}: must be an RSA key or one on a NIST curve")  # noqa: TRY004 - a file's fault
    if key.public_key() != chain[0].public_key():
        raise ValueError(f"signing_certificate: its first certificate is not that of {path}")
    return key


def _certificate(
    subject: str, public: ec.EllipticCurvePublicKey, issuer: str, by: ec.EllipticCurvePrivateKey
) -> x509.Certificate:
    """A certificate of an office, or of a CA when it certifies itself."""
    ca = subject == issuer
    known = x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key())
    return (
        x509.CertificateBuilder(_name(issuer), _name(subject), public, x509.random_serial_number(), *VALID)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=0 if ca else None), critical=True)
        .add_extension(CERTIFIES if ca else SIGNS, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(known, critical=False)
        .sign(by, hashes.SHA256())
    )


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"), x509.NameAttribute(NameOID.COMMON_NAME, common)])
