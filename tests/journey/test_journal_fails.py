"""A journal that fails at each place of a visit, once or from then on: what the visitor is told, where money and paper are."""

import pytest
from kiosk import SEED, Kiosk, identifies, money_back, orders, pays

from drivers.protocols import Fault
from firmware.closing import close_books
from firmware.errors import JournalError
from firmware.health import look
from firmware.journal import Journal
from firmware.prompts import HandOver, RemoveCard, Tell, Wait


class FailingJournal(Journal):
    """A journal that cannot write a certain row, `at` (what, phase), and with `stays` none after it."""

    at, stays, has_failed = ("", ""), False, False

    def _add(self, act, phase, detail):
        if ((act.what, phase) == self.at and not self.has_failed) or (self.stays and self.has_failed):
            self.has_failed = True
            raise JournalError("the journal cannot be written: disk full")
        super()._add(act, phase, detail)


@pytest.fixture
def kiosk(central, tmp_path):
    kiosk = Kiosk(central, tmp_path, journal=FailingJournal(tmp_path / "journal.db", central.clock, SEED))
    yield kiosk
    kiosk.close()


def sees_to_the_end(kiosk, visit):
    """All that is told after the payment, each question answered as whoever wants everything answers it."""
    told, turn = [], 0
    while not visit.is_over:
        view = kiosk.talk.view
        if view.prompt is not None and kiosk.talk._is_open and view.turn > turn:
            turn = view.turn
            if not isinstance(view.prompt, Wait | RemoveCard):
                told.append(view.prompt.phrase.key)
                kiosk.talk.press("ok" if isinstance(view.prompt, Tell | HandOver) else "1", turn)
        visit.wait(0.003)
    visit.result()
    return told


def pays_at_a_failing_journal(kiosk, row, stays):
    visit = kiosk.begins()
    identifies(kiosk)
    kiosk.journal.at, kiosk.journal.stays = tuple(row.split()), stays
    orders(kiosk)
    if row not in ("ordered note", "charge intent"):
        pays(kiosk, 100, 100, 100)
    return sees_to_the_end(kiosk, visit)


MIDWAY, BACK, OWED, OWED_BY_SLIP = ["fault-midway"], ["print-not-done"], ["pay-owed-number"], ["pay-owed"]
SERVED = ["receipt-choose", "hand-over"]
NO_SLIP = ["receipt-choose", "receipt-none", "hand-over"]
# row, then what is told, what lies in the tray and how many sheets came: when it fails once, and from then on
PLACES = {
    "ordered note": ((MIDWAY, 0, 0), (MIDWAY, 0, 0)),
    "charge intent": ((MIDWAY, 0, 0), (MIDWAY, 0, 0)),
    "charge done": ((OWED_BY_SLIP, 0, 0), (OWED, 0, 0)),
    "receipt_numbered note": ((BACK, 300, 0), (OWED, 0, 0)),
    "print intent": ((BACK, 300, 0), (OWED, 0, 0)),
    # the sheet is out: whatever cannot be written any more, the visitor gets it
    "print done": ((SERVED, 0, 1), (NO_SLIP, 0, 1)),
    "outcome intent": ((SERVED, 0, 1), (NO_SLIP, 0, 1)),
    "receipt intent": ((NO_SLIP, 0, 1), (NO_SLIP, 0, 1)),
    "receipt done": ((SERVED, 0, 1), (SERVED, 0, 1)),
}
CELLS = [(row, stays, cell) for row, cells in PLACES.items() for stays, cell in zip((False, True), cells, strict=True)]


@pytest.mark.parametrize(("row", "stays", "cell"), CELLS)
def test_wherever_the_journal_fails_the_visitor_is_told_and_has_the_paper_or_the_money_or_its_number(
    kiosk, row, stays, cell
):
    told = pays_at_a_failing_journal(kiosk, row, stays)
    assert kiosk.journal.has_failed
    assert (told, money_back(kiosk), sum(paper.sheets for paper in kiosk.page_printer.history)) == cell


@pytest.mark.parametrize(("stays", "told"), [(False, OWED_BY_SLIP), (True, OWED)])
def test_money_that_cannot_be_returned_for_want_of_a_record_is_promised(kiosk, stays, told):
    kiosk.page_printer.set_fault(Fault.PAPER_OUT)
    assert pays_at_a_failing_journal(kiosk, "refund intent", stays) == told
    assert money_back(kiosk) == 0
    kiosk.journal.stays = False
    kiosk.page_printer.set_fault(None)
    close_books(kiosk.journal, kiosk.journal.newest().visit)
    [sentence] = [words for words in look({}, kiosk.journal).sentences() if "owed" in words]
    assert sentence.startswith("300 yen are owed for ticket kiosk-01-00001")


def test_money_of_a_visit_that_could_not_be_written_to_its_end_is_owed_before_the_next_visit_begins(kiosk):
    assert pays_at_a_failing_journal(kiosk, "charge done", True) == OWED
    kiosk.journal.at, kiosk.journal.stays = ("", ""), False
    visit = kiosk.begins()
    kiosk.visitor.answers("language-choose", "stop")
    kiosk.visitor.answers("visit-cancel-confirm", "stop")
    kiosk.visitor.answers("visit-cancelled", "ok")
    visit.result()
    assert [sentence.split(" for")[0] for sentence in look({}, kiosk.journal).sentences() if "owed" in sentence] == [
        "300 yen are owed"
    ]


def test_a_journal_that_gives_no_ticket_begins_no_visit(kiosk):
    kiosk.journal.close()
    visit = kiosk.begins()
    kiosk.visitor.answers("out-of-order", "ok")
    visit.result()
    assert "card-place" not in kiosk.visitor.seen
