"""The handset as the screen knows it: offered, lifted, hung up, broken, shown to a companion, or not there at all."""

import io
import os
from dataclasses import replace

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")

import pygame
import pytest
from acting import Running, Visitor

from firmware.clock import Clock
from firmware.conversation import Conversation, Ear, Pressed, Settings, View
from firmware.phrases import say
from firmware.phrases.reader import PhraseBook
from screens.canvas import Canvas
from screens.card_examples import pin
from screens.ear_examples import USUAL, WHOM, adjust
from screens.examples import COPIES, PROMPTS, certificates, examples, view_for
from screens.page import Page, canvas_for
from screens.prompts import draw
from screens.prompts.choose import Choose
from screens.screen import Screen
from screens.theme import PANELS

BOOK = PhraseBook()
PANEL = PANELS["7"]
PIN = pin(say("pin-enter"))
CERTIFICATES = Choose(phrase=say("certificate-choose", count=6), options=certificates())
EXAMPLES = dict(examples())


class Lifted:
    """A visitor who has taken the handset, and a screen beside them; nothing is drawn but by `screen.picture()`."""

    def __init__(self) -> None:
        self.talk = Conversation(Clock(running=False), BOOK.languages)
        self.visitor = Visitor(self.talk)
        self.screen = Screen(self.talk, BOOK, "7")
        self.talk.begin("visit", "k-1", ("card", "pin"))
        self.talk.lift()

    def asked(self, prompt, *keys):
        Running(lambda: self.talk.ask(prompt))
        self.visitor.sees(prompt.phrase.key)
        for key in keys:
            self.talk.press(key)

    def stops(self):
        self.talk.stop()


@pytest.fixture
def lifted():
    found = Lifted()
    yield found
    found.stops()


def measured(view: View, panel: str = "7") -> Canvas:
    canvas = canvas_for(PANELS[panel], view)
    draw(Page(canvas, BOOK, view))
    return canvas


def words(view: View, panel: str = "15-portrait") -> str:
    return " ".join("".join(text.lines) for text in measured(view, panel).texts)


def middle(screen: Screen, key: str) -> tuple[float, float]:
    screen.picture()
    box = next(target.box for target in screen.targets if target.key == key)
    return box.cx / PANEL.pitch, box.cy / PANEL.pitch


def test_whatever_is_asked_and_entered_by_ear_the_picture_is_the_same():
    pictures = set()
    for prompt, keys in ((WHOM, ()), (PIN, ()), (PIN, ("1", "2")), (COPIES, ("7",)), (CERTIFICATES, ())):
        found = Lifted()
        found.asked(prompt, *keys)
        pictures.add(found.screen.picture())
        found.stops()
    assert len(pictures) == 1


def test_size_practice_step_and_ticket_leave_no_trace_on_the_plate(lifted: Lifted):
    lifted.asked(WHOM)
    before = lifted.screen.picture()
    lifted.talk.change_settings(replace(lifted.talk.view.settings, size=3, volume=9))
    lifted.talk.at("pin")
    lifted.talk.practise()
    lifted.talk.tell("fee-none")
    assert lifted.screen.picture() == before
    assert lifted.screen.frames == 1


def test_no_digit_of_a_pin_makes_the_screen_draw_anything(lifted: Lifted):
    lifted.asked(PIN)
    lifted.screen.picture()
    frames = lifted.screen.frames
    for digit in "1234":
        lifted.talk.press(digit)
        lifted.screen.picture()
    assert lifted.talk.view.draft == "●●●●"
    assert lifted.screen.frames == frames


def test_a_wait_with_seconds_going_by_draws_nothing_on_the_plate(lifted: Lifted):
    with lifted.talk.working("card-reading"):
        lifted.screen.picture()
        frames = lifted.screen.frames
        lifted.talk.clock.advance(3.0)
        lifted.screen.picture()
        assert lifted.screen.frames == frames


