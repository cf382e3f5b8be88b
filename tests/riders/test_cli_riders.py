"""`kazasu central riders`: what an operator sees and does, and that nobody is named in it."""

import io
import logging
import re
import sys

import pytest
from central_line import TUESDAY
from registering import IDM, Applicant, lives

from central.service.riders.lists import Count, passes
from central.snapshots.passes import Pass
from central.snapshots.tables import ALLOWED, SUSPENDED
from firmware.cli import main


@pytest.fixture
def config(central, tmp_path):
    own = central.config
    text = f'state = "{own.state}"\nschemes = "{own.schemes}"\n'
    path = tmp_path / "central.toml"
    path.write_text(text + (f'database = "{own.database}"\n' if own.database else ""), encoding="utf-8")
    return ["--config", str(path)]


@pytest.fixture
def hanako(central):
    found = Applicant()
    lives(central, found, birth="1950-05-05")
    return found


def run(config, capsys, *args):
    status = main(["central", "riders", *args, *config])
    said = capsys.readouterr()
    return status, said.out + said.err


def test_riders_are_counted(desk, config, capsys, hanako):
    desk.applies(hanako, "silver", idm=IDM)
    desk.applies(hanako, "free", key=True)
    status, said = run(config, capsys, "show")
    assert status == 0
    assert said.splitlines() == [
        "central: 1 riders",
        "central: felica: 1 linked, 0 of them with a key of their own",
        "central: my_number: 1 linked, 1 of them with a key of their own",
        "central: free: 1 entitled, 0 ended",
        "central: silver: 1 entitled, 0 ended",
    ]


def test_a_scheme_whose_file_is_gone_is_told_of(central, desk, config, capsys, hanako):
    desk.applies(hanako, "silver", idm=IDM)
    with central.desk.store.writing() as connection:
        connection.execute("UPDATE entitlement SET scheme = 'former'")
    assert "former: 1 entitled, 0 ended; none of the files of schemes has it" in run(config, capsys, "show")[1]


def test_a_lost_card_is_ended_by_what_comes_on_standard_input(central, desk, config, capsys, hanako):
    desk.applies(hanako, "silver", idm=IDM)
    for typed, expected in ((IDM[:-2], 2), (IDM.lower(), 0), (IDM, 2)):
        sys.stdin = io.StringIO(f"felica:{typed}\n")
        try:
            status, said = run(config, capsys, "end", "--card")
        finally:
            sys.stdin = sys.__stdin__
        assert (status, typed in said) == (expected, False)
    with central.desk.store.reading() as connection:
        assert connection.execute("SELECT why FROM rider_identity").fetchall() == [("lost",)]


def test_a_rider_is_ended_whole_or_in_one_scheme(central, desk, config, capsys, hanako):
    desk.applies(hanako, "silver", idm=IDM)
    desk.applies(hanako, "flat", idm=IDM)
    with central.desk.store.reading() as connection:
        rider = connection.execute("SELECT pseudonym FROM rider").fetchone()[0]
    assert run(config, capsys, "end", "--rider", rider, "--scheme", "flat", "--why", "withdrawn")[0] == 0
    assert "silver: 1 entitled, 0 ended" in run(config, capsys, "show")[1]
    assert run(config, capsys, "end", "--rider", rider)[0] == 0
    assert "silver: 0 entitled, 1 ended" in run(config, capsys, "show")[1]
    assert run(config, capsys, "end", "--rider", rider)[0] == 2


def test_a_rider_is_suspended_for_a_while(central, desk, config, capsys, hanako):
    desk.applies(hanako, "silver", idm=IDM)
    desk.applies(hanako, "flat", idm=IDM)
    with central.desk.store.reading() as connection:
        rider = connection.execute("SELECT pseudonym FROM rider").fetchone()[0]

    def listed():
        central.desk.tidy()
        with central.desk.store.snapshot() as connection:
            [entry] = passes(
                connection, central.desk.city.veil, TUESDAY.date(), lambda row: Count(len(row.scheme), 0, 0, 0)
            )
        return [each.status for each in Pass.of(entry.row).entitlements]

    assert run(config, capsys, "suspend", "--rider", rider, "--scheme", "flat")[0] == 0
    assert listed() == [SUSPENDED, ALLOWED]
    assert run(config, capsys, "suspend", "--rider", rider)[0] == 0
    assert listed() == [SUSPENDED, SUSPENDED]
    assert run(config, capsys, "suspend", "--rider", rider)[0] == 2
    assert run(config, capsys, "resume", "--rider", rider)[0] == 0
    assert listed() == [ALLOWED, ALLOWED]
    assert run(config, capsys, "resume")[0] == 2


def test_lists_are_published_once(desk, config, capsys, hanako):
    desk.applies(hanako, "silver", idm=IDM)
    _, said = run(config, capsys, "publish")
    assert re.findall(r"(\w+): (number|as before)", said) == [
        ("passes", "number"),
        ("keys", "number"),
        ("rules", "number"),
    ]
    _, said = run(config, capsys, "publish")
    assert said.count("as before") == 3


def test_a_new_year_is_begun_and_told_by_scheme(desk, config, capsys, hanako):
    desk.applies(hanako, "silver", idm=IDM)
    status, said = run(config, capsys, "new-year")
    assert status == 0
    assert re.search(r"central: silver: \d+ renewed, \d+ granted to \d+ riders", said)


def test_a_central_without_schemes_says_so(tmp_path, capsys):
    path = tmp_path / "central.toml"
    path.write_text('state = "none"\n', encoding="utf-8")
    assert run(["--config", str(path)], capsys, "show") == (
        2,
        "kazasu central: schemes: there are none; name a folder of them\n",
    )


@pytest.mark.parametrize("args", [("end",), ("end", "--card", "--rider", "0" * 16)])
def test_either_a_card_or_a_rider_is_ended(desk, config, capsys, args):
    assert run(config, capsys, *args)[0] == 2


def test_no_log_and_no_output_says_who_anybody_is(central, desk, config, capsys, caplog, hanako):
    caplog.set_level(logging.DEBUG)
    desk.applies(hanako, "silver", idm=IDM)
    desk.applies(hanako, "free", key=True)
    said = "".join(run(config, capsys, act)[1] for act in ("show", "publish", "new-year"))
    central.desk.tidy()
    told = said + caplog.text + repr(central.desk.city.veil) + repr(central.desk.riders)
    with central.desk.store.reading() as connection:
        rider = connection.execute("SELECT pseudonym FROM rider").fetchone()[0]
    for word in (IDM, IDM.lower(), "見本", "1950-05-05", "jpki:1001", rider):
        assert word not in told
