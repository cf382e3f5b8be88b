"""An outcome that central does not hear for the terminal's own sake is not given up."""

import pytest
from records.fleet import Terminal

from central.client import CentralFault, Refused
from central.wire import Reason, Refusal
from firmware.telling import tell_all

NOWHERE = "http://127.0.0.1:1"


class Refusing:
    """A central that refuses every outcome, for one reason."""

    def __init__(self, reason):
        self.reason = reason

    def outcome(self, visit, order, outcome):
        raise Refused(Refusal(reason=self.reason))


@pytest.fixture
def journal(tmp_path):
    terminal = Terminal("kiosk-1", bytes(32), NOWHERE, tmp_path, client=Refusing(None))
    terminal.journal.begin("v-1", "outcome", order="o-1", printed="done", sheets=1, kept=300, returned=0)
    yield terminal.journal
    terminal.journal.close()


@pytest.mark.parametrize("reason", [Reason.TERMINAL_UNKNOWN, Reason.CLOCK_WRONG, Reason.REPLAYED])
def test_a_terminal_that_is_not_listened_to_keeps_what_it_has_to_tell(journal, reason):
    with pytest.raises(CentralFault, match=reason):
        tell_all(journal, Refusing(reason))
    assert [entry.what for entry in journal.unsettled()] == ["outcome"]


def test_an_outcome_that_central_will_never_take_is_told_no_more(journal):
    tell_all(journal, Refusing(Reason.VISIT_UNKNOWN))
    assert journal.unsettled() == []
    assert journal.newest().detail == {"reason": "visit_unknown"}
