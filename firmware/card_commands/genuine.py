"""Did an issuer that the caller names vouch for what the card says of its holder?"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from cards.card_certificates import IssuerKeys, PublicKey
from cards.errors import MalformedCertificate, UntrustedCertificate
from cards.signed_session import SignedSession
from firmware.card_commands.act import Answer, Usage, text

SENTENCES = {
    True: "Genuine: an issuer that you named signed it.",
    None: "Whether it is genuine is not known: no issuer in that file vouches for it.",
}
UNCHECKED = "Not checked whether it is genuine: name the issuers' keys by --issuer-keys."


def add_issuer_keys(parser: argparse.ArgumentParser) -> None:
    """Add `--issuer-keys`."""
    parser.add_argument(
        "--issuer-keys", type=Path, metavar="FILE", help="keys of the issuers that may vouch for the card (TOML)"
    )


def issuer_keys(chosen: argparse.Namespace) -> IssuerKeys | None:
    """The keys that the caller names; None when no check is asked for. Raises Usage."""
    try:
        return IssuerKeys.read(chosen.issuer_keys) if chosen.issuer_keys else None
    except MalformedCertificate as error:
        raise Usage(str(error)) from error


def genuine(keys: IssuerKeys | None, session: SignedSession, check: Callable[[PublicKey], None]) -> Answer:
    """`genuine` True, or None when none of the keys is this card's issuer's; nothing when no check is asked for.

    Raises WrongSignature when the issuer never signed this.
    """
    if keys is None:
        return {}
    try:
        issuer = keys.check(session.certificate())
    except UntrustedCertificate:
        # Neither genuine nor forged: the caller's file may simply lack this municipality's issuer.
        return {"genuine": None}
    check(issuer)
    return {"genuine": True}


def lines(answer: Answer) -> list[str]:
    """An answer with a sentence for `genuine`."""
    rest = {name: value for name, value in answer.items() if name != "genuine"}
    return [*text(rest), SENTENCES[answer["genuine"]] if "genuine" in answer else UNCHECKED]
