"""`kazasu central check`, `close` and `export`: what they find, and what the operator is told."""

import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from ledger.fed import act, feed, granted, post_all, ride, spent, void

from central.service.clock import JAPAN
from central.service.ledger import checking
from central.service.ledger.months import close
from central.service.ledger.requests import reserve, settle
from central.service.ledger.transfers import Kind
from central.service.stores.sqlite import SqliteStore
from central.wire import Phase
from firmware.cli import main

BEAN_CHECK = Path(sys.executable).with_name("bean-check")
COLUMNS = "id, record, kind, month, day, debit, credit, amount, held, names"


def fill(store, clock):
    wrong = ride("a")
    feed(
        store,
        "bus-1",
        [wrong, ride("b"), void("v", wrong), granted("g", 50), spent("s", 70), ride("x", fare=1, paid=1)],
    )
    feed(store, "kiosk-1", [*act("charge", "c", Phase.DONE, yen=300), *act("owed", "o", None, yen=7)])
    post_all(store, clock)
    return store


@pytest.fixture
def filled(store, clock):
    reserve_after = fill(store, clock)
    feed(store, "desk", [granted("h", 90)])
    post_all(store, clock)
    reserve(store, clock, "q", [("points.242012/points/a1", "points.242012/shop/s1", 30)])
    settle(store, clock, "q", Kind.DONE)
    return reserve_after


def force(store, *statements):
    """Change what never changes, as only somebody with the database in his hands can."""
    postgres = "Postgres" in type(store).__name__
    with store.writing() as connection:
        if postgres:
            connection.execute("SET LOCAL session_replication_role = 'replica'")
        else:
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)


def found(store, clock):
    return "\n".join(checking.findings(store, clock))


def test_a_ledger_that_nobody_touched_agrees(filled, clock):
    assert found(filled, clock) == ""
    assert [(terminal, reason.split(":")[0]) for _, terminal, reason in checking.set_aside(filled)] == [
        ("bus-1", "fare")
    ]


