"""A card that answers from a list: for what no virtual card does."""

from cards.errors import CardError


class Script:
    """Answers in hex, or errors to raise, one a command; keeps what it was asked."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.asked = []

    def transmit(self, command) -> bytes:
        self.asked.append(bytes(command).hex())
        answer = self.answers.pop(0)
        if isinstance(answer, CardError):
            raise answer
        return bytes.fromhex(answer)
