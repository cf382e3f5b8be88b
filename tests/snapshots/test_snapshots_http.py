"""Snapshots over HTTP between a real central and a terminal's client: what is handed out to whom, and how much of it."""

import io
from datetime import timedelta

import pytest
import requests
from acting import LONG
from central_line import TUESDAY, StillClock, Terminal, refused
from snapshots.made import RIDERS, RULES

from central.service.config import Config
from central.service.running import serve
from central.service.snapshots.snapshots import Content
from central.snapshots.documents import packed, unpacked
from central.snapshots.keys import Asking, hashed, name_of
from central.snapshots.manifest import SnapshotRefused, public_key, read_head
from central.snapshots.tables import ALLOWED, Allowance, built
from central.wire import Reason, SnapshotKind

WIDTH = 8


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    with serve(Config(state=tmp_path_factory.mktemp("central")), StillClock()) as running:
        yield running


@pytest.fixture
def terminal(city):
    city.clock.move(TUESDAY)
    return Terminal(city)


def publish(city, names, kind=RIDERS, **other):
    snapshots = city.desk.snapshots
    key = snapshots.list_key(kind, 1)
    row = Allowance(ALLOWED, 0, 1, 24).packed()
    rows = {hashed(key, name): row for name in names}
    return snapshots.publish(kind, Content(built(rows.items(), WIDTH), len(rows), WIDTH, 1), **other)


def fetched(terminal, kind, have="0"):
    """The manifest of what comes and the rest of the file; None when nothing is newer."""
    into = io.BytesIO()
    if not terminal.client.snapshot(kind, have, into):
        return None
    into.seek(0)
    manifest, _ = read_head(into, public_key(terminal.central.desk.snapshots.public_key))
    return manifest, into.read()


def test_a_terminal_gets_the_whole_then_what_changed_then_nothing(city, terminal):
    names = [f"rider {n}" for n in range(300)]
    first = publish(city, names)
    manifest, payload = fetched(terminal, RIDERS)
    assert (manifest, len(payload)) == (first, first.size)
    second = publish(city, [*names, "rider 300"])
    manifest, sent = fetched(terminal, RIDERS, first.mark)
    assert (manifest.number, manifest.sha256) == (first.number + 1, second.sha256)
    assert (manifest.delta.removed, manifest.delta.changed, len(sent)) == (0, 1, 16)
    assert fetched(terminal, RIDERS, second.mark) is None


def test_who_has_something_unknown_gets_the_whole(city, terminal):
    last = publish(city, ["a", "b"])
    for have in ("0", "1-0123456789abcdef", f"{last.number - 1}-ffffffffffffffff"):
        manifest, payload = fetched(terminal, RIDERS, have)
        assert (manifest.delta, len(payload)) == (None, last.size)


def test_a_delta_that_is_not_shorter_is_not_sent(city, terminal):
    first = publish(city, [f"old {n}" for n in range(50)])
    publish(city, [f"new {n}" for n in range(50)])
    manifest, _ = fetched(terminal, RIDERS, first.mark)
    assert manifest.delta is None


def test_a_terminal_that_missed_some_lists_still_gets_a_delta_and_one_that_missed_many_the_whole(city, terminal):
    names = [f"rider {n}" for n in range(300)]
    marks = [publish(city, [*names, f"day {day}"]).mark for day in range(6)]
    deltas = [fetched(terminal, RIDERS, mark)[0].delta for mark in marks[:-1]]
    assert [delta is not None for delta in deltas] == [False, False, True, True, True]


def test_a_document_comes_as_it_was_published(city, terminal):
    content = "運賃 210円\n".encode() * 1000
    city.desk.snapshots.publish(RULES, Content(packed(content)))
    manifest, payload = fetched(terminal, RULES)
    assert unpacked(payload) == content
    assert len(payload) < len(content) / 10
    assert (manifest.count, manifest.list_key) == (0, "")


def test_what_stays_the_same_is_made_anew_before_it_is_doubtful(city, terminal):
    made = publish(city, ["a"])
    city.clock.move(TUESDAY + timedelta(seconds=made.ages.warn_s / 2 - 1))
    assert fetched(terminal, RIDERS, made.mark) is None
    city.clock.move(TUESDAY + timedelta(seconds=made.ages.warn_s / 2))
    renewed, sent = fetched(terminal, RIDERS, made.mark)
    assert (renewed.number, renewed.sha256, renewed.made) == (made.number + 1, made.sha256, city.clock.now())
    assert (renewed.delta.base, sent) == (made.sha256, b"")
    assert fetched(terminal, RIDERS, renewed.mark) is None


