"""The line between a terminal and central, that somebody can hold, cut or garble while it is in use."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from acting import LONG

KEPT = ("Content-Type", "Accept", "Signature", "Signature-Input", "Content-Digest")


class Line:
    """Forwards to central at `url` while `mode` is good; otherwise it is slow, unreachable or tells nonsense.

    `passing` is called with the path of each request that arrives, whatever becomes of it.
    """

    def __init__(self, url: str) -> None:
        self.mode = "good"
        self.passing: Callable[[str], None] = lambda _path: None
        self._central = urlsplit(url).netloc
        self._ended = threading.Event()
        line = self

        class Passing(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                line.passing(self.path)
                MODES[line.mode](line, self, body)

            def do_PUT(self) -> None:
                self.do_POST()

            def log_message(self, *_: object) -> None:
                """Nothing: tests read what the terminal tells."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Passing)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        """Let go of everybody who waits."""
        self._ended.set()
        self._server.shutdown()
        self._server.server_close()

    def _forward(self, asked: BaseHTTPRequestHandler, body: bytes) -> None:
        central = http.client.HTTPConnection(self._central, timeout=LONG)
        headers = {name: asked.headers[name] for name in KEPT if name in asked.headers}
        central.request(asked.command, asked.path, body, headers)
        answer = central.getresponse()
        _answer(asked, answer.status, answer.headers.get("Content-Type", ""), answer.read())
        central.close()

    def _hold(self, _asked: BaseHTTPRequestHandler, _body: bytes) -> None:
        self._ended.wait(LONG)

    def _cut(self, asked: BaseHTTPRequestHandler, _body: bytes) -> None:
        asked.close_connection = True

    def _garble(self, asked: BaseHTTPRequestHandler, _body: bytes) -> None:
        _answer(asked, 200, "application/json", b'{"certificate": "of somebody else"}')


def _answer(asked: BaseHTTPRequestHandler, status: int, kind: str, body: bytes) -> None:
    asked.send_response(status)
    asked.send_header("Content-Type", kind)
    asked.send_header("Content-Length", str(len(body)))
    asked.end_headers()
    asked.wfile.write(body)


MODES = {"good": Line._forward, "slow": Line._hold, "unreachable": Line._cut, "nonsense": Line._garble}
