"""A terminal keeps its snapshots up to date in idle, from a real central, and through everything that a line can do."""

import random

import msgspec
import pytest
from central_line import TUESDAY, StillClock, Terminal
from snapshots.made import RIDERS, RULES, WIDTH, Maker

from central.client import Busy, CentralFault
from central.service.config import Config
from central.service.running import serve
from central.service.snapshots.snapshots import Content
from central.snapshots.documents import packed
from central.snapshots.keys import hand_over, hashed
from central.snapshots.tables import ALLOWED, Allowance, built
from central.wire import Quality, Reason, Record
from firmware.clock import Clock
from firmware.config import CentralSettings, ConfigError
from firmware.journal import Journal
from firmware.snapshots.fetching import EVERY_S, FIRST_S, LONGEST_PAUSE_S, Fetching
from firmware.snapshots.keeping import keep, look_at
from firmware.snapshots.shelf import Shelf


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    with serve(Config(state=tmp_path_factory.mktemp("central"), sample_city=False), StillClock()) as running:
        yield running


class Terminals:
    """Terminals of one central, each with its folder and its stopwatch."""

    def __init__(self, city, folder):
        self.city, self.folder = city, folder
        self.clock = Clock(TUESDAY, running=False)
        self.line = Terminal(city)
        self.shelf = Shelf(folder, city.desk.snapshots.public_key)
        self.told = []
        self.fetching = self.fetches()

    def fetches(self, central=None, kinds=(RIDERS, RULES)):
        found = Fetching(self.shelf, kinds, central or self.line.client, self.clock, random.Random(1))
        found.changed = self.told.append
        return found

    def looks(self):
        self.clock.advance(EVERY_S * 2)
        assert self.fetching.is_due()
        self.fetching.fetch_due()
        assert not self.fetching.is_due()


@pytest.fixture
def terminal(city, tmp_path):
    city.clock.move(TUESDAY)
    return Terminals(city, tmp_path)


def publish(city, names, generation=1):
    snapshots = city.desk.snapshots
    key, row = snapshots.list_key(RIDERS, generation), Allowance(ALLOWED, 0, 1, 24).packed()
    rows = {hashed(key, name): row for name in names}
    return snapshots.publish(RIDERS, Content(built(rows.items(), WIDTH), len(rows), WIDTH, generation))


def test_lists_their_keys_and_documents_come_by_themselves(city, terminal):
    riders = publish(city, ["a", "b"])
    rules = city.desk.snapshots.publish(RULES, Content(packed(b"fare = 210\n")))
    terminal.looks()
    held = terminal.shelf.held(RIDERS)
    assert [held.allowance(name) for name in ("a", "c")] == [Allowance(ALLOWED, 0, 1, 24), None]
    assert terminal.shelf.held(RULES).document() == b"fare = 210\n"
    assert terminal.told[-1] == f"riders:{riders.number} rules:{rules.number}"
    assert not list(terminal.folder.glob("*.part"))
    assert terminal.fetching.sentences() == []


def test_what_changed_comes_as_a_delta_and_nothing_when_nothing_did(city, terminal):
    names = [f"rider {n}" for n in range(500)]
    publish(city, names)
    terminal.looks()
    publish(city, [*names, "new"])
    sizes = []
    terminal.fetching = terminal.fetches(Weighing(terminal.line.client, sizes), [RIDERS])
    terminal.looks()
    terminal.looks()
    assert terminal.shelf.held(RIDERS).allowance("new")
    assert sizes[0] < 1000
    assert sizes[1:] == [0]


def test_a_list_under_a_new_key_comes_with_it(city, terminal):
    publish(city, ["a"])
    terminal.looks()
    publish(city, ["a", "b"], generation=2)
    terminal.looks()
    assert terminal.shelf.held(RIDERS).allowance("b")
    assert len(list(terminal.folder.glob("*.key"))) == 1


def test_a_list_that_rots_under_a_running_terminal_is_fetched_whole_without_a_restart(city, terminal):
    names = [f"rider {n}" for n in range(500)]
    publish(city, names)
    terminal.looks()
    [path] = terminal.folder.glob("riders-*.payload")
    path.write_bytes(b"?" + path.read_bytes()[1:])
    last = publish(city, [*names, "new"])
    terminal.looks()
    assert (terminal.shelf.held(RIDERS), list(terminal.shelf.damaged)) == (None, [RIDERS])
    assert "riders" not in terminal.told[-1]
    terminal.looks()
    assert terminal.shelf.held(RIDERS).allowance("new")
    assert f"riders:{last.number}" in terminal.told[-1]
    assert (terminal.shelf.damaged, terminal.fetching.sentences()) == ({}, [])


