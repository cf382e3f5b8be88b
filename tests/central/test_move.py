"""From SQLite to PostgreSQL: every row, nothing twice, cut anywhere, and who writes meanwhile only waits."""

import shutil
import subprocess
import sys
import threading
from pathlib import Path

import psycopg
import pytest
from acting import LONG
from central_line import StillClock
from postgres import server
from sealed_records import Epoch, send, stand

from central.service.config import Config
from central.service.moving.move import move
from central.service.moving.tables import tables_of
from central.service.running import serve
from central.service.stores import Conflict
from central.service.stores.opening import open_store
from central.service.stores.postgres import PostgresStore
from central.service.stores.sqlite import SqliteStore, connect
from central.signing import Signer

pytestmark = pytest.mark.real
TESTS = Path(__file__).parents[1]
CUT = """
import os, signal, sys
from pathlib import Path
from central.service.moving.move import move
from central.service.moving.tables import tables_of
path, url, last = sys.argv[1:]
move(Path(path), url, lambda step: step == last and os.kill(os.getpid(), signal.SIGKILL))
"""
BEFORE, AFTER = ("prepared", "round 1", "locked", "copied", "there"), ("marked", "arrived")
ISSUE = """INSERT INTO issuance (at, terminal, visit, ordered, resident, kind, ticket, sha256, sheets, yen, state)
    VALUES ('t', ?, 'v', 'o', 1, 'k', 'n', 's', 1, 300, 'quoted')"""
ORDER = "INSERT INTO ordered (terminal, visit, id, asked, quote, document, until) VALUES ('t', 'v', ?, ?, ?, ?, 0)"


def nothing(_step):
    pass


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """The state of a central that took records, posted some, refused one, and keeps documents."""
    state = tmp_path_factory.mktemp("filled")
    clock = StillClock()
    with serve(Config(state=state, sample_city=False), clock) as central:
        for number in range(3):
            signer = Signer(f"bus-{number}", bytes([number]) * 32, clock.now)
            central.desk.terminals.add(signer.terminal, signer.public)
            chain = Epoch(signer).grow(40)
            assert stand(send(central.url, chain.batch())).through == 40
        with central.desk.store.writing() as connection:
            for number in range(20):
                connection.execute(ISSUE, (f"t-{number}",))
                connection.execute(ORDER, (f"o-{number}", b"asked\0", b"", bytes(range(256)) * 20))
    return state


@pytest.fixture
def state(filled, tmp_path):
    shutil.copytree(filled, tmp_path / "state")
    return tmp_path / "state"


def rows_here(state):
    """All rows of a SQLite database but those about itself."""
    connection = connect(state / "central.sqlite")
    asked = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT IN ('about', 'sqlite_sequence')"
    names = [name for (name,) in connection.execute(asked).fetchall()]
    return {name: _rows(connection, name) for name in names}


def rows_there(url, names):
    with psycopg.connect(url) as connection:
        return {name: _rows(connection, name) for name in names}


def _rows(connection, name):
    cursor = connection.execute(f"SELECT * FROM {name}")
    columns = [column[0] for column in cursor.description]
    return sorted(repr(sorted(zip(columns, row, strict=True))) for row in cursor.fetchall())


def opens(state, url=""):
    """Whether central starts with this configuration, and what it says if not."""
    try:
        open_store(Config(state=state, database=url)).close()
    except ValueError as error:
        return str(error)
    return True


def test_every_row_of_every_table_is_there_and_the_old_file_says_where(state, postgres_url):
    before = rows_here(state)
    assert sum(map(len, before.values())) == move(state / "central.sqlite", postgres_url, nothing) > 160
    assert rows_there(postgres_url, before) == before
    assert f'the line database = "{postgres_url}"' in opens(state)
    assert opens(state, postgres_url) is True
    assert {name for name, rows in before.items() if rows} >= {"terminal", "chain", "record", "issuance", "ordered"}


def test_only_a_table_that_refuses_every_change_is_taken_for_one_that_grows(state):
    store = SqliteStore(state / "central.sqlite")
    with store.reading() as connection:
        tables = {table.name: table for table in tables_of(connection)}
    store.close()
    assert {name for name, table in tables.items() if table.grows} >= {
        "record",
        "refused_record",
        "issuance",
        "transfer",
    }
    assert not {"month", "account", "chain", "terminal", "ordered"} & {name for name, t in tables.items() if t.grows}


def test_numbers_go_on_after_the_highest_that_came_along(state, postgres_url):
    move(state / "central.sqlite", postgres_url, nothing)
    store = PostgresStore(postgres_url)
    with store.writing() as connection:
        assert connection.execute(ISSUE + " RETURNING id", ("new",)).fetchall() == [(21,)]
    for rule in ("UPDATE issuance SET state = 'done'", "DELETE FROM transfer", "UPDATE record SET body = ''"):
        with pytest.raises(Conflict, match="never"), store.writing() as connection:
            connection.execute(rule)
    with pytest.raises(Conflict), store.writing() as connection:
        connection.execute("INSERT INTO refused_record VALUES (99, 1, 'w', 'b', 'r')")
    store.close()


