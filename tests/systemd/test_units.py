import re
import subprocess
from pathlib import Path

import pytest

from firmware.terminal import STOP_SECONDS

ROOT = Path(__file__).parents[2]
UNITS = sorted((ROOT / "systemd").glob("*.service"))


@pytest.fixture
def installed(tmp_path):
    """The unit as installed, with its program in place, since systemd checks that it is there."""

    def install(unit: Path) -> Path:
        program = tmp_path / "kazasu"
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
        copy = tmp_path / unit.name
        copy.write_text(unit.read_text().replace("/opt/kazasu/.venv/bin/kazasu", str(program)))
        return copy

    return install


@pytest.mark.real
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_finds_no_fault_in_a_unit(installed, unit):
    found = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", installed(unit)], capture_output=True, text=True, check=False
    )
    ours = [line for line in found.stderr.splitlines() if unit.name in line]
    assert ours == []
    assert found.returncode == 0


@pytest.mark.real
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_exposes_little(installed, unit):
    found = subprocess.run(
        ["systemd-analyze", "security", "--offline=yes", "--no-pager", installed(unit)],
        capture_output=True,
        text=True,
        check=False,
    )
    exposure = float(re.search(r"exposure level for \S+: ([\d.]+)", found.stdout)[1])
    assert exposure < 4.0


@pytest.mark.real
def test_a_misspelt_key_would_be_seen(installed, tmp_path):
    bad = tmp_path / "bad.service"
    bad.write_text(UNITS[0].read_text().replace("Restart=always", "Restrat=always"))
    found = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", installed(bad)], capture_output=True, text=True, check=False
    )
    assert "Restrat" in found.stderr


def test_systemd_waits_longer_than_the_terminal_waits_for_its_sheets():
    unit = (ROOT / "systemd" / "kazasu-terminal.service").read_text()
    assert int(re.search(r"^TimeoutStopSec=(\d+)$", unit, re.MULTILINE)[1]) > STOP_SECONDS


def test_the_terminal_may_use_every_kind_of_device_that_it_has_drivers_for():
    unit = (ROOT / "systemd" / "kazasu-terminal.service").read_text()
    groups = re.search(r"^SupplementaryGroups=(.+)$", unit, re.MULTILINE)[1].split()
    assert {"audio", "input", "gpio", "i2c", "spi", "dialout", "lp", "plugdev", "video", "render"} <= set(groups)
