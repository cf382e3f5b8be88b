"""Riders go along when central's database moves to PostgreSQL: found, opened and listed there as before."""

from datetime import date

import pytest
from registering import IDM, Applicant, lives

from cards.identities import certificate_identity
from central.service.moving.move import move
from central.service.riders.enrolling import Enrolling
from central.service.riders.linking import Link
from central.service.riders.lists import Listed
from central.service.riders.veil import Unreadable, Veil
from central.service.stores.checking import open_postgres
from central.service.visits import Identified
from central.wire import Apply, Medium

TABLES = ("rider", "rider_identity", "entitlement", "rider_application")


def rows(store):
    with store.reading() as connection:
        return {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}


@pytest.mark.real
def test_riders_move_with_all_that_they_hold(central, desk, postgres_url):
    hanako = Applicant()
    lives(central, hanako, birth=date(1950, 5, 5))
    desk.applies(hanako, "silver", idm=IDM)
    desk.applies(hanako, "free", key=True)
    before = {table: sorted(map(repr, map(tuple, found))) for table, found in rows(central.desk.store).items()}
    move(central.config.sqlite, postgres_url, lambda _step: None)
    there = open_postgres(postgres_url)
    after = {table: sorted(map(repr, map(tuple, found))) for table, found in rows(there).items()}
    there.close()
    assert after == before
    assert all(before.values())
    assert desk.applies(hanako, "flat", idm=IDM).scheme == "flat"


@pytest.mark.parametrize("medium", Medium)
def test_no_representation_has_a_cards_number(medium):
    hanako = Applicant()
    idm = IDM if medium is Medium.FELICA else ""
    asked = Apply(application="a" * 36, scheme="silver", medium=medium, idm=idm, certificate=hanako.certificate)
    identity = f"felica:{IDM}" if idm else certificate_identity(hanako.certificate)
    person = Identified("desk-1", "visit", "ticket", 1, "holder", bytes(32))
    for whole in (
        asked,
        Link(identity, medium),
        Listed(identity, b""),
        Enrolling(person, "hash", asked, "body", "now"),
    ):
        for word in (IDM, identity, str(hanako.certificate)[2:20]):
            assert word not in repr(whole)


def test_a_text_opens_under_its_own_mark_and_key_only():
    veil, other = Veil(b"a" * 32), Veil(b"b" * 32)
    mark = veil.mark("felica:0102030405060708")
    sealed = veil.sealed("felica:0102030405060708", mark)
    assert veil.opened(sealed, mark) == "felica:0102030405060708"
    for wrong, under, what in (
        (other, mark, sealed),
        (veil, "0" * 64, sealed),
        (veil, mark, sealed[:-1]),
        (veil, mark, b""),
    ):
        with pytest.raises(Unreadable) as refused:
            wrong.opened(what, under)
        assert "0102" not in str(refused.value)
    assert veil.sealed("felica:0102030405060708", mark) != sealed
