"""Every kind of card and phone meets the kiosk: what its holder is told, and that nothing is spent, asked or written down."""

import pytest
from kiosk import CARDS, identifies, orders, pays, stops, takes, takes_card, text_of
from sample_cards import sample

from cards.kinds import CardKind
from cards.secret import Secret
from cards.tables import JPKI
from drivers.protocols import Fault
from drivers.virtual.card_faults import Forged
from drivers.virtual.card_file import read
from firmware.phrases import say
from firmware.prompts import PresentCard
from firmware.steps.kinds import OTHERS, REFUSED, SERVED
from firmware.steps.pin import PIN_DIGITS

OTHER_CARDS = {
    "licence": "card-licence",
    "transport": "card-transport",
    "resident_old": "card-resident-old",
    "resident_plain": "card-resident-old",
    "unknown": "card-other-kind",
    "tag": "card-other-kind",
}
USER_PIN = JPKI.user_authentication.pin
VERIFY = bytes((0x00, 0x20, 0x00, 0x80 | USER_PIN.sfi))
COUNTED = ("63c3", "6984")
"""What the sample cards answer to the question how many attempts are left."""


def begins_with(kiosk, card):
    """The visitor has chosen a language, and this card lies there."""
    visit = kiosk.begins()
    kiosk.visitor.answers("language-choose", "2")
    kiosk.visitor.sees("card-place")
    kiosk.place(card)
    return visit


def of_hanako(kind, **other):
    """A phone or card that central knows as Hanako's."""
    hanako = read(CARDS / "hanako.toml")
    return sample(kind, serial=hanako.serial, **other)


def attempts(card):
    return card.counters.left(USER_PIN.name, USER_PIN.tries)


def test_every_kind_of_card_has_its_words():
    assert Secret("7" * PIN_DIGITS).fits(USER_PIN.pattern)
    assert set(OTHERS) | set(REFUSED) | set(SERVED) == set(CardKind)
    assert len({phrase.key for phrase in OTHERS.values()}) == len(OTHERS)


@pytest.mark.parametrize(("name", "told"), OTHER_CARDS.items())
def test_another_card_is_told_by_its_name_taken_off_and_the_right_one_goes_on_in_the_same_language(kiosk, name, told):
    visit = begins_with(kiosk, sample(name))
    takes_card(kiosk, told)
    kiosk.visitor.sees("card-place")
    kiosk.lays("hanako")
    kiosk.visitor.answers("pin-enter", *"1234", "ok")
    takes_card(kiosk)
    kiosk.visitor.sees("certificate-choose")
    assert kiosk.talk.view.settings.language == "en"
    assert kiosk.visitor.seen.count("language-choose") == 1
    stops(kiosk, "certificate-choose")
    visit.result()


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("kind", [*OTHERS, *REFUSED])
def test_what_is_told_of_a_card_that_cannot_serve_is_seen_heard_and_says_what_to_do(kiosk, kind, language):
    book, phrase = kiosk.role.book, (OTHERS | REFUSED)[kind]
    spoken = book.speech(phrase, language)
    wanted = {"ja": ("マイナンバーカード", "置いて"), "en": ("My Number Card", "Place")}[language]
    if kind in REFUSED:
        wanted = {"ja": ("窓口", "取って"), "en": ("Counter", "Take")}[language]
    assert all(word.lower() in spoken.lower() for word in wanted)
    assert book.text(phrase, language, "note")


@pytest.mark.parametrize("name", [*OTHER_CARDS, "facial", "jiro"])
def test_a_card_that_cannot_serve_is_asked_for_no_pin_and_neither_journal_nor_central_hear_of_it(kiosk, name):
    card = sample(name)
    told = []
    kiosk.client.open_visit = lambda *asked: told.append(asked)
    visit = begins_with(kiosk, card)
    kiosk.visitor.sees({**OTHER_CARDS, "facial": "card-facial", "jiro": "pin-blocked"}[name])
    kiosk.talk.press("ok")
    kiosk.lifts()
    if name in OTHER_CARDS:
        stops(kiosk, "card-place")
    visit.result()
    assert (kiosk.entries(), told) == ([], [])
    assert not {"pin-enter", "phone-pin-enter", "pin-left"} & set(kiosk.visitor.seen)
    assert not any(entry.startswith(VERIFY.hex()) for entry in card.log if not entry.endswith(COUNTED))


