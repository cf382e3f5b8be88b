"""Every prompt, on every panel, in every size and language: nothing clipped, overlapping, too small or missing."""

import ast
import os
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")

import pytest

from firmware.conversation import Settings, View
from firmware.phrases import Phrase, say
from firmware.phrases.reader import PhraseBook
from firmware.prompts import PROMPTS, Choose, Confirm, Option, Row, Tell
from screens import examples
from screens.canvas import Canvas
from screens.examples import view_for
from screens.lint import faults
from screens.page import MORE, Moment, Page, canvas_for
from screens.prompts import RENDERERS, draw
from screens.theme import PANELS, THEMES

BOOK = PhraseBook()
EXAMPLES = list(examples.examples())
STILL = Moment()
COUNTS = {f"{n}{unit}" for n in range(1, 13) for unit in ("部", " copies", " copy")}


def measured(view: View, panel: str, moment: Moment = STILL) -> Canvas:
    """The screen, measured and not drawn."""
    canvas = canvas_for(PANELS[panel], view)
    draw(Page(canvas, BOOK, view, moment))
    return canvas


def looks(themes: tuple[str, ...] = ("paper",), languages: tuple[str, ...] = BOOK.languages) -> Iterator[Settings]:
    return (Settings(language, size, theme) for language in languages for size in (1, 2, 3) for theme in themes)


def stepped_down(name: str, canvas: Canvas) -> list[str]:
    """Every text that is smaller than the size that was chosen."""
    # A sample of another size is what it says; a plate has one size, and so has what a driver sees all day.
    if name.startswith(
        ("sight", "plate-", "home-", "ear-lifted", "ear-paused", "ear-helper-pin", "attract-left", "attract-hung")
    ):
        return []
    least = (canvas.style.body, canvas.style.caption)
    return [f"{text.text!r} is stepped down" for text in canvas.texts if text.cap < least[0] and text.cap != least[1]]


def second_page(name: str, view: View, canvas: Canvas) -> list[str]:
    """That the product's own words would have to be read in two pages."""
    tells = isinstance(view.prompt, Tell) and name != "own-words"
    return ["has a second page"] * (tells and any(target.key == MORE for target in canvas.targets))


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize(("theme", "languages"), [("paper", BOOK.languages), ("black-on-white", ("ja", "en"))])
def test_every_example_is_without_fault_on_one_page_and_no_text_is_smaller_than_chosen(panel, theme, languages):
    found = {}
    for settings in looks((theme,), languages):
        for name, view in EXAMPLES:
            canvas = measured(view_for(view, settings), panel)
            if wrong := faults(canvas) + stepped_down(name, canvas) + second_page(name, view, canvas):
                found[name, settings.language, settings.size] = wrong
    assert found == {}


# What lies where is proved on every panel for the two themes with thin and with thick edges; the others lie the same.
@pytest.mark.parametrize("size", [1, 2, 3])
@pytest.mark.parametrize(("theme", "same"), [("white-on-black", "black-on-white"), ("night", "paper")])
def test_the_other_themes_keep_the_places_of_keys_and_words_and_have_contrast(theme: str, same: str, size: int):
    for panel in ("7", "15-portrait"):
        for name, view in EXAMPLES:
            known = measured(view_for(view, Settings("ja", size, same)), panel)
            other = measured(view_for(view, Settings("ja", size, theme)), panel)
            assert known.targets == other.targets, (panel, name)
            assert [(t.box, t.lines) for t in known.texts] == [(t.box, t.lines) for t in other.texts], (panel, name)
            assert faults(other) == [], (panel, name)


def test_every_kind_of_prompt_is_drawn_and_has_an_example():
    assert set(RENDERERS) == set(PROMPTS)
    assert {type(view.prompt) for _, view in EXAMPLES if view.prompt} == set(PROMPTS)


@pytest.mark.parametrize("panel", PANELS)
def test_the_rail_stands_at_the_same_millimetres_in_every_size_language_and_theme(panel: str):
    places = set()
    for settings in looks(tuple(THEMES)):
        view = replace(dict(EXAMPLES)["certificates"], settings=settings)
        targets = measured(view, panel).targets
        places.add(
            tuple((t.key, t.box) for t in targets if t.key in ("stop", "back", "language", "sight", "voice", "help"))
        )
    assert len(places) == 1
    assert len(places.pop()) == 6


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("size", [1, 2, 3])
def test_every_certificate_can_be_reached_page_by_page(panel: str, size: int):
    view = replace(dict(EXAMPLES)["certificates"], settings=Settings(size=size))
    seen: set[str] = set()
    for number in range(6):
        canvas = measured(view, panel, Moment(number=number))
        assert faults(canvas) == []
        seen |= {target.key for target in canvas.targets}
    assert {str(n) for n in range(1, 7)} <= seen


