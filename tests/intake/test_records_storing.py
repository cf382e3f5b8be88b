"""Batches in any order, with any repetition, alone or together: central holds what its terminal sealed, and never more."""

import asyncio
import itertools
import threading
import time
from contextlib import contextmanager
from datetime import timedelta

import msgspec
import pytest
from acting import LONG
from central_line import TUESDAY, StillClock, fresh
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sealed_records import Epoch, a_record

from central.service.intake.admission import Busy
from central.service.intake.auditing import check_chains
from central.service.intake.intake import Intake
from central.service.intake.keys import Keys
from central.service.intake.reading import prove
from central.service.intake.storing import store_all
from central.service.intake.writer import Writer
from central.service.refusing import Refuse
from central.service.stores import Away
from central.service.stores.checking import open_postgres
from central.service.stores.sqlite import SqliteStore
from central.service.terminals import Terminals
from central.signing import Signer
from central.wire import Stand, Verdict

STORED, KNOWN, REFUSED = Verdict.STORED, Verdict.KNOWN, Verdict.REFUSED


@pytest.fixture(scope="module")
def store(tmp_path_factory, database):
    store = open_postgres(database) if database else SqliteStore(tmp_path_factory.mktemp("storing") / "central.sqlite")
    yield store
    store.close()


def register(store, seed=bytes(32)):
    signer = Signer(fresh("bus"), seed, StillClock().now)
    Terminals(store, StillClock()).add(signer.terminal, signer.public)
    return signer


@pytest.fixture
def bus(store):
    return register(store)


def delivered(store, batch):
    found = Keys(store).look_up(batch.terminal)
    return prove(batch, found.text, found.key)


def take(store, *batches):
    """The answers to batches that came together."""
    return store_all(store, [delivered(store, batch) for batch in batches], TUESDAY)


COUNTED = """SELECT record.body FROM record JOIN chain ON chain.id = record.chain
    WHERE chain.terminal = ? ORDER BY chain.id, record.seq"""


def check(store, signer):
    """The bodies of all that count, in the order they came; every chain is unbroken from its genesis to its head."""
    assert list(check_chains(store, signer.terminal)) == []
    with store.reading() as connection:
        return [body.encode() for (body,) in connection.execute(COUNTED, (signer.terminal,)).fetchall()]


def test_batches_of_one_chain_that_come_together_join_each_other(store, bus):
    epoch = Epoch(bus).grow(6)
    answers = take(store, epoch.batch(1, 2), epoch.batch(3, 2), epoch.batch(4, 3), epoch.batch(1, 6))
    assert [answer.verdicts for answer in answers] == [[STORED] * 2, [STORED] * 2, [KNOWN, STORED, STORED], [KNOWN] * 6]
    assert check(store, bus) == epoch.bodies


def test_one_whose_id_is_known_leaves_the_others_of_its_company_alone(store, bus):
    others = [Epoch(register(store)).grow(2) for _ in range(3)]
    epoch = Epoch(bus).grow(1)
    take(store, epoch.batch())
    epoch.bodies += [epoch.bodies[0], a_record(id="record-x"), a_record(id="record-x", what="y")]
    answers = take(store, others[0].batch(), epoch.batch(2), others[1].batch(), others[2].batch())
    assert [answer.verdicts for answer in answers] == [
        [STORED] * 2,
        [KNOWN, STORED, REFUSED],
        [STORED] * 2,
        [STORED] * 2,
    ]
    assert check(store, bus) == [epoch.bodies[0], epoch.bodies[2]]
    for other in others:
        assert check(store, other.signer) == other.bodies


def test_one_that_was_revoked_meanwhile_leaves_the_others_of_its_company_alone(store, bus):
    other = Epoch(register(store)).grow(2)
    late = delivered(store, Epoch(bus).grow(1).batch())
    Terminals(store, StillClock()).revoke(bus.terminal)
    answers = store_all(store, [late, delivered(store, other.batch())], TUESDAY)
    assert isinstance(answers[0], Refuse)
    assert answers[1].verdicts == [STORED, STORED]
    assert check(store, bus) == []


def test_a_batch_that_meets_a_bug_leaves_the_others_of_its_company_alone(store, bus, caplog):
    other = Epoch(register(store)).grow(2)
    broken = delivered(store, Epoch(bus).grow(1).batch())
    broken.records[0] = 17
    answers = store_all(store, [delivered(store, other.batch()), broken], TUESDAY)
    assert answers[0].verdicts == [STORED, STORED]
    assert isinstance(answers[1], AttributeError)
    assert "a batch failed: AttributeError" in caplog.text
    assert "17" not in caplog.text
    assert check(store, bus) == []


