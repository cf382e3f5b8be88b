"""A snapshot that central did not make for this moment is refused, and the one in force stays: changed, cut, old, mixed, of others."""

import msgspec
import pytest
from snapshots.made import RIDERS, RULES, Maker, file_of, renumbered, table_of

from central.snapshots.documents import packed, unpacked
from central.snapshots.keys import Asking, hand_over
from central.snapshots.manifest import SnapshotRefused, public_key, read_head
from central.wire import SnapshotKind
from firmware.snapshots.shelf import Shelf

MAKER, STRANGER = Maker(), Maker(seed=b"x" * 32)
OLD = MAKER.people(["a", "b", "c"], 5)
NEW = MAKER.people(["a", "c", "d"], 6, left=7)
PAPER = MAKER.document(b"fare = 210\n", 6)
FILES = {
    "whole": (RIDERS, MAKER.whole(NEW)),
    "delta": (RIDERS, MAKER.delta(OLD, NEW)),
    "same": (RIDERS, MAKER.delta(OLD, renumbered(OLD, 6))),
    "document": (RULES, MAKER.whole(PAPER)),
}


@pytest.fixture(scope="module")
def holding(tmp_path_factory):
    shelf = Shelf(tmp_path_factory.mktemp("terminal"), MAKER.public)
    shelf.keep_key(RIDERS, MAKER.list_key(RIDERS))
    shelf.take(RIDERS, file_of(MAKER.whole(OLD)))
    return shelf


def state_of(shelf):
    held = shelf.held(RIDERS)
    files = {path.name: path.read_bytes() for path in shelf.folder.iterdir()}
    return held.manifest, [held.allowance(name) for name in "abcd"], shelf.held(RULES), files


def refusal(shelf, kind, content):
    """Why it is refused; nothing of what was in force has changed then."""
    before = state_of(shelf)
    with pytest.raises(SnapshotRefused) as caught:
        shelf.take(kind, file_of(content))
    assert state_of(shelf) == before
    return str(caught.value)


def accepted(shelf, kind, content):
    try:
        shelf.take(kind, file_of(content))
    except SnapshotRefused:
        return False
    return True


@pytest.mark.parametrize("name", FILES)
def test_every_flipped_byte_is_found(holding, name):
    kind, file = FILES[name]
    before = state_of(holding)
    for at in range(len(file)):
        for mask in (0x01, 0x80, 0xFF):
            changed = file[:at] + bytes([file[at] ^ mask]) + file[at + 1 :]
            assert not accepted(holding, kind, changed), (at, mask)
    assert state_of(holding) == before


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_cut_or_longer_is_found(holding, name):
    kind, file = FILES[name]
    before = state_of(holding)
    assert not any(accepted(holding, kind, file[:length]) for length in range(len(file)))
    assert not any(accepted(holding, kind, file + more) for more in (b"\0", b"x" * 5000))
    assert state_of(holding) == before


@pytest.mark.parametrize("name", FILES)
def test_what_the_matrix_refuses_would_be_taken_unchanged(tmp_path, name):
    shelf = Shelf(tmp_path, MAKER.public)
    shelf.keep_key(RIDERS, MAKER.list_key(RIDERS))
    shelf.take(RIDERS, file_of(MAKER.whole(OLD)))
    assert accepted(shelf, *FILES[name])


@pytest.mark.parametrize("number", [1, 4, 5])
def test_a_number_that_does_not_rise_is_refused(holding, number):
    told = refusal(holding, RIDERS, MAKER.whole(renumbered(NEW, number)))
    assert told == f"riders {number} came, and 5 is here: to withdraw that, publish a higher number"
    assert "publish a higher number" in refusal(holding, RIDERS, MAKER.delta(OLD, renumbered(NEW, number)))


def test_a_bad_number_is_withdrawn_by_a_higher_one(tmp_path):
    shelf = Shelf(tmp_path, MAKER.public)
    shelf.keep_key(RIDERS, MAKER.list_key(RIDERS))
    for snapshot in (OLD, renumbered(NEW, 9_000), renumbered(OLD, 9_001)):
        shelf.take(RIDERS, file_of(MAKER.whole(snapshot)))
    assert shelf.rules == "riders:9001"
    assert shelf.held(RIDERS).allowance("b")


