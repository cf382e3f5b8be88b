"""An officer has seen a handbook: its scheme is open at the desk from then on, up to the paper's last day, and ends with it."""

import io
import logging
import sys
import tomllib
from dataclasses import replace
from datetime import date

import msgspec
import pytest
from central_line import TUESDAY, refused
from registering import COMMON, IDM, SCHEMES, Applicant, lives, resident_of

from central.service.riders.opening import Office
from central.service.riders.papers import Paper, read_kind, read_paper
from central.service.riders.seeing import see, take_out
from central.wire import Reason
from firmware.cli import main
from transit.schemes.rules import Rules
from transit.schemes.scheme import Scheme

HANDBOOK, LICENCE = "handbook:body:2", "licence:no"
MARCH = date(2027, 3, 31)


@pytest.fixture
def config(central, tmp_path):
    own = central.config
    text = f'state = "{own.state}"\nschemes = "{own.schemes}"\n'
    text += f'database = "{own.database}"\n' if own.database else ""
    path = tmp_path / "central.toml"
    path.write_text(f'{text}[officers]\nsato = "{"0" * 64}"\n', encoding="utf-8")
    return ["--config", str(path)]


@pytest.fixture
def hanako(central):
    found = Applicant()
    lives(central, found, birth=date(1990, 5, 5))
    return found


@pytest.fixture
def office(central):
    return Office(central.desk.store, central.desk.clock, central.desk.ground, central.desk.riders.lists)


def types(config, capsys, number, *args):
    """An officer's command; the number of a resident comes on standard input."""
    sys.stdin = io.StringIO(f"{number}\n")
    try:
        status = main(["central", "riders", *args, *config])
    finally:
        sys.stdin = sys.__stdin__
    said = capsys.readouterr()
    return status, said.out + said.err


def sees(config, capsys, central, whose, *args, act="see-paper", paper=HANDBOOK):
    number = resident_of(central, whose)
    return types(config, capsys, number, act, "--resident", "--paper", paper, "--officer", "sato", *args)


def person(office, whose, central):
    return office.ground.register.by_id(resident_of(central, whose))


def rights(central):
    with central.desk.store.reading() as connection:
        return [tuple(row) for row in connection.execute("SELECT scheme, until, why FROM entitlement ORDER BY id")]


def refusal(desk, whose, scheme="care"):
    offer = desk.meets(whose)[2][scheme]
    return offer.refused and offer.refused.reason


def test_what_an_officer_has_seen_opens_its_scheme_at_the_desk(central, desk, config, capsys, hanako):
    assert refusal(desk, hanako) is Reason.PAPERS_NEEDED
    assert sees(config, capsys, central, hanako)[0] == 0
    assert refusal(desk, hanako) is None
    assert desk.applies(hanako, "care", idm=IDM).until == MARCH


@pytest.mark.parametrize("paper", ["handbook:body:3", "handbook:mind:1", LICENCE])
def test_another_grade_or_another_paper_opens_nothing(central, desk, config, capsys, hanako, paper):
    assert sees(config, capsys, central, hanako, paper=paper)[0] == 0
    assert refusal(desk, hanako) is Reason.PAPERS_NEEDED


def test_a_paper_is_of_one_person(central, desk, config, capsys, hanako):
    sees(config, capsys, central, hanako)
    assert refusal(desk, Applicant("taro")) is Reason.PAPERS_NEEDED


def test_a_paper_that_expires_ends_the_right_on_its_day(central, desk, config, capsys, hanako):
    sees(config, capsys, central, hanako, "--until", "2026-12-31")
    assert desk.applies(hanako, "care", idm=IDM).until == date(2026, 12, 31)
    for day, why in ((date(2026, 12, 31), None), (date(2027, 1, 1), "over")):
        central.desk.clock.move(TUESDAY.replace(year=day.year, month=day.month, day=day.day))
        central.desk.tidy()
        assert rights(central) == [("care", "2026-12-31", why)]
    assert refusal(desk, hanako) is Reason.PAPERS_NEEDED


