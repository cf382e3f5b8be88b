"""`kazasu journal`: show, check, export and append, as an operator and as a rig outside use them."""

import json
import os
import subprocess
import sys

import pytest

from firmware.cli import main
from firmware.clock import Clock
from firmware.health import look
from firmware.journal import Journal
from firmware.terminal_key import load_or_make

CONFIG = """
role = "certificate_kiosk"
name = "kiosk-01"
state = "state"
[devices]
reader = "virtual"
"""


@pytest.fixture
def file(tmp_path):
    return tmp_path / "journal.db"


@pytest.fixture
def journal(file):
    journal = Journal(file, Clock(), load_or_make(file.parent))
    yield journal
    journal.close()


@pytest.fixture
def kazasu(capsys):
    def runs(*arguments):
        status = main(["journal", *map(str, arguments)])
        told = capsys.readouterr()
        return status, told.out, told.err

    return runs


def appends(file, lines):
    """`append` as a rig outside runs it: its status, what it printed, and what it said of wrong lines."""
    command = [sys.executable, "-m", "firmware.cli", "journal", "append", "--journal", str(file)]
    ended = subprocess.run(command, input=lines, capture_output=True, timeout=60, check=False)
    return ended.returncode, ended.stdout.decode().split(), ended.stderr.decode().splitlines()


def exported(told):
    return [json.loads(line) for line in told.splitlines()]


@pytest.mark.real
def test_lines_become_records_whose_ids_are_printed_in_order(file, kazasu):
    lines = [{"visit": "v1", "what": "cash_in", "detail": {"mark": 1}, "yen": 100}, {"note": "だれか", "what": "seen"}]
    status, ids, said = appends(file, b"".join(json.dumps(line).encode() + b"\n" for line in lines))
    assert (status, len(ids), said) == (0, 2, [])
    status, told, _ = kazasu("export", "--journal", file)
    rows = exported(told)
    assert status == 0
    assert [(row["id"], row["seq"], row["what"], row["visit"], row["detail"]) for row in rows] == [
        (ids[0], 1, "cash_in", "v1", {"mark": 1, "yen": 100}),
        (ids[1], 2, "seen", "", {"note": "だれか"}),
    ]
    assert kazasu("check", "--journal", file)[0] == 0


