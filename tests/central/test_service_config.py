"""Central's configuration and command: nothing to configure, and a sentence for each mistake."""

import argparse
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from acting import LONG

from central.service.assemble import open_desk
from central.service.clock import SystemClock
from central.service.config import TEST_CA, read_config
from central.service.rules import SHIPPED
from central.service.running import run
from central.signing import Signer
from firmware.cli_central import add_commands

ROOT = Path(__file__).parents[2]
KEY = Signer("kiosk-1", bytes(32), SystemClock().now).public


def command(*words):
    parser = argparse.ArgumentParser()
    add_commands(parser.add_subparsers(required=True))
    chosen = parser.parse_args(["central", *words])
    return chosen.run(chosen)


def written(tmp_path, text):
    path = tmp_path / "central.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_there_is_nothing_to_configure():
    config = read_config(None)
    assert (config.listen, config.sample_city, config.simulator) == ("127.0.0.1:8200", True, False)
    assert config.anchors == [TEST_CA]
    assert config.state.is_absolute()


def test_the_example_can_be_used():
    config = read_config(ROOT / "examples" / "central.toml")
    assert config.simulator
    assert [anchor.resolve() for anchor in config.anchors] == [TEST_CA]


def test_without_the_sample_city_no_test_card_is_believed(tmp_path):
    assert read_config(written(tmp_path, "sample_city = false")).anchors == []


def test_paths_are_relative_to_the_file(tmp_path):
    assert read_config(written(tmp_path, 'state = "here"')).sqlite == tmp_path / "here" / "central.sqlite"


MISTAKES = {
    'listn = "127.0.0.1:1"': "listn",
    'listen = "8200"': "listen: must be HOST:PORT",
    'listen = "127.0.0.1:99999"': "listen: must be HOST:PORT",
    "simulator = 1": r"\$.simulator",
    "state = 3": r"\$.state",
    'simulator = true\nlisten = "0.0.0.0:8200"': "simulator: anyone could",
    '[verdicts]\n1009 = "gone"': "verdicts",
    '[verdicts]\nxyz = "revoked"': "verdicts",
    "sample_city = yes": "line",
}


@pytest.mark.parametrize(("text", "said"), MISTAKES.items(), ids=MISTAKES.values())
def test_a_mistake_in_the_file_is_told_with_file_and_key(tmp_path, capsys, text, said):
    path = written(tmp_path, text)
    with pytest.raises(ValueError, match=said) as told:
        read_config(path)
    assert str(path) in str(told.value)
    assert command("--config", str(path)) == 2
    assert str(path) in capsys.readouterr().err


def with_(tmp_path, line):
    return read_config(written(tmp_path, f'state = "state"\n{line}'))


NOT_FOUND = ['trust_anchors = ["no.pem"]', 'rules = "no.toml"', 'municipality = "no.toml"']


@pytest.mark.parametrize("line", NOT_FOUND)
def test_a_file_that_is_not_there_is_named(tmp_path, line):
    with pytest.raises(ValueError, match=rf"{line.split(' ')[0]}.*no\.(pem|toml)|no\.toml"):
        open_desk(with_(tmp_path, line), SystemClock())


def test_a_certificate_that_is_no_ca_is_not_taken_for_one(tmp_path):
    (tmp_path / "no.pem").write_text("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
    with pytest.raises(ValueError, match=r"trust_anchors: .*no\.pem"):
        open_desk(with_(tmp_path, NOT_FOUND[0]), SystemClock())


def test_a_damaged_database_is_told_and_left_alone(tmp_path):
    config = with_(tmp_path, "")
    config.sqlite.parent.mkdir()
    config.sqlite.write_bytes(b"not a database" * 100)
    with pytest.raises(ValueError, match=r"state: .*central\.sqlite: file is not a database"):
        open_desk(config, SystemClock())
    assert config.sqlite.read_bytes() == b"not a database" * 100


def test_a_database_of_a_later_version_is_left_alone(tmp_path):
    config = with_(tmp_path, "sample_city = false")
    open_desk(config, SystemClock()).close()
    later = sqlite3.connect(config.sqlite)
    later.execute("PRAGMA user_version = 999")
    later.close()
    with pytest.raises(ValueError, match="written by a later version"):
        open_desk(config, SystemClock())


@pytest.mark.parametrize("left", [None, b"", b"half a key"])
def test_a_key_that_was_lost_or_damaged_is_told_and_never_made_anew(tmp_path, left):
    config = with_(tmp_path, "")
    open_desk(config, SystemClock()).close()
    key = config.state / "operator.key"
    key.unlink()
    if left is not None:
        key.write_bytes(left)
    with pytest.raises(ValueError, match=r"state: .*operator\.key"):
        open_desk(config, SystemClock())
    assert (key.read_bytes() if key.exists() else None) == left


TOWN = (ROOT / "central" / "service" / "city" / "minato.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ("<svg xmlns", "<svg <xmlns", "seal: "),
        ("以下余白", "\uf8ff", "end has a character that the certificates' font lacks"),
        ("と相違ない", "と\uf8ff", "household has a character"),
        ('"IPAmjMincho"', '"Kyokasho"', "Kyokasho"),
        ("ipamjm.ttf", "none.ttf", r"none\.ttf"),
    ],
)
def test_a_town_whose_papers_could_not_be_set_does_not_start(tmp_path, right, wrong, said):
    assert right in TOWN
    (tmp_path / "town.toml").write_text(TOWN.replace(right, wrong), encoding="utf-8")
    with pytest.raises(ValueError, match=rf"municipality: .*town\.toml: .*{said}"):
        open_desk(with_(tmp_path, 'municipality = "town.toml"'), SystemClock())


