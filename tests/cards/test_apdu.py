import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_cards import sample
from scripted import Script

from cards import tlv
from cards.apdu import MOST_ROUNDS, Channel, Command, Limits
from cards.errors import (
    ApplicationMissing,
    BadCardData,
    CardMute,
    CardRemoved,
    FileMissing,
    PinRequired,
    UnexpectedStatus,
)
from cards.secret import Secret
from cards.tables import JPKI
from drivers.virtual.reader import VirtualReader

CERTIFICATE = JPKI.user_authentication.certificate
SELECT = Command(bytes.fromhex("00A4040C"), b"\xd3\x92")


def test_a_first_6f00_is_answered_by_one_throw_away_select_and_a_repeat_counted_apart():
    card = Script("6F00", "6A86", "9000")
    channel = Channel(card)
    assert channel.send(SELECT).ok
    assert card.asked == ["00a4040c02d392", "00a40000", "00a4040c02d392"]
    assert (channel.apdus, channel.wake_ups) == (1, 2)


def test_6f00_later_on_is_not_repeated():
    channel = Channel(Script("9000", "6F00"))
    channel.send(SELECT)
    assert channel.send(SELECT).sw == 0x6F00


def test_a_second_6f00_after_the_wake_up_is_reported():
    with pytest.raises(UnexpectedStatus, match="6F00"):
        Channel(Script("6F00", "6F00", "6F00")).select(b"\xd3")


def test_a_command_other_than_select_is_never_repeated_after_6f00():
    card = Script("6F00")
    Channel(card).send(Command(bytes.fromhex("00200098"), b"1234"))
    assert len(card.asked) == 1


def test_a_long_answer_is_fetched_by_get_response():
    card = Script("AA6102", "BBCC6101", "DD9000")
    response = Channel(card).send(SELECT)
    assert response.body == bytes.fromhex("AABBCCDD")
    assert card.asked[1:] == ["00c0000002", "00c0000001"]


def test_a_card_that_always_has_more_but_gives_nothing_is_refused():
    with pytest.raises(BadCardData, match="GET RESPONSE"):
        Channel(Script("6110", "6110")).send(SELECT)


def test_a_wrong_le_is_repeated_with_the_cards_own():
    card = Script("6C03", "0102039000")
    assert Channel(card).read(6, 256) == b"\1\2\3"
    assert card.asked == ["00b0860000", "00b0860003"]


def test_a_pin_is_not_sent_again_whatever_length_the_card_wants():
    card = Script("6C04")
    Channel(card).send(Command(bytes.fromhex("00200098"), b"1234"))
    assert len(card.asked) == 1


@pytest.mark.parametrize("answer", ["", "90"])
def test_an_answer_without_a_status_word_is_refused(answer):
    with pytest.raises(BadCardData, match="status word"):
        Channel(Script(answer)).send(SELECT)


def test_an_object_is_read_exactly_and_the_filler_left_alone():
    content = b"\x30\x82\x01\x80" + bytes(0x180)
    card = Script((content[:256]).hex() + "9000", content[256:].hex() + "9000")
    assert Channel(card).read_object(0x0A) == content
    assert card.asked == ["00b08a0000", "00b0010084"]


def test_a_reader_that_gives_less_than_asked_for_is_asked_again():
    content = b"\x30\x82\x01\x80" + bytes(0x180)
    chunks = [content[at : at + 100] for at in range(0, len(content), 100)]
    assert Channel(Script(*(chunk.hex() + "9000" for chunk in chunks))).read_object(0x0A) == content


def test_the_end_of_file_warning_counts_as_read():
    assert Channel(Script("3001006282")).read_object(0x0A) == bytes.fromhex("300100")


@pytest.mark.parametrize("second", ["6B00", "9000"])
def test_a_file_that_ends_inside_its_object_is_refused_naming_the_byte(second):
    with pytest.raises(BadCardData, match="file 000A ends at byte 10"):
        Channel(Script("30820180" + "00" * 6 + "9000", second)).read_object(0x0A)


def test_an_object_longer_than_offsets_can_say_is_refused():
    class Endless:
        def transmit(self, command: bytes) -> bytes:
            return b"\x30\x83\x01\x00\x00" + bytes(251) + b"\x90\x00"

    with pytest.raises(BadCardData, match="32767"):
        Channel(Endless()).read_object(0x0A)


@pytest.mark.parametrize(("sw", "error"), [("6A82", FileMissing), ("6982", PinRequired), ("6986", UnexpectedStatus)])
def test_a_status_word_becomes_the_error_that_names_it(sw, error):
    with pytest.raises(error):
        Channel(Script(sw)).read_object(0x0A)


@pytest.mark.parametrize("content", ["", "FF" * 256, "00" * 16])
def test_an_empty_file_counts_as_missing(content):
    with pytest.raises(FileMissing):
        Channel(Script(content + "9000")).read_object(0x0A)


def test_a_missing_application_is_named_by_its_aid():
    with pytest.raises(ApplicationMissing, match="D392"):
        Channel(Script("6A82")).select(b"\xd3\x92")


