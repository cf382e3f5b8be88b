from datetime import date

import pytest
from sample_cards import sample

from cards.apdu import Channel
from cards.common import CardIdentity, CardPinSession, CommonSession
from cards.errors import ApplicationMissing, BadCardData, MalformedPin, PinBlocked, WrongPin
from cards.kinds import CardKind
from cards.secret import Secret
from cards.tables import COMMON, JUKI
from drivers.virtual.reader import VirtualReader

BOTH = pytest.mark.parametrize("session", [CommonSession, CardPinSession], ids=["common", "juki"])
EXPIRES = date(2035, 2, 17)


def card(**other):
    return sample(municipality="13221", expires=EXPIRES, resident_pin="4321", **other)


def line(found) -> Channel:
    return Channel(VirtualReader(found).connect())


def test_a_card_says_who_it_is_in_two_commands_without_a_pin():
    channel = line(card())
    found = CommonSession(channel).identity()
    assert channel.apdus == 2
    assert (len(found.serial), found.municipality, found.expires) == (15, "13221", EXPIRES)
    assert found == CommonSession(line(card())).identity()
    assert found != CommonSession(line(sample("taro"))).identity()
    assert repr(found) == "CardIdentity(municipality='13221')"


def test_the_layout_of_a_real_test_card_is_read():
    # the bytes that an open survey read off a test card
    found = CardIdentity.read(b"\x01\x1c4000000127198431322120350217")
    assert (found.serial, found.municipality, found.expires) == ("400000012719843", "13221", EXPIRES)


@pytest.mark.parametrize(
    "record",
    [
        b"",
        b"\x02\x1c4000000127198431322120350217",
        b"\x01\x1b400000012719843132212035021",
        b"\x01\x1c400000012719843132212035021",
        b"\x01\x1c40000001271984313221203502XX",
        b"\x01\x1c4000000127198431322120351317",
    ],
    ids=["nothing", "another tag", "another length", "cut", "letters", "no day"],
)
def test_a_record_of_another_form_is_refused_and_never_repeated(record):
    with pytest.raises(BadCardData) as told:
        CardIdentity.read(record)
    assert "4000" not in str(told.value)


@BOTH
def test_a_new_pin_replaces_the_old_one_in_this_half_only(session):
    found = card()
    old, new = Secret("4321"), Secret("8765")
    session(line(found)).change_pin(old, new)
    assert (len(old), len(new)) == (0, 0)
    session(line(found)).verify("8765")
    other = CardPinSession if session is CommonSession else CommonSession
    # the two halves now differ, and each says so by itself
    other(line(found)).verify("4321")
    assert other(line(found)).attempts_left() == 3


@BOTH
def test_the_change_is_the_one_that_these_applications_know(session):
    found = card()
    found.log.clear()
    session(line(found)).change_pin("4321", "8765")
    assert [entry[:8] for entry in found.log[1:]] == ["0020009c", "80320080"]


@BOTH
def test_a_wrong_pin_spends_one_attempt_and_changes_nothing(session):
    found = card()
    with pytest.raises(WrongPin) as told:
        session(line(found)).change_pin("9999", "8765")
    assert told.value.attempts_left == 2
    with pytest.raises(MalformedPin):
        session(line(found)).change_pin("4321", "87654")
    assert session(line(found)).attempts_left() == 2
    session(line(found)).verify("4321")


@BOTH
def test_a_blocked_half_is_told(session):
    found = card()
    table = COMMON if session is CommonSession else JUKI
    found.block(table.aid, table.pins[0].sfi)
    assert session(line(found)).attempts_left() == 0
    with pytest.raises(PinBlocked):
        session(line(found)).verify("4321")


@BOTH
def test_a_phone_has_no_such_application(session):
    with pytest.raises(ApplicationMissing):
        session(line(sample(kind=CardKind.ANDROID)))
