"""A line that fails on purpose: HTTP passes through it, and requests or replies are lost, doubled, late, slow or cut.

Everything is chosen by one seeded generator. What it did is counted, so that a test can tell that it was a bad line.
"""

from __future__ import annotations

import asyncio
import random
import socket
import struct
import threading
from collections import Counter
from contextlib import suppress
from urllib.parse import urlsplit

LATE_S, SLOW_S, HALF_OPEN_S = 0.3, 0.05, 30.0
RESET = struct.pack("ii", 1, 0)  # socket(7), SO_LINGER: closed with RST
FAULTS = ("request_lost", "reply_lost", "twice", "late", "half_open", "slow", "reset", "cut", "garbage")
"""What may become of one request; `late` reaches central when nobody waits for its answer any more."""


class Proxy:
    """Listens on `url`, for whatever is behind `upstream`; `faults` gives each its probability (0 to 1).

    `up` is whether the line is there at all; `counts` what became of requests, with `passed` for those that nothing befell.
    """

    def __init__(self, upstream: str, seed: int = 0, **faults: float) -> None:
        assert set(faults) <= set(FAULTS), faults
        assert sum(faults.values()) <= 1
        at = urlsplit(upstream)
        self._upstream = at.hostname, at.port
        self._chance = random.Random(seed)
        self.faults = faults
        self.up = True
        self.counts: Counter[str] = Counter()
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=4096)
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self._loop = asyncio.new_event_loop()
        self._open: set[asyncio.StreamWriter] = set()
        self._late: set[asyncio.Task[object]] = set()

    def __enter__(self) -> Proxy:
        started = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(started,), daemon=True)
        self._thread.start()
        started.wait()
        return self

    def __exit__(self, *_error: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def cut(self) -> None:
        """The line is gone: what is open breaks, what comes is turned away."""
        self.up = False
        self._loop.call_soon_threadsafe(self._break_all)

    def mend(self) -> None:
        """The line is back."""
        self.up = True

    def _run(self, started: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(asyncio.start_server(self._meet, sock=self._listening, limit=2**20))
        started.set()
        self._loop.run_forever()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0.01))

    def _break_all(self) -> None:
        for writer in self._open:
            writer.transport.abort()

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        behind: list[asyncio.StreamWriter] = []
        try:
            with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                connection = None
                while self.up:
                    request = await _message(reader)
                    if connection is None:
                        connection = await self._dial(behind)
                    if not await self._carry(request, connection, writer):
                        break
        finally:
            self._open.discard(writer)
            for one in (writer, *behind):
                one.close()

    async def _dial(self, behind: list[asyncio.StreamWriter]) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_connection(*self._upstream, limit=2**20)
        behind.append(writer)
        return reader, writer

    async def _carry(
        self,
        request: bytes,
        central: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        writer: asyncio.StreamWriter,
    ) -> bool:
        """Carry one request and its answer, or let something befall them; whether the connection is still good."""
        fault = self._choose()
        self.counts[fault] += 1
        if fault in BEFORE:
            return await BEFORE[fault](self, request, writer)
        if fault == "twice":
            await self._send_once(request)
        answer = await _exchange(central, request)
        if fault in AFTER:
            return await AFTER[fault](answer, writer)
        writer.write(answer)
        await writer.drain()
        return True

    def _choose(self) -> str:
        names = list(self.faults)
        rest = 1 - sum(self.faults.values())
        return self._chance.choices([*names, "passed"], [*self.faults.values(), rest])[0]

    async def _send_once(self, request: bytes) -> None:
        behind: list[asyncio.StreamWriter] = []
        with suppress(OSError, asyncio.IncompleteReadError):
            await _exchange(await self._dial(behind), request)
        for one in behind:
            one.close()

    async def _lose(self, _request: bytes, _writer: asyncio.StreamWriter) -> bool:
        return False

    async def _hang(self, _request: bytes, _writer: asyncio.StreamWriter) -> bool:
        await asyncio.sleep(HALF_OPEN_S)
        return False

    async def _delay(self, request: bytes, _writer: asyncio.StreamWriter) -> bool:
        async def later() -> None:
            await asyncio.sleep(self._chance.uniform(0, LATE_S))
            await self._send_once(request)

        task = asyncio.create_task(later())
        self._late.add(task)
        task.add_done_callback(self._late.discard)
        return False

    async def _reset(self, _request: bytes, writer: asyncio.StreamWriter) -> bool:
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        return False


async def _lose_reply(_answer: bytes, _writer: asyncio.StreamWriter) -> bool:
    return False


async def _drip(answer: bytes, writer: asyncio.StreamWriter) -> bool:
    step = len(answer) // 4 + 1
    for start in range(0, len(answer), step):
        writer.write(answer[start : start + step])
        await writer.drain()
        await asyncio.sleep(SLOW_S)
    return True


async def _cut_in_the_middle(answer: bytes, writer: asyncio.StreamWriter) -> bool:
    writer.write(answer[: len(answer) * 2 // 3])
    await writer.drain()
    return False


async def _scramble(answer: bytes, writer: asyncio.StreamWriter) -> bool:
    head, _, body = answer.partition(b"\r\n\r\n")
    # a head that is right over a body that is not: letters are moved on, so that base64 stays base64
    moved = bytes(byte + 1 if chr(byte) in "abcdefghijkmnopqrstuvwxy12345678" else byte for byte in body)
    writer.write(head + b"\r\n\r\n" + moved)
    await writer.drain()
    return True


BEFORE = {"request_lost": Proxy._lose, "late": Proxy._delay, "half_open": Proxy._hang, "reset": Proxy._reset}
AFTER = {"reply_lost": _lose_reply, "slow": _drip, "cut": _cut_in_the_middle, "garbage": _scramble}


async def _exchange(connection: tuple[asyncio.StreamReader, asyncio.StreamWriter], request: bytes) -> bytes:
    reader, writer = connection
    writer.write(request)
    await writer.drain()
    return await _message(reader)


async def _message(reader: asyncio.StreamReader) -> bytes:
    """One HTTP/1.1 message whole, its length given by Content-Length."""
    head = await reader.readuntil(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            length = int(value)
    return head + await reader.readexactly(length)
