"""Rendering beside the demo: it ends with the demo, whatever reaches it from the console."""

import signal
import subprocess
import sys

PROGRAM = """
import sys
from firmware.config import AudioSettings, TerminalSettings
from firmware.demos.speech import render
voices = {"ja": "virtual", "en": "virtual"}
settings = TerminalSettings(role="certificate_kiosk", name="kiosk-01", devices={}, audio=AudioSettings(sys.argv[1], voices=voices))
render(settings)
"""


def test_rendering_goes_on_after_ctrl_c_and_ends_with_the_demo(tmp_path):
    command = [sys.executable, "-c", PROGRAM, str(tmp_path / "speech")]
    program = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    bars = [program.stderr.readline()]
    program.send_signal(signal.SIGINT)
    bars.append(program.stderr.readline())
    program.terminate()
    program.communicate()
    assert [bar[:8] for bar in bars] == ["speech ["] * 2
