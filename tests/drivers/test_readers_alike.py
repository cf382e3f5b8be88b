"""One protocol suite for every kind of card reader: the same events, errors and order."""

import os
import signal
from dataclasses import replace
from hashlib import sha256

import pytest
from acting import until
from reader_rigs import MAKERS, REAL_RIGS, RIGS, SerialRig
from sample_cards import CARDS, NOW, sample, session_with

from cards.apdu import Channel
from cards.certificates import TrustAnchors
from cards.errors import CardMute, CardRemoved, PinRequired, SeveralCards, WrongPin
from cards.felica import FelicaCard, idm_of
from cards.jpki import JpkiSession
from cards.kinds import tell
from drivers.protocols import CardEvent, DeviceFault, Fault
from drivers.virtual.card_kinds import load
from drivers.virtual.certificates import user_authentication_ca
from firmware.identity import read

INSERTED, REMOVED = CardEvent.INSERTED, CardEvent.REMOVED
SELECT_NOTHING = bytes.fromhex("00A40000")
A_CODE = (b"application", 0x18)
KINDS = ("hanako", "facial", "android", "iphone", "resident_old", "licence", "transport", "unknown", "tag")


@pytest.fixture
def rig(request, tmp_path):
    with MAKERS[request.param](request, tmp_path) as rig:
        yield rig
        rig.reader.close()


def on_every_reader(test):
    return pytest.mark.parametrize("rig", RIGS, indirect=True)(test)


def whole_session(reader) -> None:
    with reader.connect() as connection:
        session = JpkiSession(Channel(connection, connection.limits))
        certificate = session.certificate()
        session.verify("1234")
        signature = session.sign(sha256(b"challenge").digest())
    TrustAnchors([user_authentication_ca().der]).check(certificate, NOW).verify(signature, b"challenge")
    assert certificate == session_with(sample()).certificate()


@on_every_reader
def test_a_card_that_comes_and_goes_is_told_in_order(rig):
    for _ in range(2):
        rig.put(sample())
        rig.take()
    rig.has_told([INSERTED, REMOVED] * 2)


@on_every_reader
def test_a_whole_session_runs_and_the_next_too(rig):
    rig.put(sample())
    whole_session(rig.reader)
    whole_session(rig.reader)
    rig.has_told([INSERTED])


@on_every_reader
def test_an_empty_reader_has_no_connection(rig):
    with pytest.raises(CardRemoved):
        rig.reader.connect()
    assert rig.reader.health().fault is None


@on_every_reader
def test_closing_takes_the_power_so_the_pin_is_forgotten_and_nothing_more_is_said(rig):
    rig.put(sample())
    connection = rig.reader.connect()
    JpkiSession(Channel(connection, connection.limits)).verify("1234")
    connection.close()
    connection.close()
    with pytest.raises(CardRemoved):
        connection.transmit(SELECT_NOTHING)
    with rig.reader.connect() as again, pytest.raises(PinRequired):
        JpkiSession(Channel(again, again.limits)).sign(bytes(32))


@on_every_reader
def test_a_wrong_pin_tells_the_attempts_left(rig):
    rig.put(sample())
    with rig.reader.connect() as connection, pytest.raises(WrongPin) as wrong:
        JpkiSession(Channel(connection, connection.limits)).verify("0000")
    assert wrong.value.attempts_left == 2


@on_every_reader
def test_a_card_pulled_in_the_middle_is_removed_and_the_next_is_served(rig):
    for torn_at in (1, 3, 5):
        card = sample()
        card.faults.torn_at = torn_at
        rig.put(card)
        with pytest.raises(CardRemoved):
            whole_session(rig.reader)
        rig.take()
    rig.put(sample())
    whole_session(rig.reader)
    rig.has_told([INSERTED, REMOVED] * 3 + [INSERTED])


@on_every_reader
def test_a_mute_card_is_told_and_ends_its_connection_and_the_next_is_served(rig):
    card = rig.put(sample())
    connection = rig.reader.connect()
    connection.transmit(SELECT_NOTHING)
    card.faults.mute = True
    with pytest.raises(CardMute):
        connection.transmit(SELECT_NOTHING)
    # Even if the card has come to its senses.
    card.faults.mute = False
    with pytest.raises(CardRemoved):
        connection.transmit(SELECT_NOTHING)
    connection.close()
    rig.take()
    rig.put(sample())
    whole_session(rig.reader)
    rig.has_told([INSERTED, REMOVED, INSERTED])


@on_every_reader
def test_a_slow_card_is_waited_for(rig):
    card = sample()
    card.faults.delay_s, card.faults.waiting_extensions = 0.01, 2
    rig.put(card)
    whole_session(rig.reader)


PC_SC_CHOOSES = "PC/SC has no word for it: its readers choose, or find the card mute"


@on_every_reader
@pytest.mark.parametrize("pair", [("hanako", "taro"), ("transport", "transport"), ("tag", "transport")])
def test_two_cards_of_which_none_goes_first_are_told_and_none_is_chosen(rig, pair):
    if not rig.two_cards:
        pytest.skip(PC_SC_CHOOSES)
    first, second = (load(CARDS / f"{name}.toml", keep=False) for name in pair)
    if pair[0] == pair[1]:
        second.air = replace(second.air, idm=bytes(8))
    rig.put(first, second)
    with pytest.raises(SeveralCards):
        rig.reader.connect()
    assert first.log == second.log == []
    rig.take()
    rig.put(sample())
    whole_session(rig.reader)


