"""`kazasu gtfs` as an operator and as a program uses it."""

import json
import subprocess
import sys

import pytest
from feeds import SAMPLE, TINY, write

from firmware.cli import main


def said(capsys, *arguments: object) -> tuple[int, dict]:
    status = main(["gtfs", *map(str, arguments), "--json"])
    return status, json.loads(capsys.readouterr().out)


def test_check_lists_faults_and_conflicts_with_file_and_line(capsys, tmp_path):
    feed = write(tmp_path, fare_rules=TINY["fare_rules"] + "f2,r,a,b\nf9,r,a,b\n")
    status, told = said(capsys, "check", feed)
    assert status == 0
    assert told["faults"] == [
        {
            "file": "fare_rules.txt",
            "line": 6,
            "field": "fare_id",
            "severity": "error",
            "code": "unknown_reference",
            "sentence": "fare_id 'f9' is not in fare_attributes.txt.",
        }
    ]
    assert told["conflicts"] == [
        {
            "route": "r",
            "origin": "a",
            "destination": "b",
            "category": "adult",
            "yen": [180, 210],
            "places": [{"file": "fare_rules.txt", "line": 2}, {"file": "fare_rules.txt", "line": 5}],
        }
    ]
    assert told["counts"]["fare_rules.txt"] == 5
    assert told["feed"]["feed_version"] == "春"


def test_check_says_the_same_in_words(capsys, tmp_path):
    assert main(["gtfs", "check", str(write(tmp_path, fare_rules=TINY["fare_rules"] + "f2,r,a,b\n"))]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "fare_rules.txt:2, fare_rules.txt:5: conflict: from a to b on r costs 180 or 210 (adult)",
        "17 rows in 10 files: 0 errors, 0 warnings, 1 conflicts",
    ]


def test_a_conflict_of_ic_prices_is_called_so(capsys, tmp_path):
    attributes = (
        "fare_id,price,currency_type,payment_method,transfers,ic_price\nf1,180,JPY,0,0,178\nf2,180,JPY,0,0,175\n"
    )
    main(["gtfs", "check", str(write(tmp_path, fare_attributes=attributes, fare_rules=None))])
    assert (
        "from anywhere to anywhere on any line costs 180, and several prices with an IC card" in capsys.readouterr().out
    )


def test_a_fare_is_told_by_id_or_by_name(capsys):
    by_id = said(capsys, "fare", SAMPLE, "--route", "r12", "--from", "103_2", "--to", "100_1")
    assert by_id == (
        0,
        {
            "route": "r12",
            "from": "103_2",
            "to": "100_1",
            "category": "adult",
            "yen": 210,
            "ic_yen": 208,
            "on_boarding": False,
            "fare_id": "12_210",
            "places": [{"file": "fare_rules.txt", "line": 32}],
        },
    )
    status, named = said(
        capsys, "fare", SAMPLE, "--route", "12", "--from", "港南団地", "--to", "文化会館", "--category", "child"
    )
    assert (status, named["error"]["code"]) == (3, "no_fare")
    assert (
        said(capsys, "fare", SAMPLE, "--route", "港南線", "--from", "港南団地", "--to", "100_1", "--category", "child")[
            1
        ]["yen"]
        == 160
    )


@pytest.mark.parametrize(("price", "card"), [(178, "with an IC card 178 yen"), (-1, "IC cards are not taken")])
def test_a_fare_is_told_in_words_also_where_no_ic_card_is_taken(capsys, tmp_path, price, card):
    attributes = f"fare_id,price,currency_type,payment_method,transfers,ic_price\nf1,180,JPY,0,0,{price}\n"
    feed = write(tmp_path, fare_attributes=attributes, fare_rules=None)
    assert main(["gtfs", "fare", str(feed), "--route", "r", "--from", "a", "--to", "b"]) == 0
    assert capsys.readouterr().out == f"180 yen, {card}, paid after the ride\n"


@pytest.mark.parametrize(
    ("way", "code", "status"),
    [
        (("r9", "a", "b"), "unknown_route", 2),
        (("r", "x", "b"), "unknown_stop", 2),
        (("r", "a", "病院前"), "ambiguous_stop", 2),
        (("r", "c", "a"), "no_fare", 3),
        (("r", "a", "b"), "conflict", 3),
    ],
)
def test_a_question_without_an_answer_is_told_why(capsys, tmp_path, way, code, status):
    stops = TINY["stops"] + "b2,病院前,35.003,139.001,b2,0\n"
    feed = write(tmp_path, stops=stops, fare_rules=TINY["fare_rules"] + "f2,r,a,b\n")
    route, origin, destination = way
    found, told = said(capsys, "fare", feed, "--route", route, "--from", origin, "--to", destination)
    assert (found, told["error"]["code"]) == (status, code)
    assert told["error"]["message"].endswith(".")
    if code == "conflict":
        assert told["error"]["yen"] == [180, 210]
        assert [place["line"] for place in told["error"]["places"]] == [2, 5]


def test_ids_have_blanks_within_and_none_around_them(capsys, tmp_path):
    stops = TINY["stops"].replace("\na,市役所", '\n" 市 1 ",市役所').replace(",a,0", ", 市 1,0")
    rules = TINY["fare_rules"].replace(",a,b", ",市 1 ,b")
    feed = write(tmp_path, stops=stops, stop_times=TINY["stop_times"].replace(",a,", ",市 1,"), fare_rules=rules)
    for way in ("市 1", " 市 1 "):
        assert said(capsys, "fare", feed, "--route", "r ", "--from", way, "--to", "b")[1]["yen"] == 180


def test_a_compiled_feed_answers_like_the_feed(capsys, tmp_path):
    status, told = said(capsys, "compile", SAMPLE, tmp_path / "feed.bin")
    assert (status, told["errors"], told["conflicts"]) == (0, 0, 0)
    assert told["bytes"] == (tmp_path / "feed.bin").stat().st_size
    assert (
        said(capsys, "fare", tmp_path / "feed.bin", "--route", "r5", "--from", "100_2", "--to", "113_1")[1][
            "on_boarding"
        ]
        is True
    )


def test_whoever_reads_only_the_first_lines_is_told_of_no_fault(tmp_path):
    feed = write(tmp_path, fare_rules=TINY["fare_rules"] + "f9,r,a,b\n" * 3000)
    program = [
        sys.executable,
        "-c",
        "import sys; from firmware.cli import main; sys.exit(main())",
        "gtfs",
        "check",
        feed,
    ]
    with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        assert run.stdout.readline().startswith(b"fare_rules.txt:5: error")
        run.stdout.close()
        assert (run.stderr.read(), run.wait()) == (b"", 0)


def test_a_file_that_cannot_be_written_is_told(capsys, tmp_path):
    status, told = said(capsys, "compile", SAMPLE, tmp_path / "none" / "feed.bin")
    assert (status, told["error"]["code"]) == (2, "not_written")
    assert told["error"]["message"].endswith("cannot be written (No such file or directory).")


def test_no_feed_is_told_in_a_sentence(capsys, tmp_path):
    assert main(["gtfs", "check", str(tmp_path / "none")]) == 2
    assert capsys.readouterr().err == f"kazasu: {tmp_path / 'none'}: there is no such folder or file.\n"
    assert said(capsys, "check", tmp_path / "none")[1]["error"]["code"] == "unreadable_feed"
