"""What riders of a bus see while they walk past, and what its driver sees all day."""

import os
from dataclasses import replace

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware.conversation import Settings, View
from firmware.phrases import Phrase, say
from firmware.phrases.properties import properties
from firmware.phrases.reader import PhraseBook
from firmware.prompts import Choose, Sign, Tell, options
from screens import vehicle_examples as bus
from screens.canvas import Canvas
from screens.lint import faults
from screens.names import PLACES
from screens.page import Moment, Page, canvas_for
from screens.prompts import draw
from screens.theme import PANELS

BOOK = PhraseBook()
EXAMPLES = dict(bus.examples())
RIDERS = [name for name in EXAMPLES if name.startswith("plate-bus-")]
DRIVERS = [name for name in EXAMPLES if name.startswith("home-driver")]
KEY_WIDTH, KEY_HEIGHT = 46.0, 19.0


def measured(view: View, panel: str = "7", moment: Moment | None = None) -> Canvas:
    canvas = canvas_for(PANELS[panel], view)
    draw(Page(canvas, BOOK, view, moment or Moment()))
    return canvas


def words(view: View, panel: str = "7") -> list[str]:
    return [text.text.replace("/", "") for text in measured(view, panel).texts]


def test_idle_shows_where_the_card_goes_the_line_and_the_next_stop():
    shown = words(EXAMPLES["plate-bus-idle"])
    assert {
        "カードをここにかざしてください",
        "シルバーパス・ポイントの方",
        "系統 12　みなと駅",
        "次は 市民病院前",
    } <= set(shown)


def test_at_a_stop_its_name_stands_in_place_of_the_next_one():
    shown = words(EXAMPLES["plate-bus-idle-stands"])
    assert "ただいま みなと駅" in shown
    assert not any("市民病院前" in one for one in shown)


@pytest.mark.parametrize(
    ("name", "amount", "beside"),
    [
        ("accepted", "100", {"どうぞ", "シルバーパス", "ポイント", "使いました", "残りポイント", "1,240"}),
        ("due", "1,220円", {"どうぞ", "シルバーパス", "現金でお支払いください"}),
    ],
)
def test_who_is_accepted_reads_the_amount_largest_then_what_became_of_it_and_what_is_left(name, amount, beside):
    texts = measured(EXAMPLES[f"plate-bus-{name}"]).texts
    largest = max(texts, key=lambda text: text.cap)
    assert largest.text == amount
    assert largest.cap >= 2 * min(text.cap for text in texts)
    assert beside <= {text.text for text in texts}


def test_who_is_refused_reads_why_and_then_how_it_goes_on():
    texts = measured(EXAMPLES["plate-bus-expired"]).texts
    reason, way = (next(t for t in texts if word in t.text) for word in ("期限", "1,220円"))
    assert reason.box.bottom < way.box.y
    assert "使えません" in [text.text for text in texts]


def test_every_refusal_ends_with_what_to_do_now():
    for name in RIDERS:
        prompt = EXAMPLES[name].prompt
        if isinstance(prompt, Tell) and prompt.sign is Sign.BAD:
            assert any(word in "".join(words(EXAMPLES[name])) for word in ("お願いします", "乗れます", "運転士")), name


def test_whatever_a_reader_is_closed_for_riders_are_told_to_show_the_driver_their_card():
    for reason in ("out-of-order", "line-down", "closed-for-paper"):
        assert "カードを、運転士に見せてください。" in words(View(vehicle=bus.BUS, closed=say(reason)))


@pytest.mark.parametrize("name", RIDERS)
def test_a_riders_plate_has_no_key_and_one_size(name: str):
    drawn = [measured(replace(EXAMPLES[name], settings=Settings(size=size))) for size in (1, 2, 3)]
    assert [canvas.targets for canvas in drawn] == [[], [], []]
    assert drawn[0].texts == drawn[1].texts == drawn[2].texts


