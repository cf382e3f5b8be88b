"""A central of each engine for the tests of intake, with nothing in it, and a bus that nobody has heard of."""

import pytest
from central_line import TUESDAY, StillClock, fresh
from sealed_records import send, stand

from central.service.config import Config
from central.service.running import serve
from central.signing import Signer


@pytest.fixture(scope="session", params=["sqlite", "postgres"])
def database(request):
    """What the configuration says of the database; "" is SQLite."""
    if request.param == "sqlite":
        return ""
    server = request.getfixturevalue("postgres_server")
    return server.url(server.fresh())


@pytest.fixture(scope="session")
def city(tmp_path_factory, database):
    config = Config(state=tmp_path_factory.mktemp("intake"), database=database, sample_city=False)
    with serve(config, StillClock()) as running:
        yield running


@pytest.fixture
def central(city):
    city.clock.move(TUESDAY)
    yield city
    city.clock.move(TUESDAY)


@pytest.fixture
def store(central):
    return central.desk.store


@pytest.fixture
def bus(central):
    """A registered terminal that has never sent a record."""
    signer = Signer(fresh("bus"), bytes(range(32)), central.clock.now)
    central.desk.terminals.add(signer.terminal, signer.public)
    return signer


@pytest.fixture
def say(central):
    """Send a batch and have central's stand."""
    return lambda batch: stand(send(central.url, batch))
