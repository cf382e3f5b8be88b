"""The dock's page in a real Chromium: by hand, by keyboard alone, and in every window size."""

import pytest
from docked_page import CONTROLS, KIOSK_CONTROLS, OFF_THE_PAGE, SIZES, Page, seen_in
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

from dock.docked import DockedDevice
from drivers.protocols import Health
from drivers.virtual.card_faults import CardFaults

pytestmark = pytest.mark.real


@pytest.fixture
def page(browser, dock):
    return Page(browser, dock)


def test_a_visit_by_hand_ends_with_sheets_that_open_and_are_taken(page, terminal):
    page.click('[data-key="ok"]')
    page.hears("card-place")
    page.click('[data-card="hanako"]')
    page.hears("pin-enter")
    assert page.all("#on-reader")[0].text == "見本 花子"
    for key in ("1", "2", "3", "4", "ok"):
        page.click(f'#keys [data-key="{key}"]')
    page.hears("card-remove")
    page.click("#remove")
    page.hears("items-several")
    page.click('[data-key="2"]')
    page.click('[data-key="ok"]')
    page.hears("order-check")
    page.click('[data-key="ok"]')
    page.hears("pay-insert-cash")
    for yen in (50, 50, 100, 100):
        page.click(f'[data-yen="{yen}"]')
    page.hears("hand-over")
    page.until(lambda: len(page.all("#tray .page .sheet")) == 2)
    assert [link.get_attribute("aria-label") for link in page.all("#tray a")] == [
        "証明書 1枚目（全部で2枚）を開く",
        "証明書 2枚目（全部で2枚）を開く",
        "領収書を開く",
    ]
    assert page.all("#tray .page .sheet")[1].get_attribute("href").endswith("/printed/page-1.pdf#page=2")
    assert {mark.get_attribute("textContent") for mark in page.all("#tray em")} == {"見本"}
    page.click("#tray .page button")
    page.until(lambda: not page.all("#tray .page"))
    assert [print_.id for print_ in terminal.receipt_printer.tray] == ["receipt-1"]
    assert page.browser.get_log("browser") == []


def test_a_visit_by_keyboard_alone(page, terminal):
    page.types(Keys.ENTER)
    page.hears("card-place")
    page.focus('[data-card="hanako"]')
    page.types(Keys.SPACE)
    page.hears("pin-enter")
    page.types("1", "2", "9", Keys.BACKSPACE, "3", "4")
    page.focus('[data-key="ok"]')
    page.types(Keys.ENTER)
    page.hears("card-remove")
    page.focus("#remove")
    page.types(Keys.ENTER)
    page.hears("items-several")
    page.types("1")
    page.focus('[data-key="ok"]')
    page.types(Keys.ENTER)
    page.hears("order-check")
    page.types(Keys.ENTER)
    page.hears("pay-insert-cash")
    page.focus('[data-yen="500"]')
    page.types(Keys.ENTER)
    page.hears("hand-over")
    page.until(lambda: len(page.all("#tray .page .sheet")) == 2)
    page.focus("#tray .page button")
    page.types(Keys.ENTER)
    page.until(lambda: terminal.page_printer.tray == ())


def test_escape_stops_and_the_page_says_why_a_key_does_nothing(page):
    page.types(Keys.ENTER)
    page.hears("card-place")
    page.types("7")
    page.until(lambda: page.all("#notice")[0].text == "そのキーは、いまは使いません。")
    page.types(Keys.ESCAPE)
    page.hears("visit-cancel-confirm")
    page.until(lambda: not page.all("#notice")[0].is_displayed())


