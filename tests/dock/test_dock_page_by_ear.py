"""The dock's page for whoever listens: a handset, captions, and the sound itself, in a real Chromium."""

from dataclasses import replace

import pytest
from docked_page import CONTROLS, KIOSK_CONTROLS, OFF_THE_PAGE, SIZES, Page, seen_in
from selenium.webdriver.common.keys import Keys

from firmware.adjust import SPEEDS

pytestmark = pytest.mark.real
SOUND = """
  const player = document.getElementById(`play-${arguments[0]}`)
  return [player.src.replace(/.*:[0-9]+/, ''), player.paused, player.currentTime, player.playbackRate, player.muted]
"""
CAPTIONS = """
  return [...document.querySelectorAll(`#heard-${arguments[0]} li`)].map((one) => one.querySelector('p').textContent)
"""


class Listener(Page):
    """A person who hears what the page plays."""

    def captions(self, channel):
        return self.browser.execute_script(CAPTIONS, channel)

    def sound(self, channel="handset"):
        """(What is put on, whether it is still, how far it is, how fast, whether it is muted)."""
        return self.browser.execute_script(SOUND, channel)

    def plays(self, number, channel="handset", part=1):
        """This part of an utterance sounds: time goes on in it."""
        path = f"/heard/{number}.wav?part={part}"
        self.until(lambda: self.sound(channel)[0] == path and self.sound(channel)[2] > 0.05)
        return not self.sound(channel)[1]

    def lifts(self):
        self.click("#handset")
        self.until(lambda: pressed(self) == "true")

    def turns_sound_on(self):
        self.click("#sound")
        self.until(lambda: self.all("#sound")[0].get_attribute("aria-checked") == "true")


@pytest.fixture
def page(browser, spoken_dock):
    return Listener(browser, spoken_dock)


@pytest.fixture
def guidance(spoken):
    return spoken.guidance


def pressed(page):
    return page.all("#handset")[0].get_attribute("aria-pressed")


def test_the_handset_is_lifted_and_hung_up_by_hand(page, spoken):
    def screen():
        return page.all("#glass")[0].get_attribute("aria-label")

    assert (pressed(page), screen()) == ("false", "画面")
    page.click("#handset")
    page.until(lambda: pressed(page) == "true" and "受話器で使用中" in screen())
    assert spoken.hook.is_lifted
    page.click("#handset")
    page.until(lambda: pressed(page) == "false" and screen() == "画面")
    assert page.browser.get_log("browser") == []


def test_a_handset_two_switches_and_the_sound_are_worked_by_keyboard_alone(page, spoken):
    page.focus("#handset")
    page.types(Keys.SPACE)
    page.until(lambda: spoken.hook.is_lifted)
    page.focus('[data-switch="move"]')
    page.types(Keys.ENTER)
    page.until(lambda: page.all('#keys .stood-at[data-key="ok"]'))
    page.focus("#sound")
    page.types(Keys.SPACE)
    page.until(lambda: page.all("#sound")[0].get_attribute("aria-checked") == "true")
    page.types("4")
    page.until(lambda: spoken.keypad.presses == 1)


def test_what_only_the_visitor_hears_stands_apart_from_what_everybody_hears(page, guidance):
    page.lifts()
    guidance.says("見本 花子さんの住民票。")
    guidance.says("カードを取ってください。", "speaker")
    page.until(lambda: page.captions("handset") == ["見本 花子さんの住民票。"])
    page.until(lambda: page.captions("speaker") == ["カードを取ってください。"])
    assert [one.text for one in page.all("#captions time")] == ["10:00:00", "10:00:00"]
    assert len(page.all("#captions .now")) == 2
    page.types("1")
    page.until(lambda: page.captions("handset") == ["見本 花子さんの住民票。 ここまで"])
    page.click("#language")
    assert page.captions("handset") == ["見本 花子さんの住民票。 cut here"]
    page.click("#language")
    assert len(page.all("#captions .now")) == 1


