import itertools
import traceback
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scripted import Script

from cards.apdu import Channel, Limits
from cards.common import CardPinSession
from cards.errors import (
    BadCardData,
    CardError,
    CardMute,
    CardRemoved,
    FileMissing,
    MalformedPin,
    PinBlocked,
    PinRequired,
    UnexpectedStatus,
    WrongPin,
)
from cards.jpki import JpkiSession
from cards.secret import Secret
from cards.session import Session
from cards.surface import SurfaceSession
from cards.tables import COMMON, JPKI, JUKI, SURFACE, TEXT
from cards.text import TextSession

USER = JPKI.user_authentication.pin
SIGNATURE = JPKI.signature.pin
QUERY, PRESENTED = "00200098", "0020009804" + b"1234".hex()
LOST = [CardRemoved("gone"), CardMute("mute"), "", "90", "6F00", "6C04", "6110", "6700", "6300", "00009000"]


def session(*answers, limits=None, application=JPKI) -> tuple[Session, Script]:
    card = Script("9000", *answers)
    return Session(Channel(card, limits), application), card


def asked_after_select(card: Script) -> list[str]:
    return [line for line in card.asked if line[2:4] != "a4"]


@pytest.mark.parametrize("lost", LOST, ids=str)
def test_after_a_lost_answer_the_counter_is_asked_before_the_next_attempt(lost):
    opened, card = session(lost, "63C2", "9000")
    with pytest.raises(CardError):
        opened.present(USER, "1234")
    opened.present(USER, "1234")
    assert asked_after_select(card) == [PRESENTED, QUERY, PRESENTED]


@pytest.mark.parametrize("lost", LOST, ids=str)
def test_a_lost_answer_is_remembered_by_the_reader_when_the_card_is_laid_down_again(lost):
    limits = Limits()
    before, _ = session(lost, limits=limits)
    with pytest.raises(CardError):
        before.present(USER, "1234")
    after, card = session("63C1", "9000", limits=limits)
    after.present(USER, "1234")
    assert asked_after_select(card) == [QUERY, PRESENTED]


@pytest.mark.parametrize("blocked", ["63C0", "6983", "6984"])
def test_a_card_that_a_lost_attempt_blocked_is_given_no_other(blocked):
    opened, card = session("6F00", blocked)
    with pytest.raises(CardError):
        opened.present(USER, "1234")
    code = Secret("1234")
    with pytest.raises(PinBlocked):
        opened.present(USER, code)
    assert asked_after_select(card) == [PRESENTED, QUERY]
    assert len(code) == 0


@pytest.mark.parametrize("lost", [lost for lost in LOST if lost != "6110"], ids=str)
def test_a_question_whose_answer_is_lost_too_is_asked_again(lost):
    opened, card = session("6F00", lost, "63C2", "9000")
    for _ in range(2):
        with pytest.raises(CardError):
            opened.present(USER, "1234")
    opened.present(USER, "1234")
    assert asked_after_select(card) == [PRESENTED, QUERY, QUERY, PRESENTED]


@pytest.mark.parametrize("settled", ["9000", "63C2"])
def test_an_answer_that_came_costs_no_question_afterwards(settled):
    opened, card = session(settled, "9000")
    with suppress(WrongPin):
        opened.present(USER, "1234")
    opened.present(USER, "1234")
    assert asked_after_select(card) == [PRESENTED] * 2


def test_a_card_that_has_no_such_code_any_more_has_not_told_the_count_of_what_was_sent():
    opened, card = session("6F00", "6A82", "63C2", "9000")
    for error in (UnexpectedStatus, FileMissing):
        with pytest.raises(error):
            opened.present(USER, "1234")
    opened.present(USER, "1234")
    assert asked_after_select(card) == [PRESENTED, QUERY, QUERY, PRESENTED]


def test_a_card_that_never_had_the_code_leaves_nothing_to_ask():
    opened, _ = session("6A82")
    with pytest.raises(FileMissing):
        opened.attempts(USER)
    assert opened.channel.limits.unsure == set()


def acts_of(opened: Session):
    yield lambda: opened.present(TEXT.pin, "1234")
    yield lambda: opened.attempts(TEXT.pin)
    yield lambda: opened.change(TEXT.pin, "1234", "5678")


def test_a_session_is_over_when_another_application_is_selected():
    card = Script("9000", "9000")
    channel = Channel(card)
    opened, _ = Session(channel, TEXT), Session(channel, SURFACE)
    for act in acts_of(opened):
        with pytest.raises(RuntimeError, match="session is over"):
            act()
    assert len(card.asked) == 2


