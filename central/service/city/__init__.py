"""The synthetic city みなと市: at least two thousand people who do not exist, the same ones for the same seed.

Nothing in it is real: the municipality, its code and places are invented, names are common words put together by
chance, and every seal says 見本.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from central.service.city.families import Chance
from central.service.city.kin import Names, remember
from central.service.city.people import Home, People, Words, read
from central.service.city.registering import Registrar
from central.service.city.registers import Registry
from central.service.city.stories import live
from central.service.register import TABLES, Register, make_tables, on
from central.service.stores import Connection

EARLIER = "SELECT 1 FROM sqlite_master WHERE name = 'tax'"
SEED = 20261121
RESIDENTS = 2000


def build(
    connection: Connection,
    seed: int = SEED,
    residents: int = RESIDENTS,
    issuer: str | None = None,
    operator_key: bytes = b"",
) -> int:
    """Fill an empty register and say how many people it has: at least that many `residents`.

    Cards are found by `issuer` (key id of the authority whose cards these are) and `operator_key` as given to
    `Register`. The caller holds the transaction. Raises ValueError when somebody is registered already, CityFileError when a file is damaged.
    """
    make_tables(connection)
    register = Register(on(connection), operator_key)
    if not register.empty():
        raise ValueError("the register has residents already; the sample city is for an empty one")
    # Several sources of chance, so that a change in what is recorded does not change who lives there.
    records, people, families = (Random(seed + i) for i in range(3))  # noqa: S311 -- repeatable, nothing secret
    words = read("words.toml", Words)
    names = Names(families, words)
    registrar = Registrar(register, issuer, records, Registry(families, names))
    for home in _homes(people, families, names, words):
        registrar.enter(home)
        if len(registrar.rows["resident"]) >= residents:
            break
    registrar.store()
    return register.count()


def clear_earlier(connection: Connection) -> None:
    """Take away this city as an earlier version made it, without family registers; a real city's people stay."""
    if connection.engine != "sqlite" or not connection.execute(EARLIER).fetchone():
        return
    if connection.execute("SELECT 1 FROM household WHERE address NOT LIKE 'みなと市%' LIMIT 1").fetchone():
        return
    for table in ("tax", *reversed(TABLES)):
        connection.execute(f"DROP TABLE IF EXISTS {table}")


def _homes(people: Random, families: Random, names: Names, words: Words) -> Iterator[Home]:
    """Those who are written out, then others without end."""
    yield from read("people.toml", People).home
    for home in Chance(people, words).homes():
        live(people, home, words.elsewhere)
        remember(families, home, names)
        yield home
