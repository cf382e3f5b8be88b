"""A person at the dock's page in a real Chromium, for tests."""

from contextlib import contextmanager

import pytest
from acting import LONG
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select, WebDriverWait

SIZES = [(1280, 800), (1920, 1080), (390, 844)]
# every control that can be worked is a real one with a name, and large enough for a finger
CONTROLS = """
  return [...document.querySelectorAll('button, a.sheet, [role=switch], select')]
    .filter((one) => one.checkVisibility())
    .map((one) => ({
      name: (one.getAttribute('aria-label') || one.labels?.[0]?.textContent || one.textContent).trim(),
      width: Math.round(one.getBoundingClientRect().width), height: Math.round(one.getBoundingClientRect().height),
    }))
"""
KIOSK_CONTROLS = ".phone button, #coins button, [role=switch], select, header button, #remove"
OVERLAPS = """
  const boxes = [...document.querySelectorAll(arguments[0])]
    .filter((one) => one.checkVisibility()).map((one) => [one.textContent, one.getBoundingClientRect()])
  return boxes.flatMap(([a, p], i) => boxes.slice(i + 1).filter(([, q]) =>
    p.left < q.right - 1 && q.left < p.right - 1 && p.top < q.bottom - 1 && q.top < p.bottom - 1).map(([b]) => [a, b]))
"""
OFF_THE_PAGE = """
  return [...document.querySelectorAll('button, h2, h3, #glass, #captions li')].filter((one) => one.checkVisibility())
    .filter((one) => { const box = one.getBoundingClientRect(); return box.left < 0 || box.right > innerWidth + 1 })
    .map((one) => one.textContent)
"""


@contextmanager
def seen_in(browser, width, height):
    """The page in a window of this size, where motion is unwelcome; afterwards as it was."""
    try:
        _see(browser, width, height, [{"name": "prefers-reduced-motion", "value": "reduce"}])
        yield
    finally:
        _see(browser, *SIZES[0], [])


def _see(browser, width, height, features):
    size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})


class Page:
    """A person at the page: finds things by what they are, and waits until what is expected is there."""

    built = ("#keys button", "#glass img")

    def __init__(self, browser, dock):
        self.browser = browser
        browser.get(dock.address)
        self.until(lambda: all(self.all(selector) for selector in self.built))

    def all(self, selector):
        return self.browser.find_elements(By.CSS_SELECTOR, selector)

    def click(self, selector):
        self.until(lambda: any(one.is_displayed() for one in self.all(selector)))
        self.all(selector)[0].click()

    def until(self, true):
        WebDriverWait(self.browser, LONG, poll_frequency=0.05).until(lambda _: true())

    def hears(self, phrase):
        """The newest thing told is this."""
        self.until(lambda: (self.told() or [""])[-1] == f"ja {phrase}")

    def told(self):
        return self.browser.execute_script(
            "return [...document.querySelectorAll('#told span')].map(s => s.textContent)"
        )

    def types(self, *keys):
        for key in keys:
            ActionChains(self.browser).send_keys(key).perform()

    def focus(self, selector):
        """Walk with the tab key, as one must without a mouse, until this has the focus."""
        for _ in range(120):
            self.types(Keys.TAB)
            if self.browser.execute_script("return document.activeElement.matches(arguments[0])", selector):
                return
        pytest.fail(f"{selector} cannot be reached with the tab key")

    def _list(self, protocol):
        return Select(self.all(f'select[data-device="{protocol}"]')[0])

    def choices(self, protocol):
        return [one.text for one in self._list(protocol).options]

    def chooses(self, protocol, name):
        self._list(protocol).select_by_visible_text(name)

    def chosen(self, protocol):
        return self._list(protocol).first_selected_option.text

    def troubled(self):
        """The troubles that the terminal was told of, as the page shows them."""
        return [Select(one).first_selected_option.text for one in self.all("#faults select.on")]

    def calls(self, path):
        names = "return performance.getEntriesByType('resource').map((one) => new URL(one.name).pathname)"
        return self.browser.execute_script(names).count(path)

    def overlaps(self, controls):
        """Pairs of these controls of which one covers a part of the other."""
        return self.browser.execute_script(OVERLAPS, controls)


class BusPage(Page):
    """A trainer at the page of a bus."""

    built = ("#driver-keys button", "#driver-glass img")

    def reads(self, selector, words):
        self.until(lambda: self.all(selector)[0].text == words)

    def shows(self, selector):
        self.until(lambda: [one for one in self.all(selector) if one.is_displayed()])

    def stands_at(self, sequence):
        self.until(lambda: [one.get_attribute("data-stop") for one in self.all("[aria-current]")] == [str(sequence)])
