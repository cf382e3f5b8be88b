import threading
from datetime import datetime

import pytest
from acting import Running, Visitor

from drivers.protocols import CardEvent
from firmware.clock import JAPAN, Clock
from firmware.conversation import Conversation, Ear, Pressed
from firmware.errors import CardTaken, Declined, LeftAlone, SteppedBack, Stopped
from firmware.form import Form
from firmware.phrases import say
from firmware.prompts import (
    USUAL_SPEED,
    USUAL_VOLUME,
    Cash,
    Choose,
    ChooseSeveral,
    Confirm,
    EnterDigits,
    HandOver,
    Pay,
    PresentCard,
    RemoveCard,
    Thing,
    options,
)

MORNING = datetime(2026, 11, 24, 10, 0, tzinfo=JAPAN)
PIN = EnterDigits(phrase=say("pin-enter"), least=4, most=4, secret=True)
FRUIT = Choose(phrase=say("fruit"), options=options(("apple", say("apple")), ("pear", say("pear"))))
SIZE = Choose(phrase=say("size"), options=options(("small", say("small")), ("large", say("large"))))


@pytest.fixture
def clock() -> Clock:
    return Clock(MORNING, running=False)


@pytest.fixture
def talk(clock) -> Conversation:
    talk = Conversation(clock)
    talk.begin("visit-1", "01-1", ("card", "pin"))
    return talk


@pytest.fixture
def visitor(talk) -> Visitor:
    return Visitor(talk)


def test_a_choice_is_answered_by_its_key(talk, visitor):
    flow = Running(lambda: talk.ask(FRUIT))
    visitor.answers("fruit", "2")
    assert flow.result() == "pear"


def test_a_secret_is_shown_to_no_surface(talk, visitor):
    views = []
    talk.listen(views.append)
    flow = Running(lambda: talk.ask(PIN))
    visitor.answers("pin-enter", "7", "3", "back", "9", "1", "8", "ok")
    assert flow.result().octets == b"7918"
    assert "●●●●" in [view.draft for view in views]
    assert not any("7" in repr(view) or "9" in repr(view) or "8" in repr(view) for view in views)
    assert talk._draft == ""


def test_two_surfaces_share_one_draft(talk, visitor):
    flow = Running(lambda: talk.ask(PIN))
    visitor.answers("pin-enter", "1", "2")
    turn = talk.view.turn
    assert talk.press("3", turn) is Pressed.TAKEN
    assert talk.press("4", turn) is Pressed.TAKEN
    assert talk.view.draft == "●●●●"
    visitor.presses("ok")
    assert flow.result().octets == b"1234"


def test_a_double_tap_does_not_answer_the_next_prompt(talk, visitor):
    flow = Running(lambda: (talk.ask(FRUIT), talk.ask(SIZE)))
    visitor.sees("fruit")
    turn = talk.view.turn
    assert talk.press("1", turn) is Pressed.TAKEN
    visitor.sees("size")
    assert talk.press("1", turn) is Pressed.STALE
    visitor.presses("2")
    assert flow.result() == ("apple", "large")


def test_fewer_than_four_digits_are_not_an_answer(talk, visitor):
    flow = Running(lambda: talk.ask(PIN))
    visitor.answers("pin-enter", "1", "2", "3")
    assert talk.press("ok") is Pressed.UNUSED
    visitor.presses("4", "ok")
    assert flow.result().octets == b"1234"


def test_after_a_wrong_pin_the_visitor_is_told_before_the_pad_is_shown(talk, visitor):
    wrong = EnterDigits(phrase=say("pin-wrong", left=2), least=4, most=4, secret=True, attempts=2)
    flow = Running(lambda: talk.ask(wrong))
    visitor.sees("pin-wrong")
    assert talk.view.draft is None
    visitor.presses("ok")
    assert talk.view.draft == ""
    visitor.presses("1", "2", "3", "4", "ok")
    assert flow.result().octets == b"1234"


def test_a_reason_to_end_that_comes_between_two_prompts_is_not_lost(talk, visitor):
    talk.end(CardTaken())
    with pytest.raises(CardTaken):
        Running(lambda: talk.ask(FRUIT)).result()


def test_a_reason_to_end_ends_the_open_prompt(talk, visitor):
    flow = Running(lambda: talk.ask(FRUIT))
    visitor.sees("fruit")
    talk.end(CardTaken())
    with pytest.raises(CardTaken):
        flow.result()