def test_without_its_database_central_says_so_and_keeps_nothing_by_half(tmp_path, bus):
    store = SqliteStore(tmp_path / "central.sqlite")
    signer = register(store)
    epoch = Epoch(signer).grow(2)
    batch = delivered(store, epoch.batch())
    store._connection.execute("PRAGMA max_page_count = 1")  # SQLite's own: the disk is full
    big = delivered(store, Epoch(signer).grow(400).batch())
    [answer] = store_all(store, [big], TUESDAY)
    assert isinstance(answer, Away)
    store._connection.execute("PRAGMA max_page_count = 1000000")
    assert check(store, signer) == []
    [answer] = store_all(store, [batch], TUESDAY)
    assert answer.verdicts == [STORED, STORED]
    store.close()


def test_what_waits_is_written_together_and_each_gets_its_own_answer(store):
    epochs = [Epoch(register(store)).grow(3) for _ in range(40)]
    batches = [delivered(store, epoch.batch()) for epoch in epochs]
    woken = []

    async def run():
        writer = Writer(store, StillClock().now, lambda: woken.append(1))
        coming = [asyncio.ensure_future(writer.take(batch)) for batch in batches]
        await asyncio.sleep(0)
        writer.start()
        answers = await asyncio.gather(*coming)
        await asyncio.to_thread(writer.close)
        return answers

    answers = asyncio.run(run())
    assert [answer.head for answer in answers] == [epoch.head(3) for epoch in epochs]
    assert len(woken) == 2  # 32 and 8


def test_what_waits_when_central_ends_is_still_written(store, bus):
    epoch = Epoch(bus).grow(3)

    async def run():
        writer = Writer(store, StillClock().now, lambda: None)
        coming = asyncio.ensure_future(writer.take(delivered(store, epoch.batch())))
        await asyncio.sleep(0)
        writer.start()
        await asyncio.to_thread(writer.close)
        return await coming

    assert asyncio.run(run()).verdicts == [STORED] * 3


def test_who_went_away_keeps_nobody_from_his_answer(store, bus):
    epoch, other = Epoch(bus).grow(1), Epoch(register(store)).grow(1)

    async def run():
        writer = Writer(store, StillClock().now, lambda: None)
        gone, there = (asyncio.ensure_future(writer.take(delivered(store, e.batch()))) for e in (epoch, other))
        await asyncio.sleep(0)
        gone.cancel()
        writer.start()
        answer = await there
        await asyncio.to_thread(writer.close)
        return answer

    assert asyncio.run(run()).verdicts == [STORED]
    assert check(store, bus) == epoch.bodies


HEARD = "SELECT heard FROM chain WHERE terminal = ?"


def test_who_is_told_that_records_are_known_is_told_so_after_a_commit_of_its_own(store, bus):
    """What can be seen need not be durable yet: of whoever stored it the wait for the disk may have been cut short."""
    batch = Epoch(bus).grow(2).batch()
    take(store, batch)
    [answer] = store_all(store, [delivered(store, batch)], TUESDAY + timedelta(minutes=1))
    assert answer.verdicts == [KNOWN, KNOWN]
    with store.reading() as connection:
        [[heard]] = connection.execute(HEARD, (bus.terminal,)).fetchall()
    assert heard == (TUESDAY + timedelta(minutes=1)).isoformat(timespec="seconds")


def test_a_batch_that_the_database_cannot_take_leaves_the_others_of_its_company_alone(store, bus):
    other = Epoch(register(store)).grow(2)
    endless = delivered(store, Epoch(bus, first=2**70).grow(1).batch())
    answers = store_all(store, [endless, delivered(store, other.batch())], TUESDAY)
    assert isinstance(answers[0], Exception)
    assert answers[1].verdicts == [STORED, STORED]


WAITS = "SELECT count(*) FROM pg_locks WHERE NOT granted"


def test_whoever_follows_several_chains_and_whoever_stores_into_them_do_not_wait_for_each_other(store):
    epochs = [Epoch(register(store)).grow(1) for _ in range(2)]
    take(store, *(epoch.batch() for epoch in epochs))
    batches = [delivered(store, epoch.grow(1).batch()) for epoch in reversed(epochs)]
    answers = []
    storing = threading.Thread(target=lambda: answers.extend(store_all(store, batches, TUESDAY)))
    follow = "UPDATE chain SET posted = through WHERE terminal = ?"
    with store.writing() as connection:
        connection.execute(follow, (epochs[0].signer.terminal,))
        storing.start()
        while connection.engine == "postgres" and connection.execute(WAITS).fetchone() == (0,):
            time.sleep(0.01)
        connection.execute(follow, (epochs[1].signer.terminal,))
    storing.join(LONG)
    assert [answer.through for answer in answers] == [2, 2]


