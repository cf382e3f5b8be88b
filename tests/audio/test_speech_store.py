"""The folder of rendered sounds, and speech out of it: nothing spoiled is played, nothing live is kept."""

import errno
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audio.render import Rendered, RenderError, render
from audio.speech import Speech, pieces, sentences
from audio.store import Store, key
from drivers.open_jtalk import MAXBUFLEN
from drivers.protocols import DeviceFault, Fault, Sound
from drivers.virtual.voice import VirtualVoice

SOUND = Sound(b"\1\0\2\0" * 400)
MENU = {"ja": ("住民票は1。", "戸籍謄本は2。", "まる。")}


class FullDisk(Store):
    """A store whose disk is full."""

    def put(self, key: str, sound: Sound) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")


def rendered(folder: Path, voice: VirtualVoice, sentences=MENU) -> Rendered:
    return render(sentences, {"ja": voice}, Store(folder))


def test_a_sound_comes_back_as_it_was_put(tmp_path: Path):
    store = Store(tmp_path / "speech")
    assert store.get("a" * 64) is None
    store.put("a" * 64, SOUND)
    assert store.get("a" * 64) == SOUND
    assert [path.name for path in (tmp_path / "speech").iterdir()] == ["a" * 64 + ".wav"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.integers(0, 1655), st.integers(1, 255))
def test_a_clip_with_any_byte_changed_is_not_played(tmp_path: Path, at: int, change: int):
    store = Store(tmp_path)
    store.put("a" * 64, SOUND)
    path = tmp_path / ("a" * 64 + ".wav")
    file = bytearray(path.read_bytes())
    file[at % len(file)] ^= change
    path.write_bytes(file)
    assert store.get("a" * 64) is None


@pytest.mark.parametrize("length", [0, 10, 44, 500, 1655])
def test_a_clip_that_a_power_cut_shortened_is_not_played(tmp_path: Path, length: int):
    store = Store(tmp_path)
    store.put("a" * 64, SOUND)
    path = tmp_path / ("a" * 64 + ".wav")
    path.write_bytes(path.read_bytes()[:length])
    assert store.get("a" * 64) is None


def test_another_voice_or_another_word_is_another_clip():
    assert len({key("a", "b"), key("a", "c"), key("b", "b"), key("a b", ""), key("", "a b")}) == 5


def test_rendering_again_makes_nothing(tmp_path: Path):
    voice = VirtualVoice()
    assert rendered(tmp_path, voice).made == 3
    again = rendered(tmp_path, voice)
    assert (again.made, again.kept, again.removed, voice.spoken) == (0, 3, 0, 3)


def test_a_changed_phrase_renders_only_itself_and_the_old_one_goes(tmp_path: Path):
    voice = VirtualVoice()
    rendered(tmp_path, voice)
    done = rendered(tmp_path, voice, {"ja": ("住民票は1。", "戸籍謄本は3。", "まる。")})
    assert (done.made, done.kept, done.removed, voice.spoken) == (1, 2, 1, 4)


def test_a_spoiled_clip_is_rendered_again(tmp_path: Path):
    voice = VirtualVoice()
    rendered(tmp_path, voice)
    clip = tmp_path / f"{key(voice.name, 'まる。')}.wav"
    clip.write_bytes(clip.read_bytes()[:-1])
    assert rendered(tmp_path, voice).made == 1
    assert Store(tmp_path).get(clip.stem)


def test_what_a_failing_voice_left_undone_is_done_the_next_time(tmp_path: Path):
    voice = VirtualVoice()
    voice.set_fault(Fault.MUTE, after=1)
    with pytest.raises(DeviceFault, match="does not answer"):
        rendered(tmp_path, voice)
    there = len(list(tmp_path.iterdir()))
    voice.set_fault(None)
    assert 1 <= there < 3
    assert rendered(tmp_path, voice).made == 3 - there


def test_only_clips_and_what_a_power_cut_left_of_them_are_removed(tmp_path: Path):
    (tmp_path / "notes.txt").write_text("the installer's")
    (tmp_path / "jingle.wav").write_text("the installer's")
    (tmp_path / f"{'a' * 64}.12.part").write_text("half a clip")
    rendered(tmp_path, VirtualVoice(), {"ja": ()})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["jingle.wav", "notes.txt"]


def test_a_full_disk_is_told_in_a_sentence(tmp_path: Path):
    with pytest.raises(RenderError, match="the disk is full; make room and start again"):
        render(MENU, {"ja": VirtualVoice()}, FullDisk(tmp_path))


def test_a_folder_that_cannot_be_is_told_in_a_sentence(tmp_path: Path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(RenderError, match="cannot be written"):
        rendered(tmp_path / "file", VirtualVoice())


def test_progress_counts_to_the_number_of_sounds_to_make(tmp_path: Path):
    told: list[tuple[int, int]] = []
    render(MENU, {"ja": VirtualVoice()}, Store(tmp_path), lambda count, total: told.append((count, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_rendered_speech_comes_from_the_store_and_not_from_the_voice(tmp_path: Path):
    voice = VirtualVoice()
    rendered(tmp_path, voice)
    speech = Speech({"ja": voice}, Store(tmp_path))
    assert len(list(speech.sounds("住民票は1。まる。", "ja"))) == 2
    assert voice.spoken == 3


def test_live_speech_is_kept_nowhere(tmp_path: Path):
    speech = Speech({"ja": VirtualVoice()}, Store(tmp_path / "speech"))
    assert list(speech.sounds("豊島花子さん。", "ja"))
    assert not list(tmp_path.iterdir())


def test_the_beginning_of_a_live_sentence_is_heard_before_the_rest_is_made(tmp_path: Path):
    voice = VirtualVoice()
    sounds = Speech({"ja": voice}, Store(tmp_path)).sounds("ご住所は、豊島区西池袋1丁目です。", "ja")
    first = next(sounds)
    assert voice.spoken == 1
    assert first.seconds < next(sounds).seconds
    assert list(sounds) == []


def test_plain_japanese_is_spoken_by_the_japanese_voice_and_no_language_by_another(tmp_path: Path):
    speech = Speech({"ja": VirtualVoice()}, Store(tmp_path))
    assert list(speech.sounds("まる。", "ja-easy"))
    with pytest.raises(DeviceFault, match="no voice for the language zh-Hans"):
        list(speech.sounds("你好。", "zh-Hans"))


@pytest.mark.parametrize(
    ("text", "count"),
    [("終わり。次へ。", 2), ("Stop. Go on!", 2), ("It is 1.5 yen.", 1), ("「はい。」と言う", 1), ("本当？！", 1), ("一\n二", 2), ("", 0)],
)  # fmt: skip
def test_a_text_is_cut_where_a_sentence_ends(text: str, count: int):
    assert len(sentences(text)) == count


@given(st.text(alphabet="あア1、。！？!?. \n」abc"))
def test_cutting_loses_no_letter(text: str):
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


@given(st.text(alphabet="あア1、,。 ", min_size=1, max_size=900))
def test_live_pieces_lose_no_letter_and_fit_the_engine(text: str):
    for sentence in sentences(text):
        cut = pieces(sentence)
        assert "".join("".join(cut).split()) == "".join(sentence.split())
        assert all(len(piece.encode()) < MAXBUFLEN for piece in cut)