def test_what_changes_grows_and_goes_meanwhile_is_brought_along(state, postgres_url):
    path = state / "central.sqlite"
    writer = SqliteStore(path)

    def happen(step):
        if step not in ("prepared", "round 1"):
            return
        with writer.writing() as connection:
            connection.execute("UPDATE terminal SET revoked = ? WHERE name = 'bus-1'", (step,))
            connection.execute("UPDATE chain SET current = 1 - current, heard = ?", (step,))
            connection.execute("UPDATE account SET credits_posted = credits_posted + 1")
            connection.execute("UPDATE month SET closed = ?, digest = 'd' WHERE closed IS NULL", (step,))
            connection.execute("DELETE FROM ordered WHERE id = ?", (f"o-{len(step)}",))
            connection.execute(ORDER, (f"during {step}", b"", b"", None))
            connection.execute(ISSUE, (step,))

    move(path, postgres_url, happen)
    writer.close()
    here = rows_here(state)
    assert len(here["issuance"]) == 22
    assert rows_there(postgres_url, here) == here


def test_who_writes_under_the_lock_waits_and_then_writes_over_there(state, postgres_url):
    store = open_store(Config(state=state))
    done = threading.Event()

    def write():
        with store.writing() as connection:
            connection.execute(ISSUE, ("waited",))
        done.set()

    writer = threading.Thread(target=write)

    def happen(step):
        if step == "locked":
            writer.start()
        if step == "there":
            assert not done.wait(0.2)

    move(state / "central.sqlite", postgres_url, happen)
    writer.join(LONG)
    with store.reading() as connection:
        assert connection.engine == "postgres"
        assert connection.execute("SELECT count(*) FROM issuance WHERE terminal = 'waited'").fetchall() == [(1,)]
    store.close()
    assert len(rows_here(state)["issuance"]) == 20


@pytest.mark.parametrize("step", [*BEFORE, *AFTER])
def test_a_move_that_is_cut_off_has_happened_or_is_begun_again_and_never_are_both_in_charge(state, postgres_url, step):
    path, before = state / "central.sqlite", rows_here(state)
    cut = subprocess.run([sys.executable, "-c", CUT, str(path), postgres_url, step], cwd=TESTS.parent, check=False)
    assert cut.returncode == -9
    # the configuration of before first, for to start with the other may end what was begun
    in_charge = (opens(state), opens(state, postgres_url))
    if step in BEFORE:
        assert in_charge[0] is True
        assert "not ended" in in_charge[1] or "no such database" in in_charge[1]
        writer = open_store(Config(state=state))
        with writer.writing() as connection:
            connection.execute(ISSUE, ("after the cut",))
        writer.close()
    else:
        assert "has moved" in in_charge[0]
        assert in_charge[1] is True
    move(path, postgres_url, nothing)
    assert "has moved" in opens(state)
    assert opens(state, postgres_url) is True
    here = rows_here(state)
    assert rows_there(postgres_url, before) == here
    assert len(here["issuance"]) == len(before["issuance"]) + (step in BEFORE)


def test_a_copy_that_differs_is_found_and_nothing_has_moved(state, postgres_url):
    def happen(step):
        if step == "prepared":
            with psycopg.connect(postgres_url) as connection:
                connection.execute(
                    "CREATE FUNCTION flip() RETURNS trigger LANGUAGE plpgsql AS"
                    " $$ BEGIN NEW.yen := NEW.yen + (NEW.id = 7)::int; RETURN NEW; END $$;"
                    " CREATE TRIGGER flip BEFORE INSERT ON issuance FOR EACH ROW EXECUTE FUNCTION flip()"
                )

    with pytest.raises(ValueError, match="issuance: what was read back is not what was written"):
        move(state / "central.sqlite", postgres_url, happen)
    assert opens(state) is True
    assert "not ended" in opens(state, postgres_url)


def test_a_lock_that_lasts_too_long_is_let_go_and_nothing_has_moved(state, postgres_url):
    moments = iter([0.0, *[100.0] * 99])
    with pytest.raises(ValueError, match="took too long"):
        move(state / "central.sqlite", postgres_url, nothing, lambda: next(moments))
    assert opens(state) is True
    move(state / "central.sqlite", postgres_url, nothing)
    assert opens(state, postgres_url) is True


def test_nothing_is_moved_over_what_is_there_already(state, postgres_server, postgres_url):
    (state.parent / "other").mkdir()
    open_store(Config(state=state.parent / "other", database=postgres_url)).close()
    with pytest.raises(ValueError, match="not empty"):
        move(state / "central.sqlite", postgres_url, nothing)
    strangers = postgres_server.url(postgres_server.fresh())
    with psycopg.connect(strangers) as connection:
        connection.execute("CREATE TABLE strangers (id INTEGER)")
    with pytest.raises(ValueError, match="not empty"):
        move(state / "central.sqlite", strangers, nothing)
    assert opens(state) is True


def test_what_has_moved_moves_nowhere_else(state, postgres_server, postgres_url):
    move(state / "central.sqlite", postgres_url, nothing)
    with pytest.raises(ValueError, match=f"has moved already, to {postgres_url.split('?')[0]}"):
        move(state / "central.sqlite", postgres_server.url(postgres_server.fresh()), nothing)


def test_two_moves_at_once_are_one_too_many(state, postgres_url):
    def happen(step):
        if step == "prepared":
            with pytest.raises(ValueError, match="another move"):
                move(state / "central.sqlite", postgres_url, nothing)

    move(state / "central.sqlite", postgres_url, happen)


def test_a_move_to_nowhere_says_so_and_changes_nothing(state):
    with server() as gone:
        url = gone.url()
        gone.kill()
        with pytest.raises(ValueError, match="no server answers"):
            move(state / "central.sqlite", url, nothing)
    assert opens(state) is True


def test_where_there_is_no_database_nothing_is_moved_or_made(tmp_path, postgres_url):
    with pytest.raises(ValueError, match="there is no database to move"):
        move(tmp_path / "none" / "central.sqlite", postgres_url, nothing)
    assert not (tmp_path / "none").exists()
