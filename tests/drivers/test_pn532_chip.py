import logging
import os
import termios

import nfc.clf
import nfc.clf.pn532
import nfc.clf.transport
import nfc.tag.tt4
import pytest
from hypothesis import given
from hypothesis import strategies as st
from on_air import FAST, SLOW, TalkingCard

from drivers.virtual.air import Felica, TypeA
from drivers.virtual.pn532_chip import Pn532Chip
from drivers.virtual.pn532_faces import Pn532I2c, Pn532Link, Pn532Pty, Pn532Spi
from drivers.virtual.pn532_frames import ACK, ERROR, NACK, START, HostStream, answer_frame
from drivers.virtual.radio import RadioField

LOG = logging.getLogger("pn532 test")
WAKE = bytes(10)


@pytest.fixture
def field():
    return RadioField()


@pytest.fixture
def chip(field):
    return Pn532Chip(field)


def command(*octets):
    """A host frame, as the manual writes it."""
    body = bytes((0xD4, *octets))
    return START + bytes((len(body), -len(body) & 0xFF)) + body + bytes((-sum(body) & 0xFF, 0))


def said(chip):
    """What the chip has to say, acknowledgement first."""
    frames = list(chip.out)
    chip.out.clear()
    return frames


def asked(chip, *octets):
    """The content of the answer to one command."""
    chip.feed(WAKE + command(*octets))
    acknowledgement, answer = said(chip)
    assert acknowledgement == ACK
    return answer


def opened(link):
    """nfcpy's own frontend over one of our links."""
    reader = nfc.clf.ContactlessFrontend()
    reader.device = nfc.clf.pn532.init(link)
    return reader


class BusLink:
    """nfcpy's transport over a bus, waiting for readiness: the least that makes one."""

    TYPE = "BUS"

    def __init__(self, bus):
        self.bus = bus

    def close(self):
        self.bus.close()


class I2cLink(BusLink):
    def write(self, frame):
        try:
            self.bus.write(frame)
        except OSError:
            self.bus.write(frame)

    def read(self, timeout):
        frame = self.bus.read(300)
        if frame[0] != 1:
            raise OSError(110, os.strerror(110))
        return whole(frame[1:])


class SpiLink(BusLink):
    def write(self, frame):
        self.bus.xfer(b"\x01" + frame)

    def read(self, timeout):
        if not self.bus.xfer(b"\x02\x00")[1] & 1:
            raise OSError(110, os.strerror(110))
        return whole(self.bus.xfer(b"\x03" + bytes(300))[1:])


def whole(frame):
    """The frame without what comes after it."""
    if frame.startswith(ACK):
        return bytearray(ACK)
    wide = frame[3:5] == b"\xff\xff"
    return bytearray(frame[: 10 + int.from_bytes(frame[5:7], "big") if wide else 7 + frame[3]])


def over_i2c(chip):
    return nfc.clf.pn532.Device(nfc.clf.pn532.Chipset(I2cLink(Pn532I2c(chip)), LOG), LOG)


def over_spi(chip):
    chip.wake()
    return nfc.clf.pn532.Device(nfc.clf.pn532.Chipset(SpiLink(Pn532Spi(chip)), LOG), LOG)


def over_serial(chip):
    return nfc.clf.pn532.init(Pn532Link(chip))


WAYS = {"serial": over_serial, "i2c": over_i2c, "spi": over_spi}


# --- nfcpy, as shipped


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("air", [FAST, SLOW])
def test_nfcpy_as_shipped_finds_a_type_b_card_and_reads_it(field, chip, way, air):
    card = TalkingCard(lambda command: bytes(range(200)) * 3 + b"\x90\x00", air)
    reader = nfc.clf.ContactlessFrontend()
    reader.device = WAYS[way](chip)
    field.place(card)
    target = reader.sense(nfc.clf.RemoteTarget("106B"))
    tag = nfc.tag.tt4.Type4BTag(reader, target)
    assert tag.transceive(bytes(range(200))) == bytes(range(200)) * 3 + b"\x90\x00"
    assert card.heard == [bytes(range(200))]
    reader.close()
    assert chip.asleep
    assert not field.powered


