"""The budget of a visit by ear, measured with the voice that speaks: keys, and seconds at 1.0x without printing."""

import pytest
from kiosk import Central
from prover.bench import Bench
from prover.budget import JOURNEYS, travel
from prover.by_ear import Ears
from prover.recording import RecordingBook

from audio.speech import Speech
from audio.store import Store
from drivers.open_jtalk import OpenJtalkVoice

pytestmark = [pytest.mark.minutes, pytest.mark.timeout(1200)]
MOST_KEYS, MOST_SECONDS = 12, 95.0


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    with Central(tmp_path_factory.mktemp("central")) as central:
        yield central


@pytest.fixture(scope="module")
def took(city, tmp_path_factory):
    """Keys and seconds of each journey, and a table of all."""
    speech = Speech({"ja": OpenJtalkVoice()}, Store(tmp_path_factory.mktemp("speech")))
    found, lines = {}, []
    for name, acts in JOURNEYS.items():
        bench = Bench(city, tmp_path_factory.mktemp("kiosk"))
        bench.start()
        ears = Ears(bench, RecordingBook(), speech)
        rows = travel(bench, ears, acts)
        ears.person.stops()
        bench.close()
        assert bench.kiosk.page_printer.history, name
        found[name] = sum(row.keys for row in rows), sum(row.seconds for row in rows)
        lines += [f"{name}: {found[name][0]} keys, {found[name][1]:.1f} s", *(f"    {row}" for row in rows)]
    speech.close()
    return found, "\n".join(lines)


def test_a_residence_record_takes_twelve_keys_and_ninety_five_seconds(took, capsys):
    found, table = took
    with capsys.disabled():
        print(f"\n{table}")  # noqa: T201 - the table is what this test is for
    keys, seconds = found["residence record, self, cash"]
    assert keys <= MOST_KEYS
    assert seconds <= MOST_SECONDS


def test_every_journey_was_travelled_to_its_paper(took):
    assert set(took[0]) == set(JOURNEYS)
