"""Orders: made once, paid exactly, handed to nobody else, and their fate written down for good."""

import hashlib
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from central_line import Cardholder, an_order, fresh, paid, refused, text_of

from central.service import forms
from central.service.clock import JAPAN
from central.service.rules import KINDS
from central.service.stores import Conflict
from central.wire import Outcome, Printed, Reason

HANAKO = Cardholder(0x1001)


@pytest.fixture
def visit(terminal):
    return terminal.identifies(HANAKO)


def issuances(central, visit):
    columns = "ticket, kind, sheets, sha256, yen, state"
    with central.desk.store.reading() as connection:
        return connection.execute(f"SELECT {columns} FROM issuance WHERE visit = ? ORDER BY id", (visit,)).fetchall()


def on_disk(central):
    if central.config.database:
        pytest.skip("the files are the server's, which sweeps them when it vacuums")
    return b"".join(file.read_bytes() for file in central.config.state.iterdir())


def test_a_resident_gets_the_residence_record_that_was_quoted(terminal, visit):
    quote = terminal.orders(visit, copies=2)
    document = terminal.takes(visit, quote)
    assert (quote.fee, quote.sheets) == (600, 2)
    assert hashlib.sha256(document).hexdigest() == quote.sha256
    assert "見本花子" in text_of(document)
    assert "T-1" in text_of(document)


TITLES = {
    "residence": "住民票",
    "seal": "印鑑登録証明書",
    "family-all": "全部事項証明",
    "family-one": "個人事項証明",
    "supplementary": "附票",
    "tax": "証明書",
}


def test_every_certificate_that_rules_may_name_can_be_made():
    assert set(forms.KINDS) == set(KINDS) == set(TITLES)


@pytest.mark.parametrize("kind", TITLES)
def test_a_resident_gets_each_certificate(terminal, visit, kind):
    quote = terminal.orders(visit, kind=kind, year=2025 if kind == "tax" else 0)
    text = text_of(terminal.takes(visit, quote))
    assert TITLES[kind] in text
    assert "花子" in text
    assert quote.fee == (450 if kind.startswith("family") else 300)


def test_the_household_is_printed_when_it_was_chosen(terminal, visit):
    text = text_of(terminal.takes(visit, terminal.orders(visit, whom="household")))
    assert "見本太郎" in text
    assert "見本花子" in text


def test_a_household_that_somebody_has_just_left_is_not_printed_whole(terminal, central, visit):
    change = "UPDATE resident SET leaving = ? WHERE name = '見本　太郎'"
    with central.desk.store.writing() as connection:
        assert connection.execute(change, ("2026-11-24",)).rowcount
    try:
        assert refused(lambda: terminal.orders(visit, whom="household")) is Reason.WITHHELD
        assert terminal.orders(visit).sheets == 1
    finally:
        with central.desk.store.writing() as connection:
            connection.execute(change, (None,))


def test_an_item_is_printed_when_it_was_chosen(terminal, visit):
    with_it = text_of(terminal.takes(visit, terminal.orders(visit, items=["relation", "domicile"])))
    without = text_of(terminal.takes(visit, terminal.orders(visit)))
    assert without.count("【省略】") > with_it.count("【省略】")


def test_the_same_order_again_gives_the_same_quote_and_is_made_once(terminal, central, visit):
    order = an_order()
    quotes = [terminal.client.order(visit, order) for _ in range(3)]
    assert quotes[0] == quotes[1] == quotes[2]
    assert len(issuances(central, visit)) == 1


def test_another_order_under_the_same_id_is_refused(terminal, visit):
    order = terminal.orders(visit).order
    assert refused(lambda: terminal.orders(visit, order=order, copies=3)) is Reason.ORDER_CHANGED


@pytest.mark.parametrize("yen", [0, 299, 301, 600])
def test_nothing_is_handed_over_for_another_sum(terminal, visit, yen):
    quote = terminal.orders(visit)
    assert refused(lambda: terminal.client.document(visit, quote.order, paid(quote, yen=yen))) is Reason.MALFORMED


