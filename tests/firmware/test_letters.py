"""Entering letters: by two keys of the ten-key, or a letter at once, in Latin letters and in kana."""

import pytest
from acting import Running, Visitor
from hypothesis import given
from hypothesis import strategies as st

from drivers.protocols import CardEvent
from firmware.clock import Clock
from firmware.conversation import Conversation, Pressed
from firmware.letters import KANA, LETTERS, joined
from firmware.phrases import say
from firmware.prompts import EnterText, PresentCard, Typed

NAME = EnterText(phrase=say("name"), least=2, most=5)
READING = EnterText(phrase=say("reading"), least=1, most=8, alphabet=KANA)


@pytest.fixture
def talk():
    return Conversation(Clock(running=False))


@pytest.fixture
def visitor(talk):
    return Visitor(talk)


def test_two_keys_make_a_letter(talk, visitor):
    flow = Running(lambda: talk.ask(NAME))
    visitor.answers("name", "5", "2", "2", "1", "9", "4", "ok")
    assert flow.result() == "KAZ"


def test_a_letter_that_is_shown_can_be_pressed_at_once(talk, visitor):
    flow = Running(lambda: talk.ask(NAME))
    visitor.answers("name", "K", "A", "ok")
    assert flow.result() == "KA"


def test_kana_are_reached_by_their_row_and_place(talk, visitor):
    flow = Running(lambda: talk.ask(READING))
    visitor.answers("reading", "2", "1", "3", "1", "0", "5", "3", "3", "ok")
    assert flow.result() == "かざす"


def test_a_step_back_closes_the_group_first_and_then_erases(talk, visitor):
    Running(lambda: talk.ask(NAME))
    visitor.answers("name", "K", "2", "back")
    assert talk.view.draft == Typed("K")
    visitor.presses("back")
    assert talk.view.draft == Typed()


def test_with_nothing_entered_back_is_a_step_back():
    assert NAME.press(Typed(), "back") is None


@pytest.mark.parametrize("key", ["ok", "0", "4", "9", "stop", "é", "AB", ""])
def test_an_open_group_takes_only_its_own_places(key):
    assert NAME.press(Typed("KA", "2"), key) is None


def test_too_few_and_too_many_letters_are_no_answer(talk, visitor):
    flow = Running(lambda: talk.ask(NAME))
    visitor.answers("name", "K")
    assert talk.press("ok") is Pressed.UNUSED
    visitor.presses("A", "Z", "A", "S")
    assert talk.press("U") is Pressed.UNUSED
    visitor.presses("ok")
    assert flow.result() == "KAZAS"


@pytest.mark.parametrize(
    ("text", "mark", "then"),
    [
        ("か", "゛", "が"),
        ("が", "゛", "か"),
        ("ば", "゜", "ぱ"),
        ("つ", "小", "っ"),
        ("ょ", "小", "よ"),
        ("う", "゛", "ゔ"),
    ],
)
def test_a_mark_changes_the_kana_before_it(text, mark, then):
    assert joined(f"あ{text}", mark) == f"あ{then}"


@pytest.mark.parametrize(("text", "mark"), [("", "゛"), ("な", "゛"), ("か", "゜"), ("か", "小"), ("ー", "゛")])
def test_a_mark_that_cannot_be_does_nothing(text, mark):
    assert joined(text, mark) is None


@pytest.mark.parametrize("prompt", [NAME, READING], ids=["letters", "kana"])
def test_every_letter_can_be_reached_with_two_keys_and_by_itself(prompt):
    start = Typed("か" if prompt is READING else "")
    for group, letters in prompt.alphabet.groups:
        opened = prompt.press(start, group).draft
        for key, letter in prompt.alphabet.choices(group):
            by_itself = prompt.press(start, letter)
            by_keys = prompt.press(opened, key)
            assert by_keys == by_itself, letter
            assert by_keys or joined("か", letter) is None
        assert len(prompt.alphabet.choices(group)) == len(letters)


def test_the_letters_stand_in_the_order_of_the_alphabet():
    assert LETTERS.letters == "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    assert len(set(KANA.letters)) == len(KANA.letters) == 50


@given(st.lists(st.sampled_from([*"0123456789", "ok", "back", "A", "あ", "゛", CardEvent.INSERTED])))
def test_any_keys_keep_the_text_within_its_bounds(presses):
    for prompt in (NAME, READING):
        draft = prompt.start()
        for press in presses:
            step = prompt.press(draft, press)
            if step is not None:
                draft = step.draft
                assert len(draft.text) <= prompt.most
                assert step.answer is None or prompt.least <= len(step.answer[0]) <= prompt.most


def test_a_card_has_no_second_way_unless_it_is_offered():
    assert PresentCard(phrase=say("card")).press("", "1") is None
    offered = PresentCard(phrase=say("card"), otherwise=say("practise"))
    assert offered.press("", "1").answer == (False,)
    assert offered.press("", CardEvent.INSERTED).answer == (True,)