def test_a_command_shows_its_header_and_never_its_body():
    assert "1234" not in repr(Command(bytes.fromhex("00200098"), b"1234"))


def test_bytes_are_counted_both_ways():
    channel = Channel(Script("9000", "01029000"))
    channel.send(SELECT)
    channel.read(6, 2)
    assert (channel.apdus, channel.sent, channel.received) == (2, 7 + 5, 2 + 4)


@pytest.mark.parametrize(
    ("command", "wire"),
    [
        (Command(b"\0\xb0\x8a\0", expect=256), "00b08a0000"),
        (Command(b"\0\xb0\x8a\0", expect=257), "00b08a00000101"),
        (Command(b"\0\xb0\x8a\0", expect=0x10000), "00b08a00000000"),
        (Command(b"\x80\xa2\x06\xc1", b"\xaa" * 2), "80a206c102aaaa"),
        (Command(b"\x80\xa2\x06\xc1", b"\xaa" * 256), "80a206c1000100" + "aa" * 256),
        (Command(b"\x80\xae\0\0", b"\xaa" * 256, 256), "80ae0000000100" + "aa" * 256 + "0100"),
        (Command(b"\x80\x2a\0\x97", b"\xaa", 256), "802a009701aa00"),
        (Command(b"\x80\x2a\0\x97", b"\xaa", 300), "802a0097000001aa012c"),
    ],
)
def test_every_case_of_the_standard_is_written_short_as_long_as_it_fits(command, wire):
    assert bytes(command).hex() == wire


def test_more_than_was_asked_for_is_refused():
    with pytest.raises(BadCardData, match="3 bytes came, 2 were asked for"):
        Channel(Script("0102039000")).read(6, 2)


def test_a_record_is_read_by_its_number():
    card = Script("011C9000")
    assert Channel(card).read_record(1, 1) == b"\x01\x1c"
    assert card.asked == ["00b2010c00"]


def test_a_record_that_is_not_there_counts_as_missing():
    with pytest.raises(FileMissing):
        Channel(Script("6A83")).read_record(1, 9)


@pytest.mark.parametrize("sw", ["6A82", "6A81", "6A86", "6D00", "6E00"])
def test_a_card_of_another_trade_has_no_such_application_however_it_says_so(sw):
    with pytest.raises(ApplicationMissing):
        Channel(Script(sw)).select(b"\xd3")


def certificate_channel(limits: Limits, **faults) -> Channel:
    card = sample()
    for name, value in faults.items():
        setattr(card.faults, name, value)
    channel = Channel(VirtualReader(card).connect(), limits)
    channel.select(JPKI.aid)
    return channel


@pytest.mark.parametrize("room", [257, 1583, 1664, 2048, 0x10000])
def test_an_object_read_at_once_is_the_one_read_in_parts(room):
    parts = certificate_channel(Limits(extended=False)).read_object(CERTIFICATE)
    channel = certificate_channel(Limits())
    assert channel.read_object(CERTIFICATE, room) == parts
    assert channel.limits.extended is True
    assert channel.apdus == (2 if room >= len(parts) else 3)


def test_a_reader_that_passes_extended_length_is_asked_once_and_remembered():
    limits = Limits()
    for _ in range(3):
        channel = certificate_channel(limits)
        channel.read_object(CERTIFICATE, 1664)
        assert (limits.extended, channel.apdus) == (True, 2)


class ShortReader:
    """Passes short commands on; answers the others by `says`, or raises it."""

    def __init__(self, says) -> None:
        self.says, self.long = says, 0
        self.connection = VirtualReader(sample()).connect()

    def transmit(self, command) -> bytes:
        if len(command) == 7 and command[1] == 0xB0:
            self.long += 1
            if isinstance(self.says, Exception):
                raise self.says
            return self.says
        return self.connection.transmit(command)


REFUSALS = [
    "6700",
    "6C00",
    "6D00",
    "6F00",
    "",
    "90",
    "1F9000",
    "30820180" + "9000",
    "00" * 2000 + "9000",
]


@pytest.mark.parametrize("says", REFUSALS)
def test_a_reader_that_refuses_or_garbles_extended_length_is_asked_in_short_ones_and_not_tried_again(says):
    reader, limits = ShortReader(bytes.fromhex(says)), Limits()
    whole = certificate_channel(Limits(extended=False)).read_object(CERTIFICATE)
    for _ in range(2):
        channel = Channel(reader, limits)
        channel.select(JPKI.aid)
        assert channel.read_object(CERTIFICATE, 1664) == whole
    assert (limits.extended, reader.long) == (False, 1)


@pytest.mark.parametrize("failure", [CardMute("mute"), RuntimeError("the reader's driver")])
def test_a_reader_that_dies_of_extended_length_is_not_asked_a_second_time(failure):
    limits = Limits()
    channel = Channel(ShortReader(failure), limits)
    channel.select(JPKI.aid)
    with pytest.raises(type(failure)):
        channel.read_object(CERTIFICATE, 1664)
    assert limits.extended is False
    assert len(channel.read_object(CERTIFICATE, 1664)) == 1583