@on_every_reader
@pytest.mark.parametrize("name", ["hanako", "android", "unknown"])
def test_of_a_purse_or_a_phone_the_card_that_speaks_apdus_is_taken(rig, name):
    if not rig.two_cards:
        pytest.skip(PC_SC_CHOOSES)
    transport = load(CARDS / "transport.toml", keep=False)
    for swapped in (False, True):
        card = load(CARDS / f"{name}.toml", keep=False)
        rig.put(*((transport, card) if swapped else (card, transport)))
        with rig.reader.connect() as connection:
            assert connection.link.atr == card.atr
            assert connection.transmit(SELECT_NOTHING) == b"\x6a\x86"
        rig.take()
    rig.has_told([INSERTED, REMOVED] * 2)


@on_every_reader
def test_somebody_who_passes_by_is_known_by_the_same_text(rig):
    texts = {"hanako": "jpki:1001:rsa-2048", "senior": "felica:0112C0FFEE5EA701"}
    for name, text in texts.items():
        rig.put(sample(name))
        for felica_first in (False, True):
            with rig.reader.connect(in_passing=True, felica_first=felica_first) as connection:
                assert read(connection).identity.text == text
        rig.take()


@on_every_reader
def test_a_reader_unplugged_is_a_fault_and_comes_back_by_itself_with_nothing_remembered(rig):
    if not rig.unplugs:
        pytest.skip("nobody notices when a partner over UDP is gone")
    rig.put(sample())
    with rig.reader.connect() as connection:
        limits = connection.limits
    connection = rig.reader.connect()
    assert connection.limits is limits
    rig.unplug()
    with pytest.raises(DeviceFault):
        connection.transmit(SELECT_NOTHING)
    with pytest.raises(DeviceFault) as fault:
        rig.reader.connect()
    assert fault.value.fault is Fault.OFFLINE
    assert rig.reader.health().fault is Fault.OFFLINE
    until(lambda: not rig.reader.card_present, "the loss of the reader")
    rig.plug()
    until(lambda: rig.reader.card_present, "the card")
    assert rig.reader.health().fault is None
    whole_session(rig.reader)
    rig.has_told([INSERTED, REMOVED, INSERTED])


@pytest.mark.real
def test_a_reader_that_is_not_there_when_the_terminal_starts_is_found_when_it_is_plugged_in(tmp_path):
    rig = SerialRig(tmp_path)
    rig.reader.close()
    rig.unplug()
    rig.reader.open(rig.events.append)
    assert rig.reader.health().fault is Fault.OFFLINE
    with pytest.raises(DeviceFault):
        rig.reader.connect()
    rig.plug()
    rig.put(sample())
    assert rig.reader.health().fault is None
    whole_session(rig.reader)
    rig.has_told([INSERTED])
    rig.reader.close()
    rig.unplug()


@pytest.mark.parametrize("rig", REAL_RIGS, indirect=True)
def test_what_a_reader_passes_on_is_remembered_over_a_restart_but_not_over_its_absence_and_a_lost_answer_over_both(rig):
    if not rig.unplugs:
        pytest.skip("nobody notices when a partner over UDP is gone")
    rig.put(sample())
    with rig.reader.connect() as connection:
        connection.limits.extended = False
        connection.limits.unsure.add(A_CODE)
    os.kill(rig.reader.child_pid, signal.SIGKILL)
    until(lambda: rig.reader.health().fault is None, "another program")
    with rig.reader.connect() as connection:
        assert connection.limits.extended is False
    rig.unplug()
    until(lambda: not rig.reader.card_present, "the loss of the reader")
    rig.plug()
    until(lambda: rig.reader.card_present, "the card")
    with rig.reader.connect() as connection:
        assert connection.limits.extended is None
        assert connection.limits.unsure == {A_CODE}


@on_every_reader
def test_every_kind_of_card_is_told_apart_with_the_same_words(rig):
    for name in KINDS:
        card = rig.put(load(CARDS / f"{name}.toml", keep=False))
        with rig.reader.connect() as connection:
            assert connection.link.atr == card.atr
            told = tell(Channel(connection, connection.limits), connection.link.atr)
        assert told.kind == tell(Channel(session_link(card)), card.atr).kind, name
        rig.take()


def session_link(card):
    """The card without any reader."""
    card.power_off()
    return card


@on_every_reader
def test_a_transport_card_tells_its_number_balance_and_history(rig):
    rig.put(load(CARDS / "transport.toml", keep=False))
    with rig.reader.connect() as connection:
        channel = Channel(connection, connection.limits)
        card = FelicaCard(channel)
        assert str(idm_of(channel)) == str(card.poll())
        assert card.balance() > 0
        assert len(card.history()) > 0


def test_what_a_connection_says_of_the_air_is_what_is_used(tmp_path, request):
    with MAKERS["nfc-pn532"](request, tmp_path) as rig:
        rig.put(sample())
        with rig.reader.connect() as connection:
            assert connection.link.reader == "NXP PN532"
            assert (connection.link.announced, connection.link.used) == ((106, 212, 424), 424)
        rig.reader.close()
