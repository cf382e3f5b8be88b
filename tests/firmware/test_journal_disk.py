"""A disk that is full, that may only be read, or that turns over a bit: on a real small file system where root may mount one."""

import sqlite3
import subprocess
from datetime import datetime
from pathlib import Path

import pytest
from crash.volume import Volume, run, why_not

from firmware.chaining import Tags
from firmware.checking import Reading, faults
from firmware.clock import JAPAN, Clock
from firmware.errors import JournalError
from firmware.health import look
from firmware.journal import Journal
from firmware.journal_file import open_to_read
from firmware.phrases import say

SEED = bytes(32)
MORNING = datetime(2026, 11, 24, 10, 0, tzinfo=JAPAN)
FILES, ROWS = 10, 100


def opened(folder):
    return Journal(folder / "journal.db", Clock(MORNING, running=False), SEED)


@pytest.fixture
def volume(tmp_path):
    if reason := why_not(tmp_path):
        pytest.skip(reason)
    folder = tmp_path / "mounted"
    folder.mkdir()
    with Volume(folder) as volume:
        yield volume


def fill(path):
    """Take every byte that the disk has left."""
    with path.open("wb", buffering=0) as file:
        for size in (1 << 20, 4096, 1):
            try:
                while file.write(bytes(size)):
                    pass
            except OSError:
                continue


def writes_on(journal):
    """Write until the disk takes no more; how many rows it took."""
    for number in range(10_000):
        try:
            journal.note("v1", "ride", fare=number)
        except JournalError as error:
            assert "full" in str(error)  # noqa: PT017 - how far it came is the result
            return number
    raise AssertionError("the disk never got full")


def fares(journal):
    return [entry.detail["fare"] for entry in journal.entries("v1")]


@pytest.mark.real
def test_a_full_disk_refuses_the_act_before_it_begins_loses_nothing_and_goes_on_when_there_is_room(volume):
    journal, began = opened(volume.path), []
    fill(volume.path / "ballast")
    written = writes_on(journal)
    with pytest.raises(JournalError), journal.act("v1", "print", sheets=1):
        began.append(True)
    report = look({}, journal)
    assert (began, report.closed(())) == ([], say("out-of-order"))
    assert "journal: the disk of" in report.sentences()[0]
    assert fares(journal) == list(range(written))
    (volume.path / "ballast").unlink()
    assert look({}, journal).closed(()) is None
    journal.note("v1", "ride", fare=written)
    assert fares(journal) == list(range(written + 1))
    journal.check_whole()
    journal.close()


@pytest.mark.real
def test_a_disk_that_its_system_makes_read_only_midway_is_told_and_has_lost_nothing(volume):
    journal = opened(volume.path)
    for number in range(50):
        journal.note("v1", "ride", fare=number)
    source = subprocess.run(
        ["findmnt", "-no", "SOURCE", volume.path], capture_output=True, text=True, check=True, timeout=10
    ).stdout.strip()
    error = Path("/sys/fs/ext4") / Path(source).name / "trigger_fs_error"
    if not error.exists():
        journal.close()
        pytest.skip("this kernel cannot be told to find a file system faulty")
    run("mount", "-o", "remount,errors=remount-ro", str(volume.path))
    error.write_text("a fault of the test")
    began = []
    with pytest.raises(JournalError), journal.act("v1", "print", sheets=1):
        began.append(True)
    assert (began, look({}, journal).closed(())) == ([], say("out-of-order"))
    [sentence] = look({}, journal).sentences()
    assert "may only be read" in sentence or "disk I/O error" in sentence
    assert fares(journal) == list(range(50))
    journal.close()
    volume.unmount()
    volume.mount()
    again = opened(volume.path)
    assert fares(again) == list(range(50))
    again.note("v1", "ride", fare=50)
    again.check_whole()
    again.close()


@pytest.mark.real
def test_a_journal_on_a_disk_that_may_only_be_read_cannot_be_opened_but_still_be_read(volume):
    journal = opened(volume.path)
    for number in range(50):
        journal.note("v1", "ride", fare=number)
    journal.close()
    run("mount", "-o", "remount,ro", str(volume.path))
    with pytest.raises(JournalError, match="the disk may only be read"):
        opened(volume.path)
    connection = open_to_read(volume.path / "journal.db")
    assert len(list(Reading(connection).rows())) == 50
    connection.close()
    run("mount", "-o", "remount,rw", str(volume.path))
    journal = opened(volume.path)
    journal.note("v1", "ride", fare=50)
    assert look({}, journal).closed(()) is None
    journal.close()


def test_after_a_write_that_failed_nothing_is_sold_until_one_has_reached_the_disk_again(tmp_path):
    journal = opened(tmp_path)
    journal._db.execute("PRAGMA max_page_count = 20")
    writes_on(journal)
    journal._db.execute("PRAGMA query_only = ON")
    with pytest.raises(JournalError):
        journal.check_writable()
    journal._db.execute("PRAGMA query_only = OFF")
    journal.check_writable()


