"""Days without a line: what a bus does for riders stays as it was."""

from datetime import timedelta

from validator import SILVER, TUESDAY, rider_card

from drivers.protocols import Signal


def test_seventy_two_hours_without_a_line_change_nothing(bus, lists):
    cards = [rider_card(number) for number in range(8)]
    for _, name in cards:
        lists.give(name, SILVER)
    with bus() as running:
        # lists were made an hour before; the bus runs from 6 to 23
        for days, hour in ((0, 10), (0, 20), (1, 7), (1, 19), (2, 8), (2, 20), (3, 7), (3, 8)):
            at = TUESDAY.replace(hour=hour, minute=10) + timedelta(days=days)
            running.clock.move(at)
            running.until(lambda at=at: running.face.trip == f"T{at.hour}", f"the trip of {at}")
            assert running.tap(cards[len(running.records("ride"))][0]) is Signal.SENIOR, (at, running.shown())
        rides = [detail for _, detail in running.records("ride")]
        assert len(rides) == 8
        assert running.terminal.role.journal.backlog().count >= 8
        # the driver sees how old the list is, and that nothing has left
        running.clock.advance(timedelta(hours=2).total_seconds())
        running.until(lambda: (running.face.list_age_days or 0) >= 3, "the list's age")
        assert not running.face.online
        assert "driver-list-old" in [fault.key for fault in running.face.faults]