def test_a_card_without_a_pin_is_sent_to_the_counter(kiosk):
    visit = begins_with(kiosk, sample("facial"))
    kiosk.visitor.answers("card-facial", "ok")
    takes_card(kiosk, "card-take")
    visit.result()


def test_a_card_without_certificate_is_sent_to_who_can_put_one_in(kiosk):
    card = sample()
    card.put(JPKI.aid, JPKI.user_authentication.certificate, None)
    visit = begins_with(kiosk, card)
    kiosk.visitor.answers("certificate-missing", "ok")
    takes_card(kiosk, "card-take")
    visit.result()
    assert attempts(card) == 3


@pytest.mark.parametrize("kind", ["android", "iphone"])
def test_a_phone_is_served_like_a_card_and_spoken_of_as_a_phone(kiosk, kind):
    visit = begins_with(kiosk, of_hanako(kind))
    assert kiosk.visitor.sees("phone-pin-enter").secret
    kiosk.visitor.presses(*"1234", "ok")
    takes_card(kiosk, "phone-remove")
    orders(kiosk)
    pays(kiosk, 100, 100, 100)
    takes(kiosk, receipt="2")
    visit.result()
    [document] = kiosk.printed()
    assert "見本 花子" in text_of(document).replace("　", " ")


def test_an_android_phone_shows_its_certificate_only_after_the_pin_and_costs_one_attempt_at_most(kiosk):
    phone = of_hanako("android")
    visit = begins_with(kiosk, phone)
    kiosk.visitor.answers("phone-pin-enter", *"9999", "ok")
    wrong = kiosk.visitor.sees("pin-wrong")
    assert (wrong.attempts, wrong.note.key, attempts(phone)) == (2, "phone-stay", 2)
    kiosk.visitor.presses(*"8888", "ok")
    assert kiosk.visitor.sees("phone-pin-wrong-last").last.key == "phone-pin-consequence-last"
    kiosk.visitor.presses(*"7777", "ok")
    kiosk.visitor.answers("phone-pin-blocked", "ok")
    takes_card(kiosk, "phone-take")
    visit.result()
    assert attempts(phone) == 0


@pytest.mark.parametrize("kind", [None, "android", "iphone"])
def test_with_the_line_down_no_pin_is_asked_for_neither_of_a_card_nor_of_a_phone(kiosk, kind):
    card = of_hanako(kind) if kind else sample()
    kiosk.client.use("http://127.0.0.1:1")
    visit = begins_with(kiosk, card)
    kiosk.visitor.answers("line-down", "ok")
    takes_card(kiosk, "phone-take" if kind else "card-take")
    visit.result()
    assert not {"pin-enter", "phone-pin-enter"} & set(kiosk.visitor.seen)
    assert attempts(card) == 3


def test_a_phone_whose_pin_is_asked_for_can_be_taken_by_stepping_back(kiosk):
    visit = begins_with(kiosk, of_hanako("android"))
    kiosk.visitor.answers("phone-pin-enter", "back")
    takes_card(kiosk, "phone-take")
    stops(kiosk, "card-place")
    visit.result()


def test_a_phone_that_central_refuses_is_sent_to_its_app_and_not_to_a_counter(kiosk):
    phone = of_hanako("android")
    phone.faults.expired = True
    visit = begins_with(kiosk, phone)
    kiosk.visitor.answers("phone-pin-enter", *"1234", "ok")
    kiosk.visitor.answers("phone-refused", "ok")
    takes_card(kiosk, "phone-take")
    visit.result()


def test_a_phone_that_stays_behind_is_called_a_phone_to_the_end_and_the_next_card_a_card(kiosk):
    visit = begins_with(kiosk, of_hanako("android"))
    stops(kiosk, "phone-pin-enter")
    kiosk.visitor.sees("phone-take")
    kiosk.clock.advance(10)
    for seconds in (30, 20, 10):
        kiosk.visitor.waits(
            lambda view, left=seconds: view.prompt and view.prompt.countdown == left, "the seconds left"
        )
        assert kiosk.talk.view.prompt.phrase.key == "phone-left-alarm"
        kiosk.clock.advance(10)
    takes_card(kiosk, "phone-left-staff")
    visit.result()
    visit = begins_with(kiosk, sample("jiro"))
    kiosk.visitor.answers("pin-blocked", "ok")
    takes_card(kiosk, "card-take")
    visit.result()


