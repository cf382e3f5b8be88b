"""The person check: a good card passes, and every way to cheat or fail is refused with its own reason."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import requests
from acting import LONG
from central_line import VALID, Cardholder, CardOnReader, Terminal, a_key, fresh, refused
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa

from central.service.verifier import Verdict
from central.wire import PURPOSE_CERTIFICATE, Hours, Identify, Reason, bound
from drivers.virtual.certificates import Subject, digital_signature_ca, issue, user_authentication_ca

HANAKO = 0x1001
ISSUER = (
    user_authentication_ca()
    .certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)
    .value.digest.hex()
)


def check(terminal, holder, /, **other):
    visit, challenge = terminal.opens()
    return terminal.proves(holder, visit, challenge, **other)


def certificate(ca, serial=HANAKO, validity=VALID):
    return issue(Subject(serial, "test", *validity), a_key().public_key(), ca)


def same_name_other_key():
    """A CA that calls itself what the trusted one does, key identifier included, with a key of its own."""
    real = user_authentication_ca()
    key = rsa.generate_private_key(65537, 2048)
    builder = x509.CertificateBuilder(
        issuer_name=real.certificate.subject,
        subject_name=real.certificate.subject,
        public_key=key.public_key(),
        serial_number=2,
        not_valid_before=real.certificate.not_valid_before_utc,
        not_valid_after=real.certificate.not_valid_after_utc,
        extensions=list(real.certificate.extensions),
    )
    return replace(real, key=key, certificate=builder.sign(key, hashes.SHA256()))


@pytest.mark.parametrize("card", ["hanako", "taro", "yoshino", "maria"])
def test_a_good_card_shows_what_its_holder_may_have(terminal, card):
    offer = check(terminal, CardOnReader(card)).offers[0]
    assert (offer.kind, offer.fee, offer.open_now) == ("residence", 300, True)
    assert (offer.whom, offer.hours) == (["self", "household"], [Hours(opens="06:30", closes="23:00")])


def test_another_challenge_does_not_pass(terminal):
    assert refused(lambda: check(terminal, Cardholder(), challenge=bytes(32))) is Reason.SIGNATURE_WRONG


def test_a_challenge_is_good_once(terminal):
    visit, challenge = terminal.opens()
    terminal.proves(Cardholder(), visit, challenge)
    assert refused(lambda: terminal.proves(Cardholder(), visit, challenge)) is Reason.CHALLENGE_SPENT


def test_a_challenge_is_spent_by_a_failed_check_too(terminal):
    visit, challenge = terminal.opens()
    refused(lambda: terminal.proves(Cardholder(), visit, bytes(32)))
    assert refused(lambda: terminal.proves(Cardholder(), visit, challenge)) is Reason.CHALLENGE_SPENT
    assert refused(lambda: terminal.opens(visit)) is Reason.CHALLENGE_SPENT


def test_a_challenge_lasts_five_minutes(terminal, central):
    visit, challenge = terminal.opens()
    central.clock.move(central.clock.now() + timedelta(seconds=300))
    assert terminal.proves(Cardholder(), visit, challenge).offers
    visit, challenge = terminal.opens()
    central.clock.move(central.clock.now() + timedelta(seconds=301))
    assert refused(lambda: terminal.proves(Cardholder(), visit, challenge)) is Reason.CHALLENGE_SPENT


def test_a_visit_opened_again_has_the_same_challenge_and_a_fresh_one_when_it_expired(terminal, central):
    visit, challenge = terminal.opens()
    assert terminal.opens(visit)[1] == challenge
    central.clock.move(central.clock.now() + timedelta(seconds=301))
    assert terminal.opens(visit)[1] != challenge
    assert terminal.proves(Cardholder(), *terminal.opens(visit)).offers


def test_a_visit_is_not_opened_again_under_another_ticket(terminal):
    visit, _ = terminal.opens()
    assert refused(lambda: terminal.opens(visit, ticket="T-2")) is Reason.ORDER_CHANGED


def test_a_challenge_of_another_terminal_does_not_pass(terminal, other_terminal):
    visit, challenge = terminal.opens()
    assert refused(lambda: other_terminal.proves(Cardholder(), visit, challenge)) is Reason.VISIT_UNKNOWN
    other_terminal.opens(visit)
    stolen = {"terminal": terminal.name}
    assert refused(lambda: other_terminal.proves(Cardholder(), visit, challenge, **stolen)) is Reason.SIGNATURE_WRONG


def test_a_signature_for_another_visit_does_not_pass(terminal):
    assert refused(lambda: check(terminal, Cardholder(), visit="visit-0")) is Reason.SIGNATURE_WRONG


def test_a_signature_for_another_purpose_does_not_pass(terminal):
    assert refused(lambda: check(terminal, Cardholder(), purpose="ride")) is Reason.SIGNATURE_WRONG


def test_a_visit_for_an_unknown_purpose_is_not_opened(terminal):
    assert refused(lambda: terminal.client.open_visit(fresh("visit"), "T-1", "ride")) is Reason.MALFORMED


def test_a_visit_that_was_never_opened_is_unknown(terminal):
    assert refused(lambda: terminal.proves(Cardholder(), "visit-0", bytes(32))) is Reason.VISIT_UNKNOWN


def test_an_altered_signature_does_not_pass(terminal):
    visit, challenge = terminal.opens()
    assert (
        refused(lambda: terminal.client.identify(visit, Cardholder().certificate, bytes(256))) is Reason.SIGNATURE_WRONG
    )
    assert challenge


EXPIRED = (datetime(2021, 2, 2, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC))
NOT_YET = (datetime(2026, 11, 25, tzinfo=UTC), datetime(2031, 1, 1, tzinfo=UTC))
BAD_CERTIFICATES = {
    "expired": (lambda: certificate(user_authentication_ca(), validity=EXPIRED), Reason.CERTIFICATE_EXPIRED),
    "not yet valid": (lambda: certificate(user_authentication_ca(), validity=NOT_YET), Reason.CERTIFICATE_EXPIRED),
    "a CA of the same name": (lambda: certificate(same_name_other_key()), Reason.CERTIFICATE_UNTRUSTED),
    "the CA for documents": (lambda: certificate(digital_signature_ca()), Reason.CERTIFICATE_UNTRUSTED),
    "usage for documents": (
        lambda: certificate(replace(user_authentication_ca(), for_documents=True)),
        Reason.CERTIFICATE_UNTRUSTED,
    ),
    "the CA itself": (lambda: user_authentication_ca().der, Reason.CERTIFICATE_UNTRUSTED),
    "no certificate": (lambda: b"0\x82nonsense", Reason.CERTIFICATE_UNTRUSTED),
}


@pytest.mark.parametrize(("make", "reason"), BAD_CERTIFICATES.values(), ids=BAD_CERTIFICATES.keys())
def test_a_certificate_that_proves_nothing_is_refused(terminal, make, reason):
    assert refused(lambda: check(terminal, Cardholder(certificate=make()))) is reason


def test_a_sample_card_that_expired_is_refused(terminal):
    assert refused(lambda: check(terminal, CardOnReader("hana"))) is Reason.CERTIFICATE_EXPIRED


@pytest.mark.parametrize(
    ("verdict", "reason"),
    [
        ("revoked", Reason.CARD_REVOKED),
        ("suspended", Reason.CARD_SUSPENDED),
        ("unknown", Reason.REVOCATION_UNKNOWN),
        ("unreachable", Reason.REVOCATION_UNKNOWN),
    ],
)
def test_what_the_verifier_does_not_call_valid_is_refused(terminal, central, verdict, reason):
    told = requests.post(f"{central.url}/simulator/verifier", json={"serial": "1001", "verdict": verdict}, timeout=LONG)
    assert told.status_code == 204
    assert refused(lambda: check(terminal, CardOnReader("hanako"))) is reason
    assert check(terminal, CardOnReader("yoshino")).offers


def test_the_sample_card_that_was_revoked_is_refused(terminal):
    assert refused(lambda: check(terminal, CardOnReader("revoked"))) is Reason.CARD_REVOKED


def test_a_card_that_nobody_here_holds_is_of_another_city(terminal):
    assert refused(lambda: check(terminal, Cardholder(0xABCDEF))) is Reason.CITY_NOT_JOINED


def withheld(terminal, serial, visit):
    """What comes over the line for a person, at the first request in which anything is known of him."""
    visit, challenge = terminal.opens(visit)
    message = bound(challenge, terminal.name, visit, PURPOSE_CERTIFICATE)
    holder = Cardholder(serial)
    proof = Identify(certificate=holder.certificate, signature=holder.sign(message))
    answer = terminal.sends("POST", f"/v1/visits/{visit}/person", proof)
    fields = {name: value for name, value in answer.headers.items() if name.lower() != "date"}
    return answer.status_code, fields, answer.content


def test_who_may_have_nothing_gets_one_and_the_same_answer_at_the_same_step(terminal, caplog):
    caplog.set_level("INFO")
    private = {"moved out": 0x1007, "protected": 0x1008, "deceased": 0x100D, "a rare character": 0x100B}
    answers, logs = [], []
    for serial in private.values():
        caplog.clear()
        visit = fresh("visit")
        answers.append(withheld(terminal, serial, visit))
        logs.append(
            [said.getMessage().replace(visit, "") for said in caplog.records if said.name.startswith("central")]
        )
    assert answers == [answers[0]] * len(private)
    assert answers[0][0] == 403
    assert logs == [logs[0]] * len(private)
    assert any("withheld: nothing is issued at a terminal; for the counter" in line for line in logs[0])


def test_a_child_of_twelve_is_too_young(terminal):
    assert refused(lambda: check(terminal, Cardholder(0x100C))) is Reason.TOO_YOUNG


@pytest.fixture
def issued_today(central):
    """The card of 0x1002 was issued on the day that central's clock shows."""
    register = central.desk.city.register
    with central.desk.store.writing() as connection:
        before = register.by_serial(ISSUER, 0x1002)
        change = "UPDATE resident SET card_issued_on = ? WHERE id = ?"
        connection.execute(change, (central.clock.now().date().isoformat(), before.id))
    yield Cardholder(0x1002)
    with central.desk.store.writing() as connection:
        connection.execute(change, (before.card_issued_on and before.card_issued_on.isoformat(), before.id))


