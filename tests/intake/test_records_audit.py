"""What is kept is counted over again: whatever was changed at rest is found."""

import sqlite3
from contextlib import closing

import pytest
from central_line import TUESDAY, StillClock
from sealed_records import Epoch, a_record

from central.service.intake.auditing import check_chains
from central.service.intake.keys import Keys
from central.service.intake.reading import prove
from central.service.intake.storing import store_all
from central.service.stores.sqlite import SqliteStore
from central.service.terminals import Terminals
from central.signing import Signer

MISSING = "bus-1: epoch e: record {} is missing"
CHANGED = "bus-1: epoch e: the records are not those that were sealed"


@pytest.fixture
def path(tmp_path):
    """A chain with records of all three kinds: stored 1, 2 and 5, repeated 3, refused 4."""
    store = SqliteStore(tmp_path / "central.sqlite")
    signer = Signer("bus-1", bytes(32), StillClock().now)
    Terminals(store, StillClock()).add(signer.terminal, signer.public)
    bodies = [a_record(), a_record()]
    batch = Epoch(signer, "e", bodies=[*bodies, bodies[0], b"17", a_record()]).batch()
    key = Keys(store).look_up("bus-1")
    store_all(store, [prove(batch, key.text, key.key)], TUESDAY)
    assert list(check_chains(store)) == []
    store.close()
    return tmp_path / "central.sqlite"


def found_after(path, *statements):
    """What the audit says after somebody was at the file."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
    store = SqliteStore(path)
    try:
        return list(check_chains(store))
    finally:
        store.close()


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("UPDATE record SET body = replace(body, '730', '731') WHERE seq = 2", CHANGED),
        ("UPDATE record SET body = body || ' ' WHERE seq = 5", CHANGED),
        ("UPDATE repeated_record SET id = (SELECT id FROM record WHERE seq = 2)", CHANGED),
        ("UPDATE refused_record SET body = x'3138'", CHANGED),
        ("UPDATE chain SET head = zeroblob(32)", CHANGED),
        ("UPDATE chain SET epoch = 'e', stored = 4", CHANGED),
        ("DELETE FROM record WHERE seq = 2", MISSING.format(2)),
        ("DELETE FROM record WHERE seq = 5", MISSING.format(5)),
        ("DELETE FROM repeated_record", MISSING.format(3)),
        ("DELETE FROM refused_record", MISSING.format(4)),
        ("UPDATE chain SET through = 6", MISSING.format(6)),
        ("UPDATE record SET seq = 9 - seq WHERE seq IN (4, 5)", MISSING.format(5)),
    ],
)
def test_whatever_is_changed_at_rest_is_found(path, statement, sentence):
    assert found_after(path, statement) == [sentence]


def test_any_byte_of_any_record_that_is_changed_is_found(path):
    with closing(sqlite3.connect(path)) as connection:
        (length,) = connection.execute("SELECT length(body) FROM record WHERE seq = 2").fetchone()
    for place in range(1, length + 1, 7):
        changed = (
            f"UPDATE record SET body = substr(body, 1, {place - 1}) || '#' || substr(body, {place + 1}) WHERE seq = 2"
        )
        kept, back = "CREATE TABLE kept AS SELECT body FROM record WHERE seq = 2", "DROP TABLE kept"
        assert found_after(path, kept, changed) == [CHANGED]
        assert found_after(path, "UPDATE record SET body = (SELECT body FROM kept) WHERE seq = 2", back) == []
