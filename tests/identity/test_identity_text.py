"""The text by which lists know a card is the same at registration and at the tap."""

from sample_cards import sample

from cards.apdu import Channel
from cards.felica import FelicaCard, Idm
from cards.identities import certificate_identity, felica_identity, identity_text
from cards.jpki import JpkiSession
from cards.tables import ECDSA_P384, RSA_2048


def test_the_text_of_a_certificate_is_the_text_of_its_serial_number():
    session = JpkiSession(Channel(sample("hanako")))
    assert certificate_identity(session.certificate()) == identity_text(session.serial()) == "jpki:1001:rsa-2048"


def test_two_generations_of_cards_never_share_a_text():
    assert identity_text(0x1001, ECDSA_P384) != identity_text(0x1001, RSA_2048)


def test_a_felica_card_is_known_by_its_idm():
    idm = FelicaCard(Channel(sample("transport"))).poll()
    assert felica_identity(idm) == felica_identity(Idm(bytes.fromhex("0114B34D5E6F7081"))) == "felica:0114B34D5E6F7081"
