"""Supervise several processes: start them, restart those that die, and stop them together.

The processes are forked, not executed: they share the memory of what the supervisor imported (preloading.py). So at
a fork it has one thread and no connection. A restarted process runs the code that the supervisor imported.

The supervisor opens the listening socket and passes it to the web server. So a port in use is noticed at once, and
connections wait instead of being refused while the web server restarts.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.context import ForkProcess

# After this time a process counts as healthy, and its failures are counted from zero.
WELL_AFTER = 60
LONGEST_PAUSE = 30
# Time for a process to end by itself: to finish a request, or a page of labels.
GRACE = 30

_FORK = multiprocessing.get_context("fork")
_HANDLED = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
_PR_SET_PDEATHSIG, _PR_SET_NAME = 1, 15

type Job = Callable[[], object]


@dataclass
class Part:
    """One supervised process, shown by ps as pieu-`name`.

    new_job: called in the supervisor before each start. Returns what the new process runs.
    """

    name: str
    new_job: Callable[[], Job]
    process: ForkProcess | None = None
    started: float = 0
    failures: int = 0
    start_at: float = 0


@dataclass
class Supervisor:
    """Runs `first` and, once `is_up` returns True, also `rest`.

    If `first` dies before that, everything stops. Afterwards, a process that ends is started again.
    """

    first: Part
    rest: list[Part]
    is_up: Callable[[], bool]
    on_up: Job
    report: Callable[[str], None]
    stopping: bool = field(default=False, init=False)

    def run(self) -> int:
        """Start the processes, and supervise them until SIGTERM, SIGINT or SIGHUP. Then end them all.

        Return the exit code: 0 after a signal, 1 if `first` never came up.
        """
        with _signals(self._stop):
            try:
                return self._run()
            finally:
                self._end_all()

    def _run(self) -> int:
        self._start(self.first)
        while not self.is_up():
            if self.stopping:
                return 0
            if self.first.process is None or self.first.process.exitcode is not None:
                return 1
            time.sleep(0.1)
        for part in self.rest:
            self._start(part)
        self.on_up()
        parts = [self.first, *self.rest]
        while not self.stopping:
            for part in parts:
                self._look_after(part)
            time.sleep(0.2)
        return 0

    def _start(self, part: Part) -> None:
        part.process = _forked(part.name, part.new_job())
        part.started = time.monotonic()

    def _look_after(self, part: Part) -> None:
        now = time.monotonic()
        if part.process is None:
            if now >= part.start_at:
                self._start(part)
            return
        code = part.process.exitcode
        if code is None:
            return
        _kill_group(part.process)
        part.process = None
        part.failures = 1 if now - part.started > WELL_AFTER else part.failures + 1
        pause = min(2 ** (part.failures - 1), LONGEST_PAUSE)
        part.start_at = now + pause
        self.report(f"{part.name} ended with {code}; starting again in {pause} s")

    def _stop(self, signum: int, frame: object) -> None:
        if self.stopping:
            # Asked twice: no more grace.
            for part in (self.first, *self.rest):
                if part.process is not None:
                    _kill_group(part.process)
        self.stopping = True

    def _end_all(self) -> None:
        self.stopping = True
        running = [part.process for part in (self.first, *self.rest) if part.process is not None]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + GRACE
        for process in running:
            process.join(max(0, deadline - time.monotonic()))
            _kill_group(process)
            process.join()


def run_apart(name: str, job: Job) -> int:
    """Run `job` in a process of its own, wait for it, and return its exit code.

    Memory and connections that it needs are gone with it.
    """
    process = _forked(name, job)
    try:
        process.join()
    except BaseException:
        # Ctrl+C reaches this process only.
        process.terminate()
        raise
    return process.exitcode or 0


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket. Raises OSError, such as EADDRINUSE."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    server = socket.socket(family, socket.SOCK_STREAM)
    try:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind((host, port))
        server.listen(2048)
    except OSError:
        server.close()
        raise
    return server


def _forked(name: str, job: Job) -> ForkProcess:
    process = _FORK.Process(name=name, target=_run_as_part, args=(os.getpid(), name, job))
    # Otherwise a signal between the fork and _run_as_part would call the supervisor's handler in the new process.
    signal.pthread_sigmask(signal.SIG_BLOCK, _HANDLED)
    try:
        process.start()
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _HANDLED)
    return process


def _run_as_part(parent: int, name: str, job: Job) -> None:
    """Run `job` in this new process. It gets SIGTERM when its parent dies, even by kill -9, on Linux only."""
    for signum in _HANDLED:
        signal.signal(signum, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _HANDLED)
    # A group of its own: Ctrl+C reaches the supervisor alone, and what a dead part leaves can be ended.
    os.setsid()
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_NAME, f"pieu-{name}".encode())
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            return
    job()


def _kill_group(leader: ForkProcess) -> None:
    assert leader.pid
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader.pid, signal.SIGKILL)


@contextmanager
def _signals(handler: Callable[[int, object], None]) -> Iterator[None]:
    previous = {signum: signal.signal(signum, handler) for signum in _HANDLED}
    try:
        yield
    finally:
        for signum, before in previous.items():
            signal.signal(signum, before)
