"""Example views of the operator's menu and of practice, with their longest values."""

from __future__ import annotations

from typing import Any

from firmware.figures import KINDS
from firmware.phrases import Phrase, say
from firmware.prompts import Choose, Confirm, EnterDigits, Option, Prompt, Row, Sign, Tell, Wait, options
from firmware.steps.staff_journal import DAYS
from firmware.steps.staff_service import REASONS

TICKET = "minato-city-hall-1f-no-1-00412"
WHEN = {"at": "12/28 10:05", "ticket": TICKET}
SERVICE = (say("staff-service-off"), say("staff-service-on"))
CLOSED = tuple(say(f"closed-for-{reason}") for reason in REASONS)
YEN = say("yen-amount", yen=987_650)
NUMBER = say("staff-number", count=1_234)
COUNTED = ("orders", "copies", "sheets")
SUMS = ("inserted", "fees", "change", "refunds", "owed", "doubtful", "forgone")
DOUBTS = {
    "print": {"sheets": 10, "out": 9},
    "give": {"yen": 4_500},
    "charge": {"yen": 4_500, "inserted": 4_000},
    "owed": {"yen": 4_500},
    "other": {},
}

Example = tuple[int | None, Prompt[Any], Any]


def menu(service: Phrase) -> Choose:
    """The operator's menu."""
    names = ("paper", "cash", "close", "journal")
    items = [("doubts", say("staff-doubts", count=12)), *((name, say(f"staff-{name}")) for name in names)]
    return Choose(phrase=say("staff-menu"), options=options(*items, ("service", service), ("end", say("button-end"))))


def doubt(kind: str) -> Choose:
    """Something that staff decide."""
    answers = options(
        ("done", say(f"doubt-{kind}-done")), ("no", say(f"doubt-{kind}-not-done")), ("later", say("staff-later"))
    )
    return Choose(
        phrase=say(f"doubt-{kind}", number="00412", yen=4_500),
        note=say(f"doubt-{kind}-what", **WHEN, **DOUBTS[kind]),
        options=answers,
    )


def agreed(kind: str, answer: str) -> Confirm:
    """What staff decided, to be agreed to once more."""
    row = Row(say("doubt-answer"), say(f"doubt-{kind}-{answer}"))
    return Confirm(phrase=doubt(kind).phrase, verb=say("staff-write"), rows=(row,))


def sheet(key: str, verb: str, *rows: tuple[Phrase, Phrase]) -> Confirm:
    """A sheet with rows."""
    return Confirm(phrase=say(key), verb=say(verb), rows=tuple(Row(*row) for row in rows))


def digits(key: str, most: int = 6) -> EnterDigits:
    """A number to enter."""
    return EnterDigits(phrase=say(key), least=1, most=most)


def choice(key: str, head: str, names: tuple[str, ...]) -> Choose:
    """One of some names."""
    return Choose(phrase=say(key), options=tuple(Option(str(n), x, say(head + x)) for n, x in enumerate(names, 1)))


def figures(key: str) -> Confirm:
    """A day close with everything in it."""
    kinds = [(say(f"certificate-{kind}"), NUMBER) for kind in KINDS]
    counts = [(say(f"staff-sum-{name}"), NUMBER) for name in (*COUNTED, "open")]
    return sheet(key, "staff-close-verb", *counts, *kinds, *((say(f"staff-sum-{name}"), YEN) for name in SUMS))


TOLD = (
    (say("staff-written"), Sign.GOOD),
    (say("staff-doubts-left", count=12), Sign.WARN),
    (say("staff-closed", number="365"), Sign.GOOD),
    (say("staff-closed-no-slip", number="365"), Sign.WARN),
    (say("staff-printed"), Sign.GOOD),
    (say("staff-not-printed"), Sign.WARN),
    (say("staff-service-opened"), Sign.GOOD),
    (say("staff-service-closed"), Sign.WARN),
    *((say(f"{device}-fault"), Sign.WARN) for device in ("handset", "keypad", "speaker")),
    (say("hook-stuck", minutes=125), Sign.WARN),
    (say("practice-started"), None),
    (say("practice-not-printed"), Sign.WARN),
    (say("practice-ended"), Sign.GOOD),
)
"""Everything that is told with one key to go on, with its sign."""

PAPER = ("staff-paper-filled", "staff-paper-used", "staff-paper-left")
CASH = ("staff-cash-last", "staff-cash-taken", "staff-cash-given", "staff-cash-due")
COUNT = ("staff-cash-due", "staff-cash-counted", "staff-cash-difference", "staff-cash-left")

PRACTICE_PAY = Tell(phrase=say("practice-pay"), amount=say("yen-amount", yen=4_500), back=True)

PROMPTS: dict[str, Example] = {
    "staff-menu": (None, menu(SERVICE[0]), ""),
    "staff-menu-closed": (None, menu(SERVICE[1]), ""),
    **{f"doubt-{kind}": (None, doubt(kind), "") for kind in DOUBTS},
    **{f"doubt-{k}-{answer}": (None, agreed(k, answer), "") for k in DOUBTS for answer in ("done", "not-done")},
    "staff-paper": (None, sheet("staff-paper", "staff-paper-fill", *((say(row), NUMBER) for row in PAPER)), ""),
    "staff-paper-enter": (None, digits("staff-paper-enter", 4), "500"),
    "staff-cash": (None, sheet("staff-cash", "staff-cash-count", *((say(row), YEN) for row in CASH)), ""),
    "staff-cash-enter": (None, digits("staff-cash-enter"), "98760"),
    "staff-cash-left-enter": (None, digits("staff-cash-left-enter"), "98760"),
    "staff-cash-check": (None, sheet("staff-cash", "staff-write", *((say(row), YEN) for row in COUNT)), ""),
    "staff-close": (None, figures("staff-close"), ""),
    "staff-close-empty": (None, figures("staff-close-empty"), ""),
    "staff-journal": (None, choice("staff-journal", "staff-day-", DAYS), ""),
    "staff-printing": (None, Wait(phrase=say("staff-printing")), ""),
    "staff-reason": (None, choice("staff-reason-choose", "staff-reason-", REASONS), ""),
    "staff-service": (
        None,
        sheet("staff-service-on", "staff-service-open", (say("staff-reason"), say("staff-reason-paper"))),
        "",
    ),
    "practice-pin": (1, EnterDigits(phrase=say("practice-pin"), least=4, most=4, secret=True, back=False), "●●"),
    "practice-pay": (4, PRACTICE_PAY, ""),
}
