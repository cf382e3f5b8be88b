"""`kazasu card show`, `history` and `doctor` with every kind of card."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from card_command import kazasu, plainly, whole_card

from cards.kinds import CardKind
from drivers.protocols import DeviceFault
from drivers.virtual.card_kinds import load
from drivers.virtual.reader import VirtualReader
from firmware.card_commands import history
from firmware.card_commands.desk import served
from firmware.card_commands.kind_words import SENTENCES

WITH_CERTIFICATE = {"my_number", "facial_recognition", "iphone", "resident_card"}
WITH_PIN = WITH_CERTIFICATE | {"android"}
WITH_PROFILE = {"my_number", "facial_recognition"}


def card_of(folder, kind: str) -> str:
    return whole_card(folder, kind=kind, **({"idm": "0112233445566778"} if kind == "transport" else {}))


@pytest.mark.parametrize("kind", [kind.value for kind in CardKind])
def test_show_answers_whatever_lies_there(tmp_path, kind):
    card = card_of(tmp_path, kind)
    status, told = kazasu("show", "--reader", card)
    assert (status, told["kind"]) == (0, kind)
    assert (told["certificate"] is not None) == (kind in WITH_CERTIFICATE)
    assert (told["attempts_left"]["user_authentication"] is not None) == (kind in WITH_PIN)
    assert (told["attempts_left"]["profile"] is not None) == (kind in WITH_PROFILE)
    assert (told["card"] is not None) == (kind in WITH_PROFILE)
    assert plainly("show", "--reader", card).out.startswith(SENTENCES[CardKind(kind)] + "\n")


def test_show_warns_of_what_its_holder_must_do_something_about(tmp_path):
    blocked = {"user_authentication": 0, "profile": 0}
    card = whole_card(tmp_path, not_after=datetime(2025, 1, 1, tzinfo=UTC), tries_left=blocked)
    told = plainly("show", "--reader", card).out.splitlines()
    assert told[1] == "Its user authentication certificate has ended: nobody accepts it any more."
    assert told[2].startswith("Blocked: user authentication, profile; the city's counter")


def test_show_leaves_out_what_a_card_does_not_have(tmp_path):
    told = plainly("show", "--reader", card_of(tmp_path, "driving_licence")).out.splitlines()
    assert told[1:] == ["kind: driving_licence"]


def test_show_tells_the_cards_own_number_place_and_last_day(tmp_path):
    told = kazasu("show", "--reader", card_of(tmp_path, "my_number"))[1]["card"]
    assert (len(told["serial"]), told["municipality"], told["expires"]) == (15, "13221", "2035-02-17")


def test_a_phone_gives_its_certificate_after_the_pin(tmp_path):
    status, told = kazasu("authenticate", "--reader", card_of(tmp_path, "android"), codes="7391\n")
    assert (status, len(told["signature"])) == (0, 512)


def test_a_card_for_facial_recognition_is_asked_for_no_pin(tmp_path):
    status, told = kazasu("authenticate", "--reader", card_of(tmp_path, "facial_recognition"))
    assert (status, told["error"]["code"]) == (5, "blocked")


@pytest.mark.parametrize("kind", ["driving_licence", "unknown", "transport"])
def test_a_card_without_certificates_signs_nothing(tmp_path, kind):
    status, told = kazasu("authenticate", "--reader", card_of(tmp_path, kind))
    assert (status, told["error"]["code"]) == (6, "application_missing")


RIDES = [
    {"day": "2026-11-20", "balance": 1160, "machine": 0x16, "use": 0x01},
    {"day": "2026-11-19", "balance": 1370, "machine": 0xC7, "use": 0x46},
]


def transport_card(folder) -> str:
    lines = ", ".join(
        f"{{day = {ride['day']}, " + ", ".join(f"{name} = {ride[name]}" for name in ("balance", "machine", "use")) + "}"
        for ride in RIDES
    )
    card = whole_card(folder, kind="transport", idm="0112233445566778", balance=1160)
    path = folder / "whole.toml"
    path.write_text(path.read_text() + f"history = [{lines}]\n")
    return card


def test_history_tells_balance_and_rides_the_latest_first(tmp_path):
    status, told = kazasu("history", "--reader", transport_card(tmp_path))
    assert (status, told["idm"], told["balance"]) == (0, "0112233445566778", 1160)
    assert [(ride["day"], ride["balance"], ride["use"], ride["device"]) for ride in told["history"]] == [
        ("2026-11-20", 1160, "運賃支払", "改札機"),
        ("2026-11-19", 1370, "物販", "物販端末"),
    ]


def test_history_is_a_table_for_people(tmp_path):
    lines = plainly("history", "--reader", transport_card(tmp_path)).out.splitlines()
    assert lines[1] == "balance: 1,160 yen"
    assert lines[-1].endswith("2026-11-19  物販                     1,370  物販端末")


def test_a_ride_without_a_day_keeps_its_line():
    ride = {"number": 1, "day": None, "use": "バス", "device": "車載端末", "balance": 950}
    line = history.ACT.lines({"idm": "0112233445566778", "balance": 950, "history": [ride]})[-1]
    assert line == f"{1:>8}  {'':10}  バス{'':18}{950:>8,}  車載端末"


class PlainReader(VirtualReader):
    """A reader that passes ISO 7816 commands and nothing else."""

    def connect(self):
        connection = super().connect()
        connection.transmit = lambda command: bytes.fromhex("6A81")
        return connection


def test_a_reader_that_passes_no_felica_frames_is_told_apart_from_a_wrong_card(tmp_path):
    card = load(Path(transport_card(tmp_path).removeprefix("virtual:")), keep=False)
    with pytest.raises(DeviceFault, match="This reader passes no FeliCa frames"), served(PlainReader(card)) as desk:
        history.history(desk)


def test_a_my_number_card_has_no_history(tmp_path):
    status, told = kazasu("history", "--reader", card_of(tmp_path, "my_number"))
    assert status == 6
    assert told["error"]["code"] in {"application_missing", "card_fault"}
