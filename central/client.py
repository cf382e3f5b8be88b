"""A terminal's line to central: typed operations over HTTP, each request signed with the terminal's key.

A call ends within its deadline, whatever the line does: it runs on a thread of its own that is left behind when time is
up. Calls that carry an id are tried again when the line fails; central answers the same id with the same answer. No
body, sent or received, stands in an error.
"""

from __future__ import annotations

import gzip
import io
import math
import random
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import IO, Any, TypeVar

import msgspec

from central.signing import Signer
from central.wire import (
    BASE,
    LARGEST_ANSWER,
    LARGEST_DOCUMENT,
    LARGEST_SNAPSHOT,
    Apply,
    AskListKey,
    Challenge,
    Enrolled,
    Identify,
    Issued,
    ListKey,
    OpenVisit,
    Order,
    Outcome,
    Paid,
    Passes,
    Person,
    Quote,
    Refusal,
    Stand,
    Vehicle,
)

# A line that comes back comes back within a second; more tries only keep a visitor waiting.
TRIES = 3
FIRST_PAUSE_S = 0.2
LINE_STATUSES = frozenset({502, 504})  # said by what stands in front of central while it is away
OK = 200
BUSY_STATUSES = frozenset({429, 503})
JSON = "application/json"
BYTES = "application/octet-stream"
SNAPSHOT_S = 600.0  # for a whole list over a mobile line
# Level 1 takes a third of the time of level 6 and leaves a tenth more bytes.
LEVEL = 1

T = TypeVar("T")


class CentralFault(Exception):
    """The line or central failed; the sentence is for the operator. What was asked may or may not have happened."""


class _LineDown(CentralFault):
    """Nothing that central said came through: worth another try when the call is safe to repeat."""

    retry_after_s = 0.0


class Busy(_LineDown):
    """Central has too much to do (429, 503) and wants to be asked again after so many seconds, 0 when it does not say."""

    def __init__(self, sentence: str, retry_after_s: float) -> None:
        super().__init__(sentence)
        self.retry_after_s = retry_after_s


