"""Intake over HTTP: POST /v1/records, and /ready. A batch is proved by its seal alone, so no clock has a say."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency
from litestar.openapi import ResponseSpec
from litestar.openapi.spec import OpenAPIMediaType, Operation, RequestBody

from central.service.intake.admission import Busy
from central.service.intake.intake import Intake
from central.service.refusing import Refuse
from central.service.stores import Away
from central.wire import LARGEST_PACKED, Batch, Reason, Refusal, Stand

READ_S = 60.0  # for one body: a bus on its edge of the network gets 2 kB a second through
TOO_SLOW = 408
Asked = Request[Any, Any, Any]


def _answer(description: str) -> ResponseSpec:
    return ResponseSpec(Refusal, generate_examples=False, description=description)


def _later(description: str) -> ResponseSpec:
    return ResponseSpec(None, generate_examples=False, description=f"{description}; Retry-After says when")


REFUSALS = {
    400: _answer("the batch is malformed; the sentence names the field"),
    401: _answer("no registered terminal sealed this batch"),
    408: _answer("the body did not come in time"),
    413: _answer("the batch is too large: send fewer records"),
    429: _later("too many batches of this terminal are under way"),
    503: _later("too many batches are under way, or the database is away"),
}
_, _shapes = msgspec.json.schema_components([Batch])


@dataclass
class TakesBatch(Operation):
    """An operation whose body the framework does not read, since the records' own bytes are what is hashed."""

    def __post_init__(self) -> None:
        """Describe the body."""
        batch: Any = _shapes["Batch"]  # a schema already, which the framework passes on as it is
        self.request_body = RequestBody(content={"application/json": OpenAPIMediaType(schema=batch)}, required=True)


@post(
    "/records",
    status_code=200,
    responses=REFUSALS,
    request_max_body_size=LARGEST_PACKED,
    operation_class=TakesBatch,
)
async def records(request: Asked, intake: NamedDependency[Intake]) -> Stand:
    """Take records in, and say where central stands in the chain; the same batch again changes nothing."""
    with intake.admission.reading():
        try:
            async with asyncio.timeout(READ_S):
                body = await request.body()
        except TimeoutError:
            refusing = Refuse(Reason.MALFORMED, "the body did not come in time")
            refusing.status = TOO_SLOW
            raise refusing from None
        # Still counted: a stranger's batch costs a question to the database, which may be slow to answer.
        delivery = await intake.read(body, request.headers.get("content-encoding", ""))
    return await intake.take(delivery)


@get("/ready")
async def ready(intake: NamedDependency[Intake]) -> Response[dict[str, str]]:
    """Say whether records can be stored now; /health only says that the process answers."""
    try:
        is_ready = await sync_to_thread(intake.ready)
    except Away:
        is_ready = False
    return Response({"central": "ready" if is_ready else "away"}, status_code=200 if is_ready else 503)


def come_again(_request: Asked, error: Busy) -> Response[None]:
    """Say when to come again."""
    return Response(None, status_code=error.status, headers={"Retry-After": str(error.after)})
