"""The engines as programs: ready ahead, ended when they hang, and a sentence for the installer when something is missing."""

import math
import os
import subprocess
import sys
from array import array
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.espeak import EspeakVoice
from drivers.open_jtalk import OpenJtalkVoice
from drivers.protocols import SOUND_RATE, DeviceFault, Fault
from drivers.soxr import resampled
from drivers.speech_program import SpeechProgram, wave

pytestmark = pytest.mark.real
HANGS = "#!/bin/sh\necho $$ > {folder}/pid\nexec sleep 600\n"
FAILS = '#!/bin/sh\ncat > {folder}/text\necho "$@" > {folder}/arguments\nexit 3\n'


def program(folder: Path, source: str) -> str:
    path = folder / "engine"
    path.write_text(source.format(folder=folder))
    path.chmod(0o700)
    return str(path)


def tone(rate: int, hertz: float) -> bytes:
    return array("h", [round(20_000 * math.sin(2 * math.pi * hertz * at / rate)) for at in range(rate)]).tobytes()


def loudness(samples: bytes) -> float:
    middle = array("h", samples)[2_000:-2_000]
    return math.hypot(*middle) / math.sqrt(len(middle)) / (20_000 / math.sqrt(2))


SPOKEN = [
    (OpenJtalkVoice(), "受話器を取ってください。"),
    (EspeakVoice("en"), "Please lift the handset."),
    (EspeakVoice("cmn"), "请取下听筒。"),
]


@pytest.mark.parametrize(("voice", "text"), SPOKEN, ids=["ja", "en", "cmn"])
def test_a_voice_speaks(voice, text: str):
    sound = voice.speak(text)
    assert 1.0 < sound.seconds < 4.0
    assert max(map(abs, array("h", sound.samples))) > 3_000
    voice.close()
    voice.close()


def test_one_voice_speaks_on_several_threads_at_once():
    voice = OpenJtalkVoice()
    with ThreadPoolExecutor(3) as threads:
        lengths = [sound.seconds for sound in threads.map(voice.speak, ["まる。", "住民票は1。", "まる。"])]
    assert lengths[0] == lengths[2] < lengths[1]
    voice.close()


def test_a_missing_program_is_told_with_its_package():
    for voice in (OpenJtalkVoice(program="no-such-engine"), EspeakVoice("en", program="no-such-engine")):
        with pytest.raises(DeviceFault, match=r"no-such-engine is missing: install Debian's (open-jtalk|espeak-ng)"):
            voice.speak("a")
    with pytest.raises(DeviceFault, match="install Debian's espeak-ng"):
        _ = EspeakVoice("en", program="no-such-engine").name


def test_a_missing_voice_is_told_with_its_path(tmp_path: Path):
    voice = OpenJtalkVoice(str(tmp_path / "other.htsvoice"))
    with pytest.raises(DeviceFault, match=r"other\.htsvoice cannot be read"):
        _ = voice.name


def test_a_voice_of_an_impossible_language_is_refused():
    with pytest.raises(ValueError, match="its language"):
        EspeakVoice("")


def test_an_engine_that_hangs_is_ended(tmp_path: Path):
    voice = EspeakVoice("en", program=program(tmp_path, HANGS), patience_s=1.0)
    with pytest.raises(DeviceFault, match="did not speak within 1 s and was ended") as told:
        voice.speak("a")
    assert told.value.fault == Fault.MUTE
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_an_engine_that_fails_is_told_and_the_words_are_in_neither_the_fault_nor_the_arguments(tmp_path: Path):
    voice = OpenJtalkVoice(program=program(tmp_path, FAILS))
    with pytest.raises(DeviceFault, match="ended with status 3 and without a sound") as told:
        voice.speak("豊島花子")
    assert (tmp_path / "text").read_text() == "豊島花子"
    assert "豊島花子" not in (tmp_path / "arguments").read_text() + str(told.value)


def test_one_program_waits_and_none_is_left_after_closing(tmp_path: Path):
    engine = SpeechProgram((program(tmp_path, HANGS),), "nothing", 1.0)
    engine.prepare()
    while not (tmp_path / "pid").is_file() or not (tmp_path / "pid").read_text().strip():
        pass
    first = (tmp_path / "pid").read_text()
    engine.prepare()
    assert (tmp_path / "pid").read_text() == first
    engine.close()
    with pytest.raises(ProcessLookupError):
        os.kill(int(first), 0)


def test_a_sentence_longer_than_the_engine_reads_is_refused_and_not_shortened():
    with pytest.raises(DeviceFault, match="too long"):
        OpenJtalkVoice().speak("あ" * 342)


@pytest.mark.parametrize("rate", [48_000, 22_050])
@pytest.mark.parametrize(("hertz", "kept"), [(300, 1.0), (3_000, 1.0), (9_000, 1.0)])
def test_another_rate_keeps_what_speech_needs(rate: int, hertz: float, kept: float):
    sound = resampled(tone(rate, hertz), rate)
    assert sound.seconds == pytest.approx(1.0, abs=0.001)
    assert loudness(sound.samples) == pytest.approx(kept, abs=0.02)


@pytest.mark.parametrize("hertz", [13_000, 16_000, 20_000])
def test_what_the_new_rate_cannot_hold_is_gone_and_not_folded_down(hertz: float):
    assert loudness(resampled(tone(48_000, hertz), 48_000).samples) < 0.001


def test_sound_at_our_own_rate_is_left_as_it_is():
    assert resampled(tone(SOUND_RATE, 300), SOUND_RATE).samples == tone(SOUND_RATE, 300)


@given(st.binary(max_size=80) | st.binary(max_size=40).map(lambda rest: b"RIFF\0\0\0\0WAVEfmt " + rest))
def test_what_is_no_wave_is_refused_and_breaks_nothing(file: bytes):
    with suppress(ValueError):
        rate, samples = wave(file)
        assert len(samples) % 2 == 0
        assert 0 <= rate < 2**32


def test_speaking_live_loads_no_numpy_and_no_other_library_than_python_s():
    script = "import sys, audio.speech, drivers.open_jtalk as o, drivers.espeak; o.OpenJtalkVoice().speak('まる。'); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    assert {"numpy", "pyopenjtalk", "sudachipy"}.isdisjoint(loaded)
    assert "drivers.soxr" in loaded
