"""`kazasu card doctor`: what a job costs on this reader, and what is to be done about it."""

import pytest
from card_command import PRINTED, kazasu, plainly, whole_card

from drivers.protocols import Link
from drivers.radio_time import exchange_s, felica_polling_s, pair_s
from firmware.card_commands.doctor import advice

COST = {"apdus": 2, "sent": 22, "received": 1668}


def test_the_jobs_are_counted_in_exchanges_and_bytes(tmp_path):
    status, told = kazasu("doctor", "--reader", whole_card(tmp_path))
    assert (status, told["kind"], told["reader"]) == (0, "my_number", "virtual")
    assert told["atr"] == "3B888001000005E0B381A1007F"
    assert told["kbit"] == {"announced": [106, 212, 424], "used": None}
    assert told["extended_length"] is True
    counts = {name: {count: job.get(count) for count in COST} for name, job in told["jobs"].items()}
    assert counts["serial"] == {"apdus": 2, "sent": 20, "received": 36}
    assert counts["certificate"] == COST
    assert counts["possession"]["apdus"] == 2
    assert set(counts) == {"detect", "serial", "certificate", "possession"}


def test_the_floor_is_that_of_the_fastest_speed_the_card_announces(tmp_path):
    serial = kazasu("doctor", "--reader", whole_card(tmp_path))[1]["jobs"]["serial"]
    assert serial["floor_ms"] == round(1000 * (exchange_s(15, 2, 424) + exchange_s(5, 34, 424)), 2)
    assert serial["ratio"] == pytest.approx(serial["ms"] / serial["floor_ms"], abs=0.01)


def test_a_contact_card_has_no_radio_floor(tmp_path):
    told = kazasu("doctor", "--reader", whole_card(tmp_path, contact=True))[1]
    assert {job["floor_ms"] for job in told["jobs"].values()} == {None}
    assert told["advice"] == [
        "Neither card nor reader tells a speed on the air (a contact card has none), so no time can be held against it."
    ]


def test_a_phone_is_measured_as_far_as_it_goes_without_its_pin(tmp_path):
    told = kazasu("doctor", "--reader", whole_card(tmp_path, kind="android"))[1]
    assert "asks for the PIN" in told["jobs"]["certificate"]["error"]
    assert told["jobs"]["possession"] == {"error": "not on this card"}


def test_a_transport_card_is_measured_by_what_it_has(tmp_path):
    told = kazasu("doctor", "--reader", whole_card(tmp_path, kind="transport", idm="0112233445566778", balance=80))[1]
    assert [job.get("apdus") for job in told["jobs"].values()] == [None, 2, 4]


def test_the_floor_of_a_transport_card_is_that_of_felica_frames(tmp_path):
    told = kazasu("doctor", "--reader", whole_card(tmp_path, kind="transport", idm="0112233445566778", balance=80))[1]
    detect, balance = (told["jobs"][name]["floor_ms"] for name in ("detect", "balance"))
    assert detect == round(1000 * felica_polling_s(424), 2)
    # One block read: 16 bytes with the length byte there, 12 and the block back.
    assert balance == round(1000 * (felica_polling_s(424) + pair_s(16, 29, "424F")), 2)


def test_with_a_card_of_no_use_nothing_is_measured_and_another_is_asked_for(tmp_path):
    told = kazasu("doctor", "--reader", whole_card(tmp_path, kind="unknown"))[1]
    assert told["advice"] == ["Nothing is measured with this card; try a My Number Card or a transport card."]


def test_nothing_personal_and_no_attempt_is_spent(tmp_path):
    card = whole_card(tmp_path)
    before = kazasu("show", "--reader", card)
    told = plainly("doctor", "--reader", card).out
    assert not [value for value in PRINTED.values() if isinstance(value, str) and len(value) > 3 and value in told]
    assert kazasu("show", "--reader", card) == before


@pytest.mark.parametrize(
    ("link", "extended", "ratio", "words"),
    [
        (Link("r", b"", (106, 212, 424), 106), True, 1.1, ["at 424 kbit/s, this reader uses 106"]),
        (Link("r", b"", (106, 212), 212), False, 1.1, ["no commands of extended length"]),
        (Link("r", b"", (106,), 106), True, 3.0, ["More than 1.2 times", "certificate"]),
        (Link("r", b"", (106,), None), True, 1.0, ["does not tell how fast"]),
        (Link("r", b"", (106,), 106), True, 1.2, ["Nothing is to be improved."]),
    ],
)
def test_advice_fits_what_was_found(link, extended, ratio, words):
    told = " ".join(advice(link, extended, {"certificate": {"ratio": ratio}}))
    assert [word for word in words if word not in told] == []
    assert ("Nothing" in told) == (words == ["Nothing is to be improved."])
