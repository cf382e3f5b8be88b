"""Every key and value of a TOML text is found in the line where a person finds it."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.service.toml_lines import line_of, lines_of

TEXT = '''\
# a comment with [brackets] and = signs
name = "a # b"   # no comment inside
dates = [
  "one",  # first, with a comma
  2026-10-01,

  { from = 2026-12-05T21:00:00, until = 2026-12-06T06:30:00 },
]
a.b."c d" = 1
text = """
[not] = a table
"quotes"" inside
"""
raw = \'\'\'[x]
y = 1\'\'\'

[[since]]
day = 2024-04-01
[since.certificate.residence]
fee = 300
hours = { mon-fri = ["08:30-12:00", "13:00-17:15"], sat-sun = [] }
[since.certificate."family-all"]
fee = 450

[[since]]
day = 2027-04-01
  [[since.stop]]
  from = 1
  [[since.stop]]
  from = 2
'''
PLACES = {
    ("name",): 2,
    ("dates",): 3,
    ("dates", 0): 4,
    ("dates", 1): 5,
    ("dates", 2): 7,
    ("dates", 2, "until"): 7,
    ("a", "b", "c d"): 9,
    ("text",): 10,
    ("raw",): 14,
    ("since",): 17,
    ("since", 0): 17,
    ("since", 0, "day"): 18,
    ("since", 0, "certificate", "residence"): 19,
    ("since", 0, "certificate", "residence", "hours", "mon-fri", 1): 21,
    ("since", 0, "certificate", "residence", "hours", "sat-sun"): 21,
    ("since", 0, "certificate", "family-all", "fee"): 23,
    ("since", 1): 25,
    ("since", 1, "stop", 1, "from"): 30,
}


@pytest.mark.parametrize(("path", "line"), PLACES.items())
def test_a_key_is_found_in_its_line(path, line):
    tomllib.loads(TEXT)
    assert lines_of(TEXT)[path] == line


def test_what_is_not_there_is_where_it_should_be():
    lines = lines_of(TEXT)
    assert line_of(lines, ("since", 0, "certificate", "residence", "youngest")) == 19
    assert line_of(lines, ("since", 1, "certificate")) == 25
    assert line_of(lines, ("nothing", "of", "it")) == 1


def paths(value, path=()):
    """The path of everything that a TOML reader found."""
    if path:
        yield path
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        yield from paths(part, (*path, key))


@pytest.mark.parametrize(
    "path", sorted(Path(__file__).parents[2].glob("central/**/*.toml")), ids=lambda path: path.name
)
def test_every_file_of_ours_is_found_whole(path):
    source = path.read_text(encoding="utf-8")
    assert set(paths(tomllib.loads(source))) == set(lines_of(source))


KEYS = st.text("ab-_1", min_size=1, max_size=3)
WORDS = st.text(st.sampled_from("ab [](){}=#,.'市\\\"\n"), max_size=6)
VALUES = st.recursive(
    st.integers() | st.booleans() | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


def written(value):
    """A value as TOML; an array goes over several lines with comments, as people write it."""
    match value:
        case bool():
            return str(value).lower()
        case int():
            return str(value)
        case str():
            return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
        case list():
            return "[ # ]\n" + "".join(f"{written(part)}, # {{,\n" for part in value) + "]"
    return "{" + ", ".join(f"{key} = {written(part)}" for key, part in value.items()) + "}"


@given(st.dictionaries(KEYS, VALUES, max_size=4), st.dictionaries(KEYS, VALUES, max_size=3))
def test_whatever_a_file_says_is_found_where_it_stands(top, table):
    text = "".join(f"{key} = {written(value)}\n" for key, value in top.items())
    for _ in range(2):
        text += "\n[[t.t-able]] # [x]\n" + "".join(f"{key} = {written(value)}\n" for key, value in table.items())
    if "t" in top:
        return
    found = lines_of(text)
    assert set(paths(tomllib.loads(text))) == set(found)
    for path, line in found.items():
        if isinstance(path[-1], str):
            assert path[-1] in text.splitlines()[line - 1]
