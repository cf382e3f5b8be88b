"""A city with schemes on each engine for the tests of a file; whoever became a rider in one test is none in the next."""

import pytest
from central_line import TUESDAY, StillClock
from registering import PassDesk, city_with_schemes

from central.service.verifier import Verdict

ENGINES = ("sqlite", pytest.param("postgres", marks=pytest.mark.real))
BOTH = {f"test_{name}" for name in ("enrolling", "rider_lists", "new_year", "first_of_april", "papers", "vouched_keys")}
"""The files whose tests are about what the database does, and so run on each engine."""
TABLES = (
    "rider_paper",
    "rider_application",
    "entitlement",
    "rider_identity",
    "rider",
    "snapshot",
    "snapshot_piece",
    "snapshot_delta",
)


def pytest_generate_tests(metafunc):
    if "city" in metafunc.fixturenames:
        both = metafunc.module.__name__.rpartition(".")[2] in BOTH
        metafunc.parametrize("city", ENGINES if both else ENGINES[:1], indirect=True, scope="module")


@pytest.fixture(scope="module")
def city(request, tmp_path_factory):
    server = request.getfixturevalue("postgres_server") if request.param == "postgres" else None
    url = server.url(server.fresh()) if server else ""
    with city_with_schemes(tmp_path_factory.mktemp("city"), StillClock(), database=url) as running:
        yield running


@pytest.fixture
def central(city):
    city.clock.move(TUESDAY)
    with city.desk.store.reading() as connection:
        people = connection.execute("SELECT birth, status, id FROM resident").fetchall()
    yield city
    city.desk.city.verifier.set(0x1001, Verdict.VALID)
    with city.desk.store.writing() as connection:
        for table in TABLES:
            connection.execute(f"DELETE FROM {table}")
        connection.execute("DELETE FROM about WHERE name LIKE 'riders %'")
        now = set(connection.execute("SELECT birth, status, id FROM resident").fetchall())
        connection.executemany("UPDATE resident SET birth = ?, status = ? WHERE id = ?", set(people) - now)


@pytest.fixture
def desk(central):
    return PassDesk(central)
