"""One central with its sample city for all tests of the service; its clock stands still."""

import pytest
from central_line import TUESDAY, StillClock, Terminal

from central.service.config import Config
from central.service.running import serve
from central.service.verifier import Verdict


@pytest.fixture(scope="session")
def city(tmp_path_factory):
    with serve(Config(state=tmp_path_factory.mktemp("central"), simulator=True), StillClock()) as running:
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
