"""Who of a city's staff may look: a name and a password that central made, asked by HTTP Basic (RFC 7617).

Passwords are made and never chosen, with over 120 bits, so that a plain hash of one says nothing and nobody tries them out. They pass
in the clear on loopback, or inside TLS of the proxy in front (docs/transport-office.md).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from litestar import MediaType, Request, Response

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without what is taken for something else: i l o 0 1."""
GROUPS, LETTERS = 5, 5
CHALLENGE = {"WWW-Authenticate": 'Basic realm="Kazasu", charset="UTF-8"', "Cache-Control": "no-store"}
NOBODY = "0" * 64
Asked = Request[Any, Any, Any]
Guard = Callable[[Asked], Awaitable[Response[str] | None]]


def new_password() -> str:
    """A password for an officer, in groups that can be read out."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(LETTERS)) for _ in range(GROUPS))


def hash_of(password: str) -> str:
    """What central.toml keeps of it (SHA-256, hex)."""
    return hashlib.sha256(password.encode()).hexdigest()


def only(officers: Mapping[str, str]) -> Guard:
    """What stands before a route: lets in who is one of these (hashes by name), and asks all others who they are."""

    async def guard(request: Asked) -> Response[str] | None:
        if is_one(officers, request.headers.get("authorization", "")):
            return None
        return Response("", status_code=401, headers=CHALLENGE, media_type=MediaType.TEXT)

    return guard


def is_one(officers: Mapping[str, str], header: str) -> bool:
    """Whether an Authorization header is that of one of them; it takes as long for a name that nobody has."""
    name, password = _read(header)
    kept = officers.get(name, NOBODY)
    return hmac.compare_digest(hash_of(password), kept)


def _read(header: str) -> tuple[str, str]:
    scheme, _, text = header.partition(" ")
    try:
        name, _, password = base64.b64decode(text.strip(), validate=True).decode().partition(":")
    except ValueError:
        return "", ""
    return (name, password) if scheme.lower() == "basic" else ("", "")
