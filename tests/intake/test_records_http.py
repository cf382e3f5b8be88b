"""Records over HTTP: every way in which a batch can stand towards what central holds."""

from collections import Counter
from datetime import timedelta

import msgspec
import pytest
from central_line import fresh
from sealed_records import Epoch, a_record, send

from central.signing import Signer
from central.wire import Reason, Refusal, Verdict

STORED, KNOWN, HELD, REFUSED = Verdict.STORED, Verdict.KNOWN, Verdict.HELD, Verdict.REFUSED


@pytest.fixture
def held_by(central):
    """What central keeps of a terminal: number and body, chain by chain in the order they began."""

    def look(signer, table="record"):
        sql = f"""SELECT chain.epoch, {table}.seq, {table}.body FROM {table} JOIN chain ON chain.id = {table}.chain
            WHERE chain.terminal = ? ORDER BY chain.id, {table}.seq"""
        with central.desk.store.reading() as connection:
            return connection.execute(sql, (signer.terminal,)).fetchall()

    return look


def kept(epoch, first=None, last=None):
    """The rows of a chain as central should hold them."""
    rows = [(epoch.epoch, seq, body.decode()) for seq, body in enumerate(epoch.bodies, epoch.first)]
    return rows[: None if last is None else last - epoch.first + 1][0 if first is None else first - epoch.first :]


def refusal(answer):
    return answer.status_code, msgspec.json.decode(answer.content, type=Refusal).reason


def test_the_first_batch_begins_a_chain(say, bus, held_by):
    epoch = Epoch(bus).grow(3)
    answer = say(epoch.batch())
    assert (answer.through, answer.head, answer.verdicts, answer.quarantined) == (3, epoch.head(3), [STORED] * 3, False)
    assert held_by(bus) == kept(epoch)


def test_the_next_batch_joins_on(say, bus, held_by):
    epoch = Epoch(bus).grow(5)
    say(epoch.batch(1, 3))
    answer = say(epoch.batch(4, 2))
    assert (answer.through, answer.head, answer.verdicts) == (5, epoch.head(5), [STORED] * 2)
    assert held_by(bus) == kept(epoch)


def test_the_same_batch_again_is_known_and_changes_nothing(say, bus, held_by):
    epoch = Epoch(bus).grow(3)
    say(epoch.batch())
    answer = say(epoch.batch())
    assert (answer.through, answer.head, answer.verdicts) == (3, epoch.head(3), [KNOWN] * 3)
    assert held_by(bus) == kept(epoch)


def test_an_older_batch_is_known_and_told_where_central_stands(say, bus, held_by):
    epoch = Epoch(bus).grow(6)
    say(epoch.batch())
    answer = say(epoch.batch(2, 2))
    assert (answer.through, answer.head, answer.verdicts) == (6, epoch.head(6), [KNOWN] * 2)
    assert held_by(bus) == kept(epoch)


def test_of_a_batch_that_overlaps_only_the_rest_is_new(say, bus, held_by):
    epoch = Epoch(bus).grow(6)
    say(epoch.batch(1, 4))
    answer = say(epoch.batch(3, 4))
    assert (answer.through, answer.verdicts) == (6, [KNOWN, KNOWN, STORED, STORED])
    assert held_by(bus) == kept(epoch)


def test_a_gap_is_not_taken_and_central_says_where_it_stands(say, bus, held_by):
    epoch = Epoch(bus).grow(6)
    say(epoch.batch(1, 2))
    answer = say(epoch.batch(4, 3))
    assert (answer.through, answer.head, answer.verdicts) == (2, epoch.head(2), [])
    assert held_by(bus) == kept(epoch, last=2)


@pytest.mark.parametrize(("first", "count"), [(4, 1), (3, 3), (5, 2), (2, 2), (1, 7)])
def test_another_history_under_the_same_numbers_is_a_fork_and_not_taken(say, bus, held_by, first, count):
    epoch = Epoch(bus).grow(2)
    other = epoch.copy().grow(6)
    say(epoch.grow(2).batch())
    answer = say(other.batch(first, count))
    assert (answer.through, answer.head, answer.verdicts) == (4, epoch.head(4), [])
    assert held_by(bus) == kept(epoch)


def test_the_middle_of_an_unknown_epoch_is_not_taken(say, bus, held_by):
    answer = say(Epoch(bus).grow(4).batch(2))
    assert (answer.through, answer.head, answer.verdicts) == (0, b"", [])
    assert held_by(bus) == []


