"""A visit through the dock's HTTP face alone: what is told of it, and what a person does."""

import io
import json
import re
from pathlib import Path

import pytest
from PIL import Image

DOCK = Path(__file__).parents[2] / "dock"
PIN = ("1", "2", "3", "4")


def test_idle_has_no_prompt_and_every_device_is_ready(person):
    state = person.get("/state")
    assert (state["role"], state["visit"], state["prompt"]) == ("certificate_kiosk", None, None)
    assert state["clock"] == "2026-11-02T10:00:00+09:00"
    assert {name: (d["protocol"], d["driver"], d["state"], d["fault"]) for name, d in state["devices"].items()} == {
        "reader": ("CardReader", "virtual", "ready", None),
        "page_printer": ("PagePrinter", "virtual", "ready", None),
        "receipt_printer": ("ReceiptPrinter", "virtual", "ready", None),
        "cash_box": ("CashBox", "virtual", "ready", None),
    }


def test_a_whole_visit_is_walked_through_http_alone(person):
    seen = [person.presses("ok")]
    seen.append(person.does("/card", name="hanako"))
    seen.append(person.presses(*PIN, "ok"))
    seen.append(person.does("/card", remove=True))
    seen.append(person.presses("2", "ok"))
    seen.append(person.presses("ok"))
    for _ in range(3):
        person.does("/cash", yen=100)
    state = person.pays_up_to("HandOver")
    assert [s["prompt"]["kind"] for s in seen] == [
        "PresentCard", "EnterDigits", "RemoveCard", "ChooseSeveral", "Confirm", "Pay",
    ]  # fmt: skip
    assert [(p["id"], p["device"], p["sheets"], p["ticket"]) for p in state["printed"]] == [
        ("page-1", "page", 2, "T-00001"),
        ("receipt-1", "receipt", 1, "T-receipt"),
    ]
    assert [told["phrase"] for told in state["told"]] == ["pay-done"]
    assert person.presses("ok", "ok")["prompt"] is None


def test_the_pin_is_masked_in_every_answer(person, dock):
    person.pays_up_to("EnterDigits")
    state = person.presses(*PIN)
    assert state["prompt"]["draft"] == "●●●●"
    sentence = person.is_refused("/press", 409, key="9")
    assert "9" not in sentence
    assert person.presses("back")["prompt"]["draft"] == "●●●"
    assert "1234" not in json.dumps({**state, "clock": ""})


def test_a_prompt_tells_words_in_the_language_of_the_visit(person):
    person.pays_up_to("ChooseSeveral")
    prompt = person.presses("2")["prompt"]
    assert prompt["text"] == "items-several のことば"
    assert prompt["speech"] == "ja items-several"
    assert prompt["patience_s"] == 120.0
    assert [(o["key"], o["name"], o["yen"], o["chosen"]) for o in prompt["options"]] == [
        ("1", "relation", None, False),
        ("2", "domicile", 50, True),
    ]
    assert prompt["draft"] == ["domicile"]
    assert person.presses("language")["prompt"]["phrase"] == "language-choose"
    assert person.presses("2")["prompt"]["text"] == "words of items-several"


def test_a_prompt_tells_what_is_to_be_agreed_paid_and_taken(person):
    confirm = person.pays_up_to("Confirm")["prompt"]
    assert confirm["rows"] == [{"name": "row-fee のことば", "value": "yen のことば 300"}]
    assert (confirm["verb"], confirm["yen"]) == ("button-apply のことば", 300)
    person.presses("ok")
    pay = person.does("/cash", yen=100)["prompt"]
    assert (pay["draft"], pay["paid"], pay["due"]) == (100, 100, 200)
    assert person.pays_up_to("HandOver")["prompt"]["things"][0]["amount"] == "sheets-count のことば 2"


def test_a_stale_turn_presses_nothing(person):
    turn = person.pays_up_to("Confirm")["turn"]
    assert (
        person.is_refused("/press", 409, key="ok", turn=turn - 1) == f"turn {turn - 1} is over; it is turn {turn} now"
    )
    assert person.get("/state")["prompt"]["kind"] == "Confirm"
    assert person.does("/press", key="ok", turn=turn)["prompt"]["kind"] == "Pay"


def test_the_keys_of_the_state_are_just_those_that_are_taken(person):
    state = person.pays_up_to("Confirm")
    assert state["keys"] == ["back", "help", "language", "ok", "sight", "stop", "voice"]
    assert person.is_refused("/press", 409, key="7") == "this key is not used now"
    for key in ("language", "sight"):
        assert key in state["keys"]


def test_a_card_lies_on_the_reader_once(person):
    state = person.does("/card", name="hanako")
    assert (state["card"], state["prompt"]["kind"]) == ("hanako", "EnterDigits")
    assert "already lies" in person.is_refused("/card", 409, name="taro")
    assert person.does("/card", remove=True)["card"] is None
    assert "no card" in person.is_refused("/card", 409, remove=True)


def test_cards_are_listed_with_their_pin_and_story(person):
    assert person.get("/cards")[0] == {
        "name": "hanako",
        "title": "見本 花子",
        "pin": "1234",
        "about": "ふつうのカード",
        "group": "people",
    }


