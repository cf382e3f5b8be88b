"""A bus with two units through the dock's HTTP face: the first boards, the second alights, and neither waits for the other."""

import pytest
from docked_bus import TWO_UNITS, docked_bus
from docked_person import Person

EXIT = "exit_reader"


@pytest.fixture
def bus_has():
    return TWO_UNITS


@pytest.fixture
def single(tmp_path):
    """A trainer at a bus with one unit."""
    with docked_bus(tmp_path) as (dock, _):
        yield Person(dock)


def test_whoever_boards_at_the_first_unit_is_told_his_fare_at_the_second_and_it_is_recorded(trainer, bus):
    trainer.does("/position", stop=2)
    boarded = trainer.does("/card", name="senior", tap=True)
    assert (boarded["prompt"]["phrase"], boarded["vehicle"]["on_board"]) == ("ride-accepted", 1)
    trainer.does("/position", stop=4)
    left = trainer.does("/card", reader=EXIT, name="senior", tap=True)
    assert (left["prompt"]["phrase"], left["prompt"]["amount"]) == ("ride-alighted", "200ポイント")
    assert (left["signals"]["last"], left["vehicle"]["on_board"]) == ("accepted", 0)
    [(_, ride)] = bus.records("ride")
    assert (ride["board"], ride["alight"], ride["fare"]) == ("S1", "S3", 200)


def test_whoever_holds_his_card_up_again_where_he_got_in_does_not_leave(trainer, bus):
    trainer.does("/position", stop=2)
    trainer.does("/card", name="senior", tap=True)
    trainer.does("/position", stop=4)
    again = trainer.does("/card", name="senior", tap=True)
    assert (again["prompt"]["phrase"], again["vehicle"]["on_board"]) == ("ride-already-touched", 1)
    assert (len(bus.records("boarded")), bus.records("ride")) == (1, [])


def test_whoever_leaves_twice_pays_once(trainer, bus):
    trainer.does("/position", stop=2)
    trainer.does("/card", name="senior", tap=True)
    trainer.does("/position", stop=4)
    seen = [trainer.does("/card", reader=EXIT, name="senior", tap=True)["prompt"]["phrase"] for _ in range(2)]
    assert seen == ["ride-alighted", "ride-already-touched"]
    assert len(bus.records("ride")) == 1


def test_a_card_that_stays_on_one_unit_keeps_nobody_from_the_other(trainer, bus):
    trainer.does("/card", name="senior")
    state = trainer.does("/card", reader=EXIT, name="stranger", tap=True)
    assert (state["card"], state[EXIT]) == ("senior", {"card": None, "card_fault": None})
    assert state["signals"]["count"] == 2
    held = trainer.does("/card", reader=EXIT, name="hanako")
    assert (held["card"], held[EXIT]["card"]) == ("senior", "hanako")
    assert trainer.does("/card", remove=True)["card"] is None
    assert bus.exit_reader.card is not None
    assert trainer.does("/card", reader=EXIT, remove=True)[EXIT]["card"] is None
    assert (bus.reader.card, bus.exit_reader.card) == (None, None)


def test_a_card_lies_on_one_unit_at_a_time_but_its_copy_is_another_card(trainer, bus):
    trainer.does("/card", name="hanako")
    refused = trainer.is_refused("/card", 409, reader=EXIT, name="hanako", tap=True, fault="mute")
    assert "held up at the other unit" in refused
    assert trainer.get("/state")["card_fault"] is None
    state = trainer.does("/card", reader=EXIT, name="hanako", fault="copied")
    assert (state["card"], state["card_fault"]) == ("hanako", None)
    assert state[EXIT] == {"card": "hanako", "card_fault": "copied"}
    assert [detail["why"] for _, detail in bus.records("refused")] == ["copy"]


def test_each_unit_is_full_and_empty_by_itself(trainer):
    trainer.does("/card", reader=EXIT, name="senior")
    assert "already lies on the reader" in trainer.is_refused("/card", 409, reader=EXIT, name="taro")
    assert "no card on the reader" in trainer.is_refused("/card", 409, remove=True)
    assert "no card on the reader" in trainer.is_refused("/card", 409, fault="mute")
    assert trainer.does("/card", name="taro", tap=True)[EXIT]["card"] == "senior"