class Refused(Exception):
    """Central will not, and says why in `refusal`."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(f"{refusal.reason}: {refusal.sentence}")
        self.refusal = refusal


@dataclass(frozen=True)
class _Call:
    """One request: what is sent, what may come back, how often it is tried."""

    method: str
    path: str
    body: bytes = field(default=b"", repr=False)
    largest: int = LARGEST_ANSWER
    tries: int = TRIES
    answer: str = JSON
    is_signed: bool = True
    fields: Mapping[str, str] = field(default_factory=dict)
    into: IO[bytes] | None = None


class CentralClient:
    """Central as one terminal sees it.

    `timeout` is the deadline in seconds for a whole call with its repeats, `pause` the longest wait before the first.
    `is_heard`: central answered the last time that anything was asked.
    """

    def __init__(self, url: str, signer: Signer, timeout: float = 10.0, pause: float = FIRST_PAUSE_S) -> None:
        self.terminal = signer.terminal
        self._url = url.rstrip("/")
        self.signer = signer
        self._timeout = timeout
        self._pause = pause
        self._session: Any = None
        self.is_heard = True

    def open_visit(self, visit: str, ticket: str, purpose: str) -> Challenge:
        """Begin a visit. Raises Refused, CentralFault."""
        message = OpenVisit(visit=visit, ticket=ticket, purpose=purpose)
        return self._message(_call("POST", "/visits", message), Challenge)

    def identify(self, visit: str, certificate: bytes, signature: bytes) -> Person:
        """Prove the card: sent once only, for its challenge is good once. Raises Refused, CentralFault."""
        message = Identify(certificate=certificate, signature=signature)
        return self._message(_call("POST", f"/visits/{visit}/person", message, tries=1), Person)

    def rider(self, visit: str, certificate: bytes, signature: bytes) -> Passes:
        """Prove the card in a visit for passes, once only, as `identify`. Raises Refused, CentralFault."""
        message = Identify(certificate=certificate, signature=signature)
        return self._message(_call("POST", f"/visits/{visit}/rider", message, tries=1), Passes)

    def apply(self, visit: str, application: Apply) -> Enrolled:
        """Apply for a pass. Raises Refused, CentralFault."""
        enrolled = self._message(_call("POST", f"/visits/{visit}/passes", application), Enrolled)
        if enrolled.application != application.application:
            raise CentralFault("central answered with another application")
        return enrolled

    def order(self, visit: str, order: Order) -> Quote:
        """Have a document made. Raises Refused, CentralFault."""
        quote = self._message(_call("POST", f"/visits/{visit}/orders", order), Quote)
        if quote.order != order.order:
            raise CentralFault("central answered with the quote of another order")
        return quote

    def document(self, visit: str, order: str, paid: Paid) -> Issued:
        """Fetch the PDF with its release; whether it may be printed is the gate's to say. Raises Refused, CentralFault."""
        path = f"/visits/{visit}/orders/{order}/document"
        return self._message(_call("POST", path, paid, largest=LARGEST_DOCUMENT), Issued)

    def outcome(self, visit: str, order: str, outcome: Outcome) -> None:
        """Tell what became of paper and money. Raises Refused, CentralFault."""
        # anything that is said here was said by something else on the line, and central may know nothing yet
        if self._ask(_call("PUT", f"/visits/{visit}/orders/{order}/outcome", outcome)):
            raise CentralFault("central's answer to an outcome is not empty")

    def records(self, body: bytes) -> Stand:
        """Hand over the JSON of a `Batch`, once: its seal proves whose it is. Raises Busy, Refused, CentralFault."""
        packed = gzip.compress(body, LEVEL, mtime=0)
        call = _Call("POST", "/records", packed, tries=1, is_signed=False, fields={"Content-Encoding": "gzip"})
        return self._message(call, Stand)

    def vehicle(self, where: Vehicle) -> None:
        """Tell where the vehicle is, once: the next one will be newer. Raises Refused, CentralFault."""
        self._ask(_call("PUT", "/vehicle", where, tries=1))

    def snapshot(self, kind: str, have: str, into: IO[bytes]) -> bool:
        """Write what is newer than `have`, whole or as a delta; False when nothing is. Raises Busy, Refused, CentralFault."""
        path = f"/snapshots/{kind}?have={have}"
        self._ask(_Call("GET", path, largest=LARGEST_SNAPSHOT, answer=BYTES, into=into), SNAPSHOT_S)
        return into.tell() > 0

    def list_key(self, kind: str, asked: AskListKey) -> ListKey:
        """Ask for the key of a list, encrypted for this request. Raises Refused, CentralFault."""
        return self._message(_call("POST", f"/snapshots/{kind}/key", asked), ListKey)

    def use(self, url: str) -> None:
        """Speak to central at this address from now on."""
        self._url = url.rstrip("/")

    def warm(self) -> None:
        """Load what the first call needs (about 0.1 s and 18 MB), for instance while nobody waits."""
        self.signer.sign("GET", self._url, b"")
        self._open_session()

    def _message(self, call: _Call, kind: type[T]) -> T:
        try:
            return msgspec.json.decode(self._ask(call), type=kind)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            raise CentralFault(f"central's answer is no {kind.__name__}") from None

    def _ask(self, call: _Call, timeout: float | None = None) -> bytes:
        ends = time.monotonic() + (timeout or self._timeout)
        for attempt in range(call.tries):
            try:
                # Signed anew inside: the same nonce sent twice would be refused as a replay.
                answer = _within(ends, lambda: self._send(call, ends))
            except _LineDown as down:
                self.is_heard = False
                pause = random.uniform(0, self._pause * 3**attempt)  # noqa: S311 - spreads terminals, keeps no secret
                pause += down.retry_after_s
                if attempt == call.tries - 1 or time.monotonic() + pause >= ends:
                    raise
                time.sleep(pause)
            else:
                self.is_heard = True
                return answer
        raise AssertionError

    def _send(self, call: _Call, ends: float) -> bytes:
        session = self._open_session()
        url = self._url + BASE + call.path
        headers = {"Content-Type": JSON, "Accept": call.answer, **call.fields}
        if call.is_signed:
            headers |= self.signer.sign(call.method, url, call.body)
        try:
            answer = session.request(
                call.method,
                url,
                # The very bytes that were signed; `json=` would write them another way.
                data=call.body,
                headers=headers,
                timeout=max(ends - time.monotonic(), 0.01),
                # A signature fits one path, and a redirection could lead to a stranger.
                allow_redirects=False,
                stream=True,
            )
            # Streamed, so that an answer without end is left before it fills the memory.
            with answer:
                return _judge(answer, _read(answer, call), call.answer)
        except OSError as error:  # what requests raises is one too
            raise _LineDown(f"central cannot be reached ({type(error).__name__})") from None

    def _open_session(self) -> Any:
        if self._session is None:
            import requests  # noqa: PLC0415 - 0.1 s and 15 MB that the start of a terminal does not need

            self._session = requests.Session()
            self._session.trust_env = False  # a proxy or .netrc of this machine has no say in where a request goes
        return self._session