def test_money_falls_through_while_the_slot_is_shut_and_can_be_taken(person):
    assert "money tray" in person.is_refused("/cash", 409, yen=500)
    assert person.get("/state")["money"] == {"tray": {"500": 1}, "yen": 500}
    assert person.does("/take")["money"]["yen"] == 0


def test_what_was_printed_is_read_as_pdf_and_png_and_taken_once(person, terminal):
    person.pays_up_to("HandOver")
    status, headers, pdf = person.call("GET", "/printed/page-1.pdf")
    assert (status, headers["Content-Type"]) == (200, "application/pdf")
    assert pdf == terminal.page_printer.history[0].whole
    pages = [person.call("GET", f"/printed/page-1.png?page={n}")[2] for n in (1, 2)]
    assert [Image.open(io.BytesIO(page)).size for page in pages] == [(1241, 1754), (1241, 1754)]
    assert pages[0] != pages[1]
    assert person.call("GET", "/printed/receipt-1.png")[2] == terminal.receipt_printer.history[0].png
    state = person.does("/take", id="page-1")
    assert [(p["id"], p["taken"]) for p in state["printed"]] == [("page-1", True), ("receipt-1", False)]
    assert "taken already" in person.is_refused("/take", 409, id="page-1")
    assert all(p["taken"] for p in person.does("/take")["printed"])
    assert terminal.page_printer.tray == terminal.receipt_printer.tray == ()


@pytest.mark.parametrize("path", ["page-1.png?page=3", "page-1.png?page=0", "page-9.pdf", "receipt-1.pdf", "x.gif", ""])
def test_what_was_never_printed_is_not_found(person, path):
    person.pays_up_to("HandOver")
    assert person.call("GET", f"/printed/{path}")[0] == 404


def test_a_page_number_that_is_none_is_refused(person):
    assert person.call("GET", "/printed/page-1.png?page=-1")[0] == 400


def test_a_fault_in_the_middle_of_a_job_leaves_the_sheets_that_came_out(person):
    state = person.does("/device/page_printer", fault="paper_jam", after=1)
    assert state["devices"]["page_printer"]["state"] == "ready"
    assert state["devices"]["page_printer"]["asked"] == {"fault": "paper_jam", "after": 1}
    state = person.pays_up_to("HandOver")
    assert [p["sheets"] for p in state["printed"] if p["device"] == "page"] == [1]
    device = state["devices"]["page_printer"]
    assert (device["state"], device["fault"]) == ("fault", "paper_jam")
    assert person.does("/device/page_printer", fault=None)["devices"]["page_printer"]["asked"] is None


def test_a_reader_can_be_unplugged(person):
    assert person.does("/device/reader", fault="offline")["devices"]["reader"]["fault"] == "offline"


def test_the_line_is_cut_and_joined(person):
    assert person.does("/network", up=False)["line"] is False
    assert person.does("/network", up=True)["line"] is True


def test_time_moves_and_patience_with_it(person):
    assert person.does("/clock", at="2026-11-02T10:05")["clock"] == "2026-11-02T10:05:00+09:00"
    assert person.does("/clock", at="2026-11-01T23:30:00Z")["clock"] == "2026-11-02T08:30:00+09:00"


def test_time_that_passes_is_answered_with_what_it_brought(person):
    person.pays_up_to("Confirm")
    state = person.does("/clock", at="2026-11-02T10:02:01")
    assert state["prompt"]["phrase"] == "visit-idle-warning"
    assert person.does("/clock", at="2026-11-02T10:02:12")["prompt"]["text"].endswith("20")
    assert person.presses("ok")["prompt"]["phrase"] == "order-check"


def test_the_screen_is_seen_and_touched(person):
    status, headers, png = person.call("GET", "/screen.png")
    assert (status, headers["Content-Type"], headers["Cache-Control"]) == (200, "image/png", "no-store")
    assert Image.open(io.BytesIO(png)).size == (270, 480)
    assert person.does("/touch", x=10, y=10)["prompt"]["kind"] == "PresentCard"
    assert person.is_refused("/touch", 409, x=200, y=200) == "there is nothing to touch"


def test_of_two_states_the_later_one_can_be_told(person):
    versions = [person.get("/state")["version"], person.presses("ok")["version"], person.get("/state")["version"]]
    assert versions == sorted(set(versions))


def test_the_transcript_outlives_the_visit_and_stays_in_order(person):
    person.pays_up_to("HandOver")
    lines = person.presses("ok", "ok")["transcript"]
    assert [line["text"].removeprefix("ja ") for line in lines] == [
        "card-place", "pin-enter", "card-remove", "items-several", "order-check",
        "pay-insert-cash", "pay-done", "print-started", "hand-over", "pay-done",
    ]  # fmt: skip
    assert [line["number"] for line in lines] == list(range(1, 11))
    assert {line["at"] for line in lines} == {"10:00"}


def test_every_refusal_that_the_page_can_meet_has_words_in_both_languages():
    met = {reason for path in DOCK.glob("*.py") for reason in re.findall(r'impossible\("([\w-]+)"', path.read_text())}
    # the page looks again after a stale key, and has nothing to touch where there is no screen
    silent = {"stale", "no-screen"}
    tables = re.findall(r"refused: \{(.*?)\n    \}", (DOCK / "words.js").read_text(), re.DOTALL)
    assert [set(re.findall(r'^ +"?([\w-]+)"?:', table, re.MULTILINE)) for table in tables] == [met - silent] * 2
