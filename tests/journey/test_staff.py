"""A member of staff at the terminal: the card opens the menu, and whatever is done there stands in the journal."""

import hashlib
from collections import Counter
from datetime import timedelta

import pytest
from kiosk import CARDS, SEED, identifies, orders, pays, takes, takes_card, text_of

from cards.apdu import Channel
from cards.jpki import JpkiSession
from drivers.protocols import CardEvent, Fault
from drivers.virtual.card_kinds import load
from drivers.virtual.cash_box import VirtualCashBox
from drivers.virtual.reader import VirtualReader
from firmware.config import SAMPLE_STAFF
from firmware.conversation import Pressed
from firmware.figures import COUNTS, MONEY, of_visit, since
from firmware.health import look
from firmware.phrases import say
from firmware.phrases.reader import PhraseBook
from firmware.prompts import Choose, Confirm
from firmware.steps.staff import StaffCards
from firmware.steps.staff_desk import Desk
from firmware.steps.staff_journal import journal_sheet

MENU = {"doubts": "1", "paper": "2", "cash": "3", "close": "4", "journal": "5", "service": "6", "end": "7"}


def fingerprint_of(name):
    card = load(CARDS / f"{name}.toml", keep=False)
    return hashlib.sha256(JpkiSession(Channel(VirtualReader(card).connect())).certificate()).hexdigest()


@pytest.fixture
def kiosk(kiosk):
    kiosk.role.staff = StaffCards([fingerprint_of("staff")])
    return kiosk


def looks(kiosk):
    """What the terminal does between two visitors."""
    devices = {name: getattr(kiosk, name) for name in ("reader", "page_printer", "receipt_printer", "cash_box")}
    report = look(devices, kiosk.journal)
    kiosk.talk.close(report.closed(kiosk.role.essential))
    return report


def comes(kiosk, pin="1234"):
    """A member of staff lays down the card, enters the PIN and takes the card off."""
    kiosk.lays("staff")
    visit = kiosk.begins(CardEvent.INSERTED)
    kiosk.visitor.answers("pin-enter", *pin, "ok")
    takes_card(kiosk)
    kiosk.visitor.sees("staff-menu")
    return visit


def chooses(kiosk, item):
    kiosk.visitor.answers("staff-menu", MENU[item])


def leaves(kiosk, visit):
    chooses(kiosk, "end")
    visit.result()


def sells(kiosk, *money, whom="1", copies="1"):
    """A resident takes a certificate for 300 yen, or as many as are paid for."""
    visit = kiosk.begins()
    identifies(kiosk)
    orders(kiosk, whom=whom, copies=copies)
    pays(kiosk, *money)
    if sum(money) > 300 * int(copies):
        kiosk.visitor.answers("pay-change-take", "ok")
    takes(kiosk)
    visit.result()


def fails_to_print(kiosk, fault, after):
    """A visit whose printer fails after so many sheets; the fault is mended afterwards."""
    visit = kiosk.begins()
    identifies(kiosk)
    orders(kiosk, copies="2")
    kiosk.page_printer.set_fault(fault, after=after)
    pays(kiosk, 500, 100)
    return visit


def asks(kind):
    return lambda view: isinstance(view.prompt, kind)


def decides(kiosk, key):
    """Staff answer the question that is open, and agree to it once more."""
    kiosk.visitor.presses(key)
    kiosk.visitor.waits(asks(Confirm), "whether that is meant")
    kiosk.visitor.presses("ok")


def rows_of(kiosk):
    return {row.name.key: row.value.values for row in kiosk.talk.view.prompt.rows}


def closes_day(kiosk):
    chooses(kiosk, "close")
    kiosk.visitor.waits(lambda view: view.prompt.phrase.key.startswith("staff-close"), "the day close")
    phrase = kiosk.talk.view.prompt.phrase.key
    kiosk.visitor.presses("ok")
    kiosk.visitor.answers("staff-closed", "ok")
    return phrase, kiosk.journal.latest("day_closed").detail


def test_the_sample_card_is_the_one_that_the_demo_and_the_example_know():
    assert fingerprint_of("staff") == SAMPLE_STAFF
    assert SAMPLE_STAFF in (CARDS.parent / "terminal.toml").read_text(encoding="utf-8")


def test_a_staff_card_opens_the_menu_instead_of_a_visit_of_a_resident(kiosk):
    visit = comes(kiosk)
    leaves(kiosk, visit)
    [came] = [entry for entry in kiosk.journal.since("") if entry.what == "staff_came"]
    assert came.detail == {"by": fingerprint_of("staff")[:8]}
    assert kiosk.talk.view.visit is None


