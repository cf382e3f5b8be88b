import pytest
from kiosk import TUESDAY, Central, Kiosk
from listening import Listener


@pytest.fixture(scope="session")
def city(tmp_path_factory):
    with Central(tmp_path_factory.mktemp("central")) as central:
        yield central


@pytest.fixture
def kiosk(city, tmp_path):
    city.clock.move(max(city.clock.now(), TUESDAY))
    kiosk = Kiosk(city, tmp_path)
    kiosk.talk.languages = ("ja", "en", "zh-Hans", "ja-easy")
    yield kiosk
    kiosk.close()


@pytest.fixture
def person(kiosk):
    """Who holds the handset of the kiosk, and knows nothing but what it says."""
    person = Listener(kiosk.talk)
    yield person
    kiosk.talk.stop()
    person.stops()
