"""`kazasu card profile`, `photo` and `age`: what a card says of its holder, after which code, and whether an issuer vouches for it."""

import os
import stat
from contextlib import redirect_stdout
from datetime import date
from io import BytesIO, TextIOWrapper

import pytest
from card_command import BY_NUMBER_B, PRINTED, as_a_program, issuer_keys, kazasu, plainly, typed, whole_card
from cryptography.hazmat.primitives.asymmetric import rsa
from PIL import Image

from drivers.virtual.issuers import surface_root
from firmware.cli_card import main

PIN = "8642\n"
PROFILE = {
    "name": "山田　花子",
    "address": "東京都清瀬市中里５丁目８４２番地",
    "birth_date": "1980-02-17",
    "sex": "female",
}
PERSONAL = ("山田", "清瀬", "1980", "123456789018")


@pytest.fixture
def card(tmp_path):
    return whole_card(tmp_path)


def test_the_pin_opens_the_profile(card):
    assert kazasu("profile", "--reader", card, codes=PIN) == (0, PROFILE)


def test_a_name_on_a_card_cannot_steer_the_terminal_nor_pass_for_our_own_words(tmp_path):
    forged = "\x1b[2J花子\nGenuine: an issuer that you named signed it.\u202e\x9b1m"
    told = plainly("profile", "--reader", whole_card(tmp_path, name=forged), codes=PIN).out
    assert [sign for sign in told if not sign.isprintable() and sign not in "\n\u3000"] == []
    assert [line for line in told.split("\n") if line.startswith("Genuine")] == []
    assert "花子" in told


def test_a_terminal_that_cannot_write_a_name_gets_the_rest(card):
    narrow = os.environ | {"PYTHONIOENCODING": "ascii"}
    status, told = as_a_program("profile", "--reader", card, codes=PIN, environment=narrow)
    assert (status, told) == (0, PROFILE)
    with redirect_stdout(TextIOWrapper(BytesIO(), "ascii")) as out, typed(PIN):
        assert main(["profile", "--reader", card]) == 0
        out.seek(0)
        assert "birth date: 1980-02-17" in out.read()


def test_my_number_is_told_only_when_it_is_asked_for(card):
    status, told = kazasu("profile", "--my-number", "--reader", card, codes=PIN)
    assert (status, told) == (0, PROFILE | {"my_number": PRINTED["my_number"]})


def test_what_is_printed_on_the_card_opens_it_too(card):
    assert kazasu("profile", "--with", "number-b", "--reader", card, codes=BY_NUMBER_B) == (0, PROFILE)
    status, told = kazasu("profile", "--with", "number-b", "--my-number", "--reader", card, codes=BY_NUMBER_B)
    assert (status, told["error"]["code"]) == (2, "usage")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("1980-02-31\n", "birth date, YYYY-MM-DD: a day such as"),
        ("1980-02-17\n2035\n", "expiry date, YYYY-MM-DD: a day such as"),
        ("1980-02-17\n2035-02-17\n99\n", "the security code has four digits"),
    ],
)
def test_what_cannot_be_printed_on_a_card_is_told_line_by_line_and_costs_nothing(card, typed, sentence):
    status, told = kazasu("profile", "--with", "number-b", "--reader", card, codes=typed)
    assert (status, told["error"]["code"]) == (2, "usage")
    assert sentence in told["error"]["message"]
    assert kazasu("show", "--reader", card)[1]["attempts_left"]["number_b"] == 10


def test_a_wrong_code_costs_one_of_its_own_attempts(card):
    wrong = BY_NUMBER_B.replace("2285", "2286")
    status, told = kazasu("profile", "--with", "number-b", "--reader", card, codes=wrong)
    assert (status, told["error"]["attempts_left"]) == (4, 9)
    left = kazasu("show", "--reader", card)[1]
    assert left["attempts_left"]["number_b"] == 9
    assert left["other_attempts_left"]["surface"]["number_b"] == 10


def test_whoever_is_not_japanese_opens_a_card_by_the_common_year(tmp_path):
    card = whole_card(tmp_path, number_b="80021720352285")
    common = ["--common-year", "--reader", card]
    assert kazasu("profile", "--with", "number-b", *common, codes=BY_NUMBER_B) == (0, PROFILE)
    assert kazasu("photo", "--out", tmp_path / "a.jp2", *common, codes=BY_NUMBER_B)[0] == 0
    # The birth date code of a virtual card is made of the era's year, so the other one is wrong there.
    assert kazasu("age", *common, codes="1980-02-17\n")[0] == 4


def test_an_issuer_that_is_named_vouches_for_profile_photo_and_age(card, tmp_path):
    keys = ["--issuer-keys", issuer_keys(tmp_path), "--reader", card]
    assert kazasu("profile", *keys, codes=PIN) == (0, PROFILE | {"genuine": True})
    assert kazasu("profile", "--my-number", *keys, codes=PIN)[1]["genuine"] is True
    assert kazasu("photo", "--out", tmp_path / "a.jp2", *keys, codes=BY_NUMBER_B)[1]["genuine"] is True
    assert kazasu("age", *keys, codes="1980-02-17\n")[1]["genuine"] is True


