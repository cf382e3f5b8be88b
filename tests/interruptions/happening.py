"""What can come between, at a station or on the line, and what is left of the visit when the visitor has gone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from acting import Running
from interruptions.line import Line
from interruptions.stations import STATIONS, reach, stands
from kiosk import CARDS, SEED, Kiosk

from drivers.virtual.card_kinds import load
from firmware.books import read
from firmware.conversation import View
from firmware.health import look
from firmware.journal import Journal
from firmware.prompts import HandOver, RemoveCard, Tell, Wait
from firmware.recovery import Recovery


class PowerCut(BaseException):
    """The power is gone."""


SOON_S = 0.1
SAME = "goes on"
GENERIC = ("visit-cancel-confirm", "visit-idle-warning", "card-take", "card-reading", "pin-checking", "order-sending")
"""Phrases on the way to the last word, which tell nothing of what happened."""


@dataclass(frozen=True)
class Left:
    """What the visitor is told first, and, when all is over, where the money is, the sheets, the operator's sentences."""

    told: str
    money: str = "none"
    sheets: int = 0
    health: str = ""


def torn(kiosk: Kiosk) -> None:
    """The card is taken away."""
    kiosk.lifts()


def wrong_card(kiosk: Kiosk) -> None:
    """A card of another kind is laid, asked for or not; it knows none of the applications."""
    kiosk.lays("unknown")


def two_cards(kiosk: Kiosk) -> None:
    """Two cards lie on the reader at once."""
    kiosk.reader.place(*(load(CARDS / f"{name}.toml", keep=False) for name in ("hanako", "taro")))


def cancel(kiosk: Kiosk) -> None:
    """The visitor presses stop; asked whether that is meant, again."""
    kiosk.talk.press("stop")


def idle(kiosk: Kiosk) -> None:
    """The visitor has walked away: patience and every warning run out."""
    if not isinstance(kiosk.talk.view.prompt, HandOver):
        kiosk.visitor.walks_away()
        return
    # paper is never given up: the alarm goes on, and after a countdown staff are called
    while kiosk.talk.view.prompt.phrase.key != "paper-left-staff":
        turn = kiosk.talk.view.turn
        kiosk.clock.advance(kiosk.talk.view.prompt.patience)
        kiosk.visitor.waits(lambda view, before=turn: view.turn > before, "what comes of waiting")


def power(kiosk: Kiosk) -> None:
    """From here on nothing is written, and whatever the program still held dies with it."""
    kiosk.journal.close()
    kiosk.is_without_power = True
    kiosk.talk.end(PowerCut())


def at_station(kiosk: Kiosk, station: str, cause: Callable[[Kiosk], None]) -> Left:
    """Let it come between at a station, then see the visit to its end."""
    visit = kiosk.begins()
    reach(kiosk, station)
    turn = kiosk.talk.view.turn
    cause(kiosk)
    return _left(kiosk, visit, turn)


def on_line(kiosk: Kiosk, line: Line, call: str, happens: Callable[[Kiosk], None] | str) -> Left:
    """Let it happen, or let the line be so, from the moment when that call arrives there."""
    turns: list[int] = []

    def passing(path: str) -> None:
        if path.endswith(call) and not turns:
            turns.append(kiosk.talk.view.turn)
            line.mode = happens if isinstance(happens, str) else line.mode
            if not isinstance(happens, str):
                happens(kiosk)

    line.passing = passing
    visit = kiosk.begins()
    for station in STATIONS.values():
        kiosk.visitor.waits(lambda view, s=station: bool(turns) or stands(view, s), station.shown)
        if turns:
            break
        station.on(kiosk)
    kiosk.visitor.waits(lambda view: view.turn > turns[0] or view.visit is None, "what comes after the call")
    return _left(kiosk, visit, turns[0])


def _left(kiosk: Kiosk, visit: Running, turn: int) -> Left:
    told = _see_to_the_end(kiosk, visit, turn)
    if getattr(kiosk, "is_without_power", False):
        told = _restart(kiosk)
    devices = {name: getattr(kiosk.role, name) for name in ("reader", "page_printer", "receipt_printer", "cash_box")}
    sheets = sum(paper.sheets for paper in kiosk.page_printer.history)
    return Left(told, _money(kiosk), sheets, " ".join(look(devices, kiosk.journal).sentences()))


def _see_to_the_end(kiosk: Kiosk, visit: Running, turn: int) -> str:
    """The first thing told, SAME when nothing is; then whoever still stands at a question stops, and reads what comes."""
    visit.wait(SOON_S)
    told, open_turn = "" if kiosk.talk.view.turn > turn else SAME, 0
    while not visit.is_over:
        view = kiosk.talk.view
        if view.prompt is not None and kiosk.talk._is_open and view.turn > open_turn:
            key, open_turn = view.prompt.phrase.key, view.turn
            told = told if told or key in GENERIC else key
            _leave(kiosk, view)
        visit.wait(0.003)
    return told


def _leave(kiosk: Kiosk, view: View) -> None:
    prompt = view.prompt
    if isinstance(prompt, RemoveCard):
        while kiosk.reader.card_present:
            kiosk.lifts()
    elif isinstance(prompt, Tell | HandOver):
        kiosk.talk.press("ok", view.turn)
    elif prompt.phrase.key == "receipt-choose":
        kiosk.talk.press("2", view.turn)
    elif not isinstance(prompt, Wait):
        kiosk.talk.press("stop", view.turn)


def _restart(kiosk: Kiosk) -> str:
    """The program starts again over the same journal and the same devices; what it tells who still stands there."""
    kiosk.journal = kiosk.role.journal = Journal(kiosk.state / "journal.db", kiosk.clock, SEED)
    devices = (kiosk.page_printer, kiosk.receipt_printer, kiosk.cash_box)
    for device in devices:
        device.open()
    found = Recovery(kiosk.journal, kiosk.clock, kiosk.role.book, "kiosk-01", *devices).run()
    return " ".join(phrase.key for restored in found for phrase in restored.phrases) or "attract"


def _money(kiosk: Kiosk) -> str:
    """Where what was put in is: the tray as it is found, the box, and what the journal calls owed."""
    newest = kiosk.journal.newest()
    books = read(kiosk.journal.entries(newest.visit) if newest else [])
    back = sum(yen * count for yen, count in kiosk.cash_box.take().items())
    assert back == books.given, "the journal and the tray do not agree"
    parts = {"back": back, "owed": books.owed, "kept": books.inserted - back - books.owed}
    return " ".join(f"{where} {yen}" for where, yen in parts.items() if yen) or "none"
