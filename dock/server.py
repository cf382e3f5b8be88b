"""The dock's HTTP server: loopback only, JSON, one table of routes; it logs nothing that anybody sends.

Since it moves money and cards, a call must name this computer in its Host header (against DNS rebinding), and a page of
another origin may not post (Fetch standard, `Origin`).
"""

from __future__ import annotations

import re
import sys
import threading
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

import msgspec

from dock.acts import ACTS, PATIENCE, Body, FaultBody, set_fault
from dock.bench import Bench
from dock.card_acts import CARD_ACTS
from dock.docked import DockedTerminal
from dock.heard import Recorder, wav_of
from dock.refusal import Refusal
from dock.state import state
from dock.vehicle_acts import VEHICLE_ACTS
from drivers.protocols import Signal
from drivers.tones import sound_of
from firmware.config import ConfigError
from firmware.conversation import View

LOOPBACK = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?", re.IGNORECASE)
LARGEST_BODY = 4096
WATCH_SECONDS = 1.0
WAV = "audio/wav"
JSON = "application/json; charset=utf-8"
PAGE = {
    "/": ("page.html", "text/html; charset=utf-8"),
    "/dock.css": ("dock.css", "text/css; charset=utf-8"),
    "/dock.js": ("dock.js", "text/javascript; charset=utf-8"),
    "/page.js": ("page.js", "text/javascript; charset=utf-8"),
    "/ear.js": ("ear.js", "text/javascript; charset=utf-8"),
    "/glass.js": ("glass.js", "text/javascript; charset=utf-8"),
    "/bus.css": ("bus.css", "text/css; charset=utf-8"),
    "/bus.js": ("bus.js", "text/javascript; charset=utf-8"),
    "/bus-words.js": ("bus-words.js", "text/javascript; charset=utf-8"),
    "/units.js": ("units.js", "text/javascript; charset=utf-8"),
    "/words.js": ("words.js", "text/javascript; charset=utf-8"),
    "/ring.svg": ("ring.svg", "image/svg+xml"),
    "/favicon.ico": ("ring.svg", "image/svg+xml"),  # what a PDF in a tab of its own asks for
}
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
ALL_ACTS = ACTS | CARD_ACTS | VEHICLE_ACTS
Answer = tuple[str, bytes]
Shape = TypeVar("Shape", bound=Body)


class Dock:
    """The dock of one terminal on a loopback port; 0 takes a free one, and `port` tells which once it is started."""

    def __init__(self, terminal: DockedTerminal, port: int = 8100) -> None:
        self._terminal, self.port = terminal, port
        self._server: _Server | None = None

    @property
    def address(self) -> str:
        """Where the page is."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Serve, on threads of its own. Raises ConfigError when the port cannot be had."""
        try:
            self._server = _Server(self.port, self._terminal)
        except (OSError, OverflowError) as error:
            raise ConfigError(f"the dock cannot have port {self.port}: {error}") from error
        self.port = self._server.server_address[1]
        # A daemon, as its calls are: a page that is left open must not keep a terminal from ending.
        threading.Thread(target=self._server.serve_forever, args=(0.1,), name="dock", daemon=True).start()

    def stop(self) -> None:
        """Serve no more; may be called twice."""
        server, self._server = self._server, None
        if server:
            server.shut()