def test_a_card_misbehaves_where_it_lies(trainer):
    trainer.does("/card", name="taro")
    trainer.does("/card", reader=EXIT, name="senior")
    state = trainer.does("/card", reader=EXIT, fault="mute")
    assert (state["card_fault"], state[EXIT]["card_fault"]) == (None, "mute")
    assert trainer.does("/card", reader=EXIT, fault=None)[EXIT]["card_fault"] is None


def test_a_card_that_is_torn_away_at_the_second_unit_is_asked_for_once_more(trainer, bus):
    torn = trainer.does("/card", reader=EXIT, name="hanako", tap=True, fault="torn")
    assert (torn["signals"]["last"], bus.records("ride", "refused")) == ("again", [])
    trainer.does("/card", reader=EXIT, name="hanako", tap=True)
    assert trainer.get("/state")["signals"]["last"] != "again"


def goes_round(bus):
    """Let the terminal look at all its devices, as it does every few seconds."""
    bus.clock.advance(6)


@pytest.mark.parametrize(
    ("broken", "other", "told"),
    [("reader", EXIT, "driver-validator-fault"), (EXIT, "reader", "driver-exit-validator-fault")],
)
@pytest.mark.parametrize("fault", ["offline", "mute"])
def test_a_unit_at_fault_keeps_nobody_from_the_other(trainer, bus, fault, broken, other, told):
    state = trainer.does(f"/device/{broken}", fault=fault)
    assert (state["devices"][broken]["fault"], state["devices"][other]["fault"]) == (fault, None)
    goes_round(bus)
    bus.until(lambda: bus.face.faults, "the driver being told")
    # without its first unit the riders' panel is closed, and whoever leaves is answered all the same
    bus.until(lambda: bool(bus.terminal.talk.view.closed) is (broken == "reader"), "the panel")
    before = len(bus.beeper.history)
    state = trainer.does("/card", reader=other, name="taro", tap=True)
    assert (state["signals"]["count"], state["signals"]["last"]) == (before + 1, "refused")
    state = trainer.does(f"/device/{broken}", fault=None)
    assert [fault["phrase"] for fault in state["vehicle"]["faults"]] == [told]
    goes_round(bus)
    bus.until(lambda: not bus.face.faults, "the driver being told")


def test_nobody_waits_at_a_second_unit_that_is_off_line(trainer):
    trainer.does(f"/device/{EXIT}", fault="offline")
    state = trainer.does("/card", reader=EXIT, name="senior", tap=True)
    assert (state["signals"]["count"], state[EXIT]["card"]) == (0, None)


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ({"reader": "door", "name": "senior"}, "Invalid enum value 'door' - at `$.reader`"),
        ({"reader": None, "name": "senior"}, "Expected `str`, got `null` - at `$.reader`"),
        ({"reader": EXIT}, 'either "name" or "remove": true is needed'),
        ({"reader": EXIT, "name": "senior", "remove": True}, 'either "name" or "remove": true is needed'),
        ({"reader": EXIT, "name": "nobody"}, "card 'nobody' is not known"),
        ({"reader": EXIT, "name": "senior", "fault": "tired"}, "misbehaviour 'tired' is not known"),
        ({"unit": EXIT, "name": "senior"}, "unknown field `unit`"),
    ],
)
def test_a_wrong_body_is_refused_with_a_sentence_and_nothing_is_held_up(trainer, bus, body, sentence):
    assert sentence in trainer.is_refused("/card", 400, **body)
    assert (bus.reader.card, bus.exit_reader.card, bus.beeper.history) == (None, None, [])


def test_where_there_is_one_unit_there_is_no_second(single, person):
    for one in (single, person):
        assert one.get("/state")[EXIT] is None
        assert "no virtual second unit" in one.is_refused("/card", 404, reader=EXIT, name="hanako")
        one.is_refused(f"/device/{EXIT}", 400, fault="offline")
    assert single.does("/card", reader="reader", name="hanako")["card"] == "hanako"
