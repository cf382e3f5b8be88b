"""People who apply for passes, for tests: a terminal that asks central, cards to be linked, a city with four schemes."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager

from card_issuers import ISSUERS
from central_line import CardOnReader, Terminal, fresh
from sample_cards import CARDS, sample

from cards import possession
from cards.apdu import Channel
from cards.certificates import read
from cards.jpki import JpkiSession
from cards.text import TextSession
from central.service.config import Config
from central.service.running import serve
from central.wire import PURPOSE_RIDER, Apply, CardLink, Medium, bound, key_challenge
from drivers.virtual.reader import VirtualReader

CITY = "990012"
ISSUER_KEYS = CARDS.parent / "issuer-keys.toml"
COMMON = f'version = "1"\nvalid_from = 2026-04-01\ncity = "{CITY}"\n'
SCHEMES = {
    "silver": """number = 1
name = { ja = "シルバーポイント", en = "Silver points" }
grant = { kind = "top_up", amount = 2000 }
offers = [{ benefit = { kind = "points" } }]
eligible = { all = [{ city = ["990012"] }, { age = { least = 65, on = "day" } }] }
""",
    "flat": """number = 2
name = { ja = "高齢者パス", en = "Senior pass" }
grant = { kind = "standing" }
offers = [{ benefit = { kind = "flat", yen = 50 } }]
eligible = { all = [{ city = ["990012"] }, { age = { least = 70, on = "fiscal_year_end" } }] }
group = { name = "year", change_by = "12-31" }
quotas = [{ per = "day", most = 4 }]
""",
    "vouchers": """number = 3
name = { ja = "バス利用券", en = "Bus rides" }
grant = { kind = "monthly", amount = 4 }
offers = [{ benefit = { kind = "fixed", yen = 500 } }]
eligible = { all = [{ city = ["990012"] }, { age = { least = 70, on = "fiscal_year_end" } }] }
group = { name = "year", change_by = "12-31" }
quotas = [{ per = "fiscal_year", most = 48 }]
""",
    "free": """number = 4
name = { ja = "無料パス", en = "Free pass" }
level = "card"
grant = { kind = "standing", for_ever = true }
offers = [{ benefit = { kind = "free" } }]
eligible = { age = { least = 18 } }
""",
    "yearly": """number = 6
name = { ja = "年度パス", en = "Yearly pass" }
grant = { kind = "standing" }
offers = [{ benefit = { kind = "share", part = [1, 2] } }]
eligible = { all = [{ city = ["990012"] }, { age = { least = 75 } }] }
""",
    "care": """number = 5
name = { ja = "障害者パス", en = "Disability pass" }
grant = { kind = "standing" }
offers = [{ benefit = { kind = "free" } }]
eligible = { handbook = { kind = "body", grades = [1, 2] } }
""",
}
IDM, OTHER_IDM = "0112C0FFEE5EA701", "0112C0FFEE5EA702"


def write_schemes(folder, schemes=SCHEMES):
    folder.mkdir(exist_ok=True)
    for name, text in schemes.items():
        (folder / f"{name}.toml").write_text(f'id = "{name}"\n{COMMON}{text}', encoding="utf-8")
    return folder


@contextmanager
def city_with_schemes(folder, clock, **config):
    """Central with the sample city, these schemes and the issuers' keys of the virtual cards, until the block ends."""
    own = {"state": folder / "state", "schemes": write_schemes(folder / "schemes"), "issuer_keys": ISSUER_KEYS}
    with serve(Config(**(own | config), simulator=True), clock) as running:
        yield running


def resident_of(central, holder) -> int:
    """The number in the register of whoever holds a card."""
    certificate = read(holder.certificate)
    return central.desk.city.register.by_serial(certificate.issuer_key_id, certificate.serial).id


def lives(central, holder, **columns):
    """Change what the register says of a card's holder."""
    resident = resident_of(central, holder)
    with central.desk.store.writing() as connection:
        for column, value in columns.items():
            connection.execute(f"UPDATE resident SET {column} = ? WHERE id = ?", (str(value), resident))


class Applicant(CardOnReader):
    """A person with a sample card on the reader, who knows both PINs."""

    def __init__(self, name="hanako"):
        self.card = sample(name)
        self.reader = VirtualReader(self.card)
        self._again()
        self.certificate = self.session.certificate()

    def _again(self):
        self.channel = Channel(self.reader.connect())
        self.session = JpkiSession(self.channel)

    def sign(self, message):
        self._again()
        self.session.verify("1234")
        return self.session.sign(hashlib.sha256(message).digest())

    def link(self, challenge):
        """The card's own key, what its issuer signed, its answer to a challenge and its holder's signature."""
        self._again()
        session = TextSession(self.channel)
        session.verify("1234")
        found = possession.vouched(session, ISSUERS)
        answer = possession.answer(self.channel, challenge)
        return self.linked(found.key, challenge, answer, found.to_bytes())

    def linked(self, key, challenge, answer, vouching):
        """A link to any key, with its holder's word for it; `vouching` are the signed key and its signer's certificate."""
        signed_key, signer = vouching
        signature = self.sign(key.binding(challenge))
        return CardLink(signed_key=signed_key, signer=signer, answer=answer, signature=signature)


def linked_key(link):
    """The card's own key in a link, as central keeps it."""
    return possession.Vouched.from_bytes(link.signed_key, link.signer).key.to_bytes()


class PassDesk(Terminal):
    """A registered terminal at which people apply for passes."""

    def meets(self, person, purpose=PURPOSE_RIDER):
        """A visit in which the person is known: its id, its challenge, what is offered by scheme."""
        visit = fresh("visit")
        challenge = self.client.open_visit(visit, "T-1", purpose).challenge
        signature = person.sign(bound(challenge, self.name, visit, purpose))
        passes = self.client.rider(visit, person.certificate, signature)
        return visit, challenge, {offer.scheme: offer for offer in passes.offers}

    def applies(self, person, scheme, **said):
        visit, challenge, _ = self.meets(person)
        return self.client.apply(visit, self.form(person, scheme, (visit, challenge), **said))

    def form(self, person, scheme, met, *, idm="", key=False, application=None):
        visit, challenge = met
        medium = Medium.FELICA if idm else Medium.MY_NUMBER
        link = person.link(key_challenge(challenge, self.name, visit)) if key else None
        certificate = b"" if idm else person.certificate
        return Apply(
            application=application or fresh("application"),
            scheme=scheme,
            medium=medium,
            idm=idm,
            certificate=certificate,
            card=link,
        )