def test_the_document_can_be_fetched_again_when_the_line_broke(terminal, visit):
    quote = terminal.orders(visit)
    assert terminal.takes(visit, quote) == terminal.takes(visit, quote)


def test_a_receipt_may_have_the_longest_name_of_a_terminal(terminal, visit):
    quote = terminal.orders(visit)
    receipt = f"{'k' * 64}-000001"
    assert terminal.client.document(visit, quote.order, paid(quote, receipt=receipt)).document.startswith(b"%PDF")


def test_an_order_is_not_paid_twice_in_different_ways(terminal, visit):
    quote = terminal.orders(visit)
    terminal.takes(visit, quote)
    again = paid(quote, receipt="r-2")
    assert refused(lambda: terminal.client.document(visit, quote.order, again)) is Reason.ORDER_CHANGED


def test_another_visit_does_not_get_the_document(terminal, visit):
    quote = terminal.orders(visit)
    stranger = terminal.identifies(Cardholder(0x1005))
    assert refused(lambda: terminal.takes(stranger, quote)) is Reason.VISIT_UNKNOWN


def test_another_terminal_does_not_get_the_document(terminal, other_terminal, visit):
    quote = terminal.orders(visit)
    other_terminal.opens(visit)
    assert refused(lambda: other_terminal.takes(visit, quote)) is Reason.VISIT_UNKNOWN
    assert refused(lambda: other_terminal.orders(visit)) is Reason.VISIT_UNKNOWN
    assert refused(lambda: other_terminal.ends(visit, quote)) is Reason.VISIT_UNKNOWN


def test_an_order_id_of_another_visit_is_free_here(terminal, visit):
    stranger, order = terminal.identifies(Cardholder(0x1005)), fresh("order")
    mine, theirs = terminal.orders(visit, order=order), terminal.orders(stranger, order=order)
    assert "見本花子" in text_of(terminal.takes(visit, mine))
    assert "見本花子" not in text_of(terminal.takes(stranger, theirs))


def test_the_document_is_gone_once_its_outcome_is_told(terminal, central, visit):
    quote = terminal.orders(visit)
    terminal.takes(visit, quote)
    terminal.ends(visit, quote)
    assert refused(lambda: terminal.takes(visit, quote)) is Reason.VISIT_UNKNOWN
    with central.desk.store.reading() as connection:
        kept = connection.execute("SELECT document FROM ordered WHERE id = ?", (quote.order,)).fetchall()
    assert kept == [(None,)]


def test_what_was_forgotten_cannot_be_read_in_the_files_of_a_running_central(terminal, central, visit):
    terminal.orders(visit)
    central.desk.tidy()
    assert b"%PDF" in on_disk(central)
    central.clock.move(central.clock.now() + timedelta(seconds=601))
    central.desk.tidy()
    assert b"%PDF" not in on_disk(central)


def test_a_document_is_kept_ten_minutes_and_ten_more_after_paying(terminal, central, visit):
    quote, late = terminal.orders(visit), terminal.orders(visit)
    central.clock.move(central.clock.now() + timedelta(seconds=600))
    terminal.takes(visit, quote)
    central.clock.move(central.clock.now() + timedelta(seconds=1))
    assert refused(lambda: terminal.takes(visit, late)) is Reason.VISIT_UNKNOWN
    central.clock.move(central.clock.now() + timedelta(seconds=599))
    assert terminal.takes(visit, quote)


def test_an_order_whose_document_is_gone_is_not_quoted_again(terminal, central, visit):
    ended, late = an_order(), an_order()
    quote = terminal.client.order(visit, ended)
    terminal.client.order(visit, late)
    terminal.ends(visit, quote, Printed.NOT_DONE)
    assert refused(lambda: terminal.client.order(visit, ended)) is Reason.VISIT_UNKNOWN
    central.clock.move(central.clock.now() + timedelta(seconds=601))
    assert refused(lambda: terminal.client.order(visit, late)) is Reason.VISIT_UNKNOWN


