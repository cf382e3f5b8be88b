"""The desk for passes as a program of its own: its shipped configuration, a person at its dock, and a real central."""

import shutil
from datetime import date

import pytest
from docked import EXAMPLES, heard_by_tests, running
from kiosk import SEED
from registering import Applicant, lives

from central.signing import Signer

pytestmark = [pytest.mark.real, pytest.mark.timeout(900)]


@pytest.fixture
def dock(central, tmp_path):
    lives(central, Applicant(), birth=date(1950, 5, 5))
    text = (EXAMPLES / "pass-desk.toml").read_text(encoding="utf-8")
    for before, after in (
        ("http://127.0.0.1:8200", central.url),
        ('"site-passes"', f'"{EXAMPLES / "site-passes"}"'),
        ('"issuer-keys.toml"', f'"{EXAMPLES / "issuer-keys.toml"}"'),
        ('# state = "/var/lib/kazasu"', 'state = "state"'),
    ):
        assert before in text
        text = text.replace(before, after)
    shutil.copytree(EXAMPLES / "cards", tmp_path / "cards", ignore=shutil.ignore_patterns("*.tries"))
    config = tmp_path / "terminal.toml"
    config.write_text(text, encoding="utf-8")
    (tmp_path / "state").mkdir(mode=0o700)
    (tmp_path / "state" / "terminal.key").write_bytes(SEED)
    now = central.desk.clock.now
    central.desk.terminals.add("desk-01", Signer("desk-01", SEED, now).public)
    with running(heard_by_tests(config), "--clock", now().isoformat()) as dock:
        yield dock


def has(central):
    with central.desk.store.reading() as connection:
        return connection.execute("SELECT scheme FROM entitlement WHERE ended IS NULL").fetchall()


def test_a_pass_is_applied_for_by_eye(central, dock):
    dock.awaits(lambda state: state["prompt"] is None and not state["closed"])
    dock.does("/press", key="ok")
    dock.answers("language-choose", "1")
    dock.sees("card-place")
    dock.does("/card", name="hanako")
    dock.answers("pin-enter", *"1234", "ok")
    dock.sees("card-remove")
    dock.does("/card", remove=True)
    first, *_ = dock.sees("pass-choose")["prompt"]["options"]
    assert first["text"] == "シルバーポイント"
    dock.answers("pass-choose", "1")
    dock.answers("pass-medium-choose", "1")
    dock.answers("pass-check", "ok")
    dock.sees("pass-place-transit")
    dock.does("/card", name="senior")
    dock.sees("pass-lift")
    dock.does("/card", remove=True)
    dock.answers("pass-done", "ok")
    dock.awaits(lambda state: state["visit"] is None)
    assert [tuple(row) for row in has(central)] == [("silver",)]


def test_a_pass_is_applied_for_by_ear(central, dock):
    dock.awaits(lambda state: state["handset"]["ear"] == "ready")
    dock.lifts()
    dock.hears("バスのパスの機械です。")
    dock.hears("card-place")
    dock.does("/card", name="hanako")
    for heard, keys in (("pin-enter", (*"1234", "ok")), ("card-remove", ())):
        dock.hears(heard)
        dock.presses(*keys)
    dock.does("/card", remove=True)
    for heard, key in (("pass-choose", "4"), ("pass-check", "ok")):
        dock.hears(heard)
        dock.presses(key)
    dock.hears("pass-place-again")
    dock.does("/card", name="hanako")
    for heard in ("profile-pin-enter", "pass-pin-again"):
        dock.hears(heard)
        dock.presses(*"1234", "ok")
    dock.hears("pass-lift")
    dock.does("/card", remove=True)
    dock.hears("pass-done")
    dock.presses("ok")
    dock.hangs_up()
    dock.awaits(lambda state: state["visit"] is None)
    assert [tuple(row) for row in has(central)] == [("free",)]
