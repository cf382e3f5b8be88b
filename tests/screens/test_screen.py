"""The touch screen in front of a conversation: a person touches and types, and the conversation gets keys."""

import io
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

os.environ["SDL_VIDEODRIVER"] = "dummy"

import pygame
import pytest
from acting import LONG, until

from firmware.clock import Clock
from firmware.conversation import Conversation, Pressed, Settings
from firmware.errors import Declined
from firmware.letters import KANA, LETTERS
from firmware.phrases import say
from firmware.phrases.reader import PhraseBook
from firmware.prompts import EnterText, Progress, Prompt
from screens.card_examples import pin
from screens.examples import COPIES, PRINTING, WHOM, certificates, examples
from screens.gallery import drawn
from screens.glass import is_turned
from screens.prompts.choose import Choose
from screens.screen import Screen, ScreenUnfit
from screens.screens import POLL_S
from screens.theme import PANELS

PANEL = PANELS["15-portrait"]


class Asked:
    """A prompt that is asked in a thread of its own; `answer` gives what came of it."""

    def __init__(self, talk: Conversation, prompt: Prompt[Any]) -> None:
        self._found: list[Any] = []
        turn = talk.view.turn
        self._thread = threading.Thread(target=self._ask, args=(talk, prompt), daemon=True)
        self._thread.start()
        until(lambda: talk.view.turn > turn)

    def _ask(self, talk: Conversation, prompt: Prompt[Any]) -> None:
        try:
            self._found.append(talk.ask(prompt))
        except Declined:
            self._found.append("declined")

    def answer(self) -> Any:
        self._thread.join(LONG)
        return self._found[0]


@pytest.fixture
def talk() -> Conversation:
    return Conversation(Clock(running=False))


@pytest.fixture
def screen(talk: Conversation) -> Iterator[Screen]:
    yield Screen(talk, PhraseBook(), "15-portrait")
    pygame.display.quit()


@pytest.fixture
def running(talk: Conversation) -> Iterator[Screen]:
    """A screen that runs, as on the main thread of a terminal."""
    screen = Screen(talk, PhraseBook(), "15-portrait")
    thread = threading.Thread(target=screen.run, daemon=True)
    thread.start()
    until(lambda: screen.frames > 0)
    yield screen
    screen.stop()
    thread.join(LONG)
    assert not thread.is_alive()


def place(screen: Screen, key: str) -> tuple[float, float]:
    """The middle of a key, in pixels of what is shown now."""
    screen.picture()
    box = next(target.box for target in screen.targets if target.key == key)
    return box.cx / PANEL.pitch, box.cy / PANEL.pitch


def finger(screen: Screen, kind: int, at: tuple[float, float]) -> None:
    screen.take(pygame.event.Event(kind, button=1, pos=(round(at[0]), round(at[1]))))


def types(screen: Screen, key: int, character: str = "") -> None:
    screen.take(pygame.event.Event(pygame.KEYDOWN, key=key, unicode=character))


def test_the_picture_is_a_png_of_the_panels_size(screen: Screen):
    picture = pygame.image.load(io.BytesIO(screen.picture()), "shown.png")
    assert picture.get_size() == (1080, 1920)


def test_the_picture_is_always_of_what_is_asked_now(screen: Screen, talk: Conversation):
    idle = screen.picture()
    Asked(talk, WHOM)
    assert screen.picture() != idle


def test_a_touch_answers(screen: Screen, talk: Conversation):
    asked = Asked(talk, WHOM)
    assert screen.touch(*place(screen, "2")) is Pressed.TAKEN
    assert asked.answer() == "household"


def test_a_touch_beside_every_key_does_nothing(screen: Screen, talk: Conversation):
    Asked(talk, WHOM)
    assert screen.touch(5, 5) is Pressed.UNUSED


def test_a_touch_anywhere_begins_a_visit(screen: Screen, talk: Conversation):
    assert screen.touch(20, 900) is Pressed.TAKEN
    assert talk.await_visitor(0) == "ok"


def test_the_sight_key_on_the_attract_screen_begins_a_visit_with_it(screen: Screen, talk: Conversation):
    assert screen.touch(*place(screen, "sight")) is Pressed.TAKEN
    assert talk.await_visitor(0) == "sight"


def test_a_closed_terminal_takes_no_touch(screen: Screen, talk: Conversation):
    talk.close(say("out-of-order"))
    screen.picture()
    assert screen.touch(20, 900) is Pressed.UNUSED


def test_press_and_release_inside_fires(screen: Screen, talk: Conversation):
    asked = Asked(talk, WHOM)
    at = place(screen, "1")
    finger(screen, pygame.MOUSEBUTTONDOWN, at)
    finger(screen, pygame.MOUSEBUTTONUP, at)
    assert asked.answer() == "self"