def test_a_paper_that_is_renewed_in_time_carries_the_right_on(central, desk, config, capsys, hanako):
    sees(config, capsys, central, hanako, "--until", "2026-12-31")
    desk.applies(hanako, "care", idm=IDM)
    sees(config, capsys, central, hanako, "--until", "2028-12-31")
    assert rights(central) == [("care", "2027-03-31", None)]


def test_to_end_a_paper_ends_the_right_and_leaves_what_stands_without_it(central, desk, config, capsys, hanako):
    sees(config, capsys, central, hanako)
    desk.applies(hanako, "care", idm=IDM)
    desk.applies(hanako, "free", key=True)
    assert sees(config, capsys, central, hanako, act="end-paper", paper="handbook:body")[0] == 0
    assert {(scheme, why) for scheme, _, why in rights(central)} == {("care", "withdrawn"), ("free", None)}
    assert refusal(desk, hanako) is Reason.PAPERS_NEEDED
    assert sees(config, capsys, central, hanako, act="end-paper", paper="handbook:body")[0] == 2


def test_a_rider_is_named_by_his_pseudonym_too(central, desk, config, capsys, hanako):
    desk.applies(hanako, "free", key=True)
    with central.desk.store.reading() as connection:
        rider = connection.execute("SELECT pseudonym FROM rider").fetchone()[0]
    asked = ("see-paper", "--paper", HANDBOOK, "--officer", "sato", "--rider")
    assert types(config, capsys, "", *asked, rider)[0] == 0
    assert refusal(desk, hanako) is None
    assert types(config, capsys, "", *asked, "0" * 16)[0] == 2


def test_who_entered_a_paper_and_who_took_it_out_is_kept_and_what_it_says_is_hidden(
    central, desk, config, capsys, caplog, hanako
):
    caplog.set_level(logging.DEBUG)
    _, said = sees(config, capsys, central, hanako)
    assert "1 papers that officers have seen" in types(config, capsys, "", "show")[1]
    with central.desk.store.reading() as connection:
        [kept] = connection.execute("SELECT * FROM rider_paper").fetchall()
    _, ended = sees(config, capsys, central, hanako, act="end-paper")
    for word in ("handbook", "body", f" {resident_of(central, hanako)} ", "花子"):
        assert word not in repr(tuple(kept)) + said + ended + caplog.text
    with central.desk.store.reading() as connection:
        row = connection.execute("SELECT officer, ended_by, sealed, entered <= ended FROM rider_paper").fetchone()
    assert tuple(row) == ("sato", "sato", None, 1)


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("--paper", "handbook:body"), "is written"),
        (("--paper", "handbook:body:0"), "is written"),
        (("--paper", "category:mother:2027-13-01"), "ends with a day"),
        (("--until", "soon"), "a day, as"),
        (("--until", "2020-01-01"), "over already"),
        (("--officer", "nobody"), "[officers]"),
        (("--rider", "0" * 16), "either --rider or --resident"),
    ],
)
def test_what_is_written_wrongly_is_told_and_keeps_nothing(central, desk, config, capsys, hanako, args, says):
    status, said = sees(config, capsys, central, hanako, *args)
    assert (status, says in said) == (2, True)
    assert refusal(desk, hanako) is Reason.PAPERS_NEEDED


@pytest.mark.parametrize(("number", "status"), [("999999999", 2), ("hanako", 2), ("", 2)])
def test_a_number_of_nobody_and_one_that_is_none_are_told(desk, config, capsys, number, status):
    asked = ("see-paper", "--resident", "--paper", HANDBOOK, "--officer", "sato")
    assert types(config, capsys, number, *asked)[0] == status


