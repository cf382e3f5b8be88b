import io

import pytest
from sample_cards import sample

from cards.apdu import Channel
from cards.errors import CardMute, CardRemoved, PinRequired, SeveralCards
from cards.jpki import JpkiSession
from drivers.frames import FRAME, receive
from drivers.isolated import _failure
from drivers.protocols import CardEvent, CardReader, DeviceFault, Fault
from drivers.reader_program import _Service
from drivers.virtual.misbehaving import FAULTS
from drivers.virtual.reader import VirtualReader

INSERTED, REMOVED = CardEvent.INSERTED, CardEvent.REMOVED


def opened(card=None) -> tuple[VirtualReader, list[CardEvent]]:
    events: list[CardEvent] = []
    reader: CardReader = VirtualReader(card)
    reader.open(events.append)
    return reader, events


def test_a_card_that_comes_and_goes_is_noticed():
    reader, events = opened()
    assert not reader.card_present
    reader.place(sample())
    assert reader.card_present
    reader.remove()
    reader.remove()
    assert events == [INSERTED, REMOVED]


def test_a_card_that_lies_there_when_the_reader_opens_is_noticed():
    assert opened(sample())[1] == [INSERTED]


def test_another_card_in_its_place_is_two_events():
    reader, events = opened(sample())
    reader.place(sample("taro"))
    assert events == [INSERTED, REMOVED, INSERTED]


def test_an_empty_reader_has_no_connection():
    with pytest.raises(CardRemoved):
        opened()[0].connect()


def test_a_connection_ends_with_its_card_even_when_another_comes():
    reader, _ = opened(sample())
    session = JpkiSession(Channel(reader.connect()))
    reader.place(sample("taro"))
    with pytest.raises(CardRemoved):
        session.certificate()


def test_a_connection_ends_when_its_card_is_lifted_and_laid_there_again():
    card = sample()
    reader, _ = opened(card)
    session = JpkiSession(Channel(reader.connect()))
    reader.remove()
    reader.place(card)
    with pytest.raises(CardRemoved):
        session.attempts_left()
    assert JpkiSession(Channel(reader.connect())).attempts_left() == 3


def test_a_torn_card_is_noticed_as_removed():
    card = sample()
    card.faults.torn_at = 1
    reader, events = opened(card)
    with pytest.raises(CardRemoved):
        JpkiSession(Channel(reader.connect()))
    assert events == [INSERTED, REMOVED]
    assert not reader.card_present


def test_a_card_laid_there_while_a_torn_one_was_still_slow_stays():
    slow, other = sample(), sample("taro")
    reader, events = opened(slow)
    slow.faults = FAULTS["torn"]()
    slow.faults.delay_s = 1.0
    slow.wait = lambda seconds: reader.place(other)
    with pytest.raises(CardRemoved):
        JpkiSession(Channel(reader.connect()))
    assert reader.card is other
    assert events == [INSERTED, REMOVED, INSERTED]


def test_closing_a_connection_takes_the_power_and_the_verified_pin():
    reader, _ = opened(sample())
    with reader.connect() as connection:
        JpkiSession(Channel(connection)).verify("1234")
    with pytest.raises(CardRemoved):
        connection.transmit(b"\0\0\0\0")
    with reader.connect() as connection, pytest.raises(PinRequired):
        JpkiSession(Channel(connection)).sign(bytes(32))


def test_an_unplugged_reader_tells_what_to_do_and_comes_back():
    reader, events = opened(sample())
    session = JpkiSession(Channel(reader.connect()))
    reader.set_fault(Fault.OFFLINE)
    assert reader.health().fault is Fault.OFFLINE
    assert "cable" in reader.health().sentence
    assert not reader.card_present
    for act in (session.attempts_left, reader.connect):
        with pytest.raises(DeviceFault):
            act()
    reader.set_fault(None)
    assert reader.health().fault is None
    assert session.attempts_left() == 3
    assert events == [INSERTED, REMOVED, INSERTED]


def test_a_card_put_on_an_unplugged_reader_is_noticed_when_it_comes_back():
    reader, events = opened()
    reader.set_fault(Fault.OFFLINE)
    reader.place(sample())
    assert events == []
    reader.set_fault(None)
    assert events == [INSERTED]


def test_a_mute_reader_is_told_while_a_session_runs():
    reader, _ = opened(sample())
    session = JpkiSession(Channel(reader.connect()))
    reader.set_fault(Fault.MUTE)
    with pytest.raises(CardMute):
        session.attempts_left()


def test_a_connection_is_over_once_its_card_was_mute_and_the_next_begins_anew():
    card = sample()
    reader, events = opened(card)
    session = JpkiSession(Channel(reader.connect()))
    session.verify("1234")
    card.faults.lost_at = 3
    with pytest.raises(CardMute):
        session.sign(bytes(32))
    with pytest.raises(CardRemoved):
        session.sign(bytes(32))
    with reader.connect() as connection, pytest.raises(PinRequired):
        JpkiSession(Channel(connection)).sign(bytes(32))
    assert events == [INSERTED]


def test_the_history_tells_commands_by_header_and_status_only():
    reader, _ = opened(sample())
    with reader.connect() as connection:
        JpkiSession(Channel(connection)).verify("1234")
    assert reader.history == ["connected", "00a4040c 9000", "00200098 9000", "closed"]


def test_a_closed_reader_notices_nothing():
    reader, events = opened()
    reader.close()
    reader.close()
    reader.place(sample())
    assert events == []


def test_a_reader_can_fail_in_the_middle_of_a_session():
    reader = VirtualReader(sample("hanako"))
    reader.set_fault(Fault.OFFLINE, after=3)
    with reader.connect() as connection, pytest.raises(DeviceFault):
        JpkiSession(Channel(connection)).certificate()
    assert len([line for line in reader.history if line.endswith("9000")]) == 3
    assert reader.health().fault is Fault.OFFLINE


def test_of_two_cards_neither_can_be_spoken_to_until_one_lies_alone():
    reader, card = VirtualReader(), sample("hanako")
    reader.place(card, card)
    with pytest.raises(SeveralCards):
        reader.connect()
    reader.place(card)
    reader.connect().close()


def test_two_cards_are_told_through_the_pipe_of_a_readers_own_program():
    reader, answers, card = VirtualReader(), io.BytesIO(), sample("hanako")
    reader.place(card, card)
    _Service(reader, answers).serve(io.BytesIO(FRAME.pack(b"C", 0)))
    answers.seek(0)
    frames = list(iter(lambda: receive(answers), None))
    assert isinstance(_failure(frames[-1][1]), SeveralCards)
