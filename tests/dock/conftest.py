"""A small terminal under the dock: virtual devices, a short role of the tests' own, and a person's HTTP calls."""

import io
import threading
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pytest
from acting import LONG
from docked_bus import docked_bus
from docked_person import Person
from docked_speaker import Speaker
from PIL import Image, ImageDraw
from real_stacks.browser import chromium

from dock.docked import DockedCard, DockedDevice, DockedTerminal
from dock.server import Dock
from drivers.protocols import CardEvent, PrintJob, Slip, SlipLine
from drivers.virtual.card_file import read
from drivers.virtual.cash_box import VirtualCashBox
from drivers.virtual.hook import VirtualHook
from drivers.virtual.keypad import VirtualKeypad
from drivers.virtual.page_printer import VirtualPagePrinter
from drivers.virtual.reader import VirtualReader
from drivers.virtual.receipt_printer import VirtualReceiptPrinter
from drivers.virtual.sound import VirtualSound
from drivers.virtual.switches import VirtualSwitches
from firmware.clock import JAPAN, Clock
from firmware.conversation import Conversation, Pressed, nothing
from firmware.docking import docked_card
from firmware.errors import SteppedBack, VisitEnded
from firmware.phrases import say
from firmware.phrases.reader import PhraseBook
from firmware.prompts import (
    Cash,
    ChooseSeveral,
    Confirm,
    EnterDigits,
    HandOver,
    Option,
    Pay,
    PresentCard,
    Progress,
    RemoveCard,
    Row,
    Tell,
    Thing,
    options,
)

EXAMPLES = Path(__file__).parents[2] / "examples" / "cards"
KEYS = [
    "card-place",
    "pin-enter",
    "card-remove",
    "items-several",
    "item-relation",
    "item-domicile",
    "order-check",
    "row-fee",
    "yen",
    "button-apply",
    "pay-insert-cash",
    "print-started",
    "hand-over",
    "thing-sheets",
    "thing-receipt",
    "sheets-count",
    "visit-start",
    "pay-done",
    "visit-cancel-confirm",
    "visit-idle-warning",
    "button-continue",
    "button-cancel",
    "button-return",
    "button-next",
    "where-am-i",
    "step-start",
    "step-card",
    "step-pay",
    "staff-ask",
    "language-choose",
    "language-ja",
    "language-en",
    "out-of-order",
]
WORDS = {
    "visit-idle-warning": "{ $seconds }",
    "sheets-count": "{ $sheets }",
    "yen": "{ $yen }",
    "where-am-i": "{ $step }",
}


def document(pages: int) -> bytes:
    sheets = [Image.new("L", (827, 1169), 255) for _ in range(pages)]
    for number, sheet in enumerate(sheets, 1):
        ImageDraw.Draw(sheet).text((380, 200), f"SHEET {number}", fill=0)
    target = io.BytesIO()
    sheets[0].save(target, "PDF", save_all=True, append_images=sheets[1:], resolution=100)
    return target.getvalue()


@dataclass
class Kiosk:
    """A role in a nutshell: card, PIN, two items, 300 yen, two sheets and a receipt."""

    talk: Conversation
    reader: VirtualReader
    page_printer: VirtualPagePrinter
    receipt_printer: VirtualReceiptPrinter
    cash_box: VirtualCashBox

    def run(self) -> None:
        self.reader.open(self.talk.press)
        visits = 0
        while not self.talk.stopped:
            if self.talk.await_visitor(0.05) is None:
                continue
            visits += 1
            self.talk.begin(f"visit-{visits}", f"T-{visits:05}", ("card", "pay"))
            try:
                self.serve()
            except (VisitEnded, SteppedBack):
                self.cash_box.stop()
            finally:
                self.talk.finish()

    def serve(self) -> None:
        ask = self.talk.ask
        self.talk.at("card")
        ask(PresentCard(phrase=say("card-place"), back=False), lambda: self._now(CardEvent.INSERTED, there=True))
        ask(EnterDigits(phrase=say("pin-enter"), least=4, most=4, secret=True))
        ask(RemoveCard(phrase=say("card-remove")), lambda: self._now(CardEvent.REMOVED, there=False))
        items = options(("relation", say("item-relation")), ("domicile", say("item-domicile")))
        items = (*items[:1], Option(items[1].key, items[1].name, items[1].phrase, yen=50))
        ask(ChooseSeveral(phrase=say("items-several"), options=items))
        rows = (Row(say("row-fee"), say("yen", yen=300)),)
        ask(Confirm(phrase=say("order-check"), verb=say("button-apply"), rows=rows, yen=300))
        self.talk.at("pay")
        self._pay()
        self._print()
        things = (Thing("sheets", say("thing-sheets"), say("sheets-count", sheets=2)),)
        ask(HandOver(phrase=say("hand-over"), things=things))
        ask(Tell(phrase=say("pay-done")))

    def _now(self, event, there):
        return event if self.reader.card_present is there else nothing()

    def _pay(self):
        self.cash_box.accept(lambda yen: self.talk.press(Cash(yen)))
        self.talk.ask(Pay(phrase=say("pay-insert-cash"), yen=300))
        self.cash_box.stop()
        self.talk.tell("pay-done")

    def _print(self):
        job = PrintJob(self.talk.view.ticket or "", document(2), 2)
        with self.talk.working("print-started") as progress:
            self.page_printer.print(job, lambda out: progress(Progress(out, 2, 0)))
            self.receipt_printer.print(Slip("T-receipt", (SlipLine("見本", "300"),)))


