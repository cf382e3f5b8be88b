"""What central could not be told at once is told when the line is back, in order, and once."""

import sqlite3

import pytest
from acting import LONG
from kiosk import identifies, money_back, orders, pays

from central.client import CentralFault
from firmware.courier import Courier
from firmware.health import look
from firmware.telling import tell_all, telling


def outcomes(central, kiosk):
    """What central has recorded of this terminal's orders, the oldest first."""
    mine = [
        entry.detail["order"]
        for visit in visits(kiosk)
        for entry in kiosk.journal.entries(visit)
        if entry.what == "ordered"
    ]
    database = sqlite3.connect(central.folder / "central.sqlite")
    return [database.execute("SELECT outcome FROM ordered WHERE id = ?", [order]).fetchone()[0] for order in mine]


def visits(kiosk):
    rows = kiosk.journal._db.execute("SELECT DISTINCT visit FROM record ORDER BY seq").fetchall()
    return [visit for (visit,) in rows]


def pays_while_the_line_fails(kiosk, central):
    kiosk.client.use(central.url)
    visit = kiosk.begins()
    identifies(kiosk)
    orders(kiosk)
    kiosk.visitor.sees("pay-insert-cash")
    kiosk.client.use("http://127.0.0.1:1")
    pays(kiosk, 100, 100, 100)
    kiosk.visitor.answers("print-not-done", "ok")
    visit.result()
    kiosk.visitor.sees_idle()


@pytest.fixture
def untold(kiosk, central):
    """A kiosk with two visits of which central has not heard the end."""
    pays_while_the_line_fails(kiosk, central)
    pays_while_the_line_fails(kiosk, central)
    return kiosk


def test_untold_outcomes_are_told_when_the_line_is_back(untold, central):
    assert outcomes(central, untold) == [None, None]
    assert look({}, untold.journal).sentences()[0].startswith("2 outcomes have not been told")
    untold.client.use(central.url)
    tell_all(untold.journal, untold.client)
    assert [b'"not_done"' in outcome and b'"returned":300' in outcome for outcome in outcomes(central, untold)] == [
        True
    ] * 2
    assert look({}, untold.journal).sentences() == []
    assert money_back(untold) == 600


def test_as_long_as_the_line_is_down_nothing_is_forgotten(untold):
    before = untold.journal.unsettled()
    with pytest.raises(CentralFault):
        tell_all(untold.journal, untold.client)
    assert untold.journal.unsettled() == before


def test_an_outcome_that_central_will_never_take_does_not_hold_up_the_others(untold, central):
    untold.journal.begin("v0", "outcome", order="nobodys", printed="done", sheets=1, kept=0, returned=0)
    untold.client.use(central.url)
    tell_all(untold.journal, untold.client)
    [refused] = untold.journal.entries("v0")[1:]
    assert (refused.phase, refused.detail) == ("not_done", {"reason": "visit_unknown"})
    assert untold.journal.unsettled() == []


def test_the_courier_tells_beside_the_terminal_and_has_nothing_to_do_twice(untold, central):
    untold.client.use(central.url)
    courier = Courier([telling(untold.journal, untold.client, untold.clock)])
    courier.begin()
    courier.join(LONG)
    assert None not in outcomes(central, untold)
    told = courier._going
    untold.clock.advance(60)
    courier.begin()
    assert courier._going is told


def test_while_the_line_is_down_the_courier_tries_every_half_minute(untold, central):
    courier = Courier([telling(untold.journal, untold.client, untold.clock)])
    courier.begin()
    courier.join(LONG)
    failed = courier._going
    courier.begin()
    assert courier._going is failed
    untold.client.use(central.url)
    untold.clock.advance(31)
    courier.begin()
    courier.join(LONG)
    assert None not in outcomes(central, untold)
