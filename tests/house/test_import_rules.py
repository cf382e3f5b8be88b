"""Who may import whom: one table, held against every file of the product."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OURS = ("audio", "benchmarks", "cards", "central", "dock", "drivers", "firmware", "provisioning", "screens", "transit")

# folder or file -> (of ours, third party); the longest name that fits a file counts
RULES: dict[str, tuple[set[str], set[str]]] = {
    "cards": ({"cards"}, {"cryptography", "asn1crypto"}),
    "transit": ({"transit"}, {"msgspec"}),
    "drivers": ({"drivers", "cards"}, {"PIL"}),
    "drivers/pcsc.py": ({"drivers", "cards"}, {"smartcard"}),
    "drivers/nfc_devices.py": ({"drivers"}, {"nfc"}),
    "drivers/escpos.py": ({"drivers"}, {"PIL", "escpos"}),
    "drivers/gpio.py": ({"drivers"}, {"gpiozero"}),
    "drivers/cups.py": ({"drivers"}, {"cups"}),
    "drivers/sound_program.py": ({"drivers"}, {"pygame"}),
    "drivers/evdev_keypad.py": ({"drivers"}, {"evdev"}),
    "drivers/virtual": ({"drivers", "cards"}, {"PIL", "cryptography", "asn1crypto", "pypdfium2"}),
    "central": ({"central"}, set()),
    "central/wire": ({"central.wire"}, {"msgspec"}),
    "central/chain.py": (set(), set()),
    "central/snapshots": ({"central.wire", "central.snapshots"}, {"msgspec", "cryptography"}),
    "central/signing.py": ({"central"}, {"cryptography", "http_message_signatures", "http_sf"}),
    "central/client.py": ({"central"}, {"msgspec", "requests"}),
    "central/service": (
        {"central", "cards", "transit"},
        {"litestar", "uvicorn", "msgspec", "cryptography", "typst", "fontTools", "segno"},
    ),
    "central/service/rides/realtime.py": ({"central", "transit"}, {"google", "msgspec"}),
    "central/service/metrics.py": ({"central"}, {"prometheus_client"}),
    "central/service/stores": ({"central"}, {"psycopg"}),
    "central/service/pades.py": ({"central"}, {"pyhanko"}),
    "central/service/verifying.py": (
        {"central.service.cms"},
        {"pyhanko", "pyhanko_certvalidator", "asn1crypto", "cryptography"},
    ),
    "firmware": (
        {
            *("firmware", "cards", "transit", "drivers.protocols"),
            *("central.wire", "central.client", "central.chain", "central.snapshots"),
        },
        {"msgspec"},
    ),
    "firmware/phrases/reader.py": ({"firmware"}, {"fluent"}),
    "firmware/terminal.py": (set(OURS), {"msgspec", "cryptography"}),
    "firmware/parts.py": ({"cards", "central", "firmware", "transit"}, set()),
    "firmware/by_ear.py": ({"audio", "drivers", "firmware"}, set()),
    "firmware/terminal_key.py": ({"firmware"}, {"cryptography"}),
    "firmware/demo.py": (set(OURS), set()),
    "firmware/demos": (set(OURS), set()),
    "firmware/docking.py": ({"firmware", "dock", "drivers"}, set()),
    "firmware/paper.py": ({"firmware", "drivers"}, set()),
    "firmware/assembly.py": ({"firmware", "drivers"}, set()),
    "firmware/cli.py": (set(OURS), set()),
    "firmware/cli_card.py": ({"cards", "drivers", "firmware"}, set()),
    "firmware/card_commands": ({"cards", "drivers", "firmware"}, set()),
    "firmware/card_commands/cms.py": ({"firmware"}, {"asn1crypto", "cryptography"}),
    "firmware/card_commands/cms_reading.py": ({"cards", "firmware"}, {"asn1crypto", "cryptography"}),
    "firmware/card_commands/photo.py": ({"cards", "firmware"}, {"PIL"}),
    "firmware/cli_speech.py": ({"audio", "drivers", "firmware"}, set()),
    "firmware/cli_conformance.py": ({"audio", "drivers", "firmware"}, set()),
    "firmware/conformance": ({"audio", "drivers", "firmware", "screens"}, {"msgspec"}),
    "firmware/conformance/sheet.py": ({"firmware"}, {"typst"}),
    "firmware/cli_central.py": ({"central", "firmware"}, set()),
    "firmware/cli_ledger.py": ({"central", "firmware"}, set()),
    "firmware/cli_rides.py": ({"central", "firmware", "transit"}, set()),
    "firmware/cli_gtfs_replay.py": ({"drivers", "firmware", "transit"}, set()),
    "firmware/cli_riders.py": ({"central", "firmware", "transit"}, set()),
    "firmware/cli_papers.py": ({"central", "firmware"}, set()),
    "firmware/cli_records.py": ({"central", "firmware"}, set()),
    "firmware/cli_snapshots.py": ({"central", "firmware"}, set()),
    "firmware/cli_journal.py": ({"central", "firmware"}, {"msgspec"}),
    "firmware/queue.py": (
        {"central.signing", "central.client", "central.chain", "central.wire", "firmware"},
        {"msgspec"},
    ),
    "firmware/metrics.py": ({"firmware"}, {"prometheus_client"}),
    "firmware/logs.py": (set(), {"logging_journald"}),
    "firmware/cli_simulate.py": ({"central", "firmware"}, set()),
    "firmware/cli_verify.py": ({"central", "firmware"}, {"msgspec", "cryptography"}),
    "firmware/simulating.py": ({"central", "firmware"}, set()),
    "screens": ({"screens", "firmware", "drivers.protocols"}, {"pygame", "budoux", "fontTools"}),
    "audio": ({"audio", "firmware", "drivers.protocols"}, set()),
    "audio/level.py": ({"drivers.protocols", "drivers.soxr"}, set()),
    "dock": ({"dock", "firmware", "screens", "audio", "drivers", "transit"}, {"pypdfium2", "PIL", "msgspec"}),
    "provisioning": ({"provisioning", "firmware", "central"}, {"cryptography"}),
    "benchmarks": (set(OURS), {"msgspec", "cryptography", "requests", "PIL", "selenium", "nfc", "psycopg"}),
}
ONE_FILE_EACH = {"smartcard", "escpos", "gpiozero", "cups", "nfc", "requests", "fluent", "evdev"}


def files() -> list[Path]:
    return sorted(path for folder in OURS for path in (ROOT / folder).rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported(source: str) -> set[str]:
    """Every module a file imports, however deep in it the import stands."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            whole = {f"{node.module}.{alias.name}" for alias in node.names}
            names |= whole if node.module in OURS else {node.module}
    return names


