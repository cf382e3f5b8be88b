"""`authenticate`: the card signs a challenge after its holder's PIN, which proves who is here."""

from __future__ import annotations

import argparse
import base64
import hashlib
import secrets

from cards.errors import PinRequired
from cards.jpki import JpkiSession
from firmware.card_commands.act import Act, Answer, Usage
from firmware.card_commands.desk import at_desk

CHALLENGE_BYTES = 32


def run(chosen: argparse.Namespace) -> Answer:
    """Sign a challenge; a blocked card is told before the PIN is asked for, and tried with none."""
    challenge = _challenge(chosen.challenge)
    with at_desk(chosen) as desk:
        session = JpkiSession(desk.channel)
        # Before the PIN, so that nobody types it for a card without a certificate; some phones give theirs only after it.
        certificate = _free(session)
        code = desk.enter(session, session.table.user_authentication.pin)
        session.verify(code)
        signature = session.sign(hashlib.sha256(challenge).digest())
        return {
            "certificate": base64.b64encode(certificate or session.certificate()).decode(),
            "challenge": challenge.hex(),
            "signature": signature.hex(),
            "attempts_left": session.attempts_left(),
        }


def _free(session: JpkiSession) -> bytes | None:
    try:
        return session.certificate()
    except PinRequired:
        return None


def _challenge(text: str | None) -> bytes:
    try:
        challenge = secrets.token_bytes(CHALLENGE_BYTES) if text is None else bytes.fromhex(text)
    except ValueError as error:
        raise Usage("--challenge: hexadecimal digits are needed, two for each byte") from error
    if not challenge:
        raise Usage("--challenge: at least one byte is needed")
    return challenge


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--challenge", metavar="HEX", help="what to sign; 32 random bytes by default")


ACT = Act(
    name="authenticate",
    brief="sign a challenge by the card, with its PIN",
    about="Ask for the 4-digit PIN of the user authentication certificate, and let the card sign a challenge (SHA-256, "
    "PKCS #1 v1.5). Whoever checks the certificate by its CA, and the signature over the challenge, knows who is here.",
    run=run,
    arguments=_arguments,
)