def test_a_phone_that_is_lifted_during_the_pin_is_asked_for_again_as_a_phone(kiosk):
    phone = of_hanako("iphone")
    visit = begins_with(kiosk, phone)
    kiosk.visitor.answers("phone-pin-enter", "1", "2")
    kiosk.lifts()
    kiosk.visitor.sees("phone-moved")
    kiosk.place(phone)
    kiosk.visitor.answers("phone-pin-enter", *"1234", "ok")
    takes_card(kiosk, "phone-remove")
    stops(kiosk, "certificate-choose")
    visit.result()
    assert attempts(phone) == 3


def test_on_a_terminal_that_is_out_of_order_no_card_and_no_phone_is_asked_for_anything(kiosk):
    for name in ("licence", "android", "facial"):
        kiosk.visitor.seen.clear()
        kiosk.talk.close(say("out-of-order"))
        card = of_hanako(name) if name == "android" else sample(name)
        kiosk.place(card)
        visit = kiosk.begins("inserted")
        kiosk.visitor.answers("card-facial" if name == "facial" else "out-of-order", "ok")
        takes_card(kiosk, "phone-take" if name == "android" else "card-take")
        visit.result()
        assert "phone-pin-enter" not in kiosk.visitor.seen


def test_a_certificate_that_expires_while_it_lies_there_is_told_and_nothing_is_charged(kiosk):
    card = sample()
    card.faults.expired = True
    visit = begins_with(kiosk, card)
    kiosk.visitor.answers("pin-enter", *"1234", "ok")
    kiosk.visitor.answers("certificate-expired", "ok")
    takes_card(kiosk, "card-take")
    visit.result()
    assert kiosk.entries() == []


def test_a_serial_copied_from_another_card_is_refused_by_the_signature(kiosk):
    copied = sample("taro", tries_left={}, pin="1234")
    copied.copy_files(sample("hanako"))
    visit = begins_with(kiosk, copied)
    kiosk.visitor.answers("pin-enter", *"1234", "ok")
    kiosk.visitor.answers("card-revoked", "ok")
    takes_card(kiosk, "card-take")
    visit.result()
    assert "certificate-choose" not in kiosk.visitor.seen
    assert kiosk.entries() == []


def test_a_card_that_signs_wrongly_is_refused(kiosk):
    card = sample()
    card.faults.forged = frozenset({Forged.KEY})
    visit = begins_with(kiosk, card)
    kiosk.visitor.answers("pin-enter", *"1234", "ok")
    kiosk.visitor.answers("card-revoked", "ok")
    takes_card(kiosk, "card-take")
    visit.result()


def test_a_card_laid_in_place_of_another_during_the_pin_gets_none_of_the_digits_of_the_first(kiosk):
    hanako, yoshino = sample("hanako"), sample("yoshino")
    visit = begins_with(kiosk, hanako)
    kiosk.visitor.answers("pin-enter", "9", "9", "9")
    kiosk.place(yoshino)
    kiosk.visitor.waits(lambda view: view.prompt and view.prompt.phrase.key == "pin-enter" and view.draft == "", "anew")
    kiosk.visitor.presses(*"1234", "ok")
    takes_card(kiosk)
    orders(kiosk)
    pays(kiosk, 100, 100, 100)
    takes(kiosk, receipt="2")
    visit.result()
    [document] = kiosk.printed()
    assert "𠮷田" in text_of(document)
    assert "花子" not in text_of(document)
    assert (attempts(hanako), attempts(yoshino)) == (3, 3)


def test_a_card_laid_there_after_the_first_was_taken_changes_nothing_of_the_visit(kiosk):
    visit = kiosk.begins()
    identifies(kiosk)
    kiosk.lays("yoshino")
    orders(kiosk)
    pays(kiosk, 100, 100, 100)
    takes(kiosk, receipt="2")
    takes_card(kiosk, "card-take")
    visit.result()
    [document] = kiosk.printed()
    assert "見本 花子" in text_of(document).replace("　", " ")


