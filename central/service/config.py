"""Central's configuration: one small TOML file, every key with a default, none unknown."""

from __future__ import annotations

import re
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct, field

from central.service.rules import SHIPPED as SHIPPED_RULES
from central.service.verifier import Verdict
from central.wire import Sha256

STATE = Path("~/.local/share/kazasu/central")
SAMPLE_MUNICIPALITY = Path(__file__).parent / "city" / "minato.toml"
TEST_CA = Path(__file__).parents[2] / "examples" / "cards" / "test-ca.pem"
SAMPLE_VERDICTS = {"1009": Verdict.REVOKED}  # 見本 失 of the sample cards

Serial = Annotated[str, Meta(pattern=r"\A[0-9a-fA-F]{1,40}\Z", description="a serial number in hexadecimal")]


class Config(Struct, kw_only=True, forbid_unknown_fields=True):
    """What can be set. Paths are relative to the file's folder.

    `database` is a URL of PostgreSQL as libpq reads it (`postgresql://kazasu@one,two/kazasu?passfile=/etc/kazasu/pgpass`);
    without it a SQLite file in `state` holds everything. `operator_key` is a file that all processes of a service share.

    `public_url` is where whoever holds a certificate reaches /check; it stands on the paper, and in its QR code, and "" takes
    it away (number and code alone stand there).
    `trust_anchors` are PEM files of the CAs whose cards are believed; with the sample city, and only then, the test CA
    is the default. `signing_key` (PEM or PKCS#12) and `signing_certificate` (PEM) sign the certificates; without them
    central makes its own. `signing_passphrase` is a file that holds the key's. `schemes` is a folder of schemes for riders
    (`transit.schemes`), or one file; without it nobody can apply for a pass. `issuer_keys` is a file of the keys that vouch for
    cards (`cards.card_certificates.IssuerKeys`); without it no card's own key is believed. `simulator` opens /simulator, which sets
    clock and verdicts, and is refused beyond loopback. `metrics` is HOST:PORT at which a Prometheus may ask. `officers` are
    those who may look at /boardings, each with the hash that `kazasu central officer NAME` prints.
    """

    listen: str = "127.0.0.1:8200"
    metrics: str = ""
    public_url: str = "http://127.0.0.1:8200"
    state: Path = STATE
    database: str = ""
    operator_key: Path | None = None
    trust_anchors: list[Path] = []
    rules: Path = SHIPPED_RULES
    municipality: Path = SAMPLE_MUNICIPALITY
    schemes: Path | None = None
    issuer_keys: Path | None = None
    signing_key: Path | None = None
    signing_certificate: Path | None = None
    signing_passphrase: Path | None = None
    sample_city: bool = True
    simulator: bool = False
    verdicts: dict[Serial, Verdict] = field(default_factory=SAMPLE_VERDICTS.copy)
    terminals: dict[str, str] = {}
    officers: dict[str, Sha256] = {}

    def __repr__(self) -> str:
        # a URL of a database may hold its password; the rest has names and numbers of cards
        return f"Config({self.listen}, {self.state})"

    @property
    def address(self) -> tuple[str, int]:
        """Host and port to listen on."""
        return split_address(self.listen)

    @property
    def on_loopback(self) -> bool:
        """Whether nobody beyond this machine can reach it."""
        return is_loopback(self.address[0])

    @property
    def sqlite(self) -> Path:
        """The file that holds everything, unless `database` says otherwise."""
        return self.state / "central.sqlite"

    @property
    def anchors(self) -> list[Path]:
        """The PEM files to trust."""
        # The test CA's private key is published: who believes it believes everybody.
        return self.trust_anchors or ([TEST_CA] if self.sample_city else [])


def read_config(path: Path | None) -> Config:
    """Read a file, or take all defaults. Raises ValueError with a sentence that names file and key."""
    if path is None:
        return _settle(Config(), Path.cwd())
    try:
        found = msgspec.toml.decode(path.read_bytes(), type=Config, dec_hook=_path)
        return _settle(found, path.parent)
    except OSError as error:
        raise ValueError(f"{path}: cannot be read ({error.strerror})") from None
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None


def split_address(text: str, key: str = "listen") -> tuple[str, int]:
    """Host and port of HOST:PORT. Raises ValueError with a sentence."""
    host, _, port = text.rpartition(":")
    if not re.fullmatch(r"[0-9A-Za-z.\[\]:-]+:[0-9]{1,5}", text) or int(port) > 65535:
        raise ValueError(f"{key}: must be HOST:PORT, not {text!r}")
    return host.strip("[]"), int(port)


def is_loopback(host: str) -> bool:
    """Whether nobody beyond this machine can reach this address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _path(_kind: type, value: object) -> Path:
    if not isinstance(value, str):
        raise ValueError(f"Expected a path, got {value!r}")  # noqa: TRY004 - what the reader turns into a sentence
    return Path(value)


def _settle(config: Config, folder: Path) -> Config:
    split_address(config.listen)
    if config.metrics:
        split_address(config.metrics, "metrics")
    if not re.fullmatch(r"(https?://[0-9A-Za-z.\[\]:/_-]{1,60}[^/])?", config.public_url):
        raise ValueError(f"public_url: must be http(s)://HOST without a / at its end, not {config.public_url!r}")
    if config.simulator and not config.on_loopback:
        raise ValueError("simulator: anyone could set clock and verdicts; allowed on a loopback address only")
    config.state = folder / config.state.expanduser()
    config.rules = folder / config.rules.expanduser()
    config.municipality = folder / config.municipality.expanduser()
    for name in ("operator_key", "signing_key", "signing_certificate", "signing_passphrase", "schemes", "issuer_keys"):
        if path := getattr(config, name):
            setattr(config, name, folder / path.expanduser())
    config.trust_anchors = [folder / anchor.expanduser() for anchor in config.trust_anchors]
    return config
