"""Everything that a session does with a card, as one table: what is done, and whether two answers say the same."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from operator import eq

from cards.apdu import Channel
from cards.jpki import JpkiSession
from cards.secret import Secret
from cards.tables import JPKI

DIGEST = sha256(b"a challenge").digest()
PIN, PASSWORD = "1234", "ABC123"


@dataclass(frozen=True)
class Act:
    """One thing that is done with a fresh channel; `same` holds its answer against that of an undisturbed run."""

    name: str
    does: Callable[[Channel], object]
    same: Callable[[object, object], bool] = eq

    def __repr__(self):
        return self.name


def jpki_acts() -> tuple[Act, ...]:
    sign = JPKI.signature

    def signed(channel, key, code):
        session = JpkiSession(channel)
        session.verify(Secret(code), key)
        return session.sign(DIGEST, key)

    def opened_certificate(channel):
        session = JpkiSession(channel)
        session.verify(Secret(PASSWORD), sign)
        return session.certificate(sign)

    return (
        Act("user certificate", lambda channel: JpkiSession(channel).certificate()),
        Act("signature certificate", opened_certificate),
        Act("user CA certificate", lambda channel: JpkiSession(channel).ca_certificate()),
        Act("signature CA certificate", lambda channel: JpkiSession(channel).ca_certificate(sign)),
        Act("attempts left", lambda channel: JpkiSession(channel).attempts_left()),
        Act("user signature", lambda channel: signed(channel, JPKI.user_authentication, PIN)),
        Act("document signature", lambda channel: signed(channel, sign, PASSWORD)),
        Act("token", lambda channel: JpkiSession(channel).token()),
        Act("label", lambda channel: JpkiSession(channel).token_label()),
        Act("availability", lambda channel: JpkiSession(channel).available()),
        Act("serial", lambda channel: JpkiSession(channel).serial()),
    )


ACTS = jpki_acts()
