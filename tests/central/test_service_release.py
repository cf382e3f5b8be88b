"""What a document may be printed for: told by what was kept when it was made, and forgotten with it."""

from datetime import timedelta

from central_line import Cardholder, Terminal, an_order, fresh, paid, refused

from central.service.running import serve
from central.wire import Reason, holder_of, mark_of

HANAKO, YOSHINO = Cardholder(0x1001), Cardholder(0x1005)


def rows(central, question, *values):
    with central.desk.store.reading() as connection:
        return connection.execute(question, values).fetchall()


def identifies(terminal, holder, ticket="T-1"):
    """A visit, and its holder as the terminal itself computes him."""
    visit, challenge = terminal.opens(ticket=ticket)
    terminal.proves(holder, visit, challenge)
    return visit, holder_of(challenge, holder.certificate)


def test_a_release_names_all_that_the_document_was_made_for(terminal, central):
    visit, holder = identifies(terminal, HANAKO, "T-7")
    order = an_order(items=["relation"], copies=2)
    quote = terminal.client.order(visit, order)
    release = terminal.client.document(visit, order.order, paid(quote, receipt="r-9")).release
    assert (release.terminal, release.visit, release.ticket) == (terminal.name, visit, "T-7")
    assert (release.order, release.holder) == (order, holder)
    assert (release.sha256, release.receipt) == (quote.sha256, "r-9")
    assert release.expires == central.clock.now() + timedelta(seconds=600)


def test_the_document_itself_carries_the_mark_of_its_release(terminal):
    visit, _ = identifies(terminal, HANAKO)
    order = an_order()
    quote = terminal.client.order(visit, order)
    issued = terminal.client.document(visit, order.order, paid(quote))
    assert issued.document.count(mark_of(issued.release).encode()) == 2  # the keywords of ISO 32000 and those of XMP


def test_two_holders_of_one_order_id_get_two_releases(terminal):
    order = an_order(order=fresh("order"))
    releases = []
    for holder in (HANAKO, YOSHINO):
        visit, known = identifies(terminal, holder)
        quote = terminal.client.order(visit, order)
        releases.append(terminal.client.document(visit, order.order, paid(quote)).release)
        assert releases[-1].holder == known
    assert mark_of(releases[0]) != mark_of(releases[1])


def test_a_document_fetched_again_comes_with_the_same_release(terminal, central):
    visit, _ = identifies(terminal, HANAKO)
    quote = terminal.orders(visit)
    first = terminal.client.document(visit, quote.order, paid(quote))
    central.clock.move(central.clock.now() + timedelta(seconds=300))
    assert terminal.client.document(visit, quote.order, paid(quote)) == first


def test_whose_a_document_was_is_forgotten_with_it(terminal, central):
    visit, _ = identifies(terminal, HANAKO)
    told, left = terminal.orders(visit), terminal.orders(visit)
    terminal.takes(visit, told)
    terminal.ends(visit, told)
    central.clock.move(central.clock.now() + timedelta(seconds=601))
    central.desk.tidy()
    kept = rows(
        central, "SELECT document, binding FROM ordered WHERE visit = ? AND id IN (?, ?)", visit, told.order, left.order
    )
    assert kept == [(None, None), (None, None)]


def test_a_holder_is_forgotten_once_his_visit_can_order_nothing_more(terminal, central):
    visit, holder = identifies(terminal, HANAKO)
    terminal.orders(visit)
    assert rows(central, "SELECT holder FROM visit WHERE visit = ?", visit) == [(holder,)]
    central.clock.move(central.clock.now() + timedelta(seconds=1801))
    central.desk.tidy()
    assert rows(central, "SELECT holder FROM visit WHERE visit = ?", visit) == [(None,)]


def test_another_process_on_the_same_database_answers_the_same_visit(terminal, central):
    visit, _ = identifies(terminal, HANAKO)
    order = an_order()
    with serve(central.config, central.clock) as other:
        elsewhere = Terminal(other, terminal.name)
        quote = terminal.client.order(visit, order)
        assert elsewhere.client.order(visit, order) == quote
        issued = elsewhere.client.document(visit, order.order, paid(quote))
        assert terminal.client.document(visit, order.order, paid(quote)) == issued
        again = paid(quote, receipt="r-2")
        assert refused(lambda: terminal.client.document(visit, order.order, again)) is Reason.ORDER_CHANGED
