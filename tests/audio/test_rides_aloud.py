"""What a rider hears who asks for it: stop, next stop and fare, and never what is left."""

from dataclasses import replace

import pytest

from firmware.conversation import Pressed
from firmware.phrases import Phrase, Reading, say
from firmware.prompts import Sign, Tell, options
from firmware.view import Ear, VehicleFace

STATION = Phrase(
    "place-name",
    {"name": Reading("行方駅", "なめがたえき")},
    {"en": {"text": "Namegata Sta.", "speech": "Namegata Station"}},
)
HOSPITAL = Phrase("place-name", {"name": Reading("市民病院前", "しみんびょういんまえ")})
BUS = VehicleFace("12", STATION, HOSPITAL, fare=say("ride-fare", yen=220))
TAKEN = Tell(
    phrase=say("ride-accepted"), sign=Sign.GOOD, plate=True, patience=None,
    amount=say("ride-fare", yen=100), note=say("ride-points-left", points=7_749),
)  # fmt: skip


@pytest.fixture
def bus(talk, ear):
    """A rider's panel with a loudspeaker; there is no handset."""
    talk.change_ear(Ear.NONE)
    talk.show_vehicle(BUS)
    ear.settles()
    return ear


def asks(talk, bus) -> list[str]:
    """Press the key; what is said aloud comes back."""
    before = len(bus.aloud)
    assert talk.press("again") is Pressed.TAKEN
    bus.listens()
    return bus.aloud[before:]


def test_between_two_stops_the_next_is_said_by_its_kana_and_the_fare(talk, bus):
    assert asks(talk, bus) == ["次は、シミンビョウインマエです。", "運賃は、220円です。"]


def test_at_a_stop_it_is_said_first(talk, bus):
    talk.show_vehicle(replace(BUS, stop=STATION))
    assert asks(talk, bus)[0] == "ここは、ナメガタエキです。"


def test_it_is_said_as_often_as_it_is_asked_for(talk, bus):
    assert asks(talk, bus) == asks(talk, bus) != []


def test_on_the_plate_the_fare_that_was_taken_is_said_and_never_what_is_left(talk, bus):
    talk._open(TAKEN, "")
    bus.listens()
    said = asks(talk, bus)
    assert said == ["次は、シミンビョウインマエです。", "運賃は、100円です。"]
    assert talk.view.prompt is TAKEN
    assert not any("7749" in text for text in bus.aloud)


def test_a_plate_says_a_word_by_itself(talk, bus):
    talk._open(TAKEN, "")
    bus.listens()
    assert bus.aloud == ["どうぞ。"]


def test_a_stop_is_said_in_english_where_the_timetable_has_it_and_else_as_it_is(talk, bus):
    talk.change_settings(replace(talk.view.settings, language="en"))
    talk.show_vehicle(replace(BUS, stop=STATION))
    assert asks(talk, bus)[0] == "This is Namegata Station."


def test_nothing_known_is_nothing_said(talk, bus):
    talk.show_vehicle(VehicleFace())
    assert asks(talk, bus) == []


def test_a_reader_that_rests_says_what_to_do(talk, bus):
    talk.close(say("out-of-order"))
    assert asks(talk, bus) == ["カードを、運転士に見せてください。"]


def test_who_asks_begins_no_visit(talk, bus):
    asks(talk, bus)
    talk.press("ok")
    assert talk.await_visitor(0) == "ok"


def test_the_drivers_panel_is_not_asked(talk, ear):
    talk.show_vehicle(replace(BUS, keys=options(("void", say("driver-key-void")))))
    talk.press("again")
    ear.listens()
    assert ear.aloud == []


def test_the_reading_of_a_person_stays_private_beside_that_of_a_place(talk, bus):
    talk.tell("ride-next", place=Phrase("choice-taken", {"label": Reading("山田", "やまだ")}))
    bus.listens()
    assert bus.aloud == []
