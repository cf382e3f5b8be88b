"""A third party reads what we simulate: nfcpy 1.0.4 as shipped, its own drivers, its own tags."""

import hashlib

import nfc.clf
import nfc.clf.pn532
import nfc.clf.rcs380
import nfc.clf.transport
import nfc.tag
import nfc.tag.tt3
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256
from sample_cards import CARDS, sample, session_with

from cards.apdu import Channel
from cards.jpki import JpkiSession
from drivers.virtual import card_kinds
from drivers.virtual.pn532_chip import Pn532Chip
from drivers.virtual.pn532_faces import Pn532Pty
from drivers.virtual.radio import RadioField
from drivers.virtual.rcs380_chip import Rcs380Chip, Rcs380Link
from drivers.virtual.udp_target import UdpTarget

# its drivers wait 100 ms for an answer, and no longer
pytestmark = [pytest.mark.real, pytest.mark.alone]


class TagTransport:
    """An nfcpy tag as what carries APDUs."""

    def __init__(self, tag):
        self.transmit = lambda command: bytes(tag.transceive(bytes(command)))


@pytest.fixture
def field():
    return RadioField()


@pytest.fixture(params=["udp", "pn532", "rcs380"])
def reader(request, field):
    reader = nfc.clf.ContactlessFrontend()
    if request.param == "udp":
        with UdpTarget(field, port=0) as target:
            reader.open(target.address)
            yield reader
            reader.close()
    elif request.param == "pn532":
        with Pn532Pty(Pn532Chip(field)) as line:
            reader.device = nfc.clf.pn532.init(nfc.clf.transport.TTY(line.path))
            yield reader
            reader.close()
    else:
        reader.device = nfc.clf.rcs380.init(Rcs380Link(Rcs380Chip(field)))
        yield reader
        reader.close()


def tag_on(reader, brty):
    return nfc.tag.activate(reader, reader.sense(nfc.clf.RemoteTarget(brty)))


def test_nfcpy_reads_the_certificate_and_has_it_sign(field, reader):
    card = sample()
    own = session_with(card).certificate()
    field.place(card)
    session = JpkiSession(Channel(TagTransport(tag_on(reader, "106B"))))
    certificate = session.certificate()
    assert certificate == own
    digest = hashlib.sha256(b"from a third party").digest()
    session.verify("1234")
    key = x509.load_der_x509_certificate(certificate).public_key()
    key.verify(session.sign(digest), digest, PKCS1v15(), Prehashed(SHA256()))


def test_nfcpy_reads_the_history_of_a_transport_card(field, reader):
    field.place(card_kinds.load(CARDS / "transport.toml", keep=False))
    tag = tag_on(reader, "212F")
    tag.polling(0x0003)
    service = nfc.tag.tt3.ServiceCode(0x090F >> 6, 0x090F & 0x3F)
    blocks = [nfc.tag.tt3.BlockCode(number) for number in range(10)]
    history = tag.read_without_encryption([service], blocks)
    balances = [int.from_bytes(history[at + 10 : at + 12], "little") for at in range(0, 160, 16)]
    assert balances[:5] == [1480, 1690, 1900, 2050, 50]
