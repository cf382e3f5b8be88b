"""The store on each engine: what fails leaves it as it was, what is read together is of one moment, and who is alone is alone."""

import threading

import pytest
from acting import LONG
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from central.service import about, city
from central.service.assemble import open_desk
from central.service.clock import SystemClock
from central.service.config import Config
from central.service.stores import Away, Conflict, StoreFault
from central.service.stores.following import FollowingStore
from central.service.stores.migrating import statements
from central.service.stores.pool import Pool
from central.service.stores.sqlite import SqliteStore

COLUMNS = ("name", "public_key", "added", "revoked")


def names(store):
    with store.reading() as connection:
        return [name for (name,) in connection.execute("SELECT name FROM terminal ORDER BY name").fetchall()]


def add(store, *new, skip_known=False):
    with store.writing() as connection:
        return connection.insert("terminal", COLUMNS, [(name, "k", "t", None) for name in new], skip_known=skip_known)


def test_what_fails_is_undone_and_does_not_stand_in_the_way_of_the_next(store):
    add(store, "a")
    with pytest.raises(Conflict), store.writing() as connection:
        _ = [connection.insert("terminal", COLUMNS, [(name, "k", "t", None)]) for name in ("b", "a")]
    with pytest.raises(ZeroDivisionError), store.writing() as connection:
        _ = connection.insert("terminal", COLUMNS, [("c", "k", "t", None)]) / 0
    add(store, "d")
    assert names(store) == ["a", "d"]


def test_a_rule_that_is_broken_only_at_the_end_undoes_all_of_it(store):
    with store.writing() as connection:
        connection.execute("CREATE TABLE head (id INTEGER PRIMARY KEY)")
        connection.execute("CREATE TABLE member (head INTEGER REFERENCES head (id) DEFERRABLE INITIALLY DEFERRED)")
    with pytest.raises(Conflict), store.writing() as connection:
        connection.execute("INSERT INTO member VALUES (1)")
    with store.writing() as connection:
        connection.execute("INSERT INTO head VALUES (1)")
    with store.reading() as connection:
        counts = "SELECT (SELECT count(*) FROM head), (SELECT count(*) FROM member)"
        assert connection.execute(counts).fetchall() == [(1, 0)]


def test_no_fault_repeats_a_value(store):
    add(store, "a-secret-name")
    with pytest.raises(Conflict) as known, store.writing() as connection:
        connection.insert("terminal", COLUMNS, [("a-secret-name", "k", "t", None)])
    with pytest.raises(StoreFault) as unfit, store.writing() as connection:
        connection.execute("INSERT INTO seen_nonce VALUES ('t', 'n', 'a-secret-number')")
    assert "secret" not in f"{known.value}{unfit.value}"


def test_many_rows_are_counted_as_they_are_new(store):
    assert add(store, "a", "b") == 2
    assert add(store, "b", "c", skip_known=True) == 1
    assert add(store) == 0
    with pytest.raises(Conflict):
        add(store, "d", "a")
    assert names(store) == ["a", "b", "c"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(
    asked=st.binary(max_size=50),
    text=st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=50),
    number=st.integers(-(2**63), 2**63 - 1),
    paid=st.none() | st.binary(max_size=3),
)
def test_integers_texts_and_bytes_come_back_as_they_were(store, asked, text, number, paid):
    row = ("t", "v", text, asked, b"", paid, number)
    columns = ("terminal", "visit", "id", "asked", "quote", "paid", "until")
    with store.writing() as connection:
        connection.execute("DELETE FROM ordered")
        connection.insert("ordered", columns, [row])
        found = connection.execute(f"SELECT {', '.join(columns)} FROM ordered WHERE id = ?", (text,)).fetchall()
    assert found == [row]


def test_marks_inside_quotes_are_text(store):
    with store.reading() as connection:
        sql = "SELECT '?', '%s', '100 %', ? WHERE 'a%b' LIKE 'a%' AND ? IS NOT NULL"
        assert connection.execute(sql, ("x", "y")).fetchall() == [("?", "%s", "100 %", "x")]


def test_sums_and_truth_are_integers(store):
    with store.reading() as connection:
        [row] = connection.execute(
            "SELECT sum(a), ? FROM (SELECT 1 AS a UNION ALL SELECT 2) AS two", (True,)
        ).fetchall()
    assert [(type(value), value) for value in row] == [(int, 3), (int, 1)]


def test_truth_is_an_integer_among_many_rows_too(store):
    row = ("t", "v", "i", b"", b"", True)
    with store.writing() as connection:
        connection.insert("ordered", ("terminal", "visit", "id", "asked", "quote", "until"), [row])
        assert connection.execute("SELECT until FROM ordered").fetchall() == [(1,)]


def test_texts_are_sorted_by_their_bytes(store):
    add(store, "b", "B", "a", "é", "漢", "Z")
    assert names(store) == ["B", "Z", "a", "b", "é", "漢"]


def test_a_snapshot_is_of_one_moment_whoever_writes_meanwhile(store):
    add(store, "a")
    with store.snapshot():
        assert names(store) == ["a"]
        writer = threading.Thread(target=add, args=(store, "b"))
        writer.start()
        writer.join(LONG)
        assert names(store) == ["a"]
    assert names(store) == ["a", "b"]


def test_what_is_read_inside_a_transaction_is_what_it_wrote(store):
    with store.writing() as connection:
        connection.insert("terminal", COLUMNS, [("a", "k", "t", None)])
        assert names(store) == ["a"]


