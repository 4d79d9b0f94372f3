"""The child process of reading.py: runs one function at a time on a file that it gets as a descriptor.

It has Django's translations, but no apps, models and settings. It ends when its parent does, when it was idle
for a while, and when it has grown.
"""

from __future__ import annotations

import errno
import importlib
import os
import pickle
import resource
import signal
import traceback
from multiprocessing import reduction
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, BinaryIO

import django
from django.conf import settings
from django.utils import translation

from backend.common.errors import DomainError

IDLE_SECONDS = 600
# Memory in bytes after a job from which on the child is replaced: freed memory doesn't all go back to the system.
GROWN = 200_000_000


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    settings.configure(
        LANGUAGE_CODE="vi",
        LANGUAGES=[("vi", "Tiếng Việt"), ("en", "English")],
        LOCALE_PATHS=[Path(__file__).resolve().parent.parent.parent / "locale"],
        USE_TZ=True,
        TIME_ZONE="Asia/Ho_Chi_Minh",
    )
    django.setup()
    connection = Connection(0)
    connection.send_bytes(b"ready")
    while connection.poll(IDLE_SECONDS):
        try:
            # Only the parent writes here. The parent doesn't trust the reply like that.
            job, cpu_seconds, memory = pickle.loads(connection.recv_bytes())
            descriptor = reduction.recv_handle(connection)
        except (EOFError, OSError):
            return
        _limit(cpu_seconds, memory)
        with os.fdopen(descriptor, "rb") as file:
            reply = _reply(file, *job)
        connection.send_bytes(reply)
        if not reply or _memory() > GROWN:
            return


def _memory() -> int:
    """Return this process's resident memory in bytes; 0 without /proc. (ru_maxrss would count the parent's.)"""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()
    except OSError:
        return 0


def _limit(cpu_seconds: int, memory: int) -> None:
    """Limit the next job. Processor time counts from the start of the process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    whole = int(used.ru_utime + used.ru_stime) + 1 + cpu_seconds
    resource.setrlimit(resource.RLIMIT_CPU, (whole, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    resource.setrlimit(resource.RLIMIT_AS, (memory, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _reply(file: BinaryIO, path: str, arguments: dict[str, Any], language: str | None) -> bytes:
    """Return the pickled result or exception of the function `path`; nothing if memory ran out."""
    try:
        with translation.override(language):
            module, _colon, name = path.partition(":")
            function = getattr(importlib.import_module(module), name)
            file.seek(0)
            return pickle.dumps(("done", function(file, **arguments)))
    except DomainError as refused:
        return pickle.dumps(("refused", refused))
    except Exception as error:
        if isinstance(error, MemoryError) or getattr(error, "errno", None) == errno.ENOMEM:
            return b""
        return pickle.dumps(("failed", traceback.format_exc()))


if __name__ == "__main__":
    main()
