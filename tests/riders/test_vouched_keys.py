"""A card's own key counts at central when an issuer vouches for it, whatever the desk says; on both engines."""

import base64
import logging

import pytest
from card_issuers import ISSUERS
from card_layouts import key as key_of
from central_line import VALID, Cardholder, StillClock, refused
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pass_kiosk import PassKiosk
from registering import IDM, ISSUER_KEYS, Applicant, PassDesk, city_with_schemes, linked_key, lives
from sample_cards import sample

from cards import possession
from cards.card_certificates import IssuerKeys, KeyId, PublicKey
from cards.possession import CardKey
from cards.tables import REAL_ORGANIZATION, RSA_2048, TEXT
from central.client import Refused
from central.service.config import Config, read_config
from central.service.riders.linking import linkable
from central.service.running import serve
from central.wire import CardLink, Medium, PassOffer, Reason, key_challenge
from drivers.virtual.card_parts import PrivateKey
from drivers.virtual.certificates import Subject, issue, user_authentication_ca
from drivers.virtual.issuers import Issuer, certify, key_id, municipality, tagged, text_root
from drivers.virtual.issuers import public_key as stored

KEPT = ("rider", "rider_identity", "entitlement", "rider_application")
# any key that no city trusts
THIEF = Issuer(key_id("9777777"), key_of("thief"))
CITY = municipality("99901")


def rows(central, table, columns="*"):
    with central.desk.store.reading() as connection:
        return [tuple(row) for row in connection.execute(f"SELECT {columns} FROM {table}").fetchall()]


def nothing_is_kept(central):
    return [row for table in KEPT for row in rows(central, table)] == []


def signed(public, signer):
    """What would stand in 0007: a public key, signed by whoever signs it."""
    made = tagged(0xDF51, public)
    return tagged(0xFF50, made + tagged(0xDF52, signer.sign(made)))


def genuine(card):
    """What a card's issuer signed, as the desk reads it."""
    return card.link(bytes(32)).signed_key, card.link(bytes(32)).signer


def of_another_record():
    """The thief's key under a signature that the city made, over something else on a card."""
    made = tagged(0xDF31, bytes(32)) + tagged(0xDF32, bytes(32))
    return tagged(0xFF50, tagged(0xDF51, OWN) + tagged(0xDF52, CITY.sign(made)))


OWN = stored(THIEF.key.public_key())
VOUCHED = certify(text_root(), CITY)
LIES = {
    "nothing at all": lambda _: (b"", b""),
    "no certificate": lambda card: (genuine(card)[0], b""),
    "no signed key": lambda card: (b"", genuine(card)[1]),
    "nonsense": lambda _: (b"\x30\x00", b"\xff" * 2048),
    "both in each other's place": lambda card: genuine(card)[::-1],
    "a certificate of a foreign issuer": lambda _: (signed(OWN, THIEF), certify(THIEF, THIEF)),
    "a certificate forged under a trusted name": lambda _: (
        signed(OWN, THIEF),
        certify(Issuer(text_root().key_id, THIEF.key), THIEF),
    ),
    "a certificate forged for the city": lambda _: (
        signed(OWN, THIEF),
        certify(Issuer(text_root().key_id, THIEF.key), Issuer(CITY.key_id, THIEF.key)),
    ),
    "the right certificate over a key signed by itself": lambda _: (signed(OWN, THIEF), VOUCHED),
    "the right certificate and a signature over another record": lambda _: (of_another_record(), VOUCHED),
    "what the holder's card has, for another key": genuine,
}


def links_its_own(desk, person, met, vouching):
    """The form of a desk that has the holder's word for a key of its own making, which answers as it should."""
    challenge = key_challenge(met[1], desk.name, met[0])
    answer = THIEF.sign(possession.TAP + challenge)
    form = desk.form(person, "free", met)
    form.card = person.linked(CardKey(PublicKey.read(OWN)), challenge, answer, vouching)
    return form


@pytest.mark.parametrize("lie", LIES)
def test_a_key_of_the_desks_own_making_is_refused_and_the_visit_goes_on(central, desk, lie):
    hanako = Applicant()
    met = desk.meets(hanako)[:2]
    form = links_its_own(desk, hanako, met, LIES[lie](hanako))
    assert refused(lambda: desk.client.apply(met[0], form)) is Reason.SIGNATURE_WRONG
    assert nothing_is_kept(central)
    # the same visit, and the very same application, with what the card really has
    right = desk.form(hanako, "free", met, key=True, application=form.application)
    assert desk.client.apply(met[0], right).scheme == "free"
    [(key,)] = rows(central, "rider_identity", "card_key")
    assert bytes(key) == linked_key(right.card)


