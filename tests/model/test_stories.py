"""What must happen in a few histories that everybody asks about: copies, old images, backups."""

import pytest
from model.fleet import Fleet


class Story(Fleet):
    """A fleet to which nothing happens by chance."""

    def rides(self, machine, times=1):
        for _ in range(times):
            self._ride(machine, 210)
            while machine.journal.backlog().count:
                machine.queue.send_one()
            self.central.post()

    def copy_of(self, which):
        self.a_terminal_is_copied(which)
        return self.machines[-1]

    def booked(self):
        """How many rides the ledger has."""
        self.central.post()
        [[rides]] = self.central.ask("SELECT coalesce(sum(amount), 0) FROM transfer WHERE credit LIKE 'rides/%'")
        return rides


@pytest.fixture
def story():
    story = Story()
    story.two_terminals_stand_in_buses()
    yield story
    story.nothing_that_was_told_is_lost_and_nothing_is_there_twice()
    story.teardown()


def test_two_machines_with_one_identity_are_found_and_counted_only_once_an_operator_has_looked(story):
    bus, other = story.machines
    story.rides(bus, 3)
    twin = story.copy_of(0)
    for machine in (bus, twin, bus, twin, other):
        story.rides(machine)
    assert bus.journal.backlog().held
    assert twin.journal.backlog().held
    assert not other.journal.backlog().held
    assert story.booked() == 6  # three before, one of each until both had sent, and the other bus's
    assert story.central.release() == ["bus-1"]
    assert story.booked() == 8


def test_the_machine_that_stays_is_not_held_again_once_its_twin_is_gone(story):
    bus, _ = story.machines
    twin = story.copy_of(0)
    for machine in (bus, twin, bus):
        story.rides(machine)
    story.central.release()
    story.rides(bus, 3)
    assert not bus.journal.backlog().held
    assert story.booked() == 6


def test_a_terminal_set_back_to_an_old_image_begins_a_chain_and_nothing_it_sent_is_counted_twice(story):
    bus, _ = story.machines
    story.rides(bus, 3)
    story.an_image_is_kept(0)
    story.rides(bus, 4)
    story.an_old_image_is_put_back(0)
    story.rides(bus, 2)
    assert not bus.journal.backlog().held
    assert story.booked() == 9


def test_a_central_from_an_old_backup_gets_back_what_it_forgot_without_anything_new_happening(story):
    bus, other = story.machines
    story.rides(bus, 3)
    story.central_is_backed_up()
    story.rides(bus, 4)
    story.rides(other, 2)  # of which the backup knows nothing at all
    story.central_comes_back_from_a_backup(0)
    assert story.booked() == 3
    for machine in (bus, other):
        machine.queue.ask()
        while machine.journal.backlog().count:
            machine.queue.send_one()
    assert story.booked() == 9


def test_a_terminal_off_line_for_months_keeps_what_a_central_from_a_backup_has_forgotten(story):
    bus, _ = story.machines
    story.central_is_backed_up()
    story.rides(bus, 3)
    story.central_comes_back_from_a_backup(0)
    story.days_pass(days=60, on_line=False)
    bus.queue.ask()
    story.rides(bus)
    assert story.booked() == 4


def test_what_a_restored_central_forgot_comes_again_although_a_twin_has_taken_its_numbers(story):
    bus, _ = story.machines
    story.rides(bus)
    story.central_is_backed_up()
    twin = story.copy_of(0)
    story.rides(bus)
    story.central_comes_back_from_a_backup(0)
    story.rides(twin, 3)
    story.rides(bus)
    story.central.release()
    assert story.booked() == 6
