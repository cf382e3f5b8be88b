"""One application of a card: selected in the constructor, its codes asked about, presented and changed, status words translated once."""

from __future__ import annotations

from cards.apdu import VERIFY, Channel, Command
from cards.errors import BadCardData, MalformedPin, PinBlocked, WrongPin
from cards.response import Response, StatusWord, expect_ok
from cards.secret import Secret, taken
from cards.tables import Application, Pin

LOCKED = frozenset(map(int, (StatusWord.BLOCKED, StatusWord.REFERENCE_LOCKED)))
SETTLED = LOCKED | {int(StatusWord.OK)}
"""Answers that tell the card's count; 63CX, the number itself, is one more."""


class Session:
    """Selecting forgets a verified PIN, so one session lasts from the select to the last use of the PIN.

    An attempt is only ever spent by `present` and `change`, once per code that somebody typed. When the answer to one was
    lost, nobody knows whether it counted: the next one on that reader is preceded by the question how many are left.
    """

    def __init__(self, channel: Channel, table: Application) -> None:
        """Select the application. Raises ApplicationMissing, UnexpectedStatus."""
        self.table = table
        self._channel = channel
        channel.select(table.aid)

    @property
    def channel(self) -> Channel:
        """The way to the card. Raises RuntimeError when another application has been selected on it since.

        The same short identifier is another file there: another person's certificate would be read, another code's attempt spent.
        """
        if self._channel.selected != self.table.aid:
            raise RuntimeError("the session is over: another application was selected")
        return self._channel

    def attempts(self, pin: Pin) -> int | None:
        """Attempts left, 0 when blocked, without spending one; None when the card does not tell.

        It does not where the PIN is verified already or has no limit. Raises FileMissing, BadCardData, UnexpectedStatus.
        """
        response = self._tell(pin, _verify(pin))
        if response.sw in LOCKED:
            return 0
        # 9000 passes below: the card says that the PIN is verified and keeps the number to itself.
        if response.tries is None and not _without_limit(response, pin):
            expect_ok(response, f"attempts left of {pin.name}")
        return response.tries

    def present(self, pin: Pin, code: Secret | str) -> None:
        """Spend the one attempt that somebody made; the code is overwritten.

        Raises MalformedPin (nothing sent), WrongPin, PinBlocked, PinRequired, FileMissing, BadCardData, UnexpectedStatus.
        """
        # Taken over under its own name: a text must not stay behind in this frame when an error passes through it.
        code = taken(code)
        with code:
            _check(pin, code)
            self._spend(pin, code)

    def change(self, pin: Pin, current: Secret | str, new: Secret | str) -> None:
        """Present the current code, then set the new one; both are overwritten. Costs an attempt when the first is wrong.

        Raises as `present` does, MalformedPin for the new one too and before anything is sent. When the answer to the
        change itself is lost, the card may have either code, and the caller should say so.
        """
        current, new = taken(current), taken(new)
        with current, new:
            if not pin.change:
                raise ValueError(f"the code {pin.name} cannot be changed")
            _check(pin, current)
            _check(pin, new)
            self._spend(pin, current)
            expect_ok(self._tell(pin, pin.change, new), f"change {pin.name}")

    def _spend(self, pin: Pin, code: Secret) -> None:
        # An attempt before this one may have been the last but one: the card is asked before it is given another.
        if (self.table.aid, pin.sfi) in self.channel.limits.unsure and self.attempts(pin) == 0:
            raise PinBlocked
        response = self._tell(pin, _verify(pin), code)
        # 63C0 first, 6984 or 6983 from then on: cards tell of one state in three ways.
        if response.sw in LOCKED or response.tries == 0:
            raise PinBlocked
        # Nothing here asks again: every attempt is one the visitor made.
        if response.tries is not None or _without_limit(response, pin):
            raise WrongPin(response.tries)
        expect_ok(response, f"verify {pin.name}")

    def _tell(self, pin: Pin, header: bytes, code: Secret | None = None) -> Response:
        """One command about a code; the code is unsure from its sending until an answer that tells the card's count."""
        # The same short identifier is another code, with attempts of its own, in another application.
        if pin not in self.table.pins:
            raise ValueError(f"this application has no code {pin.name} in file {pin.sfi:04X}")
        channel, code_of = self.channel, (self.table.aid, pin.sfi)
        before = code_of in channel.limits.unsure
        channel.limits.unsure.add(code_of)
        response = channel.send(Command(header)) if code is None else channel.send_secret(header, code)
        if response.body:
            raise BadCardData(f"code {pin.name}: {len(response.body)} bytes came, none were asked for")
        told = response.sw in SETTLED or response.tries is not None or _without_limit(response, pin)
        # What the card does not have was not counted now; that says nothing of what was sent before.
        if told or (response.sw == StatusWord.FILE_MISSING and not before):
            channel.limits.unsure.discard(code_of)
        return response


def _verify(pin: Pin) -> bytes:
    return bytes((0x00, VERIFY, 0x00, 0x80 | pin.sfi))


def _without_limit(response: Response, pin: Pin) -> bool:
    return response.sw == StatusWord.NO_LIMIT and not pin.limited


def _check(pin: Pin, code: Secret) -> None:
    if pin.upper:
        code.raise_case()
    # A text that cannot be right would cost one of a few attempts.
    if not code.fits(pin.pattern):
        raise MalformedPin(f"the text has not the form of the code {pin.name}")