def test_a_yearly_right_by_a_paper_is_renewed_ahead_up_to_the_papers_day(central, desk, office, hanako):
    see(office, person(office, hanako, central), "sato", Paper("handbook:body", "1", date(2027, 8, 31)))
    desk.applies(hanako, "care", idm=IDM)
    central.desk.clock.move(TUESDAY.replace(year=2027, month=3, day=20))
    central.desk.tidy()
    assert rights(central) == [("care", "2027-08-31", None)]
    # taken out before the year begins, it grants nothing of it
    assert take_out(office, person(office, hanako, central), "sato", "handbook:body")
    central.desk.clock.move(TUESDAY.replace(year=2027, month=4, day=1))
    central.desk.tidy()
    assert rights(central) == [("care", "2027-08-31", "withdrawn")]


def test_what_is_suspended_stays_suspended_whatever_papers_come(central, desk, office, hanako):
    see(office, person(office, hanako, central), "sato", read_paper(HANDBOOK))
    desk.applies(hanako, "care", idm=IDM)
    with central.desk.store.writing() as connection:
        connection.execute("UPDATE entitlement SET suspended = '2026-11-24'")
    see(office, person(office, hanako, central), "sato", read_paper("handbook:body:1"))
    assert refused(lambda: desk.applies(hanako, "care", idm=IDM)) is Reason.SCHEME_CLOSED


def test_what_a_paper_said_that_is_long_over_is_forgotten(central, office, hanako):
    see(office, person(office, hanako, central), "sato", read_paper(HANDBOOK, date(2026, 12, 31)))
    for day, kept in ((date(2027, 3, 31), 1), (date(2027, 4, 1), 0)):
        central.desk.clock.move(TUESDAY.replace(year=day.year, month=day.month, day=day.day))
        central.desk.tidy()
        with central.desk.store.reading() as connection:
            row = connection.execute("SELECT sealed IS NOT NULL, officer FROM rider_paper").fetchone()
        assert tuple(row) == (kept, "sato")


GIVEN_BACK = SCHEMES["care"].replace(
    'eligible = { handbook = { kind = "body", grades = [1, 2] } }',
    'eligible = { any = [{ licence = false }, { category = { name = "mother", months = 1 } }, { age = { least = 90 } }] }',
)


@pytest.mark.parametrize(
    ("papers", "until"),
    [
        (("licence:no",), MARCH),
        (("licence:yes",), None),
        (("category:mother:2026-12-10",), date(2027, 1, 31)),
        (("category:mother:2026-01-10",), None),
        (("category:mother:2026-12-10", "licence:no"), MARCH),
    ],
)
def test_licences_and_categories_are_entered_alike_and_the_longest_counts(central, office, hanako, papers, until):
    scheme = msgspec.convert(tomllib.loads(f'id = "care"\n{COMMON}{GIVEN_BACK}'), Scheme)
    ground = replace(office.ground, rules=Rules(schemes=(scheme,)))
    whose = person(office, hanako, central)
    for paper in papers:
        see(office._replace(ground=ground), whose, "sato", read_paper(paper))
    with central.desk.store.reading() as connection:
        offer = ground.terms(connection, whose, TUESDAY.date()).offer(scheme)
    assert (offer.until, offer.refused is None) == (until, until is not None)


def test_of_two_papers_the_one_that_lasts_carries_the_right(central, office, hanako):
    scheme = msgspec.convert(tomllib.loads(f'id = "care"\n{COMMON}{GIVEN_BACK}'), Scheme)
    ground = replace(office.ground, rules=Rules(schemes=(scheme,)))
    whose = person(office, hanako, central)
    see(office._replace(ground=ground), whose, "sato", read_paper("licence:no", date(2026, 12, 31)))
    see(office._replace(ground=ground), whose, "sato", read_paper("category:mother:2027-01-10"))
    with central.desk.store.reading() as connection:
        # born on 10 January: a month later, at the month's end
        assert ground.terms(connection, whose, TUESDAY.date()).offer(scheme).until == date(2027, 2, 28)


@pytest.mark.parametrize("text", ["handbook:mind", "handbook:mind:1", "licence", "category:mother"])
def test_a_kind_is_known_with_and_without_what_the_paper_says(text):
    assert read_kind(text) == (text if text[-1] != "1" else "handbook:mind")


def test_no_paper_shows_what_it_says():
    assert repr(read_paper(HANDBOOK)) == "Paper()"