def test_staff_are_told_what_ails_before_the_menu(kiosk):
    kiosk.talk.ailing = (say("hook-stuck", minutes=12), say("speaker-fault"))
    kiosk.lays("staff")
    visit = kiosk.begins(CardEvent.INSERTED)
    kiosk.visitor.answers("pin-enter", *"1234", "ok")
    takes_card(kiosk)
    assert kiosk.visitor.sees("hook-stuck").phrase.values == {"minutes": 12}
    kiosk.visitor.presses("ok")
    kiosk.visitor.answers("speaker-fault", "ok")
    leaves(kiosk, visit)


def test_staff_get_in_with_the_line_to_central_cut(kiosk):
    kiosk.client.use("http://127.0.0.1:1")
    leaves(kiosk, comes(kiosk))
    kiosk.client.use(kiosk.central.url)


def test_staff_who_come_by_touch_choose_the_language_first(kiosk):
    visit = kiosk.begins()
    kiosk.visitor.answers("language-choose", "2")
    kiosk.visitor.sees("card-place")
    kiosk.lays("staff")
    kiosk.visitor.answers("pin-enter", *"1234", "ok")
    takes_card(kiosk)
    kiosk.visitor.sees("staff-menu")
    assert kiosk.talk.view.settings.language == "en"
    leaves(kiosk, visit)


def test_a_wrong_pin_of_staff_spends_one_attempt_and_is_told_like_anybodys(kiosk):
    kiosk.lays("staff")
    visit = kiosk.begins(CardEvent.INSERTED)
    kiosk.visitor.answers("pin-enter", *"0000", "ok")
    assert kiosk.visitor.sees("pin-wrong").attempts == 2
    kiosk.visitor.presses("ok", *"1234", "ok")
    takes_card(kiosk)
    leaves(kiosk, visit)


def test_a_card_that_is_not_named_is_a_residents(kiosk):
    kiosk.role.staff = StaffCards(["0" * 64])
    kiosk.lays("staff")
    visit = kiosk.begins(CardEvent.INSERTED)
    kiosk.visitor.answers("pin-enter", *"1234", "ok")
    kiosk.visitor.answers("city-not-joined", "ok")
    takes_card(kiosk, "card-take")
    visit.result()
    assert kiosk.journal.latest("staff_came") is None


def test_a_certificate_without_its_key_opens_nothing(kiosk):
    class Echo(StaffCards):
        """Admits with a signature over something else, as a replayed one is."""

        def admit(self, proof, talk, reader):
            self.digest("kiosk-02")
            super().admit(proof, talk, reader)

    kiosk.role.staff = Echo([fingerprint_of("staff")])
    kiosk.lays("staff")
    visit = kiosk.begins(CardEvent.INSERTED)
    kiosk.visitor.answers("pin-enter", *"1234", "ok")
    kiosk.visitor.answers("card-other-kind", "ok")
    takes_card(kiosk, "card-take")
    visit.result()
    assert "staff-menu" not in kiosk.visitor.seen


def test_staff_put_the_terminal_out_of_order_and_the_reason_stands_on_the_plate_after_a_restart(kiosk):
    visit = comes(kiosk)
    chooses(kiosk, "service")
    kiosk.visitor.answers("staff-reason-choose", "2")
    kiosk.visitor.answers("staff-service-closed", "ok")
    leaves(kiosk, visit)
    report = looks(kiosk)
    assert kiosk.talk.view.closed.key == "closed-for-paper"
    assert [sentence for sentence in report.sentences() if sentence.startswith("Out of order since")]
    again = type(kiosk.journal)(kiosk.state / "journal.db", kiosk.clock, SEED)
    assert look({}, again).closed(()).key == "closed-for-paper"
    again.close()


def test_on_a_closed_terminal_a_resident_is_told_so_and_gets_the_card_back_without_a_pin(kiosk):
    kiosk.page_printer.set_fault(Fault.PAPER_OUT)
    looks(kiosk)
    kiosk.lays("hanako")
    visit = kiosk.begins(CardEvent.INSERTED)
    kiosk.visitor.answers("out-of-order", "ok")
    takes_card(kiosk, "card-take")
    visit.result()
    assert "pin-enter" not in kiosk.visitor.seen


def test_only_a_card_begins_a_visit_on_a_closed_terminal(kiosk):
    kiosk.page_printer.set_fault(Fault.PAPER_OUT)
    looks(kiosk)
    assert kiosk.talk.press("ok") is Pressed.UNUSED
    kiosk.talk.notice(CardEvent.INSERTED)
    assert kiosk.talk.await_visitor(0) is CardEvent.INSERTED