def test_nfcpy_as_shipped_finds_a_transport_card(field, chip):
    card = TalkingCard(air=Felica(bytes.fromhex("0101060103090F02"), bytes(8), (0x0003,)))
    field.place(card)
    reader = opened(Pn532Link(chip))
    target = reader.sense(nfc.clf.RemoteTarget("212F"))
    assert target.sensf_res.hex().startswith("01" + "0101060103090f02")
    assert reader.exchange(bytes.fromhex("0406AABB"), 0.1) == bytes.fromhex("0406AABB")


@pytest.mark.parametrize("uid", ["04112233", "04112233445566", "04112233445566778899"])
def test_nfcpy_as_shipped_finds_a_type_a_card(field, chip, uid):
    card = TalkingCard(air=TypeA(bytes.fromhex(uid), b"\x44\x03", 0x20, bytes.fromhex("0578807002")))
    field.place(card)
    reader = opened(Pn532Link(chip))
    target = reader.sense(nfc.clf.RemoteTarget("106A"))
    assert (target.sdd_res.hex(), target.sens_res.hex(), target.sel_res.hex()) == (uid, "4403", "20")
    assert nfc.tag.tt4.Type4ATag(reader, target).transceive(b"\xa0") == b"\xa0\x90\x00"


@pytest.mark.parametrize("brty", ["106A", "106B", "212F", "424F"])
def test_nfcpy_finds_nothing_where_nothing_is(chip, brty):
    assert opened(Pn532Link(chip)).sense(nfc.clf.RemoteTarget(brty)) is None


def test_nfcpy_finds_no_card_where_two_are(field, chip):
    for _ in range(2):
        field.place(TalkingCard())
    assert opened(Pn532Link(chip)).sense(nfc.clf.RemoteTarget("106B")) is None


def test_nfcpy_recovers_what_noise_spoils(field, chip):
    card = TalkingCard()
    field.place(card)
    reader = opened(Pn532Link(chip))
    tag = nfc.tag.tt4.Type4BTag(reader, reader.sense(nfc.clf.RemoteTarget("106B")))
    field.noise.corrupt |= {field.frames + 2, field.frames + 3}
    assert tag.transceive(b"\xa0") == b"\xa0\x90\x00"
    assert card.heard == [b"\xa0"]


@pytest.mark.real
def test_nfcpy_as_shipped_reads_over_a_pseudo_terminal(field, chip):
    card = TalkingCard(lambda _: bytes(1602))
    with Pn532Pty(chip) as line:
        reader = opened(nfc.clf.transport.TTY(line.path))
        field.place(card)
        tag = nfc.tag.tt4.Type4BTag(reader, reader.sense(nfc.clf.RemoteTarget("106B")))
        assert tag.transceive(b"\x00\xb0") == bytes(1602)
        reader.close()


@pytest.mark.real
def test_a_chip_pulled_off_the_line_is_an_error_to_who_has_it_open(chip):
    line = Pn532Pty(chip)
    reader = opened(nfc.clf.transport.TTY(line.path))
    line.close()
    line.close()
    with pytest.raises((OSError, termios.error)):
        reader.device.mute()


# --- the chip's own words


def test_a_sleeping_chip_hears_only_after_a_long_preamble(chip):
    chip.feed(command(0x02))
    assert said(chip) == []
    assert asked(chip, 0x02) == answer_frame(bytes.fromhex("0332010607"))
    chip.feed(command(0x02))
    assert len(said(chip)) == 2


def test_power_down_puts_it_to_sleep_and_the_field_out(field, chip):
    asked(chip, 0x32, 0x01, 0x01)
    assert field.powered
    asked(chip, 0x16, 0xF0)
    assert not field.powered
    chip.feed(command(0x02))
    assert said(chip) == []


