"""The ledger's stores and clock, for what is made of the same records; and a central with an officer, over HTTP."""

from datetime import datetime

import pytest
from central_line import StillClock, Terminal
from ledger.conftest import clock, sqlite, store

from central.service.clock import JAPAN
from central.service.config import Config
from central.service.rides.officers import hash_of
from central.service.running import serve

__all__ = ["clock", "sqlite", "store"]
OFFICER = ("suzuki", "kazaguruma")
NOW = datetime(2026, 11, 10, 8, 30, tzinfo=JAPAN)


@pytest.fixture(scope="session")
def city(tmp_path_factory):
    """Without a sample city, which none of this needs."""
    state = tmp_path_factory.mktemp("central")
    config = Config(state=state, sample_city=False, officers={OFFICER[0]: hash_of(OFFICER[1])})
    with serve(config, StillClock(NOW)) as running:
        yield running


@pytest.fixture
def central(city):
    city.clock.move(NOW)
    with city.desk.store.writing() as connection:
        connection.execute("DELETE FROM vehicle")
    return city


@pytest.fixture
def bus(central):
    return Terminal(central, "bus-200", b"2" * 32)