@pytest.mark.parametrize("swapped", ["signed_key", "answer", "signature"])
def test_the_key_that_is_vouched_for_is_the_one_that_answers_and_that_the_holder_signs(central, desk, swapped):
    hanako = Applicant()
    met = desk.meets(hanako)[:2]
    right = desk.form(hanako, "free", met, key=True)
    mine = links_its_own(desk, hanako, met, (signed(OWN, THIEF), VOUCHED))
    parts = {name: getattr(right.card, name) for name in CardLink.__struct_fields__}
    right.card = CardLink(**(parts | {swapped: getattr(mine.card, swapped)}))
    assert refused(lambda: desk.client.apply(met[0], right)) is Reason.SIGNATURE_WRONG
    assert nothing_is_kept(central)


CURVE = ec.generate_private_key(ec.SECP384R1())


class NextCard(Cardholder):
    """Somebody with a card of the kind to come: its certificate and its own key are on P-384."""

    def __post_init__(self):
        subject = Subject(self.serial, "next", *VALID)
        self.certificate = issue(subject, CURVE.public_key(), user_authentication_ca())

    def sign(self, message):
        return CURVE.sign(message, ec.ECDSA(hashes.SHA384()))


def on_the_curve():
    """A key on P-384 that the city has signed, as a link has it."""
    point = CURVE.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    key = CardKey(PublicKey.of(CURVE.public_key()))
    return key, (signed(tagged(0x86, point), CITY), VOUCHED)


def test_a_key_of_another_kind_of_card_is_refused_though_an_issuer_vouches_for_it(central, desk):
    hanako = Applicant()
    visit, challenge = met = desk.meets(hanako)[:2]
    form, mine = desk.form(hanako, "free", met), key_challenge(challenge, desk.name, visit)
    key, vouching = on_the_curve()
    answer = CURVE.sign(possession.TAP + mine, ec.ECDSA(hashes.SHA384()))
    form.card = hanako.linked(key, mine, answer, vouching)
    assert refused(lambda: desk.client.apply(visit, form)) is Reason.SIGNATURE_WRONG
    assert nothing_is_kept(central)


def test_the_card_to_come_is_linked_with_a_key_of_its_kind(central, desk):
    person = NextCard()
    visit, challenge = met = desk.meets(person)[:2]
    form, mine = desk.form(person, "free", met), key_challenge(challenge, desk.name, visit)
    key, (signed_key, signer) = on_the_curve()
    parts = {"answer": person.sign(possession.TAP + mine), "signature": person.sign(key.binding(mine))}
    form.card = CardLink(signed_key=signed_key, signer=signer, **parts)
    assert desk.client.apply(visit, form).scheme == "free"


def test_a_desk_that_believes_a_thief_is_not_believed(central, tmp_path):
    """The whole way: a card with a key of the thief's, at a desk whose file of issuers' keys the thief has changed."""
    card = sample()
    card.put(TEXT.aid, TEXT.internal_public_key, signed(OWN, THIEF))
    card.put(TEXT.aid, TEXT.certificate, certify(THIEF, THIEF))
    card.chip.applications[TEXT.aid][TEXT.internal_key] = PrivateKey(lambda: THIEF.key, None, RSA_2048)
    kiosk = PassKiosk(central, tmp_path, issuers=IssuerKeys({KeyId(THIEF.key_id): PublicKey.read(OWN)}))
    visit = kiosk.comes_for("free")
    kiosk.visitor.answers("pass-check", "ok")
    kiosk.visitor.sees("pass-place-again")
    kiosk.reader.place(card)
    for asked in ("profile-pin-enter", "pass-pin-again"):
        kiosk.visitor.answers(asked, *"1234", "ok")
    kiosk.visitor.sees("pass-lift")
    kiosk.lifts()
    kiosk.visitor.answers("card-revoked", "ok")
    visit.result()
    assert kiosk.notes() == ["pass_asked", "pass_refused"]
    assert nothing_is_kept(central)
    kiosk.close()


def written(what):
    """Bytes in each way in which they could stand in a file or a text."""
    return what, what.hex().encode(), what.hex().upper().encode(), base64.b64encode(what)[:-4]


