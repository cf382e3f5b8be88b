"""What each kind of record moves, and what moves nothing."""

import pytest
from ledger.fed import act, aside, balance, feed, granted, pending, post_all, record, ride, spent, transfers, void

from central.service.ledger import poster
from central.service.ledger.accounts import KINDS, is_limited, kind_of
from central.wire import Phase

VOUCHER = {"voucher": "v-1", "scheme": "taxi"}
NOTES = {
    "points": (granted("g", 50), {"points.242012/points/a1": 50, "points.242012/points-granted/2026": -50}),
    "spent": (spent("s", 20), {"points.242012/shop/s1": 20, "points.242012/points-offline/a1": -20}),
    "issued": (
        record("voucher_issued", "i", yen=500, **VOUCHER),
        {"yen/vouchers-open/all": 500, "yen/voucher-cost/taxi/2026": -500, "vouchers/voucher/v-1": 1},
    ),
    "used": (
        record("voucher_used", "u", voucher="v-1", firm="f1", yen=500),
        {"yen/firm/f1": 500, "yen/vouchers-open/all": -500, "vouchers/voucher-offline/v-1": -1},
    ),
    "cash": (record("cash_in", "c", yen=500), {"yen/visitors/t": 500, "yen/cash/t": -500}),
    "counted": (
        record("cash_counted", "n", due=1000, counted=900, difference=-100, left=300, by="x"),
        {"yen/cash/t": 700, "yen/differences/t": -100, "yen/office/t": -600},
    ),
}


def post(store, clock, *records):
    feed(store, "t", records)
    post_all(store, clock)


@pytest.mark.parametrize("name", NOTES)
def test_a_note_moves_what_it_says(sqlite, clock, name):
    said, balances = NOTES[name]
    post(sqlite, clock, said)
    assert {account: balance(sqlite, account) for account in balances} == balances
    assert aside(sqlite) == {}


def test_a_ride_moves_fare_and_quota_in_one_set(sqlite, clock):
    post(sqlite, clock, ride("a", fare=1500, subsidy=700, rides=2, rider=0xAB))
    assert balance(sqlite, "yen/firm/f1") == 700
    assert balance(sqlite, "yen/city/maitaku/2026") == -700
    assert balance(sqlite, "yen/fares/f1") == 800
    assert balance(sqlite, "rides/rider-offline/maitaku/2026/00000000000000ab") == -2
    assert [(each.month, each.day) for each in transfers(sqlite)] == [("2026-11", "2026-11-10")] * 3


def test_while_nothing_waits_nobody_asks_for_what(sqlite, clock, monkeypatch):
    asked = []
    monkeypatch.setattr(poster, "is_limited", lambda account: asked.append(account) or is_limited(account))
    post(sqlite, clock, *(ride(str(number)) for number in range(20)))
    assert (balance(sqlite, "yen/firm/f1"), asked) == (20 * 750, [])


def test_a_ride_of_march_belongs_to_the_fiscal_year_before(sqlite, clock):
    post(sqlite, clock, ride("a", at="2026-03-31T23:59:59.999999+09:00"))
    assert balance(sqlite, "yen/city/maitaku/2025") == -750


def test_a_time_elsewhere_belongs_to_the_day_in_japan(sqlite, clock):
    post(sqlite, clock, ride("a", at="2026-11-10T16:00:00Z"))
    assert {each.day for each in transfers(sqlite)} == {"2026-11-11"}


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (ride("a", fare=100, subsidy=30, paid=71), "fare"),
        (ride("a", fare=-2, subsidy=-1, paid=-1), "subsidy"),
        (ride("a", fare=10**400, subsidy=10**400, paid=0), "subsidy"),
        (ride("a", scheme=None), "scheme"),
        (ride("a", firm="名前"), "firm"),
        (ride("a", firm="a/b"), "firm"),
        (ride("a", rides=True), "rides"),
        (ride("a", at="yesterday"), "at"),
        (ride("a", at="9999-12-31T00:00:00+09:00"), "at"),
        (record("ride", "a"), "subsidy"),
        (record("ride", "a", scheme="s", firm="f", rider="山田太郎", fare=1, subsidy=1, paid=0, rides=1), "rider"),
        (record("ride", "a", Phase.INTENT), "phase"),
        (record("void", "a", reason="x"), "record"),
    ],
)
def test_what_cannot_be_right_is_set_aside_with_the_field_that_is_wrong(sqlite, clock, wrong, reason):
    post(sqlite, clock, wrong, ride("good"))
    assert list(aside(sqlite)) == [wrong.id]
    assert aside(sqlite)[wrong.id].startswith(f"{reason}:")
    assert "山田" not in aside(sqlite)[wrong.id]
    assert balance(sqlite, "yen/firm/f1") == 750


