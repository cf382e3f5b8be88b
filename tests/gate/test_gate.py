"""The print gate by itself, with a real journal and conversation: all agree and it opens; one does not and it stays shut."""

import hashlib
import threading
from datetime import datetime, timedelta

import pytest
from acting import LONG
from msgspec import structs

from central.wire import Issued, Order, Quote, Release, holder_of, mark_of
from firmware.clock import JAPAN, Clock
from firmware.conversation import Conversation
from firmware.gate import CHECKS, Gate, GateShut, Known, marks_in, sheets_in
from firmware.journal import Ending, Journal

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=JAPAN)
VISIT, TICKET, RECEIPT = "visit-1", "kiosk-01-00007", "kiosk-01-000003"
ORDER = Order(order="order-1", kind="residence", whom="self", items=["domicile"], copies=2)
HOLDER = holder_of(bytes(32), b"certificate")
OTHER = holder_of(bytes(32), b"certificate of somebody else")


def a_pdf(release, pages=2):
    return f"%PDF-1.7 <</Type/Pages/Count {pages}/Kids[]>> <pdf:Keywords>{mark_of(release)}</pdf:Keywords>".encode()


def issued(document=None, pages=2, **other):
    """A document and its release, which agree with each other and, apart from `other`, with the visit."""
    parts = {"terminal": "kiosk-01", "visit": VISIT, "ticket": TICKET, "order": ORDER, "holder": HOLDER}
    parts |= {"sha256": "0" * 64, "receipt": RECEIPT, "expires": NOW + timedelta(minutes=10)}
    release = Release(**{**parts, **other})
    document = document or a_pdf(release, pages)
    return Issued(release=structs.replace(release, sha256=hashlib.sha256(document).hexdigest()), document=document)


class Counter:
    """A terminal in the middle of a visit that has paid."""

    def __init__(self, folder):
        self.clock = Clock(NOW, running=False)
        self.talk = Conversation(self.clock)
        self.journal = Journal(folder / "journal.db", self.clock, bytes(32))
        self.talk.begin(VISIT, TICKET, ())
        self.journal.note(VISIT, "ordered", order=ORDER.order, ticket=TICKET)
        self.pays(600)

    def pays(self, yen, ending=Ending.DONE):
        with self.journal.act(VISIT, "charge", yen=yen) as charge:
            charge.end(ending)

    def gate(self, quoted):
        quote = Quote(order=ORDER.order, fee=600, sheets=2, sha256=quoted.release.sha256)
        return Gate(Known("kiosk-01", VISIT, TICKET, HOLDER, ORDER, quote, RECEIPT), self.talk, self.journal)

    def shut_by(self, came, quoted=None):
        """The check that keeps what came from being printed."""
        with self.gate(quoted or came) as gate, pytest.raises(GateShut) as shut:
            gate.open(came)
        notes = [entry.detail for entry in self.journal.entries(VISIT) if entry.what == "gate_shut"]
        assert notes[-1] == {"check": shut.value.check}
        return shut.value.check


@pytest.fixture
def counter(tmp_path):
    counter = Counter(tmp_path)
    yield counter
    counter.journal.close()


def test_a_document_that_is_this_visits_in_every_way_is_printed(counter):
    came = issued()
    with counter.gate(came) as gate:
        job = gate.open(came)
    assert (job.name, job.document, job.sheets) == (TICKET, came.document, 2)
    assert "gate_shut" not in [entry.what for entry in counter.journal.entries(VISIT)]


FOREIGN = {
    "terminal": {"terminal": "kiosk-02"},
    "visit": {"visit": "visit-2"},
    "ticket": {"ticket": "kiosk-01-00008"},
    "holder": {"holder": OTHER},
    "order": {"order": structs.replace(ORDER, whom="household")},
    "receipt": {"receipt": "kiosk-01-000004"},
    "in_time": {"expires": NOW},
}


@pytest.mark.parametrize(("check", "other"), FOREIGN.items())
def test_a_release_for_anything_else_stays_out(counter, check, other):
    assert counter.shut_by(issued(**other)) == check


def test_a_body_that_was_changed_on_the_way_stays_out(counter):
    came = issued()
    assert counter.shut_by(Issued(release=came.release, document=came.document + b" ")) == "bytes"


def test_a_document_that_was_made_for_somebody_else_stays_out_whatever_its_release_says(counter):
    theirs = issued(holder=OTHER)
    assert counter.shut_by(issued(document=theirs.document)) == "sheet"


def test_a_document_with_a_second_mark_stays_out(counter):
    assert counter.shut_by(issued(document=issued().document + issued(holder=OTHER).document)) == "sheet"


def test_a_document_without_a_mark_stays_out(counter):
    assert counter.shut_by(issued(document=b"%PDF-1.7 <</Type/Pages/Count 2>>")) == "sheet"


def test_a_document_made_anew_after_it_was_quoted_stays_out(counter):
    quoted = issued()
    assert counter.shut_by(issued(document=quoted.document + b"%"), quoted) == "quote"


