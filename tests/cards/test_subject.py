from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given
from hypothesis import strategies as st
from sample_cards import sample, session_with

from cards import certificates, tlv
from cards.errors import MalformedCertificate
from cards.records import Sex
from cards.subject import subject_of
from cards.tables import JPKI

KEY = rsa.generate_private_key(65537, 2048)
HANAKO = {1: "見本　花子", 2: "00100", 3: "2", 4: "319800217", 5: "見本県みなと市本町１－１", 6: "000000000001"}


def certificate(names: dict[int, str | bytes], arc: str = "1.2.392.200149.8.5.5") -> certificates.Certificate:
    """A certificate with these other names; bytes are their DER."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COUNTRY_NAME, "JP")])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(KEY.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2025, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2030, 1, 1, tzinfo=UTC))
    )
    others = [
        x509.OtherName(
            x509.ObjectIdentifier(f"{arc}.{place % 10}"),
            text if isinstance(text, bytes) else tlv.encode(0x0C, text.encode()),
        )
        for place, text in names.items()
    ]
    if others:
        builder = builder.add_extension(x509.SubjectAlternativeName(others), critical=False)
    return certificates.read(builder.sign(KEY, SHA256()).public_bytes(Encoding.DER))


def test_a_signature_certificate_names_its_holder():
    found = subject_of(certificate(HANAKO))
    assert (found.name, found.address) == ("見本　花子", "見本県みなと市本町１－１")
    assert (found.sex, found.birth_date, found.birth_era) == (Sex.FEMALE, date(1980, 2, 17), "昭和")
    assert (found.name_substituted, found.address_substituted) == ((2,), (11,))


def test_the_sample_cards_certificate_names_the_person_on_the_card():
    session = session_with(sample("taro", birth_date=date(2001, 12, 31), sex="1"))
    session.verify("ABC123", JPKI.signature)
    found = subject_of(certificates.read(session.certificate(JPKI.signature)))
    assert (found.name, found.sex, found.birth_date, found.birth_era) == (
        "見本　太郎",
        Sex.MALE,
        date(2001, 12, 31),
        "平成",
    )


def test_a_certificate_for_user_authentication_names_nobody():
    assert subject_of(certificates.read(session_with(sample()).certificate())) is None
    assert subject_of(certificate({})) is None


def test_names_of_another_arc_are_not_the_holders():
    assert subject_of(certificate(HANAKO, arc="1.2.392.200149.8.5.6")) is None


@pytest.mark.parametrize(
    ("digits", "era", "day"),
    [
        ("119120729", "明治", date(1912, 7, 29)),
        ("219261224", "大正", date(1926, 12, 24)),
        ("520190501", "令和", date(2019, 5, 1)),
        ("000000000", "", None),
        ("319400000", "昭和", None),
    ],
)
def test_a_birth_date_may_be_known_in_part_only(digits, era, day):
    found = subject_of(certificate(HANAKO | {4: digits}))
    assert (found.birth_era, found.birth_date) == (era, day)


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (2, "00X00"),
        (3, "3"),
        (3, ""),
        (4, "31980021"),
        (4, "619800217"),
        (4, "319800230"),
        (4, "３１９８０２１７"),
        (6, "2"),
        (1, b"\x16\x02AB"),
        (1, b"\x0c\x02\xff\xfe"),
        (5, b"\x30\x04\x0c\x02AB"),
    ],
)
def test_a_name_that_is_none_is_refused_by_its_number_and_not_repeated(place, text):
    with pytest.raises(MalformedCertificate, match=f"name {place}") as refused:
        subject_of(certificate(HANAKO | {place: text}))
    assert refused.value.__cause__ is None
    assert not any(str(value) in str(refused.value) for value in HANAKO.values() if len(value) > 1)


@pytest.mark.parametrize("place", [1, 3, 4, 5])
def test_a_name_that_is_missing_is_told_by_its_number(place):
    with pytest.raises(MalformedCertificate, match=f"lack {place}"):
        subject_of(certificate({at: text for at, text in HANAKO.items() if at != place}))


def test_a_name_that_stands_there_twice_is_refused():
    with pytest.raises(MalformedCertificate, match="name 1 stands there twice"):
        subject_of(certificate(HANAKO | {11: "別人"}))


def test_a_holder_shows_nothing_of_himself():
    shown = repr(subject_of(certificate(HANAKO)))
    assert not any(text in shown for text in HANAKO.values() if len(text) > 1)
    assert repr(replace(subject_of(certificate(HANAKO)), name="")) == shown


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=60))
def test_a_name_of_any_signs_is_read(name):
    assert subject_of(certificate(HANAKO | {1: name, 2: "0" * len(name)})).name == name


@given(st.dictionaries(st.integers(1, 6), st.tuples(st.sampled_from([0x0C, 0x13, 0x04]), st.binary(max_size=30))))
def test_whatever_stands_in_the_names_it_is_read_or_refused(names):
    with suppress(MalformedCertificate):
        subject_of(certificate({place: tlv.encode(*name) for place, name in names.items()}))
