"""What the operator does: files into snapshots by the command, with sentences that name the line and nobody."""

import io

import pytest
from central_line import StillClock
from snapshots.made import RIDERS, WIDTH

from central.service.config import Config
from central.service.running import serve
from central.service.snapshots.lists import read_list
from central.service.snapshots.secrets import Secrets
from central.snapshots.keys import hashed, name_of
from central.snapshots.manifest import Permit, public_key, read_head
from central.snapshots.tables import ENDED, Allowance, SharedKey, Table, built
from central.wire import SnapshotKind
from firmware.cli import main

KEY = b"k" * 32
LIST = "identity,status,used,schemes,left\nSENTINEL-1,allowed,0,3,24\n SENTINEL-2 ,ended,1,0,0\n"


@pytest.fixture
def town(tmp_path):
    """A central that was started once, and its configuration."""
    config = tmp_path / "central.toml"
    config.write_text('state = "state"\nsample_city = false\n', encoding="utf-8")
    with serve(Config(state=tmp_path / "state", sample_city=False), StillClock()):
        pass
    return config


def written(tmp_path, text, name="list.csv", encoding="utf-8"):
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


def publishes(town, kind, path, *options):
    return main(["central", "publish", kind, str(path), "--config", str(town), *options])


def table(content):
    return Table(content.payload, content.count, content.width)


def test_a_list_becomes_a_table_of_keyed_hashes(tmp_path):
    found = read_list(written(tmp_path, LIST), RIDERS, KEY, 1)
    rows = {key: Allowance.of(table(found).row(at)) for at, key in enumerate(table(found).keys)}
    assert rows == {
        hashed(KEY, "SENTINEL-1"): Allowance(1, 0, 3, 24),
        hashed(KEY, "SENTINEL-2"): Allowance(ENDED, 1, 0, 0),
    }
    assert b"SENTINEL" not in found.payload


def test_a_spreadsheets_mark_and_line_ends_are_read_over(tmp_path):
    text = "\ufeff" + LIST.replace("\n", "\r\n")
    assert read_list(written(tmp_path, text), RIDERS, KEY, 1) == read_list(
        written(tmp_path, LIST, "2.csv"), RIDERS, KEY, 1
    )


def test_two_operators_and_two_purposes_have_no_key_in_common():
    keys = {
        Secrets(operator).list_key(kind, generation)
        for operator in (b"a" * 32, b"b" * 32)
        for kind in SnapshotKind
        for generation in (1, 2)
    }
    assert len(keys) == 4 * len(SnapshotKind)
    assert len({hashed(key, "SENTINEL-1") for key in keys}) == len({name_of(key) for key in keys}) == len(keys)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("name\nSENTINEL\n", "line 1: the heading must have the word 'identity'"),
        ("identity,left,left\nSENTINEL,1,2\n", "line 1: 'left' stands there twice"),
        (
            "identity,colour\nSENTINEL,1\n",
            "line 1: 'colour' is not known (known: identity, status, used, schemes, left)",
        ),
        (
            "identity,status\nSENTINEL-1,allowed\nSENTINEL-2,maybe\n",
            "line 3: status must be one of allowed, suspended, ended",
        ),
        ("identity,left\nSENTINEL,-1\n", "line 2: left must be a whole number from 0 on"),
        ("identity,left\nSENTINEL,٣\n", "line 2: left must be a whole number from 0 on"),
        ("identity,used\nSENTINEL,256\n", "line 2: status, used, schemes or left is out of range"),
        ("identity,left\nSENTINEL\n", "line 2: has not one value for each word of the heading"),
        ("identity,left\nSENTINEL,1,2\n", "line 2: has not one value for each word of the heading"),
        ("identity,left\n ,1\n", "line 2: has not one value for each word of the heading"),
        ("identity\nSENTINEL-1\nSENTINEL-2\n SENTINEL-1\n", "lines 2 and 4 are of one identity: take one of them out"),
        ('identity\n"SENTINEL\n', "line 2: unexpected end of data"),
    ],
)
def test_a_list_that_is_wrong_is_told_by_its_line_and_names_nobody(tmp_path, town, capsys, text, sentence):
    assert publishes(town, "riders", written(tmp_path, text)) == 2
    told = capsys.readouterr().err
    assert sentence in told
    assert "SENTINEL" not in told
    assert "list.csv" in told


def test_a_list_that_is_no_text_or_not_there_is_told(tmp_path, town, capsys):
    assert publishes(town, "riders", written(tmp_path, "identity\n見本\n", encoding="cp932")) == 2
    assert "list.csv: is not UTF-8 text" in capsys.readouterr().err
    for kind in ("riders", "rules"):
        assert publishes(town, kind, tmp_path / "nowhere") == 2
        assert "nowhere: cannot be read (No such file or directory)" in capsys.readouterr().err


