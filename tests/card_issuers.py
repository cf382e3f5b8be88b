"""The issuers' keys that tests trust: those of the virtual cards."""

from cards.card_certificates import IssuerKeys, KeyId, PublicKey
from drivers.virtual.issuers import surface_root, text_root

ISSUERS = IssuerKeys(
    {KeyId(root.key_id): PublicKey.of(root.key.public_key()) for root in (text_root(), surface_root())}
)
