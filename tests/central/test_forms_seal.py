"""The certificate of a registered seal: the impression in true size and pure black, on white, or none at all."""

import io
from base64 import b64encode
from random import Random

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from PIL import Image, ImageDraw
from sample_city import FIFTY_LETTERS, HANA, HANAKO, MARIA, ONE_NAME, YOSHINO, order, page, register, resident

from central.service.city.seals import SIZES, impression
from central.service.forms import Cause, NotPrintable, compose
from central.service.forms.impression import measured

DOTS = 600 / 25.4  # a millimetre
FRAME = (17, 50, 67, 94)  # mm of the sheet: within the lines around the impression
SQUARE = """<svg xmlns="http://www.w3.org/2000/svg" width="{0}mm" height="{1}mm" viewBox="0 0 {0} {1}">\
<rect width="{0}" height="{1}" fill="#000"/></svg>"""


def seal_order(serial, drawing=None, **asked):
    one = resident(serial)
    record = register().seal_of(resident(HANAKO))
    record = replace(record, resident=one.id, impression=drawing or record.impression)
    return replace(order(serial), kind="seal", items=frozenset(), record=record, **asked)


def frame(drawing):
    sheet = pypdfium2.PdfDocument(compose(seal_order(HANAKO, drawing)).pdf)[0]
    assert sheet.get_size() == pytest.approx((595.28, 841.89), abs=0.01)
    return sheet.render(scale=600 / 72).to_pil().convert("L").crop([round(edge * DOTS) for edge in FRAME])


def ink(drawing):
    """The box of what is dark in the frame, in mm: width, height, and the white left around it."""
    picture = frame(drawing)
    left, top, right, bottom = picture.point(lambda grey: 255 if grey < 128 else 0).getbbox()
    around = min(left, top, picture.width - right, picture.height - bottom)
    return (right - left) / DOTS, (bottom - top) / DOTS, around / DOTS