def test_sliding_off_a_key_fires_nothing(screen: Screen, talk: Conversation):
    Asked(talk, WHOM)
    finger(screen, pygame.MOUSEBUTTONDOWN, place(screen, "1"))
    finger(screen, pygame.MOUSEBUTTONUP, place(screen, "2"))
    assert talk.view.prompt is WHOM
    finger(screen, pygame.MOUSEBUTTONUP, place(screen, "1"))
    assert talk.view.prompt is WHOM


def test_a_finger_down_on_one_question_does_not_answer_the_next(screen: Screen, talk: Conversation):
    first = Asked(talk, WHOM)
    at = place(screen, "1")
    finger(screen, pygame.MOUSEBUTTONDOWN, at)
    talk.press("2")
    first.answer()
    Asked(talk, WHOM)
    screen.picture()
    finger(screen, pygame.MOUSEBUTTONUP, at)
    assert talk.view.prompt is WHOM


def test_a_key_under_a_finger_looks_different_at_once_and_again_after(screen: Screen, talk: Conversation):
    Asked(talk, WHOM)
    at = place(screen, "1")
    before = screen.picture()
    finger(screen, pygame.MOUSEBUTTONDOWN, at)
    assert screen.picture() != before
    finger(screen, pygame.MOUSEBUTTONUP, (5, 5))
    assert screen.picture() == before


def test_the_key_for_more_turns_the_page_and_comes_round(talk: Conversation):
    screen = Screen(talk, PhraseBook(), "7")
    Asked(talk, Choose(phrase=say("certificate-choose", count=6), options=certificates()))
    pages = []
    for _ in range(4):
        pages.append(screen.picture())
        box = next(target.box for target in screen.targets if target.key == "more")
        assert screen.touch(box.cx / 0.1926, box.cy / 0.1926) is Pressed.TAKEN
    assert len(set(pages[:3])) == 3
    assert pages[3] == pages[0]


def test_a_key_that_is_not_possible_tells_why_for_a_while(screen: Screen, talk: Conversation):
    Asked(talk, PRINTING)
    before = screen.picture()
    assert screen.touch(*place(screen, "back")) is Pressed.UNUSED
    assert screen.picture() != before
    talk.clock.advance(7.0)
    assert screen.picture() == before


def test_enter_is_dead_until_four_digits_are_in(screen: Screen, talk: Conversation):
    asked = Asked(talk, pin(say("pin-enter")))
    for digit in "123":
        assert screen.touch(*place(screen, digit)) is Pressed.TAKEN
    assert screen.touch(*place(screen, "ok")) is Pressed.UNUSED
    screen.touch(*place(screen, "4"))
    assert screen.touch(*place(screen, "ok")) is Pressed.TAKEN
    assert asked.answer().octets == b"1234"


def test_all_pins_of_one_length_give_the_same_picture(screen: Screen, talk: Conversation):
    pictures = set()
    for digits in ("12", "98"):
        asked = Asked(talk, pin(say("pin-enter")))
        for digit in digits:
            screen.touch(*place(screen, digit))
        pictures.add(screen.picture())
        for digit in "00":
            talk.press(digit)
        talk.press("ok")
        asked.answer()
    assert len(pictures) == 1


def test_a_keyboard_works_like_the_ten_key(screen: Screen, talk: Conversation):
    asked = Asked(talk, COPIES)
    types(screen, pygame.K_1, "1")
    types(screen, pygame.K_BACKSPACE)
    types(screen, pygame.K_KP2)
    types(screen, pygame.K_RETURN)
    assert asked.answer() == "2"


@pytest.mark.parametrize(
    ("alphabet", "typed", "text"),
    [(LETTERS, "minTO", "MINTO"), (KANA, "キ゛ャー", "ぎゃー"), (KANA, "ﾐあx", "あ")],
)
def test_a_keyboards_letters_are_entered_where_letters_are_asked(screen, talk, alphabet, typed, text):
    asked = Asked(talk, EnterText(phrase=say("text-enter"), least=1, most=9, alphabet=alphabet))
    for letter in typed:
        types(screen, pygame.K_UNKNOWN, letter)
    types(screen, pygame.K_RETURN)
    assert asked.answer() == text


def test_a_keyboards_letter_closes_a_group_that_was_opened(screen: Screen, talk: Conversation):
    asked = Asked(talk, EnterText(phrase=say("text-enter"), least=1, most=9))
    for key in "7m":
        types(screen, pygame.K_UNKNOWN, key)
    types(screen, pygame.K_RETURN)
    assert asked.answer() == "M"


