"""Put central together from its configuration: database, operator key, register, trust anchors, rules, verifier."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from cards.certificates import TrustAnchors
from cards.errors import CertificateRefused
from central.service import city
from central.service.clock import Clock
from central.service.config import Config
from central.service.desk import City, Desk
from central.service.forms import Municipality, MunicipalityError, read_municipality
from central.service.register import Register
from central.service.rules import read_rules
from central.service.store import Store
from central.service.verifier import SimulatedVerifier

KEY_BYTES = 32
log = logging.getLogger(__name__)


def open_desk(config: Config, clock: Clock) -> Desk:
    """Open, and on the first start fill, what the configuration names. Raises ValueError with a sentence."""
    anchors = read_anchors(config.anchors)
    rules = read_rules(config.rules)
    municipality = read_town(config.municipality)
    store = Store(config.database)
    key = operator_key(config.state / "operator.key")
    # One transaction: a city half made would never be finished.
    with store.writing() as connection:
        register = Register(connection, key)
        if register.empty() and config.sample_city:
            log.warning("making the sample city: everybody in it is invented")
            city.build(connection, issuer=_key_id(anchors[0]) if anchors else None, operator_key=key)
    verifier = SimulatedVerifier({int(serial, 16): verdict for serial, verdict in config.verdicts.items()})
    if not anchors:
        log.warning("trust_anchors: there is none, so every card will be refused")
    trusted = TrustAnchors(anchor.public_bytes(Encoding.DER) for anchor in anchors)
    desk = Desk(store, clock, City(register, rules, municipality, trusted, verifier))
    for name, public in config.terminals.items():
        desk.terminals.add(name, public)
    return desk


def operator_key(path: Path) -> bytes:
    """The secret that serial numbers are hashed under: made once, readable by its owner only."""
    if not path.exists():
        # Renamed when it is whole: half a key would hide every card for good.
        fresh = path.with_suffix(".new")
        fresh.touch(mode=0o600)
        with fresh.open("wb") as file:
            file.write(os.urandom(KEY_BYTES))
            os.fsync(file.fileno())
        fresh.rename(path)
    return path.read_bytes()


def read_town(path: Path) -> Municipality:
    """The municipality whose certificates these are. Raises ValueError naming the file."""
    try:
        town = read_municipality(path)
    except MunicipalityError as error:
        raise ValueError(f"municipality: {error}") from None
    if not Path(town.font).is_file():
        raise ValueError(f"municipality: {path}: font: there is no file {town.font}")
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
    return anchor.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest.hex()
