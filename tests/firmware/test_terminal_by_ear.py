"""A whole terminal, put together from its configuration, with a handset: lifted, broken in mid-visit, mended, hung up."""

import subprocess
import sys
import threading
import time

import pytest
from acting import LONG, until
from real_stacks.pulse import PrivatePulse

from drivers.protocols import Fault
from firmware.clock import Clock
from firmware.config import read
from firmware.surfaces import LEFT_OFF, LOOK_SECONDS
from firmware.terminal import Terminal
from firmware.view import Ear

CONFIG = """
role = "certificate_kiosk"
name = "kiosk-01"
state = "state"
[central]
url = "http://127.0.0.1:1"
[audio]
speech = "speech"
voices = {{ ja = "virtual", en = "virtual" }}
{audio}
[devices]
reader = "virtual"
page_printer = "virtual"
receipt_printer = "virtual"
cash_box = "virtual"
buzzer = "virtual"
{surfaces}
"""
ALL = "".join(
    f'{name} = "virtual"\n'
    for name in ("handset", "speaker", "hook", "keypad", "switches", "card_light", "paper_light")
)


class Running:
    """The terminal on its own threads, without a screen: nobody looks."""

    def __init__(self, folder, surfaces=ALL, audio=""):
        path = folder / "terminal.toml"
        path.write_text(CONFIG.format(surfaces=surfaces, audio=audio))
        self.terminal = Terminal(read(path), Clock())
        self.talk = self.terminal.talk
        self.heard = []
        self._thread = threading.Thread(target=self.terminal._serve_or_fail, args=(None,))

    def __enter__(self):
        self._thread.start()
        self.sees(lambda _view: self.terminal.ready.is_set() or not self._thread.is_alive())
        if self.terminal.guidance:
            self.terminal.guidance.listen(self.heard.append)
        return self

    def __exit__(self, *error):
        self.terminal._stopping = True
        self.talk.stop()
        self._thread.join(LONG)
        assert not self._thread.is_alive()

    def __getattr__(self, name):
        return self.terminal.surfaces[name]

    def sees(self, fits):
        until(lambda: fits(self.talk.view), "a view")
        return self.talk.view

    def is_ready(self):
        return self.sees(lambda view: view.ear is Ear.READY)

    def asks(self, phrase):
        return self.sees(lambda view: view.prompt and view.prompt.phrase.key == phrase)

    def hears(self, key):
        self.sees(lambda _view: any(key in heard.keys for heard in self.heard))


def test_lifting_the_handset_begins_a_visit_that_speaks(tmp_path):
    with Running(tmp_path) as kiosk:
        kiosk.is_ready()
        kiosk.hook.lift()
        assert kiosk.asks("card-place").ear is Ear.LIFTED
        kiosk.hears("card-place")
        assert kiosk.card_light.is_lit
        assert {heard.channel for heard in kiosk.heard} == {"handset"}


def test_a_handset_that_breaks_in_a_visit_is_told_at_once_and_the_visit_goes_on(tmp_path):
    with Running(tmp_path) as kiosk:
        kiosk.is_ready()
        kiosk.hook.lift()
        visit = kiosk.asks("card-place").visit
        kiosk.handset.set_fault(Fault.OFFLINE)
        kiosk.keypad.press("again")
        view = kiosk.sees(lambda view: view.ear is Ear.BROKEN)
        assert (view.visit, view.prompt.phrase.key, view.covered) == (visit, "card-place", False)
        kiosk.handset.set_fault(None)
        kiosk.terminal.clock.advance(LOOK_SECONDS)
        view = kiosk.sees(lambda view: view.ear is Ear.LIFTED)
        assert (view.visit, view.prompt.phrase.key) == (visit, "card-place")


@pytest.mark.real
@pytest.mark.alone
def test_a_real_handset_that_is_unplugged_in_a_visit_is_told_and_speaks_again_when_it_is_back(tmp_path):
    """PulseAudio's own sinks are taken away and put back; nobody presses, so only the watching can notice."""
    surfaces = ALL.replace('handset = "virtual"', 'handset = "sdl:pulse:handset"')
    with PrivatePulse(tmp_path) as pulse, Running(tmp_path, surfaces) as kiosk:
        kiosk.is_ready()
        kiosk.hook.lift()
        visit = kiosk.asks("card-place").visit
        kiosk.hears("card-place")
        pulse.unplug("handset")
        kiosk.sees(lambda view: view.ear is Ear.BROKEN)
        pulse.plug("handset")
        view = kiosk.sees(lambda view: view.ear is Ear.LIFTED)
        assert (view.visit, view.prompt.phrase.key) == (visit, "card-place")


