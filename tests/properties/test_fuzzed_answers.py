"""Whatever a card answers: a session gives its answer or a card error, asks for nothing past a declared length, and comes to an end."""

from contextlib import suppress

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from properties.acts import ACTS
from properties.liar import MOST_EXCHANGES, Liar, NoEnd, PastTheEnd
from sample_cards import CARDS

from cards.apdu import READ_BINARY, Channel, Command
from cards.errors import CardError, CertificateRefused
from cards.tables import COMMON, JPKI, JUKI, SURFACE, TEXT
from drivers.virtual import card_kinds
from drivers.virtual.reader import VirtualReader

READERS = {name: VirtualReader(card_kinds.load(CARDS / f"{name}.toml", keep=False)) for name in ("hanako", "transport")}
READER = READERS["hanako"]
FRESH = {pin.name: pin.tries for table in (JPKI, TEXT, COMMON, JUKI) for pin in table.pins} | {
    f"surface_{pin.name}": pin.tries for pin in SURFACE.pins
}
ALLOWED = (CardError, CertificateRefused)
ENDLESS_61 = bytes((6, 0x61, 0x00))
ENDLESS_SHORT = bytes((4, 0, 3))
MORE_THAN_ASKED = bytes.fromhex("00002cdfd9d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d313")
"""Found by coverage-guided fuzzing: 6Cxx with more bytes than the object has left."""


def lie(act, script: bytes, extended: bool | None) -> int:
    """Do it with a lying card; how many exchanges it took."""
    with READERS[act.card].connect() as connection:
        liar = Liar(connection, script, extended)
        with suppress(*ALLOWED):
            act.does(Channel(liar, liar.limits))
    return liar.exchanges


@pytest.mark.parametrize("act", ACTS, ids=repr)
@settings(max_examples=300, deadline=None)
@given(script=st.binary(max_size=60), extended=st.sampled_from((None, True, False)))
@example(script=ENDLESS_61, extended=False)
@example(script=ENDLESS_SHORT, extended=False)
@example(script=MORE_THAN_ASKED, extended=None)
def test_a_lying_card_gets_only_card_errors(act, script, extended):
    assert lie(act, script, extended) > 0
    for name, tries in FRESH.items():
        READER.card.counters.set(name, tries)


def test_a_session_that_reads_past_what_the_object_declares_would_be_found():
    with READER.connect() as connection:
        channel = Channel(Liar(connection, b""))
        ACTS[0].does(channel)
        with pytest.raises(PastTheEnd):
            channel.send(Command(bytes((0x00, READ_BINARY, 0x06, 0x00)), expect=256))


def test_a_session_that_never_ends_would_be_found():
    with READER.connect() as connection:
        channel = Channel(Liar(connection, b""))
        read = Command(bytes((0x00, READ_BINARY, 0x8A, 0x00)), expect=256)
        with pytest.raises(NoEnd):
            [channel.send(read) for _ in range(MOST_EXCHANGES + 1)]
