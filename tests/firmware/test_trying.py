"""`kazasu doctor --try`: what a person presses is held against what was asked for."""

import os
import subprocess
import sys
import threading
from queue import SimpleQueue

import pytest
from acting import LONG

from drivers.protocols import Fault, Switch
from drivers.virtual.hook import VirtualHook
from drivers.virtual.indicator import VirtualIndicator
from drivers.virtual.keypad import VirtualKeypad
from drivers.virtual.sound import VirtualSound
from drivers.virtual.switches import VirtualSwitches
from firmware.doctor import _open
from firmware.trying import KEYS, WANTED, try_by_hand

PROTOCOLS = {
    "handset": "SoundOut",
    "hook": "HookSwitch",
    "keypad": "Keypad",
    "switches": "Switches",
    "card_light": "Indicator",
}


class Bench:
    """Devices, and a person who does what is printed; `wrong` maps what is asked to what is done instead."""

    def __init__(self, capsys):
        self.devices = {
            "handset": VirtualSound(),
            "hook": VirtualHook(),
            "keypad": VirtualKeypad(),
            "switches": VirtualSwitches(),
            "card_light": VirtualIndicator(),
        }
        self.wrong = {}
        self.came = SimpleQueue()
        self.capsys = capsys
        _open(self.devices, PROTOCOLS, self.came)

    def tries(self, *names, seconds=5):
        """The sentences; a person acts on each request as it stands on the screen."""
        devices = {name: self.devices[name] for name in names or self.devices}
        found = []
        trial = threading.Thread(target=lambda: found.extend(try_by_hand(devices, self.came, seconds)))
        trial.start()
        printed, asked = "", 0
        wanted = [(name, want) for name in WANTED if name in devices for want, _ in WANTED[name]]
        while trial.is_alive() and asked < len(wanted):
            printed += self.capsys.readouterr().out
            if printed.count(" ... ") > asked:
                self.acts(*wanted[asked])
                asked += 1
            trial.join(0.001)
        trial.join(LONG)
        return found

    def acts(self, name, want):
        does = self.wrong.get(want, want)
        if does is None:
            return
        device = self.devices[name]
        if name == "hook":
            device.lift() if does else device.hang_up()
        else:
            device.press(does)


@pytest.fixture
def bench(capsys):
    bench = Bench(capsys)
    yield bench
    for device in bench.devices.values():
        device.close()


def test_who_does_all_that_is_asked_leaves_nothing_to_mend(bench):
    assert bench.tries() == []
    assert bench.devices["keypad"].presses == len(KEYS) == 15
    assert bench.devices["handset"].clicks == 1
    assert bench.devices["card_light"].is_lit


def test_a_pad_whose_layout_was_chosen_wrong_is_found_key_by_key(bench):
    bench.wrong = dict(zip("123789", "789123", strict=True))
    sentences = bench.tries("keypad")
    assert len(sentences) == 6
    assert sentences[0] == ("keypad: 7 came when asked to press 1: look at its wires, or at its layout= or lifted=.")


def test_a_key_that_is_dead_is_found(bench):
    bench.wrong = {"5": None}
    assert bench.tries("keypad", seconds=0.5) == [
        "keypad: nothing came within 0.5 s when asked to press 5: look at its wires and its address."
    ]


def test_a_hook_that_is_wired_the_other_way_round_is_found(bench):
    bench.devices["hook"].lift()
    bench.wrong = {True: False, False: True}
    assert [sentence.partition(":")[0] for sentence in bench.tries("hook")] == ["hook", "hook"]


def test_switches_that_are_crossed_are_found(bench):
    bench.wrong = {Switch.MOVE: Switch.SELECT, Switch.SELECT: Switch.MOVE}
    assert bench.tries("switches")[0].startswith("switches: select came when asked to press the switch that moves")


def test_a_broken_sound_stops_no_trial_of_the_keys(bench):
    bench.devices["handset"].set_fault(Fault.OFFLINE)
    assert bench.tries("handset", "keypad") == []


DOCTORED = """
role = "certificate_kiosk"
name = "kiosk-01"
state = "state"
[audio]
voices = { ja = "open_jtalk:/nowhere.htsvoice", en = "virtual" }
[devices]
reader = "virtual"
page_printer = "virtual"
receipt_printer = "virtual"
cash_box = "virtual"
buzzer = "virtual"
"""


def doctored(folder, devices):
    """What the doctor prints of such a terminal, on pins in memory; something is always to be mended."""
    path = folder / "terminal.toml"
    path.write_text(DOCTORED + devices)
    command = [sys.executable, "-m", "firmware.cli", "doctor", str(path)]
    environment = os.environ | {"GPIOZERO_PIN_FACTORY": "mock"}
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=environment)
    assert ended.returncode == 6, ended.stderr
    return ended.stdout


@pytest.mark.real
def test_the_doctor_tells_why_a_device_cannot_be_opened_and_not_only_that_it_is_closed(tmp_path):
    said = doctored(tmp_path, 'card_light = "gpio:12"\npaper_light = "gpio:12"\n')
    assert "! paper_light: pin GPIO12 is already in use" in said
    assert "two devices in terminal.toml have the same pin." in said


@pytest.mark.real
def test_the_doctor_knows_the_surfaces_and_the_voices(tmp_path):
    surfaces = 'handset = "virtual"\nhook = "virtual"\nkeypad = "evdev:No Such Pad,layout=telephone"\n'
    said = doctored(tmp_path, surfaces)
    assert "! keypad: The ten-key No Such Pad is not there: look at its cable." in said
    assert "! audio.voices.ja:" in said
    assert said.count("ready") == 7