def test_a_hook_whose_cable_comes_off_is_told_to_staff_and_leaves_the_screen_to_the_next_visitor(tmp_path, caplog):
    """The contact opens as if somebody had lifted the handset, and nobody ever answers."""
    with Running(tmp_path) as kiosk:
        kiosk.is_ready()
        kiosk.hook.lift()
        kiosk.asks("card-place")
        for _ in range(1000):
            if kiosk.talk.view.ear is Ear.READY:
                break
            kiosk.terminal.clock.advance(10)
            time.sleep(0.02)
        view = kiosk.sees(lambda view: view.visit is None)
        assert (view.ear, view.covered, view.closed) == (Ear.READY, False, None)
        kiosk.terminal.clock.advance(LOOK_SECONDS)
        kiosk.sees(lambda _view: [phrase.key for phrase in kiosk.talk.ailing] == ["hook-stuck"])
        assert LEFT_OFF in caplog.text
        kiosk.talk.press("ok")
        assert kiosk.asks("language-choose").ear is Ear.READY


def test_a_ten_key_that_is_unplugged_in_idle_is_told_and_works_when_it_is_back(tmp_path):
    with Running(tmp_path) as kiosk:
        kiosk.is_ready()
        kiosk.keypad.set_fault(Fault.OFFLINE)
        kiosk.terminal.clock.advance(LOOK_SECONDS)
        kiosk.sees(lambda view: view.ear is Ear.BROKEN)
        kiosk.keypad.set_fault(None)
        kiosk.terminal.clock.advance(LOOK_SECONDS)
        kiosk.is_ready()
        kiosk.keypad.press("ok")
        assert kiosk.asks("language-choose")


def test_a_terminal_without_a_handset_has_no_ear(tmp_path):
    with Running(tmp_path, surfaces="") as kiosk:
        kiosk.talk.press("ok")
        assert kiosk.asks("language-choose").ear is Ear.NONE
        assert (kiosk.terminal.guidance, kiosk.terminal.surfaces) == (None, {})


def test_a_terminal_without_a_handset_loads_nothing_of_sound(tmp_path):
    (tmp_path / "terminal.toml").write_text(CONFIG.format(surfaces="", audio=""))
    program = """
import sys, threading
from pathlib import Path
from firmware.clock import Clock
from firmware.config import read
from firmware.terminal import Terminal
terminal = Terminal(read(Path(sys.argv[1])), Clock())
serving = threading.Thread(target=terminal._serve_or_fail, args=(None,))
serving.start()
terminal.ready.wait(30)
terminal._stopping = True
terminal.talk.stop()
serving.join()
print([name for name in sys.modules if name.split(".")[0] == "audio" or name in ("firmware.surfaces", "drivers.sound")])
"""
    command = [sys.executable, "-c", program, str(tmp_path / "terminal.toml")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "[]\n"


def test_lights_alone_need_no_voice(tmp_path):
    with Running(tmp_path, surfaces='card_light = "virtual"') as kiosk:
        kiosk.talk.press("ok")
        kiosk.asks("language-choose")
        kiosk.talk.press("1")
        kiosk.asks("card-place")
        assert kiosk.card_light.is_lit
        assert kiosk.terminal.guidance is None


def test_a_calibration_that_cannot_be_read_stops_the_start_with_a_sentence(tmp_path, caplog):
    with Running(tmp_path, audio='calibration = "nowhere.toml"') as kiosk:
        pass
    assert kiosk.terminal._status == 2
    assert "nowhere.toml: cannot be read" in caplog.text


def test_a_handset_in_part_stops_the_start_with_a_sentence(tmp_path, caplog):
    with Running(tmp_path, surfaces='handset = "virtual"') as kiosk:
        pass
    assert kiosk.terminal._status == 2
    assert "needs a device 'hook'" in caplog.text


def test_at_the_end_every_device_is_closed(tmp_path):
    with Running(tmp_path) as kiosk:
        kiosk.is_ready()
        keypad, hook = kiosk.keypad, kiosk.hook
    assert keypad.press("5") is None
    hook.lift()
    assert kiosk.talk.view.ear is Ear.READY