@pytest.mark.parametrize("size", [1, 2, 3])
def test_every_row_of_an_order_is_shown_on_the_smallest_panel(size: int):
    view = replace(dict(EXAMPLES)["confirm-long"], settings=Settings(size=size))
    pages = [measured(view, "7", Moment(number=number)) for number in range(4)]
    words = " ".join(text.text for page in pages for text in page.texts)
    assert all(wanted in words for wanted in ("戸籍", "世帯全員", "続柄", "10部", "4,500円"))
    assert all(faults(page) == [] for page in pages)


def pages(name: str, panel: str, settings: Settings) -> list[Canvas]:
    """All pages of an example, each without fault."""
    view = replace(dict(EXAMPLES)[name], settings=settings)
    shown = [measured(view, panel, Moment(number=number)) for number in range(14)]
    assert [faults(canvas) for canvas in shown if faults(canvas)] == [], (name, settings)
    return shown


@pytest.mark.parametrize("panel", PANELS)
def test_twelve_rows_can_all_be_read_before_they_are_agreed_to(panel: str):
    for name in ("confirm-twelve", "confirm-twelve-sum"):
        for settings in looks(languages=("ja", "en")):
            shown = pages(name, panel, settings)
            # The pages come round: what stands on the first again is the beginning.
            turns = next(n for n in range(1, 14) if shown[n].texts == shown[0].texts)
            values = [text.text.replace("/", " ") for page in shown[:turns] for text in page.texts]
            assert len(COUNTS & set(values)) == 12, (name, settings)
            assert all({"ok", "stop"} <= {target.key for target in page.targets} for page in shown)


@pytest.mark.parametrize("size", [1, 2, 3])
def test_a_number_of_the_days_close_never_stands_without_its_name(size: int):
    counts = tuple(Row(say("row-copies"), say("yen-amount", yen=123_456 + n)) for n in range(12))
    view = View(turn=1, prompt=Confirm(phrase=say("order-check"), verb=say("button-apply"), rows=counts))
    for number in range(12):
        canvas = measured(replace(view, settings=Settings("en", size)), "7", Moment(number=number))
        words = [text.text for text in canvas.texts]
        assert faults(canvas) == []
        assert 0 < sum(word.startswith("¥") for word in words) == words.count(BOOK.text(say("row-copies"), "en"))


@pytest.mark.parametrize("panel", PANELS)
def test_nine_certificates_can_all_be_reached_in_every_size(panel: str):
    for settings in looks():
        keys = {target.key for page in pages("certificates-nine", panel, settings) for target in page.targets}
        assert keys >= set("123456789")


@pytest.mark.parametrize("panel", PANELS)
def test_a_citys_own_words_can_be_read_to_their_end(panel: str):
    for language, last in (("ja", "おりません"), ("en", "charged.")):
        for size in (1, 2, 3):
            shown = pages("own-words", panel, Settings(language, size))
            assert last in "".join(text.text.replace("/", "") for page in shown for text in page.texts)


@pytest.mark.parametrize("panel", PANELS)
def test_nine_options_fit_page_by_page(panel: str):
    nine = tuple(Option(str(n), f"n{n}", say("person-household"), None, 300) for n in range(1, 10))
    view = View(turn=1, prompt=Choose(phrase=say("person-choose"), options=nine))
    pages = [measured(view, panel, Moment(number=number)) for number in range(9)]
    assert {t.key for page in pages for t in page.targets} >= {str(n) for n in range(1, 10)}
    # A tall or wide pane has room for all; a smaller one turns pages.
    assert any(t.key == MORE for t in pages[0].targets) is (panel in ("7", "10"))
    assert [faults(page) for page in pages if faults(page)] == []


@pytest.mark.parametrize(("name", "texts"), [("certificates", ["ほか 5つ", "ほか 4つ"]), ("confirm", ["ほか 2つ"] * 2)])
def test_the_key_for_more_tells_what_is_still_to_come_and_at_the_end_what_there_is_from_the_first_on(name, texts):
    shown = pages(name, "7", Settings(size=3))
    more = [text.text for page in shown for text in page.texts if text.text.startswith("ほか")]
    assert more[: len(texts)] == texts
    if name == "certificates":
        assert more[:7] == [f"ほか {n}つ" for n in (5, 4, 3, 2, 1, 5, 5)]


@pytest.mark.parametrize("panel", ["15-landscape", "15-portrait", "21-landscape", "21-portrait"])
def test_staffs_menu_of_seven_needs_no_second_page_on_a_large_pane(panel: str):
    for settings in looks():
        canvas = measured(replace(dict(EXAMPLES)["staff-menu"], settings=settings), panel)
        assert not any(target.key == MORE for target in canvas.targets), settings


def test_a_word_in_passing_stands_in_place_of_the_explanation():
    for panel in PANELS:
        for settings in looks():
            for notice in examples.NOTICES:
                view = replace(dict(EXAMPLES)["certificates"], settings=settings)
                canvas = measured(view, panel, Moment(notice=notice))
                assert faults(canvas) == [], (panel, settings, notice.key)


