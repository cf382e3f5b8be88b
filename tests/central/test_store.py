"""The database: what fails leaves it as it was, and ready for the next."""

import asyncio
import time

import pytest

from central.service import city
from central.service.app import keep_tidy
from central.service.assemble import open_desk
from central.service.clock import SystemClock
from central.service.config import Config
from central.service.stores import Conflict
from central.service.stores.sqlite import SqliteStore

ORDERED = "INSERT INTO ordered (terminal, visit, id, asked, quote, document, until) VALUES ('t', 'v', 'o', x'', x'', x'25', 0)"


@pytest.fixture
def store(tmp_path):
    store = SqliteStore(tmp_path / "central.sqlite")
    yield store
    store.close()


def test_a_commit_that_fails_does_not_stand_in_the_way_of_the_next(store):
    with store.writing() as connection:
        connection.execute("CREATE TABLE head (id INTEGER PRIMARY KEY)")
        connection.execute("CREATE TABLE member (head REFERENCES head DEFERRABLE INITIALLY DEFERRED)")
    with pytest.raises(Conflict), store.writing() as connection:
        connection.execute("INSERT INTO member VALUES (1)")
    with store.writing() as connection:
        connection.execute("INSERT INTO head VALUES (1)")
    with store.reading() as connection:
        assert connection.execute("SELECT (SELECT count(*) FROM head), (SELECT count(*) FROM member)").fetchall() == [
            (1, 0)
        ]


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


def test_documents_are_forgotten_even_after_a_time_when_they_could_not_be(tmp_path, caplog):
    desk = open_desk(Config(state=tmp_path, sample_city=False), SystemClock())
    with desk.store.writing() as connection:
        connection.execute(ORDERED)
        connection.execute("ALTER TABLE ordered RENAME TO hidden")

    def kept():
        with desk.store.reading() as connection:
            return connection.execute("SELECT document FROM ordered").fetchall()

    async def a_while():
        tidying = asyncio.create_task(keep_tidy(desk, 0.01))
        await until(lambda: "could not be forgotten" in caplog.text)
        with desk.store.writing() as connection:
            connection.execute("ALTER TABLE hidden RENAME TO ordered")
        await until(lambda: kept() == [(None,)])
        tidying.cancel()

    asyncio.run(a_while())
    assert kept() == [(None,)]
    desk.close()


async def until(holds):
    """Wait until it holds, or leave it to the test to say that it never did."""
    ends = time.monotonic() + 10
    while not holds() and time.monotonic() < ends:
        await asyncio.sleep(0.01)
