"""`verify`: who signed this file, and is it still the same? No card is needed."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from cards.errors import CertificateRefused, MixedAnchors
from firmware.card_commands.act import Act, Answer, Usage, text
from firmware.card_commands.certificate_words import MOMENT, certificate_words, person_words
from firmware.card_commands.files import content, digest
from firmware.clock import JAPAN, Clock

SENTENCES = {
    True: "The file is as it was signed, and a CA that you named vouches for the signer's certificate.",
    None: "The file is as it was signed. Whether anybody vouches for the signer is not known: name the CAs by --ca.",
}
CERTIFICATE = ("serial", "not_before", "not_after", "subject", "fingerprint")
REVOCATION = "Whether the certificate was revoked is not known: only registered verifiers are told."


def run(chosen: argparse.Namespace) -> Answer:
    """Hold the signature against the file, and the signer against the CAs that are given."""
    from cards import certificates
    from firmware.card_commands import cms_reading

    # A signature with the content inside needs no second file.
    signature, of_file = (chosen.signature, partial(digest, chosen.file)) if chosen.signature else (chosen.file, None)
    found = cms_reading.verify(content(signature), of_file)
    signer = certificates.read(found.certificate)
    if chosen.ca:
        _check(found.certificate, chosen.ca, chosen.at or Clock().now())
    return {
        "intact": True,
        "trusted": True if chosen.ca else None,
        "revoked": None,
        "claimed_time": found.signing_time.astimezone(UTC).strftime(MOMENT) if found.signing_time else None,
        "signer": certificate_words(found.certificate, signer) | person_words(signer),
    }


def _check(der: bytes, path: Path, at: datetime) -> None:
    from cards.certificates import TrustAnchors
    from firmware.card_commands.cms_reading import ders

    try:
        anchors = TrustAnchors(ders(content(path)))
    except MixedAnchors as error:
        raise Usage(f"{path}: {error}") from error
    except (ValueError, CertificateRefused) as error:
        raise Usage(f"{path}: CA certificates are needed, in PEM or one in DER") from error
    try:
        # A signature by the key for challenges is refused here: any terminal gets one.
        anchors.check_document(der, at)
    except CertificateRefused as error:
        raise type(error)(f"the file is as it was signed, but {error}") from error


def _moment(given: str) -> datetime:
    try:
        found = datetime.fromisoformat(given)
    except ValueError:
        raise argparse.ArgumentTypeError("a day or time such as 2026-11-24 or 2026-11-24T10:00 is needed") from None
    return found if found.tzinfo else found.replace(tzinfo=JAPAN)


def _lines(answer: Answer) -> list[str]:
    # The person before the certificate; of characters that stand for others only where there are some.
    signer = {name: answer["signer"][name] for name in sorted(answer["signer"], key=CERTIFICATE.__contains__)}
    if not any(signer.get("substituted", {}).values()):
        signer.pop("substituted", None)
    return [SENTENCES[answer["trusted"]], REVOCATION, *text({"claimed_time": answer["claimed_time"], "signer": signer})]


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="what was signed; or a signature that holds it (.p7m)")
    parser.add_argument("signature", type=Path, nargs="?", metavar="SIGNATURE", help="its signature (.p7s), DER or PEM")
    parser.add_argument("--ca", type=Path, metavar="PEM", help="the CAs that may vouch for the signer")
    parser.add_argument(
        "--at", type=_moment, metavar="ISO", help="vouch at this time, such as 2026-11-24; now by default"
    )


ACT = Act(
    name="verify",
    brief="who signed a file, and whether it was changed since (no card)",
    about="Tell who signed a file and whether it is still the same, and with --ca whether one of those CAs vouches for the "
    "signer. It cannot tell whether the certificate was revoked, nor when it was really signed: the time inside is the "
    "signer's own word. A signature by the user authentication key is vouched for by nobody: that key signs what any "
    "terminal asks it to.",
    run=run,
    arguments=_arguments,
    lines=_lines,
    reader=False,
)
