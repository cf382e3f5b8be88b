"""With the line up: records leave while people board, central knows where the bus is, and no tap waits for either."""

import pytest
from validator import SILVER, TUESDAY, rider_card

from central.service.config import Config
from central.service.running import serve
from central.signing import Signer
from drivers.protocols import Signal
from firmware.clock import Clock
from firmware.terminal_key import load_or_make


@pytest.mark.real
def test_records_leave_while_people_board(bus, lists, tmp_path):
    cards = [rider_card(number) for number in range(30)]
    for _, name in cards:
        lists.give(name, SILVER)
    clock = Clock(TUESDAY)
    signer = Signer("bus-01", load_or_make(tmp_path / "state"), clock.now)
    config = Config(state=tmp_path / "central", sample_city=False, terminals={"bus-01": signer.public})
    with serve(config, clock) as central, bus(clock, url=central.url) as running:
        journal = running.terminal.role.journal
        for card, _ in cards:
            assert running.tap(card) is Signal.SENIOR
            clock.advance(6)
        # the riders' plates never stopped, and yet the courier has gone
        running.until(lambda: journal.acknowledged > 0, "the first records to be acknowledged")
        running.until(lambda: clock.advance(1) or journal.backlog().count == 0, "all of them")
        assert len(running.records("ride")) == 30
        assert running.face.online
