"""Whole visits on a line that lies, and with a central that mixes people up: nothing is printed, and nobody pays for it."""

import json

import pytest
from central_line import Cardholder, Terminal
from kiosk import identifies, money_back, orders, pays, takes
from msgspec import structs

from central.client import CentralClient

OTHERS_NAME = "𠮷田"


class LyingLine(CentralClient):
    """A line whose answer to a payment goes through `change` on its way; what came truly is in `seen`."""

    def __init__(self, kiosk, change=lambda issued: issued):
        super().__init__(kiosk.central.url, kiosk.central.signer)
        self.change, self.seen = change, []

    def document(self, visit, order, paid):
        self.seen.append(super().document(visit, order, paid))
        return self.change(self.seen[-1])


def visits_in_vain(kiosk):
    """A whole visit that ends without a sheet, with the money back."""
    before = len(kiosk.printed())
    visit = kiosk.begins()
    identifies(kiosk)
    orders(kiosk)
    pays(kiosk, 100, 100, 100)
    told = kiosk.visitor.sees("print-not-done")
    assert told.phrase.values["fee"] == 300
    kiosk.visitor.presses("ok")
    visit.result()
    assert len(kiosk.printed()) == before
    assert money_back(kiosk) == 300


def shut_by(kiosk):
    rows = kiosk.journal._db.execute("SELECT body ->> 'detail' FROM record WHERE what = 'gate_shut'").fetchall()
    return [json.loads(detail)["check"] for (detail,) in rows]


def last_issuance(kiosk):
    with kiosk.central.running.desk.store.reading() as connection:
        return connection.execute("SELECT state, ticket FROM issuance ORDER BY id DESC LIMIT 1").fetchone()


def test_the_document_of_the_visit_before_is_not_printed_for_the_next_visitor(kiosk, caplog):
    line = kiosk.role.central = LyingLine(kiosk)
    visit = kiosk.begins()
    identifies(kiosk)
    orders(kiosk)
    pays(kiosk, 100, 100, 100)
    takes(kiosk)
    visit.result()
    money_back(kiosk)
    line.change = lambda _issued: line.seen[0]
    visits_in_vain(kiosk)
    assert shut_by(kiosk) == ["visit"]
    assert "the print gate stayed shut: visit" in caplog.text
    assert last_issuance(kiosk) == ("not_done", "kiosk-01-00002")


def test_a_document_that_comes_damaged_is_not_printed(kiosk):
    kiosk.role.central = LyingLine(kiosk, lambda came: structs.replace(came, document=came.document[:-1]))
    visits_in_vain(kiosk)
    assert shut_by(kiosk) == ["bytes"]


def test_a_document_for_a_visit_that_was_ended_by_force_is_not_printed(kiosk):
    def taken_over(issued):
        kiosk.talk.begin("visit-of-the-next", "kiosk-01-00099", ())
        return issued

    kiosk.role.central = LyingLine(kiosk, taken_over)
    visit = kiosk.begins()
    identifies(kiosk)
    orders(kiosk)
    pays(kiosk, 100, 100, 100)
    kiosk.visitor.answers("print-not-done", "ok")
    visit.result()
    assert kiosk.printed() == []
    assert shut_by(kiosk) == ["serving"]


MIX_UP = """UPDATE visit SET (resident, holder) = (SELECT resident, holder FROM visit WHERE visit = ?)
    WHERE terminal = 'kiosk-01'"""


@pytest.fixture
def other(kiosk):
    """A visit of somebody else, at another terminal at the same time."""
    elsewhere = Terminal(kiosk.central.running, "kiosk-elsewhere", b"3" * 32)
    return elsewhere.identifies(Cardholder(0x1005))


def test_a_document_that_central_made_for_somebody_else_is_not_printed(kiosk, other, caplog):
    visit = kiosk.begins()
    identifies(kiosk)
    kiosk.visitor.sees("certificate-choose")
    with kiosk.central.running.desk.store.writing() as connection:
        connection.execute(MIX_UP, (other,))
    orders(kiosk)
    pays(kiosk, 100, 100, 100)
    kiosk.visitor.answers("print-not-done", "ok")
    visit.result()
    assert kiosk.printed() == []
    assert money_back(kiosk) == 300
    assert shut_by(kiosk) == ["holder"]
    assert OTHERS_NAME not in caplog.text