@pytest.mark.parametrize("pages", [1, 3])
def test_a_document_of_another_number_of_sheets_stays_out(counter, pages):
    assert counter.shut_by(issued(pages=pages)) == "sheets"


def test_nothing_is_printed_when_the_money_went_back(counter):
    with counter.journal.act(VISIT, "refund", yen=600) as refund:
        refund.end(Ending.DONE)
    assert counter.shut_by(issued()) == "paid"


def test_nothing_is_printed_when_the_money_may_have_gone_back(counter):
    counter.journal.begin(VISIT, "refund", yen=600)
    assert counter.shut_by(issued()) == "paid"


def test_what_was_paid_again_after_it_went_back_is_printed(counter):
    with counter.journal.act(VISIT, "refund", yen=600) as refund:
        refund.end(Ending.DONE)
    counter.pays(600)
    came = issued()
    with counter.gate(came) as gate:
        assert gate.open(came)


@pytest.mark.parametrize("ending", [Ending.NOT_DONE, Ending.UNKNOWN])
def test_a_payment_that_did_not_surely_happen_is_none(counter, ending):
    counter.pays(600, ending)
    came = issued()
    with counter.gate(came) as gate:
        assert gate.open(came)
    with counter.journal.act(VISIT, "refund", yen=600) as refund:
        refund.end(Ending.DONE)
    assert counter.shut_by(issued()) == "paid"


def test_the_payment_of_an_older_visit_of_the_same_id_is_none(counter):
    counter.talk.begin(VISIT, "kiosk-01-00008", ())
    came = issued(ticket="kiosk-01-00008")
    known = structs.replace(came.release, ticket="kiosk-01-00008")
    quote = Quote(order=ORDER.order, fee=600, sheets=2, sha256=came.release.sha256)
    facts = Known("kiosk-01", VISIT, known.ticket, HOLDER, ORDER, quote, RECEIPT)
    with Gate(facts, counter.talk, counter.journal) as gate, pytest.raises(GateShut, match="paid"):
        gate.open(came)


def test_nothing_is_printed_twice(counter):
    counter.journal.begin(VISIT, "print", sheets=2)
    assert counter.shut_by(issued()) == "unprinted"


def test_a_thread_that_comes_when_the_visit_is_over_finds_the_gate_shut(counter):
    came = issued()
    with counter.gate(came) as gate:
        pass
    with pytest.raises(GateShut, match="open"):
        gate.open(came)


@pytest.mark.parametrize("next_one", [("visit-2", "kiosk-01-00008"), (VISIT, "kiosk-01-00008"), (None, None)])
def test_a_visit_that_is_not_the_one_being_served_prints_nothing(counter, next_one):
    if next_one[0]:
        counter.talk.begin(*next_one, ())
    else:
        counter.talk.finish()
    assert counter.shut_by(issued()) == "serving"


def test_who_shuts_the_gate_waits_for_the_sheet_that_is_coming_out(counter):
    came, shut = issued(), threading.Event()
    with counter.gate(came) as gate:
        gate.open(came)
        closing = threading.Thread(target=lambda: (gate.close(), shut.set()))
        closing.start()
        assert not shut.wait(0.05)
    closing.join(LONG)
    assert shut.is_set()


def test_every_check_of_the_table_is_met_here(request):
    here = {*FOREIGN, "bytes", "sheet", "quote", "sheets", "paid", "unprinted", "open", "serving"}
    assert here == set(CHECKS)


def test_marks_and_sheets_are_read_from_what_central_really_makes():
    from sample_city import HANAKO, order  # noqa: PLC0415 - building the city takes its time

    from central.service.forms import compose  # noqa: PLC0415

    mark = mark_of(issued().release)
    document = compose(structs.replace(order(HANAKO, copies=12), mark=mark))
    assert marks_in(document.pdf) == {mark}
    assert sheets_in(document.pdf) == document.sheets == 12


@pytest.mark.parametrize(
    ("document", "sheets"),
    [
        (b"<</Type/Pages/Count 3/Kids[1 0 R]>>", 3),
        (b"<< /Kids [ 1 0 R ] /Count 12 /Type /Pages >>", 12),
        (b"<</Type/Pages/Count 2/Parent 1 0 R>> <</Type/Pages/Count 5>>", 5),
        (b"<</Type/Page/Count 9>> <</Type/Outlines/Count 7>>", 0),
        (b"", 0),
    ],
)
def test_pages_are_counted_however_the_tree_is_written(document, sheets):
    assert sheets_in(document) == sheets


def test_a_holder_is_another_one_in_each_visit_and_for_each_card():
    seen = {holder_of(challenge, card) for challenge in (b"1", b"2", b"12") for card in (b"3", b"23", b"")}
    assert len(seen) == 9


def test_a_mark_is_another_one_for_anything_else():
    release = issued().release
    others = [
        structs.replace(release, **other) for name, other in FOREIGN.items() if name not in ("receipt", "in_time")
    ]
    others += [structs.replace(release, order=structs.replace(ORDER, year=2026))]
    assert len({mark_of(one) for one in [release, *others]}) == 7
