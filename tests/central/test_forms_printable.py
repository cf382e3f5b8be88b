"""A certificate is right or it is not made: characters, room, sameness, configuration."""

import hashlib
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pypdfium2
import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from sample_city import GAIJI, HANA, HANAKO, OTHER_COLLECTION, TOWN, TOWN_FILE, order, order_for, page, resident

from central.service.coverage import FontMissing
from central.service.forms import KINDS, Cause, MunicipalityError, NotPrintable, compose, read_municipality, warm_up

MM = 72 / 25.4  # points
INDIVIDUAL = replace(TOWN, residence_form="individual")
FORMS = pytest.mark.parametrize("town", [TOWN, INDIVIDUAL], ids=["household", "individual"])


def picture(document) -> bytes:
    return pypdfium2.PdfDocument(document.pdf)[0].render(scale=200 / 72).to_pil().tobytes()


def made_or_refused(wanted):
    try:
        return compose(wanted)
    except NotPrintable as told:
        return told


def refusal(wanted) -> NotPrintable:
    with pytest.raises(NotPrintable) as told:
        compose(wanted)
    return told.value


def test_a_variant_of_a_character_comes_out_in_another_shape():
    plain, variant = (order_for(replace(resident(HANA), name=f"{name}城　花")) for name in ("葛", "葛\U000e0102"))
    assert picture(compose(plain)) != picture(compose(variant))
    assert picture(compose(plain)) == picture(compose(plain))


@FORMS
@pytest.mark.parametrize("serial", [GAIJI, OTHER_COLLECTION])
def test_a_character_that_the_font_lacks_is_refused_with_a_sentence_that_names_the_field_only(serial, town):
    told = refusal(order(serial, items=("domicile",), town=town))
    assert told.cause is Cause.GLYPH
    assert told.field == "氏名"
    assert "counter" in str(told)
    assert not set(resident(serial).name) & set(str(told).replace("氏名", ""))


@FORMS
@pytest.mark.parametrize(
    ("change", "label"),
    [
        ({"furigana": "\ue000"}, "氏名の振り仮名"),
        ({"former_name": "葛\U000e0100"}, "旧氏"),
        ({"moved_from": "\ue000市"}, "転入前住所"),
        ({"remarks": "한"}, "備考"),
        ({"relation": "\ue000"}, "続柄"),
    ],
)
def test_every_field_is_held_against_the_font(change, label, town):
    told = refusal(order_for(replace(resident(HANA), **change), town=town))
    assert (told.cause, told.field) == (Cause.GLYPH, label)


def test_a_field_that_is_left_out_does_not_stand_in_the_way():
    domicile = replace(resident(HANA).domicile, address="\ue000市")
    one = replace(resident(HANA), domicile=domicile)
    assert refusal(order_for(one)).field == "本籍"
    assert "本籍【省略】" in page(order_for(one, items=("relation",)))


@FORMS
@pytest.mark.parametrize(
    ("change", "label"),
    [
        ({"name": "長" * 250}, "氏名"),
        ({"name": "A" * 300}, "氏名"),
        ({"moved_from": "みなと市" * 80}, "転入前住所"),
        ({"remarks": "\n".join("備考" * 3 for _ in range(9))}, "備考"),
        ({"relation": "子の" * 30}, "続柄"),
    ],
)
def test_a_text_that_finds_no_room_is_refused_and_never_cut(change, label, town):
    told = refusal(order_for(replace(resident(HANA), **change), town=town))
    assert (told.cause, told.field) == (Cause.OVERFLOW, label)
    assert not any(value[:12] in str(told) for value in change.values())