@pytest.mark.parametrize("failed", ["6A82", "6F00", CardMute("mute")], ids=str)
def test_a_session_is_over_when_another_select_failed(failed):
    card = Script("9000", failed)
    channel = Channel(card)
    opened = Session(channel, TEXT)
    with pytest.raises(CardError):
        Session(channel, SURFACE)
    for act in acts_of(opened):
        with pytest.raises(RuntimeError, match="session is over"):
            act()
    assert len(card.asked) == 2


def test_one_codes_lost_answer_does_not_touch_the_other():
    opened, card = session("6F00", "9000")
    with pytest.raises(UnexpectedStatus):
        opened.present(USER, "1234")
    opened.present(SIGNATURE, "ABC123")
    assert len(asked_after_select(card)) == 2


def test_a_code_without_a_limit_is_wrong_without_a_number_and_never_asked_about():
    opened, card = session("6300", "6300", "9000", application=SURFACE)
    with pytest.raises(WrongPin, match=r"^wrong PIN$") as wrong:
        opened.present(SURFACE.birth_date, "550217")
    assert wrong.value.attempts_left is None
    assert opened.attempts(SURFACE.birth_date) is None
    opened.present(SURFACE.birth_date, "550217")
    assert len(asked_after_select(card)) == 3


@pytest.mark.parametrize("application", [JPKI, TEXT, COMMON, JUKI, SURFACE])
def test_every_code_of_every_application_is_asked_about_without_a_body(application):
    for pin in application.pins:
        opened, card = session("63C3", application=application)
        assert opened.attempts(pin) == 3
        assert card.asked[1] == f"002000{0x80 | pin.sfi:02x}"


@pytest.mark.parametrize("typed", ["abc123", "aBc123", "ABC123"])
def test_the_signature_password_is_sent_in_capital_letters(typed):
    opened, card = session("9000")
    opened.present(SIGNATURE, typed)
    assert card.asked[1] == "0020009b06" + b"ABC123".hex()


@pytest.mark.parametrize("typed", ["ABCDE", "ABCDEF", "123456", "ABC 123", "ABC12３", "A" * 16 + "1", "äbc123"])
def test_what_cannot_be_the_signature_password_never_reaches_the_card(typed):
    opened, card = session()
    with pytest.raises(MalformedPin):
        opened.present(SIGNATURE, typed)
    assert len(card.asked) == 1


def test_a_code_is_changed_after_the_old_one_is_verified():
    opened, card = session("9000", "9000")
    opened.change(USER, "1234", "5678")
    assert asked_after_select(card) == [PRESENTED, "0024018004" + b"5678".hex()]


def test_the_cards_own_code_is_changed_as_jicsap_says():
    opened, card = session("9000", "9000", application=JUKI)
    opened.change(JUKI.pins[0], "1234", "5678")
    assert card.asked[2] == "8032008004" + b"5678".hex()


@pytest.mark.parametrize(("old", "new"), [("12", "5678"), ("1234", "567"), ("1234", "５６７８")])
def test_a_change_to_or_from_what_cannot_be_a_code_sends_nothing(old, new):
    opened, card = session()
    codes = Secret(old), Secret(new)
    with pytest.raises(MalformedPin):
        opened.change(USER, *codes)
    assert len(card.asked) == 1
    assert [len(code) for code in codes] == [0, 0]


def test_a_wrong_old_code_changes_nothing_and_costs_one_attempt():
    opened, card = session("63C2")
    with pytest.raises(WrongPin):
        opened.change(USER, "1234", "5678")
    assert asked_after_select(card) == [PRESENTED]


def test_after_a_lost_change_the_counter_is_asked_first():
    opened, card = session("9000", "6F00", "63C3", "9000")
    with pytest.raises(UnexpectedStatus):
        opened.change(USER, "1234", "5678")
    opened.present(USER, "5678")
    assert asked_after_select(card)[2] == QUERY


@pytest.mark.parametrize("act", ["present", "attempts", "change"])
def test_a_code_of_another_application_never_reaches_the_card(act):
    # File 11 is the PIN here, and the birth date there.
    opened, card = session(application=TEXT)
    codes = {"present": ("550217",), "attempts": (), "change": ("550217", "550218")}[act]
    pin = replace(SURFACE.birth_date, change=TEXT.pin.change)
    with pytest.raises(ValueError, match="no code birth_date in file 0011"):
        getattr(opened, act)(pin, *codes)
    assert len(card.asked) == 1


def test_a_number_that_is_printed_on_the_card_cannot_be_changed():
    opened, _ = session(application=TEXT)
    with pytest.raises(ValueError, match="number_a cannot be changed"):
        opened.change(TEXT.number_a, "1" * 12, "2" * 12)