def test_a_new_epoch_may_begin_at_any_number(say, bus, held_by):
    old = Epoch(bus).grow(4)
    say(old.batch())
    new = Epoch(bus, first=5).grow(2)
    answer = say(new.batch())
    assert (answer.through, answer.head, answer.verdicts) == (6, new.head(6), [STORED] * 2)
    assert held_by(bus) == kept(old) + kept(new)


def test_records_chained_anew_are_known_and_only_the_new_ones_are_kept(say, bus, held_by):
    old = Epoch(bus).grow(4)
    say(old.batch())
    new = Epoch(bus, first=2, bodies=old.bodies[1:]).grow(2)
    answer = say(new.batch())
    assert (answer.through, answer.verdicts) == (6, [KNOWN] * 3 + [STORED] * 2)
    assert held_by(bus) == kept(old) + kept(new, first=5)
    again = say(new.batch())
    assert (again.through, again.verdicts) == (6, [KNOWN] * 5)
    assert say(new.batch(1 + 1, 2)).verdicts == [KNOWN] * 2


def test_a_terminal_put_back_to_an_old_image_goes_on_in_a_new_epoch(say, bus, held_by):
    epoch = Epoch(bus).grow(2)
    image = epoch.copy()
    say(epoch.grow(3).batch())
    assert say(image.grow(1).batch(3)).verdicts == []
    anew = Epoch(bus, first=3, bodies=image.bodies[2:])
    answer = say(anew.batch())
    assert (answer.verdicts, answer.quarantined) == ([STORED], False)
    assert held_by(bus) == kept(epoch) + kept(anew)


def test_the_same_id_with_another_body_is_refused_and_kept_aside(say, bus, held_by):
    epoch = Epoch(bus).grow(1, id=fresh("same"))
    say(epoch.batch())
    same = msgspec.json.decode(epoch.bodies[0])["id"]
    epoch.bodies += [a_record(), a_record(id=same, what="other"), a_record()]
    answer = say(epoch.batch(2))
    assert (answer.through, answer.verdicts) == (4, [STORED, REFUSED, STORED])
    assert answer.refused == {"3": "another record has its id"}
    assert held_by(bus, "refused_record") == [(epoch.epoch, 3, epoch.bodies[2])]
    again = say(epoch.batch(2))
    assert (again.verdicts, again.refused) == ([KNOWN, REFUSED, KNOWN], answer.refused)
    assert say(epoch.grow(1).batch(3)).verdicts == [REFUSED, KNOWN, STORED]


def test_two_of_one_id_in_one_batch_are_told_apart_by_their_bodies(say, bus, held_by):
    twice, other = a_record(id="twice" + fresh("")), a_record()
    clash = a_record(id=msgspec.json.decode(twice)["id"], what="other")
    epoch = Epoch(bus, bodies=[twice, other, twice, clash])
    assert say(epoch.batch()).verdicts == [STORED, STORED, KNOWN, REFUSED]
    assert [seq for _, seq, _ in held_by(bus)] == [1, 2]


def test_another_terminals_record_under_the_same_id_is_counted_once(central, say, bus, held_by):
    other = Signer(fresh("bus"), b"o" * 32, central.clock.now)
    central.desk.terminals.add(other.terminal, other.public)
    epoch = Epoch(bus).grow(2)
    say(epoch.batch())
    moved = Epoch(other, bodies=[*epoch.bodies, a_record()])
    assert say(moved.batch()).verdicts == [KNOWN, KNOWN, STORED]
    assert held_by(other) == kept(moved, first=3)


UNREADABLE = {
    "no object": b"17",
    "a field is missing": b'{"id": "a"}',
    "an id that is none": a_record(id="../x"),
    "no time": a_record(at="yesterday"),
    "a time that never was": a_record(at="2026-13-45T10:00:00+09:00"),
    "a time without its offset": a_record(at="2026-11-24T10:00:00"),
    "bad UTF-8 in a field that nobody knows": a_record()[:-1] + b',"zz":"\xff\xfe"}',
    "bad UTF-8 in one that is known": a_record().replace(b"taxi", b"ta\xffi"),
    "a zero in its time": a_record(at="2026-11-24T10:00:00+09:00").replace(b"10:00:00", b"10:00:0\\u0000"),
    "a real number": a_record().replace(b"730", b"730.5"),
    "depth": b'{"id":' + b"[" * 50 + b"]" * 50 + b"}",
}


@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE)
def test_a_record_that_cannot_be_read_is_kept_aside_and_the_others_go_on(say, bus, held_by, body):
    epoch = Epoch(bus, bodies=[a_record(), body, a_record()])
    answer = say(epoch.batch())
    assert (answer.through, answer.verdicts) == (3, [STORED, REFUSED, STORED])
    assert answer.refused == {"2": "cannot be read as a record"}
    assert held_by(bus, "refused_record") == [(epoch.epoch, 2, body)]
    assert say(epoch.grow(1).batch(1)).verdicts == [KNOWN, REFUSED, KNOWN, STORED]


