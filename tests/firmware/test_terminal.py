"""The terminal as a program of its own: `kazasu run`, with a screen in memory and a dock to look at it."""

import json
import os
import signal
import socket
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest
from acting import LONG, until
from msgspec.structs import replace

from drivers.virtual.card_kinds import load
from drivers.virtual.radio import RadioField
from drivers.virtual.udp_target import UdpTarget
from firmware.clock import JAPAN, Clock
from firmware.config import read
from firmware.journal import Ending, Journal
from firmware.terminal import Terminal
from firmware.terminal_key import load_or_make

CONFIG = """
role = "certificate_kiosk"
name = "kiosk-01"
state = "{state}"
[central]
url = "http://127.0.0.1:1"
[devices]
reader = "virtual"
page_printer = "virtual"
receipt_printer = "virtual"
cash_box = "virtual"
buzzer = "virtual"
"""
EXAMPLES = Path(__file__).parents[2] / "examples"
ENVIRONMENT = os.environ | {"SDL_VIDEODRIVER": "dummy"}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return found.getsockname()[1]


@pytest.fixture
def config(tmp_path):
    def write(change=("", "")):
        path = tmp_path / "terminal.toml"
        path.write_text(
            CONFIG.format(state=tmp_path / "state").replace(*change)
            if change[0]
            else CONFIG.format(state=tmp_path / "state")
        )
        return path

    return write


def kazasu(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "firmware.cli", *map(str, arguments)]


@pytest.fixture
def running(config):
    """A terminal that serves, and the address of its dock."""
    port = free_port()
    command = kazasu("run", config(), "--dock", port, "--clock", "2026-11-24T10:00", "--window")
    terminal = subprocess.Popen(command, env=ENVIRONMENT, stderr=subprocess.PIPE, text=True)
    address = f"http://127.0.0.1:{port}"

    def answers():
        try:
            return state_of(address)
        except (URLError, ConnectionError):
            assert terminal.poll() is None, terminal.stderr.read()

    until(answers, "the dock")
    yield terminal, address
    terminal.kill()
    terminal.wait()


def post(address: str, path: str, **body: object) -> dict:
    request = Request(address + path, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urlopen(request, timeout=LONG) as answer:
        return json.load(answer)


def state_of(address: str) -> dict:
    with urlopen(f"{address}/state", timeout=LONG) as answer:
        return json.load(answer)


@pytest.mark.real
def test_a_terminal_begins_at_the_clock_it_is_given_and_is_idle(running):
    _, address = running
    state = state_of(address)
    assert (state["role"], state["prompt"], state["clock"][:15]) == ("certificate_kiosk", None, "2026-11-24T10:0")


@pytest.mark.real
def test_a_touch_on_the_attract_screen_begins_a_visit_and_stop_ends_it(running):
    _, address = running
    assert post(address, "/touch", x=540, y=1500)["prompt"]["phrase"] == "language-choose"
    post(address, "/press", key="stop")
    state = post(address, "/press", key="stop")
    assert state["prompt"]["phrase"] == "visit-cancelled"
    assert post(address, "/press", key="ok")["visit"] is None


@pytest.mark.real
def test_a_printer_at_fault_closes_the_terminal_until_it_is_mended(running):
    _, address = running
    post(address, "/device/page_printer", fault="paper_out")
    post(address, "/clock", at="2026-11-24T10:30:00+09:00")
    assert until(lambda: state_of(address)["closed"])["phrase"] == "out-of-order"
    post(address, "/device/page_printer", fault=None)
    post(address, "/clock", at="2026-11-24T11:00:00+09:00")
    until(lambda: state_of(address)["closed"] is None, "it to serve again")


@pytest.mark.real
def test_the_terminal_stops_cleanly_when_systemd_asks(running):
    terminal, _ = running
    terminal.send_signal(signal.SIGTERM)
    assert terminal.wait(timeout=LONG) == 0


@pytest.mark.real
def test_the_terminal_stops_cleanly_in_the_middle_of_a_question(running):
    terminal, address = running
    assert post(address, "/touch", x=540, y=1500)["prompt"]["phrase"] == "language-choose"
    terminal.send_signal(signal.SIGTERM)
    assert terminal.wait(timeout=LONG) == 0
    assert "ended in the midst of a visit" not in terminal.stderr.read()


@pytest.mark.real
@pytest.mark.parametrize(
    ("change", "says"),
    [
        (('role = "certificate_kiosk"', 'role = "certificate_kios"'), "did you mean 'certificate_kiosk'"),
        (('name = "kiosk-01"', 'name = "kiosk-01"\npanel = "15-portait"'), "panel '15-portait' is not known"),
        (('reader = "virtual"', 'reader = "pcscc"'), "kind of CardReader 'pcscc' is not known"),
        (('buzzer = "virtual"', 'buzzer = "gpio:99"'), "one BCM pin number"),
        (('name = "kiosk-01"', 'name = "kiosk-01"\nlanguages = ["ja", "xx"]'), "no phrases for the language xx"),
        (('name = "kiosk-01"', 'name = "kiosk-01"\nsite_terms = "/nowhere"'), "/nowhere/ja.ftl: cannot be read"),
    ],
)
def test_a_wrong_configuration_ends_the_start_with_a_sentence(config, change, says):
    command = kazasu("run", config(change), "--window")
    ended = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 2
    assert says in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.real
def test_a_reader_that_was_begun_early_is_ended_when_the_role_is_not_known(config):
    settings = read(config(('reader = "virtual"', 'reader = "pcsc"')))
    terminal = Terminal(replace(settings, role="unknown"), Clock())
    terminal._serve_or_fail(None)
    assert terminal.devices["reader"].child_pid is None


def test_an_enrolled_terminal_refuses_a_dock(config):
    command = kazasu("run", config(('name = "kiosk-01"', 'name = "kiosk-01"\nenrolled = true')), "--dock", free_port())
    ended = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, timeout=60, check=False)
    assert (ended.returncode, "has no dock" in ended.stderr) == (2, True)


