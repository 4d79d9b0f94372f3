"""Start processes of the project by fork from a process that has imported its libraries.

Importing libraries takes half of the processor time of a start, and the tests start some hundred processes. Before
the fork no module of the project and no setting is read: a started process reads its own environment.

    process = started(["manage.py", "worker"], env=env, cwd=ROOT, stdout=file, stderr=file)
    process.pid, .poll(), .wait(timeout), .returncode       as of subprocess.Popen; the leader of its own session
"""

from __future__ import annotations

import atexit
import importlib
import json
import os
import runpy
import select
import signal
import socket
import struct
import subprocess
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import IO, Any

# What every process of the project imports and what can be imported without settings.
LIBRARIES = (
    "allauth.utils",
    "argon2",
    "cryptography.x509",
    "django.contrib.postgres.fields",
    "django.core.handlers.wsgi",
    "django.core.management",
    "django.db.backends.postgresql.base",
    "django.db.backends.sqlite3.base",
    "django.db.migrations.executor",
    "django_filters",
    "fido2.server",
    "fontTools.subset",
    "icalendar",
    "jsonschema",
    "markdown_it",
    "nh3",
    "openpyxl",
    "phonenumbers",
    "PIL.ImageDraw",
    "PIL.ImageOps",
    "psycopg.types.json",
    "pypdfium2",
    "qrcode",
    "requests",
    "rest_framework.serializers",
    "stripe",
    "unittest.mock",
    "whitenoise.middleware",
    "yaml",
    "zxingcpp",
)
_EXIT = struct.Struct("i")
_LARGEST_REQUEST = 1 << 17  # bytes; an environment has some thousand


class Process:
    """A started process, with the part of subprocess.Popen's interface that the tests use."""

    def __init__(self, args: list[str], pid: int, ended: int) -> None:
        self.args, self.pid, self._ended = args, pid, ended
        self.returncode: int | None = None

    def poll(self) -> int | None:
        with suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Return the exit code, negative for a signal. Raises subprocess.TimeoutExpired after `timeout` seconds."""
        if self.returncode is None:
            ready, _, _ = select.select([self._ended], [], [], timeout)
            if not ready:
                raise subprocess.TimeoutExpired(self.args, timeout or 0)
            (self.returncode,) = _EXIT.unpack(os.read(self._ended, _EXIT.size))
            os.close(self._ended)
        return self.returncode


def started(
    args: list[str], *, cwd: Path, env: dict[str, str], stdout: IO[Any] | int, stderr: IO[Any] | int
) -> Process:
    """Start Python with `args` (a script, or -m and a module) in a session of its own; its input is empty."""
    files = [file if isinstance(file, int) else file.fileno() for file in (stdout, stderr)]
    ended, end = os.pipe()
    request = json.dumps({"args": args, "cwd": str(cwd), "env": env}).encode()
    door = _starter()
    socket.send_fds(door, [request], [*files, end])
    os.close(end)
    return Process(args, int(door.recv(32)), ended)


@cache
def _starter() -> socket.socket:
    """Start the process that starts the others, once in each test process. It ends when this one does."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        starter = subprocess.Popen(
            [sys.executable, "-m", "tests.warm", str(theirs.fileno())],
            cwd=Path(__file__).resolve().parent.parent,
            env=os.environ | {"PYTHONUTF8": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            pass_fds=[theirs.fileno()],
        )

    @atexit.register
    def end() -> None:
        ours.close()
        starter.wait()

    return ours


def _serve(door: socket.socket) -> list[str]:
    """Fork a process for each request, and report its end. Return its arguments in the new process only."""
    running: dict[int, int] = {}
    bell, ringer = socket.socketpair()
    ringer.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(ringer.fileno())
    while True:
        ready, _, _ = select.select([door, bell], [], [])
        if bell in ready:
            bell.recv(4096)
            _report(running)
        if door in ready:
            request, files, _, _ = socket.recv_fds(door, _LARGEST_REQUEST, 3)
            if not request:
                sys.exit()
            stdout, stderr, end = files
            if (pid := os.fork()) == 0:
                signal.set_wakeup_fd(-1)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                for ours in (door, bell, ringer):
                    ours.detach()  # _become closes them by their numbers
                return _become(json.loads(request), stdout, stderr)
            running[pid] = end
            os.close(stdout)
            os.close(stderr)
            door.send(str(pid).encode())


def _report(running: dict[int, int]) -> None:
    """Write the exit codes of ended processes into their pipes."""
    while running:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid == 0:
            return
        end = running.pop(pid)
        with suppress(BrokenPipeError):
            os.write(end, _EXIT.pack(os.waitstatus_to_exitcode(status)))
        os.close(end)


def _become(request: dict[str, Any], stdout: int, stderr: int) -> list[str]:
    """Take on the request's session, files, folder and environment, and return its arguments."""
    os.setsid()
    os.dup2(stdout, 1)
    os.dup2(stderr, 2)
    os.closerange(3, 1024)
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["env"])
    return request["args"]


if __name__ == "__main__":
    for library in LIBRARIES:
        importlib.import_module(library)
    argv = _serve(socket.socket(fileno=int(sys.argv[1])))
    # Outside every other function, so that the interpreter ends as it does for a command of its own.
    if argv[0] == "-m":
        sys.argv = argv[1:]
        runpy.run_module(argv[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv = argv
        runpy.run_path(argv[0], run_name="__main__")
