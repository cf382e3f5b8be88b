"""`kazasu verify`: whether a PDF is a certificate that a city signed and issued, unchanged, in plain sentences."""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import sys
from http.client import HTTPException
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import msgspec

from central.wire import LARGEST_DOCUMENT, Checked, CheckFile, Paper

if TYPE_CHECKING:
    from cryptography import x509

    from central.service.verifying import Finding

GENUINE, NOT_GENUINE, USAGE, UNKNOWN = 0, 1, 2, 3
CENTRAL = "http://127.0.0.1:8200"
ASK_S = 10.0
LARGEST_TOLD = 65_536  # bytes of central's answer
PAPERS = {
    Paper.PRINTED: (True, "it was printed"),
    Paper.PRINTING: (True, "it is being printed, or nobody has told yet what became of it"),
    Paper.UNCLEAR: (None, "staff are finding out whether it was printed"),
    Paper.NOT_PRINTED: (False, "it was never printed"),
    Paper.WITHDRAWN: (False, "it was withdrawn"),
}
Line = tuple[str, bool | None, str]


def add_verify(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `verify`; it sets `run`, which takes the arguments and returns the exit status."""
    verify = commands.add_parser(
        "verify",
        help="whether a certificate's PDF is genuine",
        epilog="exit status: 0 genuine, 1 not genuine, 2 usage, 3 cannot be told now",
    )
    verify.add_argument("file", type=Path)
    verify.add_argument("--central", metavar="URL", help=f"ask this central; default without --anchor: {CENTRAL}")
    verify.add_argument("--anchor", type=Path, metavar="PEM", help="the CAs that vouch for the signer")
    verify.add_argument("--json", action="store_true", help="for programs")
    verify.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Look at the file, ask central, tell."""
    from central.service.verifying import findings

    # It tells at length what it could not build; that is said below, in a sentence.
    for library in ("pyhanko", "pyhanko_certvalidator"):
        logging.getLogger(library).setLevel(logging.CRITICAL)
    try:
        pdf = _read(args.file)
        anchors = _anchors(args.anchor) if args.anchor else []
        url = _url(args.central or ("" if anchors else CENTRAL))
    except ValueError as error:
        print(f"kazasu verify: {error}", file=sys.stderr)
        return USAGE
    lines = [_line(finding) for finding in findings(pdf, anchors)]
    if url:
        lines.append(_of_central(url, pdf))
    status = _status(lines)
    _tell(lines, status, as_json=args.json)
    return status


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_DOCUMENT:
            raise ValueError(f"{path}: is larger than any certificate ({LARGEST_DOCUMENT} bytes)")
        return path.read_bytes()
    except OSError as error:
        raise ValueError(f"{path}: cannot be read ({error.strerror})") from None


def _anchors(path: Path) -> list[x509.Certificate]:
    from central.service.assemble import read_anchors

    return read_anchors([path])


def _url(url: str) -> str:
    if url and not url.startswith(("http://", "https://")):
        raise ValueError(f"--central: must begin with http:// or https://, not {url!r}")
    return url.rstrip("/")


def _line(finding: Finding) -> Line:
    return finding.part.value, finding.good, finding.sentence


def _of_central(url: str, pdf: bytes) -> Line:
    """What central has of a file with this hash."""
    body = msgspec.json.encode(CheckFile(sha256=hashlib.sha256(pdf).hexdigest()))
    asked = Request(f"{url}/check", body, {"Content-Type": "application/json"})  # noqa: S310 - checked by _url
    try:
        with urlopen(asked, timeout=ASK_S) as answer:  # noqa: S310 - as above
            found = msgspec.json.decode(answer.read(LARGEST_TOLD), type=Checked)
    except HTTPError as error:
        if error.code == 404 and b"no certificate was issued" in error.read(LARGEST_TOLD):
            return "central", False, f"{url} never issued this file"
        return "central", None, f"{url} could not say (HTTP {error.code})"
    except (OSError, HTTPException, ValueError) as error:
        return "central", None, f"{url} could not be asked ({type(error).__name__})"
    good, paper = PAPERS[found.paper]
    issued = f"{found.city} issued {found.ticket} ({found.kind}) on {found.issued} at {found.terminal}"
    return "central", good, f"{issued}, sheets: {found.sheets}; {paper}"


def _status(lines: list[Line]) -> int:
    looked = {part: good for part, good, _ in lines}
    if False in looked.values():
        return NOT_GENUINE
    # Whose signature it is stands for sure by the anchor, or by central's own word.
    return GENUINE if looked.get("central", True) else UNKNOWN


def _tell(lines: list[Line], status: int, *, as_json: bool) -> None:
    verdict = {GENUINE: "genuine", NOT_GENUINE: "not genuine", UNKNOWN: "cannot be told now"}[status]
    if as_json:
        parts = [{"part": part, "good": good, "sentence": sentence} for part, good, sentence in lines]
        print(json.dumps({"verdict": verdict, "parts": parts}, ensure_ascii=False, indent=2))
        return
    for part, good, sentence in lines:
        print(f"{ {True: 'yes', False: 'NO', None: '?'}[good]:4}{part:10} {sentence}")
    print(verdict)
