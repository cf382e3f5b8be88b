from functools import partial

import pytest
from by_ear import visiting
from kiosk import TUESDAY, Central, Kiosk


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
    with visiting.somebody(kiosk) as person:
        yield person


@pytest.fixture
def begins(kiosk, person):
    return partial(visiting.begins, kiosk, person)
