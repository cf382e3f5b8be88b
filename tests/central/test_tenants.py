"""Two municipalities behind one address: whatever one's terminal asks of the other is refused, and nothing of it is kept there."""

import gzip
from io import BytesIO
from types import SimpleNamespace

import msgspec
import pytest
import requests
from acting import LONG
from central_line import TUESDAY, Cardholder, StillClock, Terminal, an_order, fresh, paid, refused
from sealed_records import Epoch, stand

from central.client import CentralFault, Refused
from central.service.config import Config
from central.service.operations import SIGNED
from central.service.rides.operations import VEHICLES
from central.service.running import served
from central.service.snapshots.operations import SNAPSHOTS
from central.service.tenants import TenantMap, opened_tenants, read_tenants
from central.wire import Apply, AskListKey, Medium, Outcome, Printed, Reason, Vehicle
from firmware.cli import main

A, B = "131041", "142018"


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.real)])
def both(request, tmp_path_factory):
    """Two tenants, each as the one central that its terminals know."""
    folder, clock = tmp_path_factory.mktemp("tenants"), StillClock()
    postgres = request.getfixturevalue("postgres_server") if request.param == "postgres" else None
    configs = {
        code: Config(state=folder / code, database=postgres.url(postgres.fresh()) if postgres else "", public_url="")
        for code in (A, B)
    }
    found = TenantMap(tenants=dict.fromkeys(configs, ""), configs=configs)
    with opened_tenants(found, clock) as ours, served(ours.app) as url:
        yield {
            code: SimpleNamespace(url=f"{url}/t/{code}", desk=ours.desks[code], clock=clock, config=configs[code])
            for code in (A, B)
        }


@pytest.fixture
def terminals(both):
    """A terminal of each; that of A once more, on its way to B, with its own key and B's address."""
    ours, theirs = Terminal(both[A], "kiosk-a", b"a" * 32), Terminal(both[B], "kiosk-b", b"b" * 32)
    strayed = Terminal.__new__(Terminal)
    strayed.__dict__ |= ours.__dict__ | {"central": both[B]}
    strayed.client = type(ours.client)(both[B].url, ours.signer, pause=0)
    return SimpleNamespace(ours=ours, theirs=theirs, strayed=strayed)


def everything(central):
    """All rows of a tenant's database, but for what time does to them."""
    with central.desk.store.reading() as connection:
        tables = (
            "terminal",
            "visit",
            "ordered",
            "issuance",
            "record",
            "refused_record",
            "chain",
            "transfer",
            "seen_nonce",
        )
        return {name: sorted(map(repr, connection.execute(f"SELECT * FROM {name}").fetchall())) for name in tables}


def deliver(url, signer, **more):
    batch = Epoch(signer, **more).grow(5).batch()
    body = gzip.compress(msgspec.json.encode(batch))
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    return requests.post(f"{url}/v1/records", body, headers=headers, timeout=LONG)


def test_each_serves_its_own(both, terminals):
    for terminal in (terminals.ours, terminals.theirs):
        visit = terminal.identifies(Cardholder())
        quote = terminal.orders(visit)
        assert terminal.takes(visit, quote).startswith(b"%PDF")
        terminal.ends(visit, quote)
        assert stand(deliver(terminal.central.url, terminal.signer)).through == 5


OPERATIONS = {
    "open a visit": lambda t, visit, quote: t.client.open_visit(visit, "T-9", "certificate"),
    "prove a card": lambda t, visit, quote: t.proves(Cardholder(), visit, bytes(32)),
    "prove a rider": lambda t, visit, quote: t.client.rider(visit, Cardholder().certificate, bytes(256)),
    "apply for a pass": lambda t, visit, quote: t.client.apply(
        visit, Apply(application=fresh("application"), scheme="s", medium=Medium.FELICA, idm="0" * 16)
    ),
    "order": lambda t, visit, quote: t.client.order(visit, an_order()),
    "the same order": lambda t, visit, quote: t.client.order(visit, an_order(order=quote.order)),
    "the document": lambda t, visit, quote: t.client.document(visit, quote.order, paid(quote)),
    "the outcome": lambda t, visit, quote: t.client.outcome(
        visit, quote.order, Outcome(printed=Printed.DONE, sheets=1, kept=300, returned=0)
    ),
    "a snapshot": lambda t, visit, quote: t.client.snapshot("riders", "0", BytesIO()),
    "where a vehicle is": lambda t, visit, quote: t.client.vehicle(Vehicle(vehicle="1", at=TUESDAY)),
    "a list's key": lambda t, visit, quote: t.client.list_key("riders", AskListKey(share=bytes(32))),
}
OF_A_VISIT = ("apply for a pass", "order", "the same order", "the document", "the outcome")


