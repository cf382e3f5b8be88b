"""The model must be able to fail: careless centrals and terminals, each of which it must find within a few histories."""

from dataclasses import replace

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from model.central import Central
from model.fleet import Fleet
from model.machine import Machine

from central.wire import Stand, Verdict
from firmware.queue import OfflineQueue, Sent

pytestmark = pytest.mark.timeout(900)
FEW = settings(
    max_examples=150,
    stateful_step_count=30,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
    print_blob=False,
    report_multiple_bugs=False,
)


class CountsByNumber(Central):
    """Knows a record by its place in a chain, not by the id that the terminal gave it."""

    def keep(self, delivery):
        numbers = range(delivery.first, delivery.last + 1)
        records = [
            record and msgspec.structs.replace(record, id=f"{delivery.epoch}.{seq}")
            for seq, record in zip(numbers, delivery.records, strict=True)
        ]
        return super().keep(replace(delivery, records=records))


class AnswersBeforeTheCommit(Central):
    """Says that a batch is stored while it still waits for the disk."""

    def register(self, name, key):
        super().register(name, key)
        self.committed = self.backup()

    def keep(self, delivery):
        self.committed = self.backup()
        return super().keep(delivery)

    def is_killed(self):
        self.restore(self.committed)


class TakesAForkForAJoin(Central):
    """Finds numbers that it holds already, and does not look whether they are the same records."""

    def keep(self, delivery):
        stand = super().keep(delivery)
        if stand.verdicts or stand.through < delivery.first:
            return stand
        verdicts = [Verdict.KNOWN] * len(delivery.bodies)
        return Stand(through=delivery.last, head=delivery.heads[-1], verdicts=verdicts)


class NeedsNoVerdict(OfflineQueue):
    """Takes any answer for a receipt."""

    def follow(self, letter, stand):
        self._journal.acknowledge(letter.last, {})
        return Sent(len(letter.hashes))


@pytest.mark.parametrize("central", [AnswersBeforeTheCommit, TakesAForkForAJoin])
def test_a_careless_central_is_found(central):
    fleet = type("CarelessCentral", (Fleet,), {"central_kind": central})
    with pytest.raises(AssertionError):
        run_state_machine_as_test(fleet, settings=FEW)


def test_a_careless_terminal_is_found():
    machine = type("CarelessMachine", (Machine,), {"queue_kind": NeedsNoVerdict})
    fleet = type("CarelessTerminals", (Fleet,), {"machine_kind": machine})
    with pytest.raises(AssertionError):
        run_state_machine_as_test(fleet, settings=FEW)


def test_a_central_that_goes_by_numbers_counts_twice_what_comes_again_in_another_chain():
    fleet = type("GoesByNumbers", (Fleet,), {"central_kind": CountsByNumber})()
    fleet.two_terminals_stand_in_buses()
    fleet.somebody_rides(which=0, fare=210, times=3)
    fleet.a_batch_leaves(which=0, way="reply lost")
    fleet.machines[0].journal.begin_epoch()
    fleet.a_batch_leaves(which=0, way="there and back")
    with pytest.raises(AssertionError, match="twice"):
        fleet.nothing_that_was_told_is_lost_and_nothing_is_there_twice()
    fleet.let_go()
