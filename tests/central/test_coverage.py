import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from central.service.coverage import FontMissing, coverage, is_selector
from central.service.forms.municipality import IPAMJ

FONT = coverage(Path(IPAMJ))
VS17, VS19, VS26 = "\U000e0100", "\U000e0102", "\U000e0109"


@pytest.mark.parametrize(
    "text",
    [
        "見本　花子",
        "𠮷田",
        "﨑",
        "髙",
        f"葛{VS19}城",
        f"邊{VS26}",
        "MARIA LIMA",
        "キョウコ",
        "【空欄】",
        "鷗鄧",
        "ー・々〆ヶ",
        "",
    ],
)
def test_the_hard_names_that_the_font_has_can_be_set(text):
    assert FONT.sets(text)


@pytest.mark.parametrize(
    "text",
    [
        "見本\ue000",  # a vendor's private-use character
        "\U00100000",  # an added character of the administrative standard, in private-use plane 16
        f"葛{VS17}城",  # Adobe-Japan1's sequence for what Moji_Joho calls 葛 VS19
        f"邊{VS17}",
        f"{VS19}葛",  # a selector that selects nothing
        f"葛{VS19}{VS19}",
        f"本{VS19}",  # has no variants
        "한국",
        "😀",
        "見本\t花子",
        "見本\x00",
    ],
)
def test_what_the_font_cannot_set_exactly_is_told(text):
    assert not FONT.sets(text)


def test_another_reader_of_the_font_finds_the_same_code_points():
    charset = subprocess.run(
        ["fc-query", "--format=%{charset}", IPAMJ], capture_output=True, check=True, text=True
    ).stdout
    known = set()
    for part in charset.split():
        first, _, last = part.partition("-")
        known |= set(range(int(first, 16), int(last or first, 16) + 1))
    ours = {code for code in range(0x110000) if not is_selector(code) and FONT.sets(chr(code))}
    assert len(known & ours) > 52_000
    assert {hex(code) for code in known ^ ours if code > 0x20} == set()


def test_a_sequence_of_the_table_really_draws_another_shape():
    font = ImageFont.truetype(IPAMJ, 200, layout_engine=ImageFont.Layout.RAQM)

    def drawn(text):
        picture = Image.new("1", (220, 260), 1)
        ImageDraw.Draw(picture).text((5, 5), text, font=font)
        return picture.tobytes()

    assert drawn("葛") != drawn(f"葛{VS19}")
    assert drawn("葛") == drawn(
        f"葛{VS17}"
    )  # this is why an unknown sequence must be refused: it is set as if it were none


@given(
    st.lists(st.sampled_from(["見", "本", f"葛{VS19}", "𠮷", "A", f"邊{VS26}"])),
    st.sampled_from(["\ue000", f"見{VS17}", "한"]),
)
def test_one_character_that_is_missing_spoils_any_text_and_none_spoils_none(good, bad):
    assert FONT.sets("".join(good))
    for place in range(len(good) + 1):
        assert not FONT.sets("".join([*good[:place], bad, *good[place:]]))


def test_a_font_that_is_not_there_is_named(tmp_path):
    with pytest.raises(FontMissing, match=r"nowhere\.ttf"):
        coverage(tmp_path / "nowhere.ttf")
    (tmp_path / "broken.ttf").write_bytes(b"not a font")
    with pytest.raises(FontMissing, match=r"broken\.ttf"):
        coverage(tmp_path / "broken.ttf")
