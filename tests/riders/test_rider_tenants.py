"""Two cities in one process: the same person and the same card are riders of both, and neither can tell from its own."""

from types import SimpleNamespace

import pytest
from central_line import StillClock
from registering import IDM, Applicant, PassDesk, lives, write_schemes

from cards.felica import Idm
from cards.identities import felica_identity
from central.service.config import Config
from central.service.riders.veil import Unreadable
from central.service.running import served
from central.service.tenants import TenantMap, opened_tenants
from central.snapshots.keys import hashed
from central.wire import SnapshotKind

A, B = "131041", "142018"


@pytest.fixture
def both(tmp_path):
    schemes = write_schemes(tmp_path / "schemes")
    configs = {code: Config(state=tmp_path / code, schemes=schemes, public_url="") for code in (A, B)}
    found = TenantMap(tenants=dict.fromkeys(configs, ""), configs=configs)
    clock = StillClock()
    with opened_tenants(found, clock) as ours, served(ours.app) as url:
        yield [SimpleNamespace(url=f"{url}/t/{code}", desk=desk, clock=clock) for code, desk in ours.desks.items()]


def test_the_same_card_is_linked_in_two_cities_that_share_nothing(both):
    hanako, kept = Applicant(), []
    for number, city in enumerate(both):
        lives(city, hanako, birth="1950-05-05")
        assert PassDesk(city, f"desk-{number}", bytes([number] * 32)).applies(hanako, "silver", idm=IDM).points == 2000
        with city.desk.store.reading() as connection:
            kept.append(connection.execute("SELECT r.*, i.mark, i.sealed FROM rider r, rider_identity i").fetchone())
    (rider, resident, _, mark, sealed), (*other,) = kept
    assert not {rider, resident, mark, bytes(sealed)} & {other[0], other[1], other[3], bytes(other[4])}
    with pytest.raises(Unreadable):
        both[1].desk.city.veil.opened(bytes(sealed), mark)
    text = felica_identity(Idm(bytes.fromhex(IDM)))
    keys = [city.desk.snapshots.list_key(SnapshotKind.PASSES, 1) for city in both]
    assert hashed(keys[0], text) != hashed(keys[1], text)


def test_who_is_ended_in_one_city_rides_on_in_the_other(both):
    hanako = Applicant()
    for number, city in enumerate(both):
        lives(city, hanako, birth="1950-05-05")
        PassDesk(city, f"desk-{number}", bytes([number] * 32)).applies(hanako, "silver", idm=IDM)
    lives(both[0], hanako, status="moved_out")
    ended = []
    for city in both:
        city.desk.tidy()
        with city.desk.store.reading() as connection:
            ended.append(connection.execute("SELECT why FROM entitlement").fetchone()[0])
    assert ended == ["left_city", None]
