import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.isolated import IsolatedReader
from firmware.assembly import device_protocols, early_devices, make_devices, role_class
from firmware.config import SAMPLE_STAFF, ConfigError, read

GOOD = """
role = "certificate_kiosk"
name = "kiosk-01"
[devices]
reader = "virtual"
page_printer = "virtual"
receipt_printer = "virtual"
cash_box = "virtual"
buzzer = "virtual"
"""


@pytest.fixture
def config(tmp_path):
    def write(text: str):
        path = tmp_path / "terminal.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_a_good_file_is_read(config):
    settings = read(config(GOOD))
    assert (settings.name, settings.panel, settings.devices["reader"]) == ("kiosk-01", "15-portrait", "virtual")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("role = ", "at end of document"),
        (GOOD.replace("role", "rôle"), "line 2"),
        (GOOD.replace('role = "certificate_kiosk"', ""), "missing required field `role`"),
        (GOOD.replace("name", "nane"), "key 'nane' is not known; did you mean 'name'?"),
        ("panel = 15\n" + GOOD, "panel: Expected `str`, got `int`"),
        (GOOD + "[central]\nurl = 'http://x'\ntimout = 3\n", "key 'central.timout' is not known"),
        (GOOD.replace("kiosk-01", "Kiosk 1"), "name 'Kiosk 1' must be"),
        (GOOD + "[staff]\nsato = 'AB'\n", "staff.sato must be 64 hexadecimal digits"),
        ("enrolled = true\n" + GOOD + f"[staff]\nsato = '{SAMPLE_STAFF}'\n", "staff.sato is the sample card"),
    ],
)
def test_a_bad_file_is_refused_with_the_place(config, text, says):
    path = config(text)
    with pytest.raises(ConfigError) as refused:
        read(path)
    assert str(path) in str(refused.value)
    assert says in str(refused.value)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ConfigError, match=r"nowhere\.toml: cannot be read"):
        read(tmp_path / "nowhere.toml")


def test_a_role_that_is_not_known_is_answered_with_those_that_are(config):
    with pytest.raises(ConfigError, match=r"did you mean 'certificate_kiosk'"):
        role_class("certificat_kiosk")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('reader = "virtual"', "", "needs a device 'reader' (a CardReader)"),
        ("cash_box", "cashbox", "no such device: device 'cashbox' is not known; did you mean 'cash_box'?"),
        ('reader = "virtual"', 'reader = "pscs:0"', "kind of CardReader 'pscs' is not known; did you mean 'pcsc'?"),
        ('name = "kiosk-01"', 'name = "kiosk-01"\nenrolled = true', "cannot have a virtual"),
    ],
)
def test_devices_that_do_not_fit_the_role_are_refused(config, old, new, says):
    settings = read(config(GOOD.replace(old, new)))
    with pytest.raises(ConfigError) as refused:
        make_devices(role_class(settings.role), settings, {})
    assert says in str(refused.value)


def test_a_reader_that_is_a_program_of_its_own_is_made_before_the_role_is_known(config):
    settings = read(config(GOOD.replace('reader = "virtual"', 'reader = "pcsc"')))
    early = early_devices(settings, {})
    assert [(name, type(device)) for name, device in early.items()] == [("reader", IsolatedReader)]
    assert make_devices(role_class(settings.role), settings, early)["reader"] is early["reader"]


def test_a_device_that_is_given_is_not_made(config):
    settings = read(config(GOOD.replace('reader = "virtual"', 'reader = "pcsc"')))
    assert early_devices(settings, {"reader": object()}) == {}


def test_every_device_of_every_role_can_be_virtual():
    assert device_protocols(role_class("certificate_kiosk")) == {
        "reader": "CardReader",
        "page_printer": "PagePrinter",
        "receipt_printer": "ReceiptPrinter",
        "cash_box": "CashBox",
        "buzzer": "Buzzer",
    }


@given(st.binary(max_size=200))
def test_no_bytes_at_all_give_anything_but_a_sentence(tmp_path_factory, source):
    path = tmp_path_factory.mktemp("config") / "terminal.toml"
    path.write_bytes(source)
    with pytest.raises(ConfigError):
        read(path)


def test_paths_are_relative_to_the_file(config, tmp_path):
    settings = read(config('state = "here"\ncards = "my/cards"\nsite_terms = "/etc/site"\n' + GOOD))
    assert (settings.state, settings.cards) == (f"{tmp_path}/here", f"{tmp_path}/my/cards")
    assert settings.site_terms == "/etc/site"


def test_without_a_state_folder_systemds_is_taken(config):
    command = [sys.executable, "-m", "firmware.cli", "key", str(config(GOOD))]
    state = config(GOOD).parent / "given"
    environment = os.environ | {"STATE_DIRECTORY": str(state)}
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=60)
    assert (state / "terminal.key").stat().st_size == 32


def test_the_sample_configuration_is_sound():
    settings = read(Path(__file__).parents[2] / "examples" / "terminal.toml")
    assert set(settings.devices) == set(device_protocols(role_class(settings.role)))
    assert (Path(settings.cards) / "hanako.toml").is_file()
