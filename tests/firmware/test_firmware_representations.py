"""Nothing that a terminal holds of a card or a person stands in a representation, which a traceback with locals would show."""

import pytest

from cards.jpki import Token
from central.wire import Order, Person, Quote
from drivers.protocols import PrintJob
from firmware.card_commands.cms import Draft
from firmware.card_commands.cms_reading import Signed
from firmware.card_commands.measuring import Recording
from firmware.config import TerminalSettings
from firmware.entering import Typed
from firmware.gate import Known
from firmware.snapshots.shelf import Held
from firmware.steps.card import Proof
from firmware.steps.identify import Identified

WORD = "5E471E1"
BYTES = WORD.encode()
ORDER = Order(order="o", kind="residence", whom="self", items=[], copies=1)
QUOTE = Quote(order="o", fee=300, sheets=1, sha256="0" * 64)


@pytest.mark.parametrize(
    "thing",
    [
        Proof(BYTES, BYTES),
        Identified(Person(offers=[]), WORD, BYTES, BYTES),
        Draft(b"", "sha256", BYTES, BYTES),
        Signed(BYTES, None),
        Recording(None, [(BYTES, BYTES)]),
        Typed(WORD, WORD),
        Known("t", "v", "k", WORD, ORDER, QUOTE, "r"),
        Held(None, BYTES, BYTES, BYTES),
        TerminalSettings(role="pass_desk", name="desk-01", devices={}, staff={WORD: "0" * 64}, training={WORD: "0" * 64}),
        Token("label", "maker", "model", WORD, "1", "1"),
        PrintJob("ticket", BYTES, 1),
    ],
    ids=lambda thing: type(thing).__name__,
)  # fmt: skip
def test_what_tells_of_a_card_or_a_person_is_never_represented(thing):
    assert WORD not in repr(thing)
    assert repr(thing)
