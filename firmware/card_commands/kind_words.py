"""What the person who holds a card is told of its kind."""

from __future__ import annotations

from cards.kinds import CardKind

SENTENCES = {
    CardKind.MY_NUMBER: "This is a My Number Card.",
    CardKind.FACIAL_RECOGNITION: "This is a My Number Card for facial recognition: it has no PIN, so it opens nothing that asks for one.",
    CardKind.ANDROID: "These are the My Number Card functions of an Android phone: PIN and signature, no profile and no photo.",
    CardKind.IPHONE: "These are the My Number Card functions of an iPhone: PIN and signature, no profile and no photo.",
    CardKind.RESIDENT_CARD: "This is an old resident card (住民基本台帳カード); those have ended, the city's counter makes a My Number Card.",
    CardKind.DRIVING_LICENCE: "This is a driving licence; it does not say here who holds it.",
    CardKind.TRANSPORT: "This is a transport card; `kazasu card history` tells its balance and last rides.",
    CardKind.UNKNOWN: "This card is not known here; try the My Number Card.",
}
"""A sentence for each kind."""
