"""A visit for practice looks like any other, to the millimetre, and says all the time that it counts for nothing."""

import os
from dataclasses import replace

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")

import pytest

from firmware.conversation import Settings, View
from firmware.phrases.reader import PhraseBook
from screens.canvas import Canvas
from screens.examples import examples, view_for
from screens.gallery import drawn
from screens.lint import faults
from screens.page import Page, canvas_for
from screens.prompts import draw
from screens.theme import PANELS, THEMES

BOOK = PhraseBook()
IN_VISIT = [
    (name, view)
    for name, view in examples()
    if view.prompt and not getattr(view.prompt, "plate", False) and not view.covered and view.vehicle is None
]
BAND = ("練習", "Practice")


def measured(view: View, panel: str, settings: Settings, *, practice: bool) -> Canvas:
    seen = replace(view_for(view, settings), practice=practice)
    canvas = canvas_for(PANELS[panel], seen)
    draw(Page(canvas, BOOK, seen))
    return canvas


def below_the_waymark(canvas: Canvas) -> list[tuple[object, ...]]:
    y, high = canvas.style.panel.way
    return [(text.box, text.lines, text.cap) for text in canvas.texts if text.box.y > y + high]


@pytest.mark.parametrize("panel", PANELS)
def test_in_practice_everything_stands_at_the_same_millimetre(panel: str):
    for name, view in IN_VISIT:
        for settings in (Settings("ja", 1), Settings("ja", 3, "night"), Settings("en", 3, "white-on-black")):
            real = measured(view, panel, settings, practice=False)
            practised = measured(view, panel, settings, practice=True)
            assert practised.targets == real.targets, (name, settings)
            assert below_the_waymark(practised) == below_the_waymark(real), (name, settings)


@pytest.mark.parametrize("theme", ["paper", "night"])
def test_every_screen_of_a_practice_says_so_and_keeps_its_contrast(theme: str):
    for name, view in IN_VISIT:
        canvas = measured(view, "15-portrait", Settings(theme=theme), practice=True)
        assert faults(canvas) == [], name
        assert any(text.text.startswith(BAND) for text in canvas.texts), name


@pytest.mark.parametrize("panel", PANELS)
def test_the_sentence_fits_in_every_size_with_a_step_and_without(panel: str):
    for name in ("language", "certificates"):
        for language in ("ja", "en"):
            for size in (1, 2, 3):
                for theme in THEMES:
                    view = dict(IN_VISIT)[name]
                    assert faults(measured(view, panel, Settings(language, size, theme), practice=True)) == []


def test_no_screen_of_a_real_visit_speaks_of_practice():
    for name, view in IN_VISIT:
        if "practice" not in name:
            words = [text.text for text in measured(view, "15-portrait", Settings(), practice=False).texts]
            assert not any(word in text for word in BAND for text in words), name


def colours(theme: str, *, practice: bool) -> set[tuple[int, ...]]:
    view = replace(dict(IN_VISIT)["card-place"], practice=practice)
    surface = drawn(PANELS["15-portrait"], Settings(theme=theme), view, BOOK).surface
    assert surface is not None
    return {tuple(surface.get_at((x, y)))[:3] for x in range(0, 1080, 5) for y in range(200, 1700, 5)}


@pytest.mark.parametrize("theme", ["paper", "night"])
def test_the_word_lies_behind_everything(theme: str):
    mark = tuple(bytes.fromhex(THEMES[theme]["mark"][1:]))
    assert mark in colours(theme, practice=True)
    assert mark not in colours(theme, practice=False)


@pytest.mark.parametrize("theme", ["black-on-white", "white-on-black"])
def test_with_two_colours_an_edge_around_the_pane_stands_for_the_word(theme: str):
    act = tuple(bytes.fromhex(THEMES[theme]["act"][1:]))
    for practice in (True, False):
        view = replace(dict(IN_VISIT)["card-place"], practice=practice)
        surface = drawn(PANELS["15-portrait"], Settings(theme=theme), view, BOOK).surface
        assert surface is not None
        edge = {tuple(surface.get_at(at))[:3] for at in ((2, 900), (1077, 900), (500, 2), (500, 1917))}
        assert (edge == {act}) is practice
