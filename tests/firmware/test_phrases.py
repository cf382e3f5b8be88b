"""The words themselves and their reader: each can be said in every part, and nothing wrong passes."""

import ast
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from phrase_files import LANGUAGES, example, messages, parts, taken

from firmware.ids import named
from firmware.phrases import Reading, say
from firmware.phrases.reader import FOLDER, PhraseBook, PhraseError, PhraseFile

ROOT = Path(__file__).parents[2]
BOOK = PhraseBook()
KEYS: dict[str, dict[str, Any]] = tomllib.loads((FOLDER / "keys.toml").read_text(encoding="utf-8"))
FUNCTIONS_THAT_SAY = {"say", "tell", "working"}


def test_both_languages_and_the_list_of_keys_have_the_same_phrases():
    assert BOOK.keys("ja") == BOOK.keys("en") == frozenset(KEYS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_of_every_phrase_can_be_said(language: str):
    for key in sorted(BOOK.keys(language)):
        for part in parts(language, key):
            assert BOOK.text(example(key), language, part).strip(), (key, part)
        assert BOOK.speech(example(key), language), key


def test_the_list_of_keys_names_exactly_the_values_that_the_phrases_take():
    everything = {key: taken(messages("ja")[key]) | taken(messages("en")[key]) for key in KEYS}
    assert {key: sorted(names) for key, names in everything.items() if names} == {
        key: entry["values"] for key, entry in KEYS.items() if "values" in entry
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_short_form_belongs_to_a_part_and_is_narrower(language: str):
    for key in BOOK.keys(language):
        for part, short in (("text", "short"), ("note", "note-short")):
            if short not in parts(language, key):
                continue
            assert part in parts(language, key), (key, short)
            long, less = (BOOK.text(example(key), language, p) for p in (part, short))
            widest = [max(len(word.encode()) for word in re.split(r"[ |]", form)) for form in (long, less)]
            assert len(less.encode()) < len(long.encode()) or widest[1] < widest[0], (key, long, less)


def test_every_channel_is_known_and_only_staff_phrases_are_silent():
    assert {entry["channel"] for entry in KEYS.values()} == {"private", "public", "staff"}


def test_no_phrase_scolds_or_speaks_of_errors():
    never = ("エラー", "お客様", "間違え", "invalid", "illegal", "error", "パスワード", "ハンドセット")
    for language in LANGUAGES:
        for key in BOOK.keys(language):
            for part in parts(language, key):
                words = BOOK.text(example(key), language, part).lower()
                assert not any(word in words for word in never), (language, key, part)


def said_in_the_program() -> list[tuple[str, str, set[str]]]:
    """Every phrase that the program asks for by a literal key: where, the key, and the values it gives."""
    found = []
    for path in sorted(path for folder in ("firmware", "screens", "audio") for path in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            key = node.args[0]
            if name in FUNCTIONS_THAT_SAY and isinstance(key, ast.Constant) and isinstance(key.value, str):
                given = {keyword.arg or "*" for keyword in node.keywords}
                found.append((f"{path.relative_to(ROOT)}:{node.lineno}", key.value, given))
    return found


def test_every_phrase_that_the_program_says_exists_and_gets_the_values_it_takes():
    said = said_in_the_program()
    assert len(said) > 60
    unknown = [(where, key) for where, key, _ in said if key not in KEYS]
    assert unknown == []
    wrong = [
        (where, key, sorted(set(KEYS[key].get("values", ())) - given))
        for where, key, given in said
        if "*" not in given and not set(KEYS[key].get("values", ())) <= given
    ]
    assert wrong == []


def test_a_site_lays_its_own_words_over_the_terms(tmp_path):
    (tmp_path / "ja.ftl").write_text("-site-name = 北浜市　証明書コーナー")
    book = PhraseBook(site=tmp_path)
    assert book.text(say("site-name"), "ja") == "北浜市　証明書コーナー"


@pytest.mark.parametrize(
    ("own", "says"),
    [
        ("-site-name = 北浜市\npin-enter = 番号は？", "pin-enter is a phrase; a site can change only terms"),
        ("-sight-name = 北浜市", "-sight-name is no term of ja.ftl"),
        ("-site-name = 北浜市\n???", "line 2: cannot read"),
        ("-counter = { $place }の窓口", "-counter has no 'place'; a site's words take no values"),
        ("-counter = { -window }", "-counter has no '-window'"),
        ("-counter = { -staff }\n-staff = { -counter }", "-counter is made of itself"),
        ("-counter = { DATETIME(5) }", "FunctionReference is not used in phrase files"),
    ],
)
def test_a_sites_words_that_are_wrong_are_refused_with_the_place(tmp_path, own, says):
    (tmp_path / "ja.ftl").write_text(own)
    with pytest.raises(PhraseError) as refused:
        PhraseBook(site=tmp_path).text(say("site-name"), "ja")
    assert str(tmp_path / "ja.ftl") in str(refused.value)
    assert says in str(refused.value)


def test_a_site_without_words_for_a_language_is_refused_with_the_file(tmp_path):
    with pytest.raises(PhraseError, match=r"en\.ftl: cannot be read"):
        PhraseBook(site=tmp_path).text(say("site-name"), "en")


def test_a_phrase_with_a_value_missing_is_refused_with_its_name():
    with pytest.raises(PhraseError, match=r"pin-tries\.text has no 'left'"):
        BOOK.text(say("pin-tries"), "ja")


def test_a_phrase_that_is_not_there_is_refused_with_its_name():
    with pytest.raises(PhraseError, match="no phrase no-such"):
        BOOK.text(say("no-such"), "ja")


def test_a_phrase_that_stands_twice_is_refused_with_its_name():
    with pytest.raises(PhraseError, match="one stands there twice"):
        PhraseFile("x.ftl", "one = 1\none = 2\n")


def test_a_line_that_cannot_be_read_is_named():
    with pytest.raises(PhraseError, match=r"x\.ftl, line 2"):
        PhraseFile("x.ftl", "one = 1\ntwo { = \n").check()


def test_numbers_have_a_comma_at_the_thousands():
    assert BOOK.text(say("yen-amount", yen=4500), "ja") == "4,500円"
    assert BOOK.text(say("yen-amount", yen=4500), "en") == "¥4,500"


def test_a_file_is_read_to_its_end_only_when_it_is_checked():
    file = PhraseFile("x.ftl", "one = 1\ntwo = { $n ->\n  [0] zero\n}\nthree = 3\n")
    assert file.say("one", "text", {}) == "1"
    with pytest.raises(PhraseError, match=r"x\.ftl, line 2"):
        file.check()
    with pytest.raises(PhraseError, match=r"x\.ftl, line 2"):
        file.say("two", "text", {"n": 0})


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_file_is_sound_to_its_end(language):
    BOOK.check(language)


def test_a_number_is_spoken_without_its_comma():
    assert BOOK.speech(say("yen-amount", yen=1234500), "ja") == "1234500円"


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("ja", "電話番号は、03-0000-0000です。"),
        ("en", "phone 0 3, 0 0 0 0, 0 0 0 0."),
        ("zh-Hans", "0 3, 0 0 0 0, 0 0 0 0。"),
    ],
)
def test_a_telephone_number_is_spoken_digit_by_digit(language, says):
    assert BOOK.speech(say("staff-ask"), language).endswith(says)
    assert "03-0000-0000" in BOOK.text(say("staff-ask"), language, "note")


def test_a_name_with_a_reading_is_shown_as_written_and_spoken_as_read():
    copies = say("choice-item", key="1", label=Reading("各務原市", "かかみがはらし"))
    assert BOOK.text(copies, "ja") == "1　各務原市"
    assert BOOK.speech(copies, "ja") == "カカミガハラシは1。"


@pytest.mark.parametrize(
    ("language", "heard"), [("ja", "0-0-4-1-2"), ("en", "0, 0, 4, 1, 2"), ("zh-Hans", "0, 0, 4, 1, 2")]
)
def test_a_ticket_is_shown_whole_and_spoken_as_the_digits_of_its_number(language, heard):
    book, phrase = PhraseBook(), say("receipt-none", ticket=named("kiosk-01-00412"))
    assert heard in book.speech(phrase, language)
    assert "kiosk" not in book.speech(phrase, language)
    assert "kiosk-01-00412" in book.text(phrase, language) + book.text(phrase, language, "note")