def test_a_transaction_inside_another_block_is_a_bug(store):
    with pytest.raises(RuntimeError, match="durable"), store.reading(), store.writing():
        pass
    add(store, "a")
    assert names(store) == ["a"]


def test_who_only_reads_cannot_write(store):
    with pytest.raises(StoreFault), store.reading() as connection:
        connection.execute("DELETE FROM terminal")


def test_eight_who_read_and_then_write_do_so_one_after_another(store):
    def add_one():
        for _ in range(5):
            with store.writing() as connection:
                connection.alone("count")
                about.write(connection, "count", str(int(about.read(connection, "count") or 0) + 1))

    threads = [threading.Thread(target=add_one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with store.reading() as connection:
        assert about.read(connection, "count") == "40"


def test_who_does_not_wait_is_told_that_another_is_alone(store):
    told = []

    def ask():
        with store.writing() as connection:
            told.append(connection.alone("a name", wait=False))

    with store.writing() as connection:
        if connection.engine == "sqlite":
            pytest.skip("no two write at once here")
        assert connection.alone("a name", "another name", wait=False)
        asking = threading.Thread(target=ask)
        asking.start()
        asking.join(LONG)
    ask()
    assert told == [False, True]


@pytest.mark.parametrize("change", ["DELETE FROM issuance", "UPDATE issuance SET state = 'done'"])
def test_issuances_stay(store, change):
    with store.writing() as connection:
        values = ", ".join("'x'" for _ in range(4)) + ", 1, 'x', 'x', 'x', 1, 1, 'quoted'"
        columns = "at, terminal, visit, ordered, resident, kind, ticket, sha256, sheets, yen, state"
        connection.execute(f"INSERT INTO issuance ({columns}) VALUES ({values})")
    with pytest.raises(Conflict, match="never"), store.writing() as connection:
        connection.execute(change)


def test_too_many_at_once_are_told_to_come_again():
    class Line:
        def close(self):
            pass

    pool = Pool(Line, most=1, patience_s=0)
    with pool.lend(lambda _: True), pytest.raises(Away), pool.lend(lambda _: True):
        pass
    with pool.lend(lambda _: True) as line:
        pass
    with pool.lend(lambda _: True) as again:
        assert again is line


def test_a_store_that_was_closed_is_away(store):
    assert names(store) == []
    store.close()
    with pytest.raises(Away), store.reading():
        pass


def test_a_connection_that_comes_back_after_the_end_is_closed():
    closed = []

    class Line:
        def close(self):
            closed.append(self)

    pool = Pool(Line, most=1, patience_s=0)
    with pool.lend(lambda _: True) as line:
        pool.close()
    assert closed == [line]


@pytest.fixture
def moved(tmp_path):
    """A SQLite database that says that it has moved."""
    left = SqliteStore(tmp_path / "left.sqlite")
    with left.writing() as connection:
        about.write(connection, "moved", "there")
    return left


def test_what_opens_while_all_is_being_closed_is_closed_too(moved, tmp_path):
    there = SqliteStore(tmp_path / "there.sqlite")
    following = FollowingStore(moved, lambda _: (following.close(), there)[1])
    with pytest.raises(Away), following.reading():
        pass


def test_a_database_is_said_to_be_followed_only_once_it_is(moved, tmp_path, caplog):
    there = SqliteStore(tmp_path / "there.sqlite")
    ways = [Away("no server"), Away("no server"), there]

    def follow(_):
        if isinstance(way := ways.pop(0), Away):
            raise way
        return way

    following = FollowingStore(moved, follow)
    for _ in range(2):
        with pytest.raises(Away), following.reading():
            pass
    assert caplog.messages == []
    assert names(following) == []
    assert len(caplog.messages) == 1
    following.close()


def test_a_script_falls_into_its_statements_and_a_trigger_is_one():
    script = "CREATE TABLE a (b TEXT);\n-- why; not\nCREATE TRIGGER c BEFORE UPDATE ON a\nBEGIN SELECT 1; END;\n"
    assert len(list(statements(script))) == 2


def households_after_a_start(folder, town):
    """Central begins on a database of its first version, in which thirty people live in that town and have no family."""
    store = SqliteStore(folder / "central.sqlite")
    with store.writing() as connection:
        city.build(connection, residents=30)
        connection.execute("UPDATE household SET address = replace(address, 'みなと市', ?)", (town,))
        connection.execute("DROP TABLE family")
        connection.execute("DROP TABLE assessment")
        connection.execute("DELETE FROM card")
        connection.execute("ALTER TABLE resident DROP COLUMN leaving")
        connection.execute("CREATE TABLE tax (resident INTEGER NOT NULL REFERENCES resident) STRICT")
        connection.execute("INSERT INTO tax SELECT id FROM resident")
    store.close()
    desk = open_desk(Config(state=folder), SystemClock())
    with desk.store.reading() as connection:
        return connection.execute("SELECT (SELECT count(*) FROM household), (SELECT count(*) FROM family)").fetchone()


def test_the_sample_city_of_the_first_version_is_made_anew_with_its_family_registers(tmp_path):
    homes, families = households_after_a_start(tmp_path, "みなと市")
    assert homes > 500
    assert families > 500


def test_the_people_of_a_real_city_are_never_taken_away(tmp_path):
    homes, families = households_after_a_start(tmp_path, "石巻市")
    assert 0 < homes < 30
    assert families == 0
