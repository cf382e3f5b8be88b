"""The log of terminal and central: structured fields to journald where it listens, plain lines to standard error elsewhere.

Of an exception only its kind and its place are told: its text might quote a person. Of what a message carries beside its words only
the fields named here go on, so that nothing gets into the log by having been at hand.
"""

from __future__ import annotations

import logging
import threading
import traceback
from pathlib import Path
from types import TracebackType
from typing import Any

log = logging.getLogger(__name__)
FIELDS = frozenset(
    {
        "terminal",
        "device",
        "fault",
        "reason",
        "status",
        "role",
        "ticket",
        "snapshot",
        "number",
        "count",
        "seconds",
        "engine",
    }
)
"""What a message may carry as `extra`; in the journal KAZASU_TERMINAL and so on: `journalctl KAZASU_FAULT=paper_jam`."""
PRIORITIES = {logging.CRITICAL: 2, logging.ERROR: 3, logging.WARNING: 4, logging.INFO: 6, logging.DEBUG: 7}
"""syslog(3)'s; what lies between takes the next milder."""
LONGEST_S = 0.02
"""So long a message waits for a journald that stands still: who wrote it may be serving a visitor."""
Shown = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class Lines(logging.Formatter):
    """A record as text, its fields behind the words, an exception as its kind and the places it came through."""

    def __init__(self, stamp: str = "") -> None:
        super().__init__(f"{stamp}%(name)s %(levelname)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """The line or lines of a record."""
        # Formatter keeps what another one made of the exception, text and all
        record.exc_text = None
        told = " ".join(f"{name}={value}" for name, value in fields(record).items())
        first, *rest = super().format(record).split("\n")
        return "\n".join([f"{first} [{told}]" if told else first, *rest])

    def formatException(self, ei: Shown) -> str:  # noqa: N802 - the standard library's name
        """The places, then the kind of what was raised, and of what that came from."""
        kind, error, places = ei
        told = "".join(traceback.format_tb(places)) + (kind.__name__ if kind else "")
        cause = error and (error.__cause__ or (None if error.__suppress_context__ else error.__context__))
        return told + (f" from {type(cause).__name__}" if cause else "")


class Journald(logging.Handler):
    """Records as journald's native protocol has them (https://systemd.io/JOURNAL_NATIVE_PROTOCOL)."""

    def __init__(self, socket: Path | None = None) -> None:
        from logging_journald import JournaldTransport

        super().__init__()
        # addressed anew with each message: a journald that is started again while we run is found
        self._transport = JournaldTransport(socket, connected=False)
        self._transport.socket.settimeout(LONGEST_S)
        self._lost = 0
        self.setFormatter(logging.Formatter())
        self._lines = Lines()

    def emit(self, record: logging.LogRecord) -> None:
        """Send it; a journald that is away or stands still loses the message, and the next that gets through says how many."""
        try:
            self._transport.send(self._pairs(record))
            self._lost = 0
        except Exception:
            # also a message whose words do not fit its values
            self._lost += 1
            self.handleError(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the standard library's name
        """Nothing: what would be written about a lost message would be lost the same way."""

    def _pairs(self, record: logging.LogRecord) -> list[tuple[str, Any]]:
        pairs: list[tuple[str, Any]] = [
            ("MESSAGE", record.getMessage()),
            (
                "PRIORITY",
                next((number for level, number in PRIORITIES.items() if record.levelno >= level), 7),
            ),
            ("SYSLOG_IDENTIFIER", "kazasu"),
            ("CODE_FILE", record.pathname),
            ("CODE_LINE", record.lineno),
            ("CODE_FUNC", record.funcName),
            ("KAZASU_PART", record.name),
            ("KAZASU_THREAD", record.threadName),
        ]
        if record.exc_info and record.exc_info[0]:
            pairs.append(("KAZASU_EXCEPTION", record.exc_info[0].__name__))
            pairs.append(("KAZASU_PLACES", self._lines.formatException(record.exc_info)))
        if self._lost:
            pairs.append(("KAZASU_LOST", self._lost))
        return pairs + [(f"KAZASU_{name.upper()}", str(value)) for name, value in fields(record).items()]


def fields(record: logging.LogRecord) -> dict[str, object]:
    """Those of FIELDS that a record carries."""
    return {name: value for name, value in sorted(vars(record).items()) if name in FIELDS}


def begin(level: int = logging.INFO) -> None:
    """Let this program's log go where it belongs."""
    handler: logging.Handler
    if _is_read_by_journald():
        handler = Journald()
    else:
        handler = logging.StreamHandler()
        handler.setFormatter(Lines("%(asctime)s "))
    logging.basicConfig(level=level, handlers=[handler])
    threading.excepthook = _tell_end


def _tell_end(ended: threading.ExceptHookArgs) -> None:
    """A thread has died of a fault; Python itself would print what the exception says, which might quote a person."""
    if ended.exc_value:
        shown = (ended.exc_type, ended.exc_value, ended.exc_traceback)
        log.critical("a thread has ended: a fault in the program", exc_info=shown)


def _is_read_by_journald() -> bool:
    """Whether standard error is journald's, as systemd says in JOURNAL_STREAM (systemd.exec(5))."""
    try:
        from logging_journald import check_journal_stream

        return bool(check_journal_stream())
    except (ImportError, OSError, ValueError):
        return False
