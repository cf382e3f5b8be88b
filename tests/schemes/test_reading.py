"""Files of schemes are read strictly: what is wrong is told with file and key, and all files of a folder at once."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transit.schemes.rules import Rules, RulesError

SHIPPED = Path(__file__).parents[2] / "examples" / "schemes"
GOOD = (SHIPPED / "tsu-silver.toml").read_text(encoding="utf-8")
SAMPLE = SHIPPED / "minato"


def fault(tmp_path, was, becomes):
    assert was in GOOD
    path = tmp_path / "tsu.toml"
    path.write_text(GOOD.replace(was, becomes, 1), encoding="utf-8")
    with pytest.raises(RulesError) as caught:
        Rules.read(tmp_path)
    said = str(caught.value)
    assert said.startswith(f"{path}: ")
    return said.removeprefix(f"{path}: ")


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("cap_less = 500", "cap_les = 500", "offers[1]: Object contains unknown field `cap_les`"),
        ("cap_less = 500", 'cap_less = "500"', "offers[1].cap_less: Expected `int | null`, got `str`"),
        ("number = 1", "number = 256", "number: Expected `int` <= 255"),
        ("number = 1", "", "Object missing required field `number`"),
        ('kind = "points"', 'kind = "pints"', "offers[1].benefit.kind: Invalid value 'pints'"),
        ('kind = "free"', 'kind = "free", yen = 3', "offers[0].benefit: Object contains unknown field `yen`"),
        (
            'city = ["242012"]',
            'city = ["242012"], licence = true',
            "eligible.all[0]: has city and licence where exactly one",
        ),
        ('routes = ["community-*"]', 'within = "town"', "offers[0].within: no area is called town"),
        ("valid_from = 2026-04-01", "valid_from = 2026-13-01", "(at line 6, column "),
        ('signal = "senior"', "valid_until = 2026-03-31", "valid_until: is before valid_from"),
        (
            'signal = "senior"',
            'quotas = [{ per = "day", most = 2 }, { per = "day", most = 3 }]',
            "quotas: one period stands there twice",
        ),
        (
            'signal = "senior"',
            'quotas = [{ per = "fiscal_year", most = 2 }]',
            "quotas: a scheme whose points are counted",
        ),
        ('signal = "senior"', 'quotas = [{ per = "until", most = 2 }]', "quotas: until: stands with"),
        ('kind = "points"', 'kind = "share", part = [3, 2]', "offers[1].benefit: a part is not above the whole"),
        ("cap_less = 500", "fare_from = 500\nfare_below = 500", "offers[1].fare_below: is not above fare_from"),
    ],
)
def test_a_mistake_is_told_with_file_and_key(tmp_path, was, becomes, said):
    assert said in fault(tmp_path, was, becomes)


def test_all_files_are_looked_at(tmp_path):
    (tmp_path / "a.toml").write_text("number = 1", encoding="utf-8")
    (tmp_path / "b.toml").write_bytes(b"\xff")
    with pytest.raises(RulesError) as caught:
        Rules.read(tmp_path)
    assert [line.split(":")[0].rsplit("/", 1)[1] for line in str(caught.value).splitlines()] == ["a.toml", "b.toml"]


def test_a_file_saved_with_a_byte_order_mark_is_read(tmp_path):
    (tmp_path / "a.toml").write_text(GOOD, encoding="utf-8-sig")
    assert [scheme.id for scheme in Rules.read(tmp_path).schemes] == ["tsu-silver"]


def test_a_scheme_does_not_hide_among_the_common_rules(tmp_path):
    hidden = "[[schemes]]\n" + GOOD.replace("[eligible]", "[schemes.eligible]").replace(
        "[[offers]]", "[[schemes.offers]]"
    )
    (tmp_path / "rules.toml").write_text(hidden, encoding="utf-8")
    with pytest.raises(RulesError, match="schemes: each scheme stands in a file of its own"):
        Rules.read(tmp_path)


def test_two_schemes_do_not_share_a_number(tmp_path):
    (tmp_path / "a.toml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "b.toml").write_text(GOOD.replace('id = "tsu-silver"', 'id = "other"'), encoding="utf-8")
    with pytest.raises(RulesError, match="other: number: 1 is that of tsu-silver"):
        Rules.read(tmp_path)


def test_the_version_that_began_last_is_in_force(tmp_path):
    (tmp_path / "a.toml").write_text(GOOD, encoding="utf-8")
    later = GOOD.replace("2026-04-01", "2027-04-01").replace('"2026-04"', '"2027-04"')
    (tmp_path / "b.toml").write_text(later, encoding="utf-8")
    rules = Rules.read(tmp_path)
    days = (date(2026, 3, 31), date(2027, 3, 31), date(2027, 4, 1))
    assert [found and found.version for found in (rules.find(1, day) for day in days)] == [None, "2026-04", "2027-04"]
    (tmp_path / "c.toml").write_text(later, encoding="utf-8")
    with pytest.raises(RulesError, match="two versions begin on 2027-04-01"):
        Rules.read(tmp_path)


@pytest.mark.parametrize("place", [SHIPPED, SAMPLE])
def test_what_is_shipped_is_read_and_sent_unchanged(place):
    rules = Rules.read(place)
    assert rules.schemes
    assert Rules.decode(rules.encoded()) == rules


def test_the_sample_city_has_its_own_folder():
    rules = Rules.read(SAMPLE)
    assert {scheme.city for scheme in rules.schemes} == {"990012"}
    assert rules.passback_s == 60


def test_a_document_that_is_none_is_told(tmp_path):
    with pytest.raises(RulesError, match="passback_s: Expected `int`"):
        Rules.decode(b'{"passback_s": "x"}')
    with pytest.raises(RulesError, match="cannot be read"):
        Rules.read(tmp_path / "nowhere.toml")


@given(st.integers(0, len(GOOD)), st.integers(0, 40), st.text(max_size=20))
def test_a_mangled_file_is_read_or_told_with_a_sentence(tmp_path_factory, at, cut, put):
    path = tmp_path_factory.mktemp("mangled") / "tsu.toml"
    path.write_text(GOOD[:at] + put + GOOD[at + cut :], encoding="utf-8", errors="ignore")
    said = ""
    try:
        Rules.read(path)
    except RulesError as error:
        said = str(error)
    assert not said or said.startswith(f"{path}: ")
