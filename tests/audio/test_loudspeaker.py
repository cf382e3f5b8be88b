"""The loudspeaker: a queue hears generic words only, whatever the visitor is asked or told."""

from dataclasses import replace

import pytest
from acting import Running

from firmware.phrases import Phrase, Reading, say
from firmware.phrases.properties import properties
from firmware.phrases.reader import PhraseBook
from firmware.prompts import (
    Adjust,
    Cash,
    Choose,
    ChooseSeveral,
    Confirm,
    EnterDigits,
    EnterText,
    HandOver,
    Option,
    Pay,
    PresentCard,
    RemoveCard,
    Row,
    Sign,
    Tell,
    Thing,
    Wait,
    options,
)

BOOK = PhraseBook()
PRIVATE = sorted(key for key, known in properties().items() if known.channel == "private")
STAFF = sorted(key for key, known in properties().items() if known.channel == "staff")
COUNTED_ALOUD = {"visit-idle-warning"}
"""How many seconds are left may be heard by all."""
SENTINEL = "七七四九"


def full(key: str) -> Phrase:
    """The phrase with a value in every place that would be known again."""
    return say(key, **dict.fromkeys(properties()[key].values, SENTINEL))


@pytest.fixture
def shown(talk, ear):
    """Ask and tell something by eye, one after the other; all that was heard aloud comes back."""
    talk.begin("visit-1", "01-1", ("card",))

    def show(*phrases: Phrase) -> list[str]:
        before = len(ear.aloud)
        for phrase in phrases:
            talk.tell(phrase.key, **phrase.values)
            talk._open(Tell(phrase=phrase, patience=None), "")
            ear.settles()
        ear.listens()
        return ear.aloud[before:]

    return show


@pytest.mark.parametrize("language", BOOK.languages)
def test_no_private_phrase_and_no_value_of_one_is_ever_said_aloud(talk, shown, language):
    talk.change_settings(replace(talk.view.settings, language=language))
    phrases = [full(key) for key in PRIVATE]
    aloud = shown(*phrases)
    private = {BOOK.speech(phrase, language) for phrase in phrases} - {
        BOOK.aloud(phrase, language) for phrase in phrases
    }
    counted = [BOOK.aloud(full(key), language) for key in COUNTED_ALOUD]
    assert aloud
    assert not private & set(aloud)
    assert [text for text in aloud if SENTINEL in text and text not in counted] == []


YEN = 77490
ASKED = [
    Choose(
        phrase=say("certificate-choose", count=1),
        options=(Option("1", "tax", say("certificate-tax"), say("certificate-tax-note"), YEN),),
    ),
    ChooseSeveral(phrase=say("items-several"), options=options(("relation", say("item-relation")))),
    Confirm(
        phrase=say("order-check"),
        verb=say("button-apply"),
        rows=(Row(say("row-whom"), say("person-self")), Row(say("row-certificate"), say("certificate-tax"))),
        yen=YEN,
    ),
    EnterDigits(phrase=say("copies-enter"), least=1, most=2),
    EnterDigits(phrase=say("pin-enter"), least=4, most=4, secret=True),
    EnterText(phrase=say("text-enter"), least=1, most=5),
    PresentCard(phrase=say("card-place"), otherwise=say("practice-without-card")),
    Pay(phrase=say("pay-insert-cash"), note=say("pay-exact-only", due=YEN), yen=YEN),
    Wait(phrase=say("print-started", seconds=15)),
    HandOver(
        phrase=say("hand-over"),
        things=(Thing("certificate", say("thing-certificate"), say("sheets-count", sheets=2)),),
    ),
    Tell(phrase=say("pay-change-take", change=YEN), amount=say("yen-amount", yen=YEN)),
]


