"""The demo's hand on central: set its clock and what the simulated verifier says. Never open beyond loopback."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from litestar import Request, Router, post
from litestar.di import NamedDependency
from litestar.params import JSONBody
from msgspec import Meta, Struct

from central.service.clock import JAPAN
from central.service.config import Serial
from central.service.desk import Desk
from central.service.refusing import Refuse
from central.service.verifier import SimulatedVerifier, Verdict
from central.wire import Reason


class SetClock(Struct, forbid_unknown_fields=True):
    """POST /simulator/clock: the time it shall be, with its offset."""

    at: Annotated[datetime, Meta(tz=True)]

    def __post_init__(self) -> None:
        # Near the ends of the calendar the time in Japan does not exist, and no clock could be set back from there.
        if not 2000 <= self.at.year < 2100:
            raise ValueError("at: must lie in this century")


class SetVerdict(Struct, forbid_unknown_fields=True):
    """POST /simulator/verifier: what the verifier shall say of a serial number (hexadecimal)."""

    serial: Serial
    verdict: Verdict

    def __repr__(self) -> str:
        # without the card's number
        return f"SetVerdict({self.verdict})"


@post("/clock", status_code=204, sync_to_thread=False)
def set_clock(desk: NamedDependency[Desk], data: JSONBody[SetClock]) -> None:
    """Move central's clock."""
    desk.clock.move(data.at.astimezone(JAPAN))


@post("/verifier", status_code=204, sync_to_thread=False)
def set_verdict(desk: NamedDependency[Desk], data: JSONBody[SetVerdict]) -> None:
    """Set a verdict. Raises Refuse when the verifier is a real one."""
    verifier = desk.city.verifier
    if not isinstance(verifier, SimulatedVerifier):
        raise Refuse(Reason.MALFORMED, "this central asks a real verifier")
    verifier.set(int(data.serial, 16), data.verdict)


def _refuse_pages(request: Request[Any, Any, Any]) -> None:
    # Loopback is not enough: any page in a browser on this machine can post here, and a browser says so by this field.
    if "origin" in request.headers:
        raise Refuse(Reason.MALFORMED, "the simulator is not for web pages")


def simulator() -> Router:
    """The routes under /simulator."""
    return Router("/simulator", route_handlers=[set_clock, set_verdict], before_request=_refuse_pages)
