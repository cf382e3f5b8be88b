"""PostgreSQL as central's database: what the start looks at, what is said of it, and what a server's end does to whoever writes."""

import logging
import os
import threading
import time

import psycopg
import pytest
from acting import LONG
from central_line import StillClock
from postgres import USER, Server, server

from central.service.assemble import open_desk
from central.service.clock import SystemClock
from central.service.config import Config
from central.service.running import run
from central.service.stores import Away, StoreFault
from central.service.stores.checking import open_postgres
from central.service.stores.opening import open_store
from central.service.stores.postgres import PostgresStore, in_their_words, settings

pytestmark = pytest.mark.real
SENTINEL = "S3ntinel-of-the-password"
ADD = "INSERT INTO terminal (name, public_key, added) VALUES (?, 'k', 't')"


@pytest.fixture(scope="module")
def locked():
    """A server that asks for a password."""
    with server(password=SENTINEL) as one:
        yield one


@pytest.fixture
def own():
    """A durable server of one test's own, to be killed."""
    with server(durable=True) as one:
        yield one


@pytest.fixture
def environment():
    """The environment, as it was again afterwards."""
    before = dict(os.environ)
    yield os.environ
    os.environ.clear()
    os.environ.update(before)


def passfile(folder, secret):
    path = folder / "pgpass"
    path.write_text(f"*:*:*:{USER}:{secret}\n")
    path.chmod(0o600)
    return str(path)


def names(store):
    with store.reading() as connection:
        return sorted(name for (name,) in connection.execute("SELECT name FROM terminal").fetchall())


def add(store, name):
    with store.writing() as connection:
        connection.execute(ADD, (name,))


def test_a_password_in_a_file_opens_the_door(locked, tmp_path):
    url = locked.url(passfile=passfile(tmp_path, SENTINEL))
    open_store(Config(state=tmp_path, database=url)).close()


def test_no_password_stands_in_any_text(locked, tmp_path, caplog, capfd, environment):
    caplog.set_level(logging.DEBUG)
    wrong = locked.url(passfile=passfile(tmp_path, SENTINEL + "-wrong"))
    environment["PGPASSWORD"] = SENTINEL + "-wrong-too"
    inside = f"postgresql://{USER}:{SENTINEL}@127.0.0.1:{locked.port}/postgres"
    said = []
    for url in (wrong, locked.url(), inside, f"{locked.url()}?password={SENTINEL}", inside.replace("//", "/", 1)):
        with pytest.raises(ValueError) as refused:
            run(Config(state=tmp_path, database=url, listen="127.0.0.1:0"))
        said.append(str(refused.value))
    assert "the server refuses the password" in said[0]
    assert "a password does not stand in the URL" in said[2]
    assert "a password does not stand in the URL" in said[3]
    assert SENTINEL not in "".join(said) + caplog.text + "".join(capfd.readouterr())
    assert SENTINEL not in f"{refused.value!r}{refused.value.__cause__!r}"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://kazasu@127.0.0.1:1/none", "no server answers there now"),
        ("mysql://kazasu@127.0.0.1/none", "is no URL"),
        ("postgresql://kazasu@127.0.0.1/x?colour=red", "is no URL"),
    ],
)
def test_an_address_at_which_nobody_answers_is_told(tmp_path, url, said):
    with pytest.raises(ValueError, match=f"database: .*{said}"):
        open_store(Config(state=tmp_path, database=url))


def test_a_database_that_is_not_there_is_told(tmp_path, postgres_server):
    with pytest.raises(ValueError, match="database: the server has no such database"):
        open_store(Config(state=tmp_path, database=postgres_server.url("nobodys")))