def test_a_plate_without_more_to_say_is_all_sign():
    alone, beside = (measured(EXAMPLES[name]) for name in ("plate-bus-boarded-bare", "plate-bus-accepted"))
    middle = PANELS["7"].glass.cx
    word, other = (next(t.box.cx for t in canvas.texts if t.text == "どうぞ") for canvas in (alone, beside))
    assert word == pytest.approx(middle, abs=1.0)
    assert other < middle


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("language", BOOK.languages)
def test_the_drivers_six_keys_are_large_and_stand_where_they_always_stand(panel: str, language: str):
    places = set()
    for name in DRIVERS:
        targets = measured(replace(EXAMPLES[name], settings=Settings(language)), panel).targets
        assert [target.key for target in targets] == list("123456")
        assert all(target.box.w >= KEY_WIDTH and target.box.h >= KEY_HEIGHT for target in targets)
        places.add(tuple(target.box for target in targets))
    assert len(places) == 1


@pytest.mark.parametrize("panel", PANELS)
def test_the_driver_sees_all_that_he_must_know_without_a_press(panel: str):
    shown = " ".join(words(EXAMPLES["home-driver"], panel))
    assert all(
        one in shown
        for one in ("23人", "系統 12", "市民病院前", "接続", "名簿 今日", "未送信 0", "シルバーパス　100円", "14:32")
    )
    trouble = " ".join(words(EXAMPLES["home-driver-trouble"], panel))
    assert all(
        one in trouble for one in ("128人", "名簿 12日前", "未送信 1,234", "名簿が12日前。営業所へ　+2", "停止カード")
    )


def test_without_news_nothing_warns_the_driver():
    texts = words(EXAMPLES["home-driver"])
    trouble = words(replace(EXAMPLES["home-driver"], vehicle=replace(bus.DESK, faults=(say("driver-beeper-fault"),))))
    assert set(trouble) - set(texts) == {"音が出ません"}


def test_what_the_driver_was_just_told_stands_for_a_moment_where_a_fault_does():
    view = EXAMPLES["home-driver-trouble"]
    canvas = measured(view, moment=Moment(notice=say("driver-ride-voided")))
    shown = [text.text for text in canvas.texts]
    assert "取り消しました" in shown
    assert not any("営業所へ" in text for text in shown)


def test_what_a_driver_is_asked_has_the_strip_above_and_keys_that_lead_out_only():
    canvas = measured(EXAMPLES["driver-stops"])
    assert any("みなと駅" in text.text and text.box.y < 12 for text in canvas.texts)
    assert {"stop", "back"} <= {target.key for target in canvas.targets}
    assert not {"language", "sight", "voice", "help"} & {target.key for target in canvas.targets}


NAMES = st.text("市民病院前バス停、・　東1番のりば", min_size=1, max_size=60) | st.text(
    "abcdefg hijk-/()", min_size=1, max_size=90
)


def named(text: str) -> Phrase:
    return Phrase("place-name", {"name": text.strip() or "x"})


@settings(max_examples=60, deadline=None)
@given(headsign=NAMES, stop=NAMES, number=st.text("0123456789-特快", max_size=6))
def test_names_of_any_length_fit_or_are_cut(headsign: str, stop: str, number: str):
    face = replace(bus.DESK, number=number, headsign=named(headsign), next_stop=named(stop))
    choice = Choose(phrase=say("driver-stop-choose"), options=options(("a", named(stop)), ("b", named(headsign))))
    for view in (
        View(vehicle=replace(face, keys=())),
        View(turn=1, prompt=bus.HOME, vehicle=face),
        View(turn=1, prompt=choice, vehicle=face),
    ):
        assert [fault for fault in faults(measured(view)) if "breaks a number" not in fault] == []


def test_every_phrase_that_names_a_stop_is_one_that_may_be_cut():
    assert {key for key, known in properties().items() if known.place} == PLACES


def test_a_choice_is_drawn_without_reading_what_is_true_of_every_phrase():
    before = properties.cache_info()
    measured(View(prompt=Choose(phrase=say("visit-start"), options=options(("next", say("button-next"))))))
    assert properties.cache_info() == before


def test_a_name_that_is_cut_says_so_and_a_shorter_one_is_whole():
    assert any("やまだ整形外科" in one and one.endswith("…") for one in words(EXAMPLES["plate-bus-idle-long"]))
    assert not any("…" in one for one in words(EXAMPLES["plate-bus-idle"]))