@pytest.mark.real
def test_the_doctor_names_every_device_and_what_is_wrong(config):
    path = config(('page_printer = "virtual"', 'page_printer = "ipp:127.0.0.1:1/ipp/print"'))
    ended = subprocess.run(kazasu("doctor", path), capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 6
    assert "page_printer: The page printer 127.0.0.1:1 does not answer" in ended.stdout
    assert ended.stdout.count("ready") == 4


@pytest.mark.real
def test_the_key_of_a_terminal_stays_the_same_and_only_its_public_half_is_told(config, tmp_path):
    first = subprocess.run(kazasu("key", config()), capture_output=True, text=True, timeout=60, check=True).stdout
    again = subprocess.run(kazasu("key", config()), capture_output=True, text=True, timeout=60, check=True).stdout
    assert first == again
    assert first.startswith("kiosk-01 ")
    kept = tmp_path / "state" / "terminal.key"
    assert oct(kept.stat().st_mode & 0o777) == "0o600"
    assert kept.read_bytes().hex() not in first


@pytest.mark.real
def test_the_doctor_names_the_reader_and_the_kind_of_card_on_it(config):
    card = load(EXAMPLES / "cards" / "transport.toml", keep=False)
    field = RadioField()
    with UdpTarget(field, port=0) as target:
        field.place(card)
        reader = f"nfc:{target.address}"
        path = config(('reader = "virtual"', f'reader = "{reader}"'))
        ended = subprocess.run(kazasu("doctor", path), capture_output=True, text=True, timeout=60, check=False)
    assert reader in ended.stdout
    assert ": transport\n" in ended.stdout


@pytest.mark.real
def test_staff_decide_what_nobody_knows_and_the_doctor_is_content(config, tmp_path):
    path = config()
    state = tmp_path / "state"
    journal = Journal(state / "journal.db", Clock(), load_or_make(state))
    with pytest.raises(ZeroDivisionError), journal.act("v1", "print", sheets=1) as act:
        raise ZeroDivisionError
    journal.close()
    asked = subprocess.run(kazasu("doctor", path), capture_output=True, text=True, timeout=60, check=False)
    assert (asked.returncode, act.id in asked.stdout) == (6, True)
    decide = kazasu("decide", path, act.id, "not_done")
    assert subprocess.run(decide, capture_output=True, timeout=60, check=False).returncode == 0
    again = subprocess.run(decide, capture_output=True, text=True, timeout=60, check=False)
    assert (again.returncode, "no open act" in again.stderr) == (2, True)
    assert subprocess.run(kazasu("doctor", path), capture_output=True, timeout=60, check=False).returncode == 0


def paid_and_cut_off(folder):
    """A journal whose last visit was cut off after it had paid 300 yen, a minute before the clock of the tests."""
    clock = Clock(datetime(2026, 11, 24, 9, 59, tzinfo=JAPAN), running=False)
    journal = Journal(folder / "journal.db", clock, load_or_make(folder))
    what = {"kind": "residence", "copies": 1, "sheets": 1, "yen": 300}
    journal.note("v1", "ordered", order="o1", ticket="kiosk-01-00041", **what)
    with journal.act("v1", "charge", yen=300) as charge:
        journal.note("v1", "cash_in", yen=300)
        charge.end(Ending.DONE, inserted=300, change=0)
    journal.close()


@pytest.fixture
def cut_off(config, tmp_path):
    """The journal of a visit that was cut off, before the terminal starts."""
    paid_and_cut_off(tmp_path / "state")


@pytest.mark.real
def test_who_was_cut_off_is_told_at_the_start_that_the_money_is_back_and_for_which_ticket(cut_off, running):
    _, address = running
    prompt = until(lambda: state_of(address)["prompt"])
    assert prompt["phrase"] == "restart-returned"
    assert "kiosk-01-00041" in prompt["note"]
    assert "0-0-0-4-1" in prompt["speech"]
    assert post(address, "/press", key="ok")["prompt"] is None


@pytest.mark.real
def test_a_damaged_journal_is_told_by_the_doctor_with_a_sentence(config, tmp_path):
    path, file = config(), tmp_path / "state" / "journal.db"
    paid_and_cut_off(tmp_path / "state")
    whole = file.read_bytes()
    file.write_bytes(whole[:4096] + b"\xa5" * 4096 + whole[8192:])
    asked = subprocess.run(kazasu("doctor", path), capture_output=True, text=True, timeout=60, check=False)
    assert (asked.returncode, "Traceback" in asked.stderr) == (6, False)
    assert "! journal: the journal" in asked.stdout


@pytest.mark.real
def test_a_journal_that_cannot_be_read_stops_the_start_and_is_never_begun_anew(config, tmp_path):
    path, file = config(), tmp_path / "state" / "journal.db"
    file.parent.mkdir()
    file.write_bytes(b"no longer a database" * 500)
    command = kazasu("run", path, "--window")
    ended = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, timeout=60, check=False)
    assert (ended.returncode, "Traceback" in ended.stderr) == (2, False)
    assert f"the journal {file} cannot be opened" in ended.stderr
    assert file.read_bytes() == b"no longer a database" * 500
