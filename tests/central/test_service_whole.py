"""The service as a whole: many visits at once, a restart in the middle, and what it never writes anywhere."""

import base64
import logging
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
import requests
from acting import LONG
from central_line import Cardholder, StillClock, Terminal, an_order, refused, text_of

from cards.certificates import read
from central.service.config import Config
from central.service.register import Status
from central.service.running import serve
from central.wire import Reason

AT_ONCE = 20
LONG_SERIAL = 0x5AFE_C0DE_5AFE_C0DE_5AFE_C0DE
NAMES = ("見本", "花子", "太郎", "ミホン", "ハナコ", "浜町")


def issuer(central):
    """The key identifier under which the sample city knows its cards."""
    return read(Cardholder().certificate).issuer_key_id


def give_card(central, resident, serial):
    register = central.desk.city.register
    with central.desk.store.writing():
        register.add("card", [{"hash": register.card_hash(issuer(central), serial), "resident": resident}])
    return Cardholder(serial)


def adults(central):
    """Twenty residents of as many households, who may have a residence record, by their names without blanks."""
    register, found = central.desk.city.register, {}
    with central.desk.store.reading():
        for number in range(60, register.count()):
            one = register.by_id(number)
            if one and one.status is Status.PRESENT and not one.protected and one.age(date(2026, 11, 24)) >= 15:
                found.setdefault(one.household.id, one)
    return {"".join(one.name.split()): one for one in list(found.values())[:AT_ONCE]}


def test_twenty_visits_at_once_get_each_its_own_document(central):
    people = adults(central)
    holders = [give_card(central, one.id, 0xC0000 + one.id) for one in people.values()]
    terminals = [Terminal(central, f"kiosk-{n % 4}", bytes([n % 4]) * 32) for n in range(AT_ONCE)]
    together = threading.Barrier(AT_ONCE)

    def take(holder, terminal):
        together.wait(LONG)
        visit = terminal.identifies(holder)
        together.wait(LONG)
        quote = terminal.orders(visit, order="order-of-the-same-name")
        together.wait(LONG)
        document = terminal.takes(visit, quote)
        terminal.ends(visit, quote)
        return document

    with ThreadPoolExecutor(AT_ONCE) as pool:
        documents = list(pool.map(take, holders, terminals))
    texts = [text_of(document) for document in documents]  # one after the other: PDFium does not bear threads
    assert [[name for name in people if name in text] for text in texts] == [[name] for name in people]
    assert len(people) == AT_ONCE


def test_one_order_sent_by_many_threads_is_made_once(central, terminal):
    visit, order = terminal.identifies(Cardholder()), an_order()
    lines = [Terminal(central) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        quotes = list(pool.map(lambda line: line.client.order(visit, order), lines))
    assert len({quote.sha256 for quote in quotes}) == 1
    with central.desk.store.reading() as connection:
        made = connection.execute("SELECT count(*) FROM issuance WHERE ordered = ?", (order.order,)).fetchone()
    assert made == (1,)


def test_one_challenge_presented_by_many_threads_passes_once(central, terminal):
    visit, challenge = terminal.opens()
    holder, lines = Cardholder(), [Terminal(central) for _ in range(8)]

    def prove(line):
        try:
            return len(line.proves(holder, visit, challenge).offers)
        except Exception as error:
            return error.refusal.reason

    with ThreadPoolExecutor(8) as pool:
        assert sorted(map(str, pool.map(prove, lines))) == ["6"] + [Reason.CHALLENGE_SPENT] * 7


@contextmanager
def a_central(folder, clock):
    with serve(Config(state=folder, simulator=True), clock) as running:
        yield running


def test_a_restart_in_the_middle_of_a_visit_loses_nothing_that_was_promised(tmp_path):
    clock, order = StillClock(), an_order()
    with a_central(tmp_path, clock) as central:
        terminal = Terminal(central)
        visit, challenge = terminal.opens()
    with a_central(tmp_path, clock) as central:
        Terminal(central).proves(Cardholder(), visit, challenge)
    with a_central(tmp_path, clock) as central:
        quote = Terminal(central).client.order(visit, order)
    with a_central(tmp_path, clock) as central:
        assert Terminal(central).client.order(visit, order) == quote
        document = Terminal(central).takes(visit, quote)
    with a_central(tmp_path, clock) as central:
        terminal = Terminal(central)
        assert terminal.takes(visit, quote) == document
        terminal.ends(visit, quote)
    with a_central(tmp_path, clock) as central:
        terminal = Terminal(central)
        terminal.ends(visit, quote)
        assert refused(lambda: terminal.proves(Cardholder(), visit, challenge)) is Reason.CHALLENGE_SPENT
        with central.desk.store.reading() as connection:
            states = connection.execute("SELECT state FROM issuance ORDER BY id").fetchall()
    assert states == [("quoted",), ("paid",), ("done",)]


def test_central_ends_although_a_client_stopped_in_the_middle_of_a_request(tmp_path):
    with a_central(tmp_path, StillClock()) as central:
        port = int(central.url.rpartition(":")[2])
        stalled = socket.create_connection(("127.0.0.1", port))
        stalled.sendall(b"POST /v1/visits HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc")
        assert requests.get(f"{central.url}/health", timeout=LONG).ok  # central has seen the other by now
        patience = threading.Timer(20, stalled.close)
        patience.start()
    patience.cancel()
    assert stalled.fileno() != -1  # it was not this client that gave in
    stalled.close()
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{central.url}/health", timeout=LONG)


def test_a_document_nobody_fetched_is_gone_when_central_starts_again(tmp_path):
    clock = StillClock()
    with a_central(tmp_path, clock) as central:
        terminal = Terminal(central)
        terminal.orders(terminal.identifies(Cardholder()))
        terminal.opens("visit-without-an-order")
    clock.move(clock.now() + timedelta(days=1, seconds=1))
    with a_central(tmp_path, clock) as central, central.desk.store.reading() as connection:
        assert connection.execute("SELECT document FROM ordered").fetchall() == [(None,)]
        assert connection.execute("SELECT count(*) FROM visit").fetchone() == (1,)
    assert b"%PDF" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_a_city_is_made_once_and_its_key_kept(tmp_path):
    counts = []
    for _ in range(2):
        with a_central(tmp_path, StillClock()) as central, central.desk.store.reading():
            counts.append(central.desk.city.register.count())
        key = (tmp_path / "operator.key").read_bytes()
        counts.append(key)
    assert counts[:2] == counts[2:]
    assert (tmp_path / "operator.key").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "central.sqlite").stat().st_mode & 0o777 == 0o600


