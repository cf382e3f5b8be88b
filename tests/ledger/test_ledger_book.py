"""The book keeps its own rules, whatever a program does to it."""

import pytest
from ledger.fed import balance, pending

from central.service.ledger import book
from central.service.ledger.transfers import Kind, Transfer, ended, reversed_
from central.service.stores import Conflict

POINTS, SHOP, ISSUED = "points.1/points/a", "points.1/shop/s", "points.1/points-granted/2026"


def moved(id_, debit, credit, amount, kind=Kind.POSTED, month="2026-11"):
    held = amount if kind is Kind.PENDING else 0
    return Transfer(id_, "r", kind.value, month, "2026-11-10", debit, credit, amount - held, held, None)


def enter(store, *transfers):
    with store.writing() as connection:
        book.enter(connection, transfers)


def ending(old, kind, amount, id_="e"):
    return ended(old, (id_, "r", "2026-11", "2026-11-10"), kind, amount)


def every(store):
    with store.reading() as connection:
        return list(book.every_transfer(connection))


def run(store, sql):
    with store.writing() as connection:
        connection.execute(sql)


@pytest.fixture
def granted(store):
    enter(store, moved("g", ISSUED, POINTS, 100))
    return store


@pytest.mark.parametrize("sql", ["UPDATE transfer SET amount = 1", "DELETE FROM transfer"])
def test_a_transfer_is_never_changed_and_never_removed(granted, sql):
    with pytest.raises(Conflict):
        run(granted, sql)
    assert [each.amount for each in every(granted)] == [100]


@pytest.mark.parametrize(
    "sql", ["UPDATE account SET limited = 0", "UPDATE account SET name = 'x'", "DELETE FROM account"]
)
def test_an_account_keeps_its_limit_and_its_name(granted, sql):
    with pytest.raises(Conflict):
        run(granted, sql)


def test_an_account_that_may_not_be_overdrawn_cannot_be_even_by_hand(granted):
    with pytest.raises(Conflict):
        enter(granted, moved("s", POINTS, SHOP, 101))
    with pytest.raises(Conflict):
        run(granted, f"UPDATE account SET debits_posted = 101 WHERE name = '{POINTS}'")
    with pytest.raises(Conflict):
        run(granted, f"UPDATE account SET debits_pending = 101 WHERE name = '{POINTS}'")
    assert balance(granted, POINTS) == 100


def test_a_set_is_entered_whole_or_not_at_all(granted):
    with pytest.raises(Conflict):
        enter(granted, moved("s1", POINTS, SHOP, 60), moved("s2", POINTS, SHOP, 60))
    assert balance(granted, POINTS) == 100
    assert len(every(granted)) == 1


def test_an_id_stands_once_and_the_same_again_changes_nothing(granted):
    again = moved("g", ISSUED, POINTS, 100)
    with granted.writing() as connection:
        assert book.enter_once(connection, [again]) is False
    assert balance(granted, POINTS) == 100


@pytest.mark.parametrize("other", [moved("g", ISSUED, POINTS, 101), moved("g", ISSUED, "points.1/points/b", 100)])
def test_the_same_id_with_another_body_is_an_error(granted, other):
    with pytest.raises(book.AnotherBody), granted.writing() as connection:
        book.enter_once(connection, [other])
    assert balance(granted, POINTS) == 100


def test_a_set_of_which_only_a_part_is_known_is_an_error(granted):
    with pytest.raises(book.AnotherBody), granted.writing() as connection:
        book.enter_once(connection, [moved("g", ISSUED, POINTS, 100), moved("h", ISSUED, POINTS, 1)])
    assert balance(granted, POINTS) == 100


def test_what_is_pending_counts_against_the_limit_and_is_let_go(granted):
    held = moved("p", POINTS, SHOP, 70, Kind.PENDING)
    enter(granted, held)
    with pytest.raises(Conflict):
        enter(granted, moved("s", POINTS, SHOP, 31))
    enter(granted, ending(held, Kind.VOID, 0))
    enter(granted, moved("s", POINTS, SHOP, 31))
    assert (balance(granted, POINTS), pending(granted, POINTS)) == (69, 0)


@pytest.mark.parametrize("second", [Kind.DONE, Kind.VOID, Kind.EXPIRED])
def test_what_is_pending_ends_once(granted, second):
    held = moved("p", POINTS, SHOP, 70, Kind.PENDING)
    enter(granted, held, ending(held, Kind.DONE, 70, "e1"))
    with pytest.raises(Conflict):
        enter(granted, ending(held, second, 70 if second is Kind.DONE else 0, "e2"))
    assert balance(granted, POINTS) == 30


def test_a_posted_transfer_is_reversed_once_and_a_reversal_never(granted):
    spent = moved("s", POINTS, SHOP, 70)
    back = reversed_(spent, "v", "2026-11")
    enter(granted, spent, back)
    assert balance(granted, POINTS) == 100
    with pytest.raises(Conflict):
        enter(granted, back._replace(id="again"))
    with pytest.raises(Conflict):
        enter(granted, reversed_(back, "w", "2026-11"))
    assert balance(granted, POINTS) == 100


@pytest.mark.parametrize(
    "change", [{"amount": 69}, {"debit": POINTS, "credit": SHOP}, {"credit": "points.1/points/b"}, {"names": "nothing"}]
)
def test_a_reversal_takes_back_just_what_it_names(granted, change):
    spent = moved("s", POINTS, SHOP, 70)
    enter(granted, spent)
    with pytest.raises(Conflict):
        enter(granted, reversed_(spent, "v", "2026-11")._replace(**change))


def test_an_end_names_something_that_is_pending(granted):
    spent = moved("s", POINTS, SHOP, 70)
    enter(granted, spent)
    with pytest.raises(Conflict):
        enter(granted, ending(spent, Kind.DONE, 70))


def test_nothing_is_booked_in_a_closed_month(granted):
    run(granted, "UPDATE month SET closed = '2026-12-01', digest = '' WHERE name = '2026-11'")
    with pytest.raises(Conflict):
        enter(granted, moved("s", POINTS, SHOP, 1))
    with pytest.raises(Conflict):
        run(granted, "UPDATE month SET closed = NULL")
    enter(granted, moved("s", POINTS, SHOP, 1, month="2026-12"))
    assert balance(granted, POINTS) == 99


def test_numbers_have_no_gap_whatever_failed_between(granted):
    with pytest.raises(Conflict):
        enter(granted, moved("s", POINTS, SHOP, 101))
    enter(granted, moved("s", POINTS, SHOP, 1), moved("t", POINTS, SHOP, 1))
    with granted.reading() as connection:
        assert connection.execute("SELECT seq FROM transfer ORDER BY seq").fetchall() == [(1,), (2,), (3,)]
