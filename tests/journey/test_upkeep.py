"""What a terminal does about its journal between visits, with the real parts around it."""

from acting import LONG
from kiosk import identifies, orders

from central.signing import Signer
from drivers.protocols import Fault
from firmware.health import look
from firmware.upkeep import Upkeep
from firmware.visits import Visits


def upkeep(kiosk):
    return Upkeep(kiosk.role, kiosk.clock, Visits(kiosk.role, kiosk.talk, "kiosk-01"))


def cut_off(kiosk):
    """A visitor has paid 300 yen into the box, and then the program was gone."""
    what = {"order": "o1", "kind": "residence", "copies": 1, "sheets": 1, "yen": 300}
    kiosk.journal.note("v1", "ordered", ticket="kiosk-01-00041", **what)
    kiosk.journal.begin("v1", "charge", yen=300)
    kiosk.journal.note("v1", "cash_in", yen=300)


def test_a_journal_that_cannot_be_written_at_the_start_is_recovered_once_it_can(kiosk):
    cut_off(kiosk)
    kiosk.journal._db.execute("PRAGMA query_only=ON")
    keeping = upkeep(kiosk)
    keeping.run()
    assert look({}, kiosk.journal).closed(()) is not None
    assert kiosk.cash_box.tray == {}
    kiosk.journal._db.execute("PRAGMA query_only=OFF")
    kiosk.talk.stop()  # nobody is there to press
    keeping.run()
    assert sum(yen * count for yen, count in kiosk.cash_box.tray.items()) == 300
    keeping.run()
    assert sum(yen * count for yen, count in kiosk.cash_box.tray.items()) == 300


def test_money_that_a_live_visit_could_not_return_is_named_to_staff_as_owed(kiosk):
    visit = kiosk.begins()
    identifies(kiosk)
    orders(kiosk)
    kiosk.visitor.sees("pay-insert-cash")
    kiosk.cash_box.insert(100)
    kiosk.cash_box.set_fault(Fault.MONEY_JAM)
    kiosk.visitor.presses("stop")
    kiosk.visitor.answers("visit-cancel-confirm", "stop")
    kiosk.visitor.answers("pay-owed", "ok")
    visit.result()
    [sentence] = look({}, kiosk.journal).sentences()
    assert sentence.startswith(f"100 yen are owed for ticket kiosk-01-00001 since {kiosk.clock.now():%Y-%m-%d} ")


def test_a_terminal_that_central_does_not_know_says_so_until_it_is_registered(kiosk, central):
    kiosk.client.use(central.url)
    registered, kiosk.client.signer = kiosk.client.signer, Signer("kiosk-99", bytes(range(32)), kiosk.clock.now)
    kiosk.journal.note("v1", "ride", fare=200)
    keeping = upkeep(kiosk)
    kiosk.clock.advance(60)
    keeping.run()
    keeping.courier.join(LONG)
    [sentence] = keeping.sentences()
    assert sentence.startswith("Central takes no records from this terminal (terminal_unknown)")
    keeping._queue._signer = kiosk.client.signer = registered
    kiosk.clock.advance(60)
    keeping.run()
    keeping.courier.join(LONG)
    assert (keeping.sentences(), kiosk.journal.backlog().count) == ([], 0)
