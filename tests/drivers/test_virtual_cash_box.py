import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.protocols import DeviceFault, Fault, Health
from drivers.virtual.cash_box import VirtualCashBox


@pytest.fixture
def box():
    box = VirtualCashBox({500: 1, 100: 3, 50: 1, 10: 5})
    box.open()
    return box


def money(box):
    """All the yen there are, in the box and in the tray."""
    return sum(coin * number for place in (box.stock, box.tray) for coin, number in place.items())


def test_money_is_told_while_the_slot_is_open(box):
    paid = []
    box.accept(paid.append)
    assert all(box.insert(yen) for yen in (10, 50, 100, 500, 1000))
    assert paid == [10, 50, 100, 500, 1000]
    assert box.tray == {}


def test_money_falls_through_while_the_slot_is_shut(box):
    paid = []
    assert not box.insert(100)
    box.accept(paid.append)
    box.stop()
    assert not box.insert(500)
    assert paid == []
    assert box.take() == {100: 1, 500: 1}
    assert box.take() == {}
    assert [(move.kind, move.yen) for move in box.history] == [("returned", 100), ("returned", 500)]


@pytest.mark.parametrize("yen", [1, 5, 2000, 5000, 10000, 0, -100])
def test_money_it_does_not_know_falls_through(box, yen):
    paid = []
    box.accept(paid.append)
    assert not box.insert(yen)
    assert paid == []
    assert box.tray == {yen: 1}


def test_change_comes_in_the_fewest_coins(box):
    box.give(680)
    assert box.tray == {500: 1, 100: 1, 50: 1, 10: 3}
    assert box.stock == {500: 0, 100: 2, 50: 0, 10: 2, 1000: 0}


def test_change_it_cannot_make_is_refused_with_nothing_given(box):
    assert not box.can_give(460)
    with pytest.raises(DeviceFault, match="fill the tubes") as caught:
        box.give(460)
    assert caught.value.fault is Fault.NO_CHANGE
    assert box.tray == {}
    assert box.can_give(350)


def test_a_sum_below_nothing_is_refused_with_nothing_moved():
    box = VirtualCashBox()
    before = money(box)
    assert not box.can_give(-10)
    with pytest.raises(DeviceFault):
        box.give(-10)
    assert (money(box), box.tray) == (before, {})


def test_coins_paid_in_can_be_given_back_and_notes_stay(box):
    box.accept(lambda yen: None)
    for yen in (500, 1000):
        box.insert(yen)
    box.give(1000)
    assert box.tray == {500: 2}
    assert box.stock[1000] == 1


def test_whoever_is_told_may_shut_the_slot(box):
    box.accept(lambda yen: box.stop())
    assert box.insert(100)
    assert not box.insert(100)


@pytest.mark.parametrize("fault", [Fault.MONEY_JAM, Fault.OFFLINE])
def test_a_box_that_is_jammed_or_off_line_takes_nothing(box, fault):
    box.accept(lambda yen: None)
    box.set_fault(fault)
    assert not box.insert(100)
    assert not box.can_give(10)
    with pytest.raises(DeviceFault) as caught:
        box.accept(lambda yen: None)
    assert caught.value.fault is fault
    assert box.health().fault is fault
    box.set_fault(None)
    assert box.health() == Health()
    box.accept(lambda yen: None)
    assert box.insert(100)


def test_a_box_without_change_still_takes_money(box):
    box.set_fault(Fault.NO_CHANGE)
    box.accept(lambda yen: None)
    assert box.insert(100)
    assert not box.can_give(10)
    with pytest.raises(DeviceFault, match="lacks coins"):
        box.give(10)


def test_a_jam_may_come_after_some_coins(box):
    paid = []
    box.accept(paid.append)
    box.set_fault(Fault.MONEY_JAM, after=2)
    assert [box.insert(100) for _ in range(3)] == [True, True, False]
    assert paid == [100, 100]


def test_closing_shuts_the_slot_and_may_be_done_twice(box):
    box.accept(lambda yen: None)
    box.close()
    box.close()
    assert not box.insert(100)


STOCKS = st.fixed_dictionaries({coin: st.integers(0, 3) for coin in (500, 100, 50, 10)})


@given(stock=STOCKS, yen=st.integers(0, 200).map(lambda tens: tens * 10))
def test_it_gives_exactly_what_its_coins_can_make(stock, yen):
    possible = any(
        sum(coin * number for coin, number in zip(stock, numbers, strict=True)) == yen
        for numbers in itertools.product(*(range(number + 1) for number in stock.values()))
    )
    box = VirtualCashBox(stock)
    before = money(box)
    assert box.can_give(yen) == possible
    if possible:
        box.give(yen)
        assert sum(coin * number for coin, number in box.tray.items()) == yen
    assert money(box) == before


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["insert", "give", "accept", "stop", "take"]), st.sampled_from([10, 50, 100, 500, 1000])
        )
    )
)
def test_no_yen_is_ever_lost_or_made(acts):
    box = VirtualCashBox()
    held, paid = money(box), []
    for act, yen in acts:
        if act == "insert":
            box.insert(yen)
            held += yen
        elif act == "take":
            held -= sum(coin * number for coin, number in box.take().items())
        elif act == "accept":
            box.accept(paid.append)
        elif act == "stop":
            box.stop()
        elif box.can_give(yen):
            box.give(yen)
        assert money(box) == held
    assert sum(paid) == sum(move.yen for move in box.history if move.kind == "kept")