def test_a_table_in_which_two_share_a_key_is_not_made():
    with pytest.raises(SharedKey) as caught:
        built([(5, bytes(8)), (3, bytes(8)), (5, b"1" * 8)], 8)
    assert caught.value.places == (0, 2)


def test_two_identities_with_one_key_are_never_published(tmp_path):
    path = written(tmp_path, "identity\nSENTINEL-1\nSENTINEL-2\nSENTINEL-3\n")
    # 64 bits do not meet by chance in a test, so the hash is made short for once
    with pytest.raises(ValueError, match="lines 2 and 3 are of two identities with one key: publish it with --new-key"):
        read_list(path, RIDERS, KEY, 1, lambda key, identity: hashed(key, identity) % 1)


def test_what_is_published_says_its_number_and_how_much_it_is(tmp_path, town, capsys):
    assert publishes(town, "riders", written(tmp_path, LIST)) == 0
    assert "central: riders 1: 2 entries" in capsys.readouterr().out
    assert publishes(town, "riders", written(tmp_path, LIST), "--number", "40") == 0
    assert publishes(town, "riders", written(tmp_path, LIST), "--number", "40") == 2
    told = capsys.readouterr()
    assert "riders 40: 2 entries" in told.out
    assert "riders 40 is published: a number must be higher than that" in told.err
    # it could never be withdrawn: no terminal takes it, and none could be higher
    assert publishes(town, "riders", written(tmp_path, LIST), "--number", str(2**53)) == 2
    assert "a number is at most" in capsys.readouterr().err
    assert publishes(town, "rules", written(tmp_path, "x = 1\n", "rules.toml")) == 0
    assert "central: rules 1: 14 bytes packed" in capsys.readouterr().out


def test_ages_are_the_operators_to_set(tmp_path, town, capsys):
    options = ["--warn-after", "2", "--stale-after", "5", "--when-warn", "free", "--when-stale", "nothing"]
    assert publishes(town, "riders", written(tmp_path, LIST), *options) == 0
    with serve(Config(state=tmp_path / "state", sample_city=False), StillClock()) as running:
        pieces = running.desk.snapshots.sent(RIDERS, "0").pieces
        manifest, _ = read_head(io.BytesIO(b"".join(pieces)), public_key(running.desk.snapshots.public_key))
    ages = manifest.ages
    assert (ages.warn_s, ages.stale_s, ages.when_warn, ages.when_stale) == (7200, 18000, Permit.FREE, Permit.NOTHING)
    for wrong in (["--warn-after", "0"], ["--warn-after", "100", "--stale-after", "99"]):
        assert publishes(town, "riders", written(tmp_path, LIST), *wrong) == 2
        assert "before it is stale" in capsys.readouterr().err


def test_a_new_key_makes_every_hash_another(tmp_path, town):
    def keys():
        with serve(Config(state=tmp_path / "state", sample_city=False), StillClock()) as running:
            file = io.BytesIO(b"".join(running.desk.snapshots.sent(RIDERS, "0").pieces))
            manifest, _ = read_head(file, public_key(running.desk.snapshots.public_key))
            return set(Table(file.read(), manifest.count, manifest.width).keys), manifest.list_key

    path = written(tmp_path, LIST)
    publishes(town, "riders", path)
    before, name = keys()
    publishes(town, "riders", path, "--new-key")
    after, renamed = keys()
    assert (before & after, name == renamed) == (set(), False)
    publishes(town, "riders", path)
    assert keys() == (after, renamed)


def test_the_key_that_terminals_know_central_by_is_printed(tmp_path, town, capsys):
    assert main(["central", "snapshot-key", "--config", str(town)]) == 0
    key = capsys.readouterr().out.strip().removeprefix('snapshot_key = "').removesuffix('"')
    assert len(public_key(key).public_bytes_raw()) == 32


def test_before_its_first_start_central_has_nothing_to_sign_with(tmp_path, capsys):
    config = tmp_path / "new.toml"
    config.write_text('state = "nowhere"\n', encoding="utf-8")
    assert publishes(config, "riders", written(tmp_path, LIST)) == 2
    assert "the key of this database cannot be read" in capsys.readouterr().err


def test_a_roster_keeps_what_its_file_says_of_each(tmp_path):
    path = written(tmp_path, "identity,shelter,people\nH-1,西小,3\nH-2,東中学校,12\n", "roster.csv")
    content = read_list(path, SnapshotKind.ROSTER, KEY, 1)
    assert content.count == 2
    assert content.width > WIDTH


def test_nothing_of_an_identity_stays_in_centrals_state(tmp_path, town):
    publishes(town, "riders", written(tmp_path, LIST))
    files = [path for path in (tmp_path / "state").rglob("*") if path.is_file()]
    assert len(files) > 2
    assert not any(b"SENTINEL" in path.read_bytes() for path in files)
