"""Visits by ear that go another way: with two switches alone, into faults, in a flood of words, and with staff's card."""

import os

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")

import pygame
import pytest
from acting import LONG, Running, Visitor
from by_ear.visiting import ends, identifies, orders, pays
from kiosk import money_back
from listening import Listener
from prover.by_ear import Instant
from prover.recording import RecordingBook

from drivers.protocols import Fault
from firmware.clock import Clock
from firmware.config import SAMPLE_STAFF
from firmware.conversation import Conversation, Ear
from firmware.phrases import say
from firmware.prompts import Choose, Tell, options
from firmware.steps.staff import StaffCards
from screens.page import Page, canvas_for
from screens.prompts import draw
from screens.theme import PANELS

MONEY = ("円", "yen")
MANY = 300


def phases(kiosk, act):
    return [phase for what, phase in kiosk.entries() if what == act]


def shown(view):
    """The keys of all that the screen shows of a view."""
    book, panel = RecordingBook(), PANELS["7"]
    draw(Page(canvas_for(panel, view, pygame.Surface(panel.pixels, depth=32)), book, view))
    return {phrase.key for phrase in book.taken()}


def selects(person, *whats):
    """Move until the handset names each of these, and select it."""
    for what in whats:
        for _ in range(20):
            before = len(person.heard)
            person.moves()
            person.listens()
            named = [heard for heard in person.heard[before:] if heard.channel == "handset"]
            if named and what in named[-1].keys:
                break
        else:
            raise AssertionError(f"{what} was never named, only {[heard.text for heard in person.heard]}")
        person.selects()


def selects_digits(person, digits):
    """Count the moves, as nothing names the digits of a secret number: 1 is the first, 0 comes after 9."""
    at = 0
    for place in ((int(digit) or 10) for digit in digits):
        person.moves((place - at) % 10)
        person.selects()
        at = place


def test_a_whole_visit_is_done_with_two_switches_to_the_paper_and_the_receipt(kiosk, person, begins):
    running = begins()
    person.hears("card-place")
    kiosk.lays("hanako")
    person.hears("pin-enter")
    selects_digits(person, "1234")
    selects(person, "key-name-ok")
    person.hears("card-remove")
    kiosk.lifts()
    for asked, chosen in (
        ("certificate-choose", "certificate-residence"),
        ("person-choose", "person-self"),
        ("items-several", "key-name-ok"),
        ("copies-enter", "key-name-ok"),
        ("order-check", "key-name-ok"),
    ):
        person.hears(asked)
        selects(person, chosen)
    pays(kiosk, person, 100, 100, 100)
    person.hears("receipt-choose")
    selects(person, "receipt-yes")
    person.hears("hand-over")
    selects(person, "key-name-ok")
    person.hears("visit-end")
    ends(person, running)
    assert [paper.sheets for paper in kiosk.page_printer.history] == [1]
    assert len(kiosk.receipt_printer.history) == 1
    assert person.keypad.presses == 0


@pytest.mark.parametrize(
    ("fault", "told", "words"),
    [(Fault.PAPER_JAM, "print-stopped", "お金は記録してあります"), (Fault.OFFLINE, "print-unknown", "1")],
)
def test_a_printer_that_fails_after_one_of_two_sheets_is_told_and_left_to_staff(
    kiosk, person, begins, fault, told, words
):
    running = begins()
    identifies(kiosk, person)
    person.answers("certificate-choose", "1")
    person.answers("person-choose", "1")
    person.answers("items-several", "ok")
    person.answers("copies-enter", "2", "ok")
    person.answers("order-check", "ok")
    kiosk.page_printer.set_fault(fault, after=1)
    pays(kiosk, person, 500, 100)
    assert words in person.hears(told).text
    person.presses("ok")
    ends(person, running)
    assert [paper.sheets for paper in kiosk.page_printer.history] == [1]
    assert phases(kiosk, "print") == ["intent", "unknown"]
    assert phases(kiosk, "charge") == ["intent", "done"]
    assert money_back(kiosk) == 0
    assert not any("お返し" in heard.text for heard in person.heard)


def test_a_handset_that_goes_away_with_money_in_the_slot_is_told_and_the_money_comes_back(kiosk, person, begins):
    running = begins()
    identifies(kiosk, person)
    orders(person)
    pays(kiosk, person, 100)
    person.hears("200円")
    person.handset.set_fault(Fault.OFFLINE)
    kiosk.visitor.waits(lambda view: view.ear is Ear.BROKEN, "the fault")
    assert not kiosk.talk.view.covered
    assert {"handset-broken", "pay-insert-cash"} <= shown(kiosk.talk.view)
    person.hears("handset-broken", "speaker")
    person.listens()
    assert kiosk.talk.view.draft == 100
    assert kiosk.visitor.walks_away() == [30, 20, 10]
    kiosk.visitor.sees("pay-refunded")
    person.hears("pay-refunded", "speaker")
    kiosk.visitor.presses("ok")
    kiosk.visitor.answers("visit-ended-idle", "ok")
    running.result()
    assert money_back(kiosk) == 100
    assert phases(kiosk, "charge") == ["intent", "not_done"]
    assert not any(word in text for text in person.aloud for word in (*MONEY, "住民票"))


# A flood of words