def test_staff_bring_a_terminal_that_they_closed_back_into_service(kiosk):
    visit = comes(kiosk)
    chooses(kiosk, "service")
    kiosk.visitor.answers("staff-reason-choose", "1")
    kiosk.visitor.answers("staff-service-closed", "ok")
    leaves(kiosk, visit)
    looks(kiosk)
    visit = comes(kiosk)
    chooses(kiosk, "service")
    kiosk.visitor.answers("staff-service-on", "ok")
    kiosk.visitor.answers("staff-service-opened", "ok")
    leaves(kiosk, visit)
    assert looks(kiosk).sentences() == []
    assert kiosk.talk.view.closed is None


def test_paper_is_counted_from_the_last_filling_by_what_was_printed_since(kiosk):
    visit = comes(kiosk)
    chooses(kiosk, "paper")
    kiosk.visitor.answers("staff-paper", "ok")
    kiosk.visitor.answers("staff-paper-enter", *"250", "ok")
    kiosk.visitor.answers("staff-written", "ok")
    leaves(kiosk, visit)
    sells(kiosk, 500, 100, copies="2")
    visit = comes(kiosk)
    chooses(kiosk, "paper")
    kiosk.visitor.sees("staff-paper")
    assert {key: values["count"] for key, values in rows_of(kiosk).items()} == {
        "staff-paper-filled": 250,
        "staff-paper-used": 2,
        "staff-paper-left": 248,
    }
    kiosk.visitor.presses("back")
    leaves(kiosk, visit)


def test_cash_that_is_missing_is_shown_and_written_down(kiosk):
    sells(kiosk, 500)
    visit = comes(kiosk)
    chooses(kiosk, "cash")
    kiosk.visitor.sees("staff-cash")
    assert rows_of(kiosk)["staff-cash-due"] == {"yen": 300}
    kiosk.visitor.presses("ok")
    kiosk.visitor.answers("staff-cash-enter", *"290", "ok")
    kiosk.visitor.answers("staff-cash-left-enter", *"0", "ok")
    kiosk.visitor.waits(asks(Confirm), "the check")
    assert rows_of(kiosk)["staff-cash-difference"] == {"yen": -10}
    kiosk.visitor.presses("ok")
    kiosk.visitor.answers("staff-written", "ok")
    counted = kiosk.journal.latest("cash_counted").detail
    assert counted == {
        "due": 300, "counted": 290, "difference": -10, "left": 0, "by": fingerprint_of("staff")[:8],
    }  # fmt: skip
    chooses(kiosk, "cash")
    kiosk.visitor.sees("staff-cash")
    assert rows_of(kiosk)["staff-cash-due"] == {"yen": 0}
    kiosk.visitor.presses("back")
    leaves(kiosk, visit)


def test_a_doubt_is_decided_by_staff_and_what_it_leaves_owed_is_paid_out_by_hand(kiosk):
    visit = fails_to_print(kiosk, Fault.OFFLINE, after=1)
    kiosk.visitor.answers("print-unknown", "ok")
    visit.result()
    kiosk.page_printer.set_fault(None)
    [ticket] = [entry.detail["ticket"] for entry in kiosk.journal.since("") if entry.what == "ordered"]
    visit = comes(kiosk)
    assert kiosk.talk.view.prompt.options[0].phrase.values == {"count": 1}
    chooses(kiosk, "doubts")
    asked = kiosk.visitor.sees("doubt-print").note.values
    assert (asked["ticket"], asked["sheets"], asked["out"]) == (ticket, 2, 1)
    decides(kiosk, "2")
    owed = kiosk.visitor.sees("doubt-owed").note.values
    assert (owed["ticket"], owed["yen"]) == (ticket, 600)
    decides(kiosk, "1")
    assert kiosk.visitor.sees("staff-doubts-left").phrase.values == {"count": 0}
    kiosk.visitor.presses("ok")
    leaves(kiosk, visit)
    decided = [entry for entry in kiosk.journal.since("staff_came") if entry.detail.get("by")]
    assert [(entry.what, entry.phase) for entry in decided][:2] == [("print", "not_done"), ("owed", "done")]
    assert {entry.detail["by"] for entry in decided[:2]} == {fingerprint_of("staff")[:8]}


