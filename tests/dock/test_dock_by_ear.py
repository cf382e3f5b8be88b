"""A visitor who only hears, at the dock of a terminal that runs as a program of its own.

The card is one of staff, for which no central need be asked.
"""

import io
import json
import threading
import wave
from urllib.request import urlopen

import pytest
from docked import example, heard_by_tests, running

pytestmark = pytest.mark.real
WRONG_PIN = "9078"
"""None of these digits can be heard as the count of digits."""


@pytest.fixture
def dock(tmp_path):
    config = heard_by_tests(example(tmp_path, ("127.0.0.1:8200", "127.0.0.1:1")))
    with running(config) as dock:
        dock.awaits(lambda state: state["handset"]["ear"] == "ready")
        yield dock


class Watcher(threading.Thread):
    """Reads all that the dock tells whoever watches."""

    def __init__(self, dock):
        super().__init__(daemon=True)
        self._events, self.states = urlopen(f"{dock.address}/events", timeout=60), []
        self.start()

    def run(self):
        for line in self._events:
            if line.startswith(b"data: "):
                self.states.append(json.loads(line[6:]))


def test_a_visitor_lifts_hears_cuts_and_hangs_up(dock):
    dock.lifts()
    place = dock.hears("card-place")
    dock.does("/card", name="staff")
    dock.hears("pin-enter")
    lines = {line["number"]: line for line in dock.heard()}
    assert lines[place["number"]]["ended_s"] is not None
    dock.presses("help")
    dock.hears("where-am-i")
    dock.presses("ok")
    dock.hears("pin-enter", whole=True)
    assert dock.state()["handset"]["covered"]
    dock.hangs_up()
    assert dock.state()["handset"]["ear"] == "paused"
    dock.awaits(lambda state: state["handset"]["ear"] == "ready")
    dock.does("/card", remove=True)
    dock.answers("visit-cancelled", "ok")
    dock.awaits(lambda state: state["visit"] is None)


def test_the_sound_of_a_sentence_is_as_long_as_it_was_heard(dock):
    dock.lifts()
    dock.does("/card", name="staff")
    line = dock.hears("pin-enter", whole=True)
    with wave.open(io.BytesIO(dock.wav(line["number"]))) as sound:
        seconds = sound.getnframes() / sound.getframerate()
    assert seconds > 0.5
    assert line["cut"] or line["ended_s"] - line["started_s"] >= seconds - 0.1


def test_no_digit_of_a_pin_is_told_by_anything_the_dock_tells(dock):
    watcher = Watcher(dock)
    dock.lifts()
    dock.does("/card", name="staff")
    asked = dock.hears("pin-enter")
    clicks = dock.state()["clicks"]
    answers = [dock.does("/press", key=key) for key in WRONG_PIN]
    dock.presses("ok")
    wrong = dock.hears("pin-wrong")
    assert dock.state()["clicks"] == clicks + 5
    said = [line["text"] for line in dock.heard(asked["number"]) if line["number"] < wrong["number"]]
    assert not any(digit in text for text in said for digit in WRONG_PIN)
    assert [answer["prompt"]["draft"] for answer in answers] == ["●", "●●", "●●●", "●●●●"]
    assert watcher.states
    for state in [*answers, *watcher.states]:
        prompt = json.dumps([state["prompt"], state["told"], state["transcript"]], ensure_ascii=False)
        assert WRONG_PIN not in prompt
        assert not any(digit in str((state["prompt"] or {}).get("draft")) for digit in WRONG_PIN)
    assert dock.program.poll() is None


def test_the_loudspeaker_says_nothing_while_the_handset_is_lifted(dock):
    dock.lifts()
    dock.does("/card", name="staff")
    dock.hears("pin-enter")
    dock.presses("stop", "stop")
    dock.hears("visit-cancelled")
    assert {line["channel"] for line in dock.heard()} == {"handset"}


def test_two_switches_begin_and_press(dock):
    dock.moves()
    dock.does("/card", name="staff")
    dock.sees("pin-enter")
    dock.moves()
    assert dock.state()["focus"]
    dock.selects()
    dock.awaits(lambda state: state["prompt"]["draft"] == "●")
