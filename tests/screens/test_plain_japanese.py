"""Plain Japanese: readings above kanji, breaks at spaces; and Chinese in its own forms of characters."""

import os
from dataclasses import replace

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")

import pygame
import pytest

from firmware.conversation import Settings, View
from firmware.phrases.reader import PhraseBook
from screens import fonts, ruby, text
from screens.canvas import Canvas, Look
from screens.examples import examples, languages
from screens.fonts import CHINESE, COLLECTIONS, FIRST, Face, Type
from screens.page import Page, canvas_for
from screens.prompts import draw
from screens.text import Words
from screens.theme import PANELS, RUBY_FLOOR, Style, em

BOOK = PhraseBook()
EXAMPLES = dict(examples())
EASY = Type(40, True, "ja-easy", 20)
LINE = "暗証番号《あんしょうばんごう》を おす"


def measured(view: View, panel: str) -> Canvas:
    canvas = canvas_for(PANELS[panel], view)
    draw(Page(canvas, BOOK, view))
    return canvas


def test_a_reading_stands_above_the_kanji_right_before_it():
    assert ruby.pieces("前《まえ》の くぼみ") == (("前", "まえ"), ("の くぼみ", ""))
    assert ruby.pieces("もう一度《いちど》") == (("もう", ""), ("一度", "いちど"))
    assert ruby.pieces("人々《ひとびと》") == (("人々", "ひとびと"),)


def test_a_mark_without_a_reading_or_kanji_is_left_as_it_is():
    assert ruby.pieces("《まえ》の") == (("《まえ》の", ""),)
    assert ruby.kana(LINE) == "あんしょうばんごうを おす"


def test_a_reading_wider_than_its_kanji_takes_its_own_width():
    wide = text.width("前《ながいよみかた》", EASY)
    assert wide == fonts.width("ながいよみかた", Type(20, False, "ja-easy", 20))
    assert text.width("前《ま》", EASY) == fonts.width("前", EASY)


def test_plain_japanese_breaks_at_spaces_and_never_within_a_reading():
    assert text.lines(LINE, EASY, 260) == ("暗証番号《あんしょうばんごう》を", "おす")


def test_the_reading_is_drawn_above_the_kanji_and_only_there():
    def drawn(line: str) -> pygame.Surface:
        surface = pygame.Surface((300, 120))
        surface.fill("white")
        text.draw(surface, line, (10, 60), EASY, "#000000")
        return surface

    above, below = pygame.Rect(0, 30, 300, 30), pygame.Rect(0, 62, 300, 50)
    bare, read = drawn("町の"), drawn("町《まち》の")
    assert pygame.image.tobytes(bare.subsurface(above), "RGB").count(0) == 0
    assert pygame.image.tobytes(read.subsurface(above), "RGB").count(0) > 50
    assert pygame.image.tobytes(bare.subsurface(below), "RGB") == pygame.image.tobytes(read.subsurface(below), "RGB")


@pytest.mark.parametrize("panel", PANELS)
def test_a_reading_is_half_as_high_as_its_kanji_and_never_below_four_millimetres(panel: str):
    for name in ("card-place", "language", "attract"):
        texts = measured(replace(EXAMPLES[name], settings=Settings("ja-easy")), panel).texts
        for one in texts:
            if one.ruby:
                least = RUBY_FLOOR * PANELS[panel].air
                assert one.ruby == pytest.approx(max(em(one.cap) / 2, least), abs=PANELS[panel].pitch)
    assert any(one.ruby for one in texts)


def test_where_a_reading_is_too_high_kana_alone_stand_and_last_the_usual_words():
    words = Words(("暗証番号《あんしょうばんごう》", "あんしょうばんごう"), ("番号",))
    canvas = Canvas(Style(PANELS["15-portrait"], language="ja-easy"))
    box, look = PANELS["15-portrait"].reading, Look(5.2, most=1)
    for place, shown in (
        (box, "暗証番号"),
        (box.top(7.0), "あんしょうばんごう"),
        (box.top(7.0).left(20.0), "番号"),
    ):
        canvas.text(place, words, look)
        assert canvas.texts[-1].text == shown
    assert canvas.overflows == []


@pytest.mark.parametrize("panel", ["10", "15-landscape", "15-portrait", "21-landscape", "21-portrait"])
def test_from_ten_inches_on_plain_japanese_never_gives_way_in_the_first_size(panel: str):
    for name, view in EXAMPLES.items():
        assert measured(replace(view, settings=Settings("ja-easy")), panel).gave_way == [], name


def test_an_amount_has_no_reading():
    shown = measured(replace(EXAMPLES["certificates"], settings=Settings("ja-easy")), "15-portrait").texts
    assert [one.ruby for one in shown if one.text == "300円"] == [0.0] * 4


def test_chinese_is_drawn_in_chinese_forms_and_its_digits_as_everywhere():
    assert fonts.runs("编号4", True, "zh-Hans") == ((Face(COLLECTIONS[True], CHINESE), "编号"), (FIRST[True], "4"))
    assert fonts.face_for("直", True, "zh-Hans") != fonts.face_for("直", True, "ja")

    def drawn(language: str) -> bytes:
        surface = pygame.Surface((120, 80))
        surface.fill("white")
        fonts.draw(surface, "直骨", (5, 5), Type(50, True, language), "#000000")
        return pygame.image.tobytes(surface, "RGB")

    assert drawn("zh-Hans") != drawn("ja")


@pytest.mark.parametrize("language", BOOK.languages)
def test_every_language_is_named_in_its_own_characters_whatever_one_reads(language: str):
    view = replace(EXAMPLES["language"], prompt=languages(*BOOK.languages), settings=Settings(language))
    shown = {one.language: one.text for one in measured(view, "15-portrait").texts if one.text.startswith("中文")}
    assert shown == {"zh-Hans": "中文(简体)"}