def test_of_a_card_of_another_issuer_nobody_says_that_it_is_genuine(card, tmp_path):
    keys = ["--issuer-keys", issuer_keys(tmp_path, surface_root()), "--reader", card]
    assert kazasu("profile", *keys, codes=PIN) == (0, PROFILE | {"genuine": None})
    assert "genuine is not known" in plainly("profile", *keys, codes=PIN).out


def test_what_the_issuer_never_signed_is_not_told(card, tmp_path):
    forged = issuer_keys(tmp_path, key=rsa.generate_private_key(65537, 2048))
    acts = {
        "profile": ([], PIN),
        "photo": (["--out", tmp_path / "a.jp2"], BY_NUMBER_B),
        "age": ([], "1980-02-17\n"),
    }
    for act, (more, codes) in acts.items():
        told = plainly(act, *more, "--issuer-keys", forged, "--reader", card, codes=codes)
        assert (told.status, told.out) == (7, "")
        assert not [word for word in PERSONAL if word in told.errors]
    assert not (tmp_path / "a.jp2").exists()


def test_a_file_of_issuers_that_is_none_is_told_before_a_code_is_asked_for(card, tmp_path):
    bad = tmp_path / "bad.toml"
    bad.write_text("[[issuer]]\nid = 3\n")
    status, told = kazasu("age", "--issuer-keys", bad, "--reader", card)
    assert (status, told["error"]["message"].startswith(f"{bad}:")) == (2, True)


@pytest.mark.parametrize(("by", "codes"), [("number-b", BY_NUMBER_B), ("number-a", PRINTED["my_number"] + "\n")])
def test_the_photo_is_written_as_stored_or_as_png(card, tmp_path, by, codes):
    for name, form, first in (("a.jp2", "JPEG2000", b"\0\0\0\x0cjP  "), ("a.png", "PNG", b"\x89PNG")):
        out = tmp_path / name
        assert kazasu("photo", "--out", out, "--with", by, "--reader", card, codes=codes)[0] == 0
        assert out.read_bytes().startswith(first)
        with Image.open(out) as photo:
            assert (photo.format, photo.mode) == (form, "L")
        assert stat.S_IMODE(out.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("a.gif", "ends in .jp2"), ("none/a.png", "no file can be made"), ("whole.toml.png", "already")],
)
def test_a_photo_that_cannot_be_written_is_told_before_a_code_is_asked_for(card, tmp_path, name, sentence):
    (tmp_path / "whole.toml.png").touch()
    status, told = kazasu("photo", "--out", tmp_path / name, "--reader", card)
    assert (status, sentence in told["error"]["message"]) == (2, True)


def test_an_age_is_told_with_the_birth_date_or_as_a_yes_or_no(card):
    on = ["--on", "2026-11-24", "--reader", card]
    status, told = kazasu("age", *on, codes="1980-02-17\n")
    assert (status, told["birth_date"], told["on"]) == (0, "1980-02-17", "2026-11-24")
    assert told["at_least"] == {"18": True, "20": True, "60": False, "65": False, "70": False, "75": False}
    status, told = kazasu("age", "--at-least", "46", "--at-least", "47", *on, codes="1980-02-17\n")
    assert (status, told) == (0, {"on": "2026-11-24", "at_least": {"46": True, "47": False}})


@pytest.mark.parametrize(("on", "reached"), [("2000-02-16", False), ("2000-02-17", True)])
def test_an_age_is_reached_on_the_birthday(card, on, reached):
    told = kazasu("age", "--at-least", "20", "--on", on, "--reader", card, codes="1980-02-17\n")[1]
    assert told["at_least"] == {"20": reached}


@pytest.mark.parametrize(("on", "reached"), [("2026-02-28", False), ("2026-03-01", True)])
def test_somebody_born_on_29_february_is_a_year_older_on_1_march(tmp_path, on, reached):
    card = whole_card(tmp_path, birth_date=date(2000, 2, 29))
    told = kazasu("age", "--at-least", "26", "--on", on, "--reader", card, codes="2000-02-29\n")[1]
    assert told["at_least"] == {"26": reached}


def test_a_wrong_birth_date_opens_nothing(card):
    status, told = kazasu("age", "--reader", card, codes="1980-02-18\n")
    assert (status, told["error"]["attempts_left"]) == (4, 9)


@pytest.mark.parametrize("act", ["profile", "age"])
def test_a_phone_has_neither(tmp_path, act):
    phone = whole_card(tmp_path, kind="android")
    status, told = kazasu(act, "--reader", phone)
    assert (status, told["error"]["code"]) == (6, "application_missing")