def test_a_long_command_and_a_long_answer_go_in_extended_frames(chip):
    body = bytes((0xD4, 0x00, 0x00)) + bytes(range(256)) + bytes(6)
    head = START + b"\xff\xff" + len(body).to_bytes(2, "big")
    chip.feed(WAKE + head + bytes((-sum(head[5:]) & 0xFF,)) + body + bytes((-sum(body) & 0xFF, 0)))
    answer = said(chip)[1]
    assert answer[3:5] == b"\xff\xff"
    assert answer[8:-2] == b"\xd5\x01" + body[2:]


@pytest.mark.parametrize("octets", [(0x99, 0x00), (0x08, 0x63), (0x00, 0x77), (0x4A, 0x03, 0x03, 0x00), (0x10, 0x20)])
def test_a_command_that_makes_no_sense_is_answered_by_the_error_frame(chip, octets):
    assert asked(chip, *octets) == ERROR


def test_a_frame_with_a_wrong_checksum_is_passed_over(chip):
    chip.feed(WAKE + command(0x02)[:-2] + b"\x00\x00")
    assert said(chip) == []


def test_a_host_that_did_not_understand_is_told_again(chip):
    first = asked(chip, 0x02)
    chip.feed(NACK)
    assert said(chip) == [first]


def test_an_acknowledgement_from_the_host_ends_a_command(chip):
    chip.feed(WAKE + command(0x02))
    chip.feed(ACK)
    assert said(chip) == []


def test_a_search_without_end_waits_until_the_host_ends_it(chip):
    chip.feed(WAKE + command(0x4A, 0x01, 0x03, 0x00))
    assert said(chip) == [ACK]
    asked(chip, 0x32, 0x05, 0xFF, 0x01, 0x01)
    assert asked(chip, 0x4A, 0x01, 0x03, 0x00) == answer_frame(bytes((0x4B, 0x00)))


def test_a_search_switches_the_carrier_on_and_waits_until_cards_are_awake(field, chip):
    field.place(TalkingCard())
    asked(chip, 0x32, 0x05, 0xFF, 0x01, 0x00)
    assert asked(chip, 0x4A, 0x01, 0x03, 0x00)[7:10] == bytes((0x01, 0x01, 0x50))


def test_a_timeout_of_the_host_is_kept(field, chip):
    asked(chip, 0x32, 0x01, 0x01)
    asked(chip, 0x08, 0x63, 0x02, 0x83, 0x63, 0x03, 0x83)
    for index, wait_s in ((1, 100e-6), (10, 51.2e-3), (16, 3.2768)):
        asked(chip, 0x32, 0x02, 0x00, 0x0B, index)
        begun = field.clock.now
        assert asked(chip, 0x42, 0x05, 0x00, 0x08) == answer_frame(bytes((0x43, 0x01)))
        assert field.clock.now - begun == pytest.approx(wait_s, abs=0.8e-3)


def test_a_frame_that_no_card_could_take_waits_for_its_answer_as_long(field, chip):
    asked(chip, 0x32, 0x02, 0x00, 0x0B, 10)
    asked(chip, 0x08, 0x63, 0x02, 0x03, 0x63, 0x03, 0x03)  # no CRC
    assert asked(chip, 0x42, 0x05, 0x00, 0x08) == answer_frame(bytes((0x43, 0x01)))
    assert field.clock.now == pytest.approx(51.2e-3)


def test_the_registers_choose_the_bit_rate(field, chip):
    card = TalkingCard()
    field.place(card)
    asked(chip, 0x32, 0x05, 0xFF, 0x01, 0x00)
    asked(chip, 0x32, 0x01, 0x01)
    field.clock.advance(0.005)
    asked(chip, 0x08, 0x63, 0x02, 0x83, 0x63, 0x03, 0x83)
    atqb = asked(chip, 0x42, 0x05, 0x00, 0x08)[8:-2]
    assert asked(chip, 0x42, 0x1D, *atqb[1:5], 0x00, 0xA8, 0x01, 0x00) == answer_frame(b"\x43\x00\x00")
    assert asked(chip, 0x42, 0x02, 0xA0) == answer_frame(b"\x43\x01")
    asked(chip, 0x08, 0x63, 0x02, 0xA3, 0x63, 0x03, 0xA3)
    assert asked(chip, 0x42, 0x02, 0xA0) == answer_frame(b"\x43\x00\x02\xa0\x90\x00")
    asked(chip, 0x08, 0x63, 0x03, 0x83)
    assert asked(chip, 0x42, 0x03, 0xA0) == answer_frame(b"\x43\x01")


