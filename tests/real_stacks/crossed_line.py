"""A bad line between terminals and two central processes: each request goes to either of them, late, twice, or both; replies are swapped."""

from __future__ import annotations

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import requests
from acting import LONG

MOST_DELAY_S = 0.03
WAIT_FOR_PARTNER_S = 1.0
TWICE, SWAPPED, STALE = 0.3, 0.35, 0.05
SWAPPABLE = ("orders", "document")


class CrossedLine:
    """`url` is central as the terminals see it; `swapped`, `doubled` and `stale` count what was done to them."""

    def __init__(self, centrals, seed):
        self._centrals, self._chance = centrals, random.Random(seed)
        self._lock = threading.Lock()
        self._waiting, self._past = {}, {}
        self._senders = ThreadPoolExecutor(16)
        self.swapped = self.doubled = self.stale = 0
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _requests_of(self))
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"

    def draw(self):
        with self._lock:
            return self._chance.random()

    def answer(self, method, path, headers, body):
        """What comes back for a request, whoever it was for."""
        time.sleep(self.draw() * MOST_DELAY_S)
        one, other = self._centrals if self.draw() < 0.5 else self._centrals[::-1]
        sent = [self._senders.submit(_send, one + path, method, headers, body)]
        if self.draw() < TWICE:
            self.doubled += 1
            sent.append(self._senders.submit(_send, other + path, method, headers, body))
        replies = sorted((future.result() for future in sent), key=lambda reply: reply[0])
        time.sleep(self.draw() * MOST_DELAY_S)
        return self._crossed(path.rpartition("/")[2], replies[0])

    def _crossed(self, kind, reply):
        if kind not in SWAPPABLE or reply[0] != 200:
            return reply
        past = self._past.setdefault(kind, [])
        past.append(reply)
        if self.draw() < STALE:
            self.stale += 1
            return past[int(self.draw() * len(past))]
        return self._exchanged(kind, reply) if self.draw() < SWAPPED else reply

    def _exchanged(self, kind, reply):
        """Another's reply of this kind, if one comes soon."""
        with self._lock:
            partner = self._waiting.pop(kind, None)
            if partner is None:
                mine = self._waiting[kind] = {"reply": reply, "met": threading.Event()}
            else:
                reply, partner["reply"] = partner["reply"], reply
                self.swapped += 1
                partner["met"].set()
                return reply
        mine["met"].wait(WAIT_FOR_PARTNER_S)
        with self._lock:
            if self._waiting.get(kind) is mine:
                del self._waiting[kind]
        return mine["reply"]


def _send(url, method, headers, body):
    answer = requests.request(method, url, data=body, headers=headers, timeout=LONG)
    return answer.status_code, answer.headers.get("Content-Type", ""), answer.content


def _requests_of(line):
    class Asked(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name: self.headers[name] for name in self.headers if name.lower() not in ("host", "connection")}
            status, kind, content = line.answer(self.command, self.path, headers, body)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            if status != 204:
                self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_PUT = do_POST  # noqa: N815 - the standard library's name

        def log_message(self, *_words):
            pass

    return Asked


@contextmanager
def crossed_line(centrals, seed=1):
    line = CrossedLine(centrals, seed)
    serving = threading.Thread(target=line.server.serve_forever, args=(0.05,), daemon=True)
    serving.start()
    try:
        yield line
    finally:
        line.server.shutdown()
        serving.join()
        line.server.server_close()
        line._senders.shutdown()
