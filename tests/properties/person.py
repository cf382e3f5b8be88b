"""A person with one card at one reader, who does anything in any order while anything fails, and the two rules that always hold."""

from collections import Counter
from contextlib import suppress
from hashlib import sha256
from itertools import pairwise
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from properties.line import BROKEN, STRANGE, Line, Witness
from sample_cards import sample

from cards.apdu import Channel
from cards.errors import CardError, MalformedPin
from cards.jpki import JpkiSession
from cards.secret import Secret
from cards.tables import JPKI
from drivers.protocols import DeviceFault
from drivers.virtual.reader import VirtualReader

KEYS = {"user": JPKI.user_authentication, "signature": JPKI.signature}
CODES = {"user": ("1234", "4321", "0000"), "signature": ("ABC123", "abc124", "XYZ789")}
"""The right one, the one it may have been changed to, a wrong one."""
GARBLED = ("", "123", "12345", "１２３４", "ABCDEF", "ABC 123", "A" * 17, "12\x0034")
CARD = sample()
LIMITS = settings(
    max_examples=300, derandomize=True, stateful_step_count=80, deadline=None, suppress_health_check=list(HealthCheck)
)
FIND = settings(LIMITS, phases=[Phase.generate], report_multiple_bugs=False)
STRIKES = st.sampled_from(BROKEN + STRANGE)
SESSIONS = st.integers(0, 2)
"""How many sessions ago: people and programs hold on to old ones."""
FAILURES = (CardError, DeviceFault)


class Person(RuleBasedStateMachine):
    """Somebody with one card at one reader, who does anything in any order while anything fails."""

    session_class = JpkiSession
    seen: ClassVar[Counter] = Counter()

    @initialize()
    def begin(self):
        self.card = Witness(CARD)
        self.line = Line(VirtualReader(self.card))
        self.refill()
        self.sessions = []
        self.typed, self.before = dict.fromkeys(KEYS, 0), dict.fromkeys(KEYS, (0, 0))

    @rule()
    def connect(self):
        with suppress(*FAILURES):
            channel = Channel(self.line.connect(), self.line.limits)
            self.sessions.append(self.session_class(channel))

    @precondition(lambda self: self.sessions)
    @rule(key=st.sampled_from(list(KEYS)), which=st.integers(0, 2), back=SESSIONS, strike=st.none() | STRIKES)
    def type_a_code(self, key, which, back, strike):
        session = self.session(back)
        if strike:
            self.line.strike_at(1, strike)
        self.typed[key] += 1
        with suppress(*FAILURES):
            session.verify(Secret(CODES[key][which]), KEYS[key])

    @precondition(lambda self: self.sessions)
    @rule(key=st.sampled_from(list(KEYS)), which=st.integers(0, 2), new=st.integers(0, 1), back=SESSIONS)
    def change_the_code(self, key, which, new, back):
        session = self.session(back)
        self.typed[key] += 1
        with suppress(*FAILURES):
            session.change_pin(CODES[key][which], CODES[key][new], KEYS[key])

    @precondition(lambda self: self.sessions)
    @rule(key=st.sampled_from(list(KEYS)), text=st.sampled_from(GARBLED), back=SESSIONS)
    def type_what_cannot_be_the_code(self, key, text, back):
        session, before = self.session(back), len(self.line.noted)
        with pytest.raises(MalformedPin):
            session.verify(text, KEYS[key])
        assert len(self.line.noted) == before

    @precondition(lambda self: self.sessions)
    @rule(key=st.sampled_from(list(KEYS)), back=SESSIONS)
    def ask_what_is_left(self, key, back):
        with suppress(*FAILURES):
            self.session(back).attempts_left(KEYS[key])

    @precondition(lambda self: self.sessions)
    @rule(key=st.sampled_from(list(KEYS)), back=SESSIONS)
    def sign(self, key, back):
        with suppress(*FAILURES):
            self.session(back).sign(sha256(b"").digest(), KEYS[key])

    @rule(exchange=st.integers(1, 3), strike=STRIKES)
    def something_will_fail(self, exchange, strike):
        self.line.strike_at(exchange, strike)

    @rule()
    def take_the_card_away(self):
        self.line.close()

    @rule()
    def refill(self):
        """The city's counter gives all attempts again, so that a blocked card is not the end of the play."""
        for key in KEYS.values():
            CARD.counters.set(key.pin.name, key.pin.tries)

    def session(self, back):
        """The one of now, made anew where its card was taken away or lost; or an older one."""
        if back == 0 and not self.line.alive:
            self.connect()
        return self.sessions[max(-1 - back, -len(self.sessions))]

    @invariant()
    def the_card_counted_only_what_was_typed(self):
        """Step by step, so that a code that was typed and never sent is no room for one that was sent twice."""
        for key, typed in getattr(self, "typed", {}).items():
            code = (JPKI.aid, KEYS[key].pin.sfi)
            sent = sum(noted.presented for noted in self.line.noted if noted.code == code)
            assert sent - self.before[key][0] <= typed
            assert self.card.presented[code] - self.before[key][1] <= typed
            self.before[key], self.typed[key] = (sent, self.card.presented[code]), 0

    @invariant()
    def after_a_lost_answer_the_counter_is_asked_first(self):
        unsure = set()
        for noted in getattr(self, "line", Line(VirtualReader())).noted:
            assert not (noted.presented and noted.code in unsure)
            (unsure.add if noted.lost else unsure.discard)(noted.code)

    def teardown(self):
        for before, after in pairwise(self.line.noted):
            self.seen["presented"] += after.presented
            self.seen["asked after a lost attempt"] += before.presented and before.lost and not after.presented
