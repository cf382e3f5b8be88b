"""Whatever a visitor, a box and a journal do: what was put in is kept, given back or owed, to the last yen."""

import tempfile
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.protocols import DeviceFault, Fault, WrongChange
from drivers.virtual.cash_box import VirtualCashBox
from firmware.clock import JAPAN, Clock
from firmware.closing import close_books
from firmware.conversation import Conversation
from firmware.errors import JournalError, SteppedBack, VisitEnded
from firmware.journal import Journal
from firmware.steps.pay import Payment

AT = datetime(2026, 11, 24, 10, 0, tzinfo=JAPAN)
FEE = 300


class Person(Clock):
    """Somebody who acts whenever the terminal waits, and then walks away; who is told of a debt notes it."""

    def __init__(self, acts):
        super().__init__(AT, running=False)
        self.acts = list(acts)

    def wait(self, condition, seconds):
        if self.acts:
            act = self.acts.pop(0)
            if isinstance(act, int):
                self.box.insert(act)
            elif isinstance(act, str):
                self.talk.press(act)
            else:
                self.box.set_fault(*act)
        elif seconds is None:
            self.talk.press("ok")
        else:
            self.advance(seconds)


class MoodyBox(VirtualCashBox):
    """A box that fails at chosen calls; a fault while it gives may come after some coins have left it."""

    def __init__(self, stock, moods):
        super().__init__(stock)
        self.moods = list(moods)

    def _mood(self):
        return self.moods.pop(0) if self.moods else None

    def accept(self, inserted):
        if self._mood() is not None:
            raise DeviceFault(Fault.OFFLINE, "The cash box does not answer.")
        super().accept(inserted)

    def give(self, yen):
        mood = self._mood()
        if mood is None:
            return super().give(yen)
        part = min(mood, yen - 10)
        if part and self.can_give(part):
            super().give(part)
            raise WrongChange(Fault.MONEY_JAM, "The hopper stopped.", part)
        raise DeviceFault(Fault.NO_CHANGE, "The hopper does not turn.")


class MoodyJournal(Journal):
    """A journal that cannot be written at chosen times: a note, an intent, an outcome."""

    def __init__(self, path, clock, moods):
        super().__init__(path, clock, bytes(32))
        self.moods = list(moods)

    def _may_fail(self):
        if self.moods and self.moods.pop(0):
            raise JournalError("the journal cannot be written: disk full")

    def note(self, visit, what, **detail):
        self._may_fail()
        super().note(visit, what, **detail)

    @contextmanager
    def act(self, visit, what, **intent):
        self._may_fail()
        with super().act(visit, what, **intent) as act:
            try:
                yield act
            finally:
                if self.moods and self.moods.pop(0):
                    act.ending = None
                    raise JournalError("the journal cannot be written: disk full")


class Scene:
    """One payment from beginning to end, perhaps with the fee given back because nothing was printed."""

    def __init__(self, folder, person, box, journal_moods=()):
        self.person, self.box = person, box
        self.talk = Conversation(person)
        self.talk.begin("v1", "01-1", ("pay",))
        person.talk, person.box = self.talk, box
        self.journal = MoodyJournal(Path(folder) / "journal.db", person, journal_moods)
        self.owed: dict[str, int] = {}
        self.talk.listen(self._sees)
        self.payment = Payment(self.talk, box, self.journal, FEE, self._slip)

    def _slip(self, yen):
        has_paper = bool(yen % 20)
        if has_paper:
            self.owed["slip"] = self.owed.get("slip", 0) + yen
        return has_paper

    def _sees(self, view):
        if view.prompt and view.prompt.phrase.key == "pay-owed-number":
            self.owed["screen"] = view.prompt.phrase.values["yen"]

    def plays(self, is_printed):
        """What is kept in the end."""
        kept = 0
        try:
            self.payment.collect()
            kept = FEE
            if not is_printed:
                kept = 0
                self.payment.give_back()
        except (SteppedBack, VisitEnded, DeviceFault, JournalError):
            pass
        return kept

    def moved(self, kind):
        return sum(move.yen for move in self.box.history if move.kind == kind)

    def written(self, what, name):
        return sum(e.detail.get(name, 0) for e in self.journal.entries("v1") if e.what == what and e.phase != "intent")


money = st.sampled_from([10, 50, 100, 500, 1000])
keys = st.sampled_from(["ok", "stop", "back", "help", "language", "sight", "1", "again"])
faults = st.tuples(st.sampled_from([None, Fault.MONEY_JAM, Fault.OFFLINE, Fault.NO_CHANGE]), st.integers(0, 2))
acts = st.lists(st.one_of(money, money, money, keys, faults), max_size=12)
moods = st.lists(st.one_of(st.none(), st.sampled_from([0, 10, 100])), max_size=6)
stocks = st.fixed_dictionaries({coin: st.integers(0, 6) for coin in (10, 50, 100, 500)})


@settings(max_examples=60, deadline=None)
@given(acts=acts, stock=stocks, moods=moods, is_printed=st.booleans())
def test_what_was_put_in_is_kept_given_or_owed_in_the_world_and_in_the_journal(acts, stock, moods, is_printed):
    with tempfile.TemporaryDirectory() as folder:
        scene = Scene(folder, Person(acts), MoodyBox(stock, moods))
        scene.journal.note("v1", "ordered", order="o1", ticket="01-1", yen=FEE)
        scene.box.open()
        kept, owed = scene.plays(is_printed), sum(scene.owed.values())
        assert scene.moved("kept") == kept + scene.moved("given") + owed
        assert scene.written("cash_in", "yen") == scene.moved("kept")
        assert scene.written("give", "given") == scene.moved("given")
        assert close_books(scene.journal, "v1").owed == owed or kept
        scene.journal.close()


@settings(max_examples=60, deadline=None)
@given(acts=acts, moods=moods, tears=st.lists(st.booleans(), max_size=14))
def test_with_a_journal_that_fails_every_yen_is_still_kept_given_or_owed(acts, moods, tears):
    with tempfile.TemporaryDirectory() as folder:
        scene = Scene(folder, Person(acts), MoodyBox({500: 3, 100: 9, 50: 9, 10: 9}, moods), tears)
        scene.box.open()
        kept, owed = scene.plays(is_printed=True), sum(scene.owed.values())
        assert scene.moved("kept") == kept + scene.moved("given") + owed
        scene.journal.close()