def test_a_server_that_answers_before_it_has_written_is_refused(postgres_server):
    database = postgres_server.fresh()
    with pytest.raises(ValueError, match="synchronous_commit is off: a power cut"):
        open_postgres(postgres_server.url(database, options="-csynchronous_commit%3Doff"))
    # the server's own default does not matter, for each connection of ours says what it needs
    with psycopg.connect(postgres_server.url(), autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {database} SET synchronous_commit = off")
    store = open_postgres(postgres_server.url(database))
    with store.reading() as connection:
        assert connection.execute("SHOW synchronous_commit").fetchall() == [("on",)]
    store.close()


def test_a_clock_that_differs_is_told_with_the_difference(postgres_url):
    with pytest.raises(ValueError, match=r"its clock is -9\d s off this machine's"):
        open_postgres(postgres_url, lambda: time.time() + 95)


def test_texts_must_be_sorted_by_their_bytes(postgres_server):
    with psycopg.connect(postgres_server.url(), autocommit=True) as connection:
        found = connection.execute("SELECT collname FROM pg_collation WHERE collname LIKE '%.utf8' LIMIT 1").fetchall()
        sql = "CREATE DATABASE latin TEMPLATE template0 ENCODING 'SQL_ASCII'"
        connection.execute(sql if not found else f"CREATE DATABASE latin TEMPLATE template0 LOCALE '{found[0][0]}'")
        left_alone = postgres_server.url("latin")
    if found and found[0][0].startswith("C."):
        pytest.skip("this machine has no other locale")
    with pytest.raises(ValueError, match=r"collation .*; make it anew: CREATE DATABASE"):
        open_postgres(left_alone)


def test_a_schema_of_a_later_version_is_left_alone(postgres_url):
    open_postgres(postgres_url).close()
    with psycopg.connect(postgres_url) as connection:
        connection.execute("UPDATE about SET value = '999' WHERE name = 'schema'")
    with pytest.raises(ValueError, match="written by a later version"):
        open_postgres(postgres_url)


def test_a_user_who_may_make_nothing_is_told(postgres_server, postgres_url):
    with psycopg.connect(postgres_url) as connection:
        connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        connection.execute("DROP ROLE IF EXISTS guest")
        connection.execute("CREATE ROLE guest LOGIN")
    with pytest.raises(ValueError, match="may not make tables"):
        open_postgres(postgres_url.replace(f"//{USER}@", "//guest@"))


def test_the_key_of_another_database_is_refused(tmp_path, postgres_url):
    first, other = (Config(state=tmp_path / n, database=postgres_url, sample_city=False) for n in ("first", "other"))
    open_desk(first, SystemClock()).close()
    with pytest.raises(ValueError, match=r"operator\.key: the key of this database cannot be read"):
        open_desk(other, SystemClock())
    (other.state / "operator.key").write_bytes(b"x" * 32)
    with pytest.raises(ValueError, match=r"operator_key: .* is not the key that this database was begun with"):
        open_desk(other, SystemClock())
    (other.state / "operator.key").unlink()
    other.operator_key = first.state / "operator.key"
    with pytest.raises(ValueError, match=r"signing_key: .*signing\.pem is missing; copy the one"):
        open_desk(other, SystemClock())
    for name in ("signing.pem", "signing-ca.pem"):
        (other.state / name).write_bytes((first.state / name).read_bytes())
    open_desk(other, StillClock()).close()


def test_the_key_of_another_database_is_refused_on_sqlite_too(tmp_path):
    config = Config(state=tmp_path, sample_city=False)
    open_desk(config, SystemClock()).close()
    (tmp_path / "operator.key").write_bytes(b"x" * 32)
    with pytest.raises(ValueError, match="not the key that this database was begun with"):
        open_desk(config, SystemClock())


def test_what_was_acknowledged_is_there_after_the_server_was_killed_and_writing_goes_on_by_itself(own):
    store = open_postgres(own.url(own.fresh()))
    for number in range(20):
        add(store, f"before-{number:02}")
    own.kill()
    with pytest.raises(Away):
        add(store, "meanwhile")
    with pytest.raises(Away):
        names(store)
    own.start()
    add(store, "after")
    assert names(store) == ["after", *(f"before-{number:02}" for number in range(20))]
    store.close()


def test_a_connection_that_breaks_in_the_middle_undoes_what_was_begun(own):
    store = open_postgres(own.url(own.fresh()))
    add(store, "before")
    with pytest.raises(Away), store.writing() as connection:
        _ = connection.execute(ADD, ("half",)), own.kill()
    own.start()
    assert names(store) == ["before"]
    store.close()


def test_a_connection_that_breaks_before_its_first_table_is_away(postgres_url):
    open_postgres(postgres_url).close()
    store = PostgresStore(postgres_url)
    with pytest.raises(Away), store.writing() as connection:
        _ = connection.raw.close(), connection.insert("terminal", ("name",), [("a",)])


def test_a_machine_that_stood_still_in_the_middle_of_a_block_is_told_to_come_again(postgres_url):
    store = PostgresStore(f"{postgres_url}?options=-cidle_in_transaction_session_timeout%3D50ms")
    with pytest.raises(Away), store.reading() as connection:
        _ = time.sleep(1), connection.execute("SELECT 1")


def test_connections_that_died_while_they_waited_are_passed_over(postgres_url):
    store = open_postgres(postgres_url)
    add(store, "before")
    with psycopg.connect(postgres_url, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'kazasu'")
    add(store, "after")
    assert names(store) == ["after", "before"]
    store.close()


def test_a_server_that_only_reads_now_is_left_for_another(postgres_server):
    database = postgres_server.fresh()
    store = open_postgres(postgres_server.url(database))
    add(store, "before")
    with pytest.raises(Away), store.writing() as connection:
        _ = [connection.execute(sql) for sql in ("SET TRANSACTION READ ONLY", ADD.replace("?", "'never'"))]
    assert store._pool._idle == []
    store.close()


def test_a_commit_that_did_not_wait_for_the_standby_is_not_acknowledged(own):
    """The wait is cancelled by hand, as an administrator may; PostgreSQL then says COMMIT, with a warning."""
    url = own.url(own.fresh())
    store = open_postgres(url)
    with psycopg.connect(url, autocommit=True) as other:
        other.execute("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
        other.execute("SELECT pg_reload_conf()")
        cancel = """SELECT pg_cancel_backend(pid) FROM pg_stat_activity
            WHERE application_name = 'kazasu' AND wait_event = 'SyncRep'"""
        told = []

        def write():
            # a server that was told of a new setting goes by it soon, not at once
            while told[-1:] != ["away"]:
                try:
                    add(store, f"here only {len(told)}")
                    told.append("done")
                except Away:
                    told.append("away")

        writer = threading.Thread(target=write)
        writer.start()
        ends = time.monotonic() + LONG
        while not other.execute(cancel).fetchall() and time.monotonic() < ends:
            time.sleep(0.05)
        writer.join(60)
    assert told[-1] == "away"
    store.close()


def test_hosts_are_many_and_the_one_that_writes_is_found(own):
    dead = Server()
    url = f"postgresql://{USER}@127.0.0.1:{dead.port},127.0.0.1:{own.port}/{own.fresh()}"
    dead.remove()
    store = open_postgres(url)
    add(store, "a")
    assert names(store) == ["a"]
    store.close()


def test_what_the_url_does_not_say_is_set_so_that_a_dead_machine_is_noticed():
    told = settings("postgresql://a@b,c/d?connect_timeout=9&options=-csearch_path%3Dcity")
    assert told["target_session_attrs"] == "read-write"
    assert (told["connect_timeout"], told["tcp_user_timeout"]) == ("9", 10_000)
    assert told["options"].startswith("-c synchronous_commit=on")
    assert told["options"].endswith("-csearch_path=city")


def test_sql_is_put_into_their_words():
    assert in_their_words("SELECT '?%', a FROM b WHERE c = ? AND d LIKE 'x%'") == (
        b"SELECT '?%%', a FROM b WHERE c = %s AND d LIKE 'x%%'"
    )


def test_a_store_that_nobody_has_reached_says_away(tmp_path):
    store = PostgresStore("postgresql://kazasu@127.0.0.1:1/none")
    with pytest.raises(Away), store.reading():
        pass
    with pytest.raises(StoreFault), store.writing():
        pass
