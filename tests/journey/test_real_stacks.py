"""The whole visit over a real PC/SC stack and a real IPP printer: the same card, the same role, nothing in between ours."""

import pytest
from acting import until
from kiosk import CARDS, Kiosk, identifies, lays_card, money_back, orders, pays, stops, takes, takes_card, text_of
from real_stacks.ipp import RealPrinter

from drivers.ipp import IppPagePrinter
from drivers.isolated import nfc_reader, pcsc_reader
from drivers.virtual.card_kinds import load
from drivers.virtual.radio import RadioField
from drivers.virtual.udp_target import UdpTarget
from firmware.prompts import PresentCard


@pytest.fixture
def printer(tmp_path):
    with RealPrinter(tmp_path / "printer") as printer:
        yield printer


@pytest.fixture
def slot(private_pcscd):
    with private_pcscd.slot() as slot:
        yield slot


@pytest.fixture
def real_kiosk(central, tmp_path, printer, slot):
    reader = pcsc_reader()
    kiosk = Kiosk(central, tmp_path, reader=reader, slot=slot, page_printer=IppPagePrinter(printer.address))
    yield kiosk
    kiosk.close()


def hanako(keep=False):
    return load(CARDS / "hanako.toml", keep=keep)


@pytest.mark.real
def test_a_resident_takes_a_certificate_over_a_real_reader_and_a_real_printer(real_kiosk, slot, printer):
    visit = real_kiosk.begins()
    identifies(real_kiosk)
    orders(real_kiosk, whom="2", items="12")
    pays(real_kiosk, 100, 100, 100)
    takes(real_kiosk)
    visit.result()
    [document] = printer.received()
    assert "世帯全員" in text_of(document)
    assert len(real_kiosk.receipt_printer.history) == 1
    assert ("print", "done") in real_kiosk.entries()


@pytest.mark.real
def test_what_the_real_printer_received_is_byte_for_byte_what_central_made(real_kiosk, slot, printer):
    made = []
    fetch = real_kiosk.client.document
    real_kiosk.client.document = lambda *asked: made.append(fetch(*asked)) or made[0]
    visit = real_kiosk.begins()
    identifies(real_kiosk)
    orders(real_kiosk)
    pays(real_kiosk, 100, 100, 100)
    takes(real_kiosk, receipt="2")
    visit.result()
    assert printer.received() == [issued.document for issued in made]


@pytest.mark.real
def test_a_card_that_goes_mute_does_not_hang_the_terminal(real_kiosk, slot):
    card = hanako()
    visit = real_kiosk.begins()
    real_kiosk.visitor.answers("language-choose", "1")
    real_kiosk.visitor.sees("card-place")
    slot.place(card)
    real_kiosk.visitor.sees("pin-enter")
    card.faults.mute = True
    real_kiosk.visitor.presses(*"1234", "ok")
    real_kiosk.visitor.sees("pin-unknown")
    slot.remove()
    real_kiosk.visitor.waits(lambda view: isinstance(view.prompt, PresentCard), "the card asked for")
    stops(real_kiosk, "pin-unknown")
    visit.result()
    until(lambda: not real_kiosk.reader.card_present, "an empty reader")


@pytest.mark.real
def test_a_printer_that_jams_before_the_first_sheet_returns_the_money_and_nothing_comes_out_later(
    real_kiosk, slot, printer
):
    printer.set_fault("media-jam-error")
    visit = real_kiosk.begins()
    identifies(real_kiosk)
    orders(real_kiosk)
    pays(real_kiosk, 100, 100, 100)
    real_kiosk.visitor.answers("print-not-done", "ok")
    visit.result()
    printer.set_fault(None)
    assert money_back(real_kiosk) == 300
    assert printer.sheets() == 0


@pytest.fixture
def field():
    with UdpTarget(RadioField(), port=0) as target:
        yield target


@pytest.fixture
def contactless_kiosk(central, tmp_path, field):
    """The kiosk with `reader = "nfc:udp:..."`: real nfcpy, and a radio field where cards are laid."""
    kiosk = Kiosk(central, tmp_path, reader=nfc_reader(field.address), slot=field._field)
    yield kiosk
    kiosk.close()


@pytest.mark.real
@pytest.mark.parametrize(
    ("name", "kind"), [("transport", "card-transport"), ("licence", "card-licence"), ("tag", "card-other-kind")]
)
def test_over_real_nfcpy_another_card_is_told_by_its_name_and_the_right_one_is_served(contactless_kiosk, name, kind):
    kiosk = contactless_kiosk
    visit = kiosk.begins()
    lays_card(kiosk, name)
    takes_card(kiosk, kind)
    kiosk.visitor.sees("card-place")
    kiosk.lays("hanako")
    kiosk.visitor.answers("pin-enter", *"1234", "ok")
    takes_card(kiosk)
    stops(kiosk, "certificate-choose")
    visit.result()


@pytest.mark.real
def test_over_real_nfcpy_a_phone_is_served(contactless_kiosk):
    kiosk = contactless_kiosk
    visit = kiosk.begins()
    lays_card(kiosk, "android")
    kiosk.visitor.answers("phone-pin-enter", *"1234", "ok")
    takes_card(kiosk, "phone-remove")
    orders(kiosk)
    pays(kiosk, 100, 100, 100)
    takes(kiosk, receipt="2")
    visit.result()
    assert len(kiosk.printed()) == 1
