"""The figures of periods: they add up to the journal, and every yen that went in is somewhere."""

import tempfile
from collections import Counter
from datetime import datetime
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from firmware.clock import JAPAN, Clock
from firmware.closing import close_books, decide
from firmware.figures import COUNTS, MONEY, of_visit, since
from firmware.health import doubts
from firmware.journal import Ending, Journal

ENDINGS = st.sampled_from([Ending.DONE, Ending.NOT_DONE, Ending.UNKNOWN])
VISIT = st.tuples(
    st.sampled_from(["residence", "seal", "tax"]),
    st.integers(1, 3),
    st.sampled_from([0, 10, 200, 700]),
    ENDINGS,
    ENDINGS,
)
STEP = st.one_of(VISIT, st.just("close"), st.just("decide done"), st.just("decide not done"), st.just("clock back"))


class Day:
    """A terminal's journal, written as visits and staff write it."""

    def __init__(self, folder):
        self.clock = Clock(datetime(2026, 11, 24, 10, 0, tzinfo=JAPAN), running=False)
        self.journal = Journal(folder / "journal.db", self.clock, bytes(32))
        self.visits, self.closes = 0, []

    def serve(self, kind, copies, change, printed, given):
        """A visit whose change and print end as they may."""
        self.visits += 1
        visit, fee = f"visit-{self.visits}", 300 * copies
        ordered = {"order": visit, "ticket": visit, "kind": kind, "copies": copies, "sheets": copies, "yen": fee}
        self.journal.note(visit, "ordered", **ordered)
        with self.journal.act(visit, "charge", yen=fee) as charge:
            self.journal.note(visit, "cash_in", yen=fee + change)
            if change and self.gives(visit, change, given) is not Ending.DONE:
                charge.end(Ending.UNKNOWN, inserted=fee + change, owed=fee + change)
            else:
                charge.end(Ending.DONE, inserted=fee + change, change=change)
        if charge.ending is Ending.DONE:
            with self.journal.act(visit, "print", sheets=copies) as act:
                act.end(printed, sheets={Ending.DONE: copies, Ending.NOT_DONE: 0}.get(printed, copies - 1))
            if printed is Ending.NOT_DONE:
                self.gives(visit, fee, Ending.DONE)
        close_books(self.journal, visit)

    def gives(self, visit, yen, ending):
        with self.journal.act(visit, "give", yen=yen) as act:
            act.end(ending, **({"given": yen} if ending is Ending.DONE else {}))
        return ending

    def close(self):
        found = since(self.journal, "day_closed")
        self.closes.append(found)
        self.journal.note("staff", "day_closed", number=len(self.closes))

    def decide(self, ending):
        for entry in doubts(self.journal.unsettled())[:1]:
            decide(self.journal, entry.act, ending, by="staff")

    def does(self, step):
        if isinstance(step, tuple):
            self.serve(*step)
        elif step == "close":
            self.close()
        elif step == "clock back":
            self.clock.advance(-7200)
        else:
            self.decide(Ending.DONE if step == "decide done" else Ending.NOT_DONE)


@settings(max_examples=60, deadline=None)
@given(st.lists(STEP, max_size=12))
def test_closes_add_up_to_the_journal_and_each_accounts_for_every_yen(steps):
    with tempfile.TemporaryDirectory() as folder:
        day = Day(Path(folder))
        for step in [*steps, "close"]:
            day.does(step)
        whole = Counter()
        for number in range(1, day.visits + 1):
            whole.update(of_visit(day.journal.entries(f"visit-{number}")))
        for name in (*COUNTS, *MONEY):
            assert sum(close[name] for close in day.closes) == whole[name], name
        for close in day.closes:
            assert close["inserted"] == sum(close[name] for name in MONEY if name != "inserted")
        day.close()
        assert not any(day.closes[-1].values())
        day.journal.close()


def test_a_number_that_is_put_back_is_given_again(tmp_path):
    journal = Journal(tmp_path / "journal.db", Clock(), bytes(32))
    assert [journal.next_number("ticket"), journal.next_number("ticket")] == [1, 2]
    journal.put_back("ticket")
    assert journal.next_number("ticket") == 2
    journal.put_back("never drawn")
    assert journal.next_number("never drawn") == 1
    journal.close()


def test_rows_since_another_are_told_by_order_of_writing_when_the_clock_was_set_back(tmp_path):
    clock = Clock(datetime(2026, 11, 24, 10, 0, tzinfo=JAPAN), running=False)
    journal = Journal(tmp_path / "journal.db", clock, bytes(32))
    journal.note("staff", "day_closed", number=1)
    clock.advance(-3600)
    journal.note("visit", "cash_in", yen=100)
    assert [entry.what for entry in journal.since("day_closed")] == ["clock", "cash_in"]
    assert journal.latest("day_closed").detail == {"number": 1}
    assert journal.latest("never") is None
    journal.close()
