"""From what is shown to what is said: every prompt, every fact, in every language."""

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from audio import changes, two_switch, words
from audio.utterance import Wording
from firmware.letters import KANA
from firmware.phrases import Phrase, Reading, say
from firmware.phrases.properties import properties
from firmware.phrases.reader import PhraseBook
from firmware.prompts import (
    PROMPTS,
    Adjust,
    Adjusted,
    Choose,
    ChooseSeveral,
    Confirm,
    EnterDigits,
    EnterText,
    HandOver,
    Option,
    Pay,
    PresentCard,
    Progress,
    RemoveCard,
    Row,
    Tell,
    Thing,
    Typed,
    Wait,
    options,
)
from firmware.view import Ear, Settings, View

BOOK = PhraseBook()
AUDIO = Path(words.__file__).parent
TEXT = EnterText(phrase=say("text-enter"), least=1, most=5, alphabet=KANA)
PIN = EnterDigits(phrase=say("pin-enter"), least=4, most=4, secret=True)
COPIES = EnterDigits(phrase=say("copies-enter"), note=say("copies-note", most=10), least=1, most=2, highest=10)
ITEMS = ChooseSeveral(
    phrase=say("items-several"), options=options(("relation", say("item-relation")), ("domicile", say("item-domicile")))
)
RESIDENCE = Option("1", "residence", say("certificate-residence"), say("certificate-residence-note"), 300)
MENU = Choose(phrase=say("certificate-choose", count=1), options=(RESIDENCE,))
ROWS = (
    Row(say("row-certificate"), say("certificate-residence")),
    Row(say("row-items"), say("items-none")),
    Row(say("row-copies"), say("copies-count", copies=2)),
)
CHECK = Confirm(phrase=say("order-check"), verb=say("button-apply"), rows=ROWS, yen=600)
THINGS = (
    Thing("certificate", say("thing-certificate"), say("sheets-count", sheets=2)),
    Thing("receipt", say("thing-receipt"), say("sheets-count", sheets=1)),
)
LEFT = HandOver(phrase=say("paper-left-alarm"), note=say("left-behind", seconds=30), things=THINGS, countdown=30)
LANGUAGES = Choose(
    phrase=say("language-choose"), options=options(("ja", say("language-ja")), ("en", say("language-en"))), chosen="ja"
)

# prompt, draft, and in Japanese what must be heard of it
HEARD = [
    (MENU, "", ["住民票は1。"]),
    (LANGUAGES, "", ["日本語は1。", "English"]),
    (ITEMS, ("domicile",), ["続柄は1。", "本籍は2。", "本籍、のせ"]),
    (CHECK, "", ["住民票。", "続柄と本籍なし。", "2通。", "600円。", "まる"]),
    (PIN, "", ["4けたの暗証番号", "まる"]),
    (PIN, "●●", ["2けた。"]),
    (EnterDigits(phrase=say("pin-wrong", left=2), least=4, most=4, secret=True, attempts=2), None, ["あと2回"]),
    (COPIES, "12", ["いち", "に"]),
    (TEXT, Typed("か"), ["カ"]),
    (TEXT, Typed("", "1"), ["イ"]),
    (PresentCard(phrase=say("card-place"), otherwise=say("practice-without-card")), "", ["カードを", "練習"]),
    (RemoveCard(phrase=say("card-left-alarm"), note=say("left-behind", seconds=20)), "", ["残って", "あと20秒"]),
    (Pay(phrase=say("pay-insert-cash"), note=say("pay-exact-note"), yen=300), 100, ["あと200円", "ちょうど"]),
    (Wait(phrase=say("print-started", seconds=15)), "", ["15秒"]),
    (LEFT, "", ["2枚", "1枚", "あと30秒", "まる"]),
    (Tell(phrase=say("practice-pay"), amount=say("yen-amount", yen=300)), "", ["300円", "練習"]),
    (Tell(phrase=say("pay-refunded", fee=300)), "", ["300円", "まる"]),
    (Adjust(phrase=say("voice-help"), start_from=Adjusted(5, 2)), Adjusted(5, 2), ["2で大きく"]),
]


def view(prompt, draft="", **changes) -> View:
    return View(turn=1, prompt=prompt, draft=draft, visit="visit-1", ear=Ear.LIFTED, **changes)


def said(prompt, draft="", language="ja", **changes) -> str:
    shown = view(prompt, draft, settings=Settings(language=language), **changes)
    return " ".join(one.text for one in words.spoken(shown, BOOK))


def test_every_kind_of_prompt_has_words_for_the_ear():
    assert set(words.PROMPTS) == set(PROMPTS) == {type(prompt) for prompt, _, _ in HEARD}


@pytest.mark.parametrize(
    ("prompt", "draft", "facts"), HEARD, ids=lambda value: getattr(value, "phrase", Phrase("")).key
)
def test_what_stands_on_a_prompt_is_heard(prompt, draft, facts):
    heard = said(prompt, draft)
    assert [fact for fact in facts if fact not in heard] == []


