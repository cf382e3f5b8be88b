"""The page on which anybody can check a certificate: it was issued, when, by whom and on how many sheets, no more.

Two languages on one page, no script, nothing from elsewhere. A program that asks for JSON gets `Checked`.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from string import Template
from typing import Any, NamedTuple

import msgspec
from litestar import MediaType, Request, Response, Router, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from central.service import era
from central.service.desk import Desk
from central.service.page_headers import headers_for
from central.wire import Checked, CheckFile, NotIssued, Paper

STYLE = (Path(__file__).parent / "check.css").read_text(encoding="utf-8")
PAGE = Template((Path(__file__).parent / "check.html").read_text(encoding="utf-8"))
# The address holds the code: no page that follows, no cache and no index shall learn it.
HEADERS = {**headers_for(STYLE), "Vary": "Accept"}


class Said(NamedTuple):
    """A sign and a sentence in both languages; the sign is told by its shape as well as by its colour."""

    sign: str
    ja: str
    en: str


KINDS = {
    "residence": ("住民票の写し", "Copy of the residence record"),
    "seal": ("印鑑登録証明書", "Certificate of a registered seal"),
    "family-all": ("戸籍全部事項証明書", "Family register, all entries"),
    "family-one": ("戸籍個人事項証明書", "Family register, one person"),
    "supplementary": ("戸籍の附票の写し", "Supplementary card of the family register"),
    "tax": ("課税（非課税）証明書", "Certificate of municipal tax"),
}
SAID = {
    Paper.PRINTED: Said("good", "この番号の証明書は、発行されています。", "A certificate with this number was issued."),
    Paper.PRINTING: Said(
        "wait", "この番号の証明書は、いま印刷しています。", "The certificate with this number is being printed."
    ),
    Paper.NOT_PRINTED: Said(
        "bad", "この番号の証明書は、印刷されていません。", "The certificate with this number was not printed."
    ),
    Paper.UNCLEAR: Said(
        "wait",
        "この番号の証明書が正しく印刷されたかどうか、係員が調べています。市の窓口におたずねください。",
        "Staff are finding out whether this certificate was printed. Please ask the city office.",
    ),
    Paper.WITHDRAWN: Said(
        "bad",
        "この番号の証明書は、取り消されました。使えません。",
        "The certificate with this number was withdrawn and is no longer valid.",
    ),
}
UNKNOWN = Said(
    "bad",
    "この番号とコードの証明書は、発行されていません。紙のとおりに入れたか、確かめてください。",
    "No certificate was issued with this number and code. Please check that they are as on the paper.",
)
NOT_ISSUED = NotIssued(sentence="no certificate was issued with this number and code, or as this file")


@get("/", sync_to_thread=True)
def ask(
    request: Request[Any, Any, Any],
    desk: NamedDependency[Desk],
    number: FromQuery[str] = "",
    code: FromQuery[str] = "",
) -> Response[Any]:
    """The form, or what it was sent with."""
    if not number and not code:
        return Response(_page(desk, ""), media_type=MediaType.HTML)
    return _answer(request, desk, f"{number}.{code}")


@get("/{text:path}", sync_to_thread=True)
def check(request: Request[Any, Any, Any], desk: NamedDependency[Desk], text: FromPath[Path]) -> Response[Any]:
    """What the address on the paper leads to."""
    return _answer(request, desk, str(text).removeprefix("/"))


@post("/", sync_to_thread=True, status_code=200)
def check_file(desk: NamedDependency[Desk], data: JSONBody[CheckFile]) -> Response[Any]:
    """Whether a file was issued, by its hash."""
    return _json(desk.issued.by_hash(data.sha256))


def check_page() -> Router:
    """The routes under /check, which nobody has to sign for."""
    return Router("/check", route_handlers=[ask, check, check_file], response_headers=HEADERS, include_in_schema=False)


def _answer(request: Request[Any, Any, Any], desk: Desk, text: str) -> Response[Any]:
    found = desk.issued.by_code(text)
    if request.accept.best_match([MediaType.HTML, MediaType.JSON]) == MediaType.JSON:
        return _json(found)
    said = SAID[found.paper] if found else UNKNOWN
    shown = _page(desk, _told(said) + (_facts(found) if found else ""))
    return Response(shown, media_type=MediaType.HTML, status_code=200 if found else 404)


def _json(found: Checked | None) -> Response[Any]:
    return Response(
        msgspec.json.encode(found or NOT_ISSUED), media_type=MediaType.JSON, status_code=200 if found else 404
    )


def _page(desk: Desk, answer: str) -> str:
    return PAGE.substitute(style=STYLE, city=escape(desk.city.municipality.name), answer=answer)


def _told(said: Said) -> str:
    return f'<section class="{said.sign}"><p class="ring"></p><p>{said.ja}</p><p lang="en">{said.en}</p></section>'


def _facts(found: Checked) -> str:
    ja, en = KINDS[found.kind]
    rows = [
        ("証明書", "Certificate", f'{ja}<br><span lang="en">{en}</span>'),
        ("発行した市", "Issued by", escape(found.city)),
        ("発行した日", "On", f"{era.long(found.issued)}<br>{found.issued.isoformat()}"),
        ("発行番号", "Number", escape(found.ticket)),
        ("枚数", "Sheets", str(found.sheets)),
        ("端末", "Terminal", escape(found.terminal)),
    ]
    lines = [f'<dt>{ja}<br><span lang="en">{en}</span></dt><dd>{value}</dd>' for ja, en, value in rows]
    return f"<dl>{''.join(lines)}</dl>"
