from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio.calibration import Calibration, Levels
from firmware.adjust import USUAL_VOLUME, VOLUMES
from firmware.config import ConfigError

SAMPLE = Path(__file__).parents[2] / "examples" / "handset.toml"


def read(tmp_path, text):
    path = tmp_path / "handset.toml"
    path.write_text(text, encoding="utf-8")
    return Calibration.read(path)


def test_a_device_that_nobody_measured_takes_its_loudest_for_100_db():
    levels = Calibration().handset
    assert [levels.gain(step) for step in range(len(VOLUMES))] == [level - 100 for level in VOLUMES]
    assert levels.reachable == tuple(range(11))
    assert levels.sentences() == []
    assert not levels.is_measured


def test_steps_are_8_db_apart_from_20_to_100_and_begin_at_60():
    assert VOLUMES == (20, 28, 36, 44, 52, 60, 68, 76, 84, 92, 100)
    assert VOLUMES[USUAL_VOLUME] == 60
    assert Calibration().gain(USUAL_VOLUME) == -40


def test_a_measured_device_gets_the_gain_that_the_meter_showed(tmp_path):
    text = '[handset]\nconditions = "x"\nmeasured = [[-40, 54], [0, 92], [-72, 22]]\n'
    calibration = read(tmp_path, text)
    assert calibration.gain(9) == 0.0
    assert calibration.gain(USUAL_VOLUME) == pytest.approx(-40 + 6 * 40 / 38)
    assert calibration.gain(0) == pytest.approx(-74)
    assert calibration.gain(10) == 0.0


def test_what_a_device_does_not_reach_is_said(tmp_path):
    text = '[handset]\nconditions = "x"\nmeasured = [[0, 90.5], [-40, 52], [-60, 33]]\n'
    calibration = read(tmp_path, text)
    assert calibration.reachable == (2, 3, 4, 5, 6, 7, 8)
    assert calibration.sentences() == ["handset: 20, 28, 92, 100 dB are not reached by this device."]


def test_the_sample_file_reads_and_its_usual_step_is_near_60_db():
    calibration = Calibration.read(SAMPLE)
    assert calibration.handset.is_measured
    assert calibration.speaker.is_measured
    assert -40 < calibration.gain(USUAL_VOLUME) < -37
    assert calibration.speaker.gain(USUAL_VOLUME) == pytest.approx(-28.3, abs=0.1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[handset]\nlouder = 3\n", "handset: key 'louder' is not known"),
        ("[earpiece]\n", "key 'earpiece' is not known"),
        ("handset = 3\n", "handset must be a table"),
        ("[handset]\n", "handset needs either measured, or loudest"),
        ("[handset]\nloudest = 90\nmeasured = []\n", "handset needs either measured, or loudest"),
        ("[handset]\nloudest = true\n", "must be a number from 0 to 130"),
        ("[handset]\nloudest = 300\n", "must be a number from 0 to 130"),
        ("[handset]\nmeasured = [[0, 90], [-40, 50]]\n", "handset.conditions is missing"),
        ('[handset]\nconditions = "x"\nmeasured = [[0, 90]]\n', "at least two pairs"),
        ('[handset]\nconditions = "x"\nmeasured = [[0, 90], [-8, 91]]\n', "look again"),
        (
            '[handset]\nconditions = "x"\nmeasured = [[0, 90], [8, 98]]\n',
            "8 must be a number from -100 to 0",
        ),
        ('[handset]\nconditions = "x"\nmeasured = [[0, 90], ["a", 5]]\n', "'a' must be a number"),
        ("[handset]\nloudest = 90\ndevice = 3\n", "handset.device: 3 must be text"),
        ("[handset\n", "line 1"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(tmp_path, text, said):
    with pytest.raises(ConfigError) as refused:
        read(tmp_path, text)
    assert said in str(refused.value)
    assert "handset.toml" in str(refused.value)


def test_a_file_that_is_not_there_or_not_text_is_refused(tmp_path):
    with pytest.raises(ConfigError, match="cannot be read"):
        Calibration.read(tmp_path / "none.toml")
    (tmp_path / "bytes.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="not UTF-8"):
        Calibration.read(tmp_path / "bytes.toml")


@given(st.floats(10, 130), st.lists(st.floats(0.5, 30), min_size=1, max_size=10))
def test_a_louder_step_never_gets_less_gain_and_none_gets_more_than_all(loudest, falls):
    points, gain, level = [(0.0, loudest)], 0.0, loudest
    for fall in falls:
        gain, level = gain - 8, level - fall
        points.append((gain, level))
    levels = Levels("handset", points=tuple(reversed(points)))
    gains = [levels.gain(step) for step in range(len(VOLUMES))]
    assert gains == sorted(gains)
    assert max(gains) <= 0
