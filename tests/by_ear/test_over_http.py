"""Whole visits at a terminal that runs as a program of its own: read from nothing but `GET /heard`, done with nothing but keys and hands."""

from datetime import datetime, timedelta

import pytest
from docked import example, heard_by_tests, running
from kiosk import SEED

pytestmark = [pytest.mark.real, pytest.mark.timeout(900)]


@pytest.fixture
def dock(city, tmp_path):
    config = heard_by_tests(example(tmp_path, ("http://127.0.0.1:8200", city.url)))
    state = tmp_path / "state"
    state.mkdir(mode=0o700)
    (state / "terminal.key").write_bytes(SEED)
    city.clock.move(city.clock.now())
    with running(config, "--clock", city.clock.now().isoformat()) as dock:
        dock.awaits(lambda state: state["handset"]["ear"] == "ready")
        yield dock


def answers(dock, heard, *keys):
    dock.hears(heard)
    dock.presses(*keys)


def lays_card(dock):
    dock.lifts()
    dock.hears("card-place")
    dock.does("/card", name="hanako")


def orders(dock):
    dock.hears("card-remove")
    dock.does("/card", remove=True)
    answers(dock, "certificate-choose", "1")
    answers(dock, "person-choose", "1")
    answers(dock, "items-several", "ok")
    answers(dock, "copies-enter", "ok")
    answers(dock, "order-check", "ok")
    dock.hears("pay-insert-cash")


def lets_time_pass(dock, seconds):
    """Wait that long in silence; a minute of the terminal's clock costs a moment of ours."""
    dock.listens()
    now = datetime.fromisoformat(dock.state()["clock"])
    dock.does("/clock", at=(now + timedelta(seconds=seconds)).isoformat())


def test_a_residence_record_is_taken_by_ear_over_http(dock):
    lays_card(dock)
    answers(dock, "pin-enter", *"1234", "ok")
    orders(dock)
    for _ in range(3):
        dock.does("/cash", yen=100)
    answers(dock, "receipt-choose", "2")
    dock.hears("hand-over")
    dock.does("/take")
    dock.presses("ok")
    dock.hears("visit-end")
    dock.hangs_up()
    said = dock.heard()
    assert not any("digit-say" in line["keys"] for line in said)
    assert not any("住民票" in line["text"] or "円" in line["text"] for line in said if line["channel"] == "speaker")


def test_after_a_wrong_pin_and_with_an_empty_printer_the_money_comes_back_and_that_is_heard(dock):
    lays_card(dock)
    answers(dock, "pin-enter", *"9999", "ok")
    assert "2回" in dock.hears("pin-wrong")["text"]
    dock.presses(*"1234", "ok")
    orders(dock)
    dock.does("/device/page_printer", fault="paper_out")
    dock.does("/cash", yen=1000)
    assert "700円" in dock.hears("pay-change-take")["text"]
    dock.presses("ok")
    assert "300円" in dock.hears("print-not-done")["text"]
    dock.presses("ok")
    dock.hears("out-of-order")
    assert dock.state()["money"]["yen"] == 1000
    assert not any(
        "9" in line["text"] for line in dock.heard() if line["channel"] == "handset" and "pin" in line["keys"][0]
    )


def test_a_card_that_is_forgotten_is_called_after_in_the_handset_and_then_aloud(dock):
    lays_card(dock)
    answers(dock, "pin-enter", *"1234", "ok")
    dock.hears("card-remove")
    lets_time_pass(dock, 100)
    dock.hears("visit-idle-warning")
    for _ in range(12):
        lets_time_pass(dock, 50)
        if any("card-left-alarm" in line["keys"] for line in dock.heard() if line["channel"] == "speaker"):
            break
    dock.hears("card-left-alarm", "speaker")
    dock.does("/card", remove=True)
    dock.awaits(lambda state: state["visit"] is None)
