"""Sign language pictures from a site's own folder: shown where wished, at a few pictures a second, and nothing without them."""

import os
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")

import pygame
import pytest
from acting import Running, Visitor
from PIL import Image

from firmware.clock import Clock
from firmware.conversation import Conversation, Ear, Settings, View
from firmware.phrases.reader import PhraseBook
from screens import signing
from screens.ear_examples import WHOM
from screens.examples import examples
from screens.lint import faults
from screens.page import Page, canvas_for
from screens.prompts import draw
from screens.screen import Screen
from screens.theme import PANELS

EXAMPLES = dict(examples())
COLOURS = ("#ff0000", "#00ff00", "#0000ff", "#ffff00")


def moving(path: Path, lasts: int = 100) -> None:
    """A picture of four colours, each for so many milliseconds."""
    path.parent.mkdir(exist_ok=True)
    pictures = [Image.new("RGB", (64, 48), colour) for colour in COLOURS]
    pictures[0].save(path, save_all=True, append_images=pictures[1:], duration=lasts, lossless=True)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    for language in PhraseBook().languages:
        (tmp_path / f"{language}.ftl").write_text("")
    return tmp_path


def clip(path: Path) -> signing.Clip:
    found = signing.Clip(path, pygame.Rect(0, 0, 64, 48))
    found.wait()
    return found


def colour(picture: pygame.Surface | None) -> str:
    assert picture is not None
    seen = picture.get_at((30, 20))
    return max(COLOURS, key=lambda one: -sum(abs(a - b) for a, b in zip(pygame.Color(one), seen, strict=True)))


@pytest.mark.parametrize("suffix", signing.SUFFIXES)
def test_pictures_follow_each_other_and_begin_again(tmp_path: Path, suffix: str):
    moving(tmp_path / "sign" / f"x{suffix}")
    shown = clip(tmp_path / "sign" / f"x{suffix}")
    assert [colour(shown.at(100 + (n and n / 10 + 0.05))) for n in range(6)] == [*COLOURS, *COLOURS[:2]]


def test_no_more_than_fifteen_pictures_a_second_are_shown():
    blank = pygame.Surface((4, 4))
    kept = signing.thinned([(blank.copy(), 20.0) for _ in range(100)])
    assert len(kept) <= 2.0 * 15
    assert kept[-1][0] == 2000.0


def test_what_is_no_picture_or_too_large_is_not_shown_and_said_so(tmp_path: Path, caplog):
    (tmp_path / "x.webp").write_bytes(b"RIFF nothing")
    assert clip(tmp_path / "x.webp").at(0.0) is None
    huge = b"GIF89a" + (4000).to_bytes(2, "little") * 2 + b"\x21\xf9\x04" * 20
    (tmp_path / "y.gif").write_bytes(huge)
    assert clip(tmp_path / "y.gif").at(0.0) is None
    assert "1280 MB" in caplog.text
    assert "x.webp: no moving picture" in caplog.text


def test_a_wished_picture_moves_on_the_screen_and_ends_with_its_question(site: Path):
    moving(site / "sign" / "person-choose.webp")
    talk = Conversation(Clock(running=False))
    screen, visitor = Screen(talk, PhraseBook(site=site), "15-portrait"), Visitor(talk)
    assert talk.signs
    Running(lambda: talk.ask(WHOM))
    visitor.sees("person-choose")
    plain = screen.picture()
    talk.change_settings(Settings(sign=True))
    screen.picture()
    assert screen._clip is not None
    screen._clip.wait()
    pictures = []
    for _ in range(4):
        pictures.append(screen.picture())
        talk.clock.advance(0.11)
    assert len({plain, *pictures}) == 5
    frames = screen.frames
    talk.clock.advance(0.11)
    assert screen.picture() in pictures
    assert screen.frames == frames, "a moving picture draws the slot alone"
    talk.lift()
    screen.picture()
    assert screen._clip is None
    talk.stop()


def test_without_files_nothing_changes(site: Path):
    talk = Conversation(Clock(running=False))
    Screen(talk, PhraseBook(site=site), "7")
    assert not talk.signs
    for name in ("pin", "certificates", "attract"):
        seen = replace(EXAMPLES[name], settings=Settings(sign=True))
        with_site, without = (canvas_for(PANELS["7"], view) for view in (seen, EXAMPLES[name]))
        draw(Page(with_site, PhraseBook(site=site), seen))
        draw(Page(without, PhraseBook(site=site), EXAMPLES[name]))
        assert (with_site.texts, with_site.targets, with_site.slot) == (without.texts, without.targets, None)


@pytest.mark.parametrize("panel", ["10", "15-landscape", "15-portrait", "21-landscape", "21-portrait"])
def test_the_slot_is_large_enough_to_read_hands_and_nothing_is_crossed(site: Path, panel: str):
    book = PhraseBook(site=site)
    for name in ("card-place", "pin", "certificates", "confirm", "take"):
        view = EXAMPLES[name]
        assert view.prompt is not None
        moving(site / "sign" / f"{view.prompt.phrase.key}.webp")
        for size in (1, 2, 3):
            seen = replace(view, settings=Settings(size=size, sign=True))
            canvas = canvas_for(PANELS[panel], seen)
            draw(Page(canvas, book, seen))
            assert faults(canvas) == []
            assert canvas.slot is None or canvas.slot.h >= signing.SMALLEST
            assert canvas.slot is not None or size == 3


def test_nothing_is_signed_on_the_plate(site: Path):
    moving(site / "sign" / "person-choose.webp")
    view = View(prompt=WHOM, settings=Settings(sign=True), visit="v", ear=Ear.LIFTED)
    canvas = canvas_for(PANELS["7"], view)
    draw(Page(canvas, PhraseBook(site=site), view))
    assert canvas.slot is None
