"""One whole visit at a terminal that runs as a program of its own: read from nothing but `GET /heard`, done with nothing but keys and hands."""

import pytest
from docked import example, heard_by_tests, running
from kiosk import SEED

pytestmark = [pytest.mark.real, pytest.mark.timeout(300)]


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


def test_a_residence_record_is_taken_by_ear_over_http(dock):
    dock.lifts()
    dock.hears("card-place")
    dock.does("/card", name="hanako")
    answers(dock, "pin-enter", *"1234", "ok")
    dock.hears("card-remove")
    dock.does("/card", remove=True)
    answers(dock, "certificate-choose", "1")
    answers(dock, "person-choose", "1")
    answers(dock, "items-several", "ok")
    answers(dock, "copies-enter", "ok")
    answers(dock, "order-check", "ok")
    dock.hears("pay-insert-cash")
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