@pytest.mark.real
def test_an_id_is_printed_while_the_rig_still_waits_with_the_next_line(file):
    command = [sys.executable, "-m", "firmware.cli", "journal", "append", "--journal", str(file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as program:
        for number in range(3):
            program.stdin.write(json.dumps({"mark": number}).encode() + b"\n")
            program.stdin.flush()
            printed = program.stdout.readline().decode().strip()
            # another program finds the record as soon as its id is told
            other = Journal(file, Clock(), load_or_make(file.parent))
            assert [printed, number] in [
                [row["id"], row["detail"]["mark"]] for row in map(json.loads, other.leaving().bodies)
            ]
            other.close()
        program.stdin.close()
    assert program.returncode == 0


@pytest.mark.real
def test_a_line_that_is_no_json_object_is_named_and_loses_no_other(file):
    lines = b'{"mark": 1}\nnonsense\n[1]\n\n{"what": "two words"}\n{"detail": 7}\n{"x": 1.5}\n\xff\n{"mark": 2}'
    status, ids, said = appends(file, lines)
    assert (status, len(ids)) == (2, 2)
    assert [words.split(":")[0] for words in said] == [f"line {number}" for number in range(2, 9)]
    assert said[1] == "line 3: no JSON object"
    assert said[4] == "line 6: detail is no JSON object"


def test_show_tells_what_central_has_what_is_open_and_what_it_refused(journal, file, kazasu):
    for fare in range(5):
        journal.note("v1", "ride", fare=fare)
    act = journal.begin("v2", "charge", yen=300)
    journal.acknowledge(3, {2: "another record has its id"}, held=True)
    status, told, _ = kazasu("show", "--journal", file)
    assert status == 0
    assert f"open: charge since {journal.entries('v2')[0].at[:16]}, act {act.id}" in told
    assert "refused: 2: another record has its id" in told
    assert "acknowledged up to 3; 3 are to leave, the oldest since" in told
    assert "held: another machine" in told
    found = json.loads(kazasu("show", "--json", "--journal", file)[1])
    assert (found["rows"], found["first"], found["last"], found["acknowledged"]) == (6, 1, 6, 3)
    assert (found["backlog"]["count"], found["held"], found["damage"]) == (3, True, [])
    assert found["epoch"] == {"id": journal.epoch, "first": 1}
    assert found["refused"] == [{"seq": 2, "sentence": "another record has its id"}]
    assert [one["act"] for one in found["open"]] == [act.id]


def test_a_terminals_file_names_its_journal(tmp_path, kazasu):
    (tmp_path / "terminal.toml").write_text(CONFIG)
    Journal(tmp_path / "state" / "journal.db", Clock(), load_or_make(tmp_path / "state")).close()
    status, told, _ = kazasu("check", tmp_path / "terminal.toml")
    assert (status, told) == (0, f"{tmp_path}/state/journal.db: whole\n")


def test_a_changed_record_is_named_and_the_others_are_still_read(journal, file, kazasu):
    for fare in range(300):
        journal.note("v1", "ride", fare=fare)
    journal.close()
    whole = file.read_bytes()
    file.write_bytes(whole.replace(b'"fare":100}', b'"fare":900}'))
    status, told, _ = kazasu("check", "--journal", file)
    assert (status, "record 101 was changed" in told) == (1, True)
    rows = exported(kazasu("export", "--journal", file)[1])
    assert len(rows) == 300
    assert [row["seq"] for row in rows if row.get("damaged")] == [101]


def test_of_a_file_with_pages_that_cannot_be_read_all_others_are_exported_and_the_lost_are_counted(
    journal, file, kazasu
):
    for fare in range(2000):
        journal.note("v1", "ride", fare=fare)
    journal.close()
    whole = bytearray(file.read_bytes())
    for fare in (700, 1500):
        page = whole.index(b'"fare":%d}' % fare) // 4096
        whole[page * 4096 : page * 4096 + 4096] = os.urandom(4096)
    file.write_bytes(whole)
    status, told, said = kazasu("export", "--journal", file)
    rows = exported(told)
    lost = 2000 - len(rows)
    assert status == 1
    assert 2 <= lost < 60
    assert said == f"{file}: {lost} records could not be read\n"
    assert [row["detail"]["fare"] for row in rows] == [row["seq"] - 1 for row in rows]
    assert kazasu("check", "--journal", file)[0] == 1
    assert kazasu("show", "--journal", file)[0] == 1


def test_what_is_missing_is_told(tmp_path, file, kazasu):
    assert "there is no such file" in kazasu("show", "--journal", file)[2]
    assert "name a terminal.toml, or a file" in kazasu("show")[2]
    Journal(file, Clock(), bytes(32)).close()
    status, _, said = kazasu("check", "--journal", file)
    assert (status, "no terminal.key lies beside the journal" in said) == (2, True)
    file.write_bytes(b"something else, no database at all" * 100)
    assert kazasu("export", "--journal", file)[0] == 2


def test_seen_tells_the_terminal_that_staff_have_looked_at_what_was_refused(journal, file, kazasu):
    journal.note("v1", "ride", fare=200)
    journal.acknowledge(1, {1: "another record has its id"})
    [sentence] = look({}, journal).sentences()
    assert sentence.startswith("Central refused 1 records")
    assert "kazasu journal seen" in sentence
    assert kazasu("seen", "--journal", file) == (0, f"{file}: 1 refused records marked as seen\n", "")
    assert look({}, journal).sentences() == []
    assert [one.seq for one in journal.refused()] == [1]