def test_a_text_that_does_not_fit_is_caught_and_not_shrunk():
    canvas = measured(View(turn=1, prompt=Tell(phrase=say("slip-thanks")), settings=Settings(size=3)), "7")
    found = faults(canvas)
    assert any(fault.startswith("overflow") and "ご利用ありがとう" in fault for fault in found)
    assert {text.cap for text in canvas.texts if "ご利用" in text.text} == {8.8}


def test_a_shorter_form_is_taken_where_the_long_one_does_not_fit():
    view = dict(EXAMPLES)["pin"]
    wide, small = measured(view, "15-portrait"), measured(replace(view, settings=Settings(size=3)), "7")
    assert any("入れてください" in text.text for text in wide.texts)
    assert not any("入れて" in text.text for text in small.texts)
    assert any(text.text == "暗証番号/4けた" for text in small.texts)


def test_a_target_too_small_or_too_near_is_caught():
    canvas = measured(dict(EXAMPLES)["pin"], "7")
    place = canvas.targets[0].box
    canvas.target("small", replace(place, w=5.0))
    found = faults(canvas)
    assert any("target small is 5.0" in fault for fault in found)
    assert any("mm apart" in fault for fault in found)


def test_a_text_across_an_edge_is_caught():
    canvas = measured(dict(EXAMPLES)["pin"], "7")
    title = canvas.texts[1].box
    canvas.box(replace(title, x=title.x + 5), "sheet", "act")
    assert any("crosses the edge of a box" in fault for fault in faults(canvas))


@pytest.mark.parametrize("lines", [("03-0000-", "0000"), ("4", ",500円"), ("8:30", "a.m. to")])
def test_a_number_across_two_lines_is_caught(lines: tuple[str, ...]):
    canvas = measured(dict(EXAMPLES)["pin"], "7")
    canvas.texts[0] = replace(canvas.texts[0], lines=lines)
    assert any("breaks a number" in fault for fault in faults(canvas))
    canvas.texts[0] = replace(canvas.texts[0], lines=("2つ", "10部"))
    assert faults(canvas) == []


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("size", [1, 2, 3])
def test_a_closed_terminal_shows_the_whole_telephone_number_in_one_line(panel: str, size: int):
    for language in ("ja", "en"):
        view = replace(dict(EXAMPLES)["closed-out-of-order"], settings=Settings(language, size))
        assert ("03-0000-0000",) in [text.lines for text in measured(view, panel).texts]


def test_a_closed_terminal_says_why_in_another_language_too():
    words = [text.text for text in measured(dict(EXAMPLES)["closed-out-of-order"], "15-portrait").texts]
    assert "Out of order" in words


def test_a_ticket_that_has_no_room_is_shown_by_its_number_and_never_broken():
    view = dict(EXAMPLES)["tell-print-unknown"]
    small = measured(replace(view, settings=Settings(size=3)), "7")
    assert [text.lines for text in small.texts if "00412" in text.text] == [("係員へ。番号", "00412")]
    wide = measured(view, "15-portrait")
    assert any("minato-city-hall-1f-no-1-00412" in text.text for text in wide.texts)


def test_a_glyph_that_no_font_has_is_caught():
    view = View(turn=1, prompt=Tell(phrase=say("pay-done"), note=Phrase("slip-ticket", {"ticket": "\U0001f600"})))
    assert any("U+1F600" in fault for fault in faults(measured(view, "15-portrait")))


def test_a_pin_is_never_drawn_as_digits():
    canvas = measured(dict(EXAMPLES)["pin"], "15-portrait")
    keys = [text.text for text in canvas.texts if text.text.isdigit()]
    assert sorted(keys) == list("0123456789")


def keys_in(part: object) -> Iterator[str]:
    """The keys of all phrases in a view, however deep."""
    if isinstance(part, Phrase):
        yield part.key
        yield from (key for value in part.values.values() for key in keys_in(value))
    elif is_dataclass(part):
        yield from (key for field in fields(part) for key in keys_in(getattr(part, field.name)))
    elif isinstance(part, tuple):
        yield from (key for each in part for key in keys_in(each))


def said_in(folder: str) -> set[str]:
    """The literal keys of what the code there says; what the screens say themselves is drawn with any example."""
    found = set()
    for path in (Path(__file__).parents[2] / folder).rglob("*.py"):
        # What measures a terminal shows nothing.
        if path.name == "examples.py" or path.parent.name == "conformance":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if name in ("say", "tell", "working"):
                    found.add(str(node.args[0].value))
    return found


def test_every_phrase_that_the_runtime_shows_is_walked_through():
    shown = {key for _, view in EXAMPLES for key in keys_in(view)} | {notice.key for notice in examples.NOTICES}
    on_paper = {key for key in BOOK.keys("ja") if key.startswith(("slip-", "closed-phone"))}
    assert said_in("firmware") - shown - on_paper - said_in("screens") == set()
