import json
import shutil
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_cards import CARDS, session_with

from cards.apdu import Channel
from cards.errors import WrongPin
from cards.kinds import CardKind
from cards.tables import SURFACE
from cards.text import TextSession
from drivers.protocols import DeviceFault
from drivers.virtual.card_file import BadCardFile, read
from drivers.virtual.card_kinds import load
from drivers.virtual.card_pictures import portrait
from drivers.virtual.reader import VirtualReader

SAMPLES = {
    "hanako": ("見本 花子", 0x1001),
    "taro": ("見本 太郎", 0x1002),
    "hana": ("見本 ハナ", 0x1003),
    "jiro": ("見本 次郎", 0x1004),
    "yoshino": ("𠮷田 﨑子", 0x1005),
    "maria": ("MARIA GABRIELA DA CONCEICAO FERREIRA DOS SANTOS LIMA", 0x1006),
    "moved": ("見本 移", 0x1007),
    "protected": ("見本 守", 0x1008),
    "revoked": ("見本 失", 0x1009),
    "staff": ("見本 係員", 0x2001),
    "training": ("見本 練習", 0x2002),
    "android": ("見本 花子", 0x3001),
    "iphone": ("見本 太郎", 0x3002),
    "facial": ("見本 顔太", 0x3003),
    "resident_old": ("見本 古", 0x3004),
    "resident_plain": ("見本 素", 0),
    "licence": ("見本 走", 0),
    "transport": ("見本 乗", 0),
    "senior": ("見本 シルバー", 0),
    "stranger": ("見本 旅", 0),
    "transport_phone": ("見本 携", 0),
    "unknown": ("見本 他", 0),
    "tag": ("見本 札", 0),
}
PLAIN = """
name = "A"
about = "B"
"""
WITHOUT_PIN = {"facial", "licence", "transport", "senior", "stranger", "transport_phone", "unknown", "tag"}
GOOD = """
name = "A"
about = "B"
serial = "1001"
not_before = 2024-04-01T00:00:00Z
not_after = 2029-03-31T14:59:59Z
"""


def test_the_sample_cards_are_the_people_of_the_sample_city_staff_training_and_every_kind_of_card():
    found = {path.stem: read(path) for path in CARDS.glob("*.toml")}
    assert {stem: (card.name, card.serial) for stem, card in found.items()} == SAMPLES
    assert {stem for stem, card in found.items() if card.pin != "1234"} == WITHOUT_PIN
    assert {card.kind for card in found.values()} == set(CardKind)


@pytest.mark.parametrize(("name", "left"), [("hanako", 3), ("taro", 1), ("jiro", 0)])
def test_a_sample_card_has_the_attempts_its_story_tells(name, left):
    assert session_with(load(CARDS / f"{name}.toml", keep=False)).attempts_left() == left


def test_spent_attempts_outlive_the_program_and_the_card_file_stays_as_it_is(tmp_path):
    path = tmp_path / "hanako.toml"
    shutil.copy(CARDS / "hanako.toml", path)
    before = path.read_bytes()
    with pytest.raises(WrongPin):
        session_with(load(path)).verify("0000")
    assert session_with(load(path)).attempts_left() == 2
    session_with(load(path)).verify("1234")
    assert session_with(load(path)).attempts_left() == 3
    assert path.read_bytes() == before
    assert "1234" not in (tmp_path / "hanako.tries").read_text()
    assert sorted(found.name for found in tmp_path.iterdir()) == ["hanako.toml", "hanako.tries"]


def test_a_card_without_keys_gets_new_ones(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(GOOD + 'pin = "0007"\n')
    session = session_with(load(path))
    session.verify("0007")
    assert len(session.sign(bytes(32))) == 256


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("name = ", "is not TOML"),
        (GOOD.replace('serial = "1001"', ""), "serial is missing"),
        (GOOD.replace('"1001"', "1001"), "serial: a positive number in hexadecimal digits"),
        (GOOD.replace('"1001"', '"0"'), "serial: a positive number"),
        (GOOD.replace("2024-04-01T00:00:00Z", "2024-04-01"), "not_before: a time with its zone"),
        (GOOD.replace("2024", "2030"), "not_after: a time after not_before"),
        (GOOD.replace("2024-04-01T00:00:00Z", "0001-01-01T00:00:00+09:00"), "not_before: a year from 1956 to 9993"),
        (GOOD + 'pin = "98765"', "pin: a text in quotation marks of the form"),
        (GOOD + "pin = 9876", "pin: a text in quotation marks of the form"),
        (GOOD + 'colour = "red"', "colour is not a field of a card; fields are name, about"),
        (GOOD + "tries_left = { user = 1 }", "tries_left: user is not a PIN; PINs are user_authentication"),
        (GOOD + "tries_left = { user_authentication = 4 }", "user_authentication: a number from 0 to 3"),
        (GOOD + "tries_left = 3", "tries_left: a table is needed"),
        (GOOD + 'kind = "9876"', "kind: one of my_number, facial_recognition, android"),
        (GOOD + 'key = "lemon"', "key: an RSA key in PEM"),
        (GOOD.replace('"A"', '""'), "name: a text in quotation marks is needed"),
        (GOOD + 'birth_date = "1980-02-17"', "birth_date: a day from 1868-01-25 to 2099-12-31"),
        (GOOD + "expires = 1800-01-01", "expires: a day from"),
        (GOOD + 'sex = "F"', "sex: one of male, female"),
        (GOOD + 'municipality = "1234"', "municipality: 5 digits in quotation marks"),
        (GOOD + 'security_code = "12a4"', "security_code: 4 digits"),
        (GOOD + 'my_number = "987612345678"', "my_number: the last of the twelve digits does not fit"),
        (GOOD + "ca = 4", "ca: a number from 1 to 3 is needed"),
        (GOOD + "contact = 1", "contact: true or false is needed"),
        (GOOD + 'photo = "none.jp2"', "photo: the picture cannot be read"),
        (GOOD + 'photo = "bad.toml"', "photo: a JPEG 2000 picture (.jp2) is needed"),
        (GOOD + 'internal_key = "lemon"', "internal_key: an RSA key in PEM"),
        (PLAIN + 'kind = "transport"', "idm is missing"),
        (PLAIN + 'kind = "transport"\nidm = "0102"', "idm: 8 bytes in hexadecimal digits"),
        (PLAIN + 'kind = "unknown"\nuid = "0102"', "uid: 4 or 7 or 10 bytes"),
        (PLAIN + "balance = 70000", "balance: a number from 0 to 65535"),
        (PLAIN + "history = 3", "history: a list of tables"),
        (PLAIN + "history = [{ day = 2026-01-01 }]", "history: tables with day and balance are needed"),
        (PLAIN + "history = [{ day = 1999-01-01, balance = 1 }]", "history: a day from 2000 on"),
        (PLAIN + 'history = [{ day = 2026-01-01, balance = 1, ride = "x" }]', "are all they may say"),
        (PLAIN + 'kind = "resident_card"\nserial = "1"', "not_before is missing"),
    ],
)
def test_a_bad_card_file_is_refused_naming_file_and_field(tmp_path, text, sentence):
    path = tmp_path / "bad.toml"
    path.write_text(text)
    with pytest.raises(BadCardFile) as refused:
        read(path)
    assert str(refused.value).startswith(str(path))
    assert sentence in str(refused.value)
    assert "9876" not in str(refused.value)