@pytest.mark.parametrize("language", BOOK.languages)
def test_every_prompt_is_said_in_every_language_without_marks_for_the_eye(language):
    for prompt, draft, _ in HEARD:
        heard = said(prompt, draft, language)
        assert heard
        assert not re.search(r"[|《》\n]|\{", heard), heard


def test_no_secret_digit_can_come_to_the_words():
    for draft in ("", "●", "●●●●", None):
        told = replace(PIN, attempts=2)
        for prompt in (PIN, told):
            heard = words.spoken(view(prompt, draft), BOOK) + words.details(Wording(BOOK, "ja"), prompt, view(prompt))
            assert not any("digit-say" in one.keys for one in heard)


def test_what_is_not_said_at_once_is_there_for_whoever_asks():
    help_ = Tell(phrase=say("where-am-i", step=say("step-pay"), index=5, steps=6), about=MENU)
    assert "住所を証明します" in said(help_)
    assert "300円" in said(help_)
    assert "10通まで" in said(replace(help_, about=COPIES))
    assert "だれのぶん" in said(replace(help_, about=replace(CHECK, rows=(Row(say("row-whom"), say("person-self")),))))
    assert "600円" in said(replace(help_, about=Pay(phrase=say("pay-insert-cash"), yen=600)))
    wrong = EnterDigits(phrase=say("pin-wrong", left=2), least=4, most=4, secret=True, attempts=2)
    assert "3回" in said(replace(help_, about=wrong))


def test_in_practice_every_prompt_says_so():
    assert said(MENU, practice=True).startswith("練習です。")
    assert not said(Tell(phrase=say("practice-ended"), verb=say("button-end")), practice=True).startswith("練習です。 ")


def test_the_way_on_is_named_unless_the_words_name_it():
    assert said(Tell(phrase=say("receipt-none", ticket="01-1"))).endswith("まる。")
    assert said(Tell(phrase=say("practice-pay"))).count("まる") == 1
    assert "まる" not in said(Tell(phrase=say("visit-cancelled"), verb=say("button-end")))


def test_what_is_for_staff_is_not_read_out():
    heard = words.spoken(view(Choose(phrase=say("staff-menu"), options=options(("paper", say("staff-paper"))))), BOOK)
    assert [one.keys for one in heard] == [("staff-prompt",)]


def test_a_name_is_spoken_as_its_record_reads_it():
    closed = say("service-closed", when=Reading("大田", "おおだ"))
    heard = words.spoken(view(Tell(phrase=closed)), BOOK)
    assert "オオダ" in heard[0].text
    assert heard[0].private


def test_what_changes_on_a_prompt_is_heard():
    def heard(prompt, before, now):
        return " ".join(one.text for one in changes.changed(view(prompt, before), view(prompt, now), BOOK))

    assert heard(PIN, "●", "●●") == "2けた。"
    assert heard(PIN, "●●", "●") == "1けた、消しました。"
    assert heard(replace(PIN, attempts=2), None, "") == "あと2回。"
    assert heard(replace(PIN, attempts=2), None, "●") == "1けた。"
    assert heard(COPIES, "1", "12") == "に"
    assert "のせ" in heard(ITEMS, (), ("domicile",))
    assert heard(Pay(phrase=say("pay-insert-cash"), yen=300), 0, 100) == "あと200円。"
    assert "カ" in heard(TEXT, Typed("", "2"), Typed("か"))
    assert "キ" in heard(TEXT, Typed(), Typed("", "2"))
    assert "消し" in heard(TEXT, Typed("か"), Typed())
    voice = Adjust(phrase=say("voice-help"), start_from=Adjusted(5, 2))
    assert heard(voice, Adjusted(5, 2), Adjusted(6, 2)) == "この大きさです。"
    assert heard(voice, Adjusted(5, 2), Adjusted(5, 3)) == "この速さです。"
    assert "変わりません" in heard(voice, Adjusted(10, 2), Adjusted(10, 2, limit=True))


def test_progress_is_heard_sheet_by_sheet():
    waits = [Wait(phrase=say("print-started", seconds=30), progress=Progress(n, 3, 30 - 10 * n)) for n in range(4)]
    pairs = pairwise(waits)
    heard = [one.text for then, now in pairs for one in changes.changed(view(then), view(now), BOOK)]
    assert heard == ["3枚のうち、2枚目を印刷しています。", "3枚のうち、3枚目を印刷しています。"]


@pytest.mark.parametrize("key", sorted((*two_switch.PAD, *two_switch.ENDS)))
def test_every_key_that_does_nothing_tells_so_at_every_prompt(key):
    for prompt, draft, _ in HEARD:
        assert changes.unused(view(prompt, draft), key, BOOK), prompt


def test_every_phrase_that_the_ear_says_itself_exists():
    named = re.compile(r"""say\(\s*"([\w-]+)"|"([a-z]+(?:-[a-z]+)+)" (?:if|else)|else "([a-z]+(?:-[a-z]+)+)\"""")
    found = {key for path in AUDIO.glob("*.py") for keys in named.findall(path.read_text()) for key in keys if key}
    assert len(found) > 30
    assert sorted(found - set(properties())) == []
