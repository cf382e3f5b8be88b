"""The ledger as text: the real bean-check adds it up, and finds a sum that somebody changed."""

import subprocess
import sys
from pathlib import Path

import pytest
from ledger.fed import act, feed, granted, post_all, record, ride, spent, void

from central.service.ledger.audit import currency_of, exported, name_of
from central.wire import Phase

BEAN_CHECK = Path(sys.executable).with_name("bean-check")


@pytest.fixture
def text(store, clock):
    """A ledger with every kind of transfer in it."""
    wrong = ride("a", firm="ab_c.D-1", scheme="taxi")
    feed(store, "bus-1", [wrong, ride("b"), void("v", wrong), granted("g", 50), spent("s", 70)])
    feed(store, "kiosk-1", [record("cash_in", "c", yen=500), *act("charge", "c", Phase.DONE, yen=300)])
    feed(
        store, "kiosk-1", [*act("give", "g", Phase.DONE, told={"given": 100}, yen=200), *act("owed", "o", None, yen=7)]
    )
    feed(
        store,
        "shop",
        [granted("x", 5, city="a" * 32, account="A.b_c-d" * 9), granted("y", 5, city="AB"), granted("z", 5, city="ab")],
    )
    feed(
        store, '駅前 "1"\\;*:', [record("cash_in", "n", yen=3), granted("o", 5, city="-._", account="." * 64, lot="-")]
    )
    post_all(store, clock)
    with store.snapshot() as connection:
        yield "".join(f"{line}\n" for line in exported(connection))


def bean_check(tmp_path, text):
    path = tmp_path / "ledger.beancount"
    path.write_text(text, encoding="utf-8")
    return subprocess.run([BEAN_CHECK, path], capture_output=True, text=True, check=False)


@pytest.mark.real
def test_beancount_finds_nothing_wrong_with_the_ledger(text, tmp_path):
    said = bean_check(tmp_path, text)
    assert (said.returncode, said.stdout + said.stderr) == (0, "")


@pytest.mark.real
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  750 JPY\n", "  751 JPY\n"),
        ("  -750 JPY\n", "  -749 JPY\n"),
        ("  70 POINTS.242012\n", "  7 POINTS.242012\n"),
        ("  1 RIDES\n", "  2 RIDES\n"),
        ("  7 JPY\n", "  8 JPY\n"),
    ],
)
def test_beancount_finds_an_amount_that_was_changed(text, tmp_path, old, new):
    assert old in text
    assert bean_check(tmp_path, text.replace(old, new, 1)).returncode != 0


@pytest.mark.real
def test_beancount_finds_a_transfer_that_was_taken_out(text, tmp_path):
    start = text.index('2026-11-10 * "reversal"')
    end = text.index("2026-11-10 *", start + 1)
    assert bean_check(tmp_path, text[:start] + text[end:]).returncode != 0


@pytest.mark.real
def test_beancount_finds_both_sides_of_a_transfer_changed(text, tmp_path):
    changed = text.replace("  750 JPY\n", "  751 JPY\n", 1).replace("  -750 JPY\n", "  -751 JPY\n", 1)
    assert "Balance failed" in bean_check(tmp_path, changed).stderr + bean_check(tmp_path, changed).stdout


def test_each_transfer_names_its_record(text):
    assert f'record: "{ride("b").id}"' in text
    assert f'id: "{ride("b").id}.0"' in text


def test_the_same_ledger_gives_the_same_text(sqlite, clock):
    feed(sqlite, "bus-1", [ride("a"), granted("g", 50)])
    post_all(sqlite, clock)
    with sqlite.snapshot() as connection:
        assert list(exported(connection)) == list(exported(connection))


def test_no_two_accounts_and_no_two_currencies_share_a_name():
    accounts = ["points.a/points/b-2d-c", "points.a/points/b-c", "points.a/points/b_c", "points.A/points/b-c"]
    assert len({name_of(each) for each in accounts}) == 4
    assert len({currency_of(f"points.{city}/points/x") for city in ("a", "A", ".61.", "aB", "242012")}) == 5


def test_a_long_ledger_is_written_without_holding_it(sqlite, clock):
    feed(sqlite, "bus-1", [ride(f"r{n}") for n in range(2000)])
    post_all(sqlite, clock)
    with sqlite.snapshot() as connection:
        lines = exported(connection)
        assert next(lines).startswith("option")
        assert sum('* "posted"' in line for line in lines) == 6000
