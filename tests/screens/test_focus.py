"""The ring round the key at which a visitor with two switches stands."""

import os
from dataclasses import replace

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")

import pytest

from firmware.conversation import Settings, View
from firmware.phrases.reader import PhraseBook
from firmware.prompts import EnterText
from screens.canvas import FOCUS_OUT, FOCUS_STROKE, Canvas
from screens.examples import examples
from screens.gallery import drawn
from screens.lint import faults
from screens.page import MORE, Page, canvas_for
from screens.prompts import draw
from screens.theme import PANELS, TARGET_GAP, THEMES, contrast

BOOK = PhraseBook()
EXAMPLES = dict(examples())
RING_FLOOR = 3.0  # WCAG 2.2, 1.4.11 and 2.4.13


def measured(view: View, panel: str) -> Canvas:
    canvas = canvas_for(PANELS[panel], view)
    draw(Page(canvas, BOOK, view))
    return canvas


@pytest.mark.parametrize("theme", THEMES)
def test_the_ring_stands_out_from_the_ground_on_either_side_in_every_theme(theme: str):
    ink, ground = (THEMES[theme][token] for token in ("ink", "bg"))
    assert contrast(ink, ground) >= RING_FLOOR
    for name, key in (("focus-option", "2"), ("focus-rail", "help"), ("focus-digit", "5")):
        canvas = drawn(PANELS["15-portrait"], Settings(theme=theme), EXAMPLES[name], BOOK)
        assert canvas.surface is not None
        box = next(target.box for target in canvas.targets if target.key == key)
        k, middle = 1 / PANELS["15-portrait"].pitch, FOCUS_OUT - FOCUS_STROKE / 2
        seen = {
            at: tuple(canvas.surface.get_at((round((box.x - at) * k), round(box.cy * k))))[:3]
            for at in (middle, (FOCUS_OUT - FOCUS_STROKE) / 2)
        }
        assert seen[middle] == tuple(bytes.fromhex(ink[1:]))
        assert seen[(FOCUS_OUT - FOCUS_STROKE) / 2] == tuple(bytes.fromhex(ground[1:]))


def test_the_ring_stays_within_the_gap_to_the_next_key():
    assert FOCUS_OUT < TARGET_GAP


@pytest.mark.parametrize("panel", ["7", "10", "15-portrait"])
def test_every_key_of_every_prompt_can_have_the_ring_and_no_word_is_crossed(panel: str):
    # The last example of each kind of prompt is as good as any: rows, keys and rail are the same parts.
    asked = {type(view.prompt): (name, view) for name, view in EXAMPLES.items() if view.prompt and not view.covered}
    asked["pin"] = ("pin", EXAMPLES["pin"])
    for name, view in asked.values():
        for key in {target.key for target in measured(view, panel).targets} - {MORE}:
            canvas = measured(replace(view, focus=key), panel)
            # Letters that stand alone on a large pane become the groups of the ten-key, which two switches can reach.
            if isinstance(view.prompt, EnterText) and key not in {target.key for target in canvas.targets}:
                continue
            place = next(target.box for target in canvas.targets if target.key == key)
            ring = place.inset(-FOCUS_OUT * PANELS[panel].air)
            assert ring in canvas.edged, (name, key)
            assert faults(canvas) == [], (name, key)


@pytest.mark.parametrize("panel", ["7", "10"])
def test_the_page_of_choices_that_holds_the_focus_is_turned_to(panel: str):
    for key in "123456":
        for size in (1, 2, 3):
            view = replace(EXAMPLES["certificates"], settings=Settings(size=size), focus=key)
            assert key in {target.key for target in measured(view, panel).targets}


def test_letters_are_shown_in_groups_to_whoever_has_two_switches():
    keys = {target.key for target in measured(replace(EXAMPLES["text"], focus="2"), "15-portrait").targets}
    assert {"2", "9"} <= keys
    assert not {"A", "B"} & keys