def rule_for(name: str) -> tuple[set[str], set[str]]:
    fits = [rule for rule in RULES if name == rule or name.startswith(rule + "/")]
    return RULES[max(fits, key=len)]


def offences(name: str, source: str) -> list[str]:
    ours, third = rule_for(name)
    found = []
    for module in sorted(imported(source)):
        top = module.split(".")[0]
        if top in sys.stdlib_module_names or top == "__future__":
            continue
        allowed = ours if top in OURS else third
        if not any(module == a or module.startswith(a + ".") or top == a for a in allowed):
            found.append(f"{name} imports {module}")
    return found


@pytest.mark.parametrize("path", files(), ids=name_of)
def test_a_file_imports_only_what_its_folder_may(path: Path):
    assert offences(name_of(path), path.read_text(encoding="utf-8")) == []


def test_each_device_library_stands_in_exactly_one_file():
    users: dict[str, list[str]] = {}
    for path in files():
        if path.parts[-2] == "benchmarks":
            continue
        for module in imported(path.read_text(encoding="utf-8")):
            top = module.split(".")[0]
            if top in ONE_FILE_EACH:
                users.setdefault(top, []).append(name_of(path))
    assert {library: sorted(set(names)) for library, names in users.items() if len(set(names)) > 1} == {}


def test_a_forbidden_import_would_be_caught():
    assert offences("drivers/pcsc.py", "from firmware.prompts import Choose") == [
        "drivers/pcsc.py imports firmware.prompts"
    ]
    assert offences("screens/screen.py", "import requests") == ["screens/screen.py imports requests"]
    assert offences("firmware/steps/pay.py", "from drivers.virtual.cash_box import VirtualCashBox") != []
