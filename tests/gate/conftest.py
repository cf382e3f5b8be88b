import pytest
from kiosk import TUESDAY, Central, Kiosk


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    with Central(tmp_path_factory.mktemp("central")) as central:
        yield central


@pytest.fixture
def kiosk(city, tmp_path):
    city.clock.move(max(city.clock.now(), TUESDAY))
    kiosk = Kiosk(city, tmp_path)
    yield kiosk
    kiosk.close()