def test_other_kinds_move_nothing_and_are_no_fault(sqlite, clock):
    post(sqlite, clock, record("paper_filled", "p", sheets=500), record("door", "d", Phase.INTENT))
    assert (transfers(sqlite), aside(sqlite)) == ([], {})


@pytest.mark.parametrize(
    ("ending", "told", "left"),
    [(None, {}, (0, 300)), ("unknown", {}, (0, 300)), ("done", {}, (-300, 0)), ("not_done", {}, (0, 0))],
)
def test_an_act_is_pending_until_its_outcome_is_known(sqlite, clock, ending, told, left):
    post(sqlite, clock, *act("charge", "c", ending and Phase(ending), told=told, yen=300))
    assert (balance(sqlite, "yen/visitors/t"), pending(sqlite, "yen/visitors/t")) == left


def test_money_given_back_moves_as_much_as_the_box_gave(sqlite, clock):
    post(sqlite, clock, *act("give", "g", Phase.DONE, told={"given": 120, "fault": "jam"}, yen=200))
    assert (balance(sqlite, "yen/visitors/t"), balance(sqlite, "yen/cash/t")) == (-120, 120)


@pytest.mark.parametrize(("ending", "left"), [(Phase.DONE, -200), (Phase.NOT_DONE, 0)])
def test_a_debt_is_pending_until_staff_have_paid_or_forgone_it(sqlite, clock, ending, left):
    meant, end = act("owed", "o", ending, yen=200)
    feed(sqlite, "t", [meant])
    post_all(sqlite, clock)
    assert pending(sqlite, "yen/visitors/t") == 200
    post(sqlite, clock, end)
    assert (balance(sqlite, "yen/visitors/t"), pending(sqlite, "yen/visitors/t")) == (left, 0)


def test_only_the_closed_books_of_a_visit_say_what_was_earned(sqlite, clock):
    kept = {"order": "o", "sheets": 1, "returned": 0}
    unsure = act("outcome", "u", None, printed="unknown", kept=300, **kept)
    post(sqlite, clock, record("cash_in", "c", yen=300), *act("charge", "c", Phase.DONE, yen=300), *unsure)
    assert balance(sqlite, "yen/fees/t") == 0
    post(sqlite, clock, *act("outcome", "s", Phase.DONE, printed="done", kept=300, **kept))
    held = ("fees", "charged", "visitors", "cash")
    assert [balance(sqlite, f"yen/{name}/t") for name in held] == [300, 0, 0, -300]


def test_a_visit_that_got_its_money_back_leaves_nothing(sqlite, clock):
    post(
        sqlite,
        clock,
        record("cash_in", "c", yen=300),
        *act("charge", "c", Phase.DONE, yen=300),
        *act("refund", "r", Phase.DONE, yen=300),
        *act("give", "g", Phase.DONE, told={"given": 300}, yen=300),
        *act("outcome", "o", Phase.DONE, printed="not_done", kept=0, order="o", sheets=0, returned=300),
    )
    assert {balance(sqlite, f"yen/{name}/t") for name in ("fees", "charged", "visitors", "cash")} == {0}


def test_a_correction_takes_back_the_ride_once(store, clock):
    wrong = ride("a")
    post(store, clock, wrong, void("v", wrong), void("w", wrong))
    assert balance(store, "yen/firm/f1") == 0
    assert list(aside(store)) == [void("w", wrong).id]
    assert {each.names for each in transfers(store, void("v", wrong))} == {each.id for each in transfers(store, wrong)}


def test_a_correction_is_never_corrected(store, clock):
    wrong = ride("a")
    post(store, clock, wrong, void("v", wrong), void("vv", void("v", wrong)))
    assert balance(store, "yen/firm/f1") == 0
    assert "never taken back" in aside(store)[void("vv", void("v", wrong)).id]


def test_every_account_that_a_record_names_is_of_a_kind(sqlite, clock):
    post(sqlite, clock, ride("a"), *(said for said, _ in NOTES.values()))
    names = {name for each in transfers(sqlite) for name in (each.debit, each.credit)}
    assert {kind_of(name) for name in names} <= KINDS.keys()
    assert all(each.debit.split("/")[0] == each.credit.split("/")[0] for each in transfers(sqlite))
