"""A certificate kiosk for tests: the real role, journal and client, virtual devices, and a real central on loopback."""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

import pypdfium2
from acting import Running, Visitor

from central.client import CentralClient
from central.service.config import Config
from central.service.running import serve
from central.signing import Signer
from drivers.virtual.buzzer import VirtualBuzzer
from drivers.virtual.card import VirtualCard
from drivers.virtual.card_kinds import load
from drivers.virtual.cash_box import VirtualCashBox
from drivers.virtual.page_printer import VirtualPagePrinter
from drivers.virtual.reader import VirtualReader
from drivers.virtual.receipt_printer import VirtualReceiptPrinter
from firmware.clock import JAPAN, Clock
from firmware.conversation import Conversation
from firmware.journal import Journal
from firmware.phrases.reader import PhraseBook
from firmware.roles.certificate_kiosk import Role
from firmware.visits import visit

CARDS = Path(__file__).parents[1] / "examples" / "cards"
TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=JAPAN)
SEED = bytes(range(32))


class Central:
    """Central with the synthetic city, its clock still, and the key of the one terminal registered."""

    def __init__(self, folder: Path) -> None:
        self.clock = Clock(TUESDAY, running=False)
        self.signer = Signer("kiosk-01", SEED, self.clock.now)
        self.folder = folder
        self._serving = serve(
            Config(state=folder, simulator=True, terminals={"kiosk-01": self.signer.public}), self.clock
        )

    def __enter__(self) -> Central:
        self.running = self._serving.__enter__()
        self.url = self.running.url
        return self

    def __exit__(self, *error: object) -> None:
        self._serving.__exit__(*error)


class Kiosk:
    """The kiosk, idle; `visit` starts one visit on a thread and gives the visitor."""

    def __init__(self, central: Central, state: Path, **devices: object) -> None:
        self.central, self.state = central, state
        self.clock = central.clock
        self.talk = Conversation(self.clock)
        self.visitor = Visitor(self.talk)
        self.slot = devices.get("slot")
        self.reader = devices.get("reader") or VirtualReader()
        self.page_printer = devices.get("page_printer") or VirtualPagePrinter()
        self.receipt_printer = devices.get("receipt_printer") or VirtualReceiptPrinter()
        self.cash_box = devices.get("cash_box") or VirtualCashBox()
        self.buzzer = VirtualBuzzer()
        self.journal = devices.get("journal") or Journal(state / "journal.db", self.clock, SEED)
        self.client = devices.get("client") or CentralClient(central.url, central.signer)
        self.role = Role(
            self.reader,
            self.page_printer,
            self.receipt_printer,
            self.cash_box,
            self.buzzer,
            self.client,
            self.journal,
            PhraseBook(),
        )
        self.reader.open(self.talk.notice)
        for device in (self.page_printer, self.receipt_printer, self.cash_box):
            device.open()

    def close(self) -> None:
        for device in (self.reader, self.page_printer, self.receipt_printer, self.cash_box):
            device.close()
        self.journal.close()

    def begins(self, press: str = "ok") -> Running:
        return Running(lambda: visit(self.role, self.talk, "kiosk-01", press))

    def lays(self, card: str) -> None:
        self.place(load(CARDS / f"{card}.toml", keep=False))

    def place(self, card: VirtualCard) -> None:
        """Where cards are laid: the virtual reader here, a slot of a real pcscd in `slot`."""
        (self.slot or self.reader).place(card)

    def lifts(self) -> None:
        (self.slot or self.reader).remove()

    def printed(self) -> list[bytes]:
        return [paper.document for paper in self.page_printer.history]

    def entries(self) -> list[tuple[str, str]]:
        rows = self.journal._db.execute("SELECT what, phase FROM record ORDER BY seq").fetchall()
        return [(what, phase) for what, phase in rows]


def text_of(document: bytes) -> str:
    pages = pypdfium2.PdfDocument(io.BytesIO(document))
    return "\n".join(page.get_textpage().get_text_range() for page in pages)


def lays_card(kiosk, card="hanako"):
    kiosk.visitor.answers("language-choose", "1")
    kiosk.visitor.sees("card-place")
    kiosk.lays(card)


def takes_card(kiosk, asked="card-remove"):
    kiosk.visitor.sees(asked)
    kiosk.lifts()


def identifies(kiosk, card="hanako", pin="1234"):
    lays_card(kiosk, card)
    kiosk.visitor.answers("pin-enter", *pin, "ok")
    takes_card(kiosk)


def stops(kiosk, at):
    kiosk.visitor.answers(at, "stop")
    kiosk.visitor.answers("visit-cancel-confirm", "stop")
    kiosk.visitor.answers("visit-cancelled", "ok")


def money_back(kiosk):
    return sum(yen * count for yen, count in kiosk.cash_box.take().items())


def orders(kiosk, whom="1", items=(), copies="1"):
    visitor = kiosk.visitor
    visitor.answers("certificate-choose", "1")
    visitor.answers("person-choose", whom)
    visitor.answers("items-several", *items, "ok")
    visitor.answers("copies-enter", copies, "ok")
    visitor.answers("order-check", "ok")


def pays(kiosk, *money):
    kiosk.visitor.sees("pay-insert-cash")
    for yen in money:
        kiosk.cash_box.insert(yen)


def takes(kiosk, receipt="1"):
    kiosk.visitor.answers("receipt-choose", receipt)
    kiosk.visitor.answers("hand-over", "ok")
