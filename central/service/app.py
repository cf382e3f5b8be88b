"""Central over HTTP: who may come in, what is refused how, and the description of it all at /schema/openapi.json."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from types import MappingProxyType
from typing import Any

from litestar import Litestar, Request, Response, Router
from litestar.concurrency import sync_to_thread
from litestar.datastructures import State
from litestar.di import Provide
from litestar.exceptions import HTTPException

from central.service.check_page import check_page
from central.service.describing import Base64, description
from central.service.desk import Desk
from central.service.failing import told
from central.service.intake.admission import Busy
from central.service.intake.operations import come_again, ready, records
from central.service.operations import SIGNED, health
from central.service.refusing import Refuse
from central.service.rides.operations import VEHICLES, realtime
from central.service.rides.page import boardings_page
from central.service.simulator import simulator
from central.service.snapshots.operations import SNAPSHOTS
from central.service.stores import Away, StoreFault
from central.signing import Message
from central.wire import BASE, LARGEST_REQUEST, Reason, Refusal

Asked = Request[Any, Any, Any]

TIDY_S = 60.0
# The framework's one message that repeats what was sent.
VALUE = re.compile(r"Invalid enum value .*", re.DOTALL)
log = logging.getLogger(__name__)


def create_app(
    desk: Desk, *, with_simulator: bool = False, officers: Mapping[str, str] = MappingProxyType({})
) -> Litestar:
    """The application of one desk; with `with_simulator` also /simulator, which nobody has to sign for.

    `officers` (hashes of passwords by name) may look at /boardings.
    """
    signed = Router(
        BASE, route_handlers=[*SIGNED, *SNAPSHOTS, *VEHICLES], before_request=_authenticate, security=[{"terminal": []}]
    )
    return Litestar(
        state=State({"desk": desk}),
        route_handlers=[
            signed,
            Router(BASE, route_handlers=[records]),
            health,
            ready,
            check_page(),
            realtime(),
            boardings_page(officers),
            *([simulator()] if with_simulator else []),
        ],
        dependencies={
            "intake": Provide(lambda: desk.intake, sync_to_thread=False, use_cache=True),
            "desk": Provide(lambda: desk, sync_to_thread=False, use_cache=True),
            "terminal": Provide(_terminal, sync_to_thread=False),
        },
        exception_handlers={
            Refuse: _refuse,
            HTTPException: _refuse_malformed,
            UnicodeDecodeError: _refuse_text,
            RecursionError: _refuse_text,
            Away: _refuse_later,
            Busy: come_again,
            Exception: _fail,
        },
        openapi_config=description(),
        plugins=[Base64()],
        request_max_body_size=LARGEST_REQUEST,
        lifespan=[_awake],
        # Its own would write the texts of exceptions, which might quote a person.
        logging_config=None,
    )


async def _authenticate(request: Asked) -> None:
    """Let in registered terminals only, before anything else of a request is looked at. Raises Refuse."""
    body = await request.body()
    # As it was sent: once decoded, two paths could share one signature.
    raw = request.scope["raw_path"].decode("latin-1").partition("?")[0]
    query = request.scope["query_string"].decode("latin-1")
    url = f"http://central{raw}" + (f"?{query}" if query else "")
    message = Message(request.method, url, _fields(request))
    desk: Desk = request.app.state.desk
    # On a thread: SQLite blocks, and the loop has other terminals to answer.
    request.state.terminal = await sync_to_thread(desk.terminals.authenticate, message, body)
    # Only now: a stranger shall learn nothing but that he is one.
    if not body and request.method != "GET":
        raise Refuse(Reason.MALFORMED, "the request has no body")


def _fields(request: Asked) -> dict[str, str]:
    """The header fields, those that came more than once joined as RFC 9110, 5.3 has it."""
    fields: dict[str, str] = {}
    for name, value in request.scope["headers"]:
        key, text = name.decode("latin-1"), value.decode("latin-1")
        fields[key] = f"{fields[key]}, {text}" if key in fields else text
    return fields


def _terminal(request: Asked) -> str:
    return str(request.state.terminal)


def _refuse(request: Asked, error: Refuse) -> Response[Refusal]:
    log.info("%s %.100r: %s", request.method, request.scope["path"], error)
    desk: Desk = request.app.state.desk
    return Response(desk.told(error.refusal), status_code=error.status)


def _refuse_malformed(_request: Asked, error: HTTPException) -> Response[Refusal]:
    """What the framework dislikes, in our words; the sentence names the field and never repeats a value."""
    places = [f"{place['key']}: {place['message']}" for place in error.extra or [] if isinstance(place, dict)]
    sentence = VALUE.sub("not one of the words allowed", "; ".join(places) or error.detail)
    return Response(Refusal(reason=Reason.MALFORMED, sentence=sentence), status_code=error.status_code)


def _refuse_text(_request: Asked, error: Exception) -> Response[Refusal]:
    """Bodies that the framework's JSON reader chokes on without a word of its own: bad UTF-8, bottomless nesting."""
    sentence = f"the body is no JSON that can be read ({type(error).__name__})"
    return Response(Refusal(reason=Reason.MALFORMED, sentence=sentence), status_code=400)


def _refuse_later(_request: Asked, error: Away) -> Response[None]:
    """The database is away: whoever asks again later is served, and nothing was lost."""
    log.warning("%s", error)
    return Response(None, status_code=503, headers={"Retry-After": str(error.retry_after_s)})


def _fail(request: Asked, error: Exception) -> Response[None]:
    """A bug of ours: its kind and place go to the log; its text, which might quote a person, goes nowhere."""
    log.error("%s %.100r failed: %s", request.method, request.scope["path"], told(error))
    return Response(None, status_code=500)


@asynccontextmanager
async def _awake(app: Litestar) -> AsyncIterator[None]:
    """While central is up: take records in; tidy at the start and ever again."""
    desk: Desk = app.state.desk
    await sync_to_thread(desk.tidy)
    tidying = asyncio.create_task(keep_tidy(desk, TIDY_S))
    desk.intake.start()
    try:
        yield
    finally:
        tidying.cancel()
        await sync_to_thread(desk.intake.close)


async def keep_tidy(desk: Desk, every: float) -> None:
    """Forget what is old, ever again after so many seconds."""
    while True:
        await asyncio.sleep(every)
        try:
            await sync_to_thread(desk.tidy)
        except StoreFault as error:
            # A task that dies is missed by nobody, and documents would be kept for good from then on.
            log.error("what is old could not be forgotten, tried again in %g s: %s", every, error)
