"""One central with its sample city on each engine for all tests of the service; its clock stands still."""

import pytest
from central_line import TUESDAY, StillClock, Terminal

from central.service.config import Config
from central.service.running import serve
from central.service.verifier import Verdict


ENGINES = ("sqlite", pytest.param("postgres", marks=pytest.mark.real))


def database(request):
    """The line of the configuration for an engine: nothing, or the URL of a new database."""
    if request.param == "sqlite":
        return ""
    server = request.getfixturevalue("postgres_server")
    return server.url(server.fresh())


@pytest.fixture(scope="session", params=ENGINES)
def city(request, tmp_path_factory):
    config = Config(state=tmp_path_factory.mktemp("central"), database=database(request), simulator=True)
    with serve(config, StillClock()) as running:
        yield running


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