def test_nothing_sounds_until_somebody_turns_the_sound_on(page, guidance):
    page.lifts()
    guidance.says("はい。", seconds=30)
    page.until(lambda: page.captions("handset") == ["はい。"])
    assert page.sound()[0] == ""
    page.turns_sound_on()
    assert page.plays(1)
    page.click("#sound")
    page.until(lambda: page.sound()[1])
    assert page.sound()[4]


def test_a_key_stops_what_is_heard(page, guidance):
    page.turns_sound_on()
    page.lifts()
    guidance.says("証明書発行機です。", seconds=30)
    assert page.plays(1)
    page.types("4")
    page.until(lambda: page.sound()[1])
    guidance.says("そのキーは使いません。", seconds=30)
    assert page.plays(2)


def test_sentence_after_sentence_is_heard_to_its_end_and_then_the_next_utterance(page, guidance):
    page.turns_sound_on()
    page.lifts()
    page.browser.execute_script("""
      window.ended = []
      const player = document.getElementById('play-handset')
      player.addEventListener('loadstart', () => ended.push(player.src.replace(/.*[/]/, '')))
    """)
    guidance.says("住民票。", seconds=0.5, whole=False)
    page.plays(1, part=2)
    guidance.goes_on("handset", 0.5)
    page.plays(1, part=3)
    guidance.says("1通。", seconds=0.5)
    guidance.says("どなたのものですか。", seconds=30)
    assert page.plays(3)
    assert page.browser.execute_script("return window.ended") == [
        "1.wav?part=1", "1.wav?part=2", "1.wav?part=3", "2.wav?part=1", "2.wav?part=2", "3.wav?part=1",
    ]  # fmt: skip


def test_the_handset_is_heard_only_while_it_is_lifted_and_the_loudspeaker_always(page, guidance):
    page.turns_sound_on()
    guidance.says("カードを置いてください。", "speaker", seconds=30)
    guidance.says("だれも聞きません。", seconds=30)
    assert page.plays(1, "speaker")
    assert page.sound("handset")[:2] == ["", True]
    page.lifts()
    guidance.says("証明書発行機です。", seconds=30)
    assert page.plays(3, "handset")
    page.click("#handset")
    page.until(lambda: page.sound("handset")[1])
    assert not page.sound("speaker")[1]


def test_speech_is_played_as_fast_as_the_visitor_wants(page, guidance, spoken):
    page.turns_sound_on()
    page.lifts()
    guidance.says("はい。", seconds=30)
    assert page.plays(1)
    spoken.talk.change_settings(replace(spoken.talk.view.settings, speed=len(SPEEDS) - 1))
    page.until(lambda: page.sound()[3] == 2.0)
    page.until(lambda: page.all("#voice")[0].text == "60 dB ×2")


def test_the_ear_can_be_troubled_device_by_device(page, spoken):
    for device in ("handset", "speaker", "hook", "keypad", "switches"):
        page.chooses(device, "つながらない")
        page.until(lambda device=device: spoken.devices[device].device.health().fault)
    assert page.troubled() == ["つながらない"] * 5
    page.click('[data-key="1"]')
    page.until(lambda: page.all("#notice")[0].text == "テンキーがつながっていません。")


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_every_control_of_the_ear_has_a_name_and_room_for_a_finger(browser, spoken_dock, guidance, width, height):
    guidance.says("マイナンバーカードを、手前のくぼみに置いてください。")
    guidance.says("カードを置いてください。", "speaker")
    with seen_in(browser, width, height):
        page = Listener(browser, spoken_dock)
        page.lifts()
        for _ in ("日本語", "English"):
            assert [c for c in browser.execute_script(CONTROLS) if not c["name"]] == []
            assert [c for c in browser.execute_script(CONTROLS) if c["width"] < 44 or c["height"] < 44] == []
            assert page.overlaps(KIOSK_CONTROLS) == []
            assert browser.execute_script(OFF_THE_PAGE) == []
            page.click("#language")
        moves = "return getComputedStyle(document.querySelector('#handset svg')).transitionDuration"
        assert browser.execute_script(moves) == "0s"
        assert {one.get_attribute("role") for one in page.all("#captions ol")} == {"log"}
