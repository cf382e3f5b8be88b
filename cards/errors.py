"""What can go wrong between a terminal and a card; status words are translated into these once, in the session."""


class CardError(Exception):
    """A card did not do what was asked."""


class CardRemoved(CardError):
    """The card left the reader before it had answered."""


class CardMute(CardError):
    """The card did not answer within the deadline."""


class SeveralCards(CardError):
    """Several cards lie on the reader and none goes before the others: none of them may be chosen for the visitor."""


class ApplicationMissing(CardError):
    """The card does not have the application that was selected."""


class BadCardData(CardError):
    """The card answered with bytes that are not what its specification says."""


class UnexpectedStatus(CardError):
    """The card answered with a status word that the operation has no meaning for: `sw` is its 16-bit value."""

    def __init__(self, operation: str, sw: int) -> None:
        super().__init__(f"{operation}: status {sw:04X}")
        self.sw = sw


class WrongPin(CardError):
    """The PIN was wrong; `attempts_left` is at least 1, or None where the card sets no limit."""

    def __init__(self, attempts_left: int | None) -> None:
        super().__init__("wrong PIN" if attempts_left is None else f"wrong PIN, {attempts_left} attempts left")
        self.attempts_left = attempts_left


class PinBlocked(CardError):
    """The PIN is blocked, or this attempt has just blocked it: only the city's counter can reset it."""

    def __init__(self) -> None:
        super().__init__("the PIN is blocked")


class FileMissing(CardError):
    """The card has the application but not the file, or the file is empty: a card without that certificate."""


class PinRequired(CardError):
    """The card wants the PIN before it reads or signs."""

    def __init__(self, operation: str) -> None:
        super().__init__(f"{operation}: the card asks for the PIN first")


class MalformedPin(CardError):
    """The text cannot be this PIN, so nothing was sent to the card; the message never repeats the text."""


class CertificateRefused(Exception):
    """A certificate or signature does not prove what it should; each reason is a class of its own."""


class MalformedCertificate(CertificateRefused):
    """The bytes are not a certificate, or not a list of issuers' keys, that this product can use."""


class UntrustedCertificate(CertificateRefused):
    """No trust anchor issued the certificate."""


class ExpiredCertificate(CertificateRefused):
    """The certificate, or the anchor that issued it, was no longer valid at the time asked."""


class CertificateNotYetValid(CertificateRefused):
    """The certificate, or the anchor that issued it, was not yet valid at the time asked."""


class WrongKeyUsage(CertificateRefused):
    """The certificate is for another purpose than the one asked about."""


class MixedAnchors(CertificateRefused):
    """Trust anchors of different hierarchies were given together, such as a test CA among the real ones."""


class WrongSignature(CertificateRefused):
    """The signature does not belong to the message and this certificate."""