def test_bytes_are_kept_as_they_were_hashed(say, bus, held_by):
    odd = b'{ "zz": [1,\t2.50, {"a":null}],' + a_record(visit="訪問")[1:]
    epoch = Epoch(bus, bodies=[odd])
    assert say(epoch.batch()).verdicts == [STORED]
    assert held_by(bus) == [(epoch.epoch, 1, odd.decode())]


def wrong(signer):
    """What was sealed by another key, and what was changed after it was sealed."""
    epoch = Epoch(signer).grow(2)
    good = epoch.batch()
    changed = {
        "another terminal's name": {"terminal": "bus-of-another"},
        "another epoch": {"epoch": "other"},
        "another number": {"first": 2},
        "another hash before it": {"previous": bytes(32)},
        "a record less": {"records": good.records[:-1]},
        "a record changed": {"records": [msgspec.Raw(a_record()), *good.records[1:]]},
        "records the other way round": {"records": good.records[::-1]},
        "a seal of zeros": {"seal": bytes(64)},
    }
    found = {what: msgspec.structs.replace(good, **other) for what, other in changed.items()}
    found["another key"] = Epoch(Signer(signer.terminal, b"w" * 32, None), epoch.epoch, 1, epoch.bodies).batch()
    found["a terminal that nobody knows"] = Epoch(Signer("nobody", b"w" * 32, None)).grow(1).batch()
    return found


@pytest.mark.parametrize("what", wrong(Signer("x", bytes(32), None)))
def test_what_its_terminal_did_not_seal_is_refused_in_one_way_and_leaves_nothing(central, bus, held_by, what):
    assert refusal(send(central.url, wrong(bus)[what])) == (401, Reason.TERMINAL_UNKNOWN)
    assert held_by(bus) == []


def test_all_who_may_not_send_are_told_the_same(central, bus):
    texts = {send(central.url, batch).text for batch in wrong(bus).values()}
    central.desk.terminals.revoke(bus.terminal)
    assert texts == {send(central.url, Epoch(bus).grow(1).batch()).text}


def test_a_revoked_terminal_is_cut_off_by_its_next_batch(central, say, bus, held_by):
    epoch = Epoch(bus).grow(2)
    say(epoch.batch(1, 1))
    central.desk.terminals.revoke(bus.terminal)
    assert refusal(send(central.url, epoch.batch(2, 1))) == (401, Reason.TERMINAL_UNKNOWN)
    assert held_by(bus) == kept(epoch, last=1)


def test_a_terminal_with_a_new_key_goes_on_with_it_and_not_with_the_old_one(central, say, bus, held_by):
    epoch = Epoch(bus).grow(2)
    say(epoch.batch(1, 1))
    anew = Signer(bus.terminal, b"n" * 32, central.clock.now)
    central.desk.terminals.add(anew.terminal, anew.public)
    assert refusal(send(central.url, epoch.batch(2, 1))) == (401, Reason.TERMINAL_UNKNOWN)
    assert say(Epoch(anew, epoch.epoch, 1, epoch.bodies).batch(2, 1)).verdicts == [STORED]


@pytest.mark.parametrize("years", [-56, 12, 70])
def test_a_terminal_whose_clock_is_years_off_delivers(central, say, bus, held_by, years):
    at = (central.clock.now() + timedelta(days=365 * years)).isoformat()
    epoch = Epoch(bus).grow(2, at=at)
    assert say(epoch.batch()).verdicts == [STORED] * 2
    assert held_by(bus) == kept(epoch)


def test_records_are_never_changed_or_removed(central, say, bus):
    say(Epoch(bus, bodies=[a_record(), b"17"]).batch())
    for table, statement in (
        (t, s) for t in ("record", "refused_record") for s in ("UPDATE {} SET seq = 9", "DELETE FROM {}")
    ):
        with pytest.raises(Exception, match="records are never"), central.desk.store.writing() as connection:
            connection.execute(statement.format(table))


def test_what_came_in_is_counted_by_verdict(central, say, bus):
    before = Counter(central.desk.intake.counts)
    epoch = Epoch(bus, bodies=[a_record(), b"17"])
    say(epoch.batch())
    say(epoch.batch())
    found = Counter(central.desk.intake.counts) - before
    assert found == {"batches": 2, "stored": 1, "known": 1, "refused": 2}