def test_two_cards_are_a_checksum_error(field, chip):
    for _ in range(2):
        field.place(TalkingCard())
    asked(chip, 0x32, 0x01, 0x01)
    field.clock.advance(0.005)
    asked(chip, 0x08, 0x63, 0x02, 0x83, 0x63, 0x03, 0x83)
    assert asked(chip, 0x42, 0x05, 0x00, 0x08) == answer_frame(b"\x43\x02")


# --- buses


def test_a_mute_chip_is_a_timeout_and_an_unplugged_one_an_error(chip):
    reader = opened(Pn532Link(chip))
    chip.mute = True
    with pytest.raises(OSError):
        reader.device.mute()
    chip.mute, chip.unplugged = False, True
    with pytest.raises(OSError, match="Input/output"):
        Pn532Link(chip).write(command(0x02))


def test_over_i2c_half_a_frame_is_gone_and_a_nack_brings_it_back(chip):
    bus = Pn532I2c(chip)
    with pytest.raises(OSError):
        bus.write(command(0x02))  # it slept
    assert bus.read(1) == b"\x00"
    bus.write(command(0x02))
    assert [bus.read(1), bus.read(7)] == [b"\x01", b"\x01" + ACK]
    answer = answer_frame(bytes.fromhex("0332010607"))
    assert [bus.read(6), bus.read(1)] == [b"\x01" + answer[:5], b"\x00"]
    bus.write(NACK)
    assert [bus.read(20), bus.read(20)] == [(b"\x01" + answer).ljust(20, b"\x00"), bytes(20)]


def test_over_spi_status_comes_before_data(chip):
    bus = Pn532Spi(chip)
    bus.xfer(b"\x02\x00")  # it slept
    assert bus.xfer(b"\x02\x00") == b"\x00\x00"
    bus.xfer(b"\x01" + command(0x02))
    assert bus.xfer(b"\x02\x00") == b"\x00\x01"
    assert bus.xfer(b"\x03" + bytes(6)) == b"\x00" + ACK
    assert bus.xfer(b"\x03" + bytes(15))[1:] == answer_frame(bytes.fromhex("0332010607")).ljust(15, b"\x00")


def test_every_transfer_takes_its_bits(field, chip):
    link = Pn532Link(chip)
    link.write(WAKE + command(0x02))
    link.read(100)
    link.read(100)
    assert field.clock.now == pytest.approx((10 + 9 + 6 + 13) * 10 / 115200)
    assert chip.transfers == 3


# --- whatever comes in


@given(st.lists(st.binary(max_size=40)))
def test_whatever_a_host_sends_the_chip_goes_on(pieces):
    chip = Pn532Chip(RadioField())
    for piece in pieces:
        chip.feed(piece)
    said(chip)
    chip.feed(bytes(600))
    assert asked(chip, 0x02) == answer_frame(bytes.fromhex("0332010607"))


@given(st.integers(0, 0xFF), st.binary(max_size=30))
def test_whatever_a_command_holds_it_is_answered(code, body):
    chip = Pn532Chip(RadioField())
    chip.feed(WAKE + command(code, *body))
    assert said(chip)[0] == ACK


@given(st.binary(min_size=1, max_size=263), st.data())
def test_a_command_is_the_same_in_any_pieces(content, data):
    body = bytes((0xD4,)) + content + b"\x00"
    head = START + b"\xff\xff" + len(body).to_bytes(2, "big")
    frame = head + bytes((-sum(head[5:]) & 0xFF,)) + body + bytes((-sum(body) & 0xFF, 0))
    cut = data.draw(st.integers(0, len(frame)))
    stream = HostStream()
    heard = stream.feed(frame[:cut]) + stream.feed(frame[cut:])
    assert [(one.kind, one.content) for one in heard] == [("command", body[1:])]
