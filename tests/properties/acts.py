"""Everything that a session does with a card, as one table: what is done, and whether two answers say the same."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from operator import eq

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from sample_cards import CARDS

from cards import kinds, possession
from cards.apdu import Channel
from cards.card_certificates import IssuerKeys
from cards.certificates import read
from cards.common import CommonSession
from cards.felica import FelicaCard, idm_of
from cards.jpki import JpkiSession
from cards.numbers import birth_code, number_b
from cards.secret import Secret
from cards.surface import SurfaceSession
from cards.tables import JPKI, SURFACE, TEXT, SignMode
from cards.text import TextSession

MESSAGE = b"a challenge"
DIGEST = sha256(MESSAGE).digest()
PIN, PASSWORD, MY_NUMBER = "1234", "ABC123", "123456789018"
BIRTH, EXPIRES, PRINTED = date(1980, 9, 3), date(2034, 9, 3), "2285"
ISSUERS = IssuerKeys.read(CARDS.parent / "issuer-keys.toml")
CHALLENGE = bytes(range(32))


@dataclass(frozen=True)
class Act:
    """One thing that is done with a fresh channel; `same` holds its answer against that of an undisturbed run on that card."""

    name: str
    does: Callable[[Channel], object]
    same: Callable[[object, object], bool] = eq
    card: str = "hanako"

    def __repr__(self):
        return self.name


def signed(key, code):
    def act(channel):
        session = JpkiSession(channel)
        session.verify(Secret(code), key)
        return session.sign(DIGEST, key)

    return act


def signed_in_mode(mode, content):
    def act(channel):
        session = JpkiSession(channel)
        certificate = session.certificate()
        session.verify(Secret(PIN))
        return certificate, session.sign_in_mode(mode, content)

    return act


def verifies(found, _) -> bool:
    """A signature with a random salt is another each time."""
    certificate, signature = found
    key = read(certificate).x509.public_key()
    try:
        key.verify(signature, MESSAGE, padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256())
    except InvalidSignature:
        return False
    return True


def opened_certificate(channel):
    session = JpkiSession(channel)
    session.verify(Secret(PASSWORD), JPKI.signature)
    return session.certificate(JPKI.signature)


def text(code, pin, ask):
    def act(channel):
        session = TextSession(channel)
        if code:
            session.verify(code(), pin)
        return ask(session)

    return act


def surface(code, pin, ask):
    def act(channel):
        session = SurfaceSession(channel)
        if code:
            session.verify(code(), pin)
        return ask(session)

    return act


def changed(channel):
    """To a new PIN and back, so that the card is as it was."""
    session = JpkiSession(channel)
    session.change_pin(Secret(PIN), Secret("4321"))
    session.change_pin(Secret("4321"), Secret(PIN))


def told_kind(channel):
    told = kinds.tell(channel)
    return told.kind, told.attempts_left


def pin() -> Secret:
    return Secret(PIN)


def number() -> Secret:
    return Secret(MY_NUMBER)


def printed() -> Secret:
    return number_b(BIRTH, EXPIRES, PRINTED)


def born() -> Secret:
    return birth_code(BIRTH)


JPKI_ACTS = (
    Act("user certificate", lambda channel: JpkiSession(channel).certificate()),
    Act("signature certificate", opened_certificate),
    Act("user CA certificate", lambda channel: JpkiSession(channel).ca_certificate()),
    Act("signature CA certificate", lambda channel: JpkiSession(channel).ca_certificate(JPKI.signature)),
    Act("attempts left", lambda channel: JpkiSession(channel).attempts_left()),
    Act("user signature", signed(JPKI.user_authentication, PIN)),
    Act("document signature", signed(JPKI.signature, PASSWORD)),
    Act("signature by the card's digest", signed_in_mode(SignMode.MESSAGE, MESSAGE)),
    Act("signature with a salt", signed_in_mode(SignMode.PSS_MESSAGE, MESSAGE), verifies),
    Act("token", lambda channel: JpkiSession(channel).token()),
    Act("label", lambda channel: JpkiSession(channel).token_label()),
    Act("availability", lambda channel: JpkiSession(channel).available()),
    Act("serial", lambda channel: JpkiSession(channel).serial()),
    Act("kind", told_kind),
)
TEXT_ACTS = (
    Act("attributes", text(pin, None, TextSession.attributes)),
    Act("attributes by number B", text(printed, TEXT.number_b, TextSession.attributes)),
    Act("My Number", text(number, TEXT.number_a, lambda session: bytes(session.my_number().octets))),
    Act("integrity", text(pin, None, TextSession.integrity)),
    Act("card certificate", text(None, None, TextSession.certificate)),
    Act("internal key", text(pin, None, TextSession.internal_key)),
    Act("internal signature", text(None, None, lambda session: session.internal_signature(DIGEST))),
    Act("text basics", text(None, None, TextSession.basic)),
    Act("registration", lambda channel: possession.register(channel, pin(), ISSUERS)),
    Act("tap", lambda channel: possession.answer(channel, CHALLENGE)),
)
SURFACE_ACTS = (
    Act("age", surface(born, SURFACE.birth_date, SurfaceSession.age)),
    Act("face", surface(printed, SURFACE.number_b, SurfaceSession.face)),
    Act("number image", surface(number, SURFACE.number_a, SurfaceSession.number_image)),
    Act("surface basics", surface(None, None, SurfaceSession.basic)),
    Act("surface certificate", surface(None, None, SurfaceSession.certificate)),
)
OTHER_ACTS = (
    Act("card identity", lambda channel: CommonSession(channel).identity()),
    Act("IDm", lambda channel: FelicaCard(channel).poll(), card="transport"),
    Act("IDm by the reader", idm_of, card="transport"),
    Act("balance", lambda channel: FelicaCard(channel).balance(), card="transport"),
    Act("history", lambda channel: FelicaCard(channel).history(), card="transport"),
)
ACTS = JPKI_ACTS + TEXT_ACTS + SURFACE_ACTS + OTHER_ACTS
CHANGE = Act("change", changed)
"""Apart: torn in the middle, the card has the old PIN or the new one."""