def test_a_photo_beside_the_card_file_is_the_one_on_the_card(tmp_path):
    picture = portrait(7)
    (tmp_path / "face.jp2").write_bytes(picture)
    path = tmp_path / "own.toml"
    path.write_text(GOOD + 'photo = "face.jp2"\npin = "0007"\n')
    face = load(path).chip.applications[SURFACE.aid][SURFACE.face].content
    assert picture in face


def test_what_a_card_file_does_not_say_of_its_holder_is_made_up_from_the_serial_number(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(GOOD)
    holder = read(path).holder
    assert (holder.my_number, holder.security_code) == ("000000040975", "4097")
    assert (holder.birth_code, holder.number_b) == ("550217", "55021720344097")
    path.write_text(GOOD + "birth_date = 2000-02-29\n")
    assert read(path).holder.expires == date(2034, 2, 28)


def test_the_last_year_of_a_certificate_leaves_room_for_the_cards_own_end(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(GOOD.replace("2029", "9993"))
    assert read(path).holder.expires.year == 9998


def test_a_photo_that_no_card_could_hold_is_refused(tmp_path):
    (tmp_path / "face.jp2").write_bytes(portrait(7).ljust(30_001, b"\0"))
    path = tmp_path / "own.toml"
    path.write_text(GOOD + 'photo = "face.jp2"')
    with pytest.raises(BadCardFile, match="photo: a picture of at most 30000 bytes"):
        read(path)


def test_an_old_card_file_still_gives_a_whole_card(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(GOOD + 'pin = "0007"\n')
    session = TextSession(Channel(VirtualReader(load(path)).connect()))
    session.verify("0007")
    assert session.attributes().name == "A"


def test_a_card_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(BadCardFile, match=r"none\.toml: cannot be read"):
        read(tmp_path / "none.toml")


@pytest.mark.parametrize("kept", ["", "[]", '{"user_authentication": -1}', '{"user_authentication": "3"}'])
def test_counters_that_cannot_be_read_are_told_and_left_alone(tmp_path, kept):
    path = tmp_path / "own.toml"
    path.write_text(GOOD)
    tries = path.with_suffix(".tries")
    tries.write_text(kept)
    with pytest.raises(BadCardFile, match=r"own\.tries.*delete it"):
        load(path)
    assert tries.read_text() == kept


def test_attempts_that_cannot_be_kept_are_a_fault_and_spent_all_the_same(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(GOOD + 'pin = "0007"\n')
    (tmp_path / "own.new").mkdir()
    session = session_with(load(path))
    with pytest.raises(DeviceFault, match=r"cannot be kept at .*own\.tries") as fault:
        session.verify("0000")
    assert "0000" not in str(fault.value)
    assert session.attempts_left() == 2


@given(
    st.dictionaries(st.sampled_from(["name", "pin", "serial", "kind", "x"]), st.integers() | st.text() | st.booleans())
)
def test_any_toml_is_read_or_refused(tmp_path_factory, found):
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_text(
        GOOD.replace('name = "A"\n', "").replace('serial = "1001"\n', "")
        + "".join(f"{name} = {json.dumps(value)}\n" for name, value in found.items()),
        encoding="utf-8",
        errors="replace",
    )
    try:
        serial = read(path).serial
    except BadCardFile as refused:
        serial = str(refused).count(str(path))
    assert serial > 0


def test_no_secret_of_a_card_file_is_in_its_repr():
    card = read(CARDS / "hanako.toml")
    assert not any(secret in repr(card) for secret in ("1234", "ABC123", "花子", "浜町", "2285", "123456789018"))
    assert not any(secret in repr(card.holder) for secret in ("花子", "浜町", "2285", "123456789018"))