def test_a_card_taken_away_says_nothing_of_its_reader():
    limits = Limits()
    channel = Channel(ShortReader(CardRemoved("gone")), limits)
    channel.select(JPKI.aid)
    with pytest.raises(CardRemoved):
        channel.read_object(CERTIFICATE, 1664)
    assert limits.extended is None


def test_an_empty_file_says_nothing_of_its_reader():
    card, limits = sample(), Limits()
    card.put(JPKI.aid, CERTIFICATE, b"\xff" * 2048)
    channel = Channel(VirtualReader(card).connect(), limits)
    channel.select(JPKI.aid)
    with pytest.raises(FileMissing):
        channel.read_object(CERTIFICATE, 1664)
    assert limits.extended is None


@pytest.mark.parametrize(("sw", "error"), [("6982", PinRequired), ("6A82", FileMissing)])
def test_a_card_that_has_another_reason_says_nothing_of_its_reader(sw, error):
    limits = Limits()
    card = Script(sw)
    with pytest.raises(error):
        Channel(card, limits).read_object(CERTIFICATE, 1664)
    assert (limits.extended, card.asked) == (None, ["00b08a00000680"])


def test_a_card_that_does_not_take_the_length_does_not_spoil_a_reader_that_passes_it():
    limits = Limits(extended=True)
    card = Script("6700", "3001009000")
    assert Channel(card, limits).read_object(CERTIFICATE, 1664) == bytes.fromhex("300100")
    assert limits.extended is True


def test_what_is_left_of_a_long_object_is_asked_for_exactly_and_at_once():
    content = b"\x30\x82\x17\x70" + bytes(6000)
    card = Script(content[:2048].hex() + "9000", content[2048:].hex() + "9000")
    assert Channel(card, Limits(extended=True)).read_object(2, 2048) == content
    assert card.asked == ["00b08200000800", "00b00800000f74"]


@pytest.mark.parametrize("refusal", ["6700", "6F00", "6A80"])
def test_a_rest_that_is_too_long_for_the_reader_is_asked_for_in_short_commands(refusal):
    content = b"\x30\x82\x03\x84" + bytes(900)
    parts = [content[:512], content[512:768], content[768:]]
    card = Script(parts[0].hex() + "9000", refusal, *(part.hex() + "9000" for part in parts[1:]))
    assert Channel(card, Limits(extended=True)).read_object(2, 512) == content
    assert [line[8:] for line in card.asked] == ["000200", "000188", "00", "88"]


def test_a_refusal_of_short_commands_too_is_told():
    content = b"\x30\x82\x03\x84" + bytes(508)
    with pytest.raises(UnexpectedStatus, match="6700"):
        Channel(Script(content.hex() + "9000", "6700", "6700"), Limits(extended=True)).read_object(2, 512)


@pytest.mark.parametrize("fault", [{"more": True}, {"short_reads": 100}, {"other_length": True}])
def test_odd_manners_are_met_at_extended_length_too(fault):
    whole = certificate_channel(Limits(extended=False), **fault).read_object(CERTIFICATE)
    assert certificate_channel(Limits(), **fault).read_object(CERTIFICATE, 1664) == whole


@pytest.mark.parametrize("drip", ["009000", "006101"])
def test_a_card_that_gives_a_byte_at_a_time_is_given_up(drip):
    class Dripping:
        asked = 0

        def transmit(self, command) -> bytes:
            self.asked += 1
            return bytes.fromhex("30827FF0" + drip if self.asked == 1 else drip)

    card = Dripping()
    with pytest.raises(BadCardData, match="no end"):
        Channel(card).read_object(CERTIFICATE)
    assert card.asked <= 2 * MOST_ROUNDS + 2


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=8), st.sampled_from([None, True, False]))
def test_whatever_a_card_answers_no_byte_beyond_the_object_is_given(answers, extended):
    card = Script(*[answer.hex() for answer in answers], *["6F00"] * 2 * MOST_ROUNDS)
    try:
        found = Channel(card, Limits(extended)).read_object(CERTIFICATE, 1664)
    except (BadCardData, FileMissing, PinRequired, UnexpectedStatus):
        return
    assert len(found) == tlv.header(found).end


@pytest.mark.parametrize("sw", ["9000", "63C2", "6C04", "6104", "6F00", "6700"])
def test_a_secret_is_sent_once_whatever_the_card_says_and_its_command_is_overwritten(sw):
    class Keeping:
        def transmit(self, command) -> bytes:
            self.seen, self.command = bytes(command), command
            return bytes.fromhex(sw)

    card = Keeping()
    assert Channel(card).send_secret(bytes.fromhex("00200098"), Secret("1234")).sw == int(sw, 16)
    assert card.seen == bytes.fromhex("0020009804") + b"1234"
    assert card.command == bytes(9)


def test_a_secret_is_overwritten_in_its_command_when_the_card_is_pulled_away():
    class Pulled:
        def transmit(self, command) -> bytes:
            self.command = command
            raise CardRemoved("gone")

    card = Pulled()
    with pytest.raises(CardRemoved):
        Channel(card).send_secret(bytes.fromhex("00200098"), Secret("1234"))
    assert card.command == bytes(9)
