import pytest
from acting import Running
from kiosk import TUESDAY, Central, Kiosk
from listening import Listener

from firmware.visits import visit


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


@pytest.fixture
def begins(kiosk, person):
    """Lift the handset; the terminal serves."""

    def begin() -> Running:
        def serve():
            began = None
            while began is None:
                began = kiosk.talk.await_visitor(1.0)
            visit(kiosk.role, kiosk.talk, "kiosk-01", began)

        running = Running(serve)
        person.lifts()
        return running

    return begin