def test_a_damaged_list_is_fetched_whole_again(city, terminal):
    publish(city, ["a"])
    terminal.looks()
    for path in terminal.folder.glob("riders-*"):
        path.write_bytes(b"?" * path.stat().st_size)
    terminal.shelf = Shelf(terminal.folder, city.desk.snapshots.public_key)
    assert list(terminal.shelf.damaged) == [RIDERS]
    terminal.fetching = terminal.fetches()
    terminal.looks()
    assert terminal.shelf.held(RIDERS).allowance("a")
    assert terminal.shelf.damaged == {}


class Weighing:
    """A line that weighs what comes."""

    def __init__(self, central, sizes):
        self.central, self.sizes, self.terminal = central, sizes, central.terminal

    def snapshot(self, kind, have, into):
        found = self.central.snapshot(kind, have, into)
        self.sizes.append(into.tell())
        return found

    def list_key(self, kind, asked):
        return self.central.list_key(kind, asked)


class Line:
    """A line that answers as it is told; `files` are handed out one after another, errors raised."""

    terminal = "kiosk-1"

    def __init__(self, maker, *files, key=None):
        self.maker, self.files, self.key, self.asked = maker, list(files), key or maker.list_key(RIDERS), []

    def snapshot(self, kind, have, into):
        self.asked.append(have)
        found = self.files.pop(0) if len(self.files) > 1 else self.files[0]
        if isinstance(found, Exception):
            raise found
        into.write(found)
        return bool(found)

    def list_key(self, kind, asked):
        return hand_over(self.key, asked, self.terminal, kind, self.maker.signer)


class Stopwatch:
    def __init__(self):
        self.now = 0.0

    def monotonic(self):
        return self.now


def kept(tmp_path, line, seed=1):
    watch = Stopwatch()
    shelf = Shelf(tmp_path, line.maker.public)
    return shelf, watch, Fetching(shelf, [RIDERS], line, watch, random.Random(seed))


def waits(watch, fetching, times):
    """Seconds from one look to the next."""
    found = []
    for _ in range(times):
        began = watch.now
        while not fetching.is_due():
            watch.now += 1
        found.append(watch.now - began)
        fetching.fetch_due()
    return found


def test_a_line_that_is_down_is_tried_again_ever_more_rarely_and_then_as_usual(tmp_path, maker):
    snapshot = maker.people(["a"])
    line = Line(maker, *[CentralFault("down")] * 12, maker.whole(snapshot), b"")
    shelf, watch, fetching = kept(tmp_path, line)
    found = waits(watch, fetching, 16)
    assert found[0] <= FIRST_S + 1
    assert all(wait <= min(30 * 2**n, LONGEST_PAUSE_S) + 1 for n, wait in enumerate(found[1:13]))
    assert shelf.held(RIDERS)
    assert all(EVERY_S / 2 - 1 <= wait <= EVERY_S * 1.5 + 1 for wait in found[13:])
    assert fetching.sentences() == []


def test_terminals_that_start_at_once_do_not_come_at_once(tmp_path, maker):
    firsts = []
    for seed in range(300):
        _, watch, fetching = kept(tmp_path, Line(maker, b""), seed)
        firsts += waits(watch, fetching, 2)[1:]
    assert (
        max(sum(begin <= wait < begin + 60 for wait in firsts) for begin in range(400, 1400, 60))
        < 300 * 60 / EVERY_S * 1.8
    )


def test_a_central_that_is_busy_is_left_alone_as_long_as_it_says(tmp_path, maker):
    _, watch, fetching = kept(tmp_path, Line(maker, Busy("busy", 700.0), b""))
    assert waits(watch, fetching, 2)[1] >= 700


def test_what_is_bad_is_told_once_and_the_last_good_one_stays(tmp_path, maker, caplog):
    good, bad = maker.people(["a"], 5), maker.people(["a"], 4)
    line = Line(maker, maker.whole(good), maker.whole(bad))
    shelf, watch, fetching = kept(tmp_path, line)
    waits(watch, fetching, 6)
    assert shelf.rules == "riders:5"
    [told] = fetching.sentences()
    assert told == (
        "The snapshot riders is not brought up to date: riders 4 came, and 5 is here: to withdraw that, publish a"
        " higher number."
    )
    assert caplog.text.count("is not brought up to date") == 1
    assert line.asked[-1] == good.manifest.mark


