"""The page around a bus with two units in a real Chromium: both are seen, one is chosen, by hand and by keyboard alone."""

import pytest
from docked_bus import TWO_UNITS
from docked_page import CONTROLS, OFF_THE_PAGE, SIZES, BusPage, seen_in
from selenium.webdriver.common.keys import Keys

pytestmark = pytest.mark.real
FIRST, SECOND = '[data-unit="reader"]', '[data-unit="exit_reader"]'
APART = "#units label, #units button, .left [role=switch], select, #driver-keys button"
UNITS = """
  return [...document.querySelectorAll('#units label')].map((one) => {
    const box = one.getBoundingClientRect()
    return { name: one.textContent, width: Math.round(box.width), height: Math.round(box.height) }
  })
"""


class Bench(BusPage):
    """A trainer at the page of a bus with two units."""

    built = ('[data-unit="exit_reader"] label', "#driver-glass img")

    def chosen_unit(self):
        return self.browser.execute_script("return document.querySelector('#units :checked').value")

    def lying(self):
        """What is seen to be held up at both."""
        return [one.text for one in self.all("#units small")]


@pytest.fixture
def bus_has():
    return TWO_UNITS


@pytest.fixture
def bench(browser, on_board):
    """The page, with the bus under it as `bus`."""
    page = Bench(browser, on_board[0])
    page.bus = on_board[1]
    return page


def test_a_rider_boards_at_one_unit_and_leaves_at_the_other_by_hand(bench):
    assert bench.chosen_unit() == "reader"
    bench.click('[data-stop="2"]')
    bench.stands_at(2)
    bench.click('[data-card="senior"]')
    bench.reads("#signal-count", "1")
    bench.click("#next-stop")
    bench.stands_at(3)
    bench.click(f"{SECOND} label")
    assert bench.chosen_unit() == "exit_reader"
    bench.click('[data-card="senior"]')
    bench.reads("#signal-count", "2")
    [(_, ride)] = bench.bus.records("ride")
    assert (ride["board"], ride["alight"]) == ("S1", "S2")
    assert bench.browser.get_log("browser") == []


def test_a_keyboard_alone_chooses_a_unit_and_takes_cards_away(bench):
    bench.focus('#units input[value="reader"]')
    bench.types(Keys.ARROW_RIGHT)
    assert bench.chosen_unit() == "exit_reader"
    bench.types(Keys.ENTER)
    bench.focus('[data-card="taro"]')
    bench.types(Keys.SPACE)
    bench.reads("#signal-count", "1")
    assert bench.bus.exit_reader.history[0] == "inserted"
    assert (bench.bus.reader.history, bench.calls("/press")) == ([], 0)
    bench.focus("#hold")
    bench.types(Keys.SPACE)
    bench.focus('[data-card="stranger"]')
    bench.types(Keys.SPACE)
    bench.until(lambda: bench.lying() == ["", "見本 旅"])
    bench.focus(f"{SECOND} button")
    bench.types(Keys.SPACE)
    bench.until(lambda: bench.bus.exit_reader.card is None)
    bench.until(lambda: bench.lying() == ["", ""])


def test_what_lies_at_each_unit_is_seen_and_taken_away_there(bench):
    bench.click("#hold")
    bench.click('[data-card="hanako"]')
    bench.until(lambda: bench.lying() == ["見本 花子", ""])
    bench.click(f"{SECOND} label")
    bench.click('[data-card="taro"]')
    bench.until(lambda: bench.lying() == ["見本 花子", "見本 太郎"])
    away = [one.get_attribute("data-card") for one in bench.all("#cards .away")]
    assert sorted(away) == ["hanako", "taro"]
    assert bench.all(f"{FIRST} button")[0].get_attribute("aria-label") == "見本 花子を取る"
    bench.click(f"{FIRST} button")
    bench.until(lambda: bench.lying() == ["", "見本 太郎"])
    assert (bench.bus.reader.card, bench.chosen_unit()) == (None, "exit_reader")


def test_a_misbehaviour_is_of_the_card_at_the_chosen_unit(bench):
    bench.click("#hold")
    bench.click('[data-card="taro"]')
    bench.until(lambda: bench.lying() == ["見本 太郎", ""])
    bench.chooses("card", "おそい")
    bench.until(lambda: bench.bus.reader.card.faults.delay_s)
    bench.click(f"{SECOND} label")
    assert bench.chosen("card") == "ふつう"
    bench.chooses("card", "複製されたカード")
    bench.click('[data-card="hanako"]')
    bench.reads("#signal", "ブー（使えません）")
    assert bench.chosen("card") == "複製されたカード"
    bench.click(f"{FIRST} label")
    assert bench.chosen("card") == "おそい"


def test_each_unit_has_trouble_of_its_own(bench):
    bench.chooses("exit_reader", "つながらない")
    bench.until(lambda: bench.bus.exit_reader.health().fault == "offline")
    bench.until(lambda: bench.troubled() == ["つながらない"])
    assert (bench.bus.reader.health().fault, bench.chosen("CardReader")) == (None, "異常なし")
    bench.click('[data-card="taro"]')
    bench.reads("#signal-count", "1")
    bench.chooses("CardReader", "返事をしない")
    bench.chooses("exit_reader", "異常なし")
    bench.until(lambda: bench.bus.reader.health().fault == "mute" and not bench.bus.exit_reader.health().fault)


def test_the_chosen_unit_stays_chosen_in_the_other_language(bench):
    bench.click(f"{SECOND} label")
    bench.click("#language")
    assert [one.text for one in bench.all("#units b")] == ["Boarding", "Alighting"]
    assert bench.all("#units")[0].get_attribute("aria-label") == "At which validator cards are held up"
    assert bench.chosen_unit() == "exit_reader"
    ideas = bench.browser.execute_script(
        "return [...document.querySelectorAll('#ideas dt, #ideas dd')].map((one) => one.textContent)"
    )
    assert ideas.count("Board, and leave") == 1
    assert "“Alighting”" in ideas[ideas.index("Board, and leave") + 1]
    bench.click("#language")


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_both_units_have_names_and_room_for_a_finger(browser, bench, width, height):
    bench.click("#hold")
    bench.click('[data-card="hanako"]')
    bench.click(f"{SECOND} label")
    bench.click('[data-card="senior"]')
    bench.until(lambda: bench.lying() == ["見本 花子", "見本 シルバー"])
    with seen_in(browser, width, height):
        assert [one["name"] for one in browser.execute_script(UNITS)] == ["乗車見本 花子", "降車見本 シルバー"]
        controls = [*browser.execute_script(UNITS), *browser.execute_script(CONTROLS)]
        assert [one for one in controls if not one["name"] or one["width"] < 44 or one["height"] < 44] == []
        assert bench.overlaps(APART) == []
        assert (
            browser.execute_script(
                OFF_THE_PAGE.replace("checkVisibility())", "checkVisibility() && !one.closest('#track'))")
            )
            == []
        )
