"""`sign`: the holder signs a file by the card, as CMS that OpenSSL verifies."""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

from cards.jpki import JpkiSession
from cards.tables import JPKI, Key
from firmware.card_commands.act import Act, Answer
from firmware.card_commands.certificate_words import certificate_words
from firmware.card_commands.desk import Desk, at_desk
from firmware.card_commands.files import content, digest, free, write
from firmware.clock import Clock

KEYS = ("signature", "user_authentication")


def run(chosen: argparse.Namespace) -> Answer:
    """Sign the file with one attempt at the key's code, and write the signature beside it."""
    from cards import certificates
    from firmware.card_commands import cms

    key: Key = getattr(JPKI, chosen.key)
    name = key.algorithm.digest
    inside = content(chosen.file) if chosen.attached else None
    whole = digest(chosen.file, name) if inside is None else hashlib.new(name, inside).digest()
    out = free(chosen.out or chosen.file.with_name(chosen.file.name + (".p7m" if chosen.attached else ".p7s")))
    with at_desk(chosen) as desk:
        session = JpkiSession(desk.channel)
        certificate = _certificate(desk, session, key)
        # The clock of a terminal proves nothing, so the time stands there only for somebody who wants it.
        now = Clock().now() if chosen.signing_time else None
        draft = cms.Draft(whole, name, certificate, inside, now)
        signature = cms.sign(draft, lambda of_attributes: session.sign(of_attributes, key))
    # After the card is let go: a slow disk should not keep it powered with its key open.
    write(out, signature)
    signer = certificate_words(certificate, certificates.read(certificate))
    return {"signature": str(out), "key": chosen.key, "certificate": signer}


def _certificate(desk: Desk, session: JpkiSession, key: Key) -> bytes:
    """The key's certificate, after its code: the signature certificate names its holder, and is not free to read."""
    session.verify(desk.enter(session, key.pin), key)
    return session.certificate(key)


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="what is signed; the file itself is left as it is")
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help="where the signature goes; FILE.p7s by default, with --attached FILE.p7m",
    )
    parser.add_argument("--attached", action="store_true", help="put the file's content into the signature file")
    parser.add_argument(
        "--key",
        choices=KEYS,
        default=KEYS[0],
        help="whose key signs: of the signature certificate (the default), or of the user authentication certificate, by its "
        "4-digit PIN; such a signature proves nothing to anybody, for that key signs what any terminal asks it to",
    )
    parser.add_argument("--signing-time", action="store_true", help="write into it what this computer's clock says")


ACT = Act(
    name="sign",
    brief="sign a file by the card (CMS)",
    about="Sign a file with the key of the signature certificate, after its password (6 to 16 letters and digits): CMS "
    "SignedData in DER with the certificate inside. That certificate holds name, address, birth date and sex, and whoever "
    "gets the signature can read them. Checked by `kazasu card verify`, or `openssl cms -verify -binary -inform DER "
    "-in FILE.p7s -content FILE -CAfile CA.pem -purpose any`.",
    run=run,
    arguments=_arguments,
)
