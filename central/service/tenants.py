"""Municipalities that share processes and nothing else: each has its own configuration, database, keys and address /t/CODE.

A terminal signs the whole path of a request, so what it signed for one tenant is nothing to another; and the databases
know whose they are, so that a line copied in a file joins nobody.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, MutableMapping
from contextlib import AsyncExitStack, ExitStack, contextmanager
from pathlib import Path
from typing import Annotated, Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

import msgspec
from litestar import Litestar, Request, Response
from litestar.exceptions import HTTPException
from msgspec import Meta, Struct

from central.service.app import create_app
from central.service.assemble import key_file, open_desk
from central.service.clock import Clock
from central.service.config import Config, is_loopback, read_config, split_address
from central.service.desk import Desk
from central.service.operations import health
from central.wire import Reason, Refusal

PREFIX = "/t/"
# The national code of a municipality (全国地方公共団体コード), with or without its check digit.
Code = Annotated[str, Meta(pattern=r"\A[0-9]{5,6}\Z")]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Any, Any, Any], Awaitable[None]]


class Opened(NamedTuple):
    """What a process serves: the application, and each desk in it by its tenant's code ("" when there is one city only)."""

    app: App
    desks: Mapping[str, Desk]


class TenantMap(Struct, kw_only=True, forbid_unknown_fields=True):
    """The file of tenants: where all listen, where a Prometheus may ask, and each one's code with its configuration."""

    listen: str = "127.0.0.1:8200"
    metrics: str = ""
    tenants: dict[Code, str]
    configs: dict[str, Config] = {}

    @property
    def address(self) -> tuple[str, int]:
        """Host and port to listen on."""
        return split_address(self.listen)

    @property
    def on_loopback(self) -> bool:
        """Whether nobody beyond this machine can reach it."""
        return is_loopback(self.address[0])

    @property
    def simulator(self) -> bool:
        """Whether any tenant opens its simulator."""
        return any(config.simulator for config in self.configs.values())


def read_tenants(path: Path) -> TenantMap:
    """Read a file and the configurations that it names. Raises ValueError with a sentence."""
    try:
        found = msgspec.toml.decode(path.read_bytes(), type=TenantMap)
        split_address(found.listen)
        if found.metrics:
            split_address(found.metrics, "metrics")
        found.configs = {code: read_config(path.parent / name) for code, name in found.tenants.items()}
        _refuse_joined(found)
    except OSError as error:
        raise ValueError(f"{path}: cannot be read ({error.strerror})") from None
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from None
    return found


@contextmanager
def opened_tenants(found: TenantMap, clock: Clock) -> Iterator[Opened]:
    """All tenants' desks, until the block ends. Raises ValueError naming the tenant."""
    desks: dict[str, Desk] = {}
    with ExitStack() as opened:
        for code, config in found.configs.items():
            try:
                desks[code] = open_desk(config, clock, code)
            except ValueError as error:
                raise ValueError(f"tenants.{code}: {error}") from None
            opened.callback(desks[code].close)
        _refuse_same("operator_key", {code: key_file(config).read_bytes() for code, config in found.configs.items()})
        apps = {code: _app(desk, found.configs[code]) for code, desk in desks.items()}
        yield Opened(Tenants(apps), desks)


def _app(desk: Desk, config: Config) -> Litestar:
    return create_app(desk, with_simulator=config.simulator, officers=config.officers)


class Tenants:
    """Hands each request to the tenant whose code leads its path; an ASGI application."""

    def __init__(self, apps: Mapping[str, Litestar]) -> None:
        self._apps = apps
        self._nobody = Litestar(
            route_handlers=[health],
            exception_handlers={HTTPException: _refuse},
            openapi_config=None,
            logging_config=None,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or live through start and end."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        code = scope["path"].removeprefix(PREFIX).partition("/")[0] if scope["path"].startswith(PREFIX) else ""
        app: Any = self._apps.get(code, self._nobody)
        root = f"{PREFIX}{code}" if code in self._apps else ""
        await app(dict(scope) | {"root_path": root}, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        async with AsyncExitStack() as lives:
            for app in (*self._apps.values(), self._nobody):
                await lives.enter_async_context(app.lifespan())
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})


def _refuse(_request: Request[Any, Any, Any], error: HTTPException) -> Response[Refusal]:
    sentence = "no municipality has this address; central.url ends with /t/ and its code"
    return Response(Refusal(reason=Reason.MALFORMED, sentence=sentence), status_code=error.status_code)


def _refuse_joined(found: TenantMap) -> None:
    if not found.configs:
        raise ValueError("tenants: names nobody")
    if found.simulator and not found.on_loopback:
        raise ValueError("simulator: anyone could set clock and verdicts; allowed on a loopback address only")
    _refuse_same("state", {code: config.state.resolve() for code, config in found.configs.items()})
    _refuse_same(
        "database", {code: _place(config.database) for code, config in found.configs.items() if config.database}
    )
    _refuse_same("public_url", {code: config.public_url for code, config in found.configs.items() if config.public_url})


def _place(url: str) -> tuple[str, ...]:
    """Where a URL leads, however its hosts are ordered; what cannot be told here the database tells at its opening."""
    found = urlsplit(url)
    hosts = sorted(host if ":" in host else f"{host}:5432" for host in found.netloc.rpartition("@")[2].split(","))
    return (*hosts, found.path, *(value for name, value in parse_qsl(found.query) if name == "options"))


def _refuse_same(what: str, values: Mapping[str, object]) -> None:
    first: dict[object, str] = {}
    for code, value in values.items():
        if (other := first.setdefault(value, code)) != code:
            raise ValueError(f"tenants.{code}: has the same {what} as tenants.{other}; tenants share nothing")