def test_of_what_the_issuer_signed_central_keeps_the_key_and_says_nothing(central, desk, caplog):
    caplog.set_level(logging.DEBUG)
    hanako = Applicant()
    met = desk.meets(hanako)[:2]
    right, lie = desk.form(hanako, "free", met, key=True), links_its_own(desk, hanako, met, genuine(hanako))
    with pytest.raises(Refused) as told:
        desk.client.apply(met[0], lie)
    desk.client.apply(met[0], right)
    central.desk.tidy()
    said = f"{caplog.text}{told.value!r}{told.value}{told.value.refusal}{right!r}{right.card!r}{lie.card!r}".encode()
    files = b"".join(path.read_bytes() for path in central.config.state.rglob("*") if path.is_file())
    kept = repr([rows(central, table) for table in KEPT]).encode()
    for part in genuine(hanako):
        # the issuer's signature is the record's end, and stands nowhere else
        for form in written(part[-200:]):
            assert form not in said + files + kept
            assert repr(form)[2:-1].encode() not in kept
    for form in written(linked_key(right.card)[-100:]):
        assert form not in said


@pytest.fixture(scope="module")
def believing_nobody(tmp_path_factory):
    with city_with_schemes(tmp_path_factory.mktemp("nobody"), StillClock(), issuer_keys=None) as running:
        yield running


def test_a_central_without_issuers_keys_offers_no_scheme_that_asks_for_the_cards_key(believing_nobody):
    desk, hanako = PassDesk(believing_nobody), Applicant()
    lives(believing_nobody, hanako, birth="1950-05-05")
    visit, challenge, offers = desk.meets(hanako)
    assert {*offers} == {"silver", "flat", "vouchers", "yearly", "care"}
    assert offers["silver"].media == [Medium.FELICA, Medium.MY_NUMBER]
    form = desk.form(hanako, "free", (visit, challenge), key=True)
    assert refused(lambda: desk.client.apply(visit, form)) is Reason.SCHEME_CLOSED
    assert nothing_is_kept(believing_nobody)
    assert desk.applies(hanako, "silver", idm=IDM).points == 2000


def offer(*media, needs_key):
    return PassOffer(scheme="a", name={}, media=[*media], needs_key=needs_key)


def test_without_issuers_keys_a_transit_card_is_left_where_a_scheme_takes_one():
    both, own = offer(*Medium, needs_key=True), offer(Medium.MY_NUMBER, needs_key=True)
    plain = offer(*Medium, needs_key=False)
    assert linkable([both, own, plain], ISSUERS) == [both, own, plain]
    assert linkable([both, own, plain], None) == [offer(Medium.FELICA, needs_key=True), plain]


def test_what_cannot_be_offered_without_issuers_keys_is_told_when_central_starts(tmp_path, caplog):
    with city_with_schemes(tmp_path, StillClock()):
        assert "issuer_keys" not in caplog.text
    with city_with_schemes(tmp_path, StillClock(), issuer_keys=None):
        assert "issuer_keys: there is none, so no My Number Card is linked for free:" in caplog.text


def real_like_ca():
    """A CA certificate by a key of ours, under the organization of the real ones."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, REAL_ORGANIZATION)])
    whole = x509.CertificateBuilder(name, name, THIEF.key.public_key(), 1, *VALID)
    for extension in user_authentication_ca().certificate.extensions:
        whole = whole.add_extension(extension.value, extension.critical)
    return whole.sign(THIEF.key, hashes.SHA256())


def test_published_issuers_keys_vouch_for_nothing_where_real_cards_are_believed(tmp_path):
    anchor = tmp_path / "real.pem"
    anchor.write_bytes(real_like_ca().public_bytes(Encoding.PEM))
    config = Config(state=tmp_path / "state", trust_anchors=[anchor], issuer_keys=ISSUER_KEYS, sample_city=False)
    with pytest.raises(ValueError, match=r"issuer_keys: .*published, beside real trust_anchors"), serve(config):
        pass
    assert not config.state.exists()
    real = tmp_path / "issuers.toml"
    real.write_text(ISSUER_KEYS.read_text().replace('id = "39', 'id = "35'))
    with serve(Config(state=tmp_path / "state", trust_anchors=[anchor], issuer_keys=real, sample_city=False)):
        pass


@pytest.mark.parametrize("content", [None, "", "[[issuer]]\nid = 'here'\n", "\x00"])
def test_a_file_of_issuers_keys_that_cannot_be_used_is_told_by_name(tmp_path, content):
    path = tmp_path / "vouching.toml"
    if content is not None:
        path.write_text(content)
    config = tmp_path / "central.toml"
    config.write_text('state = "state"\nissuer_keys = "vouching.toml"\n')
    found = read_config(config)
    assert found.issuer_keys == path
    with pytest.raises(ValueError, match=r"^issuer_keys: .*vouching\.toml: not a file of issuers' keys"), serve(found):
        pass
    assert not (tmp_path / "state").exists()
