"""A city's own words for a refusal, as long as a message lets them be, on every panel and in every size."""

import os

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")

from typing import get_type_hints

import pytest
from msgspec import Meta

from central.wire import Reason, Refusal, Words
from firmware.conversation import Settings, View
from firmware.phrases.reader import PhraseBook
from firmware.prompts import Sign, Tell
from firmware.refusals import PHRASES, phrase_for_one
from screens.canvas import Canvas
from screens.lint import faults
from screens.page import Moment, Page
from screens.prompts import draw
from screens.theme import PANELS, Style

BOOK = PhraseBook()
PIECES = {"ja": "窓口で|", "en": "office "}


def longest(field):
    """How long that field of a city's words may be."""
    [meta] = get_type_hints(Words, include_extras=True)[field].__metadata__
    assert isinstance(meta, Meta)
    return meta.max_length


def words(language, *, broken):
    piece = PIECES[language] if broken else PIECES[language].strip("| ")
    filled = {field: (piece * 100)[: longest(field)].strip() for field in ("text", "speech", "now")}
    return Words(**filled)


def drawn(reason, own, panel, settings):
    phrase = phrase_for_one(Refusal(reason=reason, words={settings.language: own}))
    tell = Tell(phrase=phrase, sign=Sign.WARN)
    view = View(turn=1, prompt=tell, steps=("certificate",), step=0, visit="v", ticket="k-1", settings=settings)
    canvas = Canvas(Style(PANELS[panel], settings.size, "paper"))
    draw(Page(canvas, BOOK, view, Moment()))
    return canvas


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("broken", [True, False], ids=["with places to break", "without"])
def test_the_longest_words_of_a_city_find_room_or_give_way(panel, language, broken):
    own = words(language, broken=broken)
    found = {
        (reason, size): wrong
        for reason in PHRASES
        for size in (1, 2, 3)
        if (wrong := faults(drawn(reason, own, panel, Settings(language, size))))
    }
    assert found == {}


def test_short_words_of_a_city_are_shown_as_they_are():
    own = Words(text="登録は|支所で", speech="登録は支所で。", now="一階へ|どうぞ。")
    canvas = drawn(Reason.SEAL_NOT_REGISTERED, own, "15-portrait", Settings("ja", 1))
    shown = {"".join(text.lines) for text in canvas.texts}
    assert {"登録は支所で", "一階へどうぞ。"} <= shown
