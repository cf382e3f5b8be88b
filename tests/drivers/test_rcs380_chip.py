import nfc.clf
import nfc.clf.rcs380
import nfc.tag.tt4
import pytest
from hypothesis import given
from hypothesis import strategies as st
from on_air import FAST, SLOW, TalkingCard

from drivers.virtual.air import Felica, TypeA
from drivers.virtual.radio import RadioField
from drivers.virtual.rcs380_chip import ACK, ERROR, USB_TRANSFER_S, Rcs380Chip, Rcs380Link, framed


@pytest.fixture
def field():
    return RadioField()


@pytest.fixture
def chip(field):
    return Rcs380Chip(field)


@pytest.fixture
def reader(chip):
    reader = nfc.clf.ContactlessFrontend()
    reader.device = nfc.clf.rcs380.init(Rcs380Link(chip))
    return reader


def asked(chip, *octets):
    """The content of the answer to one command."""
    chip.feed(framed(bytes((0xD6, *octets))))
    acknowledgement, answer = chip.out
    assert acknowledgement == ACK
    return answer


# --- nfcpy, as shipped


@pytest.mark.parametrize("air", [FAST, SLOW])
def test_nfcpy_as_shipped_finds_a_type_b_card_and_reads_it(field, reader, air):
    card = TalkingCard(lambda _: bytes(range(200)) * 3 + b"\x90\x00", air)
    field.place(card)
    tag = nfc.tag.tt4.Type4BTag(reader, reader.sense(nfc.clf.RemoteTarget("106B")))
    assert tag.transceive(bytes(range(200))) == bytes(range(200)) * 3 + b"\x90\x00"
    assert card.heard == [bytes(range(200))]
    reader.close()
    assert not field.powered


def test_nfcpy_as_shipped_finds_a_transport_card(field, reader):
    field.place(TalkingCard(air=Felica(bytes.fromhex("0101060103090F02"), bytes(8), (0x0003,))))
    target = reader.sense(nfc.clf.RemoteTarget("212F"))
    assert target.sensf_res.hex() == "01" + "0101060103090f02" + "00" * 8 + "0003"
    assert reader.exchange(bytes.fromhex("0406AABB"), 0.1) == bytes.fromhex("0406AABB")


@pytest.mark.parametrize("uid", ["04112233", "04112233445566", "04112233445566778899"])
def test_nfcpy_as_shipped_finds_a_type_a_card(field, reader, uid):
    field.place(TalkingCard(air=TypeA(bytes.fromhex(uid), b"\x44\x03", 0x20, bytes.fromhex("0578807002"))))
    target = reader.sense(nfc.clf.RemoteTarget("106A"))
    assert (target.sdd_res.hex(), target.sens_res.hex(), target.sel_res.hex()) == (uid, "4403", "20")
    assert nfc.tag.tt4.Type4ATag(reader, target).transceive(b"\xa0") == b"\xa0\x90\x00"


@pytest.mark.parametrize("brty", ["106A", "106B", "212F", "424F"])
def test_nfcpy_finds_nothing_where_nothing_is(reader, brty):
    assert reader.sense(nfc.clf.RemoteTarget(brty)) is None


def test_nfcpy_recovers_what_noise_spoils(field, reader):
    card = TalkingCard()
    field.place(card)
    tag = nfc.tag.tt4.Type4BTag(reader, reader.sense(nfc.clf.RemoteTarget("106B")))
    field.noise.corrupt |= {field.frames + 2, field.frames + 3}
    assert tag.transceive(b"\xa0") == b"\xa0\x90\x00"
    assert card.heard == [b"\xa0"]


def test_nfcpy_as_shipped_gives_a_slow_card_up_at_its_first_spoiled_frame(field, reader):
    field.place(TalkingCard(air=SLOW))
    tag = nfc.tag.tt4.Type4BTag(reader, reader.sense(nfc.clf.RemoteTarget("106B")))
    field.noise.corrupt.add(field.frames + 2)
    with pytest.raises(nfc.tag.tt4.Type4TagCommandError):
        tag.transceive(b"\xa0")


def test_nfcpy_as_shipped_makes_twelve_transfers_a_frame(field, chip, reader):
    field.place(TalkingCard())
    tag = nfc.tag.tt4.Type4BTag(reader, reader.sense(nfc.clf.RemoteTarget("106B")))
    before = chip.transfers
    tag.transceive(b"\xa0")
    assert chip.transfers - before == 12