def test_what_was_latched_for_one_visitor_does_not_end_the_next_visit(talk, visitor):
    talk.end(CardTaken())
    talk.finish()
    talk.begin("visit-2", "01-2", ("card", "pin"))
    flow = Running(lambda: talk.ask(FRUIT))
    visitor.answers("fruit", "1")
    assert flow.result() == "apple"


def test_stop_asks_first_and_stop_again_ends_the_visit(talk, visitor):
    flow = Running(lambda: talk.ask(FRUIT))
    visitor.answers("fruit", "stop")
    visitor.answers("visit-cancel-confirm", "stop")
    with pytest.raises(Declined):
        flow.result()


def test_going_on_after_stop_keeps_what_was_entered(talk, visitor):
    flow = Running(lambda: talk.ask(PIN))
    visitor.answers("pin-enter", "1", "2", "stop")
    visitor.answers("visit-cancel-confirm", "ok")
    visitor.sees("pin-enter")
    assert talk.view.draft == "●●"
    visitor.presses("3", "4", "ok")
    assert flow.result().octets == b"1234"


def test_nobody_is_warned_thrice_and_then_the_visit_ends(talk, visitor, clock):
    flow = Running(lambda: talk.ask(FRUIT))
    visitor.sees("fruit")
    seconds = visitor.walks_away()
    with pytest.raises(LeftAlone):
        flow.result()
    assert seconds == [30, 20, 10]


def test_a_key_after_the_warning_goes_on_where_one_was(talk, visitor, clock):
    flow = Running(lambda: talk.ask(PIN))
    visitor.answers("pin-enter", "1")
    clock.advance(120)
    visitor.answers("visit-idle-warning", "ok")
    visitor.sees("pin-enter")
    assert talk.view.draft == "●"
    visitor.presses("2", "3", "4", "ok")
    assert flow.result().octets == b"1234"


def test_each_press_begins_the_patience_anew(talk, visitor, clock):
    flow = Running(lambda: talk.ask(PIN))
    visitor.answers("pin-enter", "1")
    clock.advance(100)
    visitor.presses("2")
    clock.advance(100)
    visitor.presses("3", "4", "ok")
    assert flow.result().octets == b"1234"
    assert "visit-idle-warning" not in visitor.seen


def test_the_language_can_change_in_the_middle(talk, visitor):
    flow = Running(lambda: talk.ask(FRUIT))
    visitor.answers("fruit", "language")
    visitor.answers("language-choose", "2")
    visitor.answers("fruit", "1")
    assert flow.result() == "apple"
    assert talk.view.settings.language == "en"


def test_the_way_of_seeing_can_change_in_the_middle_and_ends_with_the_visit(talk, visitor):
    flow = Running(lambda: talk.ask(FRUIT))
    visitor.answers("fruit", "sight")
    visitor.answers("sight-choose", "3")
    visitor.answers("fruit", "sight")
    visitor.answers("sight-choose", "6")
    visitor.answers("fruit", "1")
    flow.result()
    assert (talk.view.settings.size, talk.view.settings.theme) == (3, "white-on-black")
    talk.finish()
    assert (talk.view.settings.size, talk.view.settings.theme) == (1, "paper")


def test_help_tells_where_one_is_and_then_how_to_call_staff(talk, visitor):
    talk.at("pin")
    flow = Running(lambda: talk.ask(FRUIT))
    visitor.answers("fruit", "help")
    where = visitor.sees("where-am-i")
    assert (where.phrase.values["index"], where.phrase.values["steps"]) == (2, 2)
    visitor.presses("help")
    visitor.answers("help-choose", "5")
    visitor.answers("staff-ask", "ok")
    visitor.answers("fruit", "2")
    assert flow.result() == "pear"


def test_a_step_back_is_told_to_who_asked(talk, visitor):
    flow = Running(lambda: talk.ask(FRUIT))
    visitor.answers("fruit", "back")
    with pytest.raises(SteppedBack):
        flow.result()


def test_a_form_goes_back_question_by_question_and_remembers_the_rest(talk, visitor):
    form = Form(talk)
    flow = Running(lambda: form.fill(lambda ask: (ask(FRUIT), ask(SIZE), ask(PIN))))
    visitor.answers("fruit", "1")
    visitor.answers("size", "1")
    visitor.answers("pin-enter", "back")
    visitor.answers("size", "back")
    visitor.answers("fruit", "2")
    visitor.answers("size", "2")
    visitor.answers("pin-enter", "1", "2", "3", "4", "ok")
    fruit, size, pin = flow.result()
    assert (fruit, size, pin.octets) == ("pear", "large", b"1234")


