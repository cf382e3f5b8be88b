"""Put central together from its configuration: database, operator key, register, trust anchors, rules, verifier."""

from __future__ import annotations

import hashlib
import logging
import os
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from cards.card_certificates import IssuerKeys
from cards.certificates import TrustAnchors
from cards.errors import CertificateRefused, MalformedCertificate
from central.service import about, city
from central.service.check_codes import CheckCodes
from central.service.clock import Clock
from central.service.config import Config
from central.service.coverage import FontMissing
from central.service.desk import City, Desk
from central.service.forms import Municipality, MunicipalityError, read_municipality, warm_up
from central.service.pades import PdfSigner
from central.service.register import Register, make_tables, on
from central.service.riders.terms import needs_key
from central.service.riders.veil import Veil
from central.service.rules import Rules
from central.service.rules_file import read_rules
from central.service.signing_key import ANCHOR, keep_secret, make_signing_key, read_signer
from central.service.snapshots.secrets import Secrets
from central.service.stores import Connection
from central.service.stores.opening import open_store
from central.service.verifier import SimulatedVerifier
from transit.schemes.rules import Rules as Schemes
from transit.schemes.rules import RulesError

KEY_BYTES = 32
VIRTUAL = "9"
"""What the key identifiers of virtual cards begin with, and those of no real one (ADR 21)."""
log = logging.getLogger(__name__)


def open_desk(config: Config, clock: Clock, tenant: str = "") -> Desk:
    """Open, and on the first start fill, what the configuration names, for a tenant if there are several.

    Raises ValueError with a sentence.
    """
    # The files are read before anything is made on disk.
    anchors = read_anchors(config.anchors)
    rules = read_offers(config.rules)
    municipality = read_town(config.municipality)
    schemes = read_schemes(config.schemes)
    trusted = TrustAnchors(anchor.public_bytes(Encoding.DER) for anchor in anchors)
    issuers = read_issuers(config.issuer_keys, real=trusted.real)
    store = open_store(config)
    # One transaction: a city half made would never be finished, and of two processes that start only one makes the keys.
    try:
        with store.writing() as connection:
            connection.alone("start")
            make_tables(connection)
            if tenant and not about.claim(connection, about.TENANT, tenant):
                raise ValueError("database: belongs to another tenant; tenants share nothing")
            key = _own_key(config, connection)
            if config.sample_city:
                _make_city(connection, anchors, key)
            signer = _own_signer(config, municipality, connection)
    except BaseException:
        store.close()
        raise
    register = Register(store.reading, key)
    verifier = SimulatedVerifier({int(serial, 16): verdict for serial, verdict in config.verdicts.items()})
    if not anchors:
        log.warning("trust_anchors: there is none, so every card will be refused")
    if issuers is None:
        _tell_unvouched(schemes)
    codes = CheckCodes(key, config.public_url)
    whole = City(
        register, rules, municipality, trusted, verifier, signer, codes, Secrets(key), schemes, Veil(key), issuers
    )
    desk = Desk(store, clock, whole)
    for name, public in config.terminals.items():
        try:
            desk.terminals.keep(name, public)
        except ValueError as error:
            raise ValueError(f"terminals.{name}: {error}") from None
    return desk


def key_file(config: Config) -> Path:
    """Where the operator's key is kept."""
    return config.operator_key or config.state / "operator.key"


def _own_key(config: Config, connection: Connection) -> bytes:
    try:
        config.state.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ValueError(f"state: {config.state}: cannot be made ({error.strerror})") from None
    key = operator_key(key_file(config), anew=_is_new(connection))
    if not about.fits(connection, key):
        raise ValueError(f"operator_key: {key_file(config)} is not the key that this database was begun with")
    return key


def _own_signer(config: Config, town: Municipality, connection: Connection) -> PdfSigner:
    """Who signs; one that central made for itself is the same for all processes of a database."""
    own = config.state / "signing.pem"
    made = about.read(connection, about.SIGNING)
    if config.signing_key is None and made and not own.exists() and connection.engine == "postgres":
        raise ValueError(f"signing_key: {own} is missing; copy the one of the first process of this database")
    signer = signer_of(config, town)
    if config.signing_key is None:
        mark = hashlib.sha256(own.read_bytes()).hexdigest()
        if made not in (None, mark) and connection.engine == "postgres":
            raise ValueError(f"signing_key: {own} is not that of the other processes of this database")
        about.write(connection, about.SIGNING, mark)
    return signer