FORGED = f"INSERT INTO transfer (seq, {COLUMNS}) SELECT (SELECT max(seq) + 1 FROM transfer)"
TAMPERED = {
    "an amount": (["UPDATE transfer SET amount = 751 WHERE amount = 750 AND kind = 'posted'"], "say something else"),
    "who gets it": (
        ["UPDATE transfer SET credit = 'yen/firm/mine' WHERE credit = 'yen/firm/f1'"],
        "account yen/firm/mine",
    ),
    "a transfer taken out": (["DELETE FROM transfer WHERE seq = 4"], "were booked"),
    "a balance": (
        ["UPDATE account SET credits_posted = 99999 WHERE name = 'yen/firm/f1'"],
        "account yen/firm/f1: its balance",
    ),
    "an account": (["INSERT INTO account (name, limited) VALUES ('mine', 0)"], "account mine: is of no kind"),
    "a limit": (["UPDATE account SET limited = 0 WHERE name LIKE '%/points/a1'"], "has another limit"),
    "a transfer for no record": (
        [
            f"{FORGED}, 'forged', 'nobody', kind, month, day, debit, credit, amount, held, names FROM transfer WHERE seq = 1"
        ],
        "transfer forged: no record",
    ),
    "one more for a record": (
        [
            f"{FORGED}, record || '.3', record, kind, month, day, debit, credit, amount, held, names FROM transfer WHERE seq = 1"
        ],
        ".3: no record",
    ),
    "one more for an act of central's own": (
        [
            f"{FORGED}, 'q.1', 'q', kind, month, day, debit, credit, amount, held, names FROM transfer WHERE seq = 1",
        ],
        "transfer q.1: no record",
    ),
    "what an act gave": (
        ["UPDATE transfer SET debit = 'points.242012/points/a2' WHERE id = 'q.0.e'"],
        "transfer q.0.e",
    ),
    "whom it balanced": (["UPDATE transfer SET debit = 'points.242012/points/a2' WHERE id = 'q.b0'"], "transfer q.b0"),
    "a body": (
        ["UPDATE record SET body = replace(body, '\"subsidy\":750', '\"subsidy\":751') WHERE what = 'ride'"],
        "bus-1: epoch",
    ),
    "a cursor beyond the records": (["UPDATE chain SET posted = through + 1"], "its records end at"),
    "a cursor with nothing behind it": (["DELETE FROM unposted"], "is not set aside"),
    "a month's count": (["UPDATE month SET transfers = transfers - 1"], "month 2026-11"),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_what_somebody_changed_in_the_database_is_named(filled, clock, name):
    statements, sentence = TAMPERED[name]
    force(filled, *statements)
    assert sentence in found(filled, clock)


def test_a_record_of_a_closed_month_that_cannot_be_booked_any_more_is_named(filled, clock):
    clock.move(datetime(2026, 12, 5, 9, tzinfo=JAPAN))
    close(filled, clock, "2026-11")
    force(filled, "UPDATE record SET body = replace(body, '\"rides\":1', '\"rides\":-1') WHERE what = 'ride'")
    assert "month 2026-11: is no longer what it was" in found(filled, clock)


@pytest.fixture
def city(tmp_path, clock):
    """A configuration with a ledger behind it."""
    config = tmp_path / "central.toml"
    config.write_text('state = "state"\nsample_city = false\n', encoding="utf-8")
    store = SqliteStore(tmp_path / "state" / "central.sqlite")
    fill(store, clock)
    yield config, store
    store.close()


def test_the_command_says_that_all_agrees_and_what_is_set_aside(city, capsys):
    config, _ = city
    assert main(["central", "check", "--config", str(config)]) == 0
    said = capsys.readouterr().out
    assert "agrees with its records" in said
    assert "bus-1: record" in said
    assert "fare: is not subsidy and paid together" in said


def test_the_command_names_what_does_not_agree_and_ends_with_one(city, capsys):
    config, store = city
    force(store, *TAMPERED["an amount"][0])
    assert main(["central", "check", "--config", str(config)]) == 1
    assert "bus-1: epoch" in capsys.readouterr().out


def test_the_command_closes_a_month_and_says_where_the_files_are(city, capsys, tmp_path):
    config, store = city
    feed(store, "bus-9", [ride("old", at="2026-10-02T09:00:00.000000+09:00")])
    asked = ["central", "close", "2026-10", "--folder", str(tmp_path / "claims"), "--config", str(config)]
    assert [main(asked), main(asked)] == [0, 0]
    assert sorted(path.name for path in (tmp_path / "claims" / "2026-10").iterdir()) == ["city.csv", "firm-f1.csv"]
    assert "2026-10: closed, 1 lines, 750 yen" in capsys.readouterr().out


def test_a_month_that_cannot_be_closed_is_a_sentence(city, capsys, tmp_path):
    config, _ = city
    assert main(["central", "close", "9999-12", "--folder", str(tmp_path), "--config", str(config)]) == 2
    assert "9999-12: has not begun" in capsys.readouterr().err


@pytest.mark.real
def test_the_command_exports_what_bean_check_accepts(city, tmp_path, capsys):
    config, _ = city
    file = tmp_path / "ledger.beancount"
    assert main(["central", "export", "--file", str(file), "--config", str(config)]) == 0
    assert subprocess.run([BEAN_CHECK, file], check=False).returncode == 0
    assert main(["central", "export", "--config", str(config)]) == 0
    assert capsys.readouterr().out == file.read_text(encoding="utf-8")
    assert main(["central", "export", "--file", str(tmp_path / "no" / "x"), "--config", str(config)]) == 2


def test_an_export_that_cannot_take_its_place_leaves_nothing_beside_it(city, tmp_path, capsys):
    config, _ = city
    (tmp_path / "out" / "taken").mkdir(parents=True)
    assert main(["central", "export", "--file", str(tmp_path / "out" / "taken"), "--config", str(config)]) == 2
    assert "taken: cannot be written" in capsys.readouterr().err
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["taken"]
