"""Two switches: every key that does something can be reached and pressed, and a secret digit is not named."""

from acting import Running

from audio import two_switch
from firmware.phrases import say
from firmware.prompts import Choose, EnterDigits, EnterText, PresentCard, options

WHOM = Choose(
    phrase=say("person-choose"),
    options=options(("self", say("person-self")), ("household", say("person-household"))),
)
PIN = EnterDigits(phrase=say("pin-enter"), least=4, most=4, secret=True)


def test_the_focus_goes_round_the_options_and_then_the_other_keys(talk, visiting):
    Running(lambda: talk.ask(WHOM))
    visiting.hears("person-choose")
    order = []
    for _ in range(8):
        visiting.moves()
        order.append(talk.view.focus)
    assert order == ["1", "2", "back", "again", "help", "stop", "1", "2"]


def test_what_has_the_focus_is_said_and_select_presses_it(talk, visiting):
    flow = Running(lambda: talk.ask(WHOM))
    visiting.hears("person-choose")
    visiting.moves()
    assert visiting.hears("person-self").text == "本人だけは1。"
    visiting.moves()
    assert visiting.hears("person-household").text == "世帯全員は2。"
    visiting.selects()
    assert flow.result() == "household"


def test_a_digit_of_a_secret_number_is_a_click_and_no_word(talk, visiting):
    flow = Running(lambda: talk.ask(PIN))
    visiting.hears("pin-enter")
    visiting.listens()
    for digit in (2, 7, 1, 8):
        clicks = visiting.handset.clicks
        while talk.view.focus != str(digit):
            visiting.moves()
        assert visiting.handset.clicks > clicks
        visiting.selects()
    visiting.listens()
    said = [one for one in visiting.heard if one.keys[0] == "pin-digit-taken"]
    assert [one.text for one in said] == ["1けた。", "2けた。", "3けた。", "4けた。"]
    assert not any("digit-say" in one.keys for one in visiting.heard)
    while talk.view.focus != "ok":
        visiting.moves()
    assert visiting.hears("key-name-ok")
    visiting.selects()
    assert flow.result().octets == b"2718"


def test_without_the_handset_the_focus_moves_on_the_screen_in_silence(talk, ear):
    talk.begin("visit-1", "01-1", ("card",))
    flow = Running(lambda: talk.ask(WHOM))
    ear.until(lambda: talk.view.prompt is not None)
    ear.moves(2)
    assert talk.view.focus == "2"
    assert [one for one in ear.heard if one.channel == "handset"] == []
    ear.selects()
    assert flow.result() == "household"


def test_select_without_a_focus_moves_to_the_first_key(talk, visiting):
    Running(lambda: talk.ask(PresentCard(phrase=say("card-place"), otherwise=say("practice-without-card"))))
    visiting.hears("card-place")
    visiting.selects()
    assert talk.view.focus == "1"
    visiting.hears("practice-without-card")


def test_letters_are_written_by_two_switches(talk, visiting):
    flow = Running(lambda: talk.ask(EnterText(phrase=say("text-enter"), least=1, most=3)))
    visiting.hears("text-enter")
    for key in ("2", "3", "ok"):
        while talk.view.focus != key:
            visiting.moves()
        visiting.selects()
    assert flow.result() == "C"


def test_with_nothing_to_press_the_focus_stays_nowhere(talk, visiting):
    with talk.working("order-sending"):
        visiting.hears("order-sending")
        assert set(two_switch.keys(talk.view)) <= {"again"}
