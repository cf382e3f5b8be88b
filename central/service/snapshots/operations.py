"""Snapshots over HTTP, for registered terminals only: GET /v1/snapshots/{kind} and the key of a list."""

from __future__ import annotations

from typing import Annotated

from litestar import MediaType, Response, get, post
from litestar.datastructures import ResponseHeader
from litestar.di import NamedDependency
from litestar.openapi import ResponseSpec
from litestar.params import FromPath, JSONBody, Parameter
from litestar.response import Stream

from central.service.desk import Desk
from central.service.operations import REFUSALS
from central.wire import AskListKey, ListKey, SnapshotKind

# `$` alone also fits before a line's end
HAVE = r"^(0|[1-9][0-9]{0,15}-[0-9a-f]{16})$(?!\n)"
BYTES = "application/octet-stream"


@get(
    "/snapshots/{kind:str}",
    sync_to_thread=True,
    media_type=BYTES,
    responses={code: REFUSALS[code] for code in (400, 401, 403)}
    | {204: ResponseSpec(None, generate_examples=False, description="nothing is newer")},
    response_headers=[ResponseHeader(name="Content-Length", documentation_only=True, description="bytes of the file")],
)
def snapshot(
    desk: NamedDependency[Desk],
    kind: FromPath[SnapshotKind],
    have: Annotated[str, Parameter(pattern=HAVE, description="number and hash of what the terminal holds, or 0")] = "0",
) -> Response[None] | Stream:
    """Hand out what is newer: the whole, or what changed since."""
    found = desk.snapshots.sent(kind, have)
    if found is None:
        return Response(None, status_code=204, media_type=MediaType.TEXT)
    return Stream(found.pieces, media_type=BYTES, headers={"Content-Length": str(found.size)})


@post("/snapshots/{kind:str}/key", status_code=200, sync_to_thread=True, responses=REFUSALS)
def list_key(
    desk: NamedDependency[Desk],
    terminal: NamedDependency[str],
    kind: FromPath[SnapshotKind],
    data: JSONBody[AskListKey],
) -> ListKey:
    """Hand over the key under which a list's identities are hashed, encrypted for this request of this terminal."""
    return desk.snapshots.hand_key(terminal, kind, data)


SNAPSHOTS = [snapshot, list_key]
"""The operations that only a registered terminal may ask for."""