ENDS = {
    "9000": None,
    "63C2": WrongPin,
    "63C0": PinBlocked,
    "6983": PinBlocked,
    "6984": PinBlocked,
    "6982": PinRequired,
    "6A82": FileMissing,
    "6300": UnexpectedStatus,
    "6985": UnexpectedStatus,
    "00009000": BadCardData,
}


class Watched(bytearray):
    """Memory of a code that remembers what stood there when it was given up."""

    left = None

    def clear(self):
        self.left = bytes(self)
        super().clear()


@pytest.mark.parametrize(("answer", "error"), ENDS.items())
def test_a_status_word_becomes_one_error_and_the_code_is_overwritten_in_every_case(answer, error):
    opened, _ = session(answer)
    memory, outcome = Watched(b"1234"), None
    try:
        opened.present(USER, Secret(memory))
    except CardError as raised:
        outcome = type(raised)
    assert outcome is error
    assert memory.left == bytes(4)


def test_both_codes_of_a_change_are_overwritten_whatever_happens():
    for answers in (("9000", "9000"), ("63C2",), ("9000", CardRemoved("gone")), (CardMute("mute"),)):
        opened, _ = session(*answers)
        old, new = Watched(b"1234"), Watched(b"5678")
        with suppress(CardError):
            opened.change(USER, Secret(old), Secret(new))
        assert old.left == new.left == bytes(4)


SENTINEL = "7373"


def traces(error: BaseException) -> str:
    whole = traceback.TracebackException.from_exception(error, capture_locals=True)
    return "".join(whole.format())


@pytest.mark.parametrize("answer", [*ENDS, CardRemoved("gone"), CardMute("mute"), "", RuntimeError], ids=str)
def test_no_code_stands_in_any_frame_of_any_error(answer):
    class Failing:
        def transmit(self, command):
            if command[1] == 0xA4:
                return b"\x90\x00"
            if isinstance(answer, str):
                return bytes.fromhex(answer)
            raise answer

    opened = JpkiSession(Channel(Failing()))
    # Built here, so that the only text of it is not in a frame of this test.
    for act in (opened.verify, lambda code: opened.change_pin(code, Secret("5678"))):
        try:
            act(Secret(bytearray(SENTINEL.encode())))
        except Exception as error:
            shown = traces(error)
            assert SENTINEL not in shown
            assert SENTINEL.encode().hex() not in shown


GIVEN_AS_TEXT = {
    "present": (Session, JPKI, lambda opened: opened.present(USER, SENTINEL)),
    "jpki": (JpkiSession, JPKI, lambda opened: opened.verify(SENTINEL)),
    "jpki change": (JpkiSession, JPKI, lambda opened: opened.change_pin(SENTINEL, SENTINEL)),
    "text": (TextSession, TEXT, lambda opened: opened.verify(SENTINEL)),
    "text change": (TextSession, TEXT, lambda opened: opened.change_pin(SENTINEL, SENTINEL)),
    "surface": (SurfaceSession, SURFACE, lambda opened: opened.verify(SENTINEL[:2] * 3, SURFACE.birth_date)),
    "juki": (CardPinSession, JUKI, lambda opened: opened.verify(SENTINEL)),
    "juki change": (CardPinSession, JUKI, lambda opened: opened.change_pin(SENTINEL, SENTINEL)),
}


@pytest.mark.parametrize(("kind", "table", "act"), GIVEN_AS_TEXT.values(), ids=GIVEN_AS_TEXT)
def test_a_code_given_as_text_stays_in_no_frame_of_the_card_layer(kind, table, act):
    opened = kind(Channel(Script("9000", CardRemoved("gone"))), table)
    with pytest.raises(CardRemoved) as raised:
        act(opened)
    frames = [
        frame for frame, _ in traceback.walk_tb(raised.value.__traceback__) if "/cards/" in frame.f_code.co_filename
    ]
    assert frames
    assert not any(SENTINEL in repr(value) for frame in frames for value in frame.f_locals.values())


ACTS = st.lists(st.tuples(st.booleans(), st.sampled_from(["9000", "63C2", "63C1", "6F00", "", "6984"])), max_size=12)


@given(ACTS)
def test_in_any_order_a_code_is_never_presented_while_its_count_is_unknown(acts):
    opened, card = session(*itertools.chain.from_iterable((answer, "63C2") for _, answer in acts), *["63C2"] * 40)
    for asks, _ in acts:
        with suppress(CardError):
            opened.attempts(USER) if asks else opened.present(USER, "1234")
    unsure = False
    answers = iter(["9000", *itertools.chain.from_iterable((answer, "63C2") for _, answer in acts), *["63C2"] * 40])
    for line in card.asked:
        answer = next(answers)
        if line[2:4] == "a4":
            continue
        assert not (unsure and line == PRESENTED)
        unsure = answer in {"6F00", ""}