def test_a_keyboards_letter_means_nothing_where_digits_are_asked(screen: Screen, talk: Conversation):
    asked = Asked(talk, COPIES)
    for key in "m2":
        types(screen, pygame.K_UNKNOWN, key)
    types(screen, pygame.K_RETURN)
    assert asked.answer() == "2"


def test_escape_stops_after_asking(screen: Screen, talk: Conversation):
    asked = Asked(talk, WHOM)
    types(screen, pygame.K_ESCAPE)
    until(lambda: talk.view.prompt is not WHOM)
    types(screen, pygame.K_ESCAPE)
    assert asked.answer() == "declined"


def test_nothing_is_drawn_again_while_nothing_changes(running: Screen, talk: Conversation):
    Asked(talk, PRINTING)
    until(lambda: running.shown is not None and running.shown.view.prompt == PRINTING)
    frames = running.frames
    time.sleep(POLL_S * 8)
    assert running.frames == frames


def test_an_unknown_wait_moves_a_step_when_a_second_has_gone_by(screen: Screen, talk: Conversation):
    with talk.working("card-reading"):
        first = screen.picture()
        talk.clock.advance(0.2)
        assert screen.picture() == first
        talk.clock.advance(1.0)
        assert screen.picture() != first


def test_progress_is_shown(screen: Screen, talk: Conversation):
    with talk.working("print-started", seconds=30) as progress:
        progress(Progress(0, 3, 45))
        first = screen.picture()
        progress(Progress(1, 3, 30))
        assert screen.picture() != first


def test_what_was_told_is_shown_with_the_next_prompt_and_gone_after_it(screen: Screen, talk: Conversation):
    Asked(talk, COPIES)
    plain = screen.picture()
    talk.press("ok")
    talk.tell("fee-none")
    Asked(talk, COPIES)
    assert screen.picture() != plain
    talk.press("ok")
    Asked(talk, COPIES)
    assert screen.picture() == plain


def test_the_running_screen_follows_touches_from_another_thread(running: Screen, talk: Conversation):
    asked = Asked(talk, WHOM)
    assert running.touch(*place(running, "1")) is Pressed.TAKEN
    assert asked.answer() == "self"
    assert running.picture().startswith(b"\x89PNG")


def test_a_picture_can_be_had_after_the_screen_has_stopped(talk: Conversation):
    screen = Screen(talk, PhraseBook(), "15-portrait")
    thread = threading.Thread(target=screen.run, daemon=True)
    thread.start()
    until(lambda: screen.frames > 0)
    before = screen.picture()
    screen.stop()
    thread.join(LONG)
    assert screen.picture() == before


def test_the_first_picture_needs_no_library_for_fonts_and_none_for_numbers():
    code = (
        "import sys; from screens.screen import Screen; from firmware.clock import Clock;"
        "from firmware.conversation import Conversation; from firmware.phrases.reader import PhraseBook;"
        "Screen(Conversation(Clock()), PhraseBook(), '7').picture();"
        "print([name for name in ('fontTools', 'numpy', 'PIL', 'budoux') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.splitlines()[-1] == "[]"


def test_settings_change_the_picture_and_not_the_places(screen: Screen, talk: Conversation):
    Asked(talk, WHOM)
    first, places = screen.picture(), [target.box for target in screen.targets]
    talk.change_settings(Settings("en", 3, "night"))
    assert screen.picture() != first
    assert [target.box for target in screen.targets] == places


def test_a_tall_panel_may_be_a_wide_display_on_its_side():
    assert not is_turned((1080, 1920), PANEL)
    assert is_turned((1920, 1080), PANEL)


def test_a_display_of_another_size_is_refused_with_both_sizes():
    with pytest.raises(ScreenUnfit, match="1024 x 768 pixels, the panel 15-portrait 1080 x 1920"):
        is_turned((1024, 768), PANEL)


def test_a_terminal_without_a_display_is_refused_with_a_sentence():
    code = (
        "from screens.screen import Screen, ScreenUnfit; from firmware.clock import Clock;"
        "from firmware.conversation import Conversation; from firmware.phrases.reader import PhraseBook;"
        "screen = Screen(Conversation(Clock()), PhraseBook(), '7')\n"
        "try: screen.run()\nexcept ScreenUnfit as error: print(error)"
    )
    environment = {**os.environ, "SDL_VIDEODRIVER": "x11", "DISPLAY": ":9999"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.splitlines()[-1] == "the display cannot be had: x11 not available"


def test_every_example_can_be_drawn():
    book = PhraseBook()
    for name, view in examples():
        canvas = drawn(PANELS["10"], view.settings, view, book)
        assert canvas.surface is not None, name
        seen = {tuple(canvas.surface.get_at((700, y))) for y in range(0, 800, 3)}
        assert len(seen) > 1, name