def test_before_the_first_question_of_a_form_there_is_no_way_back(talk, visitor):
    flow = Running(lambda: Form(talk).fill(lambda ask: ask(FRUIT)))
    visitor.sees("fruit")
    assert talk.press("back") is Pressed.UNUSED
    visitor.presses("1")
    assert flow.result() == "apple"


def test_a_form_can_be_taken_up_again_at_its_last_question(talk, visitor):
    form = Form(talk)
    confirm = Confirm(phrase=say("sure"), verb=say("buy"))

    def order():
        def questions(ask):
            return ask(FRUIT), ask(confirm)

        first = form.fill(questions)
        form.step_back()
        return first, form.fill(questions)

    flow = Running(order)
    visitor.answers("fruit", "1")
    visitor.answers("sure", "ok")
    visitor.answers("sure", "ok")
    assert flow.result() == (("apple", True), ("apple", True))


def test_a_card_that_already_lies_there_answers_at_once(talk, visitor):
    ask = PresentCard(phrase=say("card-place"))
    assert Running(lambda: talk.ask(ask, now=lambda: CardEvent.INSERTED)).result() is True


def test_nothing_but_the_card_going_away_answers_remove_card(talk, visitor):
    flow = Running(lambda: talk.ask(RemoveCard(phrase=say("card-remove"))))
    visitor.sees("card-remove")
    for key in ("ok", "back", "stop", "1"):
        assert talk.press(key) is Pressed.UNUSED
    assert talk.press(CardEvent.REMOVED) is Pressed.TAKEN
    flow.result()


def test_money_is_counted_until_it_is_enough(talk, visitor):
    flow = Running(lambda: talk.ask(Pay(phrase=say("pay"), yen=300)))
    visitor.sees("pay")
    talk.press(Cash(100))
    assert talk.view.draft == 100
    talk.press(Cash(500))
    assert flow.result() == 600


def test_once_money_is_in_the_way_back_is_shut_but_stop_is_not(talk, visitor):
    flow = Running(lambda: talk.ask(Pay(phrase=say("pay"), yen=300)))
    visitor.sees("pay")
    talk.press(Cash(100))
    assert talk.press("back") is Pressed.UNUSED
    visitor.presses("stop")
    visitor.answers("visit-cancel-confirm", "stop")
    with pytest.raises(Declined):
        flow.result()


def test_a_coin_that_falls_while_something_else_is_asked_still_counts(talk, visitor):
    flow = Running(lambda: talk.ask(Pay(phrase=say("pay"), yen=200)))
    visitor.answers("pay", "help")
    visitor.sees("where-am-i")
    talk.press(Cash(100))
    visitor.presses("ok")
    visitor.sees("pay")
    assert talk.view.draft == 100
    talk.press(Cash(100))
    assert flow.result() == 200


def test_several_are_turned_on_and_off(talk, visitor):
    ask = ChooseSeveral(phrase=say("items"), options=options(("a", say("a")), ("b", say("b"))), chosen=("b",))
    flow = Running(lambda: talk.ask(ask))
    visitor.answers("items", "1", "2", "2", "ok")
    assert flow.result() == ("a", "b")


def test_the_alarm_at_the_end_is_ended_by_the_stop_key_and_by_no_timer(talk, visitor, clock):
    things = (Thing("certificate", say("thing-certificate"), say("sheets-count", sheets=1)),)
    flow = Running(lambda: talk.ask(HandOver(phrase=say("hand-over"), things=things, patience=None)))
    visitor.sees("hand-over")
    clock.advance(3600)
    assert talk.view.prompt.phrase.key == "hand-over"
    visitor.presses("ok")
    flow.result()


def test_a_press_while_the_terminal_is_closed_begins_nothing(talk):
    talk.finish()
    talk.close(say("out-of-order"))
    assert talk.press("ok") is Pressed.UNUSED
    talk.close(None)
    assert talk.press("ok") is Pressed.TAKEN
    assert talk.await_visitor(0.1) == "ok"