def test_a_folder_that_is_gone_is_told(tmp_path):
    journal = opened(tmp_path / "state")
    (tmp_path / "state").rename(tmp_path / "elsewhere")
    with pytest.raises(JournalError, match="is away"):
        journal.check_writable()


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """The files of journals of 100 records each, and where the body of each record lies in them."""
    return [filled(tmp_path_factory.mktemp("whole")) for _ in range(FILES)]


@pytest.fixture
def whole(files):
    return files[0]


def filled(folder):
    journal = opened(folder)
    journal._db.execute("PRAGMA synchronous=OFF")
    ids = [journal.note(f"v{number // 10}", "ride", fare=number) for number in range(ROWS - 2)]
    with pytest.raises(ZeroDivisionError), journal.act("v9999", "charge", yen=300) as act:
        raise ZeroDivisionError
    ids += [act.id, journal.note("v9999", "ride", fare=1)]
    journal.acknowledge(50, {3: "because"})
    journal.close()
    file = (folder / "journal.db").read_bytes()
    return file, [file.index(f'{{"id":"{name}'.encode()) for name in ids]


def damage(folder, whole, place):
    """The faults that are found when one bit at this place is another."""
    path = folder / "journal.db"
    file = bytearray(whole)
    file[place] ^= 0x04
    path.write_bytes(file)
    try:
        connection = open_to_read(path)
    except JournalError as error:
        return [str(error)]
    try:
        return list(faults(Reading(connection), Tags(SEED)))
    finally:
        connection.close()


def test_one_bit_turned_over_in_any_of_a_thousand_records_is_found(tmp_path, files):
    flips = [
        (file, place + (n * 7 + number * 31) % 250)
        for number, (file, places) in enumerate(files)
        for n, place in enumerate(places)
    ]
    unfound = [place for file, place in flips if not damage(tmp_path, file, place)]
    assert (len(flips), unfound) == (FILES * ROWS, [])


def test_one_bit_turned_over_in_hash_or_tag_is_found(tmp_path, whole):
    file, places = whole
    body_ends = [file.index(b"}}", place) + 2 for place in places[::10]]
    for offset in (0, 31, 32, 63):
        assert [end for end in body_ends if not damage(tmp_path, file, end + offset)] == []


def test_a_whole_file_has_no_faults(tmp_path, whole):
    (tmp_path / "journal.db").write_bytes(whole[0])
    journal = opened(tmp_path)
    journal.check_whole()
    journal.close()


def test_what_was_found_closes_the_terminal_with_a_sentence_that_names_the_record(tmp_path, whole):
    file, places = whole
    damaged = bytearray(file)
    damaged[places[22] + 100] ^= 1
    (tmp_path / "journal.db").write_bytes(damaged)
    journal = opened(tmp_path)
    with pytest.raises(JournalError, match=r"is damaged; keep the file and call for service: record 23"):
        journal.check_whole()
    report = look({}, journal)
    assert report.closed(()) == say("out-of-order")
    assert "record 23" in report.sentences()[0]
    journal.close()


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        ("UPDATE record SET body = replace(body, '\"fare\":7}', '\"fare\":9}') WHERE seq = 8", "record 8 was changed"),
        ("DELETE FROM record WHERE seq BETWEEN 60 AND 69", "10 records are missing before record 70"),
        ("DELETE FROM record WHERE seq > 40", "10 records are missing at the end"),
        ("UPDATE record SET tag = zeroblob(32) WHERE seq = 8", "record 8 has not this terminal's tag"),
        ("UPDATE stand SET acknowledged = 90", "central has acknowledged was changed"),
        ("DELETE FROM open_act", "what is open does not agree"),
        ("UPDATE epoch SET id = 'another'", "record 1 was changed"),
        ("DELETE FROM epoch", "the epochs cannot be read"),
    ],
)
def test_an_edit_of_the_file_is_found(tmp_path, whole, edit, words):
    path = tmp_path / "journal.db"
    path.write_bytes(whole[0])
    editor = sqlite3.connect(path)
    editor.execute(edit)
    editor.commit()
    editor.close()
    connection = open_to_read(path)
    assert any(words in fault for fault in faults(Reading(connection), Tags(SEED)))
    connection.close()


def test_a_journal_of_another_terminal_is_told(tmp_path, whole):
    (tmp_path / "journal.db").write_bytes(whole[0])
    journal = Journal(tmp_path / "journal.db", Clock(MORNING, running=False), bytes([1] * 32))
    with pytest.raises(JournalError, match="has not this terminal's tag"):
        journal.check_whole()
    journal.close()
