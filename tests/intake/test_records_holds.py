"""Two machines with one key: their records are kept, and counted only once somebody has looked."""

import pytest
from central_line import fresh
from sealed_records import Epoch, a_record

from central.service.intake.holds import release, standings
from central.signing import Signer
from central.wire import Verdict

STORED, KNOWN, HELD = Verdict.STORED, Verdict.KNOWN, Verdict.HELD


@pytest.fixture
def two(bus, say):
    """A terminal and its copy, after the copy has begun an epoch of its own."""
    terminal = Epoch(bus).grow(2)
    say(terminal.batch())
    copy = Epoch(bus, first=3).grow(1)
    assert say(copy.batch()).quarantined is False
    return terminal, copy


def chains(store, signer):
    sql = "SELECT epoch, held, through, stored FROM chain WHERE terminal = ? ORDER BY id"
    with store.reading() as connection:
        return connection.execute(sql, (signer.terminal,)).fetchall()


def quarantines(store, signer):
    sql = "SELECT why, released, released_by FROM quarantine WHERE terminal = ? ORDER BY id"
    with store.reading() as connection:
        return connection.execute(sql, (signer.terminal,)).fetchall()


def test_new_records_in_an_epoch_that_was_left_hold_the_terminal(store, say, bus, two):
    terminal, copy = two
    answer = say(terminal.grow(2).batch(3))
    assert (answer.through, answer.verdicts, answer.quarantined) == (4, [HELD] * 2, True)
    assert chains(store, bus) == [(terminal.epoch, 1, 4, 4), (copy.epoch, 1, 3, 1)]
    assert [released for _, released, _ in quarantines(store, bus)] == [None]


def test_whatever_a_held_terminal_sends_is_kept_and_held(store, say, bus, two):
    terminal, copy = two
    say(terminal.grow(1).batch(3))
    assert say(copy.grow(1).batch(4)).verdicts == [HELD]
    third = Epoch(bus, first=9).grow(1)
    answer = say(third.batch())
    assert (answer.verdicts, answer.quarantined) == ([HELD], True)
    assert [held for _, held, _, _ in chains(store, bus)] == [1, 1, 1]
    assert len(quarantines(store, bus)) == 1


def test_a_held_terminal_is_told_so_with_every_answer(say, bus, two):
    terminal, _ = two
    say(terminal.grow(1).batch(3))
    apart = [say(terminal.batch(2, 2)), say(Epoch(bus).grow(2).batch(2)), say(terminal.copy().grow(3).batch(6))]
    assert [answer.quarantined for answer in apart] == [True] * 3
    assert [answer.verdicts for answer in apart] == [[KNOWN, KNOWN], [], []]


def test_repeats_in_an_epoch_that_was_left_hold_nobody(store, say, bus, two):
    terminal, copy = two
    assert say(terminal.batch()).verdicts == [KNOWN, KNOWN]
    terminal.bodies += copy.bodies
    answer = say(terminal.batch(3))
    assert (answer.verdicts, answer.quarantined) == ([KNOWN], False)
    assert quarantines(store, bus) == []


def test_a_late_copy_of_an_epochs_first_batch_does_not_make_it_the_one_that_counts(store, say, bus):
    """Central forgot the epoch (it was put back), and all of it came again under another."""
    lost = Epoch(bus).grow(2)
    anew = Epoch(bus, bodies=list(lost.bodies)).grow(1)
    say(anew.batch())
    assert say(lost.batch()).verdicts == [KNOWN, KNOWN]
    answer = say(anew.grow(1).batch(4))
    assert (answer.verdicts, answer.quarantined) == ([STORED], False)


def test_another_terminal_goes_on_meanwhile(central, say, two):
    terminal, _ = two
    say(terminal.grow(1).batch(3))
    signer = Signer(fresh("bus"), b"o" * 32, central.clock.now)
    central.desk.terminals.add(signer.terminal, signer.public)
    assert say(Epoch(signer).grow(1).batch()).verdicts == [STORED]


def test_after_a_look_all_of_it_counts_and_either_machine_may_go_on(central, store, say, bus, two):
    terminal, _ = two
    say(terminal.grow(1).batch(3))
    assert release(store, central.clock, bus.terminal, "sato") == 2
    [(why, released, by)] = quarantines(store, bus)
    assert (terminal.epoch in why, released, by) == (True, central.clock.now().isoformat(timespec="seconds"), "sato")
    assert [held for _, held, _, _ in chains(store, bus)] == [0, 0]
    answers = [say(terminal.grow(1).batch(len(terminal.bodies))) for _ in range(3)]
    assert [(a.verdicts, a.quarantined) for a in answers] == [([STORED], False)] * 3


def test_if_both_machines_go_on_after_a_look_they_are_held_again(central, store, say, bus, two):
    terminal, copy = two
    say(terminal.grow(1).batch(3))
    release(store, central.clock, bus.terminal, "sato")
    assert say(copy.grow(1).batch(4)).verdicts == [STORED]
    answer = say(terminal.grow(1).batch(4))
    assert (answer.verdicts, answer.quarantined) == ([HELD], True)
    assert len(quarantines(store, bus)) == 2


def test_who_is_not_held_cannot_be_released(central, store, bus, say):
    say(Epoch(bus).grow(1).batch())
    with pytest.raises(ValueError, match="is held"):
        release(store, central.clock, bus.terminal, "sato")


def test_an_operator_sees_how_each_terminal_stands(central, store, say, bus, two):
    terminal, _ = two
    [before] = [s for s in standings(store) if s.terminal == bus.terminal]
    assert (before.key, before.chains, before.through, before.held) == (bus.public[:12], 2, 3, None)
    terminal.bodies += [a_record(), b"17"]
    say(terminal.batch(3))
    [found] = [s for s in standings(store) if s.terminal == bus.terminal]
    now = central.clock.now().isoformat(timespec="seconds")
    assert (found.heard, found.held, found.revoked, found.refused) == (now, now, False, 1)
    assert "two machines" in found.why