@pytest.mark.parametrize("forged", ["signature", "key"])
def test_a_key_from_somebody_else_is_not_kept(tmp_path, maker, forged):
    whole = maker.whole(maker.people(["a"]))
    line = Line(maker, whole, key=b"?" * 32 if forged == "key" else None)
    shelf, watch, fetching = kept(tmp_path, line)
    line.maker = Maker(seed=b"x" * 32) if forged == "signature" else maker
    waits(watch, fetching, 1)
    assert shelf.held(RIDERS) is None
    assert "list key" in fetching.sentences()[0] or "key of another list" in fetching.sentences()[0]


def test_what_central_does_not_offer_is_told(city, terminal):
    terminal.fetching = terminal.fetches(kinds=["staff"])
    terminal.looks()
    assert terminal.fetching.sentences() == [
        f"The snapshot staff is not brought up to date: central refuses it ({Reason.NOT_OFFERED})."
    ]


def test_each_record_carries_the_numbers_that_were_in_force(city, terminal, tmp_path):
    number = publish(city, ["a"]).number
    journal = Journal(tmp_path / "journal.db", terminal.clock, b"s" * 32)
    settings = CentralSettings(snapshots=(RIDERS,), snapshot_key=city.desk.snapshots.public_key)
    keeping = keep(settings, tmp_path / "snapshots", journal, terminal.line.client, terminal.clock)
    assert keeping.sentences() == [
        "No snapshot of riders is here: only what is free is still done by it. Connect the terminal to central."
    ]
    journal.note("v-1", "before")
    terminal.clock.advance(EVERY_S)
    keeping.errand.run()
    journal.note("v-1", "after")
    rules = [msgspec.json.decode(body, type=Record).rules for body in journal.leaving().bodies]
    assert rules == ["", f"riders:{number}"]
    assert [(age.kind, age.number, age.state) for age in keeping.ages()] == [(RIDERS, number, "fresh")]
    assert keeping.sentences() == []
    assert journal.moment().quality is Quality.SET
    journal.close()
    assert not any(b"SENTINEL" in path.read_bytes() for path in (tmp_path / "snapshots").iterdir())


@pytest.mark.parametrize("key", ["", "x", "AAAA"])
def test_a_key_in_terminal_toml_that_is_none_stops_the_start_with_a_sentence(tmp_path, key):
    with pytest.raises(ConfigError, match=r"central\.snapshot_key: is no key: `kazasu central snapshot-key` prints it"):
        keep(CentralSettings(snapshots=(RIDERS,), snapshot_key=key), tmp_path, None, None, Stopwatch())


def test_a_file_that_stops_in_the_middle_is_fetched_again(tmp_path, maker):
    whole = maker.whole(maker.people(["a", "b"]))
    shelf, watch, fetching = kept(tmp_path, Line(maker, *[whole[:cut] for cut in range(60, len(whole), 40)], whole))
    while shelf.held(RIDERS) is None:
        waits(watch, fetching, 1)
    assert fetching.sentences() == []


def test_a_file_that_comes_in_leaves_the_journal_its_room(tmp_path, maker):
    line = Line(maker, maker.whole(maker.people([f"rider {n}" for n in range(1000)])))
    shelf, watch, fetching = kept(tmp_path, line)
    shelf.least_free = 2**60
    waits(watch, fetching, 1)
    assert "has no room for" in fetching.sentences()[0]
    assert list(tmp_path.iterdir()) == []
    shelf.least_free = 0
    waits(watch, fetching, 1)
    assert shelf.held(RIDERS)


def test_what_a_power_cut_left_half_written_goes_at_the_next_start(tmp_path, maker):
    for name in ("riders.incoming.part", "riders-0.payload.part", "riders.snapshot.part"):
        (tmp_path / name).write_bytes(b"half")
    settings = CentralSettings(snapshots=(RIDERS,), snapshot_key=maker.public)
    journal = Journal(tmp_path / "journal.db", Clock(TUESDAY, running=False), b"s" * 32)
    # whoever looks beside a running terminal takes nothing away under it
    assert look_at(settings, tmp_path, journal)[0].startswith("No snapshot of riders is here")
    assert len(list(tmp_path.glob("*.part"))) == 3
    keep(settings, tmp_path, journal, Line(maker, b""), Clock(TUESDAY, running=False))
    assert not list(tmp_path.glob("*.part"))
    journal.close()
