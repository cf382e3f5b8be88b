"""Rows on A4: every row once, pages numbered, a mark behind a sample."""

import io
import subprocess
import weakref
from collections.abc import Iterator

import pypdfium2
from PIL import Image, ImageChops

from drivers import picture_pdf
from drivers.protocols import Sheet
from drivers.sheet_raster import HEIGHT, ROWS, WIDTH, draw

COLUMNS = (("時刻", 0.5), ("できごと", 0.5))


def sheet(rows: int, mark: str = "", text: str = "支払い") -> Sheet:
    return Sheet("記録", "端末 kiosk-01", COLUMNS, tuple((f"{n}", text) for n in range(rows)), mark)


def pictures(document: bytes) -> list[Image.Image]:
    with pypdfium2.PdfDocument(io.BytesIO(document)) as pages:
        return [page.render(scale=150 / 72).to_pil().convert("L") for page in pages]


def ink(picture: Image.Image) -> int:
    return sum(picture.histogram()[:128])


def test_rows_go_on_over_as_many_sheets_as_they_take():
    assert [draw(sheet(rows)).sheets for rows in (0, 1, ROWS, ROWS + 1, 3 * ROWS)] == [1, 1, 1, 2, 3]


def test_the_document_has_the_sheets_that_are_told_on_a4():
    pages = draw(sheet(ROWS + 1))
    found = pictures(pages.document)
    assert len(found) == pages.sheets == 2
    assert all(abs(picture.width - WIDTH) <= 1 and abs(picture.height - HEIGHT) <= 1 for picture in found)
    assert ink(found[0]) > 3 * ink(found[1])


def test_the_same_rows_make_the_same_picture_and_one_more_row_another():
    one, same, more = (pictures(draw(sheet(rows)).document)[0] for rows in (3, 3, 4))
    assert ImageChops.difference(one, same).getbbox() is None
    assert ImageChops.difference(one, more).getbbox() is not None


def test_a_long_day_stays_small_enough_to_be_sent():
    assert len(draw(sheet(20 * ROWS)).document) < 2 * WIDTH * HEIGHT


def test_pages_are_packed_one_by_one_and_let_go():
    drawn: list[weakref.ref[Image.Image]] = []
    held: list[int] = []

    def pages() -> Iterator[Image.Image]:
        for _ in range(5):
            page = Image.new("L", (30, 40), 255)
            drawn.append(weakref.ref(page))
            held.append(sum(one() is not None for one in drawn))
            yield page

    assert len(pictures(picture_pdf.document(pages(), 72))) == 5
    assert max(held) <= 2


def test_every_reader_of_pdf_can_read_it(tmp_path):
    path = tmp_path / "journal.pdf"
    path.write_bytes(draw(sheet(ROWS + 1)).document)
    told = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True)
    assert "Pages:           2" in told.stdout
    assert "(A4)" in told.stdout
    assert told.stderr == ""


def test_a_mark_lies_behind_everything_on_the_middle_of_the_page():
    plain, marked = (pictures(draw(sheet(3, mark)).document)[0] for mark in ("", "見本 練習"))
    left, top, right, bottom = ImageChops.difference(plain, marked).getbbox()
    assert top < HEIGHT / 2 < bottom
    assert left > 0
    assert right < WIDTH
    assert ink(marked) < 1.05 * ink(plain)


def test_a_text_wider_than_its_column_is_cut_and_stays_in_it():
    short, long = (pictures(draw(sheet(1, text="支" * count)).document)[0] for count in (40, 400))
    [right] = {ImageChops.invert(picture).getbbox()[2] for picture in (short, long)}
    assert right <= WIDTH


def test_a_column_too_narrow_for_anything_still_comes_to_an_end():
    narrow = Sheet("記録", "", (("時刻", 0.005), ("できごと", 0.995)), (("10:00", "支払い"),))
    assert draw(narrow).sheets == 1