def scan(millimetres, dpi, mode="1", *, drawn=True, kept=1.0):
    """A scanned seal as registers keep it: a frame that touches all four edges; so much is kept of the file."""
    side = round(millimetres * dpi / 25.4)
    picture = Image.new(mode, (side, side), "white")
    if drawn:
        ImageDraw.Draw(picture).rectangle((0, 0, side - 1, side - 1), outline="black", width=side // 12)
    (out := io.BytesIO(), picture.save(out, "PNG"))
    png = out.getvalue()[: round(out.tell() * kept)]
    return f"""<svg xmlns="http://www.w3.org/2000/svg" width="{millimetres}mm" height="{millimetres}mm" \
viewBox="0 0 100 100"><image width="100" height="100" \
href="data:image/png;base64,{b64encode(png).decode()}"/></svg>"""


def refused(drawing):
    with pytest.raises(NotPrintable) as told:
        measured(drawing)
    return told.value.cause is Cause.IMPRESSION


@pytest.mark.parametrize("size", [(8.5, 8.5), (12, 12), (25, 25), (6, 18.3), (24.9, 11)])
def test_an_impression_is_printed_in_its_true_size_within_a_tenth_of_a_millimetre(size):
    width, height, around = ink(SQUARE.format(*size))
    assert (width, height) == pytest.approx(size, abs=0.1)
    assert around >= 3


@pytest.mark.parametrize("number", range(4))
def test_a_persons_worn_round_seal_keeps_its_size(number):
    drawing = impression(Random(number))
    registered = float(drawing.partition('width="')[2].partition("mm")[0])
    assert registered in SIZES
    ring = registered * 0.96  # the ring's outer edge
    assert ink(drawing)[:2] == pytest.approx((ring, ring), abs=0.1)


def test_a_scan_of_one_bit_a_pixel_is_printed_in_its_true_size_too():
    width, height, _ = ink(scan(20.32, 600))
    assert (width, height) == pytest.approx((20.32, 20.32), abs=0.1)


def test_an_impression_is_black_on_white_and_the_ground_stays_out_of_its_frame():
    for drawing in (SQUARE.format(12, 12), scan(20.32, 600)):
        tones = frame(drawing).histogram()
        assert sum(tones[40:215]) < 0.002 * sum(tones)  # between the two there are the edges alone
        assert tones[0] > 0
    blank = frame(SQUARE.format(8.5, 8.5)).crop((0, 0, 300, 300))
    assert blank.getextrema() == (255, 255)


def test_a_drawing_stays_a_drawing_and_is_never_made_into_pixels_or_jpeg():
    wanted = seal_order(HANAKO, SQUARE.format(12, 12), municipality=replace(order(HANAKO).municipality, ground=False))
    sheet = pypdfium2.PdfDocument(compose(wanted).pdf)[0]
    assert [kind for kind in sheet.get_objects() if kind.type == 3] == []  # no image at all
    assert b"DCTDecode" not in compose(seal_order(HANAKO, scan(20.32, 600))).pdf


@pytest.mark.parametrize(
    "size", [(8, 8), (7.9, 5), (25.1, 12), (12, 25.1), (30, 30)], ids=lambda size: f"{size[0]}x{size[1]}"
)
def test_a_seal_of_a_size_that_cannot_be_registered_is_refused(size):
    assert refused(SQUARE.format(*size))


@pytest.mark.parametrize(
    "drawing",
    [
        "",
        "a seal",
        "<svg",
        '<svg xmlns="http://www.w3.org/2000/svg" width="12mm" height="12mm" viewBox="0 0 9 9"/>',
        SQUARE.format(12, 12).replace("12mm", "12px"),
        SQUARE.format(12, 12).replace('width="12mm" ', ""),
        SQUARE.format(12, 12).replace('viewBox="0 0 12 12"', 'viewBox="0 0 24 12"'),
        SQUARE.format(12, 12).replace("0 0 12 12", "2 0 12 12"),
        SQUARE.format(12, 12).replace("0 0 12 12", "zero"),
        SQUARE.format(12, 12).replace("#000", "#d00"),
        SQUARE.format(12, 12).replace("<rect ", '<rect opacity="0.5" '),
        SQUARE.format(12, 12).replace("<rect ", '<rect style="fill:red" '),
        SQUARE.format(12, 12).replace("<rect", "<text>印</text><rect"),
        scan(12, 300),
        scan(12, 600, "L"),
        scan(12, 600, "RGB"),
        scan(12, 600).replace("image/png", "image/jpeg"),
        scan(12, 600).replace('width="100" ', 'width="50" '),
        scan(12, 600).replace("base64,", "base64,AA"),
        SQUARE.format(12, 12).replace("0 0 12 12", "0 0 12"),
        SQUARE.format(12, 12).replace("0 0 12 12", "0 0 nan nan"),
        SQUARE.format(12, 12).replace("0 0 12 12", "0 0 0 0"),
        SQUARE.format(12, 12).replace("<rect", "<g>" * 5000 + "<rect").replace("</svg>", "</g>" * 5000 + "</svg>"),
    ],
)
def test_a_drawing_that_cannot_be_printed_as_it_is_is_refused(drawing):
    assert refused(drawing)


@pytest.mark.parametrize(
    "drawing",
    [
        SQUARE.format(12, 12).replace("#000", "#fff"),
        SQUARE.format(12, 12).replace("#000", "none"),
        SQUARE.format(12, 12).replace("<rect ", '<g fill="none"><rect ').replace(' fill="#000"/>', "/></g>"),
        SQUARE.format(12, 12).replace("<rect", '<path d=""/><rect'),
        SQUARE.format(12, 12).replace("<rect", '<path d="ZZZ hello"/><rect'),
        scan(12, 600, drawn=False),
        scan(12, 600, kept=0.6),
        scan(12, 3000),
    ],
)
def test_a_drawing_that_would_leave_an_empty_frame_or_half_a_seal_is_refused(drawing):
    assert refused(drawing)


def test_a_drawing_of_strokes_within_a_group_that_paints_them_is_a_seal():
    strokes = '<g fill="none" stroke="#000" stroke-width="2"><path d="M2,2 h8 v8l-4.5.5z"/></g>'
    drawing = SQUARE.format(12, 12).replace('<rect width="12" height="12" fill="#000"/>', strokes)
    assert measured(drawing) == [12, 12]


@given(st.text() | st.binary().map(lambda read: read.decode("latin-1")))
def test_whatever_stands_in_place_of_a_drawing_is_refused_in_one_way(drawing):
    assert refused(drawing)


def test_the_refusal_is_a_sentence_that_names_the_field_and_sends_to_the_counter():
    with pytest.raises(NotPrintable, match=r"印影 is no drawing .* at the counter"):
        compose(seal_order(HANAKO, SQUARE.format(26, 26)))


def test_a_certificate_tells_whose_seal_it_is_and_what_is_certified():
    text = page(seal_order(HANAKO))
    for label, value in [
        ("氏名", "見本花子"),
        ("旧氏", "小手本"),
        ("生年月日", "昭和55年9月3日"),
        ("住所", "みなと市浜町一丁目2番3号"),
        ("備考", "【空欄】"),
        ("印鑑登録証明書", "印影"),
    ]:
        assert label + value in text
    assert "この写しは、登録されている印影と相違ないことを証明する。" in text
    assert text.index("以下余白") > text.index("備考")


def test_neither_sex_nor_number_nor_anybody_else_stands_on_it():
    text = page(seal_order(HANAKO))
    for word in ("性別", "登録番号", register().seal_of(resident(HANAKO)).number, "太郎", "本籍", "続柄"):
        assert word not in text


@pytest.mark.parametrize(
    ("serial", "rows"),
    [
        (HANA, ["旧氏【空欄】"]),
        (YOSHINO, ["氏名𠮷田﨑子"]),
        (ONE_NAME, ["氏名SUHARTINI", "通称【空欄】"]),
        (FIFTY_LETTERS, ["氏名ALEXANDRINABARTHOLOMEACONSTANTINOPOULOUVASILOPULOU"]),
        (
            MARIA,
            [
                "氏名MARIAGABRIELADACONCEICAOFERREIRADOSSANTOSLIMA通称鈴木マリア生年月日1988年7月4日",
                "備考氏名の片仮名表記マリアガブリエラ",
            ],
        ),
    ],
)
def test_hard_names_stand_as_registered(serial, rows):
    text = page(seal_order(serial))
    for row in rows:
        assert row in text


def test_another_remark_of_the_register_does_not_come_onto_it():
    one = replace(resident(HANAKO), remarks="通知カード返納")
    assert "備考【空欄】" in page(replace(seal_order(HANAKO), residents=(one,)))


def test_a_certificate_without_its_owners_seal_is_no_certificate():
    hers = seal_order(HANAKO)
    for record in (None, replace(hers.record, resident=hers.record.resident + 1)):
        with pytest.raises(ValueError, match="owner's registration"):
            compose(replace(hers, record=record))


def test_three_copies_are_three_sheets_each_with_its_number():
    document = compose(seal_order(HANAKO, copies=3))
    assert document.sheets == 3 == len(pypdfium2.PdfDocument(document.pdf))
    assert compose(seal_order(HANAKO, copies=3)) == document
