"""A conversation whose clock is still, and a blind person at it."""

from datetime import datetime

import pytest
from listening import Listener

from firmware.clock import JAPAN, Clock
from firmware.conversation import Conversation

MORNING = datetime(2026, 11, 24, 10, 0, tzinfo=JAPAN)


@pytest.fixture
def talk() -> Conversation:
    return Conversation(Clock(MORNING, running=False), ("ja", "en"))


@pytest.fixture
def ear(talk):
    listener = Listener(talk)
    yield listener
    listener.stops()


@pytest.fixture
def visiting(talk, ear):
    """The person holds the handset in the middle of a visit: what a role asks is heard."""
    talk.begin("visit-1", "01-1", ("card", "pin", "certificate"))
    talk.at("pin")
    ear.lifts()
    return ear
