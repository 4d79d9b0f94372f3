"""Read a stranger's file in a child process, with limits on processor time, memory and time.

    rows = read(rows_of, file, most_rows=5_000)   # runs rows_of(file, most_rows=5_000) in the child

Each process has one child (reading_child.py), started at the first read and used again. It has none of this
process's connections, sockets and secrets. A child that reaches a limit or dies is replaced at the next read;
the file is refused. Call `read` before a transaction: on SQLite a transaction blocks every other writer.
"""

from __future__ import annotations

import atexit
import io
import os
import pickle
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, is_dataclass
from enum import Enum
from multiprocessing import reduction
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, BinaryIO

from django.core.files.base import File
from django.db import connection
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from backend.common.errors import DomainError, rebuilt_error

type Upload = bytes | BinaryIO | File[bytes]

WAIT_SECONDS = 20
START_SECONDS = 60
MAX_RESULT_BYTES = 600_000_000
_BASE_DIR = Path(__file__).resolve().parent.parent.parent
# All that the child gets of the environment. Keys and addresses of the database are not for it.
_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "TMPDIR", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "PYTHONUTF8")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one read may use. Together with WAIT_SECONDS it must end within gunicorn's timeout.

    seconds: wall clock; cpu_seconds: processor time; memory: address space in bytes, about 150 MB of it Python.
    """

    seconds: int = 30
    cpu_seconds: int = 15
    memory: int = 700_000_000


class ReadingRefused(DomainError):
    """The file could not be read to its end. Nothing was changed.

    code: upload_heavy (a limit was reached), upload_interrupted (the child died), upload_busy (other files are
    being read).
    """


class ReaderFailed(RuntimeError):
    """The function raised an unexpected exception in the child; the message is its traceback."""


class _Child:
    """The process, and this process's end of the socket to it."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
        # Address space is limited, and each further arena of malloc would reserve 64 MB of it.
        environment["MALLOC_ARENA_MAX"] = "1"
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "backend.common.reading_child"],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                cwd=_BASE_DIR,
                env=environment,
            )
        self.connection = Connection(ours.detach())

    @property
    def is_usable(self) -> bool:
        """Return False if the process ended; it ends by itself when it was idle for long or has grown."""
        return self.process.poll() is None and not self.connection.poll(0)

    def end(self) -> None:
        self.connection.close()
        self.process.kill()
        self.process.wait()


_turn = threading.Lock()
_child: _Child | None = None


def read[T](function: Callable[..., T], file: Upload, *, limits: Limits | None = None, **arguments: Any) -> T:
    """Return `function(file, **arguments)`, run in the child.

    function: of a module's top level. Its module is imported without settings and models. It gets an open
        binary file at its start. Its result consists of plain values, bytes, days, decimals, enums and
        dataclasses.
    Raises the DomainError that the function raises, and ReadingRefused. Raises RuntimeError inside a
    transaction.
    """
    _require_no_transaction()
    job = (f"{function.__module__}:{function.__qualname__}", arguments, get_language())
    with _descriptor(file) as descriptor:
        if not _turn.acquire(timeout=WAIT_SECONDS):
            raise ReadingRefused(
                _("Piêu đang bận đọc tệp khác. Chưa có gì thay đổi. Chị đợi một lát rồi gửi lại."),
                code="upload_busy",
            )
        try:
            reply = _ask(descriptor, job, limits or Limits())
        finally:
            _turn.release()
    outcome, value = _PlainUnpickler(io.BytesIO(reply)).load()
    if outcome == "refused":
        raise value
    if outcome == "failed":
        raise ReaderFailed(value)
    result: T = value
    return result


def child_pid() -> int:
    """Return the process ID of this process's child. It is started if there is none."""
    with _turn:
        return _usable_child().process.pid


def is_reading() -> bool:
    """Return whether a thread of this process waits for its child."""
    return _turn.locked()


def end_child() -> None:
    """End this process's child, if there is one. The next read starts another."""
    global _child
    if _child is not None:
        child, _child = _child, None
        child.end()


