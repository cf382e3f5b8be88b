"""What a rider holds up, as an application names it: held against the card that was checked, before anything is kept."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from cards.card_certificates import IssuerKeys
from cards.certificates import Certificate, read
from cards.errors import BadCardData, CertificateRefused, WrongKeyUsage
from cards.felica import Idm
from cards.identities import certificate_identity, felica_identity
from cards.possession import CardKey, Vouched
from central.service.refusing import Refuse
from central.service.visits import Identified
from central.wire import Apply, CardLink, Medium, PassOffer, Reason, holder_of, key_challenge


class Link(NamedTuple):
    """An identity's text; of a My Number Card its certificate's issuer and serial number, its own key and what bound it to its holder."""

    identity: str
    medium: Medium
    card: tuple[str | None, int] | None = None
    key: bytes | None = None
    binding: bytes | None = None

    def __repr__(self) -> str:
        # the text is a card's number: shown nowhere, not even by a test that fails
        return f"Link({self.medium.value})"


def linkable(offers: list[PassOffer], issuers: IssuerKeys | None) -> list[PassOffer]:
    """The offers for which something can be linked: without the issuers' keys no card's own key is believed."""
    if issuers is not None:
        return offers
    left = [
        msgspec.structs.replace(offer, media=[each for each in offer.media if each is not Medium.MY_NUMBER])
        if offer.needs_key
        else offer
        for offer in offers
    ]
    return [offer for offer in left if offer.media]


def link_of(person: Identified, asked: Apply, issuers: IssuerKeys | None, *, needs_key: bool) -> Link:
    """What is to be linked. Raises Refuse when it is not what was checked, or proves too little."""
    if asked.medium is Medium.FELICA:
        if not asked.idm:
            raise Refuse(Reason.MALFORMED, "idm: a transit card is known by it")
        return Link(felica_identity(Idm(bytes.fromhex(asked.idm))), Medium.FELICA)
    if holder_of(person.challenge, asked.certificate) != person.holder:
        raise Refuse(Reason.SIGNATURE_WRONG, "certificate: is not the one that was checked in this visit")
    certificate = read(asked.certificate)
    card = (certificate.issuer_key_id, certificate.serial)
    identity = certificate_identity(asked.certificate)
    if not needs_key:
        return Link(identity, Medium.MY_NUMBER, card)
    if asked.card is None:
        raise Refuse(Reason.MEDIUM_REFUSED, "card: this scheme needs a card's own key")
    if issuers is None:
        raise Refuse(
            Reason.SCHEME_CLOSED, "card: central has no issuers' keys (issuer_keys), so it believes no card's own key"
        )
    return Link(identity, Medium.MY_NUMBER, card, *_bound(person, certificate, asked.card, issuers))


def _bound(person: Identified, holder: Certificate, card: CardLink, issuers: IssuerKeys) -> tuple[bytes, bytes]:
    """The card's key and its binding, when an issuer vouches for it, the card answered now and its holder signed that it is his.

    Why so: docs/threats/tap-without-pin.md.
    """
    challenge = key_challenge(person.challenge, person.terminal, person.visit)
    try:
        key = _vouched(holder, card, issuers)
        key.check(challenge, card.answer)
        holder.verify(card.signature, key.binding(challenge))
    except (BadCardData, CertificateRefused) as error:
        # the kind only: a text may quote what was sent
        raise Refuse(Reason.SIGNATURE_WRONG, f"card: {type(error).__name__}") from None
    return key.to_bytes(), challenge + card.signature


def _vouched(holder: Certificate, card: CardLink, issuers: IssuerKeys) -> CardKey:
    """The key that an issuer vouches for. Raises BadCardData, CertificateRefused."""
    key = Vouched.from_bytes(card.signed_key, card.signer).check(issuers)
    # lists know a card's generation by its certificate, and a tap asks for the key of that generation
    if key.algorithm != holder.algorithm:
        raise WrongKeyUsage("key and certificate are of two kinds of cards")
    return key
