import pytest
from kiosk import TUESDAY, Central, Kiosk


@pytest.fixture(scope="session")
def city(tmp_path_factory):
    """One central with its city for all journeys; building the city once saves the time."""
    with Central(tmp_path_factory.mktemp("central")) as central:
        yield central


@pytest.fixture
def central(city):
    city.clock.move(max(city.clock.now(), TUESDAY))
    return city


@pytest.fixture
def kiosk(central, tmp_path):
    kiosk = Kiosk(central, tmp_path)
    yield kiosk
    kiosk.close()
