"""The lights: each shines while its place is asked for, and a broken one stops nobody."""

from drivers.protocols import DeviceFault, Fault
from firmware.clock import Clock
from firmware.conversation import Conversation
from firmware.lights import Lights
from firmware.phrases import say
from firmware.prompts import HandOver, PresentCard, RemoveCard, Tell, Thing


class Light:
    """A light in memory."""

    def __init__(self, *, broken=False):
        self.broken, self.shines = broken, False

    def light(self):
        if self.broken:
            raise DeviceFault(Fault.OFFLINE, "the light is gone")
        self.shines = True

    def dim(self):
        self.shines = False


CARD, AWAY = PresentCard(phrase=say("card-place")), RemoveCard(phrase=say("card-remove"))
TAKE = HandOver(
    phrase=say("hand-over"), things=(Thing("receipt", say("thing-receipt"), say("sheets-count", sheets=1)),)
)
TELL = Tell(phrase=say("visit-cancelled"))


def shown(*prompts, broken=False):
    """Whether (card, paper) shine at each of these prompts, and in idle after them."""
    talk = Conversation(Clock())
    card, paper = Light(broken=broken), Light()
    Lights(talk, card, paper).start()
    for prompt in prompts:
        # what a visit's thread does first when it asks
        talk._open(prompt, prompt.start())
        yield card.shines, paper.shines
    talk.finish()
    yield card.shines, paper.shines


def test_the_light_of_the_card_shines_while_a_card_is_put_or_taken_and_that_of_the_paper_while_it_waits():
    dark, card, paper = (False, False), (True, False), (False, True)
    assert list(shown(CARD, TELL, AWAY, TAKE, TELL, TAKE)) == [card, dark, card, paper, dark, paper, dark]


def test_a_broken_light_stops_nobody():
    assert list(shown(CARD, TAKE, broken=True)) == [(False, False), (False, True), (False, False)]
