"""`kazasu simulate` and `kazasu rules`: what a city's rules mean at a moment, said with the terminal's own words."""

import json
import os
import subprocess
import sys

import pytest

from central.service.rules import CITIES, SHIPPED
from firmware.cli import main

MIYAKO = str(CITIES / "miyako" / "rules.toml")
REST = ["residence", "seal", "tax"]
FAMILY = ["family-all", "family-one", "supplementary"]


@pytest.fixture
def simulated(capsys):
    """What the command tells, as a program reads it."""

    def told(at, *more):
        assert main(["simulate", at, "--json", *more]) == 0
        return json.loads(capsys.readouterr().out)

    return told


def opened(told):
    return [one["kind"] for one in told["certificates"] if one["open"]]


def what_follows(told):
    return [(event["at"][11:16], event["what"], event["kinds"]) for event in told["events"]]


def test_two_minutes_before_closing_time_every_certificate_can_be_had_and_the_closing_is_told(simulated):
    told = simulated("2026-12-28T22:58")
    assert opened(told) == [*("residence", "seal"), *FAMILY, "tax"]
    assert {one["told"]["text"] for one in told["certificates"]} == {"あと2分で受付が終わります"}
    assert [one["fee"] for one in told["certificates"]] == [300, 300, 450, 450, 300, 300]
    assert told["told"] is None


def test_closing_time_in_mid_visit_serves_who_has_applied_and_charges_nobody_later(simulated):
    closing, too_late = simulated("2026-12-28T22:58")["events"]
    assert (closing["at"][11:16], closing["what"]) == ("23:00", "closes")
    assert closing["pay_by"] == "2026-12-28T23:10:00+09:00"
    assert closing["told"]["phrase"] == "service-closed-midway"
    assert "料金はかかっていません" in closing["told"]["note"]
    assert (too_late["at"][11:16], too_late["told"]["phrase"]) == ("23:10", "service-closed-midway")
    assert len(closing["kinds"]) == len(too_late["kinds"]) == 6


def test_after_closing_time_the_next_opening_is_told_with_its_day(simulated):
    told = simulated("2026-12-28T23:00")
    assert opened(told) == []
    assert told["told"]["phrase"] == "service-closed"
    assert "1月4日(月)6:30から" in told["told"]["note"]
    assert told["told"]["speech"].endswith("次は、1月4日、月曜日、午前6時30分からです。")
    assert {one["next_open"] for one in told["certificates"]} == {"2027-01-04T06:30:00+09:00"}


def test_in_the_evening_it_opens_again_tomorrow(simulated):
    told = simulated("2026-11-24T23:30", "--language", "en")
    assert told["told"]["note"] == "Open again from 6:30\u00a0a.m. tomorrow. Nothing was charged."


def test_each_certificate_of_miyako_closes_at_its_own_time(simulated):
    told = simulated("2026-11-24T16:55", "--rules", MIYAKO, "--minutes", "30")
    assert what_follows(told) == [
        ("17:00", "closes", REST),
        ("17:05", "closing_soon", FAMILY),
        ("17:05", "too_late", REST),
        ("17:15", "closes", FAMILY),
        ("17:20", "too_late", FAMILY),
    ]


def test_on_a_holiday_the_family_register_cannot_be_had_and_the_rest_can(simulated):
    told = simulated("2026-11-23T10:00", "--rules", MIYAKO)
    assert opened(told) == REST
    closed = next(one for one in told["certificates"] if one["kind"] == "family-all")
    assert closed["hours"] == []
    assert closed["told"]["note"] == "明日の8:30から発行できます。ほかの証明書は選べます。"


def test_opening_is_told_as_well(simulated):
    assert what_follows(simulated("2026-11-24T06:20", "--minutes", "10")) == [
        ("06:30", "opens", ["residence", "seal", *FAMILY, "tax"])
    ]


def test_a_closing_just_before_still_has_its_last_payments_ahead(simulated):
    assert [(at, what) for at, what, _ in what_follows(simulated("2026-11-24T23:05"))] == [("23:10", "too_late")]


def test_nothing_follows_in_no_time(simulated):
    assert what_follows(simulated("2026-11-24T22:59", "--minutes", "0")) == []


def test_before_the_first_rules_there_is_nothing_to_choose(simulated):
    told = simulated("2024-03-31T10:00")
    assert (told["certificates"], told["told"]["phrase"]) == ([], "service-closed-now")


def test_a_citys_own_words_are_told(simulated, tmp_path):
    own = '\n[since.refusal.closed_midway.ja]\ntext = "窓口は|あす|開きます"\nspeech = "窓口は、あす開きます。"\n'
    rules = tmp_path / "rules.toml"
    rules.write_text(SHIPPED.read_text(encoding="utf-8") + own, encoding="utf-8")
    told = simulated("2026-12-28T22:58", "--rules", str(rules))["events"][0]["told"]
    assert (told["text"], told["speech"]) == ("窓口はあす開きます", "窓口は、あす開きます。")
    assert simulated("2026-12-28T22:58", "--rules", str(rules), "--language", "en")["events"][0]["told"]["text"] == (
        "It is past closing time"
    )


