import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.isolated import IsolatedReader
from firmware.assembly import (
    SURFACES,
    device_protocols,
    early_devices,
    make_devices,
    make_surfaces,
    make_voices,
    role_class,
    surface_protocols,
)
from firmware.clock import Clock
from firmware.config import SAMPLE_STAFF, SAMPLE_TRAINING, VOICES, ConfigError, read

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


HEARD = 'handset = "virtual"\nhook = "virtual"\nkeypad = "virtual"\n'


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
        (GOOD + "[audio]\nspech = 'x'\n", "key 'audio.spech' is not known; did you mean 'audio.speech'?"),
        (GOOD + "[audio]\nvoices = 3\n", "audio.voices: Expected `object`, got `int`"),
        (GOOD + "[training]\nsample = 'AB'\n", "training.sample must be 64 hexadecimal digits"),
        (
            GOOD + f"[staff]\nsato = '{'a' * 64}'\n[training]\nsample = '{'a' * 64}'\n",
            "training.sample is a card of staff",
        ),
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
    assert set(settings.devices) == set(device_protocols(role_class(settings.role))) | set(SURFACES)
    assert (Path(settings.cards) / "hanako.toml").is_file()
    assert settings.audio.voices == VOICES


def test_a_card_that_practises_may_be_the_published_one_at_a_terminal_in_real_use(config):
    settings = read(config("enrolled = true\n" + GOOD + f"[training]\nsample = '{SAMPLE_TRAINING}'\n"))
    assert settings.training == {"sample": SAMPLE_TRAINING}


def test_a_terminal_without_any_surface_has_none(config):
    settings = read(config(GOOD))
    assert (surface_protocols(settings), make_surfaces(settings, Clock(), {})) == ({}, {})


def test_a_terminal_of_any_role_may_have_every_surface(config):
    settings = read(config(GOOD + "".join(f'{name} = "virtual"\n' for name in SURFACES)))
    assert list(make_surfaces(settings, Clock(), {})) == list(SURFACES)
    assert set(make_devices(role_class(settings.role), settings, {})).isdisjoint(SURFACES)


@pytest.mark.parametrize("name", ["keypad", "speaker", "switches", "card_light"])
def test_a_surface_that_needs_no_other_may_stand_alone(config, name):
    assert list(surface_protocols(read(config(f'{GOOD}{name} = "virtual"\n')))) == [name]


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        (HEARD.replace('hook = "virtual"\n', ""), "device 'handset' needs a device 'hook' (a HookSwitch) too"),
        (HEARD.replace('keypad = "virtual"\n', ""), "device 'handset' needs a device 'keypad' (a Keypad) too"),
        ('hook = "virtual"\n', "device 'hook' needs a device 'handset' (a SoundOut) too"),
        (
            HEARD.replace('keypad = "virtual"', 'keypad = "evdve:x"'),
            "kind of Keypad 'evdve' is not known; did you mean",
        ),
        (HEARD.replace('keypad = "virtual"', 'keypad = "evdev:Pad"'), "device 'keypad': layout= must be one of"),
        (HEARD.replace('keypad = "virtual"', 'keypad = "matrix:rows=1"'), "device 'keypad': rows= must be 4 pins"),
        (HEARD.replace('hook = "virtual"', 'hook = "gpio:40"'), "device 'hook': a hook's address must be one BCM pin"),
        ('switches = "gpio:move=1"\n', "device 'switches': select= is missing"),
        ('card_light = "gpio:1,2"\n', "device 'card_light': an indicator's address must be one BCM pin"),
        (
            HEARD.replace('handset = "virtual"', 'handset = "sdl:Box"') + 'speaker = "sdl:Box"\n',
            "devices 'handset' and 'speaker' are the same",
        ),
    ],
)
def test_surfaces_that_make_no_sense_are_refused(config, lines, says):
    settings = read(config(GOOD + lines))
    with pytest.raises(ConfigError) as refused:
        make_surfaces(settings, Clock(), {})
    assert says in str(refused.value)


@pytest.mark.parametrize("name", ["handset", "hook", "keypad"])
def test_a_terminal_in_real_use_refuses_what_would_keep_what_was_said_or_what_nobody_can_lift(config, name):
    real = {"handset": "sdl:Handset", "hook": "gpio:5", "keypad": "evdev:Pad,layout=printed"} | {name: "virtual"}
    lines = "".join(f'{each} = "{address}"\n' for each, address in real.items())
    with pytest.raises(ConfigError, match=f"device '{name}': a terminal enrolled for real use cannot have a virtual"):
        make_surfaces(read(config("enrolled = true\n" + GOOD + lines)), Clock(), {})


def test_an_unknown_device_is_answered_with_the_surfaces_too(config):
    settings = read(config(GOOD + 'handsett = "virtual"\n'))
    with pytest.raises(ConfigError, match="did you mean 'handset'"):
        make_devices(role_class(settings.role), settings, {})


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ('languages = ["ja", "vi"]', "audio.voices has no voice for the language 'vi'"),
        (
            "audio.voices = {ja = 'open_jtak', en = 'virtual'}",
            "device 'audio.voices.ja': kind of Voice 'open_jtak' is not known",
        ),
        ("enrolled = true\naudio.voices = {ja = 'virtual', en = 'virtual'}", "cannot have a virtual Voice"),
    ],
)
def test_voices_that_do_not_fit_the_languages_are_refused(config, lines, says):
    with pytest.raises(ConfigError) as refused:
        make_voices(read(config(f"{lines}\n{GOOD}")))
    assert says in str(refused.value)


def test_a_language_that_the_terminal_has_not_needs_no_voice(config):
    settings = read(config(f"languages = ['en']\naudio.voices = {{en = 'virtual', ja = 'open_jtak'}}\n{GOOD}"))
    assert list(make_voices(settings)) == ["en"]


def test_plain_japanese_is_spoken_by_the_voice_of_japanese(config):
    settings = read(config(f"languages = ['ja', 'ja-easy']\naudio.voices = {{ja = 'virtual'}}\n{GOOD}"))
    assert list(make_voices(settings)) == ["ja"]


def test_rendered_speech_lies_where_the_file_says_or_the_environment(config, tmp_path):
    program = "import sys; from pathlib import Path; from firmware.config import read; print(read(Path(sys.argv[1])).audio.speech)"

    def folder(text, said="/srv/speech"):
        command = [sys.executable, "-c", program, str(config(text))]
        environment = os.environ | {"KAZASU_SPEECH": said, "HOME": "/home/kazasu"}
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True, timeout=60).stdout

    assert folder(GOOD) == "/srv/speech\n"
    assert folder(GOOD + "[audio]\nspeech = 'said'\n") == f"{tmp_path}/said\n"
    # what two terminals of one computer say is not the same, and each takes out what it does not say
    assert folder(GOOD, "") == "/home/kazasu/.cache/kazasu/speech/kiosk-01\n"
