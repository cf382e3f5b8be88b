"""What `kazasu card` does when a card or reader fails in the middle: it asks the counter, and never makes a second attempt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_cards import sample

from cards.errors import CardError, CardMute, CardRemoved, PinBlocked
from cards.felica import FelicaCard
from cards.jpki import JpkiSession
from cards.secret import Secret
from drivers.protocols import DeviceFault, Fault
from drivers.virtual.reader import VirtualReader
from firmware.card_commands import show
from firmware.card_commands.desk import Told, served

CARD = sample()
RIGHT, WRONG = "1234", "0000"


def try_once(reader: VirtualReader, code: str, meanwhile=lambda: None) -> None:
    """Somebody types a code once; `meanwhile` happens while he types."""

    def typed(_: str) -> Secret:
        meanwhile()
        return Secret(code)

    with served(reader) as desk:
        session = JpkiSession(desk.channel)
        session.verify(desk.enter(session, session.table.user_authentication.pin, typed))


def about_the_pin(card) -> list[str]:
    """Status words of the commands about the PIN, by the card's own log: questions answer 63C3 to 63C0, as a wrong code does."""
    return [line[-4:] for line in card.log if line.startswith("0020")]


@pytest.mark.parametrize(("code", "log"), [(RIGHT, ["63c3", "9000", "63c3"]), (WRONG, ["63c3", "63c2", "63c2"])])
def test_after_a_lost_answer_the_counter_is_told(code, log):
    card = sample()
    card.faults.lost_at = 3  # after select and counter
    with pytest.raises(Told) as told:
        try_once(VirtualReader(card), code)
    assert about_the_pin(card) == log
    left = int(log[-1][-1])
    assert (told.value.attempts_left, type(told.value.__cause__)) == (left, CardMute)
    assert str(told.value).endswith(f"attempts left of user_authentication: {left}")


@pytest.mark.parametrize("surplus", [-2, -1, 5])
def test_after_an_answer_that_is_none_the_counter_is_told(surplus):
    card = sample()
    reader = VirtualReader(card)

    def spoil():
        card.faults.surplus = surplus

    with pytest.raises(Told) as told:
        try_once(reader, WRONG, spoil)
    # The card is still out of its mind, so nobody can say what it counted.
    assert told.value.attempts_left is None
    assert "not known, `kazasu card show` tells" in str(told.value)
    assert about_the_pin(card)[:2] == ["63c3", "63c2"]
    assert len([line for line in card.log if line.startswith("0020")]) <= 3


def test_a_card_that_is_taken_away_while_somebody_types_loses_no_attempt():
    card = sample()
    reader = VirtualReader(card)
    with pytest.raises(Told) as told:
        try_once(reader, RIGHT, reader.remove)
    assert type(told.value.__cause__) is CardRemoved
    assert about_the_pin(card) == ["63c3"]


def test_a_reader_that_goes_while_somebody_types_loses_no_attempt():
    card = sample()
    reader = VirtualReader(card)
    with pytest.raises(Told) as told:
        try_once(reader, RIGHT, lambda: reader.set_fault(Fault.OFFLINE))
    assert type(told.value.__cause__) is DeviceFault
    assert about_the_pin(card) == ["63c3"]


def test_a_blocked_pin_is_not_asked_for():
    card = sample()
    card.counters.set("user_authentication", 0)
    asked = []
    with pytest.raises(Told) as told:
        try_once(VirtualReader(card), RIGHT, lambda: asked.append("a PIN"))
    assert (asked, type(told.value.__cause__), told.value.attempts_left) == ([], PinBlocked, 0)


@pytest.mark.parametrize("act", [show.show, lambda desk: FelicaCard(desk.channel).history()])
def test_a_card_that_answers_garbage_gets_a_sentence(act):
    for seed in range(60):
        card = sample()
        card.faults.garbage = seed
        with pytest.raises((CardError, Told)) as told, served(VirtualReader(card)) as desk:
            act(desk)
        assert str(told.value)


@given(apdu=st.integers(1, 40), byte=st.none() | st.integers(0, 300))
def test_a_card_torn_away_while_it_shows_itself_is_no_card(apdu, byte):
    card = CARD
    card.faults.torn_at, card.faults.torn_at_byte = apdu, byte
    reader = VirtualReader(card)
    try:
        with served(reader) as desk:
            assert show.show(desk)["kind"] == "my_number"
    except CardRemoved:
        assert reader.card is None
    assert attempts(card) == 3


def attempts(card) -> int:
    card.faults.torn_at = None
    with served(VirtualReader(card)) as desk:
        return JpkiSession(desk.channel).attempts_left()


def test_no_error_holds_the_code():
    card = sample()
    card.faults.lost_at = 3
    with pytest.raises(Told) as told:
        try_once(VirtualReader(card), "7391")
    error: BaseException | None = told.value
    while error:
        assert "7391" not in repr(error)
        error = error.__cause__ or error.__context__
