import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.ipp_message import Group, Malformed, Operation, Syntax, decode, encode

VALUES = {
    Syntax.INTEGER: st.integers(-(2**31), 2**31 - 1),
    Syntax.ENUM: st.integers(-(2**31), 2**31 - 1),
    Syntax.BOOLEAN: st.booleans(),
    Syntax.NAME: st.text(max_size=40),
    Syntax.KEYWORD: st.text("abcdefghijklmnopqrstuvwxyz-", max_size=40),
}
NAMES = st.text("abcdefghijklmnopqrstuvwxyz-", min_size=1, max_size=30)
ATTRIBUTES = st.lists(
    st.sampled_from(sorted(VALUES)).flatmap(lambda syntax: st.tuples(st.just(syntax), NAMES, VALUES[syntax])),
    max_size=6,
    unique_by=lambda attribute: attribute[1],
)
REPLY = encode(
    0x0001,
    7,
    [
        (Group.OPERATION, [(Syntax.CHARSET, "attributes-charset", "utf-8")]),
        (
            Group.PRINTER,
            [
                (Syntax.ENUM, "printer-state", 5),
                (Syntax.KEYWORD, "printer-state-reasons", "media-empty-error"),
                (Syntax.KEYWORD, "", "cover-open-error"),
            ],
        ),
    ],
)


def assert_read_or_refused(message: bytes) -> None:
    try:
        assert decode(message).status >= 0
    except Malformed as error:
        assert str(error).startswith("byte ")  # noqa: PT017 - either end is right


@given(operation=st.sampled_from(Operation), number=st.integers(0, 2**31), attributes=ATTRIBUTES)
def test_what_was_written_is_read_back(operation, number, attributes):
    read = decode(encode(operation, number, [(Group.OPERATION, attributes)]))
    assert (read.status, read.number) == (operation, number)
    assert read.group(Group.OPERATION) == {name: [value] for _, name, value in attributes}


def test_several_values_of_one_attribute_stay_together():
    assert decode(REPLY).group(Group.PRINTER) == {
        "printer-state": [5],
        "printer-state-reasons": ["media-empty-error", "cover-open-error"],
    }


def test_a_name_with_its_language_is_read_as_the_name():
    value = b"\x00\x02ja\x00\x06" + "票".encode() * 2
    message = b"\x01\x01\x00\x00\x00\x00\x00\x01\x02\x36\x00\x08job-name" + len(value).to_bytes(2, "big") + value
    assert decode(message + b"\x03").group(Group.JOB) == {"job-name": ["票票"]}


def test_a_name_in_another_code_hides_nothing_else():
    shift_jis = "票".encode("shift_jis")
    message = b"\x01\x01\x00\x00\x00\x00\x00\x01\x02\x42\x00\x08job-name\x00\x02" + shift_jis
    message += b"\x21\x00\x06job-id\x00\x04\x00\x00\x00\x07\x03"
    assert decode(message).group(Group.JOB)["job-id"] == [7]


def test_no_value_is_an_attribute_without_values():
    message = b"\x01\x01\x00\x00\x00\x00\x00\x01\x02\x13\x00\x08job-name\x00\x00\x03"
    assert decode(message).group(Group.JOB) == {"job-name": []}


@pytest.mark.parametrize("length", range(len(REPLY)))
def test_a_reply_torn_at_any_byte_is_malformed(length):
    with pytest.raises(Malformed, match=r"^byte \d+: "):
        decode(REPLY[:length])


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(message):
    assert_read_or_refused(message)


@given(st.data())
def test_no_spoilt_reply_breaks_the_reader(data):
    spoilt = bytearray(REPLY)
    for _ in range(data.draw(st.integers(1, 4))):
        spoilt[data.draw(st.integers(0, len(spoilt) - 1))] = data.draw(st.integers(0, 255))
    assert_read_or_refused(bytes(spoilt))


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        (b"HTTP/1.1 200 OK", "byte 0: version 72 is not IPP"),
        (b"\x01\x01\x00\x00\x00\x00\x00\x01\x21\x00\x01a\x00\x04\x00\x00\x00\x01\x03", "byte 8: a value belongs to no"),
        (
            b"\x01\x01\x00\x00\x00\x00\x00\x01\x02\x21\x00\x01a\x00\x01\x00\x03",
            "byte 9: a value does not fit its syntax",
        ),
        (
            b"\x01\x01\x00\x00\x00\x00\x00\x01\x02\x44\x00\x01a\x00\x01\xff\x03",
            "byte 9: a value does not fit its syntax",
        ),
    ],
)
def test_a_malformed_reply_is_told_by_its_byte(message, sentence):
    with pytest.raises(Malformed, match=sentence):
        decode(message)
