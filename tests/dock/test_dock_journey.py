"""The whole product at its dock: `kazasu demo`, a real Chromium, a resident, a certificate in the hand."""

import io
import json
import os
import socket
import subprocess
import sys
import time
from urllib.error import URLError
from urllib.request import urlopen

import pypdfium2
import pytest
from acting import LONG
from PIL import Image
from real_stacks.browser import chromium
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

pytestmark = pytest.mark.real
UP_WITHIN = 90


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The address of a demo that runs in processes of its own, without a display."""
    folder = tmp_path_factory.mktemp("demo")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "firmware.cli", "demo", "--port", str(port), "--folder", str(folder)]
    with (folder / "log").open("wb") as log:
        running = subprocess.Popen(
            command, env={**os.environ, "SDL_VIDEODRIVER": "dummy"}, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _await(address, running, folder / "log")
            yield address
        finally:
            running.terminate()  # an interrupt is ignored where the tests themselves run in the background
            running.wait(LONG)


@pytest.fixture(scope="module")
def browser():
    with chromium(1280, 800) as running:
        yield running


def _await(address, running, log):
    until = time.monotonic() + UP_WITHIN
    while time.monotonic() < until and running.poll() is None:
        try:
            urlopen(f"{address}/state", timeout=LONG).close()
        except URLError:
            time.sleep(0.2)
        else:
            return
    pytest.fail(log.read_text(encoding="utf-8"))


class Resident:
    """A person at the page of a real terminal."""

    def __init__(self, browser, address):
        self.browser, self.address = browser, address
        browser.get(address)
        self.until(lambda: self.finds("#glass img") and self.finds("#cards button"))

    def finds(self, selector):
        return self.browser.find_elements(By.CSS_SELECTOR, selector)

    def until(self, true):
        WebDriverWait(self.browser, 30, poll_frequency=0.05).until(lambda _: true())

    def get(self, path):
        with urlopen(self.address + path, timeout=LONG) as answer:
            return answer.read()

    def state(self):
        return json.loads(self.get("/state"))

    def sees(self, *phrases):
        """Wait until the page has shown one of these questions."""
        asked = None

        def is_asked():
            nonlocal asked
            asked = (self.state()["prompt"] or {}).get("phrase")
            return asked in phrases

        self.until(is_asked)
        return asked

    def click(self, selector):
        self.until(lambda: self.finds(selector) and self.finds(selector)[0].is_displayed())
        self.finds(selector)[0].click()

    def presses(self, *keys):
        for key in keys:
            self.click(f'#keys [data-key="{key}"]')

    def text(self, printed):
        with pypdfium2.PdfDocument(io.BytesIO(self.get(f"/printed/{printed}.pdf"))) as pdf:
            return "\n".join(page.get_textpage().get_text_range() for page in pdf)


def test_hanako_takes_her_residence_record_and_a_receipt(browser, demo):
    hanako = Resident(browser, demo)
    hanako.click('[data-card="hanako"]')
    hanako.sees("pin-enter")
    hanako.presses("1", "2", "3", "4", "ok")
    hanako.sees("card-remove")
    hanako.click("#remove")
    hanako.sees("certificate-choose")
    hanako.presses("1")
    hanako.sees("person-choose")
    hanako.presses("1")
    hanako.sees("items-several")
    hanako.presses("ok")
    hanako.sees("copies-enter")
    hanako.presses("ok")
    hanako.sees("order-check")
    hanako.presses("ok")
    hanako.sees("pay-insert-cash")
    for _ in range(3):
        hanako.click('[data-yen="100"]')
    hanako.sees("receipt-choose")
    hanako.until(lambda: hanako.finds("#tray .page .sheet"))
    hanako.presses("1")
    hanako.sees("hand-over")
    hanako.until(hanako.finds("#buzzer")[0].is_displayed)
    hanako.until(lambda: hanako.finds("#tray .receipt .sheet"))
    printed = {p["device"]: p for p in hanako.state()["printed"]}
    text = hanako.text(printed["page"]["id"]).replace("　", " ")
    assert "見本 花子" in text
    assert printed["page"]["sheets"] == 1
    slip = Image.open(io.BytesIO(hanako.get(f"/printed/{printed['receipt']['id']}.png")))
    assert slip.width == 576
    hanako.click("#tray .page button")
    hanako.click("#tray .receipt button")
    hanako.until(lambda: not hanako.finds("#tray li"))
    hanako.presses("ok")
    hanako.until(lambda: hanako.state()["visit"] is None)
    hanako.until(lambda: not hanako.finds("#buzzer")[0].is_displayed())
    assert browser.get_log("browser") == []


def test_what_was_told_stays_on_the_page_but_nothing_personal_does(browser, demo):
    hanako = Resident(browser, demo)
    hanako.click('[data-card="hanako"]')
    hanako.sees("pin-enter")
    for key in ("1", "2", "3", "4"):
        browser.find_element(By.TAG_NAME, "body").send_keys(key)
    hanako.until(lambda: (hanako.state()["prompt"] or {}).get("draft") == "●●●●")
    browser.find_element(By.TAG_NAME, "body").send_keys(Keys.ESCAPE)
    hanako.sees("visit-cancel-confirm")
    browser.find_element(By.TAG_NAME, "body").send_keys(Keys.ESCAPE)
    hanako.sees("visit-cancelled")
    told = [line["text"] for line in hanako.state()["transcript"]]
    assert told
    assert not any("1234" in line or "花子" in line for line in told)
    hanako.presses("ok")
    hanako.click("#remove")
    hanako.until(lambda: hanako.state()["visit"] is None)


HELP = (0.866, 0.935)
"""Where the key ヘルプ is on a portrait panel, as a part of its width and height: the rail never moves."""


def test_a_touch_on_the_real_screen_lands_on_the_key_under_the_finger(browser, demo):
    anybody = Resident(browser, demo)
    anybody.click("#glass")
    anybody.sees("language-choose")
    glass = anybody.finds("#glass")[0]
    across, down = (int((part - 0.5) * glass.size[side]) for part, side in zip(HELP, ("width", "height"), strict=True))
    ActionChains(browser).move_to_element_with_offset(glass, across, down).click().perform()
    anybody.sees("where-am-i")
    anybody.presses("ok", "stop", "stop")
