"""A terminal without a device's library says which part to install, and does not fall over."""

import os
import subprocess
import sys

import pytest

TERMINAL = """role = "certificate_kiosk"
name = "kiosk-01"
[devices]
reader = "virtual"
page_printer = "virtual"
receipt_printer = "virtual"
cash_box = "virtual"
buzzer = "virtual"
"""


@pytest.mark.parametrize(
    ("library", "device", "extra"),
    [
        ("cups", "drivers.cups:CupsPagePrinter:Kiosk", "kazasu[cups]"),
        ("gpiozero", "drivers.gpio:GpioBuzzer:18", "kazasu[gpio]"),
        ("gpiozero", "drivers.gpio:GpioIndicator:18", "kazasu[gpio]"),
        ("gpiozero", "drivers.pulse_cash:PulseCashBox:coin=17,inhibit=27", "kazasu[gpio]"),
        ("gpiozero", "drivers.gpio_contacts:GpioHook:5", "kazasu[gpio]"),
        ("gpiozero", "drivers.gpio_contacts:GpioSwitches:move=5,select=6", "kazasu[gpio]"),
        ("gpiozero", "drivers.gpio_keypad:MatrixKeypad:rows=5/6/13/19,cols=12/16/20/21", "kazasu[gpio]"),
        ("evdev", "drivers.evdev_keypad:EvdevKeypad:USB Keypad,layout=telephone", "kazasu[keypad]"),
    ],
)
def test_a_library_that_is_missing_is_a_fault_naming_what_to_install(library, device, extra):
    module, name, address = device.split(":", 2)
    arguments = "print" if name.endswith(("Hook", "Switches", "Keypad")) else ""
    program = f"""
import sys
sys.modules[{library!r}] = None
from {module} import {name}
from drivers.protocols import DeviceFault
try:
    {name}({address!r}).open({arguments})
except DeviceFault as fault:
    print(fault.fault, fault)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.startswith("offline ")
    assert extra in done.stdout


@pytest.mark.parametrize(
    ("library", "words", "setting", "extra"),
    [
        ("prometheus_client", "run", 'metrics = "127.0.0.1:9108"', "kazasu[metrics]"),
        ("psycopg", "central --config", 'database = "postgresql://kazasu@127.0.0.1/kazasu"', "kazasu[postgres]"),
    ],
)
def test_a_setting_whose_library_is_missing_names_what_to_install(tmp_path, library, words, setting, extra):
    config = tmp_path / "config.toml"
    config.write_text(f'{setting}\nstate = "{tmp_path}/state"\n{TERMINAL if words == "run" else ""}')
    program = f"""
import sys
sys.modules[{library!r}] = None
from firmware.cli import main
sys.exit(main({[*words.split(), str(config)]!r}))
"""
    environment = os.environ | {"SDL_VIDEODRIVER": "dummy"}
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=60)
    assert done.returncode == 2, done.stderr
    assert extra in done.stderr
    assert "Traceback" not in done.stderr