def test_after_attrib_the_card_answers_at_the_chosen_rate(field, reader):
    field.place(TalkingCard())
    target = reader.sense(nfc.clf.RemoteTarget("106B"))
    assert reader.exchange(b"\x1d" + target.sensb_res[1:5] + b"\x00\xa8\x01\x00", 0.03) == b"\x00"
    with pytest.raises(nfc.clf.TimeoutError):
        reader.exchange(b"\x02\xa0", 0.03)
    reader.target.brty = "424B"
    assert reader.exchange(b"\x02\xa0", 0.03) == b"\x02\xa0\x90\x00"


# --- the chip's own words


def test_one_exchange_is_three_transfers_and_the_time_of_its_frames(field, chip):
    link = Rcs380Link(chip)
    begun = field.clock.now
    link.write(framed(bytes.fromhex("D620")))
    link.read()
    assert link.read() == framed(bytes.fromhex("D7211101"))
    assert chip.transfers == 3
    assert field.clock.now - begun == pytest.approx(3 * USB_TRANSFER_S)


def test_two_cards_are_a_checksum_error_and_none_a_timeout(field, chip):
    asked(chip, 0x00, 3, 7, 15, 7)
    asked(chip, 0x02, 0, 20, 1, 1, 9, 1, 10, 1, 11, 1, 12, 1)
    assert asked(chip, 0x04, 50, 0, 0x05, 0x00, 0x08) == framed(bytes.fromhex("D70580000000"))
    for _ in range(2):
        field.place(TalkingCard())
    field.clock.advance(0.005)
    assert asked(chip, 0x04, 50, 0, 0x05, 0x00, 0x08) == framed(bytes.fromhex("D70504000000"))


def test_a_receiver_at_another_rate_hears_nothing(field, chip):
    field.place(TalkingCard())
    asked(chip, 0x00, 3, 7, 15, 9)
    asked(chip, 0x02, 0, 20, 1, 1, 9, 1, 10, 1, 11, 1, 12, 1)
    assert asked(chip, 0x04, 50, 0, 0x05, 0x00, 0x08) == framed(bytes.fromhex("D70580000000"))


@pytest.mark.parametrize("settings", [(1, 0), (9, 0), (12, 0)])
def test_a_type_b_card_hears_nothing_without_start_end_and_checksum(field, chip, settings):
    field.place(TalkingCard())
    asked(chip, 0x00, 3, 7, 15, 7)
    asked(chip, 0x02, 0, 20, 1, 1, 9, 1, 10, 1, 11, 1, 12, 1)
    asked(chip, 0x02, *settings)
    assert asked(chip, 0x04, 50, 0, 0x05, 0x00, 0x08) == framed(bytes.fromhex("D70580000000"))


@pytest.mark.parametrize(
    ("octets", "status"),
    [((0x00, 3, 7), 1), ((0x00, 9, 9, 15, 7), 1), ((0x02, 0x14, 0), 1), ((0x02, 0), 1), ((0x06, 2), 1), ((0x2A, 9), 7)],
)
def test_a_wrong_parameter_is_said_by_its_status(chip, octets, status):
    assert asked(chip, *octets) == framed(bytes((0xD7, octets[0] + 1, status)))


def test_an_unknown_command_and_a_spoiled_frame_are_errors(chip):
    assert asked(chip, 0xF0) == ERROR
    chip.feed(framed(bytes.fromhex("D620"))[:-2] + b"\x00\x00")
    assert list(chip.out) == [ERROR]


def test_an_acknowledgement_from_the_host_ends_a_command(chip):
    chip.feed(framed(bytes.fromhex("D620")))
    chip.feed(ACK)
    assert not chip.out


def test_a_mute_chip_is_a_timeout_and_an_unplugged_one_is_no_device(chip):
    link = Rcs380Link(chip)
    chip.mute = True
    link.write(framed(bytes.fromhex("D620")))
    with pytest.raises(TimeoutError):
        link.read(100)
    chip.unplugged = True
    with pytest.raises(OSError, match="No such device"):
        link.write(ACK)


@given(st.binary(max_size=60))
def test_whatever_a_host_sends_the_chip_goes_on(frame):
    chip = Rcs380Chip(RadioField())
    chip.feed(frame)
    chip.feed(framed(b"\xd6" + frame))
    assert asked(chip, 0x20) == framed(bytes.fromhex("D7211101"))