class StoppableConversation(Conversation):
    """A conversation that its role can be called away from."""

    stopped = False


class PaintedScreen:
    """A screen of one button at the top left, 100 by 100 pixels, that presses ok; its colour follows the turn."""

    def __init__(self, talk: Conversation) -> None:
        self._talk = talk
        self.frames = 0

    def picture(self) -> bytes:
        target = io.BytesIO()
        Image.new("RGB", (270, 480), (250, 247, 240 - self._talk.view.turn * 7 % 240)).save(target, "PNG")
        return target.getvalue()

    def touch(self, x: int, y: int) -> Pressed:
        return self._talk.press("ok") if x < 100 and y < 100 else Pressed.UNUSED


@pytest.fixture
def cards(tmp_path: Path) -> tuple[DockedCard, ...]:
    made = []
    for name in ("hanako", "taro"):
        copy = tmp_path / f"{name}.toml"
        copy.write_bytes((EXAMPLES / f"{name}.toml").read_bytes())
        made.append(docked_card(read(copy), copy))
    return tuple(made)


@pytest.fixture
def book(tmp_path: Path) -> PhraseBook:
    for language, say_it in (("ja", "{} の|ことば"), ("en", "words of {}")):
        lines = [f"{key} = {say_it.format(key)} {WORDS.get(key, '')}\n    .speech = {language} {key}\n" for key in KEYS]
        (tmp_path / f"{language}.ftl").write_text("".join(lines), encoding="utf-8")
    return PhraseBook(tmp_path)


@pytest.fixture
def terminal(cards, book):
    """A running terminal with a still clock; the line switch writes into `line`."""
    clock = Clock(datetime(2026, 11, 2, 10, 0, tzinfo=JAPAN), running=False)
    talk = StoppableConversation(clock)
    reader, cash_box = VirtualReader(), VirtualCashBox()
    pages, slips = VirtualPagePrinter(), VirtualReceiptPrinter()
    line: list[bool] = []
    docked = DockedTerminal(
        role="certificate_kiosk",
        talk=talk,
        book=book,
        clock=clock,
        devices={
            "reader": DockedDevice("CardReader", "virtual", reader),
            "page_printer": DockedDevice("PagePrinter", "virtual", pages),
            "receipt_printer": DockedDevice("ReceiptPrinter", "virtual", slips),
            "cash_box": DockedDevice("CashBox", "virtual", cash_box),
        },
        switch_line=line.append,
        cards=cards,
        reader=reader,
        page_printer=pages,
        receipt_printer=slips,
        cash_box=cash_box,
        screen=PaintedScreen(talk),
    )
    visits = threading.Thread(target=Kiosk(talk, reader, pages, slips, cash_box).run, daemon=True)
    visits.start()
    yield docked
    talk.stopped = True
    talk.end(VisitEnded())
    clock.advance(1)
    visits.join(LONG)


@pytest.fixture
def dock(terminal):
    with served(terminal) as dock:
        yield dock


@contextmanager
def served(terminal):
    dock = Dock(terminal, 0)
    dock.start()
    yield dock
    dock.stop()


@pytest.fixture
def spoken(terminal):
    """The terminal with a telephone, and `guidance` that says what it is told."""
    hook, keypad, switches, handset, speaker = (
        VirtualHook(), VirtualKeypad(), VirtualSwitches(), VirtualSound(), VirtualSound(),
    )  # fmt: skip
    guidance = Speaker(terminal.talk, handset)
    for sound in (handset, speaker):
        sound.open(lambda _number, _cut: None)
    hook.open(guidance.hook)
    keypad.open(guidance.key)
    switches.open(guidance.switched)
    made = {
        "handset": DockedDevice("SoundOut", "virtual", handset),
        "speaker": DockedDevice("SoundOut", "virtual", speaker),
        "hook": DockedDevice("HookSwitch", "virtual", hook),
        "keypad": DockedDevice("Keypad", "virtual", keypad),
        "switches": DockedDevice("Switches", "virtual", switches),
    }
    parts = {name: docked.device for name, docked in made.items()}
    yield replace(terminal, devices={**terminal.devices, **made}, guidance=guidance, **parts)
    handset.close()
    speaker.close()


@pytest.fixture
def spoken_dock(spoken):
    with served(spoken) as dock:
        yield dock


@pytest.fixture
def listener(spoken_dock):
    """A person at the dock of a terminal that speaks."""
    return Person(spoken_dock)


@pytest.fixture
def person(dock):
    return Person(dock)


@pytest.fixture
def bus_has():
    """What a file's bus has that is not usual, for `docked_bus`."""
    return {}


@pytest.fixture
def on_board(tmp_path, bus_has):
    """The dock of a bus, and the bus."""
    with docked_bus(tmp_path, **bus_has) as both:
        yield both


@pytest.fixture
def trainer(on_board):
    return Person(on_board[0])


@pytest.fixture
def bus(on_board):
    return on_board[1]


@pytest.fixture(scope="module")
def browser():
    with chromium(1280, 800) as running:
        yield running
