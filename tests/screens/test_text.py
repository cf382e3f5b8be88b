"""Characters, variants and line breaks."""

import os

os.environ.setdefault("SDL_VIDEODRIVER", "dummy")

from pathlib import Path

import pygame
import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st

from screens import fonts, text
from screens.coverage import Coverage, FontUnreadable, clusters
from screens.fonts import CHINESE, COLLECTIONS, JAPANESE, Face, Type

PX = 60
KIND = Type(PX)
LINE = Type(40)
VARIANT = "葛\U000e0100"  # 葛 with the first variant of the Adobe-Japan1 collection
HANYO = "邊\U000e0108"  # a variant that only the character base's own font has


def pixels(characters: str) -> bytes:
    surface = pygame.Surface((PX * 3, PX * 2))
    surface.fill("white")
    text.draw(surface, characters, (5, 5), KIND, "#000000")
    return pygame.image.tobytes(surface, "RGB")


def test_a_variation_selector_changes_what_is_drawn():
    assert pixels("葛") != pixels(VARIANT)
    assert fonts.missing(VARIANT) == []


def test_a_rare_kanji_is_drawn_by_the_next_font_and_not_as_a_box():
    first = fonts.FIRST[True]
    surface = pygame.Surface((PX * 3, PX * 2))
    surface.fill("white")
    surface.blit(fonts.font(first, PX).render("𠮷", True, "#000000"), (5, 5))
    assert pixels("𠮷") != pygame.image.tobytes(surface, "RGB")
    assert fonts.runs("𠮷田", True) == ((Face(COLLECTIONS[True]), "𠮷"), (first, "田"))


def test_a_variant_is_drawn_by_the_first_font_that_has_it():
    assert fonts.face_for(HANYO, True) == fonts.MINCHO
    assert fonts.face_for("髙", True) == fonts.FIRST[True]


def test_what_no_font_has_is_named():
    assert fonts.missing("葛\U000e01efあ\U0001f600") == ["葛\U000e01ef", "\U0001f600"]


def test_a_selector_belongs_to_the_character_before_it():
    assert clusters(f"{VARIANT}飾区") == [VARIANT, "飾", "区"]


def test_japanese_breaks_only_at_its_marks():
    assert text.lines("暗証番号|4けたを|入れてください", LINE, 330) == ("暗証番号4けたを", "入れてください")
    assert text.lines("暗証番号4けたを入れてください", LINE, 330) == ("暗証番号4けたを入れてください",)


def test_english_breaks_at_spaces_and_lines_are_balanced():
    broken = text.lines("Place your card on the reader", LINE, 400)
    widths = [text.width(line, LINE) for line in broken]
    assert " ".join(broken) == "Place your card on the reader"
    assert len(broken) == 2
    assert min(widths) > 0.6 * max(widths)


def test_a_number_in_groups_is_never_broken():
    assert text.lines("Please phone 0120 000 000 now", LINE, 1) == ("Please", "phone", "0120 000 000", "now")


def test_a_keys_sign_is_never_parted_from_what_the_key_does():
    assert text.lines("○ 決める　 ← もどる　 × やめる", LINE, 1) == ("○ 決める", "← もどる", "× やめる")
    assert text.lines("○ OK   ← Back   × Stop", LINE, 330) == ("○ OK   ← Back", "× Stop")


def test_a_space_at_the_end_of_a_line_is_not_drawn():
    assert text.lines("市役所 1階 |市民課の窓口", LINE, 300) == ("市役所 1階", "市民課の窓口")


def test_two_characters_never_stand_alone_in_the_last_line():
    full = text.width("世帯の全員", LINE) + 5
    assert text.lines("世帯の|全員|です", LINE, full) == ("世帯の", "全員です")


def test_a_newline_always_breaks():
    assert text.lines("一\n二", LINE, 4000) == ("一", "二")


@given(
    st.lists(st.sampled_from(["証明書を", "ここで", "受け取る", "a", "です。"]), min_size=1, max_size=9),
    st.integers(1, 900),
)
def test_breaking_loses_nothing_and_keeps_to_the_width(pieces: list[str], most: int):
    broken = text.lines("|".join(pieces), LINE, most)
    assert "".join(broken) == "".join(pieces)
    widest = max(text.width(piece, LINE) for piece in pieces)
    lonely = text.width(broken[-1], LINE)
    assert all(text.width(line, LINE) <= max(most, widest + lonely) for line in broken)


def test_a_file_that_is_no_font_is_named(tmp_path: Path):
    (tmp_path / "broken.ttf").write_bytes(b"not a font at all")
    (tmp_path / "empty.ttf").write_bytes(bytes(20))
    for name in ("broken.ttf", "empty.ttf", "absent.ttf"):
        with pytest.raises(FontUnreadable, match=name):
            Coverage(tmp_path / name)


def test_a_collection_without_the_wanted_font_is_named_and_so_is_a_font_that_is_none():
    for path in (COLLECTIONS[True], fonts.MINCHO.path):
        with pytest.raises(FontUnreadable, match=rf"{path.name}.* at place 99 of a collection"):
            Coverage(path, 99)


def test_the_font_at_each_place_of_the_collection_is_the_one_that_is_meant():
    named = {JAPANESE: "Noto Sans CJK JP", CHINESE: "Noto Sans CJK SC"}
    for place, name in named.items():
        for path in COLLECTIONS.values():
            assert TTFont(path, fontNumber=place, lazy=True)["name"].getBestFamilyName() == name


@given(st.binary(min_size=1, max_size=300))
def test_any_bytes_are_read_or_refused_with_the_files_name(tmp_path_factory: pytest.TempPathFactory, content: bytes):
    path = tmp_path_factory.mktemp("font") / "any.ttf"
    path.write_bytes(content)
    with pytest.raises(FontUnreadable, match=r"any\.ttf"):
        Coverage(path)


def test_coverage_agrees_with_the_fonts_own_library():
    for path, index in (fonts.FIRST[True], Face(COLLECTIONS[True]), Face(COLLECTIONS[True], CHINESE), fonts.MINCHO):
        own = TTFont(path, fontNumber=index, lazy=True)["cmap"]
        known, ours = own.getBestCmap(), Coverage(path, index)
        sequences = next(table.uvsDict for table in own.tables if table.format == 14)
        assert all(ours.has(chr(code)) == (code in known) for code in range(0x20, 0x30000, 7))
        for selector in list(sequences)[:4]:
            for code, _ in sequences[selector][:50]:
                assert ours.has(chr(code) + chr(selector))
