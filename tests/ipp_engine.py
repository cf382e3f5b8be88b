"""A page printer for tests that speaks IPP and is as bad as the worst: it disobeys, dawdles, forgets and dies when told to.

Each look at a job lays one more sheet, so a test has no times in it. `switched_off` and `on` are a power cut.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from drivers.ipp_message import Group, Operation, Reply, Syntax, decode, encode
from drivers.settling import JobState

OPEN = (JobState.PENDING, JobState.PROCESSING)
NOT_FOUND, FAILED = 0x0406, 0x0500


@dataclass
class Job:
    number: int
    name: str
    user: str
    state: JobState = JobState.PENDING
    sheets: int = 0


@dataclass
class Engine:
    """A printer whose jobs have `pages` sheets; `fault` is an IPP reason that stops it once a job has `after` sheets, -1 at once."""

    pages: int = 3
    fault: str = ""
    after: int = 0
    obeys: bool = True
    moves: bool = True
    dies_after: int | None = None
    loses_jobs: bool = False
    jobs: list[Job] = field(default_factory=list)
    tray: list[str] = field(default_factory=list)
    is_on: bool = True
    age: int = 1

    def works(self) -> None:
        """One sheet more of the job at hand, if nothing keeps it."""
        job = next((job for job in self.jobs if job.state in OPEN), None)
        if job is None or not self.moves:
            return
        job.state = JobState.PROCESSING
        if job.sheets == self.dies_after:
            self.is_on = False
        elif not (self.fault and job.sheets >= self.after):
            job.sheets += 1
            self.tray.append(job.name)
            if job.sheets == self.pages:
                job.state = JobState.COMPLETED

    def switched_off_and_on(self) -> None:
        self.jobs.clear()
        self.is_on, self.age = True, 1

    def answer(self, request: Reply) -> bytes:
        self.age += 1
        status, *groups = ANSWERS[Operation(request.status)](self, request.group(Group.OPERATION))
        return encode(status, request.number, groups)

    def tell_printer(self, _: dict) -> list:
        stopped = self.fault and any(job.state in OPEN and job.sheets >= self.after for job in self.jobs)
        reason = self.fault if stopped or (self.fault and self.after < 0) else "none"
        told = [(Syntax.ENUM, "printer-state", 4), (Syntax.KEYWORD, "printer-state-reasons", reason)]
        return [0, (Group.PRINTER, [*told, (Syntax.MIME_TYPE, "document-format-supported", "application/pdf")])]

    def take(self, asked: dict) -> list:
        if self.loses_jobs:
            return [FAILED]
        job = Job(len(self.jobs) + 7, asked["job-name"][0], asked["requesting-user-name"][0])
        self.jobs.append(job)
        return [0, (Group.JOB, [(Syntax.INTEGER, "job-id", job.number)])]

    def tell_job(self, asked: dict) -> list:
        self.works()
        job = self._job(asked)
        if job is None:
            return [NOT_FOUND]
        told = [(Syntax.ENUM, "job-state", job.state), (Syntax.INTEGER, "job-impressions-completed", job.sheets)]
        return [0, (Group.JOB, told)]

    def tell_jobs(self, asked: dict) -> list:
        ended = "completed" in asked["which-jobs"]
        return [0, *((Group.JOB, self._listed(job)) for job in self.jobs if (job.state not in OPEN) == ended)]

    def cancel(self, asked: dict) -> list:
        job = self._job(asked)
        if job and job.state in OPEN and self.obeys:
            job.state = JobState.CANCELED
        return [0]

    def _job(self, asked: dict) -> Job | None:
        return next((job for job in self.jobs if job.number == asked["job-id"][0]), None)

    def _listed(self, job: Job) -> list:
        return [
            (Syntax.INTEGER, "job-id", job.number),
            (Syntax.NAME, "job-name", job.name),
            (Syntax.NAME, "job-originating-user-name", job.user),
            (Syntax.INTEGER, "time-at-creation", 1),
        ]


ANSWERS: dict[Operation, Callable[[Engine, dict], list]] = {
    Operation.GET_PRINTER_ATTRIBUTES: Engine.tell_printer,
    Operation.PRINT_JOB: Engine.take,
    Operation.GET_JOB_ATTRIBUTES: Engine.tell_job,
    Operation.GET_JOBS: Engine.tell_jobs,
    Operation.CANCEL_JOB: Engine.cancel,
}


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with self.server.lock:
            engine = self.server.engine
            content = engine.answer(decode(body)) if engine.is_on else b""
            if not (content and engine.is_on):
                self.close_connection = True
                return
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *arguments: object) -> None:
        pass


class EngineServer(ThreadingHTTPServer):
    """Loopback; `engine` may be exchanged for another between two tests."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.engine, self.lock = Engine(), threading.Lock()
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_port}"