def test_the_matrix_has_every_operation_that_is_signed_for():
    again = {"the same order"}
    assert len(OPERATIONS.keys() - again) == len([*SIGNED, *SNAPSHOTS, *VEHICLES])


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_terminal_of_one_gets_nothing_from_the_other(both, terminals, operation):
    visit = terminals.theirs.identifies(Cardholder())
    quote = terminals.theirs.orders(visit)
    before = everything(both[B])
    assert refused(lambda: OPERATIONS[operation](terminals.strayed, visit, quote)) is Reason.TERMINAL_UNKNOWN
    assert everything(both[B]) == before
    # nor does what is B's become A's by being asked for under A's address
    if operation in OF_A_VISIT:
        assert refused(lambda: OPERATIONS[operation](terminals.ours, visit, quote)) is Reason.VISIT_UNKNOWN
    assert not any(quote.order in row for rows in everything(both[A]).values() for row in rows)


def test_a_terminal_of_one_name_and_one_key_in_both_still_finds_only_its_own(both):
    here, there = (Terminal(both[code], "kiosk-twin", b"t" * 32) for code in (A, B))
    visit = here.identifies(Cardholder())
    quote = here.orders(visit)
    for operation in OF_A_VISIT:
        assert refused(lambda op=operation: OPERATIONS[op](there, visit, quote)) is Reason.VISIT_UNKNOWN
    assert here.takes(visit, quote)


def test_what_was_signed_for_one_is_nothing_to_the_other(both):
    """The path is signed with its tenant, so a line that is led astray changes nothing, whoever is known where."""
    here, there = (Terminal(both[code], "kiosk-twin", b"t" * 32) for code in (A, B))
    body = msgspec.json.encode({"visit": "v-1", "ticket": "T-1", "purpose": "certificate"})
    fields = here.signer.sign("POST", f"{both[A].url}/v1/visits", body)
    headers = {"Content-Type": "application/json", **fields}
    astray = requests.post(f"{both[B].url}/v1/visits", body, headers=headers, timeout=LONG)
    assert (astray.status_code, astray.json()["reason"]) == (401, "terminal_unknown")
    assert requests.post(f"{both[A].url}/v1/visits", body, headers=headers, timeout=LONG).status_code == 200
    assert there.opens()


def test_records_of_one_are_not_taken_by_the_other(both, terminals):
    before = everything(both[B])
    answer = deliver(both[B].url, terminals.ours.signer)
    assert 400 <= answer.status_code < 500
    assert everything(both[B]) == before


def test_a_certificate_of_one_is_unknown_on_the_page_of_the_other(both, terminals):
    visit = terminals.theirs.identifies(Cardholder())
    quote = terminals.theirs.orders(visit)
    terminals.theirs.takes(visit, quote)
    found = [requests.post(f"{both[code].url}/check", json={"sha256": quote.sha256}, timeout=LONG) for code in (A, B)]
    assert [answer.status_code for answer in found] == [404, 200]


def test_nobody_is_reached_without_a_tenant(both, terminals):
    root = both[A].url.partition("/t/")[0]
    for path in ("", "/t/999999", "/t/", f"/t/{A}x", f"/t/{A}%2F..%2F{B}"):
        nobody = type(terminals.ours.client)(root + path, terminals.ours.signer, pause=0)
        with pytest.raises((Refused, CentralFault)):
            nobody.open_visit("v-nobody", "T-1", "certificate")
    assert requests.get(f"{root}/health", timeout=LONG).json() == {"central": "up"}
    assert not any("v-nobody" in row for code in (A, B) for rows in everything(both[code]).values() for row in rows)