def test_documents_nobody_fetched_leave_the_database(terminal, central, visit):
    quote = terminal.orders(visit)
    central.clock.move(central.clock.now() + timedelta(seconds=601))
    central.desk.tidy()
    with central.desk.store.reading() as connection:
        kept = connection.execute("SELECT document FROM ordered WHERE id = ?", (quote.order,)).fetchall()
    assert kept == [(None,)]


def test_nothing_is_ordered_half_an_hour_after_the_visit_began(terminal, central, visit):
    central.clock.move(central.clock.now() + timedelta(seconds=1801))
    assert refused(lambda: terminal.orders(visit)) is Reason.VISIT_UNKNOWN


def test_what_was_issued_is_written_down_step_by_step(terminal, central, visit):
    quote = terminal.orders(visit)
    terminal.takes(visit, quote)
    terminal.ends(visit, quote)
    terminal.ends(visit, quote)
    rows = issuances(central, visit)
    assert [row[-1] for row in rows] == ["quoted", "paid", "done"]
    assert {row[:-1] for row in rows} == {("T-1", "residence", 1, quote.sha256, 300)}


def test_an_unknown_outcome_may_be_settled_once(terminal, central, visit):
    quote = terminal.orders(visit)
    terminal.takes(visit, quote)
    terminal.ends(visit, quote, Printed.UNKNOWN)
    terminal.ends(visit, quote, Printed.NOT_DONE)
    assert refused(lambda: terminal.ends(visit, quote, Printed.DONE)) is Reason.ORDER_CHANGED
    assert [row[-1] for row in issuances(central, visit)] == ["quoted", "paid", "unknown", "not_done"]


def test_an_outcome_is_taken_days_later(terminal, central, visit):
    quote = terminal.orders(visit)
    terminal.takes(visit, quote)
    central.clock.move(central.clock.now() + timedelta(days=7))
    central.desk.tidy()
    terminal.ends(visit, quote)
    assert issuances(central, visit)[-1][-1] == "done"


def test_an_outcome_of_money_that_was_given_back_is_taken_without_a_document(terminal, central, visit):
    quote = terminal.orders(visit)
    terminal.client.outcome(visit, quote.order, Outcome(printed=Printed.NOT_DONE, sheets=0, kept=0, returned=300))
    assert [row[-1] for row in issuances(central, visit)] == ["quoted", "not_done"]


@pytest.mark.parametrize("change", ["DELETE FROM issuance", "UPDATE issuance SET state = 'done'"])
def test_no_issuance_is_ever_changed(terminal, central, visit, change):
    terminal.orders(visit)
    with pytest.raises(Conflict, match="never"), central.desk.store.writing() as connection:
        connection.execute(change)


@pytest.mark.parametrize(
    ("order", "reason"),
    [
        ({"kind": "pedigree"}, Reason.NOT_OFFERED),
        ({"year": 2026}, Reason.NOT_OFFERED),
        ({"whom": "neighbours"}, Reason.NOT_OFFERED),
        ({"items": ["number"]}, Reason.NOT_OFFERED),
        ({"items": ["relation", "relation"]}, Reason.NOT_OFFERED),
        ({"copies": 11}, Reason.NOT_OFFERED),
        ({"copies": 0}, Reason.MALFORMED),
    ],
)
def test_what_is_not_offered_cannot_be_ordered(terminal, central, visit, order, reason):
    assert refused(lambda: terminal.orders(visit, **order)) is reason
    assert issuances(central, visit) == []


@pytest.mark.parametrize(
    ("at", "reason"),
    [
        ("2026-11-24T06:00", Reason.CLOSED),
        ("2026-11-24T23:00", Reason.CLOSED_MIDWAY),
        ("2026-12-30T12:00", Reason.CLOSED),
    ],
)
def test_outside_the_hours_it_is_shown_but_cannot_be_ordered(terminal, central, at, reason):
    central.clock.move(datetime.fromisoformat(at).replace(tzinfo=JAPAN))
    visit, challenge = terminal.opens()
    assert not any(offer.open_now for offer in terminal.proves(HANAKO, visit, challenge).offers)
    assert refused(lambda: terminal.orders(visit)) is reason


