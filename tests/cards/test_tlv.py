import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards import tlv
from cards.errors import BadCardData

TAGS = st.sampled_from([0x04, 0x30, 0x5F4E, 0x7F21, 0xDF22, 0xFF20])


@given(st.lists(st.tuples(TAGS, st.binary(max_size=700))))
def test_what_was_encoded_is_parsed_again(objects):
    source = b"".join(tlv.encode(tag, value) for tag, value in objects)
    assert [(found.tag, found.value) for found in tlv.parse(source)] == objects


@given(st.binary(max_size=64))
def test_any_bytes_are_parsed_or_refused_as_bad_card_data(source):
    try:
        found = list(tlv.parse(source))
    except BadCardData:
        return
    assert sum(len(each.value) for each in found) < max(len(source), 1)


@given(TAGS, st.binary(max_size=300), st.integers(1, 4))
def test_a_length_may_be_longer_than_it_need_be(tag, value, size):
    if len(value) >= 1 << 8 * size:
        return
    tag_bytes = tag.to_bytes((tag.bit_length() + 7) // 8, "big")
    source = tag_bytes + bytes((0x80 | size,)) + len(value).to_bytes(size, "big") + value
    assert list(tlv.parse(source)) == [tlv.Object(tag, value)]


def test_an_object_shows_nothing_of_its_value():
    assert repr(tlv.Object(0xDF22, b"name")) == f"Object(tag={0xDF22})"


def test_the_form_82_00_ll_of_newer_cards_is_read():
    found = tlv.header(bytes.fromhex("FF4082009F"))
    assert (found.tag, found.start, found.end) == (0xFF40, 5, 5 + 0x9F)


@given(TAGS, st.binary(min_size=1, max_size=300), st.data())
def test_a_cut_off_object_is_refused_naming_the_offset(tag, value, data):
    whole = tlv.encode(0x04, b"before") + tlv.encode(tag, value)
    cut = data.draw(st.integers(9, len(whole) - 1))
    with pytest.raises(BadCardData, match=r"offset \d+"):
        list(tlv.parse(whole[:cut]))


@pytest.mark.parametrize(
    ("source", "offset"),
    [
        ("", 0),
        ("30", 1),
        ("3082", 2),
        ("308206", 3),
        ("3080", 1),
        ("3085", 1),
        ("FF", 1),
        ("FFFFFFFF", 4),
        ("FF80808001", 0),
    ],
)
def test_a_header_that_no_card_writes_is_refused_with_its_place(source, offset):
    with pytest.raises(BadCardData, match=f"offset {offset}:"):
        tlv.header(bytes.fromhex(source))
