"""terminal.toml of a bus: read strictly, with a sentence for whoever installs it; and a kiosk that has nothing of it."""

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from msgspec.structs import replace

from firmware.assembly import device_protocols, make_devices, make_parts, role_class
from firmware.config import ConfigError, read

ROOT = Path(__file__).parents[2]
SAMPLE = (ROOT / "examples" / "bus" / "terminal.toml").read_text(encoding="utf-8")
ROLE = "bus_validator"
PARTS = ("bus", "central", "driver", "journal", "lists", "vehicle")
NEEDED = {"reader", "beeper", "accept_light", "refuse_light"}


def parts(**given):
    """A terminal's parts: what any terminal has, and of a vehicle's only what is given."""
    whole = dict.fromkeys(PARTS) | {name: object() for name in ("central", "journal")}
    return SimpleNamespace(**(whole | given))


@pytest.fixture
def config(tmp_path):
    def write(*change):
        path = tmp_path / "terminal.toml"
        path.write_text(SAMPLE.replace(*change) if change else SAMPLE, encoding="utf-8")
        return path

    return write


def test_the_sample_is_read_and_its_devices_fit_the_role(config):
    settings = read(config())
    made = make_devices(role_class(ROLE), settings, {})
    assert set(made) == set(settings.devices) == NEEDED | {"position", "doors"}
    assert (settings.bus.firm, settings.bus.fares, settings.bus.capacity) == ("minato", "feed", 60)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('fares = "feed"', 'fares = "zone"', "bus.fares: Invalid enum value 'zone'"),
        ("vehicle =", "vehicel =", "key 'bus.vehicel' is not known; did you mean 'bus.vehicle'?"),
        ('firm = "minato" ', 'firm = "みなと" ', "bus.firm must be at most 32 letters"),
        ("capacity = 60", "capacity = 0", "bus.capacity: Expected `int` >= 1"),
        ('driver_panel = "7:1"', 'driver_panel = "7"', "bus.driver_panel is on the riders' display (0)"),
        ('driver_panel = "7:1"', 'driver_panel = "10:0"', "bus.driver_panel is on the riders' display (0)"),
    ],
)
def test_a_bad_table_is_refused_with_the_place(config, old, new, says):
    path = config(old, new)
    with pytest.raises(ConfigError) as refused:
        read(path)
    assert str(path) in str(refused.value)
    assert says in str(refused.value)


@pytest.mark.parametrize("name", sorted(NEEDED))
def test_a_device_that_it_cannot_do_without_is_named(config, name):
    settings = read(config())
    settings = replace(settings, devices={n: kind for n, kind in settings.devices.items() if n != name})
    with pytest.raises(ConfigError, match=f"needs a device '{name}'"):
        make_devices(role_class(ROLE), settings, {})


def test_devices_that_it_can_do_without_are_known_by_name():
    assert set(device_protocols(role_class(ROLE))) - NEEDED == {"exit_reader", "position", "doors", "driver_keys"}


def test_without_a_table_or_lists_a_sentence_says_what_to_write(config):
    settings = read(config())
    with pytest.raises(ConfigError, match=r"role 'bus_validator' needs a table \[bus\]"):
        make_parts(role_class(ROLE), replace(settings, bus=None), parts())
    with pytest.raises(ConfigError, match=r"needs snapshots: name their kinds in central\.snapshots"):
        make_parts(role_class(ROLE), settings, parts(bus=settings.bus, driver=object()))


def test_a_kiosk_has_no_use_for_the_table(config):
    settings = replace(read(config()), role="certificate_kiosk")
    with pytest.raises(ConfigError, match=r"role 'certificate_kiosk' has no use for a table \[bus\]"):
        make_parts(role_class(settings.role), settings, parts())


def test_a_kiosk_loads_nothing_of_a_bus():
    """What is only imported costs start and memory of a terminal that has no use for it."""
    program = (
        "import sys, firmware.terminal, firmware.roles.certificate_kiosk, firmware.upkeep, firmware.snapshots.keeping\n"
        "bus = ('transit', 'firmware.taps', 'firmware.boarding', 'firmware.driving', 'firmware.identity', 'firmware.signals')\n"
        "desk = ('cards.text', 'cards.card_certificates', 'cards.possession')\n"
        "print([name for name in sys.modules if name.startswith((*bus, *desk))])"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("loaded", "heavy"),
    [
        ("screens.theme", "pygame"),  # a panel's name is looked up before the visit thread begins
        ("firmware.terminal", "firmware.parts"),  # imported while the reader's program starts
    ],
)
def test_what_a_kiosk_is_started_with_does_not_wait_for(loaded, heavy):
    program = f"import sys, {loaded}; print({heavy!r} in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True)
    assert done.stdout.split()[-1] == "False"


def test_a_bus_loads_nothing_of_money_and_paper():
    program = (
        "import sys, firmware.terminal, firmware.roles.bus_validator, firmware.upkeep\n"
        "kiosk = ('firmware.steps', 'firmware.visits', 'firmware.recovery', 'firmware.gate')\n"
        "print([name for name in sys.modules if name.startswith(kiosk)])"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
