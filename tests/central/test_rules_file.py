"""What is said of a file of rules that has mistakes: each with file, line and place, all of them at once."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from central.service.rules import CITIES
from central.service.rules_file import RulesError, read_rules
from central.wire import Reason

GOOD = """\
[[since]]
day = 2024-04-01
closed = ["12-29/01-03"]

[since.certificate.residence]
fee = 300
hours = { mon-fri = ["08:30-12:00", "13:00-17:15"], sat-sun = ["09:00-12:00"], holiday = [] }
whom = ["self", "household"]
items = ["relation", "domicile"]
most_copies = 10
youngest = 15

[since.certificate.tax]
fee = 300
hours = { mon-fri = ["08:30-17:15"] }
whom = ["self"]
years = 2
new_year = "06-10"
most_copies = 10
youngest = 15

[since.refusal.withheld.ja]
text = "窓口へ|どうぞ"
speech = "窓口へどうぞ。"

[[stop]]
from = 2026-12-05T21:00:00
until = 2026-12-06T06:30:00
certificates = ["tax"]
"""
RESIDENCE, TAX = "since[1].certificate.residence", "since[1].certificate.tax"
# what stands there, what is written instead, the line and the place that are named, what is said
MISTAKES = [
    ("fee = 300\nhours = { mon-fri = [\"08:30-12", 'fee = "300"\nhours = { mon-fri = ["08:30-12', 6, f"{RESIDENCE}.fee", "expected"),
    ("fee = 300\nhours = { mon-fri = [\"08:30-12", 'fee = -1\nhours = { mon-fri = ["08:30-12', 6, f"{RESIDENCE}.fee", ">= 0"),
    ('"08:30-12:00"', '"8:30-12:00"', 7, f"{RESIDENCE}.hours.mon-fri[1]", "no span"),
    ('"13:00-17:15"', '"13:00-24:30"', 7, f"{RESIDENCE}.hours.mon-fri[2]", "no span"),
    ('"13:00-17:15"', '"17:15-17:15"', 7, f"{RESIDENCE}.hours.mon-fri[2]", "opens no earlier"),
    ('"13:00-17:15"', '"11:59-17:15"', 7, f"{RESIDENCE}.hours.mon-fri[2]", "begins before '08:30-12:00' has ended"),
    ("sat-sun", "sunday", 7, f"{RESIDENCE}.hours.sunday", "neither a weekday"),
    ("sat-sun", "sat-mon", 7, f"{RESIDENCE}.hours.sat-mon", "ends before it begins"),
    ("sat-sun", "fri-sun", 7, f"{RESIDENCE}.hours.fri-sun", "fri stands in two groups"),
    ("sat-sun = [\"09:00-12:00\"]", "sat-sun = [900]", 7, f"{RESIDENCE}.hours", "expected"),
    ('{ mon-fri = ["08:30-17:15"] }', "{ mon-fri = [] }", 15, f"{TAX}.hours", "empty on every day"),
    ('{ mon-fri = ["08:30-17:15"] }', "{}", 15, f"{TAX}.hours", "length >= 1"),
    ('"12-29/01-03"', '"12-29/02-30"', 3, "since[1].closed[1]", "does not exist"),
    ('"12-29/01-03"', '"12-29/2027-01-03"', 3, "since[1].closed[1]", "a year at one end only"),
    ('"12-29/01-03"', '"2027-12-29/2027-01-03"', 3, "since[1].closed[1]", "ends before it begins"),
    ('"12-29/01-03"', '"New Year"', 3, "since[1].closed[1]", "does not exist"),
    ('"self", "household"', '"self", "neighbours"', 8, f"{RESIDENCE}.whom[2]", "neighbours"),
    ('"self", "household"', "", 8, f"{RESIDENCE}.whom", "length >= 1"),
    ('whom = ["self"]', 'whom = ["household"]', 16, f"{TAX}.whom[1]", "possible: self"),
    ('"relation", "domicile"', '"relation", "relation"', 9, f"{RESIDENCE}.items[2]", "stands there twice"),
    ("most_copies = 10\nyoungest = 15\n\n[since.certificate.tax]", "youngest = 15\n\n[since.certificate.tax]", 5, f"{RESIDENCE}.most_copies", "missing"),
    ("youngest = 15\n\n[since.certificate.tax]", "youngst = 15\n\n[since.certificate.tax]", 11, f"{RESIDENCE}.youngst", "known: fee, hours"),
    ("years = 2\n", "", 13, f"{TAX}.years", "belongs to tax"),
    ("items = [", "years = 2\nitems = [", 9, f"{RESIDENCE}.years", "belongs to tax"),
    ('"06-10"', '"06-31"', 18, f"{TAX}.new_year", "must be the day"),
    ("certificate.tax]", "certificate.pedigree]", 13, "since[1].certificate.pedigree", "known: residence, seal"),
    ("refusal.withheld.ja", "refusal.hidden.ja", 22, "since[1].refusal.hidden", "known: card_revoked"),
    ("refusal.withheld.ja", "refusal.malformed.ja", 22, "since[1].refusal.malformed", "known: card_revoked"),
    ("refusal.withheld.ja", "refusal.withheld.Japanese", 22, "since[1].refusal.withheld.Japanese", "no code"),
    ('speech = "窓口へどうぞ。"', "", 22, "since[1].refusal.withheld.ja.speech", "missing"),
    ('speech = "', 'spoken = "a"\nspeech = "', 24, "since[1].refusal.withheld.ja.spoken", "is not known"),
    ("day = 2024-04-01", "", 1, "since[1].day", "missing"),
    ("day = 2024-04-01", 'day = "April"', 2, "since[1].day", "invalid"),
    ("day = 2024-04-01", "day = 2024-04-01\ngrace = 90", 3, "since[1].grace", "<= 60"),
    ("until = 2026-12-06", "until = 2026-12-04", 28, "stop[1].until", "no later than from"),
    ("from = 2026-12-05T21:00:00", "from = 2026-12-05T21:00:30", 27, "stop[1].from", "to the minute"),
    ("from = 2026-12-05T21:00:00", "from = 2026-12-05T21:00:00Z", 27, "stop[1].from", "Japan's clock"),
    ('["tax"]', '["taxes"]', 29, "stop[1].certificates[1]", "taxes"),
    ("[[stop]]", "[[stops]]", 26, "stops", "known: since, stop"),
    ("[[stop]]", "[[since]]", 27, "since[2].from", "known: day"),
    ("[since.certificate.tax]", "[since.refusal]\ntax = 3\n[since.other]", 13, "since[1].refusal", "written as tables"),
]  # fmt: skip


@pytest.fixture
def said(tmp_path):
    """What is said of a text: file, line, place and sentence of each complaint."""

    def complaints(text):
        path = tmp_path / "rules.toml"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(RulesError) as wrong:
            read_rules(path)
        lines = str(wrong.value).splitlines()
        assert all(line.startswith(f"{path}") for line in lines)
        return [line.removeprefix(f"{path}, ") for line in lines]

    return complaints


def test_a_good_file_is_read(tmp_path):
    path = tmp_path / "rules.toml"
    path.write_text(GOOD, encoding="utf-8")
    rules = read_rules(path)
    assert list(rules.since[0].certificate) == ["residence", "tax"]
    assert rules.stop[0].certificates == ["tax"]
    assert rules.words(Reason.NOT_OFFERED, rules.since[0].day)["ja"].text == "窓口へ|どうぞ"


@pytest.mark.parametrize("folder", sorted(CITIES.iterdir()), ids=lambda folder: folder.name)
def test_the_files_of_our_cities_are_good(folder):
    assert len(read_rules(folder / "rules.toml").since[0].certificate) == 6


@pytest.mark.parametrize(("right", "wrong", "line", "place", "what"), MISTAKES)
def test_a_mistake_is_named_with_its_line_and_its_place(said, right, wrong, line, place, what):
    assert right in GOOD
    found = said(GOOD.replace(right, wrong, 1))
    assert any(one.startswith(f"line {line}: {place}: ") and what in one for one in found), found


def test_all_mistakes_of_a_file_are_told_in_the_order_of_its_lines(said):
    text = GOOD.replace("12-29/01-03", "13-01").replace("youngest = 15", "youngest = -1").replace('"tax"', '"toll"')
    assert [one.partition(":")[0] for one in said(text)] == ["line 3", "line 11", "line 20", "line 29"]


def test_one_mistake_of_a_table_does_not_hide_the_next(said):
    text = GOOD.replace("fee = 300", 'fee = "300"\ncolour = 3', 1).replace("most_copies = 10", "most_copies = 0", 1)
    found = said(text.replace('speech = "窓口へどうぞ。"', 'spoken = ""'))
    assert [one.partition(": ")[0] for one in found] == ["line 6", "line 7", "line 11", "line 23", "line 25"]


def test_two_blocks_of_one_day_are_refused(said):
    text = GOOD + "\n[[since]]\nday = 2024-04-01\n"
    assert said(text) == [
        "line 2: since[1].day: 2024-04-01 stands there twice",
        "line 32: since[2].day: 2024-04-01 stands there twice",
    ]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "line 1: since: is missing: without a block nothing is offered on any day"),
        ("since = 3", "line 1: since: is written as tables: [[since]]"),
    ],
)
def test_a_file_without_rules_is_refused(said, text, what):
    assert said(text) == [what]


def test_what_is_no_toml_is_refused_with_its_line(said):
    assert "at line 5" in said(GOOD.replace("[since.certificate.residence]", "[since.certificate.residence"))[0]


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(RulesError, match=r"none\.toml: cannot be read \(No such file"):
        read_rules(tmp_path / "none.toml")
    (tmp_path / "latin.toml").write_bytes(b"day = '\xe9'")
    with pytest.raises(RulesError, match=r"latin\.toml: is not UTF-8 text \(byte 7\)"):
        read_rules(tmp_path / "latin.toml")


LINES = GOOD.splitlines()


@settings(max_examples=200)
@given(
    st.integers(0, len(LINES) - 1), st.sampled_from(["", "x = 1", 'fee = "a"', "day = 1", "closed = [1]", "[since.x]"])
)
def test_whatever_line_is_spoilt_a_sentence_is_said_or_the_file_is_good(tmp_path_factory, at, line):
    path = tmp_path_factory.getbasetemp() / "spoilt.toml"
    path.write_text("\n".join([*LINES[:at], line, *LINES[at + 1 :]]), encoding="utf-8")
    assert complaint(path).startswith(("good", str(path)))


def complaint(path):
    try:
        read_rules(path)
    except RulesError as error:
        return str(error)
    return "good"
