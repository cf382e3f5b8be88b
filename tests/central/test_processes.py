"""Several processes on one database: eight that start at once make one city, and what one knows the others know."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from acting import LONG
from records.fleet import CentralProgram, drain_all, fleet, names, told

from central.service.config import Config
from central.service.running import run
from central.service.stores.checking import open_postgres
from central.service.stores.sqlite import SqliteStore

pytestmark = pytest.mark.real
ROOT = Path(__file__).parents[2]
AT_ONCE = 8
START = """
import sys
from pathlib import Path
from central.service.assemble import open_desk
from central.service.clock import SystemClock
from central.service.config import Config
desk = open_desk(Config(state=Path(sys.argv[1]), database=sys.argv[2]), SystemClock())
print(desk.city.register.count())
desk.close()
"""
COUNTS = "SELECT (SELECT count(*) FROM resident), (SELECT count(*) FROM card), (SELECT count(*) FROM about)"


@pytest.fixture(params=["sqlite", "postgres"])
def url(request):
    return "" if request.param == "sqlite" else request.getfixturevalue("postgres_url")


def opened(folder, url):
    return open_postgres(url) if url else SqliteStore(folder / "central.sqlite")


def test_eight_that_start_at_once_make_one_city_under_one_key(tmp_path, url):
    arguments = [sys.executable, "-c", START, str(tmp_path / "state"), url]
    starting = [
        subprocess.Popen(arguments, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(AT_ONCE)
    ]
    said = [process.communicate(timeout=100) for process in starting]
    assert [process.returncode for process in starting] == [0] * AT_ONCE, said
    assert len({out for out, _ in said}) == 1
    assert "".join(err for _, err in said).count("making the sample city") == 1
    store = opened(tmp_path / "state", url)
    with store.reading() as connection:
        [(residents, cards, _)] = connection.execute(COUNTS).fetchall()
    store.close()
    assert {f"{residents}\n"} == {out for out, _ in said}
    assert cards > 20


def children(pid):
    """The serving processes of a central; not the tracker that Python keeps beside them."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            if int(stat.read_text().rpartition(")")[2].split()[1]) == pid:
                line = stat.with_name("cmdline").read_bytes()
                found += [int(stat.parent.name)] if b"spawn_main" in line else []
        except OSError:
            continue
    return sorted(found)


class Workers(CentralProgram):
    """`kazasu central` in three processes."""

    options = ("--workers", "3")


@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
def test_three_processes_take_each_record_once_and_one_that_is_killed_is_begun_again(tmp_path, request, engine):
    url = request.getfixturevalue("postgres_url") if engine == "postgres" else ""
    central = Workers(tmp_path / "central", names(8), f'database = "{url}"')
    central.start()
    terminals = fleet(central.url, tmp_path, 8)
    try:
        ends = time.monotonic() + LONG
        while len(children(central.program.pid)) < 3 and time.monotonic() < ends:
            time.sleep(0.1)
        first = children(central.program.pid)
        killer = threading.Timer(0.5, os.kill, (first[0], signal.SIGKILL))
        killer.start()
        for _ in range(5):
            for terminal in terminals:
                terminal.taps(60)
            drain_all(terminals, haste=0.2)
        killer.join()
        ends = time.monotonic() + LONG
        while (now := children(central.program.pid)) == first or len(now) < 3:
            assert time.monotonic() < ends
            time.sleep(0.1)
    finally:
        central.stop()
    assert children(central.program.pid) == []
    store = opened(central.folder / "state", url)
    with store.reading() as connection:
        bodies = [json.loads(body) for (body,) in connection.execute("SELECT body FROM record WHERE what = 'ride'")]
        again = connection.execute("SELECT count(*) FROM refused_record").fetchall()
    store.close()
    assert sorted(body["id"] for body in bodies) == sorted(told(terminals))
    assert again == [(0,)]


STUBBORN = """
import signal, sys, time
from central.service.supervising import keep_running
def serve(number):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    print(number, flush=True)
    time.sleep(600)
if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    keep_running(2, serve, (), end_s=0.1)
"""


def test_a_process_that_does_not_end_keeps_nobody_waiting(tmp_path):
    program = tmp_path / "stubborn.py"
    program.write_text(STUBBORN)
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    running = subprocess.Popen([sys.executable, str(program)], stdout=subprocess.PIPE, env=environment)
    assert running.stdout
    assert sorted(running.stdout.readline() for _ in range(2)) == [b"0\n", b"1\n"]
    ignoring = children(running.pid)
    try:
        running.terminate()
        assert running.wait(LONG) == 0
        assert not [pid for pid in ignoring if Path(f"/proc/{pid}").exists()]
    finally:
        running.kill()
        running.stdout.close()


def test_a_simulator_in_several_processes_is_refused(tmp_path):
    with pytest.raises(ValueError, match="one of the processes only"):
        run(Config(state=tmp_path, simulator=True), workers=2)
