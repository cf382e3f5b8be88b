"""What the dock tells of the prompts that few roles ask: letters, a second way beside the card, a plate, seconds left."""

import threading
from types import SimpleNamespace

import pytest
from acting import LONG

from dock.acts import PressBody, press
from dock.refusal import Refusal
from dock.state import Words, keys
from firmware.adjust import USUAL_SPEED, USUAL_VOLUME, Adjust, Adjusted
from firmware.clock import Clock
from firmware.conversation import Conversation, View
from firmware.letters import KANA
from firmware.phrases import say
from firmware.phrases.reader import PhraseBook
from firmware.prompts import EnterText, PresentCard, RemoveCard, Sign, Tell, Typed

WORDS = Words(SimpleNamespace(book=PhraseBook()), "ja")


def told(prompt, draft=""):
    view = View(turn=1, prompt=prompt, draft=draft)
    return {**WORDS.prompt(view), "keys": keys(view)}


def test_the_groups_of_letters_are_options_and_then_the_letters():
    prompt = EnterText(phrase=say("text-enter"), least=1, most=9)
    first = told(prompt, prompt.start())
    assert (first["kind"], first["alphabet"], first["draft"]) == ("EnterText", "letters", "")
    assert [option["text"] for option in first["options"]][:2] == ["ABC", "DEF"]
    then = told(prompt, Typed("KA", "9"))
    assert [(option["key"], option["text"]) for option in then["options"]] == [
        ("1", "W"),
        ("2", "X"),
        ("3", "Y"),
        ("4", "Z"),
    ]
    assert then["draft"] == "KA"


@pytest.mark.parametrize("alphabet", [KANA])
def test_only_keys_that_do_something_are_told_while_letters_are_entered(alphabet):
    prompt = EnterText(phrase=say("text-enter"), least=1, most=9, alphabet=alphabet)
    assert {"0", "9", "back", "stop"} <= set(told(prompt, Typed())["keys"])
    opened = set(told(prompt, Typed("か", "8"))["keys"])
    assert {"1", "2", "3", "back"} <= opened
    assert not opened & {"4", "ok"}


@pytest.fixture
def asked():
    """A conversation in which something is asked, for the dock to press into; the answers come last."""
    talk, threads, answers = Conversation(Clock(running=False)), [], []

    def ask(prompt):
        thread = threading.Thread(target=lambda: answers.append(talk.ask(prompt)), daemon=True)
        threads.append(thread)
        thread.start()
        while talk.view.prompt is None:
            talk.wait_open(0.01)
        return SimpleNamespace(terminal=SimpleNamespace(talk=talk, keypad=None))

    return ask, lambda: [threads[0].join(LONG), *answers][1]


def test_letters_are_typed_where_letters_are_asked(asked):
    ask, answer = asked
    bench = ask(EnterText(phrase=say("text-enter"), least=1, most=9, alphabet=KANA))
    for key in ("か", "ャ", "8", "3", "ok"):
        press(bench, PressBody(key, bench.terminal.talk.view.turn))
    assert answer() == "かゃよ"


def test_a_letter_of_another_alphabet_and_one_where_digits_are_asked_are_refused(asked):
    ask, _ = asked
    bench = ask(EnterText(phrase=say("text-enter"), least=1, most=9))
    for key in ("é", "あ", "AB", ""):
        with pytest.raises(Refusal, match="not known"):
            press(bench, PressBody(key))
    assert bench.terminal.talk.view.draft == Typed()


def test_a_second_way_beside_the_card_is_an_option():
    offered = told(PresentCard(phrase=say("card-place"), otherwise=say("practice-without-card")))
    assert [(option["key"], option["name"]) for option in offered["options"]] == [("1", "otherwise")]
    assert "1" in offered["keys"]
    alone = told(PresentCard(phrase=say("card-place")))
    assert alone["options"] == []
    assert "1" not in alone["keys"]


def test_seconds_that_are_left_an_amount_and_a_plate_are_told():
    left = RemoveCard(phrase=say("card-left-alarm"), note=say("left-behind", seconds=20), sign=Sign.WARN, countdown=20)
    assert told(left)["countdown"] == 20
    plate = told(Tell(phrase=say("pay-done"), amount=say("yen-amount", yen=1240), plate=True))
    assert (plate["amount"], plate["plate"], plate["countdown"]) == ("1,240円", True, None)


def test_a_voice_that_is_adjusted_is_told_in_decibels_and_times():
    prompt = Adjust(phrase=say("voice-help"), start_from=Adjusted(USUAL_VOLUME, USUAL_SPEED))
    louder = prompt.press(prompt.start(), "2")
    assert told(prompt, louder.draft)["draft"] == {"volume_db": 68, "speed": 1.0, "limit": False}
    assert {"2", "4", "5", "6", "8", "ok", "help"} <= set(told(prompt, prompt.start())["keys"])
