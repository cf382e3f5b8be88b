"""The page around a bus in a real Chromium: by hand, by keyboard alone, in every window size."""

import pytest
from docked_page import CONTROLS, OFF_THE_PAGE, SIZES, BusPage, Page, seen_in
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

pytestmark = pytest.mark.real
APART = "[role=switch], select, header button, #map button, #driver-keys button, #aloud"


@pytest.fixture
def bench(browser, on_board):
    """The page, with the bus under it as `bus`."""
    page = BusPage(browser, on_board[0])
    page.dock, page.bus = on_board
    return page


def test_a_click_taps_a_card_and_the_answer_is_seen_and_heard(bench):
    bench.click("#sound")
    bench.click('[data-card="senior"]')
    bench.reads("#signal", "ピポッ（どうぞ・高齢者）")
    bench.until(lambda: bench.calls("/tones/senior.wav") >= 1)
    bench.until(lambda: bench.bus.reader.card is None)
    bench.click('[data-card="stranger"]')
    bench.reads("#signal", "ブー（使えません）")
    bench.reads("#signal-count", "2")
    bench.until(lambda: "lit" in bench.all("#lamp-refuse")[0].get_attribute("class"))
    assert bench.all("#lamp-accept")[0].get_attribute("aria-label") == "○ の灯り 消灯"
    assert bench.browser.get_log("browser") == []


def test_nothing_sounds_unless_somebody_asked_for_it(bench):
    bench.click('[data-card="senior"]')
    bench.reads("#signal-count", "1")
    assert bench.calls("/tones/senior.wav") == 0


def test_a_card_can_be_held_and_taken_away(bench):
    bench.click("#hold")
    bench.click('[data-card="hanako"]')
    bench.shows("#remove")
    assert bench.all("#on-reader-note")[0].text == "かざしたままです"
    bench.click("#remove")
    bench.until(lambda: bench.bus.reader.card is None)
    bench.until(lambda: not bench.all("#remove")[0].is_displayed())


def test_where_there_is_one_unit_there_is_nothing_to_choose(bench):
    assert not bench.all("#units")[0].is_displayed()
    assert bench.all('select[data-device="exit_reader"]') == []
    bench.click("#hold")
    bench.click('[data-card="taro"]')
    bench.shows("#reader")


def test_a_stop_that_is_clicked_is_driven_to(bench):
    bench.click('[data-stop="1"]')
    bench.click('[data-stop="3"]')
    bench.stands_at(3)
    assert bench.all("#map-title")[0].text == "12　みなと駅行き"
    assert bench.all("#hand")[0].get_attribute("aria-valuetext") == "停留所2の近く"
    bench.click("#next-stop")
    bench.stands_at(4)


def test_the_bus_can_be_dragged_between_stops_and_on_to_one(bench):
    bench.click('[data-stop="1"]')
    bench.shows("#hand")
    wide = bench.all("#stops li")[0].size["width"]
    hand = ActionChains(bench.browser).drag_and_drop_by_offset
    hand(bench.all("#hand")[0], int(wide * 1.5), 0).perform()
    bench.until(lambda: bench.bus.position.history[-1].latitude == pytest.approx(35.0075, abs=0.0003))
    bench.until(lambda: bench.all("#hand")[0].get_attribute("aria-valuenow") in ("2", "3"))
    hand(bench.all("#hand")[0], int(wide * 1.5), 0).perform()
    bench.stands_at(4)


def test_everything_of_a_bus_is_done_by_keyboard_alone(bench):
    bench.focus('[data-stop="2"]')
    bench.types(Keys.ENTER)
    bench.stands_at(2)
    bench.focus("#hand")
    bench.types(Keys.ARROW_RIGHT)
    bench.stands_at(3)
    bench.focus("#doors")
    bench.types(Keys.SPACE)
    bench.until(lambda: bench.bus.doors.are_open)
    bench.focus('[data-card="senior"]')
    bench.types(Keys.SPACE)
    bench.reads("#signal-count", "1")
    bench.focus('[data-driver-key="3"]')
    bench.types(Keys.SPACE)
    bench.until(lambda: len(bench.bus.records("cash_boarded")) == 1)
    bench.types("4")
    bench.until(lambda: len(bench.bus.records("ic_boarded")) == 1)


def test_the_driver_answers_on_his_screen_or_with_the_keys_beside_it(bench):
    bench.click('[data-driver-key="2"]')
    bench.until(lambda: bench.all('[data-driver-key="back"]'))
    bench.click('[data-driver-key="back"]')
    bench.until(lambda: len(bench.all("#driver-keys button")) == 6)
    glass = bench.all("#driver-glass")[0]
    width, height = glass.size["width"], glass.size["height"]
    ActionChains(bench.browser).move_to_element_with_offset(
        glass, -width // 4, height // 2 - height // 8
    ).click().perform()
    bench.until(lambda: bench.calls("/touch") == 1)
    bench.until(lambda: len(bench.bus.records("ic_boarded")) == 1)


def test_the_bus_drives_by_itself_until_it_is_stopped(bench):
    bench.click("#run")
    bench.until(lambda: bench.all("#run")[0].get_attribute("aria-checked") == "true")
    bench.click("#run")
    bench.until(lambda: bench.all("#run")[0].get_attribute("aria-checked") == "false")


def test_trouble_of_a_bus_is_told_to_its_driver(bench):
    bench.chooses("Position", "つながらない")
    bench.until(lambda: bench.bus.position.health().fault == "offline")
    bench.until(lambda: bench.troubled() == ["つながらない"])
    bench.chooses("card", "複製されたカード")
    bench.click('[data-card="hanako"]')
    bench.reads("#signal", "ブー（使えません）")


def test_what_belongs_to_a_kiosk_is_not_there_and_the_other_language_is(bench):
    for selector in ("#coins", "#keys", "#tray", "#money", ".slot", "#handset"):
        assert not bench.all(selector)[0].is_displayed()
    bench.click("#language")
    assert bench.all("#cards-title")[0].text == "Choose a card and hold it up"
    assert bench.all("#role")[0].text == "Bus validator ・ test bench"
    bench.reads("#map-title", "12 to みなと駅")
    bench.click("#language")


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_every_control_of_a_bus_has_a_name_and_room_for_a_finger(browser, bench, width, height):
    bench.click('[data-stop="2"]')
    with seen_in(browser, width, height):
        bench.shows("#hand")
        controls = browser.execute_script(CONTROLS)
        assert len(controls) > 25
        assert [c for c in controls if not c["name"]] == []
        assert [c for c in controls if c["width"] < 44 or c["height"] < 44] == []
        assert bench.overlaps(APART) == []
        inside = "#track *"
        strays = browser.execute_script(
            OFF_THE_PAGE.replace("checkVisibility())", f"checkVisibility() && !one.matches('{inside}'))")
        )
        assert strays == []


def test_a_kiosk_has_nothing_of_a_bus(browser, dock):
    page = Page(browser, dock)
    for selector in ("#map", "#driver-glass", "#hold", "#driver-keys", "#lamp-accept"):
        assert not page.all(selector)[0].is_displayed()
    assert page.calls("/driver.png") == 0