def test_what_was_quoted_before_closing_time_is_handed_over_after_it(terminal, central):
    central.clock.move(central.clock.now().replace(hour=22, minute=59))
    visit = terminal.identifies(HANAKO)
    quote = terminal.orders(visit)
    assert quote.pay_by == central.clock.now().replace(hour=23, minute=10)
    central.clock.move(central.clock.now() + timedelta(minutes=3))
    assert terminal.takes(visit, quote)


def test_what_was_quoted_before_closing_time_and_not_paid_soon_after_it_is_handed_to_nobody(terminal, central):
    central.clock.move(central.clock.now().replace(hour=22, minute=50))
    early, quote = quoted(terminal)
    terminal.takes(early, quote)
    central.clock.move(central.clock.now().replace(hour=22, minute=59, second=59))
    late, other = quoted(terminal)
    central.clock.move(central.clock.now() + timedelta(minutes=10, seconds=2))
    assert refused(lambda: terminal.takes(late, other)) is Reason.CLOSED_MIDWAY
    assert [row[-1] for row in issuances(central, late)] == ["quoted"]


def quoted(terminal):
    visit = terminal.identifies(HANAKO)
    return visit, terminal.orders(visit)


def test_a_name_that_the_font_lacks_is_never_printed_nor_quoted(terminal, central):
    visit, challenge = terminal.opens()
    assert refused(lambda: terminal.proves(Cardholder(0x100B), visit, challenge)) is Reason.WITHHELD
    assert refused(lambda: terminal.orders(visit)) is Reason.VISIT_UNKNOWN
    assert issuances(central, visit) == []


@pytest.fixture
def too_long(central):
    """For one test, 0x1005 moved here from an address that no form has room for."""
    change = "UPDATE resident SET moved_from = ? WHERE id = ?"
    with central.desk.store.writing() as connection:
        [[resident, before]] = connection.execute("SELECT id, moved_from FROM resident WHERE name LIKE '𠮷田%﨑子'")
        connection.execute(change, ("見本県やま市緑町" * 60, resident))
    yield Cardholder(0x1005)
    with central.desk.store.writing() as connection:
        connection.execute(change, (before, resident))


def test_a_text_that_finds_no_room_is_never_cut_nor_quoted(terminal, central, too_long):
    visit = terminal.identifies(too_long)
    assert refused(lambda: terminal.orders(visit)) is Reason.TEXT_TOO_LONG
    assert issuances(central, visit) == []


@contextmanager
def born(central, day):
    """Meanwhile the record of 0x1005 has another birthday."""
    change = "UPDATE resident SET birth = ? WHERE id = ?"
    with central.desk.store.writing() as connection:
        [[resident, before]] = connection.execute("SELECT id, birth FROM resident WHERE name LIKE '𠮷田%﨑子'")
        connection.execute(change, (day, resident))
    yield Cardholder(0x1005)
    with central.desk.store.writing() as connection:
        connection.execute(change, (before, resident))


@pytest.fixture
def damaged(central):
    """For one test, the record of 0x1005 has a birthday that is none."""
    with born(central, "the third of May") as holder:
        yield holder


def test_a_day_of_no_era_is_for_the_counter_and_no_fault_of_central(terminal, central):
    with born(central, "0971-01-08") as holder:
        visit = terminal.identifies(holder)
        assert refused(lambda: terminal.orders(visit)) is Reason.WITHHELD
    assert issuances(central, visit) == []


def test_a_damaged_record_is_withheld_and_its_place_told_to_the_operator(terminal, damaged, caplog):
    assert refused(lambda: terminal.identifies(damaged)) is Reason.WITHHELD
    assert "the register's Resident" in caplog.text
    assert "third of May" not in caplog.text
