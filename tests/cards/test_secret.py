import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.secret import Secret, taken
from cards.tables import JPKI

PASSWORD = JPKI.signature.pin.pattern


def test_a_secret_shows_nothing_but_its_length():
    assert repr(Secret("7391")) == str(Secret("7391")) == "Secret(4 characters)"


def test_a_secret_takes_over_the_memory_it_is_given_and_empties_it():
    memory = bytearray(b"7391")
    Secret(memory).wipe()
    assert memory == b""


def test_a_secret_is_neither_copied_nor_pickled():
    for copied in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError):
            copied(Secret("7391"))


def test_a_secret_is_empty_after_its_block_however_that_ends():
    secret = Secret("7391")
    with pytest.raises(KeyError), secret:
        raise KeyError
    assert len(secret) == 0
    secret.wipe()


@given(st.text(max_size=20))
def test_letters_are_made_capital_in_place_and_nothing_else(text):
    secret = Secret(text)
    before, memory = bytes(secret.octets), secret.octets
    secret.raise_case()
    assert secret.octets is memory
    assert bytes(memory) == before.upper()


@given(st.text(alphabet="AZ09az -é", max_size=18))
def test_the_form_is_that_of_the_whole_text(text):
    allowed = set("AZ09")
    right = 6 <= len(text) <= 16 and set(text) <= allowed and set(text) & set("AZ") and set(text) & set("09")
    assert Secret(text).fits(PASSWORD) == bool(right)


def test_a_secret_is_taken_as_it_is():
    secret = Secret("7391")
    assert taken(secret) is secret
    assert bytes(taken("7391").octets) == b"7391"