def test_no_touch_anywhere_does_anything_while_the_handset_is_lifted(lifted: Lifted):
    lifted.asked(WHOM)
    for x in range(0, 800, 40):
        for y in range(0, 480, 40):
            assert lifted.screen.touch(x, y) is Pressed.UNUSED
    assert lifted.talk.view.prompt is WHOM
    assert lifted.screen.targets == []


def test_a_finger_that_was_down_when_the_handset_was_lifted_presses_nothing():
    found = Lifted()
    found.talk.change_ear(Ear.READY)
    found.asked(WHOM)
    at = middle(found.screen, "1")
    for kind, lift in ((pygame.MOUSEBUTTONDOWN, found.talk.lift), (pygame.MOUSEBUTTONUP, lambda: None)):
        found.screen.take(pygame.event.Event(kind, button=1, pos=(round(at[0]), round(at[1]))))
        lift()
    assert found.talk.view.prompt is WHOM
    found.stops()


def test_no_keyboard_of_the_screen_does_anything_while_the_handset_is_lifted(lifted: Lifted):
    lifted.asked(WHOM)
    lifted.screen.take(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_1, unicode="1"))
    lifted.screen.take(pygame.event.Event(pygame.KEYDOWN, key=pygame.K_ESCAPE, unicode=""))
    assert lifted.talk.view.prompt is WHOM


def test_hung_up_the_plate_says_that_it_goes_on(lifted: Lifted):
    lifted.asked(WHOM)
    first = lifted.screen.picture()
    lifted.talk.pause()
    assert lifted.screen.picture() != first
    assert lifted.screen.touch(400, 240) is Pressed.UNUSED
    assert "続きから" in words(lifted.talk.view)
    lifted.talk.lift()
    assert lifted.screen.picture() == first


@pytest.mark.parametrize("panel", PANELS)
def test_the_plate_shows_the_same_in_every_size_and_says_so_in_every_language(panel: str):
    for language in BOOK.languages:
        for helper in (False, True):
            view = EXAMPLES["ear-lifted-pin"]
            shown = [
                measured(replace(view, settings=Settings(language, size, helper=helper)), panel).texts
                for size in (1, 2, 3)
            ]
            assert shown[0] == shown[1] == shown[2]
            assert 1 <= len(shown[0]) <= 2
            assert measured(replace(view, settings=Settings(language, helper=helper)), panel).targets == []


@pytest.mark.parametrize("panel", PANELS)
def test_plain_japanese_never_gives_way_on_a_plate(panel: str):
    for name in ("attract-left-lifted", "attract-hung-up", "ear-lifted-pin", "ear-paused-pin", "ear-helper-pin"):
        view = EXAMPLES[name]
        assert measured(view_for(view, Settings("ja-easy")), panel).gave_way == [], name


def test_a_companion_sees_and_touches_the_choices_but_never_a_pin(lifted: Lifted):
    lifted.talk.change_settings(Settings(helper=True))
    lifted.asked(WHOM)
    assert "1" in {target.key for target in measured(lifted.talk.view).targets}
    assert lifted.screen.touch(*middle(lifted.screen, "2")) is Pressed.TAKEN
    lifted.asked(PIN)
    pictures = set()
    for digit in ("", "1", "2"):
        lifted.talk.press(digit)
        pictures.add(lifted.screen.picture())
    assert len(pictures) == 1
    assert lifted.screen.touch(400, 240) is Pressed.UNUSED
    assert "受話器のキーで" in words(lifted.talk.view)


def test_a_handset_that_breaks_uncovers_the_screen_and_it_says_so(lifted: Lifted):
    lifted.asked(WHOM)
    covered = lifted.screen.picture()
    lifted.talk.change_ear(Ear.BROKEN)
    assert lifted.screen.picture() != covered
    assert "受話器は使えません" in words(lifted.talk.view)
    assert lifted.screen.touch(*middle(lifted.screen, "1")) is Pressed.TAKEN


