"""A new timetable comes while the bus runs: the trip that is on is in no feed any more, and people board all the same."""

from validator import FARES, SILVER, rider_card

from drivers.protocols import Signal

LINE, STOP = "12", "5"


def other_timetable(lists):
    """Trips, stops and the line under other ids, as an operator's next timetable has them."""
    lists.number += 1
    for name, text in lists.feed.items():
        renamed = text.replace("\nR,", "\nQ,").replace(",R\n", ",Q\n").replace("\nT", "\nN").replace(",T", ",N")
        for number in range(6):
            renamed = renamed.replace(f"S{number}", f"P{number}")
        lists.feed[name] = renamed
    return lists.file(FARES)


def test_riders_board_on_and_the_next_trip_is_of_the_new_timetable(bus, lists):
    cards = [rider_card(number) for number in range(4)]
    for _, name in cards:
        lists.give(name, SILVER)
    with bus() as before:
        clock = before.clock
        assert before.tap(cards[0][0]) is Signal.SENIOR
        before.terminal.parts.keeping.shelf.take(FARES, other_timetable(lists))
        before.drives(0, 1)
        assert before.tap(cards[1][0]) is Signal.REFUSED
        # what no feed knows any more the driver does
        before.driver.answers("driver-fare-enter", "2", "0", "0", "ok")
        before.until(lambda: len(before.records("ride")) == 2, "the ride")
        # nobody knows the names of its stops any more: the driver is offered the trips that there are
        before.driver.answers("driver-home", STOP)
        before.driver.sees("driver-trip-choose")
    with bus(clock) as after:
        after.until(lambda: after.face.trip == "N10", "a trip of the new timetable")
        assert after.face.number == LINE
        assert after.tap(cards[2][0]) is Signal.SENIOR