@pytest.fixture
def whole_visits(tmp_path, caplog, capfd):
    """Good and failed visits with a card of a long serial number; the texts that were logged, the bytes on disk."""
    caplog.set_level(logging.DEBUG)
    signatures = []

    class Watched(Cardholder):
        def sign(self, message):
            signatures.append(super().sign(message))
            return signatures[-1]

    with a_central(tmp_path, StillClock()) as central:
        terminal = Terminal(central)
        register = central.desk.city.register
        give_card(central, register.by_serial(issuer(central), 0x1001).id, LONG_SERIAL)
        holder = Watched(LONG_SERIAL)
        visit = terminal.identifies(holder)
        quote = terminal.orders(visit, whom="household")
        terminal.takes(visit, quote)
        terminal.ends(visit, quote)
        for bad in (0x1008, 0x1009, 0x100B, 0xABCDEF):
            refused(lambda bad=bad: terminal.orders(terminal.identifies(Watched(bad))))
        refused(lambda: terminal.orders(visit, kind="passport"))
        with central.desk.store.reading() as connection:
            tables = [list(connection.execute(f"SELECT * FROM {table}")) for table in ("visit", "ordered", "issuance")]
    shown = caplog.text + "".join(capfd.readouterr())
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    return holder, signatures, shown, written, tables


def forms(secret):
    """The ways in which bytes could be written down."""
    return (secret, secret.hex().encode(), secret.hex().upper().encode(), base64.b64encode(secret)[:-4])


def test_no_name_serial_certificate_or_signature_is_logged(whole_visits):
    holder, signatures, shown, _, _ = whole_visits
    assert "refused" in shown or "withheld" in shown
    for name in NAMES:
        assert name not in shown
    for number in (f"{LONG_SERIAL:x}", f"{LONG_SERIAL:X}", str(LONG_SERIAL), "abcdef", str(0xABCDEF)):
        assert number not in shown
    for secret in (holder.certificate, *signatures):
        for form in forms(secret):
            assert form.decode("latin-1") not in shown


def test_no_serial_certificate_or_signature_is_written_to_disk(whole_visits):
    holder, signatures, _, written, _ = whole_visits
    serials = [LONG_SERIAL.to_bytes(12, "big"), f"{LONG_SERIAL:x}".encode(), str(LONG_SERIAL).encode()]
    secrets = [form for secret in (holder.certificate, *signatures) for form in forms(secret)]
    assert [secret for secret in serials + secrets if secret in written] == []
    assert "花子".encode() in written  # the register's own tables: the search can find something


def test_visits_orders_and_issuances_name_nobody(whole_visits):
    *_, tables = whole_visits
    kept = repr(tables)
    assert "residence" in kept
    assert [name for name in NAMES if name in kept] == []
    assert b"%PDF" not in b"".join(cell for rows in tables for row in rows for cell in row if isinstance(cell, bytes))