class Flood:
    """A visit that tells a message and asks something else, over and over, while one sentence sounds."""

    def __init__(self):
        self.talk = Conversation(Clock(running=False))
        self.person = Listener(self.talk, speech=Instant())
        self.visitor = Visitor(self.talk)
        self.running = Running(self._visit)
        self.visitor.sees("card-place")
        self.person.lifts()

    def _visit(self):
        self.talk.begin("v1", "kiosk-01-00001", ("card",))
        self.talk.ask(Tell(phrase=say("card-place")))
        for n in range(MANY):
            self.talk.tell("pay-refunded", fee=n)
            self.talk.ask(Tell(phrase=say("pay-owed", yen=n)) if n % 2 else self._choice())
        self.talk.ask(Tell(phrase=say("visit-end")))
        self.talk.finish()

    @staticmethod
    def _choice():
        return Choose(phrase=say("person-choose"), options=options(("self", say("person-self"))))

    def goes_on(self, times, press):
        """Answer so often with what `press` does; the clock stands still, so that what sounds goes on sounding."""
        for _ in range(times):
            turn, prompt = self.talk.view.turn, self.talk.view.prompt
            press("1" if isinstance(prompt, Choose) else "ok")
            self.visitor.waits(lambda view, turn=turn: view.turn > turn, "the next question")

    def told(self):
        return [heard for heard in self.person.heard if heard.keys == ("pay-refunded",)]

    def ends(self):
        self.talk.stop()
        self.running.wait(LONG)
        self.person.stops()


@pytest.fixture
def flood():
    flood = Flood()
    yield flood
    flood.ends()


@pytest.mark.parametrize("by", ["a companion", "the ten-key"])
def test_every_message_of_a_flood_is_heard_in_its_order_and_the_visit_goes_on(flood, by):
    person = flood.person
    assert person.handset.queued
    # a companion's finger cuts nothing; a key of the ten-key what is being said, and no message that nobody has heard
    flood.goes_on(MANY + 1, flood.visitor.presses if by == "a companion" else person.presses)
    person.listens()
    numbers = [int("".join(filter(str.isdigit, heard.text))) for heard in flood.told()]
    assert numbers == list(range(MANY))
    person.hears("visit-end")
    person.presses("ok")
    assert flood.running.result() is None
    # before the handset was lifted
    assert {heard.keys for heard in person.heard if heard.channel == "speaker"} <= {("card-place",)}
    assert person.faults == []


def test_what_still_waits_to_be_said_is_heard_by_nobody_once_the_handset_is_put_back(flood):
    person = flood.person
    flood.goes_on(MANY // 2, flood.visitor.presses)
    person.hangs_up()
    said = len(person.heard)
    flood.goes_on(MANY // 2 - 1, flood.visitor.presses)
    person.listens()
    assert person.handset.queued == ()
    assert person.heard[said:] == []


def test_what_still_waits_to_be_said_in_a_handset_that_fails_is_not_said_aloud(flood):
    person = flood.person
    flood.goes_on(MANY // 2, flood.visitor.presses)
    person.handset.set_fault(Fault.OFFLINE)
    flood.visitor.waits(lambda view: view.ear is Ear.BROKEN, "the fault")
    flood.goes_on(MANY // 2 - 1, flood.visitor.presses)
    person.hears("handset-broken", "speaker")
    person.listens()
    assert not any(char.isdigit() or char in MONEY for text in person.aloud for char in text)


@pytest.mark.parametrize("when", ["a moment before", "meanwhile"])
def test_what_was_told_when_the_handset_missed_its_hook_is_heard_after_that(flood, when):
    person = flood.person
    if when == "a moment before":
        flood.goes_on(1, flood.visitor.presses)
    person.hangs_up()
    if when == "meanwhile":
        flood.goes_on(1, flood.visitor.presses)
    person.waits(1)
    person.lifts()
    person.listens()
    assert [heard.text for heard in flood.told() if not heard.cut] == [
        "0円を、お返ししました。受け皿から取ってください。"
    ]


# Staff


@pytest.fixture
def staffed(kiosk, person, begins):
    """A member of staff has the handset in the hand, and the operator's menu is open; all that is said from now on."""
    kiosk.role.staff = StaffCards([SAMPLE_STAFF])
    kiosk.journal.begin("v0", "owed", yen=300, ticket="kiosk-01-00090")
    running = begins()
    identifies(kiosk, person, "staff")
    person.hears("staff-prompt")
    return running


STAFF_WAYS = {
    "doubts": ("1", "2", "back", "3", "ok"),
    "paper": ("2", "ok", "2", "5", "back", "5", "0", "0", "0", "0", "ok", "ok"),
    "cash": ("3", "ok", "2", "9", "0", "ok", "0", "ok", "ok", "ok"),
    "close": ("4", "help", "ok", "ok", "ok"),
    "journal": ("5", "ok"),
    "service": ("6", "2", "ok"),
    "help": ("help", "ok", "again"),
    "help in cash": ("3", "help", "ok", "back"),
    "help in doubts": ("1", "help", "ok", "back"),
}
SAID_TO_ANYBODY = {
    "staff-prompt", "key-unused", "key-unused-back", "where-am-i", "step-start", "press-ok", "button-return",
    "greeting-help", "visit-wait", "visit-wait-long", "print-started",
}  # fmt: skip


@pytest.mark.parametrize("way", STAFF_WAYS)
def test_of_the_operators_menu_nothing_is_spoken(kiosk, person, staffed, way):
    before = len(person.heard)
    for key in STAFF_WAYS[way]:
        person.tries(key)
        person.listens()
    said = person.heard[before:]
    assert {key for heard in said for key in heard.keys} <= SAID_TO_ANYBODY
    assert not any(word in heard.text for heard in said for word in MONEY)
    assert "staff-prompt" in {key for heard in said for key in heard.keys}
    kiosk.talk.stop()
    staffed.result()


def test_with_two_switches_no_item_of_the_operators_menu_is_named(kiosk, person, staffed):
    before = len(person.heard)
    for _ in range(6):
        person.moves()
        person.listens()
    assert {key for heard in person.heard[before:] for key in heard.keys} <= {"key-name-ok", "staff-prompt"}
    kiosk.talk.stop()
    staffed.result()
