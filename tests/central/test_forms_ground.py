"""The ground: an even tint on the certificate, 複写 on a copy, and everything on it stays legible."""

import io
import subprocess
from functools import cache

import pypdfium2
import pytest
from msgspec.structs import replace
from PIL import Image, ImageChops, ImageFilter, ImageStat
from sample_city import HANAKO, TOWN, order, pages, register, resident

from central.service.forms import compose
from central.service.forms.ground import AROUND, DOTS, INCH, TILE, WORD, tile

PLAIN = replace(TOWN, watermark="")
EMPTY = [round(mm / 25.4 * 600) for mm in (16, 110, 194, 240)]  # nothing stands there on the certificate of a seal
CELL = len(DOTS["#"])  # pixels


def certificate(town=PLAIN, kind="seal", **asked):
    record = register().seal_of(resident(HANAKO))
    return compose(replace(order(HANAKO, town=town, **asked), kind=kind, record=record))


@cache
def paper(renderer="pdfium", ground=True):
    """A certificate as a printer of 600 dots to the inch has it, grey."""
    pdf = certificate(replace(PLAIN, ground=ground)).pdf
    if renderer == "pdfium":
        return pypdfium2.PdfDocument(pdf)[0].render(scale=600 / 72).to_pil().convert("L")
    argument = ["pdftoppm", "-r", "600", "-gray", "-"]
    return Image.open(io.BytesIO(subprocess.run(argument, input=pdf, capture_output=True, check=True).stdout))


def copied(sheet, blur=1.1, phase=(0, 0), white=128, black=128):
    """A sheet as a copier of 300 dots to the inch gives it back, at 300 to the inch.

    `blur` is the lens in dots of 600 to the inch (1.1: half of the contrast is left at 4 lines a millimetre), `phase`
    where its sensor begins; what is lighter than `white` is dropped as background, what is darker than `black` is full.
    """
    seen = ImageChops.offset(sheet, *phase).filter(ImageFilter.GaussianBlur(blur)).reduce(2)
    return seen.point(lambda grey: round(min(max(grey - black, 0) / max(white - black, 1), 1) * 255))


@cache
def letters():
    """Where the word stands on a sheet, at 300 to the inch: white inside the letters."""
    rows = WORD.split()
    width, height = (size * INCH // 300 for size in Image.open(TILE).size)
    one = Image.new("L", (width, height))
    for y, row in enumerate(rows, AROUND):
        left = (width // CELL - len(row)) // 2
        for x, cell in enumerate(row, left):
            if cell == "#":
                at = (x * CELL + y % 2 * CELL // 2, y * CELL)
                one.paste(255, (*at, at[0] + CELL, at[1] + CELL))
    sheet = Image.new("L", (2481, 3508))
    for row in range(sheet.height // height + 1):
        for column in range(-1, sheet.width // width + 1):
            sheet.paste(one, (column * width + row % 2 * width // 2, row * height))
    return sheet


def contrast(sheet):
    """The tone (share of black, in per cent) of the empty part of a sheet, in the letters and around them."""
    scale = round(sheet.width / 2480)
    part = [edge * scale // 2 for edge in EMPTY]
    mask = letters().resize((2481 * scale, 3508 * scale)).crop(part)
    seen = sheet.crop(part)
    return [100 - ImageStat.Stat(seen, m).mean[0] / 2.55 for m in (mask, ImageChops.invert(mask))]


def test_the_tile_in_the_templates_is_the_one_that_its_maker_makes():
    assert TILE.read_bytes() == tile()


def test_letters_and_ground_have_the_same_ink_on_every_cell():
    dots = {kind: "".join(lines).count("#") for kind, lines in DOTS.items()}
    assert dots["#"] == dots["."]
    shipped = Image.open(TILE).convert("L").histogram()
    assert shipped[0] / sum(shipped) == dots["#"] / CELL**2 == 1 / 16  # 6.25 per cent: light on toner


@pytest.mark.parametrize("renderer", ["pdfium", "poppler"])
def test_the_eye_sees_an_even_tint(renderer):
    inside, around = contrast(paper(renderer))
    assert 5.5 < around < 7
    assert abs(inside - around) < 0.1


@pytest.mark.parametrize("renderer", ["pdfium", "poppler"])
@pytest.mark.parametrize(
    "copier",
    [
        {},
        {"phase": (1, 0)},
        {"phase": (1, 1)},
        {"blur": 0.9},
        {"blur": 0.6},
        {"white": 190, "black": 60},
        {"white": 150, "black": 100},
    ],
    ids=str,
)
def test_a_copy_shows_the_word(renderer, copier):
    inside, around = contrast(copied(paper(renderer), **copier))
    assert around < 0.5
    assert inside > 2.4
    assert inside > 10 * around


def test_paper_that_has_a_ground_of_its_own_gets_none_and_a_copy_of_it_shows_nothing():
    assert contrast(paper(ground=False)) == contrast(copied(paper(ground=False))) == [0, 0]


@pytest.mark.parametrize("kind", ["residence", "seal"])
def test_the_ground_lies_under_every_sheet_of_every_copy(kind):
    document = certificate(kind=kind, copies=2)
    for sheet in pypdfium2.PdfDocument(document.pdf):
        picture = sheet.render(scale=300 / 72).to_pil().convert("L")
        for corner in ((60, 60), (2300, 60), (60, 3000), (2300, 3000)):
            seen = picture.crop((*corner, corner[0] + 96, corner[1] + 96))
            assert 5 < 100 - ImageStat.Stat(seen).mean[0] / 2.55 < 7.5


def test_the_word_is_a_picture_and_no_text():
    for town in (PLAIN, TOWN):
        assert pages(certificate(town))[0].replace("見本", "") != ""
        assert "複" not in "".join(pages(certificate(town)))


def test_the_tile_is_embedded_once_and_costs_few_bytes():
    with_ground, without = (len(certificate(replace(PLAIN, ground=on), copies=5).pdf) for on in (True, False))
    assert with_ground - without < 20_000
    assert certificate(PLAIN, copies=5).pdf.count(b"/Subtype /Image") <= 2  # the tile, and a soft mask at most


def test_a_copy_can_still_be_read():
    """The text on a copy has its strokes: the darkest part of a name's box is as dark as on paper without a ground."""
    name = [round(mm / 25.4 * 300) for mm in (93, 41, 130, 51)]
    with_ground, without = (copied(paper(ground=on)).crop(name) for on in (True, False))
    strokes = without.point(lambda grey: 255 if grey < 128 else 0)
    assert strokes.getbbox()
    assert ImageStat.Stat(with_ground, strokes).mean[0] < 20
