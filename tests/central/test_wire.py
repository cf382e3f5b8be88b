"""The messages: what the card signs, and what is refused before anything looks at it."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.wire import Identify, OpenVisit, Order, Outcome, bound

REQUEST = st.tuples(st.binary(max_size=40), st.text(max_size=12), st.text(max_size=12), st.text(max_size=12))


@given(REQUEST, REQUEST)
def test_two_different_requests_never_give_the_card_the_same_bytes_to_sign(one, other):
    assert (bound(*one) == bound(*other)) == (one == other)


@given(st.text(min_size=1, max_size=8), st.text(max_size=8), st.text(max_size=8))
def test_moving_a_letter_from_one_part_to_the_next_changes_what_is_signed(first, second, third):
    moved = (first[:-1], first[-1] + second, third)
    assert bound(b"c", first, second, third) != bound(b"c", *moved)


def test_what_is_signed_stays_the_same_from_version_to_version():
    signed = bound(bytes(32), "terminal-1", "visit-1", "certificate").hex()
    assert signed == "5812f03c5ffe1a051588d592e93e3300e85d046e9ba0c99aaf055219c2e80308"


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (OpenVisit, '{"visit":"../x","ticket":"1"}'),
        (OpenVisit, '{"visit":"v\\n","ticket":"1"}'),
        (OpenVisit, '{"visit":"v","ticket":""}'),
        (Order, '{"order":"o","kind":"residence","whom":"self","items":[],"copies":0}'),
        (Order, '{"order":"o","kind":"a b","whom":"self","items":[],"copies":1}'),
        (Identify, '{"certificate":"AAA","signature":"AA=="}'),
        (Outcome, '{"printed":"perhaps","sheets":1,"kept":0,"returned":0}'),
        (Outcome, '{"printed":"done","sheets":-1,"kept":0,"returned":0}'),
    ],
)
def test_a_field_that_cannot_be_is_refused_by_its_place(kind, text):
    with pytest.raises(msgspec.ValidationError, match=r"\$\."):
        msgspec.json.decode(text, type=kind)