def test_the_number_stays_the_floor_after_a_restart(holding):
    again = Shelf(holding.folder, MAKER.public)
    assert "5 is here" in refusal(again, RIDERS, MAKER.whole(renumbered(NEW, 4)))


def test_parts_of_good_files_make_no_good_one(holding):
    other = MAKER.people(["a", "c", "e"], 6)
    heads = [MAKER.signer.head(snapshot.manifest) for snapshot in (NEW, other)]
    assert "are not the ones that central signed" in refusal(holding, RIDERS, heads[0] + other.payload)
    length = 12 + 64
    text = heads[0][length:]
    # the signature of one over the manifest of another
    assert "not signed with the key" in refusal(holding, RIDERS, heads[1][:length] + text + NEW.payload)


def test_a_delta_from_another_list_is_refused(holding):
    base = MAKER.people(["a", "b", "x"], 5)
    assert "changes another list" in refusal(holding, RIDERS, MAKER.delta(base, NEW))


def test_a_delta_for_a_terminal_with_nothing_is_refused(tmp_path):
    shelf = Shelf(tmp_path, MAKER.public)
    shelf.keep_key(RIDERS, MAKER.list_key(RIDERS))
    with pytest.raises(SnapshotRefused, match="changes another list"):
        shelf.take(RIDERS, file_of(MAKER.delta(OLD, NEW)))


def test_one_kind_is_not_taken_for_another(holding):
    points = MAKER.people(["a"], 6, kind=SnapshotKind.POINTS)
    assert refusal(holding, RIDERS, MAKER.whole(points)) == "it is one of points, not of riders"
    assert refusal(holding, RULES, MAKER.whole(NEW)) == "it is one of riders, not of rules"


def test_what_another_operator_signed_is_refused(holding):
    for file in (STRANGER.whole(NEW), STRANGER.delta(OLD, NEW)):
        assert "is not signed with the key that this terminal knows" in refusal(holding, RIDERS, file)


def test_a_list_whose_key_is_not_here_is_refused(holding):
    other = Maker(master=b"n" * 32)
    assert refusal(holding, RIDERS, MAKER.whole(other.people(["a"], 6))) == "the key of riders 6 is not here"


def test_what_is_signed_and_cannot_be_right_is_refused(holding):
    manifest = msgspec.structs.replace(NEW.manifest, count=4)
    assert "4 rows that do not make" in refusal(holding, RIDERS, MAKER.signer.head(manifest) + NEW.payload)
    text = b'{"kind":"riders"}'
    head = b"KZSNAP1\n" + len(text).to_bytes(4, "big") + MAKER.signer.sign(b"kazasu snapshot v1\n" + text) + text
    assert "cannot be read, though central signed it" in refusal(holding, RIDERS, head)


@pytest.mark.parametrize(
    "content", [b"", b"KZSNAP1\n", b"KZSNAP2\n" + bytes(500), b"KZSNAP1\n" + b"\xff" * 500, bytes(10_000)]
)
def test_nonsense_is_refused(holding, content):
    assert refusal(holding, RIDERS, content)


def test_a_signature_for_something_else_is_none_for_a_snapshot():
    asking = Asking("kiosk-1", RIDERS)
    answer = hand_over(b"k" * 32, asking.asked, "kiosk-1", RIDERS, MAKER.signer)
    forged = b"KZSNAP1\n" + (48).to_bytes(4, "big") + answer.signature + answer.sealed
    with pytest.raises(SnapshotRefused):
        read_head(file_of(forged), public_key(MAKER.public))


def test_a_document_that_would_fill_the_memory_is_not_unpacked():
    bomb = packed(bytes(50_000_000))
    assert len(bomb) < 100_000
    with pytest.raises(ValueError, match="longer than 1000 bytes"):
        unpacked(bomb, 1000)
    for wrong in (bomb[:-1], b"x", bomb + b"x"):
        with pytest.raises(ValueError, match="document"):
            unpacked(wrong, 60_000_000)


def test_a_whole_comes_out_as_it_went_in(holding):
    table = table_of(OLD)
    held = holding.held(RIDERS)
    assert [held.lookup.row(key) for key in table.keys] == [bytes(table.row(at)) for at in range(3)]
