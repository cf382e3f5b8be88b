"""The operations of `central/wire/` as HTTP: what a terminal may ask, and every answer it may get."""

from __future__ import annotations

from litestar import get, post, put
from litestar.di import NamedDependency
from litestar.openapi import ResponseSpec
from litestar.params import FromPath, JSONBody

from central.service.desk import Desk
from central.wire import (
    Apply,
    Challenge,
    Enrolled,
    Identify,
    Issued,
    OpenVisit,
    Order,
    Outcome,
    Paid,
    Passes,
    Person,
    Quote,
    Refusal,
)


def _answer(description: str) -> ResponseSpec:
    return ResponseSpec(Refusal, generate_examples=False, description=description)


REFUSALS = {
    400: _answer("the request is malformed; the sentence names the field"),
    401: _answer("no registered terminal signed this request now"),
    403: _answer("central will not; the reason says why"),
    404: _answer("this terminal has no such visit or order now"),
    409: _answer("the challenge or the id was used before"),
}


@post("/visits", status_code=200, sync_to_thread=True, responses=REFUSALS)
def open_visit(desk: NamedDependency[Desk], terminal: NamedDependency[str], data: JSONBody[OpenVisit]) -> Challenge:
    """Begin a visit; the same visit again gives the same challenge."""
    return desk.open_visit(terminal, data)


@post("/visits/{visit:str}/person", status_code=200, sync_to_thread=True, responses=REFUSALS)
def identify(
    desk: NamedDependency[Desk], terminal: NamedDependency[str], visit: FromPath[str], data: JSONBody[Identify]
) -> Person:
    """Check the card by its signature over the visit's challenge, which is spent by it."""
    return desk.identify(terminal, visit, data)


@post("/visits/{visit:str}/rider", status_code=200, sync_to_thread=True, responses=REFUSALS)
def identify_rider(
    desk: NamedDependency[Desk], terminal: NamedDependency[str], visit: FromPath[str], data: JSONBody[Identify]
) -> Passes:
    """Check the card in a visit for passes; its challenge is spent by it."""
    return desk.identify_rider(terminal, visit, data)


@post("/visits/{visit:str}/passes", status_code=200, sync_to_thread=True, responses=REFUSALS)
def apply(
    desk: NamedDependency[Desk], terminal: NamedDependency[str], visit: FromPath[str], data: JSONBody[Apply]
) -> Enrolled:
    """Apply for a pass, or change what is held up for it; the same application again gives the same answer."""
    return desk.apply(terminal, visit, data)


@post("/visits/{visit:str}/orders", status_code=200, sync_to_thread=True, responses=REFUSALS)
def order(
    desk: NamedDependency[Desk], terminal: NamedDependency[str], visit: FromPath[str], data: JSONBody[Order]
) -> Quote:
    """Have a document made; the same order again gives the same quote, as long as the document is kept."""
    return desk.order(terminal, visit, data)


@post(
    "/visits/{visit:str}/orders/{ordered:str}/document",
    status_code=200,
    sync_to_thread=True,
    responses=REFUSALS,
)
def document(
    desk: NamedDependency[Desk],
    terminal: NamedDependency[str],
    visit: FromPath[str],
    ordered: FromPath[str],
    data: JSONBody[Paid],
) -> Issued:
    """Fetch the document against its fee; again, until its outcome is told."""
    return desk.document(terminal, visit, ordered, data)


@put("/visits/{visit:str}/orders/{ordered:str}/outcome", status_code=204, sync_to_thread=True, responses=REFUSALS)
def outcome(
    desk: NamedDependency[Desk],
    terminal: NamedDependency[str],
    visit: FromPath[str],
    ordered: FromPath[str],
    data: JSONBody[Outcome],
) -> None:
    """Tell what became of the paper and the money."""
    desk.settle(terminal, visit, ordered, data)


@get("/health", sync_to_thread=False)
def health() -> dict[str, str]:
    """Say that central is up."""
    return {"central": "up"}


SIGNED = [open_visit, identify, identify_rider, apply, order, document, outcome]
"""The operations that only a registered terminal may ask for."""
