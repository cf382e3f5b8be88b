"""Whatever a card answers, a parser reads it or says BadCardData; what it reads lies inside what was answered."""

import pytest
from card_layouts import (
    IDENTITY,
    age,
    attributes,
    certificate,
    face,
    integrity,
    my_number,
    number_image,
    public,
    surface_basic,
    text_basic,
)
from hypothesis import given
from hypothesis import strategies as st

from cards.card_certificates import CardCertificate, PublicKey
from cards.common import CardIdentity
from cards.errors import BadCardData
from cards.felica import Entry, unwrap, wrap
from cards.possession import CardKey
from cards.records import Layout, Record
from cards.surface import AgeRecord, CardFace, NumberImage, SurfaceBasic
from cards.text import Attributes, Basic, Integrity, MyNumber

PARSERS = {
    Attributes.read: attributes(),
    Integrity.read: integrity(),
    MyNumber: my_number(),
    Basic.read: text_basic(),
    CardCertificate.read: certificate(),
    PublicKey.read: public("card"),
    AgeRecord.read: age(),
    CardFace.read: face(),
    NumberImage.read: number_image(),
    SurfaceBasic.read: surface_basic(),
    CardIdentity.read: IDENTITY,
    Entry.read: bytes.fromhex("16010002349d01020304ee02000001 00"),
    CardKey.from_bytes: PublicKey.read(public("card")).der,
    unwrap: wrap(bytes.fromhex("06000003 0000")),
}
EACH = pytest.mark.parametrize("parse", PARSERS, ids=lambda parse: getattr(parse, "__qualname__", str(parse)))


def tried(parse, content: bytes) -> bool:
    try:
        parse(content)
    except BadCardData:
        return False
    return True


@EACH
def test_the_good_bytes_are_read(parse):
    assert tried(parse, PARSERS[parse])


@EACH
@given(content=st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(parse, content):
    tried(parse, content)


@EACH
@given(places=st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), min_size=1, max_size=4))
def test_good_bytes_with_some_changed_are_read_or_refused(parse, places):
    content = bytearray(PARSERS[parse])
    for place, value in places:
        content[place % len(content)] = value
    tried(parse, bytes(content))


@pytest.mark.parametrize("parse", [parse for parse in PARSERS if parse not in {MyNumber, Entry.read, unwrap}])
@given(share=st.floats(0, 1, exclude_max=True))
def test_half_of_the_good_bytes_is_refused(parse, share):
    content = PARSERS[parse]
    # of a table that ends in opaque bytes or of a whole object, every byte is needed
    assert not tried(parse, content[: int(len(content) * share)])


@given(inner=st.binary(max_size=60), after=st.binary(max_size=60), offsets=st.sampled_from([None, 0xDF21]))
def test_nothing_beyond_the_declared_length_is_ever_read(inner, after, offsets):
    layout = Layout("record", 0xFF20, offsets)
    content = b"\xff\x20" + bytes((len(inner),)) + inner
    try:
        alone = Record.read(content, layout)
    except BadCardData:
        alone = None
    try:
        followed = Record.read(content + after, layout)
    except BadCardData:
        followed = None
    assert followed == alone
    stored = b"".join(found.stored for found in alone.fields.values()) if alone else b""
    assert len(stored) <= len(inner)
