import pytest
from card_layouts import ADDRESS, NAME, attribute_fields, attributes, with_offsets

from cards import tlv
from cards.errors import BadCardData
from cards.records import Record, Sex
from cards.text import ATTRIBUTES, Attributes


def long_form(tag: int, value: bytes) -> bytes:
    return tag.to_bytes(2, "big") + b"\x82" + len(value).to_bytes(2, "big") + value


def test_the_layout_of_a_real_test_card_is_read():
    # the bytes that an open survey read off a test card; the person is invented by its makers
    content = bytes.fromhex(
        "ff2065df2108000e002000590064df220fe9bb92e6a190e38080e5b9b9e4b99f"
        "df2336e69db1e4baace983bde6b885e780ace5b882e8a6b3e5b883e5ad90e58d97efbc91efbc92efbc8defbc97efbc8defbc92efbc90efbc92"
        "df24083139383030323137df250131"
    )
    found = Attributes.read(content)
    assert (found.name, found.address) == ("黒桐　幹也", "東京都清瀬市観布子南１２－７－２０２")
    assert (found.birth_date.isoformat(), found.sex) == ("1980-02-17", Sex.MALE)
    assert found.signed == content[14:]


def test_lengths_may_be_longer_than_they_need_be_outside_and_inside():
    fields = [long_form(0xDF22 + number, item.value) for number, item in enumerate(map(parsed, attribute_fields()))]
    table = tlv.encode(0xDF21, b"".join(offsets_of(fields, 5 + 11)))
    found = Attributes.read(long_form(0xFF20, table + b"".join(fields)))
    assert (found.name, found.address) == (NAME, ADDRESS)
    assert found.signed == b"".join(fields)


def test_a_table_that_counts_from_a_shorter_header_is_accepted():
    content = attributes()
    assert Attributes.read(b"\xff\x20\x83\x00" + len(content[4:]).to_bytes(2, "big") + content[4:]).name == NAME


def test_a_table_that_names_another_place_is_refused():
    content = bytearray(attributes())
    content[content.index(b"\xdf\x21") + 6] ^= 1
    with pytest.raises(BadCardData, match="attributes: the offset table is wrong"):
        Attributes.read(bytes(content))


def test_a_table_of_another_number_of_fields_is_refused():
    fields = attribute_fields()
    table = b"".join(offsets_of(fields, 3 + 9))[:6]
    with pytest.raises(BadCardData, match="offset table"):
        Attributes.read(tlv.encode(0xFF20, tlv.encode(0xDF21, table) + b"".join(fields)))


def test_fields_may_come_in_another_order_and_what_is_signed_stays_the_same():
    fields = attribute_fields()
    found = Attributes.read(with_offsets(0xFF20, 0xDF21, fields[::-1]))
    assert found == Attributes.read(attributes())


def test_filler_after_the_record_and_inside_it_is_ignored():
    content = attributes() + b"\xff" * 40
    assert Attributes.read(content).name == NAME
    inside = tlv.encode(0xFF20, b"".join(attribute_fields()) + b"\xff" * 7)
    assert Attributes.read(inside).name == NAME


@pytest.mark.parametrize("missing", range(4))
def test_a_missing_field_is_named(missing):
    fields = attribute_fields()
    del fields[missing]
    with pytest.raises(BadCardData, match=f"attributes: DF2{missing + 2} is missing"):
        Attributes.read(with_offsets(0xFF20, 0xDF21, fields))


def test_two_fields_of_one_tag_are_refused_since_only_one_could_be_shown():
    fields = attribute_fields()
    with pytest.raises(BadCardData, match="DF22 stands there twice"):
        Attributes.read(with_offsets(0xFF20, 0xDF21, [*fields, fields[0]]))


def test_another_object_or_half_of_one_is_refused():
    with pytest.raises(BadCardData, match="attributes: no whole object FF20"):
        Record.read(tlv.encode(0xFF10, b""), ATTRIBUTES)
    with pytest.raises(BadCardData, match="attributes: no whole object FF20"):
        Record.read(attributes()[:-1], ATTRIBUTES)


def test_a_field_that_runs_past_the_record_is_refused_although_bytes_follow():
    content = tlv.encode(0xFF20, b"\xdf\x22\x09abc") + b"defghi"
    with pytest.raises(BadCardData, match="DF22 runs past its end"):
        Record.read(content, ATTRIBUTES)


def test_text_that_is_not_utf8_is_refused_by_its_place_and_never_repeated():
    name = b"\xe8\xa6\x8b\xff" + "花子".encode()
    fields = [tlv.encode(0xDF22, name), *attribute_fields()[1:]]
    with pytest.raises(BadCardData) as told:
        Attributes.read(with_offsets(0xFF20, 0xDF21, fields))
    assert str(told.value) == "attributes: byte 3 of DF22 is not UTF-8"
    assert told.value.__cause__ is None
    assert told.value.__context__ is None


@pytest.mark.parametrize("born", [b"19800230", b"00000000", b"1980021", b"1980-2-17", "１９８０".encode(), b""])
def test_a_day_that_is_none_is_refused_and_never_repeated(born):
    with pytest.raises(BadCardData, match="attributes: DF24 is not a day") as told:
        Attributes.read(attributes(born=born))
    assert "1980" not in str(told.value)
    assert told.value.__context__ is None


@pytest.mark.parametrize(
    ("digit", "sex"),
    [(b"1", Sex.MALE), (b"2", Sex.FEMALE), (b"9", Sex.NOT_APPLICABLE), (b"0", Sex.UNKNOWN)],
)
def test_every_sex_of_jis_x_0303_is_read(digit, sex):
    assert Attributes.read(attributes(sex=digit)).sex is sex


@pytest.mark.parametrize("digit", [b"3", b"", b"11", b"\xff"])
def test_any_other_sex_is_refused(digit):
    with pytest.raises(BadCardData, match="attributes: DF25 is no sex"):
        Attributes.read(attributes(sex=digit))


def test_nothing_personal_shows_when_attributes_are_printed():
    assert repr(Attributes.read(attributes())) == "Attributes()"
    assert "見本" not in repr(Record.read(attributes(), ATTRIBUTES))


def parsed(field: bytes) -> tlv.Object:
    return next(tlv.parse(field))


def offsets_of(fields: list[bytes], first: int) -> list[bytes]:
    places = [first]
    for field in fields[:-1]:
        places.append(places[-1] + len(field))
    return [place.to_bytes(2, "big") for place in places]
