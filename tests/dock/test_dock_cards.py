"""Cards at the dock: every kind in its group, and every misbehaviour, set before a card is laid and while it lies there."""

import re
from hashlib import sha256
from pathlib import Path

import pytest

from cards.apdu import Channel
from cards.certificates import read as read_certificate
from cards.errors import CardError, CardMute, CardRemoved, PinBlocked, WrongSignature
from cards.jpki import JpkiSession
from cards.kinds import CardKind, tell
from cards.secret import Secret
from dock.card_faults import spoil
from dock.docked import GROUPS
from dock.refusal import Refusal
from drivers.virtual.misbehaving import FAULTS
from firmware.docking import docked_cards
from firmware.steps.kinds import OTHERS, PHONE, SERVED

ROOT = Path(__file__).parents[2]
HARMLESS = ("slow", "extensions", "first_6f00", "more", "short_reads", "long_lengths")


def session(terminal):
    """A session with what lies on the reader."""
    connection = terminal.reader.connect()
    return JpkiSession(Channel(connection, connection.limits))


def proves(terminal):
    """Whether the card signs with its PIN and the key that its certificate names."""
    found = session(terminal)
    certificate = read_certificate(found.certificate())
    found.verify(Secret("1234"))
    certificate.verify(found.sign(sha256(b"a challenge").digest()), b"a challenge")


@pytest.mark.parametrize("fault", HARMLESS)
def test_a_card_that_only_behaves_oddly_still_proves_its_holder(person, terminal, fault):
    state = person.does("/card", name="hanako", fault=fault)
    assert (state["card"], state["card_fault"]) == ("hanako", fault)
    connection = terminal.reader.connect()
    assert tell(Channel(connection, connection.limits)).kind is CardKind.MY_NUMBER
    proves(terminal)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("mute", CardMute),
        ("torn", CardRemoved),
        ("lost", CardMute),
        ("surplus", CardError),
        ("cut", CardError),
        ("garbage", CardError),
        ("forged", WrongSignature),
        ("blocked", PinBlocked),
        ("copied", WrongSignature),
    ],
)
def test_a_card_that_misbehaves_fails_as_it_should(person, terminal, fault, error):
    person.does("/card", name="hanako", fault=fault)
    with pytest.raises(error):
        proves(terminal)


def test_an_expired_certificate_ended_long_ago(person, terminal):
    person.does("/card", name="hanako", fault="expired")
    assert read_certificate(session(terminal).certificate()).not_after.year < 2025


def test_every_misbehaviour_is_tried_here():
    tried = {*HARMLESS, "mute", "torn", "lost", "surplus", "cut", "garbage", "forged", "blocked", "copied", "expired"}
    assert tried == set(FAULTS)


def test_a_card_that_lies_there_begins_to_misbehave_and_behaves_again(person, terminal):
    person.does("/card", name="hanako")
    found = session(terminal)
    assert person.does("/card", fault="mute")["card_fault"] == "mute"
    with pytest.raises(CardMute):
        found.attempts_left()
    assert person.does("/card", fault=None)["card_fault"] is None
    assert session(terminal).attempts_left() == 3


def test_the_next_answer_is_lost_once_though_the_card_has_counted(person, terminal):
    person.does("/card", name="hanako")
    found = session(terminal)
    person.does("/card", fault="lost")
    with pytest.raises(CardMute):
        found.verify(Secret("9999"))
    assert session(terminal).attempts_left() == 2


@pytest.mark.parametrize("fault", ["lost", "torn"])
def test_what_was_to_happen_once_is_told_until_it_has_happened(person, terminal, fault):
    assert person.does("/card", name="hanako", fault=fault)["card_fault"] == fault
    with pytest.raises(CardError):
        session(terminal)
    assert person.get("/state")["card_fault"] is None


def test_a_pin_that_was_locked_here_is_open_again_when_the_card_behaves(person, terminal):
    person.does("/card", name="hanako", fault="blocked")
    assert session(terminal).attempts_left() == 0
    person.does("/card", remove=True)
    person.does("/card", name="hanako")
    assert session(terminal).attempts_left() == 3


def test_a_copy_shows_what_the_card_shows_and_is_named_like_it(person, terminal):
    person.does("/card", name="hanako")
    true = session(terminal).certificate()
    person.does("/card", remove=True)
    assert person.does("/card", name="hanako", fault="copied")["card"] == "hanako"
    assert session(terminal).certificate() == true
    assert "another card" in person.is_refused("/card", 409, fault=None)


def test_a_card_without_a_pin_cannot_have_it_locked(terminal, samples):
    with pytest.raises(Refusal, match="no PIN"):
        spoil(samples["transport"].card, None, "blocked")


def test_what_is_no_misbehaviour_and_what_has_no_card_is_refused(person):
    assert "misbehaviour 'tired' is not known (known: blocked, " in person.is_refused(
        "/card", 400, name="taro", fault="tired"
    )
    assert "no card" in person.is_refused("/card", 409, fault="mute")
    assert '"fault" for a card' in person.is_refused("/card", 400, remove=True, fault="mute")


@pytest.fixture(scope="module")
def samples():
    return {card.name: card for card in docked_cards(ROOT / "examples" / "cards")}


def test_every_kind_lies_beside_the_demo_in_its_group(samples):
    groups = [card.group for card in samples.values()]
    assert groups == sorted(groups, key=GROUPS.index)
    assert set(groups) == set(GROUPS)
    kinds = {}
    for name, card in samples.items():
        kinds[name] = told_kind(card.card)
        wanted = "others" if kinds[name] in OTHERS else "phones" if SERVED.get(kinds[name]) is PHONE else "people"
        assert card.group == wanted, name
    assert len(set(kinds.values())) == len(OTHERS) + len(SERVED) + 1


def told_kind(card):
    card.power_off()
    return tell(Channel(card), card.atr).kind


def test_every_card_that_is_wanted_can_be_copied_and_no_other(samples):
    assert {card.group for card in samples.values() if card.clone} <= {"people", "phones"}
    assert samples["licence"].clone is None


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_page_names_every_misbehaviour_and_every_group(language):
    words = (ROOT / "dock" / "words.js").read_text(encoding="utf-8")
    own = words[words.index(f"  {language}: {{") :]
    named = own[own.index("cardFaults: {") :].split("},", 1)[0]
    assert {*re.findall(r"^\s+(\w+):", named, re.MULTILINE)} - {"cardFaults"} == set(FAULTS)
    assert all(f"{group}:" in own[own.index("groups: {") :].split("},", 1)[0] for group in GROUPS)
