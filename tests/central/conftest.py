"""One central with its sample city on each engine for all tests of the service; its clock stands still."""

import pytest
from central_line import TUESDAY, StillClock, Terminal

from central.service.config import Config
from central.service.running import serve
from central.service.stores.opening import open_store
from central.service.verifier import Verdict

ENGINES = ("sqlite", pytest.param("postgres", marks=pytest.mark.real))
BOTH = {"test_service_orders", "test_service_release", "test_terminals", "test_store", "test_person"}
"""The files whose tests are about what the database does, and so run on each engine."""


def pytest_generate_tests(metafunc):
    engines = ENGINES if metafunc.module.__name__.rpartition(".")[2] in BOTH else ENGINES[:1]
    for name in {"city", "store"} & set(metafunc.fixturenames):
        metafunc.parametrize(name, engines, indirect=True, scope="session" if name == "city" else "function")


def database(request):
    """The line of the configuration for an engine: nothing, or the URL of a new database."""
    if request.param == "sqlite":
        return ""
    server = request.getfixturevalue("postgres_server")
    return server.url(server.fresh())


@pytest.fixture(scope="session")
def city(request, tmp_path_factory):
    config = Config(state=tmp_path_factory.mktemp("central"), database=database(request), simulator=True)
    with serve(config, StillClock()) as running:
        yield running


@pytest.fixture
def store(request, tmp_path):
    """An empty database, migrated."""
    opened = open_store(Config(state=tmp_path, database=database(request)))
    yield opened
    opened.close()


@pytest.fixture
def central(city):
    city.clock.move(TUESDAY)
    yield city
    city.clock.move(TUESDAY)
    for serial in (0x1001, 0x1005):
        city.desk.city.verifier.set(serial, Verdict.VALID)


@pytest.fixture
def terminal(central):
    return Terminal(central)


@pytest.fixture
def other_terminal(central):
    return Terminal(central, "kiosk-2", b"2" * 32)
