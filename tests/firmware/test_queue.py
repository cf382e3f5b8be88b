"""The offline queue against whatever central may say: no record loses its place, and only what is proved moves the cursor."""

from __future__ import annotations

import json
import random
from itertools import count
from statistics import mean

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from records.fleet import Terminal

from central.chain import genesis, links, sealed
from central.client import Busy, CentralFault, Refused
from central.signing import is_sealed, public_key
from central.wire import MOST_RECORDS, Batch, Reason, Refusal, Stand, Verdict
from firmware.queue import FIRST_S, LONGEST_S, MOST_BYTES, MOST_PATIENT_S, pause_after

NOWHERE = "http://127.0.0.1:1"
STORED, KNOWN, HELD, REFUSED = Verdict.STORED, Verdict.KNOWN, Verdict.HELD, Verdict.REFUSED


class Scripted:
    """A central that says what it is told to; `batches` are those that it was sent."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.batches = []

    def records(self, body):
        self.batches.append(msgspec.json.decode(body, type=Batch))
        answer = self.answers.pop(0) if self.answers else taken
        answer = answer(self.batches[-1]) if callable(answer) else answer
        if isinstance(answer, Exception):
            raise answer
        return answer


def heads(batch):
    return list(links(batch.previous, [bytes(raw) for raw in batch.records]))


def taken(batch, verdict=STORED, **other):
    last = batch.first + len(batch.records) - 1
    parts = {"through": last, "head": heads(batch)[-1], "verdicts": [verdict] * len(batch.records)}
    return Stand(**{**parts, **other})


@pytest.fixture
def terminal(tmp_path):
    one = Terminal("bus-1", bytes(range(32)), NOWHERE, tmp_path, client=Scripted())
    one.taps(10)
    yield one
    one.journal.close()


def sends(terminal, *answers):
    terminal.client.answers = list(answers)
    return terminal.queue.send_one()


def test_a_batch_is_what_the_journal_holds_sealed_by_the_terminals_key(terminal):
    assert sends(terminal).records == 10
    [batch] = terminal.client.batches
    assert (batch.terminal, batch.epoch, batch.first) == ("bus-1", terminal.journal.epoch, 1)
    assert batch.previous == genesis(batch.epoch)
    assert [json.loads(bytes(raw))["id"] for raw in batch.records] == [one.id for one in terminal.told]
    message = sealed("bus-1", batch.epoch, 1, 10, heads(batch)[-1])
    assert is_sealed(public_key(terminal.signer.public), message, batch.seal)


def test_what_central_took_is_not_sent_again_and_then_nothing_is_left(terminal):
    assert sends(terminal).records == 10
    assert terminal.queue.send_one().pause_s is None
    assert len(terminal.client.batches) == 1
    assert terminal.journal.acknowledged == 10


def test_the_place_survives_a_restart(terminal):
    sends(terminal)
    terminal.tap()
    terminal.journal.close()
    terminal.start()
    assert sends(terminal).records == 1
    assert terminal.client.batches[-1].first == 11


def test_a_refused_record_is_kept_aside_and_the_rest_goes_on(terminal):
    verdicts = [STORED, REFUSED, KNOWN] + [STORED] * 7
    sends(terminal, lambda batch: taken(batch, verdicts=verdicts, refused={"2": "id: another record has it"}))
    assert (terminal.journal.backlog().count, terminal.journal.backlog().refused) == (0, 1)


def test_held_records_are_acknowledged_and_the_operator_can_learn_of_it(terminal):
    assert sends(terminal, lambda batch: taken(batch, HELD, quarantined=True)).records == 10
    assert terminal.journal.backlog().held
    terminal.tap()
    sends(terminal)
    assert not terminal.journal.backlog().held


NO_ANSWERS = {
    "the line is down": CentralFault("central cannot be reached"),
    "busy": Busy("central is busy", 3),
    "a refusal": Refused(Refusal(reason=Reason.TERMINAL_UNKNOWN)),
    "fewer verdicts": lambda batch: taken(batch, verdicts=[STORED] * 9),
    "more verdicts": lambda batch: taken(batch, verdicts=[STORED] * 11),
    "another chain": lambda batch: taken(batch, head=bytes(32)),
    "half of it": lambda batch: taken(batch, through=9, head=heads(batch)[8]),
    "nothing taken, no reason": lambda batch: taken(batch, through=0, head=b"", verdicts=[]),
    "taken without verdicts": lambda batch: taken(batch, verdicts=[]),
    "a negative number": Stand(through=-1, head=bytes(32)),
    "a number beyond all": Stand(through=10**30, head=bytes(32)),
    "beyond all, with verdicts": lambda batch: taken(batch, through=2**63),
}


@pytest.mark.parametrize("answer", NO_ANSWERS.values(), ids=NO_ANSWERS.keys())
def test_after_what_is_no_answer_the_very_same_records_leave_again(terminal, answer):
    epoch = terminal.journal.epoch
    sent = sends(terminal, answer)
    assert (sent.failed, sent.records, terminal.journal.acknowledged) == (True, 0, 0)
    assert sends(terminal).records == 10
    first, again = terminal.client.batches
    assert (first.records, first.epoch, first.first) == (again.records, again.epoch, again.first)
    assert terminal.journal.epoch == epoch


def test_a_central_that_forgot_gets_again_what_came_after(terminal):
    sends(terminal)
    terminal.tap()
    there = terminal.journal.hash_at(4)
    assert sends(terminal, Stand(through=4, head=there)).failed
    assert sends(terminal).records == 7
    assert terminal.client.batches[-1].first == 5


def test_a_central_that_forgot_is_noticed_with_nothing_to_send(terminal):
    sends(terminal)
    there = terminal.journal.hash_at(4)
    terminal.client.answers = [Stand(through=4, head=there)]
    assert terminal.queue.ask().failed
    assert [bytes(raw) for raw in terminal.client.batches[-1].records] == [
        bytes(raw) for raw in terminal.client.batches[0].records[-1:]
    ]
    assert sends(terminal).records == 6


def test_a_central_that_forgot_nothing_is_asked_for_nothing(terminal):
    sends(terminal)
    assert terminal.queue.ask().records == 1
    assert terminal.journal.backlog().count == 0


def test_a_terminal_that_central_never_heard_of_has_nothing_to_ask(terminal):
    assert terminal.queue.ask().pause_s is None
    assert terminal.client.batches == []


def test_a_central_that_forgot_the_whole_chain_gets_all_that_is_kept_in_a_new_one(terminal):
    sends(terminal)
    terminal.tap()
    before = terminal.journal.epoch
    assert sends(terminal, Stand(through=0, head=b"")).failed
    assert terminal.journal.epoch != before
    sent = sends(terminal)
    batch = terminal.client.batches[-1]
    # the new chain begins with all that was ever sent, and has a note of its own at its end
    assert (batch.first, batch.previous, sent.records) == (1, genesis(terminal.journal.epoch), 12)
    assert [json.loads(bytes(raw))["id"] for raw in batch.records][:11] == [one.id for one in terminal.told]


@pytest.mark.parametrize("through", [3, 10, 400])
def test_other_records_under_the_same_numbers_begin_a_new_chain_after_what_was_acknowledged(terminal, through):
    before = terminal.journal.epoch
    assert sends(terminal, Stand(through=through, head=bytes(range(32)))).failed
    assert terminal.journal.epoch != before
    assert sends(terminal).records == 11
    assert terminal.client.batches[-1].first == 1


def test_an_image_older_than_what_central_holds_begins_a_new_chain(terminal):
    sent = sends(terminal, lambda batch: taken(batch, KNOWN, through=25, head=bytes(32)))
    assert (sent.failed, terminal.journal.acknowledged) == (True, 0)
    assert sends(terminal).records == 11


def test_a_central_that_is_further_than_the_cursor_in_the_same_chain_acknowledges_what_was_sent(terminal):
    terminal.queue._most = 4
    ahead = terminal.journal.hash_at(10)
    assert sends(terminal, lambda batch: taken(batch, KNOWN, through=10, head=ahead)).records == 4
    assert terminal.journal.acknowledged == 4


stands = st.builds(
    Stand,
    through=st.one_of(st.integers(-2, 15), st.integers()),
    head=st.one_of(st.binary(max_size=33), st.integers(0, 12)),
    verdicts=st.lists(st.sampled_from(Verdict), max_size=12),
    refused=st.dictionaries(st.text(max_size=3), st.text(max_size=3), max_size=2),
    quarantined=st.booleans(),
)
numbered = count()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(stands, min_size=1, max_size=4))
def test_whatever_central_says_nothing_is_passed_that_it_has_not_proved_to_hold(tmp_path, lies):
    terminal = Terminal(f"bus-{next(numbered)}", bytes(32), NOWHERE, tmp_path, client=Scripted())
    terminal.taps(6)
    for lie in lies:
        # a number stands for the terminal's own hash there, which a liar may have seen
        lie.head = (terminal.journal.hash_at(lie.head) or b"") if isinstance(lie.head, int) else lie.head
        before = terminal.journal.acknowledged
        sent = sends(terminal, lie)
        through = terminal.journal.acknowledged
        if through > before:
            assert len(lie.verdicts) == sent.records == through - before
            assert lie.head == terminal.journal.hash_at(lie.through)
    while terminal.queue.send_one().pause_s is not None:
        pass
    sent = {json.loads(bytes(raw))["id"] for batch in terminal.client.batches for raw in batch.records}
    assert {one.id for one in terminal.told} <= sent
    terminal.journal.close()


def test_a_batch_has_at_most_so_many_records_and_bytes(tmp_path):
    terminal = Terminal("bus-1", bytes(32), NOWHERE, tmp_path, client=Scripted())
    for number in range(MOST_RECORDS + 100):
        terminal.journal.note("v", "note", number=number)
    for number in range(90):
        terminal.journal.note("v", "long", text="x" * 9000, number=number)
    terminal.drain()
    sizes = [len(batch.records) for batch in terminal.client.batches]
    assert max(sizes) == MOST_RECORDS
    assert sum(sizes) == MOST_RECORDS + 190
    assert max(sum(len(bytes(raw)) for raw in batch.records) for batch in terminal.client.batches) <= MOST_BYTES


def test_a_line_that_lets_no_long_batch_through_gets_shorter_ones(tmp_path):
    terminal = Terminal("bus-1", bytes(32), NOWHERE, tmp_path, client=Scripted())
    terminal.taps(600)
    down = CentralFault("central did not answer in time")
    sends(terminal, down)
    sends(terminal, down)
    for _ in range(3):
        sends(terminal)
    # the one behind the first good one was made ready while that was on its way
    assert [len(batch.records) for batch in terminal.client.batches] == [500, 250, 125, 125, 350]


def test_a_busy_central_is_not_sent_more_and_smaller_batches(tmp_path):
    terminal = Terminal("bus-1", bytes(32), NOWHERE, tmp_path, client=Scripted())
    terminal.taps(600)
    sends(terminal, Busy("central is busy", 5))
    sends(terminal)
    assert [len(batch.records) for batch in terminal.client.batches] == [500, 500]


def test_pauses_double_up_to_a_limit_and_lie_anywhere_within():
    chance = random.Random(6)
    for failures, window in [(1, FIRST_S), (2, 2 * FIRST_S), (5, 16 * FIRST_S), (40, LONGEST_S), (10**6, LONGEST_S)]:
        pauses = [pause_after(failures, 0, chance) for _ in range(2000)]
        assert 0 <= min(pauses) < 0.05 * window
        assert 0.95 * window < max(pauses) <= window
        assert mean(pauses) == pytest.approx(window / 2, rel=0.1)


def test_what_central_asks_for_is_waited_for_and_a_random_part_on_top():
    chance = random.Random(6)
    pauses = [pause_after(1, 60, chance) for _ in range(2000)]
    assert min(pauses) >= 60
    # told the same, nobody comes at the same moment: they spread over as long again
    assert max(pauses) > 115


def test_no_slip_of_central_silences_a_terminal_for_a_day():
    assert pause_after(1, 1e12, random.Random(6)) <= 2 * MOST_PATIENT_S


def test_after_a_failure_nothing_is_due_until_the_pause_is_over(terminal):
    terminal.clock.advance(60)
    assert terminal.queue.is_due
    sent = sends(terminal, Busy("central is busy", 30))
    assert not terminal.queue.is_due
    terminal.clock.advance(29)
    assert not terminal.queue.is_due
    terminal.clock.advance(sent.pause_s - 29)
    assert terminal.queue.is_due


def test_a_success_forgets_the_failures_before_it(terminal):
    for _ in range(12):
        sends(terminal, CentralFault("down"))
    sends(terminal)
    assert terminal.queue.is_due
    terminal.tap()
    assert sends(terminal, CentralFault("down")).pause_s <= FIRST_S


def test_why_central_takes_nothing_is_known_until_it_takes_something(terminal):
    sends(terminal, Refused(Refusal(reason=Reason.TERMINAL_UNKNOWN)))
    sends(terminal, CentralFault("central cannot be reached"))
    assert terminal.queue.refusal == "terminal_unknown"
    sends(terminal)
    assert terminal.queue.refusal == ""


def test_a_central_that_stands_before_a_gap_gets_all_that_is_kept(terminal):
    """An open act keeps its row while those after it go: from there the journal cannot go on."""
    terminal.journal.begin("v-2", "give", yen=100)
    terminal.taps(10)
    there = terminal.journal.hash_at(11)
    terminal.tap(visit="v-3")
    sends(terminal)
    terminal.journal._retention.cap = 1
    for _ in range(2):
        terminal.clock.advance(86_400)
        terminal.journal.acknowledge(terminal.journal.acknowledged, {})
    assert terminal.journal.prune() > 0
    terminal.journal._retention.cap = 2**40
    terminal.tap(visit="v-3")
    oldest = terminal.journal.oldest
    assert oldest > 12
    assert sends(terminal, Stand(through=11, head=there)).failed
    sends(terminal)
    assert terminal.client.batches[-1].first == oldest
    assert terminal.journal.backlog().count == 0


def test_a_central_that_disowns_every_chain_has_the_journal_written_again_ever_more_seldom(terminal):
    def disowns():
        sends(terminal)
        terminal.tap()
        return sends(terminal, Stand(through=0, head=b"")).pause_s

    pauses = [disowns() for _ in range(20)]
    assert max(pauses[:2]) <= 2 * FIRST_S
    assert mean(pauses[10:]) > LONGEST_S / 4


def test_what_central_says_of_a_refused_record_is_kept_short_and_steers_no_screen(terminal):
    said = "\x1b[2Jall is well\n" + "x" * 100_000
    sends(terminal, lambda batch: taken(batch, REFUSED, refused={"1": said}))
    sentence = terminal.journal.refused()[0].sentence
    assert sentence.startswith(" [2Jall is well xxx")
    assert len(sentence) == 200