class _Server(ThreadingHTTPServer):
    """Listens on loopback and knows the bench; `changed` counts what may have changed the state."""

    def __init__(self, port: int, terminal: DockedTerminal) -> None:
        super().__init__(("127.0.0.1", port), _Call)
        self.running = True
        self._changes = threading.Condition()
        self._changed = 0
        self.bench = Bench(terminal, self.wake)
        terminal.talk.listen(self._hear)
        if terminal.vehicle:
            terminal.vehicle.driver.listen(lambda _: self.wake())
        if terminal.guidance and self.bench.heard:
            terminal.guidance.listen(self.bench.heard.hear)
        self.bench.start()

    def _hear(self, view: View) -> None:
        # A conversation has no way to stop listening; after the end it is met with silence.
        if self.running:
            self.bench.transcript.hear(view)
            if self.bench.heard:
                self.bench.heard.follow(view)
            self.wake()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a caller who hung up; a bug is printed."""
        # Whoever closes a page breaks a pipe; that is no fault of ours.
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)

    def wake(self) -> None:
        """Let whoever watches look again."""
        with self._changes:
            self._changed += 1
            self._changes.notify_all()

    def wait_change(self, seen: int) -> int:
        """Wait until something may have changed since `seen`, or a moment has passed; tells what to pass next time."""
        with self._changes:
            self._changes.wait_for(lambda: self._changed != seen or not self.running, WATCH_SECONDS)
            return self._changed

    def shut(self) -> None:
        """Stop serving and let the watchers go."""
        self.running = False
        self.bench.stop()
        self.wake()
        self.shutdown()
        self.server_close()


class _Call(BaseHTTPRequestHandler):
    """One call."""

    protocol_version = "HTTP/1.1"
    server_version, sys_version = "Kazasu", ""
    timeout = 60
    server: _Server

    def do_GET(self) -> None:
        """Look."""
        self._answer(self._look)

    def do_HEAD(self) -> None:
        """Look, without the body."""
        self._answer(self._look)

    def do_POST(self) -> None:
        """Act."""
        self._answer(self._act)

    def __getattr__(self, name: str) -> Any:
        """Any other method is refused in the same words."""
        if name.startswith("do_"):
            return lambda: self._answer(self._refuse_method)
        raise AttributeError(name)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:  # noqa: ARG002
        """Refuse what is no HTTP, in the shape of every other refusal and without repeating what was sent."""
        self.close_connection = True
        self.request_version = self.protocol_version  # an unread request counts as HTTP/0.9, which has no status line
        self._send(code, JSON, _json({"error": HTTPStatus(code).phrase.lower(), "reason": "http"}))

    def log_message(self, *_args: Any) -> None:
        """Log nothing: keys are pressed here."""

    def _answer(self, work: Callable[[str], Answer | None]) -> None:
        try:
            self._check_host()
            answer = work(urlsplit(self.path).path)
        except Refusal as refusal:
            self.close_connection = self.command != "GET"  # a body may be left unread
            self._send(refusal.status, JSON, _json({"error": str(refusal), "reason": refusal.reason}))
        else:
            if answer:
                self._send(HTTPStatus.OK, *answer)

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        headers = {**HEADERS, "Content-Type": kind, "Content-Length": str(len(body))}
        if status == HTTPStatus.METHOD_NOT_ALLOWED:
            headers["Allow"] = "GET, HEAD, POST"
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _check_host(self) -> None:
        if not LOOPBACK.fullmatch(self.headers.get("Host", "")):
            raise Refusal(403, "host", "the dock answers only to 127.0.0.1 or localhost")
        origin = self.headers.get("Origin")
        if self.command == "POST" and origin not in (None, f"http://{self.headers['Host']}"):
            raise Refusal(403, "origin", "a page of another origin may not use the dock")

    def _look(self, path: str) -> Answer | None:
        if path in PAGE:
            name, kind = PAGE[path]
            return kind, files("dock").joinpath(name).read_bytes()
        if path == "/events":
            self._send_events()
            return None
        if path in LOOKS:
            return LOOKS[path](self.server.bench)
        if found := re.fullmatch(r"/printed/([\w-]+)\.(pdf|png)", path):
            return self.server.bench.shelf.picture(found[1], found[2], self._number("page", 1))
        if found := re.fullmatch(r"/tones/([a-z]+)\.wav", path):
            return WAV, _tone(found[1])
        if path == "/heard":
            return JSON, _json(_recorder(self.server.bench).lines(self._number("since", 0)))
        if found := re.fullmatch(r"/heard/([0-9]{1,9})\.wav", path):
            return WAV, _recorder(self.server.bench).wav(int(found[1]), self._number("part", 0))
        raise self._no_such(path)

    def _act(self, path: str) -> Answer:
        body = self._read_body()
        bench = self.server.bench
        # One act at a time, from before to after: a state must be what this act brought, not the next one.
        with bench.acting:
            # First what came before must be consumed, or a quick script would press into a prompt that is closing.
            bench.wait_open(PATIENCE)
            if path in ALL_ACTS:
                shape, act = ALL_ACTS[path]
                act(bench, _decode(body, shape))
            elif found := re.fullmatch(r"/device/([\w-]+)", path):
                set_fault(bench, found[1], _decode(body, FaultBody))
            else:
                raise self._no_such(path)
            bench.wait_open(PATIENCE)
        self.server.wake()
        return JSON, _json(state(bench))

    def _refuse_method(self, _path: str) -> Answer:
        raise Refusal(405, "method", "look with GET, act with POST")

    def _no_such(self, path: str) -> Refusal:
        other = "POST" if self.command != "POST" else "GET"
        if re.fullmatch(ROUTES[other], path):
            return Refusal(405, "method", f"{path} is for {other}")
        return Refusal(404, "path", f"there is no {path}")

    def _number(self, name: str, least: int) -> int:
        """A number in the query; the least one where it is not told."""
        told = parse_qs(urlsplit(self.path).query, keep_blank_values=True).get(name, [str(least)])[0]
        if not re.fullmatch(r"[0-9]{1,9}", told):
            raise Refusal(400, name, f"{name}: a number from {least} is needed")
        return int(told)

    def _read_body(self) -> bytes:
        length = self.headers.get("Content-Length", "0")
        if not re.fullmatch(r"[0-9]{1,9}", length) or "Transfer-Encoding" in self.headers:
            # Chunks are refused because nobody needs them, and a body that is misread becomes the next call.
            raise Refusal(400, "length", "Content-Length must tell how long the body is")
        if int(length) > LARGEST_BODY:
            raise Refusal(413, "length", f"a body may have {LARGEST_BODY} bytes at most")
        return self.rfile.read(int(length))

    def _send_events(self) -> None:
        """Server-sent events (HTML standard 9.2): the state, whenever it differs from the last one sent."""
        self.send_response(HTTPStatus.OK)
        for name, value in {**HEADERS, "Content-Type": "text/event-stream", "Connection": "close"}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "HEAD":
            return
        seen, last = -1, dict[str, Any]()
        try:
            while self.server.running:
                now = state(self.server.bench)
                # Compared here rather than counted: what devices do is not always heard of.
                if _worth_telling(now) != last:
                    self.wfile.write(b"data: " + _json(now) + b"\n\n")
                    last = _worth_telling(now)
                seen = self.server.wait_change(seen)
        except OSError:
            return  # the page was closed


def _worth_telling(now: dict[str, Any]) -> dict[str, Any]:
    """The state as far as its changes are worth an event: the clock's seconds are not."""
    return {**now, "clock": now["clock"][:16], "version": 0}


