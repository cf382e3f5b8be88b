"""A card pulled away at any exchange and any byte: nothing wrong is ever taken for an answer, and the next card works."""

from collections import Counter
from random import Random

from properties.acts import ACTS, Act
from properties.line import Line, Strike, torn
from sample_cards import CARDS, sample

from cards.apdu import READ_BINARY, Channel, Command
from cards.errors import CardError, CertificateRefused
from cards.jpki import JpkiSession
from cards.tables import JPKI
from drivers.protocols import DeviceFault
from drivers.virtual import card_kinds
from drivers.virtual.reader import VirtualReader

TEARS = 10_000
READ = Command(bytes((0x00, READ_BINARY, 0x80 | JPKI.user_authentication.certificate, 0x00)), expect=256)


class Counterfoil:
    """One card that is torn, the next person's, and what each act gives when nobody disturbs it."""

    def __init__(self) -> None:
        self.cards = {name: card_kinds.load(CARDS / f"{name}.toml", keep=False) for name in ("hanako", "transport")}
        self.next = sample("taro")
        self.reader = VirtualReader()
        self.truths, self.lengths = {}, {}
        for act in ACTS:
            line = self.fresh_line(self.cards[act.card])
            self.truths[act] = act.does(Channel(line.connect(), line.limits))
            self.lengths[act] = line.lengths
        self.next_serial = self.read_next()

    def fresh_line(self, card) -> Line:
        self.reader.place(card)
        return Line(self.reader)

    def read_next(self) -> int:
        line = self.fresh_line(self.next)
        return JpkiSession(Channel(line.connect(), line.limits)).serial()

    def tear(self, act: Act, chance: Random) -> str:
        """What came of an act whose card leaves at a random byte of a random answer."""
        exchange = chance.randrange(len(self.lengths[act]))
        line = self.fresh_line(self.cards[act.card])
        line.strike_at(exchange + 1, _tear(chance, self.lengths[act][exchange]))
        try:
            found = act.does(Channel(line.connect(), line.limits))
        except (CardError, CertificateRefused, DeviceFault):
            return "error"
        return "right" if act.same(found, self.truths[act]) else f"wrong: {act}"


def _tear(chance: Random, length: int) -> Strike:
    """The card leaves before it acts, before it answers, or in the middle of its answer, of which the beginning comes."""
    acts, cut = chance.random() < 0.8, chance.randrange(length)
    if chance.random() < 0.25:
        return Strike("torn", acts, torn)
    return Strike("cut", True, None, lambda true: true[:cut])


def test_ten_thousand_tears_give_no_wrong_answer_and_the_next_card_works():
    world, came, works = Counterfoil(), Counter(), 0
    for number in range(TEARS):
        came[world.tear(ACTS[number % len(ACTS)], Random(number))] += 1
        works += world.read_next() == world.next_serial
    assert works == TEARS
    assert set(came) <= {"error", "right"}
    assert came["error"] > 0.9 * TEARS
    assert world.cards["hanako"].counters.left("user_authentication", 3) == 3
    assert world.cards["hanako"].counters.left("signature", 5) == 5


def test_an_act_that_takes_the_beginning_for_the_whole_would_be_found():
    world = Counterfoil()
    careless = Act("whatever came", lambda channel: JpkiSession(channel).channel.send(READ).body)
    line = world.fresh_line(world.cards["hanako"])
    world.truths[careless] = careless.does(Channel(line.connect()))
    world.lengths[careless] = line.lengths
    assert any(world.tear(careless, Random(number)).startswith("wrong") for number in range(50))
