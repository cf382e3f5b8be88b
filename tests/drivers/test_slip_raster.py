import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from drivers.protocols import DeviceFault, Slip, SlipLine
from drivers.slip_raster import DOTS, MARGIN, draw

RECEIPT = Slip(
    "T-1",
    (
        SlipLine("領 収 書", "No.0001-000123", strong=True),
        SlipLine("令和8年11月21日 10:05", "端末 01"),
        SlipLine(rule=True),
        SlipLine("住民票の写し　300円 × 1通", "300円"),
        SlipLine("合計（非課税）", "300円", strong=True),
        SlipLine("上記正に領収しました。"),
    ),
)


def drawn(*lines: SlipLine, dots: int = 576) -> Image.Image:
    return draw(Slip("T-1", lines), dots)


def ink(picture: Image.Image) -> tuple[int, int, int, int] | None:
    """The box around what is black: left, top, right, bottom."""
    return ImageChops.invert(picture.convert("L")).getbbox()


def black(picture: Image.Image) -> int:
    return picture.convert("L").histogram()[0]


@pytest.mark.parametrize("dots", DOTS.values())
def test_a_slip_is_black_and_white_and_as_wide_as_the_paper(dots):
    picture = draw(RECEIPT, dots)
    assert (picture.mode, picture.width) == ("1", dots)
    assert picture.width % 8 == 0


def test_the_same_slip_is_drawn_the_same():
    assert draw(RECEIPT).tobytes() == draw(RECEIPT).tobytes()


def test_text_stands_at_the_left_and_at_the_right_of_one_row():
    left, right = drawn(SlipLine("合計")), drawn(SlipLine("", "300円"))
    both = drawn(SlipLine("合計", "300円"))
    assert ink(left)[2] < 576 / 2 < ink(right)[0]
    assert ink(right)[2] <= 576 - MARGIN
    assert ImageChops.logical_and(left, right).tobytes() == both.tobytes()


def test_strong_text_is_larger():
    plain, strong = drawn(SlipLine("合計")), drawn(SlipLine("合計", strong=True))
    assert ink(strong)[3] - ink(strong)[1] > ink(plain)[3] - ink(plain)[1]


def test_a_rule_crosses_the_paper():
    left, _, right, _ = ink(drawn(SlipLine(rule=True)))
    assert (left, right) == (MARGIN, 576 - MARGIN + 1)


def test_an_empty_line_leaves_room():
    assert (
        drawn(SlipLine("合計"), SlipLine(), SlipLine("合計")).height > drawn(SlipLine("合計"), SlipLine("合計")).height
    )


@pytest.mark.parametrize("strong", [False, True])
@pytest.mark.parametrize("line", ["東" * 100, "W" * 200, "東京都 " * 30, "，" * 90])
def test_long_text_wraps_with_all_its_ink(line, strong):
    picture = drawn(SlipLine(line, strong=strong))
    left, _, right, bottom = ink(picture)
    assert left >= MARGIN - 2
    assert right <= 576 - MARGIN + 2
    assert bottom <= picture.height
    one_by_one = sum(black(drawn(SlipLine(sign, strong=strong))) for sign in line)
    assert abs(black(picture) - one_by_one) <= one_by_one * 0.02


def test_a_sum_that_does_not_fit_beside_its_text_goes_below_it():
    together, apart = drawn(SlipLine("東" * 10, "300円")), drawn(SlipLine("東" * 22, "300円"))
    assert apart.height > together.height
    assert abs(black(apart) - black(drawn(SlipLine("東" * 22))) - black(drawn(SlipLine("", "300円")))) <= 3


def test_a_variation_selector_chooses_the_form_of_a_kanji():
    assert drawn(SlipLine("葛城市")).tobytes() != drawn(SlipLine("葛\U000e0100城市")).tobytes()


@pytest.mark.parametrize("sign", ["𠮷", "\ue000", "\u0e01"])
def test_a_sign_the_font_lacks_is_refused_and_never_printed_as_a_box(sign):
    with pytest.raises(DeviceFault, match=f"lacks U\\+{ord(sign):04X}"):
        drawn(SlipLine("領収", f"{sign}野市"))


@settings(max_examples=60, deadline=None)
@given(st.text("あ領収Wi1.,、。（）「」 　", max_size=60), st.text("0123456789円", max_size=40), st.booleans())
def test_no_text_leaves_the_paper(left, right, strong):
    picture = drawn(SlipLine(left, right, strong=strong), dots=384)
    box = ink(picture)
    assert box is None or (box[0] >= MARGIN - 2 and box[2] <= 384 - MARGIN + 2)
    picture.save(io.BytesIO(), "PNG")
