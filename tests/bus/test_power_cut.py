"""A bus that is killed in the midst of taps and started again: whoever was let in stands in the journal, once."""

import subprocess
import sys
from pathlib import Path

import pytest
from validator import SPENDING, TUESDAY, rider_card

from drivers.protocols import Signal
from firmware.clock import Clock

RIDERS = 60
PROGRAM = """
import sys
from pathlib import Path
from validator import SPENDING, TUESDAY, Bus, Lists, rider_card
from firmware.clock import Clock

bus = Bus(Path(sys.argv[1]), Lists(), Clock(TUESDAY))
with bus.running():
    for number in range(int(sys.argv[2])):
        print(number, bus.tap(rider_card(number)[0]).name, flush=True)
"""


def tapped_until_killed(folder, after):
    """How many riders were let in before the program was killed, so many answers after the first."""
    paths = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]
    start = f"import sys; sys.path[:0] = {paths!r}\n{PROGRAM}"
    with subprocess.Popen(
        [sys.executable, "-c", start, str(folder), str(RIDERS)], stdout=subprocess.PIPE, text=True
    ) as program:
        answers = [program.stdout.readline().split() for _ in range(after)]
        program.kill()
        answers += [line.split() for line in program.stdout.read().splitlines()]
    assert {signal for _, signal in answers} == {"ACCEPTED"}
    return len(answers)


@pytest.mark.real
@pytest.mark.parametrize("after", [1, 17])
def test_whoever_was_let_in_before_a_kill_stands_there_once_and_the_next_is_served(bus, lists, tmp_path, after):
    cards = [rider_card(number) for number in range(RIDERS)]
    for _, name in cards:
        lists.give(name, SPENDING)
    lists.publish(tmp_path / "state" / "snapshots")
    count = tapped_until_killed(tmp_path, after)
    with bus(Clock(TUESDAY)) as running:
        riders = [ride["rider"] for _, ride in running.records("ride")]
        # one more may have been written down whom nobody told yet
        assert count <= len(riders) == len(set(riders)) <= count + 1 < RIDERS
        for card, _ in cards[: count + 2]:
            assert running.tap(card) is Signal.ACCEPTED
        assert len(running.records("ride")) == running.terminal.role.vehicle.status().on_board == count + 2
