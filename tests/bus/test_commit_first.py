"""Nothing is told before the disk has it: whatever the disk does, a rider who was let in stands in the journal."""

import threading

from acting import LONG
from validator import SILVER, rider_card

from drivers.protocols import Signal
from drivers.virtual.beeper import VirtualBeeper
from drivers.virtual.indicator import VirtualIndicator


class Diary:
    """What happened, in order."""

    def __init__(self):
        self.events = []

    def beeper(self):
        diary = self

        class Noted(VirtualBeeper):
            def beep(self, signal):
                diary.events.append("beep")
                super().beep(signal)

        return Noted()

    def light(self):
        diary = self

        class Noted(VirtualIndicator):
            def light(self):
                diary.events.append("light")
                super().light()

        return Noted()


class Sentinel:
    """The journal's connection: notes when a record has been committed, and waits before it while the gate is shut."""

    def __init__(self, connection, diary):
        self._connection, self._diary = connection, diary
        self.gate = threading.Event()
        self.gate.set()
        self.commits = 0

    def execute(self, statement, values=()):
        is_record = "INSERT INTO record" in statement
        if is_record:
            self._diary.events.append("writing")
            assert self.gate.wait(LONG)
        found = self._connection.execute(statement, values)
        if is_record:
            self._diary.events.append("committed")
            self.commits += 1
        return found

    def __getattr__(self, name):
        return getattr(self._connection, name)


def watched(running, diary):
    journal = running.terminal.role.journal
    sentinel = Sentinel(journal._file.db, diary)
    journal._file.db = sentinel
    running.terminal.talk.listen(lambda view: view.prompt is not None and diary.events.append("plate"))
    return sentinel


def test_a_rider_is_told_only_once_the_journal_has_committed(bus, lists):
    card, name = rider_card(1)
    lists.give(name, SILVER)
    diary = Diary()
    with bus(beeper=diary.beeper(), accept_light=diary.light()) as running:
        sentinel = watched(running, diary)
        sentinel.gate.clear()
        running.reader.place(card)
        running.until(lambda: diary.events, "the record to be written")
        # for as long as the disk takes nobody is told anything
        assert diary.events == ["writing"]
        assert running.plates == []
        sentinel.gate.set()
        running.sees("ride-free")
        assert diary.events[:4] == ["writing", "committed", "beep", "light"]
        assert diary.events[4] == "plate"
        running.reader.remove()


def test_a_tap_is_one_commit(bus, lists):
    cards = [rider_card(number) for number in range(20)]
    for _, name in cards:
        lists.give(name, SILVER)
    diary = Diary()
    with bus() as running:
        sentinel = watched(running, diary)
        assert [running.tap(card) for card, _ in cards] == [Signal.SENIOR] * 20
        assert sentinel.commits == 20