def test_a_card_is_too_new_on_the_day_it_was_issued(central, issued_today):
    assert refused(lambda: check(Terminal(central), issued_today)) is Reason.CARD_TOO_NEW
    central.clock.move(central.clock.now() + timedelta(days=1))
    assert check(Terminal(central), issued_today).offers


def test_a_card_is_judged_before_its_holder(terminal, central):
    central.desk.city.verifier.set(0x1008, Verdict.REVOKED)
    assert refused(lambda: check(terminal, Cardholder(0x1008))) is Reason.CARD_REVOKED
    assert refused(lambda: check(terminal, Cardholder(0x1008), challenge=bytes(32))) is Reason.SIGNATURE_WRONG
    central.desk.city.verifier.set(0x1008, Verdict.VALID)
    assert refused(lambda: check(terminal, Cardholder(0x1008))) is Reason.WITHHELD


def test_only_the_verdict_its_time_and_the_verifier_are_kept(terminal, central):
    visit = terminal.identifies(Cardholder())
    with central.desk.store.reading() as connection:
        [row] = connection.execute("SELECT verdict, verdict_at, verifier FROM visit WHERE visit = ?", (visit,))
    assert row == ("valid", "2026-11-24T10:00:00+09:00", "simulator")


def test_a_visit_whose_check_failed_can_order_nothing(terminal):
    visit, challenge = terminal.opens()
    refused(lambda: terminal.proves(Cardholder(0x1008), visit, challenge))
    assert refused(lambda: terminal.orders(visit)) is Reason.VISIT_UNKNOWN