def written(folder, first, second, more=""):
    for code, text in ((A, first), (B, second)):
        (folder / f"{code}.toml").write_text(f'sample_city = false\npublic_url = "http://h/t/{code}"\n{text}')
    path = folder / "tenants.toml"
    path.write_text(f'{more}\n[tenants]\n{A} = "{A}.toml"\n{B} = "{B}.toml"\n')
    return path


@pytest.mark.parametrize(
    ("first", "second", "what"),
    [
        ('state = "one"', 'state = "./one"', "state"),
        ('state = "one"', 'state = "link"', "state"),
        (
            'state = "one"\ndatabase = "postgresql://k@h1,h2/d"',
            'state = "two"\ndatabase = "postgresql://k@h2:5432,h1/d"',
            "database",
        ),
        ('state = "one"\npublic_url = "http://city"', 'state = "two"\npublic_url = "http://city"', "public_url"),
    ],
)
def test_two_tenants_that_would_share_something_do_not_start(tmp_path, first, second, what):
    (tmp_path / "link").symlink_to(tmp_path / "one")
    path = written(tmp_path, first, second)
    for code in (A, B):
        config = tmp_path / f"{code}.toml"
        lines = config.read_text().splitlines()
        config.write_text("\n".join({line.partition(" = ")[0]: line for line in lines}.values()))
    with pytest.raises(ValueError, match=rf"tenants\.{B}: has the same {what} as tenants\.{A}; tenants share nothing"):
        read_tenants(path)


def test_one_key_for_two_is_refused(tmp_path, capsys):
    path = written(tmp_path, 'state = "one"', 'state = "two"')
    (tmp_path / "key").write_bytes(b"k" * 32)
    for code in (A, B):
        (tmp_path / f"{code}.toml").open("a").write('\noperator_key = "key"\n')
    assert main(["central", "--tenants", str(path)]) == 2
    assert f"tenants.{B}: has the same operator_key" in capsys.readouterr().err


def test_a_database_knows_whose_it_is(tmp_path):
    with opened_tenants(read_tenants(written(tmp_path, 'state = "one"', 'state = "two"')), StillClock()):
        pass
    swapped = read_tenants(written(tmp_path, 'state = "two"', 'state = "one"'))
    with (
        pytest.raises(ValueError, match=rf"tenants\.{A}: database: belongs to another tenant"),
        opened_tenants(swapped, StillClock()),
    ):
        pass


@pytest.mark.real
def test_two_names_of_one_database_are_found_out_by_the_database(tmp_path, postgres_server):
    url = postgres_server.url(postgres_server.fresh())
    lines = f'state = "one"\ndatabase = "{url}"', f'state = "two"\ndatabase = "{url.replace("127.0.0.1", "localhost")}"'
    with (
        pytest.raises(ValueError, match="belongs to another tenant"),
        opened_tenants(read_tenants(written(tmp_path, *lines)), StillClock()),
    ):
        pass


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[tenants]\nMinato = "a.toml"', "tenants"),
        ('listen = "nowhere"\n[tenants]\n131041 = "131041.toml"', "listen: must be HOST:PORT"),
        ("[tenants]", "names nobody"),
        ('[tenants]\n131041 = "none.toml"', r"none\.toml: cannot be read"),
        ("colour = 1", "colour"),
    ],
)
def test_a_file_of_tenants_is_read_strictly(tmp_path, text, said):
    written(tmp_path, "", "")
    (tmp_path / "bad.toml").write_text(text)
    with pytest.raises(ValueError, match=rf"bad\.toml: .*{said}"):
        read_tenants(tmp_path / "bad.toml")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")  # how uvicorn ends its thread
def test_of_tenants_of_whom_one_cannot_start_none_is_served(tmp_path):
    configs = {code: Config(state=tmp_path / code, sample_city=False, public_url="") for code in (A, B)}
    found = TenantMap(tenants=dict.fromkeys(configs, ""), configs=configs)
    with opened_tenants(found, StillClock()) as ours:
        ours.desks[B].close()
        with pytest.raises(RuntimeError, match="did not start"), served(ours.app):
            pass
        assert not ours.desks[A].intake.ready()
