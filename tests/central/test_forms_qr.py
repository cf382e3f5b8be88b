"""The QR code on each sheet, as an independent reader (zbar) sees it."""

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from PIL import ImageChops, ImageFilter
from pyzbar.pyzbar import ZBarSymbol, decode
from sample_city import HANAKO, NINE, TOWN, order, pages, register, resident

from central.service.forms import compose

CHECK = "https://minato.example.jp/c/01-000123/7F3K-9QWM-2XTR"
LONGEST = ("https://" + "minato.example.jp/" * 5)[:84]


def asked(check=CHECK, kind="residence", **how):
    record = register().seal_of(resident(HANAKO)) if kind == "seal" else None
    return replace(order(HANAKO, **how), kind=kind, record=record, check=check)


def sheets(document, dpi=300):
    return [sheet.render(scale=dpi / 72).to_pil().convert("L") for sheet in pypdfium2.PdfDocument(document.pdf)]


def read(picture):
    return [found.data.decode() for found in decode(picture, [ZBarSymbol.QRCODE])]


@pytest.mark.parametrize("kind", ["residence", "seal"])
@pytest.mark.parametrize("check", [CHECK, LONGEST, "7", "確かめ"])
def test_each_sheet_of_each_copy_has_the_code(kind, check):
    document = compose(asked(check, kind, copies=2))
    assert [read(sheet) for sheet in sheets(document)] == [[check], [check]]


def test_every_sheet_of_a_large_household_has_it():
    document = compose(replace(order(NINE, "household"), check=CHECK))
    assert [read(sheet) for sheet in sheets(document)] == [[CHECK]] * 3


@settings(max_examples=8, deadline=None)
@given(st.text("ABCDEFGHJKLMNPQRSTUVWXYZ23456789-/:.", min_size=1, max_size=80))
def test_whatever_central_gives_to_check_with_can_be_read(check):
    [sheet] = sheets(compose(asked(check, "seal")), 200)
    assert read(sheet) == [check]


def test_it_can_be_read_from_a_poor_copy_too():
    [sheet] = sheets(compose(asked()), 600)
    poor = sheet.filter(ImageFilter.GaussianBlur(3)).reduce(3).point(lambda grey: 255 if grey > 128 else 0)
    assert read(poor) == [CHECK]


def test_what_it_holds_stands_beside_it_in_letters_with_number_and_page():
    [text] = pages(compose(asked()))
    assert text.endswith("発行番号01-000123-11／1" + CHECK)


def test_without_a_check_there_is_no_code_and_the_certificate_is_otherwise_the_same():
    (with_code, without) = (compose(asked(check)) for check in (CHECK, ""))
    [read_with], [read_without] = pages(with_code), pages(without)
    assert read_with == read_without + CHECK
    [marked], [plain] = sheets(with_code), sheets(without)
    assert read(plain) == []
    changed = ImageChops.difference(marked, plain).getbbox()
    assert changed[1] > 270 / 25.4 * 300  # below the certifying words only
    assert changed[2] < 130 / 25.4 * 300


def test_a_text_that_finds_no_room_in_the_code_is_an_order_that_makes_no_sense():
    with pytest.raises(ValueError, match="check: the text"):
        compose(asked(LONGEST + "x"))


def test_it_keeps_four_modules_clear_of_ground_and_text():
    for town in (TOWN, replace(TOWN, ground=False)):
        [sheet] = sheets(compose(asked(town=town)), 600)
        [found] = decode(sheet, [ZBarSymbol.QRCODE])
        left, top, width, height = found.rect
        assert width == pytest.approx(37 * 10, abs=6)  # modules of ten dots at 600 to the inch
        around = sheet.crop((left - 36, top - 36, left + width + 36, top + height + 36))
        around.paste(255, (34, 34, around.width - 34, around.height - 34))
        assert around.getextrema() == (255, 255)
