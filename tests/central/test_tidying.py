"""What nobody may ask for any more is forgotten, also after a time when it could not be."""

import asyncio
import time

from acting import LONG

from central.service.app import keep_tidy
from central.service.assemble import open_desk
from central.service.clock import SystemClock
from central.service.config import Config

ORDERED = "INSERT INTO ordered (terminal, visit, id, asked, quote, document, until) VALUES ('t', 'v', 'o', x'', x'', x'25', 0)"


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
    ends = time.monotonic() + LONG
    while not holds() and time.monotonic() < ends:
        await asyncio.sleep(0.01)
