"""The model: terminals, a line and central, to which anything may happen in any order; what was told is kept outside of all.

A mark stands in each record's details; `told` has those that a person was told about. Only
one thing may take a told record away: an old image put over the only disk that has it.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from model.central import WAYS, Central, Line, mark_of
from model.machine import SEEDS, Machine

from central.signing import Signer
from central.wire import Quality
from firmware.clock import JAPAN, Clock
from firmware.journal import Ending

BEGAN = datetime(2026, 11, 24, 10, 0, tzinfo=JAPAN)
MOST_MACHINES = 4
KEPT = timedelta(days=20)
"""Terminals keep 35 days on which they ran; a clock that jumps makes some of these short."""
MOST_SENDINGS = 400
WHICH = st.integers(0, 11)
DRAWN = st.integers(0, 2**32 - 1)


class Fleet(RuleBasedStateMachine):
    """Every rule is something that happens to one box, the line or central."""

    central_kind = Central
    machine_kind = Machine

    def __init__(self) -> None:
        super().__init__()
        self._folder = TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").exists() else None)
        self.clock = Clock(BEGAN, running=False)
        self.central = self.central_kind(Path(self._folder.name), self.clock)
        self.line = Line(self.central)
        self.machines: list[Machine] = []
        self.told: set[int] = set()
        self.fares: dict[int, int] = {}
        self.ends: dict[int, tuple[str, int, Ending]] = {}
        self.excused: set[int] = set()
        self.orphans: set[int] = set()
        self.backups: list[tuple[datetime, bytes, set[int]]] = []
        self.mark = self.cuts = 0

    @initialize()
    def two_terminals_stand_in_buses(self) -> None:
        for name, seed in SEEDS.items():
            self.central.register(name, Signer(name, seed, self.clock.now).public)
            self.machines.append(self.machine_kind(name, self.line, self.clock.now()))

    # what people do

    @rule(which=WHICH, fare=st.integers(0, 9999), times=st.integers(1, 4))
    def somebody_rides(self, which: int, fare: int, times: int) -> None:
        for _ in range(times):
            self._ride(self._machine(which), fare)

    @rule(which=WHICH, yen=st.integers(1, 999))
    def a_kiosk_means_to_charge(self, which: int, yen: int) -> None:
        self._intend(self._machine(which), yen)

    @rule(which=WHICH, ending=st.sampled_from(Ending))
    def a_charge_ends(self, which: int, ending: Ending) -> None:
        self._settle(self._machine(which), ending)

    # what the line does

    @rule(which=WHICH, way=st.sampled_from(WAYS))
    def a_batch_leaves(self, which: int, way: str) -> None:
        self.line.way = way
        self._machine(which).queue.send_one()
        self.line.way = WAYS[0]

    @precondition(lambda self: self.line.flying)
    @rule(which=WHICH)
    def a_late_batch_arrives(self, which: int) -> None:
        self.line.comes_late(which)

    @rule(ways=st.lists(st.sampled_from(WAYS), min_size=1, max_size=3))
    def a_day_goes_by(self, ways: list[str]) -> None:
        """Everybody rides, and every terminal tries as often as there are ways."""
        for machine in self.machines:
            self._ride(machine, 210)
            for self.line.way in ways:
                machine.queue.send_one()
        self.line.way = WAYS[0]

    # what becomes of terminals

    @rule(which=WHICH, steps=st.integers(1, 60), drawn=DRAWN, quality=st.sampled_from(Quality))
    def the_power_goes_in_a_bus(self, which: int, steps: int, drawn: int, quality: Quality) -> None:
        machine, chance = self._machine(which), Random(drawn)
        before = len(self._untold(machine))
        with machine.losing_power(steps, chance):
            for _ in range(12):
                self._anything(machine, chance)
        machine.boot(quality)
        self.cuts += 1
        assert len(self._untold(machine)) <= before + 1, "more rows than one that nobody was told about"

    @rule(which=WHICH)
    def a_terminal_is_started_again(self, which: int) -> None:
        self._machine(which).stop()
        self._machine(which).start()

    @rule(which=WHICH)
    def an_image_is_kept(self, which: int) -> None:
        machine = self._machine(which)
        machine.images.append(machine.image())

    @precondition(lambda self: any(machine.images for machine in self.machines))
    @rule(which=WHICH)
    def an_old_image_is_put_back(self, which: int) -> None:
        machine = self._machine(which, [machine for machine in self.machines if machine.images])
        before = machine.marks()
        machine.put_on(machine.images[which % len(machine.images)])
        gone = before - machine.marks() - self._on_machines()
        known = self._at_central()
        self.excused |= gone - known
        self.orphans |= gone & known

    @precondition(lambda self: len(self.machines) < MOST_MACHINES)
    @rule(which=WHICH)
    def a_terminal_is_copied(self, which: int) -> None:
        old = self._machine(which)
        copy = self.machine_kind(old.name, self.line, self.clock.now())
        copy.put_on(old.image())
        self.machines.append(copy)

    @rule(which=WHICH)
    def a_terminal_tidies_up(self, which: int) -> None:
        self._machine(which).journal.prune()

    @rule(which=WHICH, days=st.sampled_from((-4000, -366, -1, 1, 366)))
    def a_clock_jumps(self, which: int, days: int) -> None:
        clock = self._machine(which).clock
        clock.move(clock.now() + timedelta(days=days))

    @rule(days=st.sampled_from((1, 10, 40)), on_line=st.booleans())
    def days_pass(self, days: int, on_line: bool) -> None:
        for _ in range(days):
            self.clock.advance(86400)
            for machine in self.machines:
                machine.clock.advance(86400)
                if on_line:
                    machine.queue.ask()
                machine.journal.prune()

    # what becomes of central

    @rule()
    def central_is_killed(self) -> None:
        self.central.is_killed()

    @rule()
    def central_is_backed_up(self) -> None:
        self.backups.append((self.clock.now(), self.central.backup(), self._at_central()))

    @precondition(lambda self: self._young_backups())
    @rule(which=WHICH)
    def central_comes_back_from_a_backup(self, which: int) -> None:
        young = self._young_backups()
        _, backup, had = young[which % len(young)]
        self.central.restore(backup)
        self.excused |= self.orphans - had - self._on_machines()

    @rule()
    def the_ledger_follows(self) -> None:
        self.central.post()

    @rule()
    def the_operator_releases(self) -> None:
        self.central.release()

    # what must hold

    @invariant()
    def nothing_that_was_told_is_lost_and_nothing_is_there_twice(self) -> None:
        there = Counter(mark_of(body) for body in self.central.bodies())
        del there[None]
        assert not [mark for mark, times in there.items() if times > 1], "a record is at central twice"
        lost = self.told - set(there) - self._on_machines() - self.excused
        assert not lost, f"told and lost: {sorted(lost)}"

    def teardown(self) -> None:
        try:
            if self.machines:
                self._drain()
                self.central.post()
                self._all_told_is_booked()
        finally:
            self.let_go()

    def let_go(self) -> None:
        for machine in self.machines:
            machine.close()
        self.central.close()
        self._folder.cleanup()

    def _drain(self) -> None:
        """The line is good at last, and an operator lets everything count."""
        sendings = 0
        for machine in self.machines:
            machine.queue.ask()
        while any(machine.journal.backlog().count for machine in self.machines) or self.central.release():
            for machine in self.machines:
                machine.queue.send_one()
                sendings += 1
            assert sendings < MOST_SENDINGS, "what is kept never gets to central"

    def _all_told_is_booked(self) -> None:
        stored = self._at_central()
        assert self.told - self.excused <= stored, f"never came: {sorted(self.told - self.excused - stored)}"
        refused = self.central.ask("SELECT count(*) FROM refused_record")[0][0]
        assert refused == 0, "a record was refused"
        assert len(stored - self.told) <= self.cuts, "more than one row for each cut that nobody was told about"
        self._sums_agree(stored)

    def _sums_agree(self, stored: set[int]) -> None:
        """The bare transfers against what was told, to the yen."""
        booked: Counter[str] = Counter()
        for debit, credit, amount in self.central.ask("SELECT debit, credit, amount FROM transfer"):
            booked[debit.split("/")[1]] -= amount
            booked[credit.split("/")[1]] += amount
        fares = [self.fares[mark] for mark in stored if mark in self.fares]
        rides = {"firm": sum(fare // 2 for fare in fares), "fares": sum(fare - fare // 2 for fare in fares)}
        assert {name: booked[name] for name in (*rides, "rides-taken")} == {**rides, "rides-taken": len(fares)}
        # an act that a copy, or an old image, ended another way has two answers: the ledger believes one
        answers: dict[tuple[str, int], set[Ending]] = defaultdict(set)
        for act, yen, ending in (self.ends[mark] for mark in stored if mark in self.ends):
            answers[act, yen].add(ending)
        begun = {json.loads(body)["id"] for body in self.central.bodies()}
        done = {act: ends for act, ends in answers.items() if Ending.DONE in ends and act[0] in begun}
        sure = sum(yen for (_, yen), ends in done.items() if Ending.NOT_DONE not in ends)
        assert sure <= booked["charged"] <= sum(yen for _, yen in done)

    # how

    def _machine(self, which: int, among: list[Machine] | None = None) -> Machine:
        machines = among or self.machines
        return machines[which % len(machines)]

    def _anything(self, machine: Machine, chance: Random) -> None:
        chance.choices(
            (
                lambda: self._ride(machine, chance.randrange(1000)),
                lambda: self._intend(machine, chance.randrange(1, 1000)),
                lambda: self._settle(machine, chance.choice(list(Ending))),
                machine.queue.send_one,
                machine.journal.prune,
            ),
            (6, 2, 2, 4, 1),
        )[0]()

    def _ride(self, machine: Machine, fare: int) -> None:
        self.mark += 1
        self.fares[self.mark] = fare
        machine.ride(self.mark, fare)
        self.told.add(self.mark)

    def _intend(self, machine: Machine, yen: int) -> None:
        self.mark += 1
        machine.intend(self.mark, yen)
        self.told.add(self.mark)

    def _settle(self, machine: Machine, ending: Ending) -> None:
        for act, yen in list(machine.open.items())[:1]:
            self.mark += 1
            self.ends[self.mark] = (act, yen, ending)
            machine.settle(self.mark, act, ending)
            self.told.add(self.mark)

    def _untold(self, machine: Machine) -> set[int]:
        return machine.marks() - self.told

    def _on_machines(self) -> set[int]:
        return set().union(*(machine.marks() for machine in self.machines))

    def _at_central(self) -> set[int]:
        return {mark for mark in map(mark_of, self.central.bodies()) if mark}

    def _young_backups(self) -> list[tuple[datetime, bytes, set[int]]]:
        return [backup for backup in self.backups if self.clock.now() - backup[0] < KEPT]