def test_a_key_in_the_file_that_is_none_is_told_with_its_terminal(tmp_path):
    with pytest.raises(ValueError, match=r"terminals\.kiosk-1: the key must be"):
        open_desk(with_(tmp_path, 'sample_city = false\n[terminals]\nkiosk-1 = "secret"'), SystemClock())


@pytest.mark.parametrize(("host", "warned"), [("127.0.0.1", False), ("localhost", False), ("192.0.2.1", True)])
def test_the_operator_is_warned_of_an_open_line(tmp_path, caplog, host, warned):
    config = with_(tmp_path, f'sample_city = false\nlisten = "{host}:1"')
    (config.state).mkdir()
    (config.state / "central.sqlite").write_bytes(b"no database" * 100)
    with pytest.raises(ValueError, match="not a database"):  # so that it ends at once
        run(config)
    assert ("in the clear" in caplog.text) is warned


def test_rules_for_a_certificate_that_nobody_knows_are_refused(tmp_path):
    shipped = SHIPPED.read_text(encoding="utf-8")
    (tmp_path / "rules.toml").write_text(shipped.replace("certificate.residence", "certificate.pedigree"))
    with pytest.raises(
        ValueError, match=r"rules: .*rules\.toml, line \d+: since\[1\]\.certificate\.pedigree: is not known"
    ):
        open_desk(with_(tmp_path, 'rules = "rules.toml"'), SystemClock())


def test_a_port_that_is_taken_is_told(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        config = with_(tmp_path, f'sample_city = false\nlisten = "127.0.0.1:{taken.getsockname()[1]}"')
        with pytest.raises(ValueError, match=r"listen: 127\.0\.0\.1:.*in use"):
            run(config)


@pytest.mark.real
def test_the_command_serves_until_it_is_told_to_stop(tmp_path):
    path = written(tmp_path, 'state = "state"\nlisten = "127.0.0.1:0"')
    central = subprocess.Popen(
        [sys.executable, "-m", "firmware.cli", "central", "--config", str(path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    said = [central.stderr.readline() for _ in range(4)]
    central.terminate()
    _, rest = central.communicate(timeout=LONG)
    assert any("making the sample city" in line for line in said)
    assert (central.returncode, "Traceback" in rest) == (0, False)
    left = ["central.sqlite", "operator.key", "signing-ca.pem", "signing.pem"]
    assert [file.name for file in sorted((tmp_path / "state").iterdir())] == left


def test_a_terminal_is_registered_and_revoked_by_command(tmp_path):
    path = str(written(tmp_path, 'state = "state"'))
    assert command("add-terminal", "kiosk-1", KEY, "--config", path) == 0
    assert command("revoke-terminal", "kiosk-1", "--config", path) == 0
    rows = sqlite3.connect(tmp_path / "state" / "central.sqlite").execute("SELECT * FROM terminal").fetchall()
    assert [row[:2] for row in rows] == [("kiosk-1", KEY)]
    assert rows[0][3] is not None  # when it was revoked


def test_a_terminal_that_was_revoked_stays_so_when_central_starts_again(tmp_path):
    text = f'state = "state"\nsample_city = false\n[terminals]\nkiosk-1 = "{KEY}"'
    path = written(tmp_path, text)
    open_desk(read_config(path), SystemClock()).close()
    assert command("revoke-terminal", "kiosk-1", "--config", str(path)) == 0
    open_desk(read_config(path), SystemClock()).close()
    rows = sqlite3.connect(tmp_path / "state" / "central.sqlite").execute("SELECT revoked FROM terminal").fetchall()
    assert [row != (None,) for row in rows] == [True]


def test_a_key_that_stands_in_the_file_is_not_changed_behind_its_back(tmp_path, capsys):
    path = written(tmp_path, f'state = "state"\n[terminals]\nkiosk-1 = "{KEY}"')
    other = Signer("kiosk-1", b"2" * 32, SystemClock().now).public
    assert command("add-terminal", "kiosk-1", other, "--config", str(path)) == 2
    assert "terminals.kiosk-1" in capsys.readouterr().err
    assert command("add-terminal", "kiosk-1", KEY, "--config", str(path)) == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add-terminal", "kiosk-1", "secret"), "Ed25519 public key"),
        (("add-terminal", "kiosk 1", KEY), "letters"),
        (("revoke-terminal", "kiosk-9"), "no terminal is called"),
    ],
)
def test_a_mistake_in_a_command_is_told(tmp_path, capsys, words, said):
    assert command(*words, "--config", str(written(tmp_path, 'state = "state"'))) == 2
    assert said in capsys.readouterr().err