def _ask(descriptor: int, job: object, limits: Limits) -> bytes:
    """Let the child do the job, and return its reply. Raises ReadingRefused."""
    reply = _reply_of_child(descriptor, job, limits)
    # It ended by itself in the moment before it got the job: start another.
    reply = _reply_of_child(descriptor, job, limits) if reply is None else reply
    if reply is None:
        raise _interrupted()
    return reply


def _reply_of_child(descriptor: int, job: object, limits: Limits) -> bytes | None:
    """Return the child's reply, or None if it had ended by itself. After an error there is no child."""
    child = _usable_child()
    is_late = threading.Event()

    def stop() -> None:
        is_late.set()
        child.process.kill()

    clock = threading.Timer(limits.seconds, stop)
    clock.start()
    try:
        child.connection.send_bytes(pickle.dumps((job, limits.cpu_seconds, limits.memory)))
        reduction.send_handle(child.connection, descriptor, child.process.pid)
        reply = child.connection.recv_bytes(MAX_RESULT_BYTES)
    except (EOFError, OSError):
        code = _code_of(child.process)
        end_child()
        if code == 0 and not is_late.is_set():
            return None
        raise _too_heavy() if is_late.is_set() or code == -signal.SIGXCPU else _interrupted() from None
    finally:
        clock.cancel()
    if not reply:  # out of memory
        end_child()
        raise _too_heavy()
    return reply


def _code_of(process: subprocess.Popen[bytes]) -> int:
    """Return the exit code of a process that closed its connection; kill it if it doesn't end."""
    try:
        return process.wait(timeout=1)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def _usable_child() -> _Child:
    global _child
    if _child is not None and not _child.is_usable:
        end_child()
    if _child is None:
        child = _Child()
        try:
            if not child.connection.poll(START_SECONDS):
                raise EOFError
            child.connection.recv_bytes()
        except (EOFError, OSError):
            child.end()
            raise _interrupted() from None
        _child = child
    return _child


@contextmanager
def _descriptor(file: Upload) -> Iterator[int]:
    """Yield a descriptor of the file's content. What is only in memory is copied into a temporary file."""
    try:
        if isinstance(file, bytes):
            raise io.UnsupportedOperation
        file.seek(0)
        number = file.fileno()
    except (AttributeError, io.UnsupportedOperation):
        with tempfile.TemporaryFile() as copy:
            copy.write(file if isinstance(file, bytes) else file.read())
            copy.flush()
            yield copy.fileno()
    else:
        yield number
        file.seek(0)


class _PlainUnpickler(pickle.Unpickler):
    """Loads plain values, dataclasses, enums and refusals only: a broken decoder may have written the reply."""

    def find_class(self, module: str, name: str) -> Any:
        found = getattr(sys.modules.get(module), name, None)
        if found is rebuilt_error:
            return found
        if isinstance(found, type):
            is_date = module in ("datetime", "decimal", "uuid")
            if is_date or is_dataclass(found) or issubclass(found, (DomainError, Enum)):
                return found
        raise pickle.UnpicklingError(f"{module}.{name}")


def _require_no_transaction() -> None:
    # As transaction.atomic(durable=True) does, but without beginning a transaction.
    blocks = connection.atomic_blocks
    if blocks and not getattr(blocks[-1], "_from_testcase", False):
        raise RuntimeError("A file is read in a transaction. Read it before the transaction begins.")


def _too_heavy() -> ReadingRefused:
    return ReadingRefused(
        _(
            "Tệp này nặng quá, Piêu không đọc hết được. Chưa có gì thay đổi. Chị chia nhỏ hoặc chọn tệp nhẹ hơn."
        ),
        code="upload_heavy",
    )


def _interrupted() -> ReadingRefused:
    return ReadingRefused(
        _("Piêu đang đọc tệp thì bị ngắt. Chưa có gì thay đổi. Chị gửi lại tệp."), code="upload_interrupted"
    )


def _forget_child() -> None:
    """In a forked process: leave the child, and the lock of a thread that doesn't exist here, to the parent."""
    global _child, _turn
    if _child is not None:
        _child.connection.close()
        _child.process.returncode = 0  # not a child of this process: nothing to wait for
    _child, _turn = None, threading.Lock()


os.register_at_fork(after_in_child=_forget_child)
atexit.register(end_child)