def test_for_people_it_is_written_in_columns(capsys):
    assert main(["simulate", "2026-12-28T22:58"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("2026-12-28 Mon 22:58, ")
    assert "住民票の写し        300 yen  06:30-23:00  open  あと2分で受付が終わります" in lines[2]
    assert any("Who has applied before can still pay until 23:10" in line for line in lines)


def test_when_all_is_closed_people_read_what_everybody_is_told(capsys):
    main(["simulate", "2026-11-24T12:00"])
    assert "nothing changes" in capsys.readouterr().out
    main(["simulate", "2026-12-30T12:00"])
    assert "Everybody is told, and the visit ends:\n  いまは受け付けていません" in capsys.readouterr().out


def test_when_all_is_closed_nobody_is_told_to_choose_another(simulated, capsys):
    assert {one["told"] for one in simulated("2026-12-30T12:00")["certificates"]} == {None}
    main(["simulate", "2026-12-30T12:00"])
    assert "ほかの証明書" not in capsys.readouterr().out


def test_what_changes_on_the_next_day_is_told_with_its_day(capsys):
    main(["simulate", "2026-11-24T23:30", "--minutes", "1440"])
    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith("  2026-11-25 06:30  residence") for line in lines)


@pytest.mark.parametrize("command", [["rules", MIYAKO], ["simulate", "2026-12-28T22:58"]])
def test_who_reads_the_beginning_only_is_not_answered_with_a_traceback(command):
    reader, writer = os.pipe()
    os.close(reader)
    program = "import sys; from firmware.cli import main; sys.exit(main())"
    ended = subprocess.run(
        [sys.executable, "-c", program, *command], stdout=writer, stderr=subprocess.PIPE, timeout=60, check=False
    )
    os.close(writer)
    assert (ended.returncode, ended.stderr) == (0, b"")


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (["simulate", "tomorrow"], "'tomorrow' is no moment such as 2026-12-28T22:58"),
        (["simulate", "9999-12-31T23:59"], "9999 lies outside of 2000 to 2099"),
        (["simulate", "2026-12-28T22:58", "--minutes", "-3"], "'-3' is no number from 0 to 1440, a day"),
        (["rules", MIYAKO, "--month", "2026-13"], "'2026-13' is no month such as 2026-12"),
        (["rules", MIYAKO, "--month", "9999-12"], "9999 lies outside of 2000 to 2099"),
    ],
)
def test_what_cannot_be_reckoned_is_refused_with_a_sentence(capsys, command, sentence):
    with pytest.raises(SystemExit) as ended:
        main(command)
    assert ended.value.code == 2
    assert sentence in capsys.readouterr().err


def test_a_month_before_the_first_rules_says_so(capsys):
    assert main(["rules", MIYAKO, "--month", "2024-03"]) == 0
    assert capsys.readouterr().out == "Nothing is offered in 2024-03: the rules hold from 2024-04-01 on.\n"


def test_a_language_that_nobody_has_written_is_refused(capsys):
    assert main(["simulate", "2026-12-28T22:58", "--language", "tlh"]) == 2
    assert "must be one of ja, en" in capsys.readouterr().err


def test_the_calendar_of_a_month_groups_certificates_of_the_same_hours(capsys):
    assert main(["rules", MIYAKO, "--month", "2026-12"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 32
    assert lines[0].split("  ")[-2:] == ["residence, seal, tax", "family-all, family-one, supplementary"]
    assert lines[1].split() == ["2026-12-01", "Tue", "08:30-17:00", "08:30-17:15"]
    assert lines[5].split() == ["2026-12-05", "Sat", "08:30-17:00", "closed"]
    assert lines[29].split() == ["2026-12-29", "Tue", "closed", "closed"]


def test_a_holiday_is_marked_in_the_calendar(capsys):
    main(["rules", MIYAKO, "--month", "2026-11"])
    assert "2026-11-23 Mon holiday  08:30-17:00           closed" in capsys.readouterr().out


@pytest.mark.parametrize("command", [["rules"], ["simulate", "2026-12-28T22:58", "--rules"]])
def test_a_file_with_mistakes_is_told_line_by_line(tmp_path, capsys, command):
    text = SHIPPED.read_text(encoding="utf-8").replace("fee = 450", 'fee = "450"').replace("06:30", "6:30", 1)
    (tmp_path / "rules.toml").write_text(text, encoding="utf-8")
    assert main([*command, str(tmp_path / "rules.toml")]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert [line.partition("rules.toml, ")[2].partition(": expected")[0] for line in said.err.splitlines()] == [
        "line 12: since[1].certificate.residence.hours.mon-sun[1]: '6:30-23:00' is no span such as '08:30-17:15'",
        "line 26: since[1].certificate.family-all.fee",
        "line 33: since[1].certificate.family-one.fee",
    ]