class Gone:
    """A database that is away."""

    @contextmanager
    def writing(self):
        raise Away("no server")
        yield

    reading = writing


def test_a_database_that_is_away_is_told_once_for_all_batches(bus, store, caplog):
    batches = [delivered(store, Epoch(bus).grow(1).batch()) for _ in range(3)]

    async def run():
        writer = Writer(Gone(), StillClock().now, lambda: None)
        writer.start()
        for batch in batches:
            with pytest.raises(Away):
                await writer.take(batch)
        await asyncio.to_thread(writer.close)

    asyncio.run(run())
    assert caplog.messages == ["records are not stored for now: no server"]


def test_while_the_database_is_away_whoever_is_unknown_too_is_told_to_come_again(bus):
    body = msgspec.json.encode(Epoch(bus).grow(1).batch())
    with pytest.raises(Busy) as caught:
        asyncio.run(Intake(Gone(), StillClock(), int).read(body, ""))
    assert (caught.value.status, caught.value.after) == (503, Away.retry_after_s)


def test_central_ends_though_its_database_does_not_end_what_was_begun(bus, store, caplog):
    ends = threading.Event()

    class Stuck:
        @contextmanager
        def writing(self):
            ends.wait(60)
            raise Away("no server")
            yield

    async def run():
        writer = Writer(Stuck(), StillClock().now, lambda: None)
        writer.start()
        coming = asyncio.ensure_future(writer.take(delivered(store, Epoch(bus).grow(1).batch())))
        await asyncio.sleep(0)
        await asyncio.to_thread(writer.close, 0.1)
        assert (writer.alive, coming.done(), writer._thread.daemon) == (True, False, True)
        ends.set()
        with pytest.raises(Away):
            await coming

    asyncio.run(run())
    assert "records are left unanswered" in caplog.text


SPANS = st.lists(st.tuples(st.integers(0, 1), st.integers(1, 12), st.integers(1, 6)), max_size=25)


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(SPANS, st.integers(1, 4), st.integers(0, 11), st.integers(1, 12))
def test_in_whatever_order_batches_come_central_holds_a_sealed_prefix(store, spans, together, shared, most):
    """Two histories of one terminal that share a beginning; batches of both, repeated, reordered, overlapping, together."""
    bus = register(store)
    one = Epoch(bus).grow(shared)
    other = one.copy().grow(12 - shared)
    one.grow(12 - shared)
    come = iter(spans)
    highest = 0
    while group := list(itertools.islice(come, together)):
        batches = [(one, other)[which].batch(first, count) for which, first, count in group if first <= 12]
        answers = take(store, *batches)
        assert all(isinstance(answer, Stand) for answer in answers)
        held = check(store, bus)
        assert held in (one.bodies[: len(held)], other.bodies[: len(held)])
        assert answers[-1].through == len(held) >= highest
        for batch, answer in zip(batches, answers, strict=True):
            assert len(answer.verdicts) in (0, len(batch.records))
        highest = len(held)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_a_terminal_that_does_as_it_is_told_delivers_each_record_once(store, data):
    """Answers are lost, batches repeated, epochs begun anew over what central may know; all arrives, once."""
    bus = register(store)
    bodies = [a_record() for _ in range(15)]
    epoch, through, taken = Epoch(bus, bodies=bodies), 0, 0
    for _ in range(30):
        if through == 15:
            break
        if data.draw(st.integers(0, 5)) == 0:
            begin = data.draw(st.integers(1, through + 1))
            epoch, through = Epoch(bus, first=begin, bodies=bodies[begin - 1 :]), begin - 1
        batch = epoch.batch(through + 1, data.draw(st.integers(1, 5)))
        for _ in range(data.draw(st.integers(1, 2))):
            [answer] = take(store, batch)
            assert (len(answer.verdicts), answer.quarantined) == (len(batch.records), False)
        if data.draw(st.booleans()):
            through = through + len(batch.records)
        taken = max(taken, batch.first + len(batch.records) - 1)
    assert check(store, bus) == bodies[:taken]