def _call(method: str, path: str, message: msgspec.Struct, **rest: Any) -> _Call:
    return _Call(method, path, msgspec.json.encode(message), **rest)


def _within(ends: float, act: Callable[[], T]) -> T:
    """What `act` returns or raises. Raises CentralFault when the deadline comes first."""
    coming: Future[T] = Future()

    def run() -> None:
        try:
            coming.set_result(act())
        except Exception as error:
            coming.set_exception(error)

    # A daemon, for a call that never ends must not keep the terminal from ending.
    threading.Thread(target=run, name="central", daemon=True).start()
    try:
        return coming.result(timeout=max(ends - time.monotonic(), 0.01))
    except TimeoutError:
        raise CentralFault("central did not answer in time") from None


def _read(answer: Any, call: _Call) -> bytes:
    """The whole body, unless it is what was asked for and goes where the call wants it. Raises CentralFault when it is too long."""
    body = io.BytesIO()
    into = call.into if call.into and answer.status_code == OK and _kind(answer) == call.answer else body
    # what an earlier try left there
    into.seek(0)
    into.truncate()
    for piece in answer.iter_content(65536):
        into.write(piece)
        if into.tell() > call.largest:
            raise CentralFault(f"central's answer is longer than {call.largest} bytes")
    return body.getvalue()


def _kind(answer: Any) -> str:
    return str(answer.headers.get("Content-Type", "")).partition(";")[0].strip().lower()


def _judge(answer: Any, body: bytes, wanted: str) -> bytes:
    """The body of a good answer. Raises Busy, Refused on a refusal, CentralFault on all else."""
    status, kind = answer.status_code, _kind(answer)
    if 200 <= status < 300:
        if body and kind != wanted:
            raise CentralFault(f"central answered with {kind or 'an unnamed content type'}, not {wanted}")
        return body
    if status in BUSY_STATUSES:
        raise Busy(f"central is busy (status {status})", _retry_after(answer.headers))
    if 400 <= status < 500 and kind == JSON:
        raise Refused(_refusal(body))
    # A 500 comes from central itself: it met its own bug, and would meet it again.
    fault = _LineDown if status in LINE_STATUSES else CentralFault
    raise fault(f"central answered with status {status}")


def _refusal(body: bytes) -> Refusal:
    try:
        return msgspec.json.decode(body, type=Refusal)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise CentralFault("central refused without saying why") from None


def _retry_after(headers: Mapping[str, str]) -> float:
    """Seconds that central asks for (RFC 9110, 10.2.3: a number or a date), 0 when it asks for none that can be read."""
    text = headers.get("Retry-After", "")
    try:
        # against central's own date: this machine's clock may be years off
        seconds = float(text) if text.isdigit() else (_date(text) - _date(headers["Date"]))
    except (KeyError, TypeError, ValueError, OverflowError):
        return 0.0
    return max(seconds, 0.0) if math.isfinite(seconds) else 0.0


def _date(text: str) -> float:
    return parsedate_to_datetime(text).timestamp()