def test_a_card_taken_away_in_idle_begins_no_visit(talk):
    talk.finish()
    for press in (CardEvent.REMOVED, Cash(100), "stop", "back"):
        assert talk.press(press) is Pressed.UNUSED
    assert talk.press(CardEvent.INSERTED) is Pressed.TAKEN


def test_a_card_taken_while_it_is_needed_ends_what_is_asked(talk, visitor):
    def ask():
        with talk.holding_card():
            return talk.ask(PIN)

    flow = Running(ask)
    visitor.sees("pin-enter")
    talk.notice(CardEvent.REMOVED)
    with pytest.raises(CardTaken):
        flow.result()


def test_a_card_taken_when_nobody_needs_it_changes_nothing(talk, visitor):
    flow = Running(lambda: talk.ask(FRUIT))
    visitor.sees("fruit")
    talk.notice(CardEvent.REMOVED)
    visitor.presses("1")
    assert flow.result() == "apple"


def test_a_terminal_that_is_stopped_ends_what_is_asked_and_asks_nothing_more(talk, visitor):
    flow = Running(lambda: talk.ask(FRUIT))
    visitor.sees("fruit")
    talk.stop()
    with pytest.raises(Stopped):
        flow.result()
    talk.begin("visit-2", "01-2", ("card",))
    with pytest.raises(Stopped):
        Running(lambda: talk.ask(PIN)).result()


def test_help_offers_only_what_there_is(talk, visitor):
    flow = Running(lambda: talk.ask(FRUIT))
    for ear, keys in ((Ear.NONE, "45"), (Ear.READY, "1245"), (Ear.LIFTED, "12345")):
        talk.change_ear(ear)
        visitor.answers("fruit", "help")
        visitor.answers("where-am-i", "help")
        assert "".join(option.key for option in visitor.sees("help-choose").options) == keys
        visitor.presses("back")
    visitor.answers("fruit", "1")
    flow.result()


def test_the_voice_that_one_hears_stays_whichever_way_one_leaves(talk, visitor):
    flow = Running(lambda: talk.ask(FRUIT))
    for leave in ("ok", "5", "help", "back", "stop"):
        visitor.answers("fruit", "voice")
        volume, speed = talk.view.settings.volume, talk.view.settings.speed
        visitor.answers("voice-help", "8", "4" if leave in ("ok", "5") else "6", leave)
        visitor.sees("fruit")
        assert talk.view.settings.volume == volume - 1
        assert talk.view.settings.speed != speed
    visitor.presses("1")
    flow.result()


def test_the_voice_goes_back_to_the_usual_at_the_end_of_a_visit(talk, visitor):
    flow = Running(lambda: talk.ask(FRUIT))
    visitor.answers("fruit", "voice")
    visitor.answers("voice-help", "2", "6", "ok")
    visitor.answers("fruit", "1")
    flow.result()
    talk.finish()
    assert (talk.view.settings.volume, talk.view.settings.speed) == (USUAL_VOLUME, USUAL_SPEED)


def test_pictures_in_sign_language_are_offered_where_the_site_has_them(talk, visitor):
    flow = Running(lambda: talk.ask(FRUIT))
    visitor.answers("fruit", "sight")
    assert not [o for o in visitor.sees("sight-choose").options if o.name.startswith("sign")]
    visitor.presses("back")
    talk.signs = True
    for wanted in (True, False):
        visitor.answers("fruit", "sight")
        visitor.answers("sight-choose", "8")
        visitor.sees("fruit")
        assert talk.view.settings.sign is wanted
    visitor.presses("1")
    flow.result()


def test_by_ear_the_warnings_begin_earlier(talk, visitor, clock):
    talk.change_ear(Ear.LIFTED)
    flow = Running(lambda: talk.ask(FRUIT))
    visitor.sees("fruit")
    clock.advance(180)
    told = []
    for _ in range(3):
        visitor.waits(lambda view: view.prompt.phrase.values.get("seconds") not in [None, *told], "a warning")
        told.append(talk.view.prompt.phrase.values["seconds"])
        clock.advance(15)
    assert told == [45, 30, 15]
    with pytest.raises(LeftAlone):
        flow.result()


def test_something_is_asked_only_until_it_is_answered(talk, visitor):
    assert not talk.is_asking
    free = threading.Event()
    flow = Running(lambda: (talk.ask(FRUIT), free.wait(10)))
    visitor.sees("fruit")
    assert talk.is_asking
    visitor.presses("1")
    assert not talk.is_asking
    free.set()
    flow.result()