PULLED, SILENT = "pulled", "silent"


def loses(card, how, *, counted):
    """The next answer to a PIN never comes, whether the card has counted or not."""
    verify_at = card._apdus + 1
    if how is PULLED:
        card.faults.torn_at, card.faults.torn_at_byte = verify_at, 0 if counted else None
    elif counted:
        card.faults.lost_at = verify_at
    else:
        card.faults.mute = True


def repaired(card):
    card.faults.torn_at = card.faults.torn_at_byte = card.faults.lost_at = None
    card.faults.mute = False
    return card


@pytest.mark.parametrize("how", [PULLED, SILENT])
@pytest.mark.parametrize("counted", [True, False])
def test_when_the_answer_to_a_pin_is_lost_nobody_guesses_and_the_next_laying_tells_what_is_left(kiosk, how, counted):
    card = sample()
    visit = begins_with(kiosk, card)
    kiosk.visitor.sees("pin-enter")
    loses(card, how, counted=counted)
    kiosk.visitor.presses(*"9999", "ok")
    kiosk.visitor.sees("pin-unknown")
    if kiosk.reader.card_present:
        kiosk.lifts()
    card.log.clear()
    kiosk.visitor.waits(lambda view: isinstance(view.prompt, PresentCard), "the card asked for")
    kiosk.place(repaired(card))
    left = 2 if counted else 3
    assert kiosk.visitor.sees("pin-left").attempts == left == attempts(card)
    assert [entry for entry in card.log if entry.startswith(VERIFY.hex())] == [f"{VERIFY.hex()} 63c{left}"]
    kiosk.visitor.presses(*"1234", "ok")
    takes_card(kiosk)
    stops(kiosk, "certificate-choose")
    visit.result()


def test_when_the_lost_attempt_was_the_last_the_card_is_told_to_be_blocked_and_nothing_more_is_tried(kiosk):
    card = sample("taro")
    visit = begins_with(kiosk, card)
    kiosk.visitor.sees("pin-last-before")
    loses(card, PULLED, counted=True)
    kiosk.visitor.presses(*"9999", "ok")
    kiosk.visitor.sees("pin-unknown")
    kiosk.visitor.waits(lambda view: isinstance(view.prompt, PresentCard), "the card asked for")
    kiosk.place(repaired(card))
    kiosk.visitor.answers("pin-blocked", "ok")
    takes_card(kiosk, "card-take")
    visit.result()


def test_when_the_reader_goes_with_the_pin_the_visit_ends_truthfully_and_the_next_one_tells_what_is_left(kiosk, caplog):
    card = sample()
    visit = begins_with(kiosk, card)
    kiosk.visitor.sees("pin-enter")
    card.counters.set(USER_PIN.name, 2)  # it has counted, and the reader went before it could say so
    kiosk.reader._strike = (Fault.OFFLINE, 0)
    kiosk.visitor.presses(*"9999", "ok")
    kiosk.visitor.answers("pin-unknown-fault", "ok")
    visit.result()
    assert "not connected" in caplog.text
    assert "9999" not in caplog.text
    kiosk.reader.set_fault(None)
    visit = kiosk.begins("inserted")
    assert kiosk.visitor.sees("pin-left").attempts == 2
    kiosk.visitor.presses(*"1234", "ok")
    takes_card(kiosk)
    stops(kiosk, "certificate-choose")
    visit.result()


def test_who_leaves_after_a_wrong_pin_is_told_the_next_time_how_many_attempts_there_are(kiosk):
    card = sample()
    visit = begins_with(kiosk, card)
    kiosk.visitor.answers("pin-enter", *"9999", "ok")
    stops(kiosk, "pin-wrong")
    takes_card(kiosk, "card-take")
    visit.result()
    kiosk.place(card)
    visit = kiosk.begins("inserted")
    assert kiosk.visitor.sees("pin-left").phrase.values["left"] == 2
    stops(kiosk, "pin-left")
    takes_card(kiosk, "card-take")
    visit.result()
