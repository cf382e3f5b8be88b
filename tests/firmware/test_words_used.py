"""Every phrase that the program can say stands in every language, with the values it is given."""

import ast
from pathlib import Path

import pytest

from central.wire import Medium, Reason, Refusal
from firmware.asides import SIZES, THEMES
from firmware.driving.desk import VOLUMES
from firmware.driving.faces import KEYS
from firmware.figures import COUNTS, MONEY
from firmware.phrases import Phrase
from firmware.phrases.properties import properties
from firmware.phrases.reader import PhraseBook
from firmware.refusals import phrase_for, phrase_for_one
from firmware.roles import certificate_kiosk, pass_desk
from firmware.steps.staff_journal import COLUMNS, DAYS
from firmware.steps.staff_service import REASONS
from firmware.when import WEEKDAYS

ROOT = Path(__file__).parents[2]
FIRMWARE = ROOT / "firmware"
LANGUAGES = ("ja", "en", "zh-Hans", "ja-easy")
# the middles of keys that are put together: what may stand there
OPEN_KEYS = {
    "certificate-": ("residence", "seal", "family-all", "family-one", "supplementary", "tax"),
    "person-": ("self", "household"),
    "item-": ("relation", "domicile"),
    "items-": ("none", "relation", "domicile", "relation-domicile"),
    "language-": LANGUAGES,
    "sight-": (*(f"size-{size}" for size in SIZES), *(f"theme-{theme}" for theme in THEMES)),
    "help-": ("keys", "voice", "show", "hide", "language", "staff"),
    "weekday-": WEEKDAYS,
    "step-": (*certificate_kiosk.Role.steps, *pass_desk.Role.steps, "start"),
    "pass-with-": tuple(Medium),
    "thing-": ("certificate", "receipt"),
    "closed-for-": REASONS,
    "staff-reason-": REASONS,
    "staff-sum-": [name for name in (*COUNTS, *MONEY) if not name.startswith("certificate-")],
    "staff-day-": DAYS,
    "doubt-": ("print", "give", "charge", "owed", "other"),
    "slip-column-": [name for name, _ in COLUMNS],
    "slip-phase-": ("intent", "done", "not_done", "unknown", "note"),
    "driver-key-": [option.name for option in KEYS],
    "driver-sound-": tuple(VOLUMES),
    "slip-sample-row-": ("certificate", "name", "address", "copies"),
}


# letters are asked for by prompts that no role has yet, and every surface must be able to show and say them
NOT_YET = {"text-enter"}


def keys_in(path: Path) -> set[str]:
    """The keys that a file says; a key that is put together is filled in from OPEN_KEYS."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and _says(node.func) and node.args):
            continue
        key = node.args[0]
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            found.add(key.value)
        elif isinstance(key, ast.JoinedStr):
            head, *tail = [part.value if isinstance(part, ast.Constant) else "" for part in key.values]
            found |= {head + middle + "".join(tail) for middle in OPEN_KEYS[head]}
        elif isinstance(key, ast.IfExp):
            found |= {str(part.value) for part in (key.body, key.orelse) if isinstance(part, ast.Constant)}
    return found


def _says(function: ast.expr) -> bool:
    name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
    return name in {"say", "tell", "working", "Phrase"}


USED = sorted({key for path in FIRMWARE.rglob("*.py") for key in keys_in(path)})


@pytest.fixture(scope="module")
def book():
    return PhraseBook()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_that_the_program_says_is_written(book, language):
    assert [key for key in USED if not book.has(key, language, "text")] == []


def test_the_walk_finds_the_phrases_of_the_visit():
    assert {"card-place", "pin-wrong", "certificate-residence", "certificate-residence-note", "print-started"} <= set(
        USED
    )


def named_in_the_program() -> tuple[set[str], tuple[str, ...]]:
    """Every text that stands in a surface or the runtime, and the heads of keys that only a surface puts together."""
    texts, heads = set(USED), set[str]()
    # what only an example says is said to nobody
    paths = (path for folder in ("firmware", "screens", "audio", "dock") for path in (ROOT / folder).rglob("*.py"))
    for path in (path for path in paths if not path.stem.endswith("examples")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.add(node.value)
            elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                heads.add(str(node.values[0].value))
    return texts, tuple(head for head in heads - OPEN_KEYS.keys() if head.endswith("-"))


def test_no_phrase_of_a_visitor_is_kept_that_nobody_says():
    texts, heads = named_in_the_program()
    kept = [key for key, phrase in properties().items() if phrase.channel != "staff"]
    assert [key for key in kept if key not in texts and not key.startswith(heads)] == sorted(NOT_YET)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", list(Reason))
@pytest.mark.parametrize("phrase", [phrase_for, phrase_for_one])
def test_every_reason_of_central_is_told_with_what_to_do_now_to_the_eye_and_to_the_ear(book, phrase, reason, language):
    told = phrase(Refusal(reason=reason))
    assert book.text(told, language)
    assert book.speech(told, language)
    assert book.text(told, language, "note"), "what to do now"


def test_what_might_harm_is_told_like_anything_else_that_only_the_counter_can_do():
    harmful, harmless = (phrase_for(Refusal(reason=reason)) for reason in (Reason.WITHHELD, Reason.NOT_OFFERED))
    assert harmful == harmless == Phrase("certificate-withheld")
