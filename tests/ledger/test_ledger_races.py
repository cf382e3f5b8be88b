"""Two who spend the same points at once, and two posters: on threads and in processes, on both engines."""

import multiprocessing
import threading
from datetime import timedelta

import pytest
from ledger.conftest import Clock
from ledger.fed import balance, feed, granted, pending, post_all, ride, spent, transfers

from central.service.ledger import checking
from central.service.ledger.book import AnotherBody
from central.service.ledger.poster import post_new
from central.service.ledger.requests import NotPending, Short, expire_old, grant, reserve, settle
from central.service.ledger.transfers import Kind
from central.service.stores.checking import open_postgres
from central.service.stores.sqlite import SqliteStore

POINTS, SHOP = "points.242012/points/a1", "points.242012/shop/s1"


def legs(points):
    return [(POINTS, SHOP, points)]


@pytest.fixture
def funded(store, clock):
    feed(store, "desk", [granted("g", 100)])
    post_all(store, clock)
    return store


def opened(where):
    return open_postgres(where) if isinstance(where, str) else SqliteStore(where)


def spend_all(where, name, tries):
    """Another process that spends seven points at a time; its exit status is how often it could."""
    store, could = opened(where), 0
    for n in range(tries):
        try:
            reserve(store, Clock(), f"{name}-{n}", legs(7))
            settle(store, Clock(), f"{name}-{n}", Kind.DONE)
            could += 1
        except Short:
            pass
    store.close()
    raise SystemExit(could)


def where_is(store, request):
    return (
        request.getfixturevalue("postgres_url")
        if hasattr(store, "url") or "Postgres" in type(store).__name__
        else store.path
    )


@pytest.mark.real
def test_two_processes_that_spend_the_same_points_never_overdraw_them(funded, request):
    where, context = where_is(funded, request), multiprocessing.get_context("spawn")
    spenders = [context.Process(target=spend_all, args=(where, name, 12)) for name in ("x", "y")]
    for each in spenders:
        each.start()
    for each in spenders:
        each.join(90)
    assert sum(each.exitcode for each in spenders) == 14
    assert (balance(funded, POINTS), balance(funded, SHOP)) == (2, 98)


def test_two_threads_that_spend_the_same_points_never_overdraw_them(funded, clock):
    could = []

    def spend(name):
        for n in range(12):
            try:
                reserve(funded, clock, f"{name}-{n}", legs(9))
                could.append(1)
            except Short:
                pass

    threads = [threading.Thread(target=spend, args=(name,)) for name in "xyz"]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(could) == 11
    assert pending(funded, POINTS) == 99


def test_two_posters_at_once_book_each_record_once(store, clock):
    for n in range(8):
        feed(store, f"bus-{n}", [ride(f"{n}-{m}") for m in range(20)])
    threads = [threading.Thread(target=lambda: [post_new(store, clock, 7) for _ in range(40)]) for _ in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    post_all(store, clock)
    assert len(transfers(store)) == 480
    assert balance(store, "yen/firm/f1") == 160 * 750
    assert list(checking.findings(store, clock)) == []


def test_a_request_is_made_once_and_another_body_under_its_id_is_an_error(funded, clock):
    assert [reserve(funded, clock, "q", legs(30)) for _ in range(2)] == [True, False]
    assert pending(funded, POINTS) == 30
    with pytest.raises(AnotherBody):
        reserve(funded, clock, "q", legs(31))


def test_a_request_ends_once(funded, clock):
    reserve(funded, clock, "q", legs(30))
    assert [settle(funded, clock, "q", Kind.VOID) for _ in range(2)] == [True, False]
    with pytest.raises(NotPending):
        settle(funded, clock, "q", Kind.DONE)
    with pytest.raises(NotPending):
        settle(funded, clock, "unheard-of", Kind.DONE)
    assert (balance(funded, POINTS), pending(funded, POINTS)) == (100, 0)


def test_what_nobody_settles_is_let_go_when_it_is_too_old(funded, clock):
    reserve(funded, clock, "q", legs(30), timedelta(minutes=5))
    assert expire_old(funded, clock) == 0
    clock.move(clock.now() + timedelta(minutes=6))
    assert [expire_old(funded, clock) for _ in range(2)] == [1, 0]
    assert [each.kind for each in transfers(funded)].count("expired") == 1
    with pytest.raises(NotPending):
        settle(funded, clock, "q", Kind.DONE)
    assert reserve(funded, clock, "r", legs(100))


def test_what_was_spent_off_line_counts_before_what_is_asked_now(funded, clock):
    feed(funded, "shop", [spent("s", 80)])
    post_all(funded, clock)
    with pytest.raises(Short):
        reserve(funded, clock, "q", legs(21))
    assert reserve(funded, clock, "r", legs(20))
    assert list(checking.findings(funded, clock)) == []


def test_points_granted_are_what_is_left_spent_expired_and_outstanding(funded, clock):
    feed(funded, "shop", [spent("s", 130), granted("h", 40)])
    post_all(funded, clock)
    with pytest.raises(Short):
        reserve(funded, clock, "q", legs(11))
    reserve(funded, clock, "r", legs(10))
    left, beyond = balance(funded, POINTS), balance(funded, "points.242012/points-offline/a1")
    outstanding = pending(funded, POINTS)
    assert (left + beyond - outstanding) + balance(funded, SHOP) + outstanding == 140
    assert left >= outstanding


def test_points_that_expire_leave_the_sum_of_what_was_granted_as_it_is(funded, clock):
    expired = "points.242012/points-expired/2026"
    feed(funded, "shop", [spent("s", 30)])
    post_all(funded, clock)
    reserve(funded, clock, "q", legs(20))
    with pytest.raises(Short):
        grant(funded, clock, "expiry-2026", [(POINTS, expired, 51)])
    assert [grant(funded, clock, "expiry-2026", [(POINTS, expired, 50)]) for _ in range(2)] == [True, False]
    outstanding = pending(funded, POINTS)
    left = balance(funded, POINTS) - outstanding
    assert (left, balance(funded, SHOP), balance(funded, expired), outstanding) == (0, 30, 50, 20)
    settle(funded, clock, "q", Kind.DONE)
    assert (balance(funded, POINTS), balance(funded, SHOP) + balance(funded, expired)) == (0, 100)
    assert list(checking.findings(funded, clock)) == []


def test_a_quota_is_granted_once(store, clock):
    quota = [("rides/rides-granted/maitaku/2026", "rides/rider/maitaku/2026/0000000000000001", 70)]
    assert [grant(store, clock, "quota-1", quota) for _ in range(2)] == [True, False]
    assert balance(store, "rides/rider/maitaku/2026/0000000000000001") == 70