def test_a_key_that_was_pressed_twice_or_by_mistake_decides_nothing(kiosk):
    for number in range(2):
        kiosk.journal.begin(f"v{number}", "owed", yen=300, ticket=f"kiosk-01-0009{number}")
    visit = comes(kiosk)
    chooses(kiosk, "doubts")
    kiosk.visitor.answers("doubt-owed", "1")
    kiosk.visitor.waits(asks(Confirm), "whether that is meant")
    assert [row.value.key for row in kiosk.talk.view.prompt.rows] == ["doubt-owed-done"]
    assert kiosk.talk.press("1") is Pressed.UNUSED
    kiosk.visitor.presses("back")
    kiosk.visitor.waits(asks(Choose), "the question again")
    decides(kiosk, "2")
    kiosk.visitor.waits(asks(Choose), "the next one")
    kiosk.visitor.presses("3")
    kiosk.visitor.answers("staff-doubts-left", "ok")
    leaves(kiosk, visit)
    assert [(entry.visit, entry.phase) for entry in kiosk.journal.since("staff_came") if entry.what == "owed"] == [
        ("v0", "not_done")
    ]


def test_a_doubt_can_be_put_off(kiosk):
    visit = fails_to_print(kiosk, Fault.OFFLINE, after=1)
    kiosk.visitor.answers("print-unknown", "ok")
    visit.result()
    kiosk.page_printer.set_fault(None)
    visit = comes(kiosk)
    chooses(kiosk, "doubts")
    kiosk.visitor.answers("doubt-print", "3")
    assert kiosk.visitor.sees("staff-doubts-left").phrase.values == {"count": 1}
    kiosk.visitor.presses("ok")
    leaves(kiosk, visit)


def test_the_day_close_tells_what_was_sold_and_the_next_one_that_nothing_was(kiosk):
    sells(kiosk, 500)
    sells(kiosk, 500, 100, copies="2")
    visit = comes(kiosk)
    phrase, first = closes_day(kiosk)
    assert phrase == "staff-close"
    sold = {"number": 1, "orders": 2, "certificate-residence": 2, "copies": 3, "sheets": 3, "open": 0}
    money = {"inserted": 1100, "fees": 900, "change": 200, "refunds": 0, "owed": 0, "doubtful": 0, "forgone": 0}
    assert {name: first[name] for name in sold | money} == sold | money
    phrase, second = closes_day(kiosk)
    assert phrase == "staff-close-empty"
    assert second["number"] == 2
    assert not any(second[name] for name in (*COUNTS, *MONEY))
    leaves(kiosk, visit)
    [slip, _] = [printed for printed in kiosk.receipt_printer.history if printed.slip.name.startswith("close-")]
    assert "日計 No.1" in slip.text
    assert "900円" in slip.text


def test_day_closes_add_up_to_the_journal_whatever_is_decided_later(kiosk):
    sells(kiosk, 500)
    visit = fails_to_print(kiosk, Fault.OFFLINE, after=1)
    kiosk.visitor.answers("print-unknown", "ok")
    visit.result()
    kiosk.page_printer.set_fault(None)
    closes = []
    visit = comes(kiosk)
    closes.append(closes_day(kiosk)[1])
    chooses(kiosk, "doubts")
    kiosk.visitor.sees("doubt-print")
    decides(kiosk, "2")
    kiosk.visitor.answers("doubt-owed", "3")
    kiosk.visitor.answers("staff-doubts-left", "ok")
    closes.append(closes_day(kiosk)[1])
    chooses(kiosk, "doubts")
    kiosk.visitor.sees("doubt-owed")
    decides(kiosk, "1")
    kiosk.visitor.answers("staff-doubts-left", "ok")
    closes.append(closes_day(kiosk)[1])
    leaves(kiosk, visit)
    assert [close["number"] for close in closes] == [1, 2, 3]
    whole = Counter()
    for name in {entry.visit for entry in kiosk.journal.since("")}:
        whole.update(of_visit(kiosk.journal.entries(name)))
    for name in (*COUNTS, *MONEY):
        assert sum(close[name] for close in closes) == whole[name], name
    for close in closes:
        assert close["inserted"] == sum(close[name] for name in MONEY if name != "inserted")
    # 500 of the first visit, of which 200 went back; 600 of the second, which were paid out by hand
    assert (whole["inserted"], whole["fees"], whole["change"], whole["refunds"]) == (1100, 300, 200, 600)


