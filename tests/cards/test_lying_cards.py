"""A card that answers anything at all: a value or a card error comes of it, in a bounded number of commands, and one attempt at most."""

from contextlib import suppress

import pytest
from card_issuers import ISSUERS
from card_layouts import (
    IDENTITY,
    age,
    attributes,
    certificate,
    face,
    integrity,
    internal_key,
    my_number,
    number_image,
    text_basic,
)
from hypothesis import given
from hypothesis import strategies as st

from cards import possession
from cards.apdu import Channel, Limits
from cards.common import CardPinSession, CommonSession
from cards.errors import CardError, CertificateRefused
from cards.surface import SurfaceSession
from cards.tables import SURFACE, TEXT
from cards.text import TextSession

OK = b"\x90\x00"
GOOD = (
    attributes(),
    integrity(),
    my_number(),
    certificate(),
    internal_key(),
    age(),
    face(),
    number_image(),
    text_basic(),
    IDENTITY,
)
WORDS = (
    OK,
    b"\x62\x82",
    b"\x63\xc2",
    b"\x63\xc0",
    b"\x63\x00",
    b"\x69\x82",
    b"\x69\x84",
    b"\x6b\x00",
    b"\x6f\x00",
    b"\x61\x10",
    b"\x6c\x20",
)
MOST_COMMANDS = 600

answers = st.lists(
    st.one_of(
        st.just(OK),
        st.sampled_from(GOOD).map(lambda record: record[:256] + OK),
        st.sampled_from(GOOD).map(lambda record: record + OK),
        st.builds(bytes.__add__, st.binary(max_size=300), st.sampled_from(WORDS)),
        st.binary(max_size=3),
    ),
    max_size=12,
)


class Liar:
    """Answers in turn, the last one for ever."""

    def __init__(self, told: list[bytes]) -> None:
        self.told, self.asked = [OK, *told], []

    def transmit(self, command) -> bytes:
        self.asked.append(bytes(command))
        return self.told.pop(0) if len(self.told) > 1 else self.told[0]


def attributes_checked(channel) -> None:
    session = TextSession(channel)
    session.verify("1234")
    found, number = session.attributes(), session.my_number()
    session.integrity().check(ISSUERS.check(session.certificate()), found, number)


def face_checked(channel) -> None:
    session = SurfaceSession(channel)
    session.verify("55021720352285", SURFACE.number_b)
    session.face().check(ISSUERS.check(session.certificate()))


def age_checked(channel) -> None:
    session = SurfaceSession(channel)
    session.verify("550217", SURFACE.birth_date)
    session.age().check(ISSUERS.check(session.certificate()))


JOBS = {
    "attributes": attributes_checked,
    "face": face_checked,
    "age": age_checked,
    "number image": lambda channel: SurfaceSession(channel).number_image(),
    "surface basic": lambda channel: SurfaceSession(channel).basic(),
    "text basic": lambda channel: TextSession(channel).basic(),
    "attempts": lambda channel: TextSession(channel).attempts_left(TEXT.number_a),
    "change": lambda channel: CardPinSession(channel).change_pin("1234", "4321"),
    "identity": lambda channel: CommonSession(channel).identity(),
    "register": lambda channel: possession.register(channel, "1234", ISSUERS),
    "answer": lambda channel: possession.answer(channel, bytes(32)),
}


@pytest.mark.parametrize("job", JOBS)
@given(told=answers, extended=st.sampled_from([None, False, True]))
def test_a_lie_ends_in_a_card_error_and_spends_one_attempt_at_most(job, told, extended):
    liar = Liar(told)
    with suppress(CardError, CertificateRefused):
        JOBS[job](Channel(liar, Limits(extended)))
    presented = [command for command in liar.asked if command[1] == 0x20 and len(command) > 5]
    assert len(presented) <= 1
    assert len(liar.asked) < MOST_COMMANDS