@pytest.mark.parametrize("panel", ["7", "15-portrait"])
def test_a_broken_handset_is_told_on_every_screen_of_a_visit_and_in_idle(panel: str):
    for name, (step, prompt, draft) in PROMPTS.items():
        if getattr(prompt, "plate", False):
            continue
        for practice in (False, True):
            start = prompt.shown(prompt.start()) if draft is None else draft
            view = View(1, prompt, start, steps=("card", "pin", "certificate", "confirm", "pay", "take"), step=step)
            seen = replace(view, visit="v", practice=practice, ear=Ear.BROKEN)
            assert "受話器" in words(seen, panel), (name, practice)
    for language, word in (("ja", "受話器"), ("en", "andset"), ("zh-Hans", "听筒"), ("ja-easy", "だめ")):
        for size in (1, 2, 3):
            assert word in words(View(settings=Settings(language, size), ear=Ear.BROKEN), panel)


def test_an_idle_terminal_offers_the_handset_and_one_without_says_nothing_of_it():
    assert "受話器" in words(View(ear=Ear.READY))
    assert "受話器" not in words(View())


def test_without_a_handset_the_rail_has_no_key_for_the_voice_and_all_others_stay_in_place():
    for view in (View(), EXAMPLES["ear-none-whom"]):
        places = {target.key: target.box for target in measured(replace(view, ear=Ear.READY)).targets}
        without = {target.key: target.box for target in measured(view).targets}
        assert places.pop("voice")
        assert without == places


def test_a_handset_left_lifted_after_a_visit_is_asked_back_and_one_just_lifted_is_not(lifted: Lifted):
    lifted.asked(WHOM)
    served = lifted.screen.picture()
    lifted.talk.finish()
    left = lifted.screen.picture()
    assert left != served
    assert "戻してください" in words(lifted.talk.view)
    assert lifted.screen.touch(400, 240) is Pressed.UNUSED
    lifted.talk.change_ear(Ear.READY)
    assert lifted.screen.touch(400, 240) is Pressed.TAKEN
    lifted.talk.await_visitor(0)
    lifted.talk.lift()
    assert lifted.screen.picture() == served


def test_a_closed_terminal_says_so_even_with_the_handset_lifted():
    closed = View(closed=say("out-of-order"), ear=Ear.READY)
    assert words(replace(closed, ear=Ear.LIFTED)) == words(closed)


def test_the_plate_is_dark_in_every_theme():
    for theme in ("paper", "black-on-white", "white-on-black", "night"):
        talk = Conversation(Clock(running=False))
        talk.begin("visit", "k-1", ("card",))
        talk.change_settings(Settings(theme=theme))
        talk.lift()
        picture = pygame.image.load(io.BytesIO(Screen(talk, BOOK, "7").picture()), "shown.png")
        assert max(picture.get_at((2, 2))[:3]) < 40


def test_the_voice_is_adjusted_by_touch_and_the_screen_shows_number_and_limit(lifted: Lifted):
    lifted.talk.change_ear(Ear.READY)
    lifted.asked(adjust(USUAL))
    assert "音量 6" in words(lifted.talk.view)
    for _ in range(5):
        assert lifted.screen.touch(*middle(lifted.screen, "2")) is Pressed.TAKEN
    assert "音量 11" in words(lifted.talk.view)
    assert "これ以上は" not in words(lifted.talk.view)
    assert lifted.screen.touch(*middle(lifted.screen, "2")) is Pressed.TAKEN
    assert "これ以上は" in words(lifted.talk.view)
    assert lifted.screen.touch(*middle(lifted.screen, "6")) is Pressed.TAKEN
    assert "速さ 1.25倍" in words(lifted.talk.view)


@pytest.mark.parametrize("panel", PANELS)
def test_the_keys_of_the_voice_stand_as_on_the_ten_key(panel: str):
    box = {target.key: target.box for target in measured(EXAMPLES["adjust-usual"], panel).targets}
    assert box["2"].cx == box["5"].cx == box["8"].cx
    assert box["4"].cy == box["5"].cy == box["6"].cy
    assert box["2"].y < box["5"].y < box["8"].y
    assert box["4"].x < box["5"].x < box["6"].x
