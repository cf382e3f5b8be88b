"""The PC/SC driver in its child program, against a real pcscd with the virtual card in a vpcd slot."""

from hashlib import sha256

import pytest
from acting import until
from sample_cards import NOW, sample, session_with

from cards.apdu import Channel
from cards.certificates import TrustAnchors
from cards.errors import CardMute, CardRemoved, PinRequired, WrongPin
from cards.jpki import JpkiSession
from drivers.isolated import IsolatedReader
from drivers.pcsc import PcscReader
from drivers.protocols import CardEvent, DeviceFault, Fault
from drivers.virtual.certificates import user_authentication_ca

pytestmark = pytest.mark.real
INSERTED, REMOVED = CardEvent.INSERTED, CardEvent.REMOVED


@pytest.fixture
def events() -> list[CardEvent]:
    return []


@pytest.fixture
def reader(private_pcscd, events):
    reader = IsolatedReader("pcsc", deadline_s=2.0)
    reader.open(events.append)
    until(lambda: reader.health().fault is None, "the reader")
    yield reader
    reader.close()


@pytest.fixture
def slot(private_pcscd, reader):
    with private_pcscd.slot() as slot:
        yield slot
    until(lambda: not reader.card_present, "an empty reader")


def put(slot, reader, card):
    slot.place(card)
    until(lambda: reader.card_present, "the card")
    return card


def take(slot, reader):
    slot.remove()
    until(lambda: not reader.card_present, "an empty reader")


def whole_session(reader) -> None:
    with reader.connect() as connection:
        channel = Channel(connection)
        session = JpkiSession(channel)
        certificate = session.certificate()
        assert channel.apdus == 8
        session.verify("1234")
        signature = session.sign(sha256(b"challenge").digest())
        assert channel.apdus == 10
    TrustAnchors([user_authentication_ca().der]).check(certificate, NOW).verify(signature, b"challenge")
    assert certificate == session_with(sample()).certificate()


def test_a_whole_session_over_a_real_pcscd_costs_what_it_costs_in_process(slot, reader, events):
    put(slot, reader, sample())
    whole_session(reader)
    take(slot, reader)
    assert events == [INSERTED, REMOVED]


def test_wrong_pins_are_told_over_a_real_pcscd(slot, reader):
    put(slot, reader, sample())
    with reader.connect() as connection, pytest.raises(WrongPin) as wrong:
        JpkiSession(Channel(connection)).verify("0000")
    assert wrong.value.attempts_left == 2


def test_closing_unpowers_the_card_so_the_pin_is_forgotten(slot, reader):
    put(slot, reader, sample())
    with reader.connect() as connection:
        JpkiSession(Channel(connection)).verify("1234")
    with reader.connect() as connection, pytest.raises(PinRequired):
        JpkiSession(Channel(connection)).sign(bytes(32))


def test_the_connection_is_exclusive(slot, reader):
    put(slot, reader, sample())
    with reader.connect(), pytest.raises(DeviceFault, match="Another program"):
        PcscReader().connect()
    with PcscReader().connect() as connection:
        assert connection.transmit(bytes.fromhex("00A40000")) == b"\x6a\x86"


def test_a_card_pulled_at_any_apdu_of_a_session_counts_as_removed(slot, reader):
    for torn_at in range(1, 11):
        card = sample()
        card.faults.torn_at = torn_at
        put(slot, reader, card)
        with pytest.raises(CardRemoved):
            whole_session(reader)
        take(slot, reader)
    put(slot, reader, sample())
    whole_session(reader)


def test_an_empty_reader_has_no_connection(slot, reader):
    with pytest.raises(CardRemoved):
        reader.connect()


def test_a_mute_card_is_told_at_the_deadline_and_the_reader_serves_the_next_card(slot, reader, events):
    card = put(slot, reader, sample())
    connection = reader.connect()
    session = JpkiSession(Channel(connection))
    first_child = reader.child_pid
    card.faults.mute = True
    with pytest.raises(CardMute):
        session.certificate()
    assert reader.child_pid != first_child
    with pytest.raises(CardRemoved):
        session.certificate()
    connection.close()
    take(slot, reader)
    put(slot, reader, sample())
    whole_session(reader)
    assert events == [INSERTED, REMOVED, INSERTED]


def test_a_card_that_is_mute_from_the_start_does_not_hold_up_the_next(slot, reader):
    card = sample()
    card.faults.mute = True
    put(slot, reader, card)
    with pytest.raises(CardMute), reader.connect() as connection:
        JpkiSession(Channel(connection))
    take(slot, reader)
    put(slot, reader, sample())
    whole_session(reader)


def test_a_slow_card_within_the_deadline_is_served(slot, reader):
    card = sample()
    card.faults.delay_s = 0.05
    put(slot, reader, card)
    whole_session(reader)


def test_pcscd_may_stop_and_come_back(private_pcscd, slot, reader, events):
    put(slot, reader, sample())
    connection = reader.connect()
    private_pcscd.stop()
    assert reader.health().fault is Fault.OFFLINE
    assert "pcscd" in reader.health().sentence
    with pytest.raises(DeviceFault):
        connection.transmit(bytes.fromhex("00A40000"))
    with pytest.raises(DeviceFault):
        reader.connect()
    until(lambda: not reader.card_present, "the loss of the reader")
    private_pcscd.start()
    put(slot, reader, sample())
    assert reader.health().fault is None
    whole_session(reader)
    assert events == [INSERTED, REMOVED, INSERTED]


def test_a_reader_of_another_name_is_offline(private_pcscd):
    reader = IsolatedReader("pcsc", "ACS ACR39U")
    try:
        assert reader.health().fault is Fault.OFFLINE
        assert "not connected" in reader.health().sentence
        with pytest.raises(DeviceFault):
            reader.connect()
    finally:
        reader.close()


def test_a_reader_is_found_by_a_part_of_its_name(slot, private_pcscd):
    reader = IsolatedReader("pcsc", "PCD 00 00")
    reader.open(lambda event: None)
    put(slot, reader, sample())
    whole_session(reader)
    take(slot, reader)
    reader.close()


def test_the_driver_alone_sees_a_card_come_and_go(private_pcscd):
    events: list[CardEvent] = []
    reader = PcscReader()
    reader.open(events.append)
    reader.open(events.append)
    with private_pcscd.slot() as slot:
        slot.place(sample())
        until(lambda: reader.card_present, "the card")
    until(lambda: not reader.card_present, "an empty reader")
    reader.close()
    reader.close()
    assert events == [INSERTED, REMOVED]


def test_a_driver_opened_again_tells_anew_of_a_card_that_lies_there(private_pcscd):
    events: list[CardEvent] = []
    reader = PcscReader()
    with private_pcscd.slot() as slot:
        slot.place(sample())
        for times in (1, 2):
            reader.open(events.append)
            until(lambda: reader.card_present, "the card")
            reader.close()
            assert events == [INSERTED] * times
        reader.open(events.append)
    until(lambda: not reader.card_present, "an empty reader")
    reader.close()