@FORMS
@settings(max_examples=15, deadline=None)
@given(length=st.integers(1, 120), address=st.integers(1, 130), latin=st.booleans())
def test_whatever_the_length_a_text_is_whole_and_in_its_place_or_refused(town, length, address, latin):
    name = " ".join(["GABRIELA"] * (length // 9 + 1)) if latin else ("葛\U000e0102城邊" * length)[:length]
    one = replace(resident(HANA), name=name, moved_from=("港南一丁目" * address)[:address])
    document = made_or_refused(order_for(one, items=(), town=town))
    if isinstance(document, NotPrintable):
        assert document.cause is Cause.OVERFLOW
        return
    text = pypdfium2.PdfDocument(document.pdf)[0].get_textpage()
    read = "".join(text.get_text_range().split())
    assert "".join(name.split()) in read
    assert one.moved_from in read
    stands_within_the_form(text)


def stands_within_the_form(text):
    boxes = [text.get_charbox(i) for i in range(text.count_chars())]
    edges = [box for box in boxes if box[2] > box[0]]
    assert min(left for left, *_ in edges) >= (15 - 1) * MM
    assert max(right for _, _, right, _ in edges) <= (195 + 1) * MM


@FORMS
@pytest.mark.parametrize("marks", [1, 25, 40, 60, 400])
def test_marks_that_the_font_sets_beside_their_letter_stay_in_their_place_or_are_refused(town, marks):
    document = made_or_refused(order_for(replace(resident(HANA), name="か" + "\u3099" * marks), items=(), town=town))
    if isinstance(document, NotPrintable):
        assert (document.cause, document.field, marks > 40) == (Cause.OVERFLOW, "氏名", True)
    else:
        stands_within_the_form(pypdfium2.PdfDocument(document.pdf)[0].get_textpage())


def test_what_is_not_recorded_is_marked_as_empty_and_never_left_out():
    one = resident(HANA)
    nothing = replace(one, sex="", household=replace(one.household, address=""))
    assert "住所【空欄】" in page(order_for(nothing))
    assert "性別【空欄】" in page(order_for(nothing))


@pytest.mark.parametrize(
    "name", ["*見本* _花_ #panic()", "$x$ `y` \\ @z <w> [v]", "= 見出し", '"引用" -- ...', "http://a.b"]
)
def test_signs_of_the_typesetters_language_are_printed_as_they_stand(name):
    assert "氏名" + "".join(name.split()) in page(order_for(replace(resident(HANA), name=name)))


@FORMS
def test_the_same_order_gives_the_same_bytes_whatever_was_made_before(town):
    wanted = order(HANAKO, "household", town=town, copies=2)
    first = compose(wanted)
    compose(order(HANA))
    assert compose(wanted) == first
    assert first.sha256 == hashlib.sha256(first.pdf).hexdigest()


def test_another_process_gives_the_same_bytes():
    script = "from sample_city import *; print(compose(order(HANAKO, copies=2)).sha256)"
    path = os.pathsep.join([str(Path(__file__).parents[1]), str(Path(__file__).parents[2])])
    argument = [sys.executable, "-c", script]
    made = subprocess.run(argument, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=True)
    assert made.stdout.strip() == compose(order(HANAKO, copies=2)).sha256


def test_certificates_made_at_once_are_each_their_own():
    wanted = [order_for(replace(resident(HANA), name=f"見本　{number}号")) for number in range(12)]
    with ThreadPoolExecutor(6) as threads:
        made = list(threads.map(page, wanted))
    assert all(f"氏名見本{number}号" in text for number, text in enumerate(made))


def test_the_pdf_carries_its_one_font_and_no_name_in_its_description(tmp_path):
    (tmp_path / "made.pdf").write_bytes(compose(order(HANAKO)).pdf)
    fonts = subprocess.run(["pdffonts", tmp_path / "made.pdf"], capture_output=True, text=True, check=True).stdout
    [font] = fonts.splitlines()[2:]
    assert "IPAmjMincho" in font
    assert font.split()[-5:-2] == ["yes", "yes", "yes"]  # embedded, a subset, with a table back to Unicode
    described = pypdfium2.PdfDocument(tmp_path / "made.pdf").get_metadata_dict()
    assert described["Title"] == "住　民　票"
    assert described["CreationDate"].startswith("D:20261120000000")  # the day of issue, never the computer's clock
    assert "花子" not in str(described)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"kind": "marriage"}, "no certificate marriage"),
        ({"copies": 0}, "one copy at least"),
        ({"residents": ()}, "of somebody"),
    ],
)
def test_an_order_that_makes_no_sense_is_refused(change, sentence):
    with pytest.raises(ValueError, match=sentence):
        compose(replace(order(HANA), **change))


def test_all_six_certificates_stand_in_one_table():
    assert set(KINDS) == {"residence", "seal", "family-all", "family-one", "supplementary", "tax"}


def test_no_glyph_of_the_font_is_wider_than_its_size_so_that_a_text_is_measured_whenever_it_may_not_fit():
    with TTFont(TOWN.font, lazy=True) as font:
        assert font["hhea"].advanceWidthMax <= font["head"].unitsPerEm


@pytest.mark.parametrize("words", ["tax", "seal_certificate"])
def test_a_municipality_whose_own_words_cannot_be_printed_cannot_start(words):
    with pytest.raises(MunicipalityError, match="sentence has a character"):
        warm_up(replace(TOWN, **{words: replace(getattr(TOWN, words), sentence="\ue000")}))


@pytest.mark.parametrize(
    ("line", "changed", "place"),
    [
        ('code = "990012"', 'code = "99"', "code"),
        ("millimetres = 21", "millimetres = 30", "millimetres"),
        ('residence_form = "household"', 'residence_form = "landscape"', "residence_form"),
        ('watermark = "見本"', 'watermrak = "見本"', "watermrak"),
        ("members = ", "membres = ", "membres"),
        ("[mayor]", "[mayor", "minato"),
    ],
)
def test_a_municipalitys_file_is_read_strictly_and_the_fault_is_named(tmp_path, line, changed, place):
    written = TOWN_FILE.read_text(encoding="utf-8")
    assert line in written
    (tmp_path / "minato.toml").write_text(written.replace(line, changed), encoding="utf-8")
    with pytest.raises(MunicipalityError, match=place) as told:
        read_municipality(tmp_path / "minato.toml")
    assert str(tmp_path / "minato.toml") in str(told.value)


def test_a_municipality_without_its_font_cannot_start(tmp_path):
    with pytest.raises(FontMissing, match=r"none\.ttf"):
        warm_up(replace(TOWN, font=str(tmp_path / "none.ttf")))
    with pytest.raises(FontMissing, match="Kyokasho"):
        warm_up(replace(TOWN, font_family="Kyokasho"))


@given(st.binary() | st.text().map(str.encode))
def test_whatever_stands_in_a_municipalitys_file_it_is_refused_in_one_way(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_bytes(content)
    with pytest.raises(MunicipalityError, match=r"any\.toml"):
        read_municipality(path)


def test_every_fixed_word_comes_from_the_municipalitys_file(tmp_path):
    words = {
        "住　民　票": "住民票の写し",
        "相違ないこと": "違わないこと",
        "発行番号": "証明番号",
        "みなと市長": "例示町長",
    }
    written = TOWN_FILE.read_text(encoding="utf-8")
    for old, new in {**words, "【空欄】": "（空）", "【省略】": "（略）", "以下余白": "以上"}.items():
        written = written.replace(old, new)
    (tmp_path / "town.toml").write_text(written, encoding="utf-8")
    text = page(order(HANA, items=(), town=read_municipality(tmp_path / "town.toml")))
    for new in (*words.values(), "（空）", "（略）", "以上"):
        assert new in text
    for old in ("住民票の写し", "発行番号", "みなと市長", "【空欄】", "【省略】", "以下余白"):
        assert old not in text or old == "住民票の写し"
