"""Several kiosks at once, two central processes over one database and a line that crosses replies: all of it is real but the devices."""

import hashlib
import json
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from types import SimpleNamespace

import pytest
from acting import LONG
from kiosk import TUESDAY, Kiosk, money_back, text_of
from real_stacks.crossed_line import crossed_line

from central.signing import Signer
from firmware.clock import Clock
from firmware.prompts import RemoveCard, Wait

KIOSKS, VISITS = 4, 5
HOLDERS = {"hanako": "花子", "yoshino": "﨑子", "maria": "GABRIELA"}
FEE = 300
KEYS = {
    "language-choose": "1",
    "pin-enter": ["1", "2", "3", "4", "ok"],
    "certificate-choose": "1",
    "person-choose": "1",
    "copies-enter": ["1", "ok"],
    "receipt-choose": "2",
}


@contextmanager
def central_process(folder, signers, name):
    """One central process on the database of this folder, its clock at ten on a Tuesday; its URL."""
    config = folder / f"{name}.toml"
    keys = [f'{signer.terminal} = "{signer.public}"' for signer in signers]
    lines = ['listen = "127.0.0.1:0"', 'state = "state"', "simulator = true", "[terminals]", *keys]
    config.write_text("\n".join(lines), encoding="utf-8")
    program = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(config)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        yield lambda: program.stdout.readline().decode().strip()
    finally:
        program.stdin.close()
        program.wait(LONG)
        program.stdout.close()


SERVE = """
import sys
from datetime import datetime
from pathlib import Path
from central.service.clock import JAPAN
from central.service.config import read_config
from central.service.running import serve
class Still:
    def now(self): return datetime(2026, 11, 24, 10, 0, tzinfo=JAPAN)
with serve(read_config(Path(sys.argv[1])), Still()) as running:
    print(running.url, flush=True)
    sys.stdin.read()
"""


def is_new(turn, view):
    return view.turn > turn and not isinstance(view.prompt, Wait)


def goes_through(kiosk, card):
    """A person who does what is asked until the visit is over."""
    turn = kiosk.talk.view.turn
    visit = kiosk.begins()
    while visit._thread.is_alive():
        kiosk.visitor.waits(partial(is_new, turn), "anything new")
        view = kiosk.talk.view
        turn = view.turn
        if view.prompt is not None:
            acts(kiosk, card, view.prompt)
        elif view.visit is None:
            break
    visit.result()


def acts(kiosk, card, prompt):
    phrase = prompt.phrase.key
    if phrase == "card-place":
        kiosk.lays(card)
    elif isinstance(prompt, RemoveCard):
        kiosk.lifts()
    elif phrase == "pay-insert-cash":
        for _ in range(FEE // 100):
            kiosk.cash_box.insert(100)
    else:
        for key in KEYS.get(phrase, ["ok"]):
            kiosk.talk.press(key)


def visits_of(kiosk, cards):
    """What came of each visit: whose card it was, the sheets that came out, the yen that stayed in the box."""
    told = []
    for card in cards:
        before = len(kiosk.printed())
        inserted = sum(e.detail["yen"] for e in coins(kiosk))
        goes_through(kiosk, card)
        inserted = sum(e.detail["yen"] for e in coins(kiosk)) - inserted
        told.append((card, kiosk.printed()[before:], inserted - money_back(kiosk)))
    return told


def coins(kiosk):
    rows = kiosk.journal._db.execute("SELECT body ->> 'detail' FROM record WHERE what = 'cash_in'").fetchall()
    return [SimpleNamespace(detail=json.loads(detail)) for (detail,) in rows]


def issued(folder):
    with sqlite3.connect(folder / "state" / "central.sqlite") as connection:
        return connection.execute("SELECT terminal, ticket, sha256 FROM issuance WHERE state = 'done'").fetchall()


@pytest.mark.real
def test_every_sheet_of_twenty_visits_over_crossed_lines_is_its_own_holders(tmp_path):
    clock = Clock(TUESDAY, running=False)
    signers = [Signer(f"kiosk-{n}", bytes([n]) * 32, clock.now) for n in range(KIOSKS)]
    with ExitStack() as stack:
        # both at once, on a database that neither has seen before
        starting = [stack.enter_context(central_process(tmp_path, signers, name)) for name in ("one", "other")]
        line = stack.enter_context(crossed_line([url() for url in starting]))
        kiosks = []
        for signer in signers:
            central = SimpleNamespace(clock=clock, signer=signer, url=line.url)
            kiosks.append(Kiosk(central, tmp_path / signer.terminal))
            stack.callback(kiosks[-1].close)
        cards = [[list(HOLDERS)[(n + m) % len(HOLDERS)] for m in range(VISITS)] for n in range(KIOSKS)]
        with ThreadPoolExecutor(KIOSKS) as people:
            told = list(people.map(visits_of, kiosks, cards))
        papers = {
            (kiosk.client.terminal, paper.ticket, hashlib.sha256(paper.whole).hexdigest())
            for kiosk in kiosks
            for paper in kiosk.page_printer.history
        }
    visits = [visit for of_kiosk in told for visit in of_kiosk]
    for card, printed, kept in visits:
        names = [{name for name in HOLDERS.values() if name in text_of(document)} for document in printed]
        assert names == [{HOLDERS[card]}] * len(printed)
        assert (len(printed), kept) in [(1, FEE), (0, 0)]
    assert line.swapped > 0
    assert line.doubled > 0
    assert sum(len(printed) for _, printed, _ in visits) >= 3
    assert set(issued(tmp_path)) == papers
