"""Plates that are read in passing, countdowns, and letters under a finger, on every pane."""

import os
from dataclasses import replace

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")

import pytest

from firmware.conversation import Settings, View
from firmware.letters import KANA, LETTERS
from firmware.phrases.reader import PhraseBook
from firmware.prompts import EnterText
from screens.canvas import Canvas
from screens.examples import examples
from screens.lint import faults
from screens.page import Page, canvas_for
from screens.prompts import draw
from screens.theme import PANELS, THEMES

BOOK = PhraseBook()
EXAMPLES = dict(examples())
PLATES = [name for name in EXAMPLES if name.startswith("plate-")]


def measured(view: View, panel: str, settings: Settings | None = None) -> Canvas:
    seen = replace(view, settings=settings or Settings())
    canvas = canvas_for(PANELS[panel], seen)
    draw(Page(canvas, BOOK, seen))
    return canvas


@pytest.mark.parametrize("name", PLATES)
def test_a_plate_looks_the_same_whatever_size_was_chosen(name: str):
    for panel in PANELS:
        known = measured(EXAMPLES[name], panel, Settings(size=1))
        for size in (2, 3):
            assert measured(EXAMPLES[name], panel, Settings(size=size)).texts == known.texts


@pytest.mark.parametrize("theme", THEMES)
def test_a_plate_is_without_fault_and_has_no_key(theme: str):
    for name in PLATES:
        for panel in PANELS:
            for language in ("ja", "en"):
                canvas = measured(EXAMPLES[name], panel, Settings(language, 1, theme))
                assert faults(canvas) == [], (name, panel, language)
                assert canvas.targets == []


def test_the_amount_is_the_largest_thing_on_a_plate():
    for panel in PANELS:
        canvas = measured(EXAMPLES["plate-accepted"], panel)
        assert max(canvas.texts, key=lambda text: text.cap).text == "12,340円"
        assert "どうぞ" in {text.text for text in canvas.texts}


@pytest.mark.parametrize("name", ["still-there-30", "card-left-counting", "paper-left"])
def test_the_seconds_that_are_left_are_in_display_type(name: str):
    for panel in PANELS:
        for size in (1, 2, 3):
            canvas = measured(EXAMPLES[name], panel, Settings(size=size))
            assert [text.cap >= canvas.style.display for text in canvas.texts if text.text == "30"] == [True]


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("size", [1, 3])
@pytest.mark.parametrize("alphabet", [LETTERS, KANA], ids=["letters", "kana"])
def test_every_letter_can_be_entered_with_a_finger(panel: str, size: int, alphabet):
    view = EXAMPLES["kana" if alphabet is KANA else "text"]
    prompt = view.prompt
    assert isinstance(prompt, EnterText)
    start = prompt.press(prompt.start(), "か" if alphabet is KANA else "A").draft
    reached = set()
    for target in measured(replace(view, draft=start), panel, Settings(size=size)).targets:
        step = prompt.press(start, target.key)
        if step is None or target.key == "back":
            continue
        reached.add(step.draft.text)
        if step.draft.group:
            opened = measured(replace(view, draft=step.draft), panel, Settings(size=size))
            assert faults(opened) == []
            found = [prompt.press(step.draft, key.key) for key in opened.targets if key.key != "back"]
            reached |= {one.draft.text for one in found if one}
    wanted = {prompt.press(start, letter).draft.text for letter in alphabet.letters if prompt.press(start, letter)}
    assert wanted <= reached


def test_a_large_pane_shows_all_letters_at_once_and_a_small_one_groups():
    assert set(LETTERS.letters) <= {target.key for target in measured(EXAMPLES["text"], "10").targets}
    assert not set(LETTERS.letters) & {target.key for target in measured(EXAMPLES["text"], "7").targets}


def test_of_a_long_entry_the_end_is_shown():
    canvas = measured(EXAMPLES["text-long"], "7", Settings(size=3))
    shown = [text.text for text in canvas.texts if text.text.endswith("TAHA")]
    assert shown
    assert shown[0].startswith("…")


def test_a_second_way_beside_the_card_is_a_key_with_its_number():
    for panel in PANELS:
        for size in (1, 2, 3):
            canvas = measured(EXAMPLES["card-or-practice"], panel, Settings(size=size))
            assert "1" in {target.key for target in canvas.targets}
            assert "1" in {text.text for text in canvas.texts}
