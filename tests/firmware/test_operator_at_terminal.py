"""Staff at a terminal that runs as a program of its own, central out of reach: what they close stays closed after a restart."""

import pytest
from docked import example, running


@pytest.fixture
def config(tmp_path):
    return example(tmp_path, ("127.0.0.1:8200", "127.0.0.1:1"))


def opens_menu(dock):
    dock.does("/card", name="staff")
    dock.answers("pin-enter", *"1234", "ok")
    dock.sees("card-remove")
    dock.does("/card", remove=True)
    dock.sees("staff-menu")


@pytest.mark.real
def test_what_staff_close_stays_closed_after_a_power_cut_until_they_open_it(config):
    with running(config) as dock:
        opens_menu(dock)
        dock.answers("staff-menu", "6")
        dock.answers("staff-reason-choose", "5")
        dock.answers("staff-service-closed", "ok")
        dock.answers("staff-menu", "7")
        dock.awaits(lambda state: state["closed"] and state["closed"]["phrase"] == "closed-for-event")
    with running(config) as dock:
        dock.awaits(lambda state: state["closed"] and state["closed"]["phrase"] == "closed-for-event")
        dock.does("/card", name="hanako")
        dock.answers("closed-for-event", "ok")
        dock.does("/card", remove=True)
        dock.awaits(lambda state: state["prompt"] is None and state["closed"])
        opens_menu(dock)
        dock.answers("staff-menu", "6")
        dock.answers("staff-service-on", "ok")
        dock.answers("staff-service-opened", "ok")
        dock.answers("staff-menu", "7")
        dock.awaits(lambda state: state["prompt"] is None and state["closed"] is None)