@pytest.mark.parametrize("language", BOOK.languages)
def test_what_stands_on_a_prompt_is_said_aloud_only_as_its_generic_words(talk, ear, language):
    talk.begin("visit-1", "01-1", ("card",))
    talk.change_settings(replace(talk.view.settings, language=language))
    allowed = {ear.book.aloud(phrase, language) for phrase in (prompt.phrase for prompt in ASKED)}
    for prompt in ASKED:
        talk._open(prompt, prompt.start())
        ear.settles()
        for key in ("1", "2", "ok", "back"):
            if prompt.press(talk.view.draft, key) and not prompt.press(talk.view.draft, key).answer:
                talk.press(key)
                ear.settles()
    talk.press(Cash(100))
    ear.listens()
    assert ear.aloud
    assert set(ear.aloud) <= allowed
    assert not any(str(YEN) in text for text in ear.aloud)


def test_what_is_for_staff_is_not_said_aloud(shown):
    assert shown(*(full(key) for key in STAFF)) == []


def test_a_name_or_a_private_phrase_in_public_words_makes_them_private(shown):
    names = Reading("山田", "やまだ"), say("certificate-tax")
    assert shown(*(say("volume-changed", level=name) for name in names)) == []


def test_what_a_city_sends_is_never_said_aloud(talk, ear):
    talk.begin("visit-1", "01-1", ("card",))
    own = {"ja": {"text": SENTINEL, "speech": SENTINEL}}
    Running(lambda: talk.ask(Tell(phrase=Phrase("out-of-order", own=own))))
    ear.until(lambda: talk.view.prompt is not None)
    ear.listens()
    assert not any(SENTINEL in text for text in ear.aloud)


def test_by_eye_the_loudspeaker_asks_in_generic_words(talk, ear):
    talk.begin("visit-1", "01-1", ("card",))
    rows = (Row(say("row-certificate"), say("certificate-residence")),)
    Running(lambda: talk.ask(Confirm(phrase=say("order-check"), verb=say("button-apply"), rows=rows, yen=300)))
    ear.hears("内容をお確かめください。", channel="speaker")
    ear.listens()
    assert ear.aloud == ["内容をお確かめください。"]
    assert [one for one in ear.heard if one.channel == "handset"] == []


def test_beside_a_lifted_handset_the_loudspeaker_is_silent(talk, visiting):
    flow = Running(lambda: talk.ask(Choose(phrase=say("person-choose"), options=options(("self", say("person-self"))))))
    visiting.hears("person-choose")
    talk.tell("pay-done")
    visiting.hears("pay-done")
    visiting.presses("1")
    flow.result()
    assert visiting.aloud == []


def test_lifting_the_handset_cuts_the_loudspeaker(talk, ear):
    talk.begin("visit-1", "01-1", ("card",))
    Running(lambda: talk.ask(Tell(phrase=say("card-place"))))
    said = ear.hears("card-place", channel="speaker")
    ear.lifts()
    assert ear.over(said).cut


@pytest.mark.parametrize("phrase", ["card-left-alarm", "phone-left-alarm", "paper-left-alarm"])
def test_only_the_alarm_over_what_is_left_behind_sounds_beside_it_and_is_short(talk, visiting, phrase):
    alarm = RemoveCard(phrase=say(phrase), note=say("left-behind", seconds=30), sign=Sign.WARN)
    Running(lambda: talk.ask(alarm))
    said = visiting.hears(phrase, channel="speaker")
    visiting.hears("left-behind")
    visiting.listens()
    over = visiting.over(said)
    assert over.ended - over.started < 3


def test_who_changes_the_voice_by_eye_hears_it_as_it_will_be(talk, ear):
    talk.begin("visit-1", "01-1", ("card",))
    Running(lambda: talk.ask(Tell(phrase=say("pay-refunded", fee=300))))
    ear.until(lambda: talk.view.prompt is not None)
    ear.listens()
    usual = ear.speaker.gain
    talk.press("voice")
    ear.until(lambda: isinstance(talk.view.prompt, Adjust))
    ear.listens()
    talk.press("2")
    ear.hears("volume-changed", channel="speaker")
    assert ear.speaker.gain == usual + 8
