"""What the desk for passes shows, on every panel, in every size and language: nothing clipped, overlapping or missing."""

import os

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")

from datetime import date

import pytest

from central.wire import Enrolled, Medium, PassOffer, Reason, Refusal, Words
from firmware.clock import Clock
from firmware.conversation import Conversation, Settings, View
from firmware.phrases import say
from firmware.phrases.reader import PhraseBook
from firmware.prompts import EnterDigits, PresentCard, RemoveCard, Sign, Tell, Wait
from firmware.refusals import PHRASES, phrase_for_one
from firmware.roles.pass_desk import Role
from firmware.steps.choose_pass import choose_pass, day, presentable, tell_done
from screens.lint import faults
from screens.page import MORE, Moment, Page, canvas_for
from screens.prompts import draw
from screens.theme import PANELS

BOOK = PhraseBook()
DAY = date(2027, 12, 31)
NAMES = ("シルバーポイント", "敬老パス", "昼間バス券", "福祉パス", "通学の子ども割引", "免許返納パス")


def offers():
    """Four that may be had, one that is held and gives up another, and one that may not."""
    made = [
        PassOffer(
            scheme=f"scheme-{n}",
            name={"ja": Words(text=name, speech=name), "en": Words(text=f"Senior pass {n}", speech=f"Pass {n}")},
            media=list(Medium),
            points=2000 * (n == 0),
            rides=20 * (n == 2),
        )
        for n, name in enumerate(NAMES)
    ]
    made[2].replaces, made[3].held = "scheme-1", True
    made[5].refused = Refusal(reason=Reason.PAPERS_NEEDED)
    return presentable(made, is_phone=False)


class Asked(Conversation):
    """A conversation that answers by itself and keeps what was asked."""

    def __init__(self, *answers):
        super().__init__(Clock(running=False))
        self.begin("visit", "desk-1", Role.steps)
        self.prompts, self.answers = [], list(answers)

    def ask(self, prompt, now=lambda: None):
        self.prompts.append(prompt)
        return self.answers.pop(0) if self.answers else True


def questions(scheme):
    """All that is asked about one scheme, and the last word."""
    talk = Asked(scheme, "felica")
    wish = choose_pass(talk, talk.ask, offers())
    tell_done(talk, wish, Enrolled(application="a", scheme=scheme, begins=DAY, points=2000))
    return talk.prompts


def cards():
    for key in ("pass-place-again", "pass-place-transit"):
        yield PresentCard(phrase=say(key))
        yield PresentCard(phrase=say(key), sign=Sign.WARN)
    for key in ("pass-not-transit", "pass-other-card"):
        yield RemoveCard(phrase=say(key), sign=Sign.WARN)
    yield RemoveCard(phrase=say("pass-lift"))
    for key in ("profile-pin-enter", "pass-pin-again"):
        yield EnterDigits(phrase=say(key), least=4, most=4, secret=True)


def told():
    for key in ("pass-none", "profile-pin-blocked"):
        yield Tell(phrase=say(key), sign=Sign.BAD, verb=say("button-end"))
    ours = [reason for reason, key in PHRASES.items() if key.startswith("pass-")]
    for why in (*(phrase_for_one(Refusal(reason=reason)) for reason in ours), say("pass-age-from", day=day(DAY))):
        yield Tell(phrase=why, sign=Sign.WARN, verb=say("button-return"), back=True)
    yield Tell(phrase=say("pass-practice"))
    yield Tell(phrase=say("pass-practice-ended"), sign=Sign.GOOD, verb=say("button-end"))
    yield Wait(phrase=say("pass-sending"))


PROMPTS = [*questions("scheme-0"), *questions("scheme-2")[-2:], *questions("scheme-3")[-2:], *cards(), *told()]


def measured(prompt, panel, settings):
    steps = Role.steps
    view = View(turn=1, prompt=prompt, steps=steps, step=2, visit="v", ticket="desk-1", settings=settings)
    canvas = canvas_for(PANELS[panel], view)
    draw(Page(canvas, BOOK, view, Moment()))
    return canvas


@pytest.mark.parametrize("panel", PANELS)
def test_every_question_and_word_of_the_desk_is_shown_without_fault_on_one_page(panel):
    found = {}
    for language in BOOK.languages:
        for size in (1, 2, 3):
            for prompt in PROMPTS:
                canvas = measured(prompt, panel, Settings(language, size))
                more = isinstance(prompt, Tell) and any(target.key == MORE for target in canvas.targets)
                if wrong := faults(canvas) + ["has a second page"] * more:
                    found[prompt.phrase.key, language, size] = wrong
    assert found == {}
