import pytest

from cards.apdu import Channel, Command
from cards.errors import ApplicationMissing, BadCardData, FileMissing, PinRequired, UnexpectedStatus

SELECT = Command(bytes.fromhex("00A4040C"), b"\xd3\x92")


class Script:
    """A card that answers from a list, and keeps what it was asked."""

    def __init__(self, *answers: str) -> None:
        self.answers = [bytes.fromhex(answer) for answer in answers]
        self.asked: list[str] = []

    def transmit(self, command: bytes) -> bytes:
        self.asked.append(command.hex())
        return self.answers.pop(0)


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