def test_a_touch_lands_where_the_picture_was_touched(page):
    glass = page.all("#glass")[0]
    half = glass.size["width"] // 2, glass.size["height"] // 2
    move = ActionChains(page.browser).move_to_element_with_offset
    move(glass, half[0] // 2, half[1] // 2).click().perform()
    page.until(lambda: page.calls("/touch") == 1)
    assert page.told() == []
    move(glass, 5 - half[0], 5 - half[1]).click().perform()
    page.hears("card-place")


def test_the_screen_is_replaced_only_by_a_whole_picture(page):
    page.browser.execute_script("""
      window.gaps = 0
      new MutationObserver(() => {
        const picture = document.querySelector('#glass img')
        if (!picture || !picture.complete || !picture.naturalWidth) window.gaps += 1
      }).observe(document.querySelector('#glass'), { childList: true })
    """)
    shown = "return document.querySelector('#glass img')?.src"
    first = page.browser.execute_script(shown)
    page.types(Keys.ENTER)
    page.until(lambda: page.browser.execute_script(shown) != first)
    assert page.browser.execute_script("return window.gaps") == 0


def test_trouble_is_chosen_for_each_device_and_shown(page, terminal):
    page.chooses("PagePrinter", "2枚目で紙づまり")
    page.chooses("CashBox", "つり銭切れ")
    page.until(lambda: terminal.cash_box.health().fault == "no_change")
    page.until(lambda: page.troubled() == ["2枚目で紙づまり", "つり銭切れ"])
    page.chooses("CashBox", "異常なし")
    page.until(lambda: page.troubled() == ["2枚目で紙づまり"])
    assert terminal.cash_box.health().fault is None
    page.click('[data-fault="line"]')
    page.until(lambda: page.all('[data-fault="line"]')[0].get_attribute("aria-checked") == "true")


def test_every_trouble_that_is_offered_can_be_made(page):
    for protocol in ("PagePrinter", "CashBox", "CardReader", "ReceiptPrinter"):
        for name in page.choices(protocol)[1:]:
            page.chooses(protocol, name)
            page.until(lambda name=name: page.troubled() == [name])
        page.chooses(protocol, "異常なし")
        page.until(lambda: page.troubled() == [])
    assert not page.all("#notice")[0].is_displayed()


def test_a_card_is_laid_with_a_misbehaviour_and_behaves_again_while_it_lies_there(page, terminal):
    page.chooses("card", "返事をしない")
    page.click('[data-card="hanako"]')
    page.until(lambda: terminal.reader.card is not None and terminal.reader.card.faults.mute)
    assert page.chosen("card") == "返事をしない"
    page.chooses("card", "ふつう")
    page.until(lambda: not terminal.reader.card.faults.mute)
    page.chooses("card", "署名が正しくない")
    page.until(lambda: terminal.reader.card.faults.forged)
    page.chooses("card", "複製されたカード")
    page.until(lambda: page.all("#notice")[0].is_displayed() and page.chosen("card") == "署名が正しくない")


def test_a_misbehaviour_goes_with_its_card_and_the_next_laying_is_well(page, terminal):
    page.click('[data-card="hanako"]')
    page.until(page.all("#remove")[0].is_displayed)
    page.chooses("card", "次の返事の途中で離れる")
    page.until(lambda: page.chosen("card") == "次の返事の途中で離れる")
    terminal.reader.remove()
    page.until(lambda: page.chosen("card") == "ふつう")
    page.click('[data-card="hanako"]')
    page.until(lambda: terminal.reader.card is not None)
    assert terminal.reader.card.faults == CardFaults()


def test_cards_stand_under_the_name_of_their_group(page):
    assert [one.text for one in page.all("#cards .group")] == ["マイナンバーカード"]


class RealPrinter:
    """A device whose faults are its own."""

    def health(self):
        return Health()

    def close(self):
        pass


def test_a_trouble_that_cannot_be_made_is_not_shown_as_made(browser, dock, terminal):
    terminal.devices["page_printer"] = DockedDevice("PagePrinter", "ipp", RealPrinter())
    page = Page(browser, dock)
    page.chooses("PagePrinter", "紙切れ")
    page.until(lambda: page.all("#notice")[0].text == "本物の機器なので、ここからは困らせられません。")
    page.until(lambda: page.chosen("PagePrinter") == "異常なし")


def test_a_newcomer_is_told_what_to_try(page):
    assert not page.all("#ideas")[0].is_displayed()
    page.click("#try")
    page.until(page.all("#ideas")[0].is_displayed)
    words = page.all("#ideas")[0].text
    for what in ("六つの証明書", "練習", "プリンター", "お金の箱", "センターとの線", "閉じる時刻", "係員"):
        assert what in words
    page.types(Keys.ESCAPE)
    page.until(lambda: not page.all("#ideas")[0].is_displayed())
    assert page.told() == []


def test_the_clock_is_moved_by_its_buttons(page, terminal):
    page.click('[data-move="late"]')
    page.until(lambda: page.all("#clock")[0].text.endswith("23:30"))
    page.click('[data-move="minute"]')
    page.until(lambda: page.all("#clock")[0].text.endswith("23:31"))


def test_the_page_speaks_english_and_remembers_it(page, browser, dock):
    page.click("#language")
    assert page.all("#cards-title")[0].text == "Choose a card and lay it on the reader"
    assert browser.execute_script("return document.documentElement.lang") == "en"
    again = Page(browser, dock)
    assert again.all("#role")[0].text == "Certificate kiosk ・ test bench"
    again.click("#language")
    assert again.all("#cards-title")[0].text == "カードを選んで、読み取り台に置く"


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_every_control_has_a_name_and_room_for_a_finger(browser, dock, person, width, height):
    person.pays_up_to("HandOver")
    with seen_in(browser, width, height):
        page = Page(browser, dock)
        page.until(lambda: page.all("#tray a"))
        controls = browser.execute_script(CONTROLS)
        assert len(controls) > 35
        assert [c for c in controls if not c["name"]] == []
        assert [c for c in controls if c["width"] < 44 or c["height"] < 44] == []
        assert page.overlaps(KIOSK_CONTROLS) == []
        assert browser.execute_script(OFF_THE_PAGE) == []
        page.click("#language")
        assert page.overlaps(KIOSK_CONTROLS) == []
        assert browser.execute_script(OFF_THE_PAGE) == []
        names = "return [...document.querySelectorAll('.sheet')].map((one) => getComputedStyle(one).animationName)"
        assert set(browser.execute_script(names)) == {"none"}


def test_what_is_told_is_announced(page):
    assert page.all("#told")[0].get_attribute("role") == "log"
    assert page.all("#notice")[0].get_attribute("role") == "alert"


def test_the_page_loads_nothing_from_elsewhere(page):
    names = page.browser.execute_script("return performance.getEntriesByType('resource').map((one) => one.name)")
    assert names
    assert [name for name in names if not name.startswith(page.browser.current_url.rstrip("/"))] == []


def test_a_page_that_came_too_early_says_so_and_waits_for_the_terminal(browser, dock, terminal):
    page = Page(browser, dock)
    browser.execute_cdp_cmd("Network.enable", {})
    browser.execute_cdp_cmd("Network.setBlockedURLs", {"urls": ["*/state"]})
    browser.refresh()
    page.until(lambda: page.all("#notice")[0].text == "端末とつながっていません。つなぎ直しています。")
    browser.execute_cdp_cmd("Network.setBlockedURLs", {"urls": []})
    page.until(lambda: page.all("#glass img"))
    page.click('[data-key="ok"]')
    page.hears("card-place")