def _json(value: Any) -> bytes:
    return msgspec.json.encode(value)


def _decode(body: bytes, shape: type[Shape]) -> Shape:
    try:
        return msgspec.json.decode(body or b"{}", type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Refusal(400, "body", f"the body is wrong: {error}") from None


def _recorder(bench: Bench) -> Recorder:
    if bench.heard is None:
        raise Refusal(404, "no-guidance", "this terminal has no audio guidance: nothing is heard")
    return bench.heard


def _look_state(bench: Bench) -> Answer:
    return JSON, _json(state(bench))


def _look_screen(bench: Bench) -> Answer:
    if bench.terminal.screen is None:
        raise Refusal(404, "no-screen", "this terminal runs without a screen")
    return "image/png", bench.terminal.screen.picture()


def _look_driver(bench: Bench) -> Answer:
    vehicle = bench.terminal.vehicle
    if vehicle is None or vehicle.screen is None:
        raise Refusal(404, "no-driver", "this terminal has no driver's screen")
    return "image/png", vehicle.screen.picture()


def _tone(name: str) -> bytes:
    if name not in set(Signal):
        raise Refusal(404, "unknown", f"there is no tone {name!r} (known: {', '.join(Signal)})")
    return wav_of((sound_of(Signal(name)),))


def _look_cards(bench: Bench) -> Answer:
    told = ("name", "title", "pin", "about", "group")
    cards = [{name: getattr(card, name) for name in told} for card in bench.terminal.cards]
    return JSON, _json(cards)


def _look_printed(bench: Bench) -> Answer:
    return JSON, _json(bench.shelf.printed())


LOOKS: dict[str, Callable[[Bench], Answer]] = {
    "/state": _look_state,
    "/screen.png": _look_screen,
    "/driver.png": _look_driver,
    "/cards": _look_cards,
    "/printed": _look_printed,
}
ROUTES = {
    "GET": "|".join(map(re.escape, (*PAGE, *LOOKS, "/events", "/heard"))) + "|/printed/.*|/heard/.*|/tones/.*",
    "POST": "|".join(map(re.escape, ALL_ACTS)) + "|/device/.*",
}