def test_a_central_brought_back_from_a_backup_rises_above_what_terminals_hold(city, terminal):
    made = publish(city, ["a"])
    ahead = f"{made.number + 7}-0123456789abcdef"
    manifest, _ = fetched(terminal, RIDERS, ahead)
    assert (manifest.number, manifest.delta, manifest.sha256) == (made.number + 8, None, made.sha256)
    same_number = f"{manifest.number}-0123456789abcdef"
    assert fetched(terminal, RIDERS, same_number)[0].number == manifest.number + 1


def test_a_terminal_that_lies_about_its_number_cannot_use_them_up(city, terminal):
    made = publish(city, ["a"])
    manifest, _ = fetched(terminal, RIDERS, f"{10**15}-0123456789abcdef")
    assert manifest.number == made.number


def test_a_number_never_falls(city, terminal):
    made = publish(city, ["a"], number=500)
    assert made.number == 500
    with pytest.raises(ValueError, match="riders 500 is published: a number must be higher than that"):
        publish(city, ["b"], number=500)
    assert publish(city, ["b"]).number == 501


def test_nothing_is_handed_to_whom_nothing_was_published_for(terminal):
    assert refused(lambda: terminal.client.snapshot(SnapshotKind.STAFF, "0", io.BytesIO())) is Reason.NOT_OFFERED


def test_the_key_of_a_list_is_read_only_by_the_terminal_that_asked(city, terminal):
    publish(city, ["a"])
    asking, other = Asking(terminal.name, RIDERS), Asking(terminal.name, RIDERS)
    answer = terminal.client.list_key(RIDERS, asking.asked)
    central = public_key(city.desk.snapshots.public_key)
    key = asking.opened(answer, central)
    assert name_of(key) == fetched(terminal, RIDERS)[0].list_key
    assert key not in answer.sealed
    for wrong in (other, Asking("kiosk-9", RIDERS), Asking(terminal.name, SnapshotKind.POINTS)):
        with pytest.raises(SnapshotRefused):
            wrong.opened(answer, central)


def test_a_document_has_no_key_and_a_share_that_is_none_is_refused(city, terminal):
    city.desk.snapshots.publish(RULES, Content(packed(b"x")))
    asked = Asking(terminal.name, RULES).asked
    assert refused(lambda: terminal.client.list_key(RULES, asked)) is Reason.NOT_OFFERED
    publish(city, ["a"])
    answer = terminal.sends("POST", "/v1/snapshots/riders/key", {"share": "AAAA"})
    assert (answer.status_code, "share" in answer.text) == (400, True)
    nowhere = terminal.sends("POST", "/v1/snapshots/riders/key", {"share": "A" * 43 + "="})
    assert nowhere.status_code == 400  # the point of order one, at which everybody would share the same secret


@pytest.mark.parametrize("have", ["x", "1", "-1-0123456789abcdef", "01-0123456789abcdef", "1-XY", "0\n", "9" * 30])
def test_what_a_terminal_says_it_has_must_be_a_mark(city, terminal, have):
    publish(city, ["a"])
    url = f"{city.url}/v1/snapshots/riders?have={requests.utils.quote(have)}"
    answer = requests.get(url, headers=terminal.signer.sign("GET", url, b""), timeout=LONG)
    assert answer.status_code == 400


def test_a_stranger_and_an_unknown_kind_get_nothing(city, terminal):
    url = f"{city.url}/v1/snapshots/riders?have=0"
    assert requests.get(url, timeout=LONG).status_code == 401
    other = url.replace("riders", "citizens")
    assert requests.get(other, headers=terminal.signer.sign("GET", other, b""), timeout=LONG).status_code in (400, 404)


def test_a_list_of_megabytes_comes_in_pieces_and_whole(city, terminal):
    manifest = publish(city, [f"rider {n}" for n in range(60_000)])
    found, payload = fetched(terminal, RIDERS)
    assert (found.sha256, len(payload)) == (manifest.sha256, 60_000 * 16)
    sizes = [len(piece) for piece in city.desk.snapshots.sent(RIDERS, "0").pieces]
    assert max(sizes) <= 1 << 18