def _make_city(connection: Connection, anchors: list[x509.Certificate], key: bytes) -> None:
    city.clear_earlier(connection)
    make_tables(connection)
    if Register(on(connection)).empty():
        log.warning("making the sample city: everybody in it is invented")
        city.build(connection, issuer=_key_id(anchors[0]) if anchors else None, operator_key=key)


def operator_key(path: Path, *, anew: bool) -> bytes:
    """The secret that serial numbers are hashed under: made once (`anew`), readable by its owner only.

    Raises ValueError when it is missing, damaged or cannot be read.
    """
    try:
        if anew and not path.exists():
            keep_secret(path, os.urandom(KEY_BYTES))
        key = path.read_bytes()
    except OSError as error:
        # No new one in its place: under another key no card would ever be found again, and nobody would learn why.
        raise ValueError(f"state: {path}: the key of this database cannot be read ({error.strerror})") from None
    if len(key) != KEY_BYTES:
        raise ValueError(f"state: {path}: the key must have {KEY_BYTES} bytes, this one has {len(key)}")
    return key


def signer_of(config: Config, town: Municipality) -> PdfSigner:
    """Who signs the certificates: the key that is configured, or central's own, made once. Raises ValueError."""
    own = config.state / "signing.pem"
    if config.signing_key is None and not own.exists():
        log.warning("signing_key: there is none, so %s is made; only its own %s vouches for it", own, ANCHOR)
        make_signing_key(own, town.signatory.office)
    cms = read_signer(config.signing_key or own, config.signing_certificate, config.signing_passphrase)
    return PdfSigner(cms, name=town.signatory.office, location=town.name, reason=town.signed_for)


def _is_new(connection: Connection) -> bool:
    """Whether nobody's card has been hashed in this database yet."""
    return (
        about.read(connection, about.KEY) is None
        and connection.execute("SELECT 1 FROM card LIMIT 1").fetchone() is None
    )


def read_offers(path: Path) -> Rules:
    """What the city offers. Raises ValueError naming file, line and place."""
    try:
        return read_rules(path)
    except ValueError as error:
        raise ValueError(f"rules: {error}") from None


def read_schemes(path: Path | None) -> Schemes:
    """The schemes for riders, none without a folder. Raises ValueError naming file and place."""
    try:
        return Schemes.read(path) if path else Schemes()
    except (RulesError, OSError) as error:
        raise ValueError(f"schemes: {error}") from None


def read_issuers(path: Path | None, *, real: bool) -> IssuerKeys | None:
    """Whose word for a card's own key counts, None without a file; `real`: whether real cards are believed.

    Raises ValueError naming the file.
    """
    try:
        found = IssuerKeys.read(path) if path else None
    except MalformedCertificate as error:
        raise ValueError(f"issuer_keys: {error}") from None
    # beside real cards, whoever has a published key would vouch for a key of his own making
    if found and real and any(str(key).startswith(VIRTUAL) for key in found.keys):
        raise ValueError(
            f"issuer_keys: {path}: holds keys of virtual cards, which are published, beside real trust_anchors"
        )
    return found


def _tell_unvouched(schemes: Schemes) -> None:
    """Say what cannot be offered without the issuers' keys."""
    asking = sorted({scheme.id for scheme in schemes.schemes if needs_key(scheme)})
    if asking:
        log.warning(
            "issuer_keys: there is none, so no My Number Card is linked for %s: its own key is asked for",
            ", ".join(asking),
        )


def read_town(path: Path) -> Municipality:
    """The municipality whose certificates these are. Raises ValueError naming the file."""
    try:
        town = read_municipality(path)
    except MunicipalityError as error:
        raise ValueError(f"municipality: {error}") from None
    try:
        # 0.2 s at the start: a seal or a font that fails only with the first paper would fail with every one.
        warm_up(town)
    except (MunicipalityError, FontMissing) as error:
        raise ValueError(f"municipality: {path}: {error}") from None
    return town


def read_anchors(paths: list[Path]) -> list[x509.Certificate]:
    """The CAs of PEM files. Raises ValueError naming the file."""
    found: list[x509.Certificate] = []
    for path in paths:
        try:
            read = x509.load_pem_x509_certificates(path.read_bytes())
            TrustAnchors(anchor.public_bytes(Encoding.DER) for anchor in read)
        except (OSError, ValueError, CertificateRefused) as error:
            raise ValueError(f"trust_anchors: {path}: {error}") from None
        found += read
    return found


def _key_id(anchor: x509.Certificate) -> str:
    try:
        return anchor.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest.hex()
    except x509.ExtensionNotFound:
        raise ValueError("trust_anchors: the first has no key identifier, so no card could be found by it") from None
