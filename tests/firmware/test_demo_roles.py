"""What each role brings to the demo, and a whole demo of a bus: riders, lists and feed, up to the answer to each card."""

import os
import signal
import socket
import subprocess
import sys
import time
from datetime import datetime

import pytest
from acting import LONG
from docked import Dock

from firmware.assembly import SURFACES, device_protocols, role_class
from firmware.clock import JAPAN
from firmware.config import ConfigError
from firmware.demos.clock import SharedClock, unused_day, weekday_at_ten
from firmware.demos.roles import ROLES, brought

TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=JAPAN)
WITHIN = 90.0


@pytest.mark.parametrize("role", ROLES)
def test_a_role_of_the_demo_has_devices_that_it_knows_and_all_that_it_needs(role):
    declared = device_protocols(role_class(role))
    assert set(brought(role).devices) <= set(declared)
    assert set(brought(role).surfaces) <= set(SURFACES)
    assert set(brought(role).addresses.values()) == {"virtual"}


def test_a_role_that_the_demo_has_not_is_refused_with_those_that_it_has():
    with pytest.raises(ConfigError, match=r"role of the demo 'bus' is not known.*certificate_kiosk"):
        brought("bus")


def test_a_demo_can_have_more_devices_if_the_role_knows_them():
    assert set(brought("bus_validator", ("exit_reader",)).addresses) - set(brought("bus_validator").addresses) == {
        "exit_reader"
    }
    with pytest.raises(
        ConfigError, match=r"device of the role 'bus_validator' 'exit_raeder' is not known; did you mean 'exit_reader'"
    ):
        brought("bus_validator", ("exit_raeder",))
    with pytest.raises(ConfigError, match="device of the role 'certificate_kiosk' 'exit_reader' is not known"):
        brought("certificate_kiosk", ("exit_reader",))


def test_cards_are_fresh_and_those_of_the_role(tmp_path):
    folder = tmp_path / "cards"
    folder.mkdir()
    (folder / "hanako.tries").write_text("")
    laid = {path.name for path in brought("bus_validator").lay_cards(folder).iterdir()}
    assert {"hanako.toml", "senior.toml", "lost.toml", "genzo.toml", "sai.toml", "stranger.toml"} <= laid
    assert not {"hanako.tries", "staff.toml"} & laid


def test_each_terminal_has_a_key_of_its_own_that_it_keeps(tmp_path):
    bus = brought("bus_validator")
    first = bus.keys(tmp_path, SharedClock(TUESDAY))
    assert set(first) == {"bus-101", "desk-01"}
    assert len(set(first.values())) == 2
    assert bus.keys(tmp_path, SharedClock(TUESDAY)) == first


def test_ten_in_the_morning_is_never_on_a_holiday():
    assert weekday_at_ten(datetime(2026, 11, 21, 8, 0, tzinfo=JAPAN)) == TUESDAY


def test_a_day_that_a_demo_has_seen_is_not_seen_again(tmp_path):
    kept = tmp_path / "day"
    assert unused_day(TUESDAY, kept) == TUESDAY
    clock = SharedClock(TUESDAY, kept)
    clock.advance(60)
    assert unused_day(TUESDAY, kept).date().isoformat() == "2026-11-25"
    clock.advance(3 * 86400)
    clock.advance(-86400)
    assert unused_day(TUESDAY, kept).date().isoformat() == "2026-11-28"


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """A demo of a bus that runs in processes of its own, once its trip is known."""
    folder = tmp_path_factory.mktemp("bus_demo")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "firmware.cli", "demo", "--role", "bus_validator"]
    environment = {**os.environ, "SDL_VIDEODRIVER": "dummy"}
    with (folder / "log").open("wb") as log:
        program = subprocess.Popen(
            [*command, "--port", str(port), "--folder", str(folder)], env=environment, stdout=log, stderr=log
        )
    try:
        dock = Dock(f"http://127.0.0.1:{port}", program)
        _awaits(dock, program, folder / "log")
        yield dock
    finally:
        program.send_signal(signal.SIGTERM)
        program.wait(LONG)


def _awaits(dock, program, log):
    until = time.monotonic() + WITHIN
    while time.monotonic() < until and program.poll() is None:
        try:
            if dock.state()["vehicle"]["position"]:
                return
        except OSError:
            pass
        time.sleep(0.2)
    pytest.fail(log.read_text(encoding="utf-8"))


@pytest.mark.real
def test_the_bus_is_on_its_way_at_ten_on_a_weekday_with_todays_lists(demo):
    state = demo.awaits(lambda state: state["vehicle"]["stop"] == "本町三丁目")
    vehicle = state["vehicle"]
    assert state["clock"][11:15] in ("09:5", "10:0")
    assert datetime.fromisoformat(state["clock"]).weekday() < 5
    assert (vehicle["trip"], vehicle["number"], vehicle["next_stop"]) == ("w12i0944", "12", "市民病院前")
    assert (vehicle["list_age_days"], vehicle["faults"], vehicle["online"]) == (0, [], True)
    assert state["driver"]["prompt"]["phrase"] == "driver-home"


@pytest.mark.real
def test_each_sample_card_gets_the_answer_of_its_story(demo):
    told = {}
    for name in ("lost", "stranger", "sai", "hanako", "genzo", "senior"):
        state = demo.does("/card", name=name, tap=True)
        told[name] = (state["signals"]["last"], state["prompt"]["phrase"])
    assert told == {
        "lost": ("refused", "ride-pass-stopped"),
        "stranger": ("refused", "ride-pass-unknown"),
        "sai": ("refused", "ride-pass-unknown"),
        "hanako": ("accepted", "ride-accepted"),
        "genzo": ("senior", "ride-accepted"),
        "senior": ("senior", "ride-accepted"),
    }
    assert demo.does("/card", name="hanako", tap=True, fault="copied")["signals"]["last"] == "refused"


@pytest.mark.real
def test_riders_pay_on_leaving_by_points_half_and_flat(demo):
    demo.does("/position", stop=9)
    paid = {name: demo.does("/card", name=name, tap=True)["prompt"] for name in ("hanako", "genzo", "senior")}
    assert {name: prompt["amount"] for name, prompt in paid.items()} == {
        "hanako": "90円",
        "genzo": "180ポイント",
        "senior": "100円",
    }
    assert paid["genzo"]["note"] == "残りポイント 1,820"


@pytest.mark.real
def test_records_wait_while_the_line_is_cut_and_leave_when_it_is_joined(demo):
    demo.does("/network", up=False)
    demo.does("/press", key="3", screen="driver")
    assert demo.state()["vehicle"]["queue"] >= 1
    demo.awaits(lambda state: not state["vehicle"]["online"])
    demo.does("/network", up=True)
    demo.awaits(lambda state: state["vehicle"]["online"] and state["vehicle"]["queue"] == 0)