def test_the_figures_are_those_of_the_box_itself(kiosk):
    sells(kiosk, 500)
    visit = kiosk.begins()
    identifies(kiosk)
    orders(kiosk)
    pays(kiosk, 100, 100)
    kiosk.visitor.answers("pay-insert-cash", "stop")
    kiosk.visitor.answers("visit-cancel-confirm", "stop")
    kiosk.visitor.answers("pay-refunded", "ok")
    kiosk.visitor.answers("visit-cancelled", "ok")
    visit.result()
    moved = Counter()
    for movement in kiosk.cash_box.history:
        moved[movement.kind] += movement.yen
    found = since(kiosk.journal, "day_closed")
    assert (found["inserted"], found["by_box"]) == (moved["kept"], moved["given"])
    assert (found["change"], found["refunds"]) == (200, 200)


def test_a_day_close_without_paper_for_its_slip_stands_in_the_journal(kiosk):
    visit = comes(kiosk)
    kiosk.receipt_printer.set_fault(Fault.PAPER_OUT)
    chooses(kiosk, "close")
    kiosk.visitor.answers("staff-close-empty", "ok")
    kiosk.visitor.answers("staff-closed-no-slip", "ok")
    leaves(kiosk, visit)
    assert kiosk.journal.latest("day_closed").detail["number"] == 1
    assert looks(kiosk).unsettled == ()


def test_a_days_journal_comes_out_as_a_sheet_with_nothing_about_a_person(kiosk):
    sells(kiosk, 500)
    visit = comes(kiosk)
    chooses(kiosk, "journal")
    kiosk.visitor.answers("staff-journal", "1")
    kiosk.visitor.answers("staff-printed", "ok")
    leaves(kiosk, visit)
    certificate, sheet = kiosk.page_printer.history
    assert sheet.sheets == 1
    assert sheet.document.startswith(b"%PDF")
    printed = journal_sheet(
        Desk(kiosk.journal, PhraseBook(), "kiosk-01", ""), kiosk.clock.now().replace(hour=0, minute=0)
    )
    assert ("支払い", "済") in [(row[2], row[3]) for row in printed.rows]
    ticket = kiosk.journal.latest("ordered").detail["ticket"]
    assert {row[1] for row in printed.rows if row[2] == "入金"} == {ticket}
    assert not any("花子" in cell for row in printed.rows for cell in row)
    assert text_of(certificate.document)


def test_a_long_day_takes_more_than_one_sheet_and_a_broken_printer_is_told(kiosk):
    for number in range(60):
        kiosk.journal.note("visit", "receipt_numbered", yen=number)
    visit = comes(kiosk)
    chooses(kiosk, "journal")
    kiosk.visitor.answers("staff-journal", "1")
    kiosk.visitor.answers("staff-printed", "ok")
    assert kiosk.page_printer.history[-1].sheets == 2
    kiosk.page_printer.set_fault(Fault.PAPER_JAM)
    chooses(kiosk, "journal")
    kiosk.visitor.answers("staff-journal", "1")
    kiosk.visitor.answers("staff-not-printed", "ok")
    leaves(kiosk, visit)
    assert [entry.what for entry in kiosk.journal.unsettled()] == []


def test_the_journal_of_another_day_is_empty(kiosk):
    yesterday = kiosk.clock.now().replace(hour=0, minute=0) - timedelta(days=400)
    assert journal_sheet(Desk(kiosk.journal, PhraseBook(), "kiosk-01", ""), yesterday).rows == ()


def test_a_box_that_gave_less_is_counted_by_what_it_gave(kiosk):
    kiosk.cash_box = kiosk.role.cash_box = VirtualCashBox()
    kiosk.cash_box.open()
    sells(kiosk, 1000)
    assert since(kiosk.journal, "cash_counted")["by_box"] == 700


def test_a_sheet_of_the_journal_that_nobody_knows_of_leaves_no_doubt(kiosk):
    for number in range(60):
        kiosk.journal.note("visit", "receipt_numbered", yen=number)
    visit = comes(kiosk)
    kiosk.page_printer.set_fault(Fault.OFFLINE, after=1)
    chooses(kiosk, "journal")
    kiosk.visitor.answers("staff-journal", "1")
    kiosk.visitor.answers("staff-not-printed", "ok")
    leaves(kiosk, visit)
    assert kiosk.journal.unsettled() == []
    assert since(kiosk.journal, "paper_filled")["staff_sheets"] == 1


def test_the_menu_waits_while_money_is_counted_and_closes_by_itself_when_staff_have_gone(kiosk):
    visit = comes(kiosk)
    assert kiosk.talk.view.prompt.patience == 300
    assert kiosk.visitor.walks_away() == [30, 20, 10]
    kiosk.visitor.answers("visit-ended-idle", "ok")
    visit.result()
    assert kiosk.talk.view.prompt is None
