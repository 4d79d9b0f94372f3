"""Mail errors to the operator: PIEU_ADMINS.

A mail holds no personal data: no path, query, form, cookie, address or local variable, and no message of an
error that may quote a row. It names the route, the errors' classes and the lines of the code. The log on the
server has the rest.

A thread of its own sends: neither a request nor its transaction waits for the mail server, and no failure
reaches them. Limits are counted in each process and need no database or cache, which may be what is ill.
"""

from __future__ import annotations

import atexit
import logging
import os
import queue
import sys
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Lock, Thread
from typing import Any

from django.conf import settings
from django.core.mail import mail_admins
from django.db import OperationalError

# Mails an hour from one process: about one fault, and in all.
MAILS_PER_FAULT, MAILS_PER_HOUR = 2, 20
HOUR = 3600
# Seconds that an ending process waits for its last mails.
LAST_WAIT = 10
# Mails that may wait for a slow server; further ones are dropped.
WAITING = 50


@dataclass(slots=True)
class Count:
    """Mails about a fault since `began_at` (monotonic seconds), and how many were not sent."""

    began_at: float
    mailed: int = 0
    withheld: int = 0


class FaultLimit:
    """Allows MAILS_PER_FAULT mails an hour about one fault, and MAILS_PER_HOUR in all."""

    def __init__(self) -> None:
        self._counts: dict[str, Count] = {}
        self._total = Count(began_at=float("-inf"))
        self._lock = Lock()

    def withheld_before(self, fault: str, now: float) -> int | None:
        """Count an occurrence of `fault`. Return None if it must not be mailed.

        Else return how many occurrences were withheld since its last mail.
        now: monotonic seconds.
        """
        with self._lock:
            if now - self._total.began_at >= HOUR:
                self._total = Count(now)
                # Faults that have been silent for two hours are forgotten, so the table doesn't grow.
                self._counts = {
                    name: count for name, count in self._counts.items() if now - count.began_at < 2 * HOUR
                }
            count = self._counts.setdefault(fault, Count(now))
            if now - count.began_at >= HOUR:
                count.began_at, count.mailed = now, 0
            if count.mailed >= MAILS_PER_FAULT or self._total.mailed >= MAILS_PER_HOUR:
                count.withheld += 1
                return None
            count.mailed += 1
            self._total.mailed += 1
            withheld, count.withheld = count.withheld, 0
            return withheld


class ErrorMailHandler(logging.Handler):
    """Mails each logged error to ADMINS, within the limits."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self._limit = FaultLimit()
        self._begin()
        # A forked process has the handler, but not its thread, and perhaps a lock that nobody will release.
        os.register_at_fork(after_in_child=self._begin)

    def _begin(self) -> None:
        self._queue: queue.Queue[tuple[str, str]] = queue.Queue(WAITING)
        self._thread: Thread | None = None
        self._starting = Lock()

    def emit(self, record: logging.LogRecord) -> None:
        # Django logs a stranger's wrong host or cookie as an error of its security, which is no fault of ours.
        if not settings.ADMINS or record.name.startswith("django.security"):
            return
        try:
            withheld = self._limit.withheld_before(fault_of(record), time.monotonic())
            if withheld is None:
                return
            self._queue.put_nowait((subject_of(record), text_of(record, withheld)))
            with self._starting:
                if self._thread is None:
                    # A daemon: a mail server that hangs must not keep a process from ending.
                    self._thread = Thread(target=self._send, name="error mail", daemon=True)
                    self._thread.start()
                    # Here and not before: a forked process forgets what its parent registered.
                    atexit.register(self.wait)
        except queue.Full:
            return
        except Exception:
            self.handleError(record)

    def _send(self) -> None:
        while True:
            subject, text = self._queue.get()
            try:
                mail_admins(subject, text)
            except Exception as error:
                # Not an error of a log: that would be mailed again.
                print(f"Error mail not sent: {type(error).__name__}: {error}", file=sys.stderr)  # noqa: T201
            finally:
                self._queue.task_done()

    def wait(self, seconds: float = LAST_WAIT) -> None:
        """Wait until everything is sent, or for `seconds`."""
        until = time.monotonic() + seconds
        while self._queue.unfinished_tasks and time.monotonic() < until:
            time.sleep(0.02)


def fault_of(record: logging.LogRecord) -> str:
    """Return what makes two errors the same fault: the innermost error's class and its line, or the log's own line."""
    error = record.exc_info[1] if record.exc_info else None
    if error is None:
        return f"{record.name} {record.pathname}:{record.lineno}"
    innermost = list(causes(error))[-1]
    frames = traceback.extract_tb(innermost.__traceback__)
    place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    return f"{type(innermost).__qualname__} {place}"


def subject_of(record: logging.LogRecord) -> str:
    error = record.exc_info[1] if record.exc_info else None
    what = type(error).__name__ if error is not None else record.name
    request = getattr(record, "request", None)
    return f"{what}: {route_of(request)}" if request is not None else f"{what}: {record.name}"


def text_of(record: logging.LogRecord, withheld: int) -> str:
    """Return the mail's text. Parts that may hold personal data are left out, not masked."""
    lines = [f"Piêu {settings.VERSION}, {settings.PUBLIC_ORIGIN}", f"{record.levelname} {record.name}"]
    request = getattr(record, "request", None)
    if request is not None:
        lines.append(route_of(request))
    elif isinstance(record.msg, str):
        lines.append(record.msg)  # without its values
    if withheld:
        lines.append(f"{withheld} more of this fault were not mailed.")
    error = record.exc_info[1] if record.exc_info else None
    for each in causes(error):
        lines += ["", f"{type(each).__module__}.{type(each).__qualname__}{reason_of(each)}"]
        lines += [
            f"  {frame.filename}:{frame.lineno} {frame.name}: {frame.line}"
            for frame in traceback.extract_tb(each.__traceback__)
        ]
    lines += ["", "The server's log has the whole message: journalctl -u pieu"]
    return "\n".join(lines)


def route_of(request: Any) -> str:
    """Return method and pattern of the address: a path may hold a label's code, a phone number or a secret link."""
    match = getattr(request, "resolver_match", None)
    return f"{request.method} /{match.route}" if match else f"{request.method} (no route)"


def reason_of(error: BaseException) -> str:
    """Return ": " and the reason, where it quotes no row and no input."""
    if isinstance(error, OSError) and error.strerror:
        return f": {error.strerror}"
    if isinstance(error, OperationalError):
        return f": {str(error).partition(chr(10))[0]}"
    return ""


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield the error and what it was raised from, the innermost last."""
    met: set[int] = set()
    while error is not None and id(error) not in met:
        yield error
        met.add(id(error))
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
