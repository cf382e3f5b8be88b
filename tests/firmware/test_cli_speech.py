"""`kazasu speech`: what a terminal says is rendered where its configuration says, and what is wrong is told in a sentence."""

import io
from pathlib import Path

import pytest

from firmware.cli import main
from firmware.cli_speech import Bar

CONFIG = """role = "certificate_kiosk"
name = "kiosk-01"
languages = ["ja"]
[audio]
speech = "{speech}"
voices = {{ja = "{voice}"}}
[devices]
reader = "virtual"
"""


class Window(io.StringIO):
    """A terminal window."""

    def isatty(self) -> bool:
        return True


def config(folder: Path, voice: str) -> str:
    path = folder / "terminal.toml"
    path.write_text(CONFIG.format(speech="speech", voice=voice))
    return str(path)


def test_everything_is_rendered_once_where_the_installer_wants_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    command = ["speech", config(tmp_path, "virtual"), "--folder", str(tmp_path / "other")]
    assert main(command) == 0
    clips = len(list((tmp_path / "other").glob("*.wav")))
    first = capsys.readouterr()
    assert clips > 500
    assert f"{clips} made" in first.out
    assert f"{clips}/{clips}" in first.err
    assert "\r" not in first.err
    assert not (tmp_path / "speech").exists()
    assert main(command) == 0
    again = capsys.readouterr()
    assert "0 made" in again.out
    assert f"{clips} kept, 0 removed" in again.out
    assert again.err == ""


def test_a_missing_voice_is_told_in_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["speech", config(tmp_path, "open_jtalk:/no/such.htsvoice")]) == 3
    assert "kazasu speech: The voice /no/such.htsvoice cannot be read: No such file" in capsys.readouterr().err


def test_a_language_without_a_voice_is_a_mistake_of_the_configuration(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    path = Path(config(tmp_path, "virtual"))
    path.write_text(path.read_text().replace('["ja"]', '["ja", "en"]'))
    assert main(["speech", str(path)]) == 2
    assert "'en'" in capsys.readouterr().err


def test_a_window_has_one_line_and_a_log_a_line_each_tenth():
    window, log = Window(), io.StringIO()
    for out in (window, log):
        bar = Bar(out)
        for count in range(1, 501):
            bar(count, 500)
    assert window.getvalue().count("\n") == 1
    assert "500/500" in window.getvalue().split("\r")[-1]
    assert len(log.getvalue().splitlines()) == 11
