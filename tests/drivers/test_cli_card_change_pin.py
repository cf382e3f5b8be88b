"""`kazasu card change-pin`: the new code works and the old one does not, and what fails changes nothing."""

from pathlib import Path

import pytest
from card_command import PRINTED, at_a_terminal, kazasu, typed, whole_card

from drivers.virtual.card_kinds import load
from drivers.virtual.reader import VirtualReader
from firmware.card_commands.change_pin import KEYS, change
from firmware.card_commands.desk import Told, served

CODES = {
    "user_authentication": ("7391", "1122"),
    "profile": ("8642", "3344"),
    "signature": ("KSIG77", "NEWSIG9"),
    "card": ("5173", "9081"),
    "card_common": ("5173", "9081"),
    "card_juki": ("5173", "9081"),
}


@pytest.fixture
def card(tmp_path):
    return whole_card(tmp_path)


def changed(card, key, *lines):
    return kazasu("change-pin", "--key", key, "--reader", card, codes="".join(f"{line}\n" for line in lines))


@pytest.mark.parametrize("key", CODES)
def test_the_new_code_works_and_the_current_one_no_longer(card, key):
    current, new = CODES[key]
    names = {"card": ["card_common", "card_juki"]}.get(key, [key])
    assert changed(card, key, current, new, new) == (0, {"changed": names})
    assert changed(card, key, current, "2222", "2222")[0] in {2, 4}
    assert changed(card, key, new, current, current)[0] == 0


def test_the_changed_pin_is_the_one_that_signs(card):
    changed(card, "user_authentication", "7391", "1122", "1122")
    assert kazasu("authenticate", "--reader", card, codes="1122\n")[0] == 0
    assert kazasu("authenticate", "--reader", card, codes="7391\n")[0] == 4


@pytest.mark.parametrize(
    ("key", "lines", "code", "sentence"),
    [
        ("user_authentication", ("7391", "7391", "7391"), "usage", "the current one"),
        ("user_authentication", ("7391", "1122", "1123"), "usage", "two ways"),
        ("user_authentication", ("7391", "112", "112"), "malformed_pin", "the new text has not the form"),
        ("user_authentication", ("7391",), "usage", "standard input ended"),
        ("user_authentication", ("739", "1122", "1122"), "malformed_pin", "has not the form"),
        ("signature", ("KSIG77", "ksig77", "ksig77"), "usage", "the current one"),
        ("signature", ("KSIG77", "ABCDEFG", "ABCDEFG"), "malformed_pin", "the new text has not the form"),
        ("signature", ("KSIG77", "AB12-34", "AB12-34"), "malformed_pin", "the new text has not the form"),
    ],
)
def test_what_could_only_go_wrong_is_not_sent(card, key, lines, code, sentence):
    before = kazasu("show", "--reader", card)
    status, told = changed(card, key, *lines)
    assert (status, told["error"]["code"], sentence in told["error"]["message"]) == (2, code, True)
    assert kazasu("show", "--reader", card) == before
    assert changed(card, key, CODES[key][0], CODES[key][1], CODES[key][1])[0] == 0


def test_a_wrong_current_code_costs_one_attempt_and_changes_nothing(card):
    status, told = changed(card, "user_authentication", "0000", "1122", "1122")
    assert (status, told["error"]["attempts_left"]) == (4, 2)
    assert kazasu("authenticate", "--reader", card, codes="7391\n")[0] == 0


def test_halves_that_differ_are_told_before_either_is_changed(card):
    assert changed(card, "card_juki", "5173", "6666", "6666")[0] == 0
    status, told = changed(card, "card", "5173", "9081", "9081")
    assert (status, told["error"]["code"], told["error"]["attempts_left"]) == (4, "wrong_pin", 2)
    assert (
        told["error"]["message"]
        == "個人番号カード用の暗証番号 (card juki) was wrong, 2 attempts left; nothing was changed"
    )
    assert changed(card, "card_juki", "6666", "5173", "5173")[0] == 0
    assert changed(card, "card", "5173", "9081", "9081")[0] == 0


@pytest.mark.parametrize(
    ("apdu", "remark"),
    [
        # Select and count; present to the other half (2); then select, verify and change, of each half.
        (4, "nothing was changed"),
        (7, "card_common has the current code or the new one"),
        (8, "card_common has the new code; card_juki has the current code or the new one"),
    ],
)
def test_a_card_that_is_taken_away_in_the_middle_is_told_with_what_was_changed(tmp_path, apdu, remark):
    card = load(Path(whole_card(tmp_path).removeprefix("virtual:")), keep=False)
    card.faults.torn_at = apdu
    with pytest.raises(Told) as told, typed("5173\n9081\n9081\n"), served(VirtualReader(card)) as desk:
        change(desk, KEYS["card"])
    assert str(told.value).endswith(f"tells; {remark}")


def test_a_blocked_code_is_told_before_anything_is_asked_for(tmp_path):
    card = whole_card(tmp_path, pin=PRINTED["pin"])
    for _ in range(3):
        status, told = changed(card, "user_authentication", "0000", "1122", "1122")
    assert (status, told["error"]["code"]) == (5, "blocked")
    status, _, seen = at_a_terminal("change-pin", "--reader", card, typed=[])
    assert (status, b"PIN: " in seen, b"(user authentication) is blocked" in seen) == (5, False, True)


def test_each_of_the_three_is_asked_for_by_name_and_none_is_shown(card):
    typed = [
        (b"3 attempts left. PIN: ", b"7391"),
        ("new 利用者証明用電子証明書の暗証番号: ".encode(), b"1122"),
        (b"the new one again: ", b"1122"),
    ]
    status, out, seen = at_a_terminal("change-pin", "--reader", card, typed=typed)
    assert (status, out) == (0, b"changed: user_authentication\n")
    assert not [code for code in (b"7391", b"1122") if code in seen]
