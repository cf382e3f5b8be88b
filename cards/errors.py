"""What can go wrong between a terminal and a card; status words are translated into these once, in the session."""


class CardError(Exception):
    """A card did not do what was asked."""


class CardRemoved(CardError):
    """The card left the reader before it had answered."""


class CardMute(CardError):
    """The card did not answer within the deadline."""


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
    """The PIN was wrong; `attempts_left` is at least 1."""

    def __init__(self, attempts_left: int) -> None:
        super().__init__(f"wrong PIN, {attempts_left} attempts left")
        self.attempts_left = attempts_left


class PinBlocked(CardError):
    """The PIN is blocked, or this attempt has just blocked it: only the city's counter can reset it."""

    def __init__(self) -> None:
        super().__init__("the PIN is blocked")
