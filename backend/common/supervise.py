"""Supervise several processes: start them, restart those that die, and stop them together.

The supervisor opens the listening socket and passes it to the web server. So a port in use is noticed at once, and
connections wait instead of being refused while the web server restarts.
"""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

# After this time a process counts as healthy, and its failures are counted from zero.
WELL_AFTER = 60
LONGEST_PAUSE = 30
# Time for a process to end by itself: to finish a request, or a page of labels.
GRACE = 30

_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
_PR_SET_PDEATHSIG = 1


@dataclass
class Part:
    """One supervised process.

    `command` is called before each start with the pid of the previous process, or None.
    """

    name: str
    command: Callable[[int | None], list[str]]
    pass_fds: tuple[int, ...] = ()
    process: subprocess.Popen | None = None
    last_pid: int | None = None
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
    on_up: Callable[[], None]
    folder: Path
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
            if self.first.process is None or self.first.process.poll() is not None:
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
        part.process = subprocess.Popen(
            part.command(part.last_pid),
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            pass_fds=part.pass_fds,
            # A group of its own: Ctrl+C reaches the supervisor alone, and what a dead part leaves can be ended.
            start_new_session=True,
            preexec_fn=_end_with(os.getpid()),
        )
        part.last_pid, part.started = part.process.pid, time.monotonic()

    def _look_after(self, part: Part) -> None:
        now = time.monotonic()
        if part.process is None:
            if now >= part.start_at:
                self._start(part)
            return
        code = part.process.poll()
        if code is None:
            return
        _kill_group(part.process.pid)
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
                    _kill_group(part.process.pid)
        self.stopping = True

    def _end_all(self) -> None:
        self.stopping = True
        running = [part.process for part in (self.first, *self.rest) if part.process is not None]
        for process in running:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + GRACE
        for process in running:
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0, deadline - time.monotonic()))
            _kill_group(process.pid)
            process.wait()


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket that child processes may inherit. Raises OSError, such as EADDRINUSE."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    server = socket.socket(family, socket.SOCK_STREAM)
    try:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind((host, port))
        server.listen(2048)
    except OSError:
        server.close()
        raise
    server.set_inheritable(True)
    return server


def _end_with(parent: int) -> Callable[[], None]:
    """Return a preexec_fn that lets the child get SIGTERM when its parent dies, even by kill -9.

    Does nothing on other systems than Linux.
    """

    def prepare() -> None:
        if _LIBC is not None:
            _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
            if os.getppid() != parent:
                os._exit(1)

    return prepare


def _kill_group(leader: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


@contextmanager
def _signals(handler: Callable[[int, object], None]) -> Iterator[None]:
    previous = {
        signum: signal.signal(signum, handler) for signum in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    }
    try:
        yield
    finally:
        for signum, before in previous.items():
            signal.signal(signum, before)
