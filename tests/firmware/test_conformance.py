"""The conformance sheet: every clause is proved, measured or left to a person; nothing is ticked that nobody measured."""

import ast
import io
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import msgspec
import pypdfium2
import pytest
from docked import example

from firmware.config import read
from firmware.conformance.clauses import GROUPS, clauses
from firmware.conformance.measured import Measured
from firmware.conformance.measures import measure
from firmware.conformance.screens_measured import Screens
from firmware.conformance.sheet import pdf, verdict
from firmware.conformance.sound_measured import Sounds
from firmware.phrases.reader import PhraseBook

ROOT = Path(__file__).parents[2]
TABLE = clauses()


def clause(number: str):
    return next(clause for clause in TABLE.clause if clause.number == number)


def text_of(document: bytes) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(io.BytesIO(document)))


def test_every_clause_is_measured_tested_or_done_by_hand():
    assert [c.number for c in TABLE.clause if not (c.measure or c.test or c.by_hand_ja)] == []
    assert [c.number for c in TABLE.clause if bool(c.by_hand_ja) != bool(c.by_hand_en)] == []
    assert {c.group for c in TABLE.clause} == set(GROUPS)
    assert len({c.number for c in TABLE.clause}) == len(TABLE.clause)


def test_a_figure_that_is_measured_has_a_limit():
    assert [c.number for c in TABLE.clause if c.measure and c.least is None and c.most is None] == []


def defines(node: str) -> bool:
    path, _, name = node.partition("::")
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return any(isinstance(part, ast.FunctionDef) and part.name == name for part in tree.body)


def test_every_test_that_the_table_names_exists():
    assert {name: node for name, node in TABLE.tests.items() if not defines(node)} == {}
    assert {c.test for c in TABLE.clause if c.test} == set(TABLE.tests)


@pytest.fixture(scope="module")
def config(tmp_path_factory):
    """The example in Japanese alone, for each language is measured in the same way."""
    return example(tmp_path_factory.mktemp("conformance"), ('languages = ["ja", "en"', 'languages = ["ja"] # ["en"'))


@pytest.fixture(scope="module")
def found(config):
    return measure(TABLE, read(config))


def test_everything_that_software_can_measure_is_measured_on_the_example(found):
    assert set(found) == {c.number for c in TABLE.clause if c.measure}


def test_the_screens_of_the_example_keep_every_limit(found):
    shown = [c for c in TABLE.clause if c.group in ("display", "time") and c.measure]
    assert {c.number: found[c.number].value for c in shown if verdict(c, found[c.number]) != "fits"} == {}


def test_loudness_that_no_meter_has_seen_is_left_blank(found):
    loud = [found[number] for number in ("12a", "12b", "12c", "15")]
    assert [one.value for one in loud] == [None] * 4
    assert all("not calibrated" in one.conditions for one in loud)


def test_a_calibrated_handset_is_held_to_what_the_meter_showed():
    settings = read(ROOT / "examples" / "terminal.toml")
    audio = msgspec.structs.replace(settings.audio, calibration=str(ROOT / "examples" / "handset.toml"))
    sounds = Sounds(msgspec.structs.replace(settings, audio=audio), PhraseBook())
    lowest = sounds.volume_lowest()
    assert lowest.value is not None
    assert verdict(clause("12b"), lowest) == ("fits" if lowest.value <= 20 else "misses")
    assert "coupler" in lowest.conditions


def test_a_value_out_of_its_limits_misses():
    assert verdict(clause("19a"), Measured(9.9, "")) == "misses"
    assert verdict(clause("19a"), Measured(10.0, "")) == "fits"
    assert verdict(clause("39c"), Measured(46, "")) == "misses"
    assert verdict(clause("13"), None) == ""


def test_a_panel_with_small_type_is_caught():
    screens = Screens("15-portrait", ("ja",), PhraseBook())
    _, canvas = screens.all[0]
    canvas.texts[0] = replace(canvas.texts[0], cap=3.0)
    assert verdict(clause("20a"), screens.capital_least()) == "misses"


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_sheet_is_a_tagged_pdf_with_every_clause_and_no_tick_where_nothing_was_measured(language):
    document = pdf(TABLE, {"19a": Measured(10.3, "panel 7")}, "kiosk-01", language)
    words = text_of(document)
    assert all(c.number in words for c in TABLE.clause)
    assert words.count("✓") == 1
    assert "10.3" in words
    assert pypdfium2.PdfDocument(io.BytesIO(document)).is_tagged()
    assert "".join(clause("16").by_hand(language)[:6].split()) in "".join(words.split())


def conforms(config: Path, out: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "firmware.cli", "conformance", str(config), "--out", str(out)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_command_writes_the_sheet_and_tells_what_misses(config, tmp_path):
    out = tmp_path / "sheet.pdf"
    done = conforms(config, out)
    assert out.read_bytes().startswith(b"%PDF")
    assert done.returncode == int("misses" in done.stdout)
    assert "for a person with an instrument" in done.stdout


def test_a_file_that_cannot_be_written_is_named_before_anything_is_measured(config, tmp_path):
    out = tmp_path / "no" / "sheet.pdf"
    done = conforms(config, out)
    assert done.returncode == 2
    assert f"{out}: cannot be written" in done.stderr
    assert done.stdout == ""
