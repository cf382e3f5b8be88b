"""What an issuer signed of a card, carried to somebody who never saw the card."""

import contextlib

import pytest
from card_issuers import ISSUERS
from card_layouts import issuers as others
from hypothesis import given
from hypothesis import strategies as st
from sample_cards import sample

from cards import possession
from cards.apdu import Channel
from cards.errors import BadCardData, UntrustedCertificate, WrongSignature
from cards.possession import Vouched
from cards.tables import ECDSA_P384, RSA_2048, TEXT
from cards.text import TextSession
from drivers.virtual.reader import VirtualReader


def vouched(card) -> Vouched:
    session = TextSession(Channel(VirtualReader(card).connect()))
    session.verify("1234")
    return possession.vouched(session, ISSUERS)


FOUND = vouched(sample())
SIGNED_KEY, SIGNER = FOUND.to_bytes()


def test_what_was_read_of_a_card_is_checked_elsewhere_without_it():
    assert Vouched.from_bytes(SIGNED_KEY, SIGNER) == FOUND
    assert Vouched.from_bytes(SIGNED_KEY, SIGNER).check(ISSUERS) == FOUND.key
    assert FOUND.key.algorithm == RSA_2048 != ECDSA_P384


def test_the_bytes_are_those_of_the_cards_files():
    files = sample().chip.applications[TEXT.aid]
    assert (files[TEXT.internal_public_key].content, files[TEXT.certificate].content) == (SIGNED_KEY, SIGNER)


def test_lengths_written_in_another_way_are_the_same_key_under_the_same_signature():
    card = sample()
    card.faults.other_length = True
    assert Vouched.from_bytes(*vouched(card).to_bytes()).check(ISSUERS) == FOUND.key


def test_an_issuer_that_is_not_trusted_vouches_for_nothing():
    # the same name of an issuer, another key
    with pytest.raises(WrongSignature):
        FOUND.check(others())
    with pytest.raises(UntrustedCertificate):
        FOUND.check(type(ISSUERS)({}))


@given(st.integers(0, len(SIGNED_KEY) + len(SIGNER) - 1), st.integers(1, 255))
def test_no_byte_can_be_changed_so_that_another_key_is_vouched_for(at, by):
    changed = bytearray(SIGNED_KEY + SIGNER)
    changed[at] ^= by
    parts = bytes(changed[: len(SIGNED_KEY)]), bytes(changed[len(SIGNED_KEY) :])
    with contextlib.suppress(BadCardData, WrongSignature, UntrustedCertificate):
        assert Vouched.from_bytes(*parts).check(ISSUERS) == FOUND.key


@given(st.binary(max_size=60), st.binary(max_size=60))
def test_nonsense_is_bad_card_data_and_nothing_else(signed_key, signer):
    with pytest.raises(BadCardData):
        Vouched.from_bytes(signed_key, signer)


def test_nothing_of_it_is_in_a_text():
    assert repr(FOUND) == "Vouched()"
