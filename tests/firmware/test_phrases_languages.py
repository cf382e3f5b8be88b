"""The languages beside each other: each has all that a visitor meets, and each in its own way of writing."""

import re

import pytest
from fluent.syntax import ast as fluent
from phrase_files import LANGUAGES, VISITORS, example, messages, parts, taken

from firmware.phrases import say
from firmware.phrases.properties import properties
from firmware.phrases.reader import FOLDER, PhraseBook, PhraseFile, plain
from screens.fonts import missing

BOOK = PhraseBook()
SITE = FOLDER.parents[1] / "examples" / "site"
OTHERS = LANGUAGES[2:]
KANJI = r"[\u3400-\u9fff々ヶ]"
# what stands on the card, on the phone, on the keys, on the bus: a reader needs the word itself
KATAKANA_THAT_IS_SEEN = {
    "カード",
    "マイナンバー",
    "マイナンバーカード",
    "マイナポータル",
    "アプリ",
    "スマホ",
    "ボタン",
    "バス",
    "パス",
    "ポイント",
}
LONGEST_SENTENCE = 24


def shown(language: str, key: str) -> list[str]:
    """The parts for the eye, with example values."""
    eye = [part for part in parts(language, key) if part in ("text", "short", "note", "note-short")]
    return [BOOK.text(example(key), language, part) for part in eye]


@pytest.mark.parametrize("language", OTHERS)
def test_every_phrase_that_a_visitor_meets_is_written_in_every_language(language: str):
    assert BOOK.keys(language) == frozenset(VISITORS)


@pytest.mark.parametrize("language", OTHERS)
def test_what_to_do_now_stands_below_a_phrase_in_every_language_or_in_none(language: str):
    for key in VISITORS:
        assert ("note" in parts("ja", key)) == ("note" in parts(language, key)), key


def test_a_language_with_a_voice_says_generic_words_wherever_japanese_does():
    for language in ("en", "zh-Hans"):
        for key in VISITORS:
            for part in ("aloud", "confirm"):
                assert (part in parts("ja", key)) == (part in parts(language, key)), (language, key, part)


@pytest.mark.parametrize("language", OTHERS)
def test_a_phrase_takes_no_other_values_than_its_list_says(language: str):
    for key in VISITORS:
        assert taken(messages(language)[key]) <= set(properties()[key].values), key


@pytest.mark.parametrize("language", OTHERS)
def test_a_phrase_keeps_the_values_that_japanese_shows(language: str):
    # a time of day may be told by its half and the clock of twelve
    swapped = {"clock-time"}
    for key in set(VISITORS) - swapped:
        wanted, given = (values_of(messages(name)[key].value) for name in ("ja", language))
        assert wanted <= given, key


def values_of(pattern: fluent.Pattern | None) -> set[str]:
    return taken(fluent.Message(fluent.Identifier("x"), pattern))


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_is_named_in_itself_in_every_language(language: str):
    named = [BOOK.text(say(f"language-{one}"), language).replace("|", "") for one in LANGUAGES]
    assert [plain(name).replace(" ", "") for name in named] == ["日本語", "English", "中文(简体)", "やさしい日本語"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_character_can_be_drawn(language: str):
    lacking = {key: found for key in VISITORS for text in shown(language, key) if (found := missing(text, language))}
    assert lacking == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sample_site_speaks_every_language_with_all_of_its_own_words(language: str):
    book = PhraseBook(site=SITE)
    for key in ("site-name", "closed-note", "closed-hours-value", "closed-phone-value", "certificate-withheld"):
        assert book.text(say(key), language)
        assert book.speech(say(key), language)
    terms = {line.split(" = ")[0] for line in (SITE / f"{language}.ftl").read_text().splitlines() if "=" in line}
    spoken = {"-counter-hours-say", "-place-card-say", "-place-card"}
    assert terms - spoken == {
        "-site-name", "-site-city", "-counter", "-counter-place", "-counter-hours", "-counter-phone", "-place-reset",
    }  # fmt: skip


def test_plain_japanese_is_spoken_as_japanese():
    assert BOOK.speech(say("card-place"), "ja-easy") == BOOK.speech(say("card-place"), "ja")
    assert BOOK.aloud(say("card-take"), "ja-easy") == BOOK.aloud(say("card-take"), "ja")
    ear = {"speech", "aloud", "confirm"}
    assert [key for key in VISITORS if ear & set(parts("ja-easy", key))] == []


def test_plain_japanese_has_the_reading_of_every_kanji_beside_it():
    for key in set(VISITORS) - {"language-zh-Hans"}:
        for text in shown("ja-easy", key):
            assert not re.search(rf"{KANJI}(?!{KANJI}*《[ぁ-ゖー]+》)", text), (key, text)
            assert re.fullmatch(r"[^《》]*(《[ぁ-ゖー]+》[^《》]*)*", text), (key, text)


def test_plain_japanese_says_one_thing_in_a_short_sentence_with_its_words_apart():
    for key in VISITORS:
        for text in shown("ja-easy", key):
            assert "|" not in text, key
            for sentence in re.split(r"[。！？\n]", plain(text)):
                assert len(sentence.replace(" ", "").replace("　", "")) <= LONGEST_SENTENCE or key in SIGNPOSTS, (
                    key,
                    sentence,
                )


# not sentences: a row of keys, a path of numbers
SIGNPOSTS = {"key-help", "voice-help", "closed-ear"}


def test_plain_japanese_uses_no_katakana_but_what_a_visitor_sees_written():
    for key in set(VISITORS) - {"language-zh-Hans"}:
        for text in shown("ja-easy", key):
            assert set(re.findall(r"[ァ-ヴー]{2,}", text)) <= KATAKANA_THAT_IS_SEEN, (key, text)


def test_a_phrase_that_a_language_lacks_comes_whole_from_the_one_it_leans_on():
    for part in ("text", "note"):
        assert BOOK.has("paper-jam", "zh-Hans", "text")
        assert BOOK.has("paper-jam", "zh-Hans", part) == BOOK.has("paper-jam", "en", part)
    assert BOOK.text(say("cash-full"), "zh-Hans") == BOOK.text(say("cash-full"), "en")
    assert BOOK.text(say("cash-full"), "ja-easy") == BOOK.text(say("cash-full"), "ja")


def test_readings_are_taken_off_where_they_cannot_be_drawn():
    assert plain("暗証番号《あんしょうばんごう》の 数字《すうじ》") == "暗証番号の 数字"


def test_terms_that_a_language_needs_stand_in_its_own_file():
    for language in OTHERS:
        PhraseFile(language, (FOLDER / f"{language}.ftl").read_text(encoding="utf-8")).check()
